//! Somebody else wrote beside the setup: only what the setup changed goes back.

use super::*;
use crate::domain::resources::Alias;

#[tokio::test]
async fn who_changed_it_since_and_when_is_said() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    stage.somebody_writes(NAMES[0], "other").await;
    let what = stage.undo().await.problem.unwrap().what;
    assert!(what.contains("now version 3 by arn:aws:sts::111122223333:assumed-role/Practice/somebody, written at 20"), "{what}");

    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage
        .somebody_sets("delta-salesforce-rest-api-subject", "other@acme.com")
        .await;
    let written = stage.writes();
    let problem = stage.undo().await.problem.unwrap();
    assert!(problem.what.contains(", made at 20"), "{problem}");
    let named = "had set: delta-salesforce-rest-api-subject.";
    assert!(problem.advice.cause().ends_with(named), "{problem}");
    assert!(!problem.to_string().contains("other@acme.com"), "{problem}");
    assert_eq!(stage.writes(), written);

    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let variables = BTreeMap::from([(variable::SUBJECT.to_owned(), "other".to_owned())]);
    let change = |functions: &mut Functions| {
        functions.change(FUNCTION, |it| {
            it.environment = Environment::Variables(variables)
        })
    };
    stage.with_functions(change).await;
    let what = stage.undo().await.problem.unwrap().what;
    assert!(
        what.contains("now other variables, last changed at 20"),
        "{what}"
    );
}

#[tokio::test]
async fn what_somebody_wrote_into_the_secret_since_stays_and_the_setup_s_keys_go_back() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    let theirs = |text: &str| {
        let endpoint = "/services/data/v64.0\"";
        assert!(text.contains(endpoint));
        text.replace(endpoint, "/services/data/v99.0\", \"BY_SOMEBODY\":\t1e2")
    };
    let now = theirs(&stage.text(SECRET).await);
    stage.somebody_writes_text(SECRET, now).await;

    let told = stage.prospect().await;
    let plans: Vec<String> = told
        .places()
        .into_iter()
        .flat_map(|(_, plans)| plans)
        .collect();
    let plan = plans.join("\n");
    assert!(
        plan.contains("Somebody wrote this secret since (version "),
        "{plan}"
    );
    assert!(
        plan.contains("; only the keys the setup changed are put back: "),
        "{plan}"
    );
    assert!(plan.contains("delta-salesforce-rest-api-subject"), "{plan}");
    assert!(!plan.contains("jane@acme.com"), "{plan}");

    let report = stage.undo_agreed(&told.steps).await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let said = texts(&report.lines);
    assert!(
        said.contains("only the keys the setup changed are put back"),
        "{said}"
    );
    assert_eq!(stage.text(SECRET).await, theirs(&before));
    assert_eq!(stage.text(ACCESS).await, ACCESS_BEFORE);
    assert_eq!(stage.labels_of_ours().await, [""; 0]);
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn what_somebody_wrote_into_the_access_secret_since_stays_and_the_token_goes_back() {
    let add = |text: &str, theirs: &str| text.replace('}', theirs);
    for (token, expected) in [
        ("", r#", "BY_SOMEBODY": "1"}"#),
        (r#", "BY_SOMEBODY": "0"}"#, r#", "BY_SOMEBODY": "1"}"#),
        (r#", "BY_SOMEBODY": "1"}"#, "}"),
    ] {
        let mut seed = with_secret();
        let before = match token {
            "" => ACCESS_BEFORE.to_owned(),
            theirs => add(ACCESS_BEFORE, theirs),
        };
        seed.secrets.retain(|it| it.name != ACCESS);
        let mut stage = Stage::of(seed.secret(ACCESS, &before)).await;
        stage.set_up().await;
        let stored = ACCESS_BEFORE.replace("00D!token", "00D!stored");
        stage
            .somebody_writes_text(ACCESS, add(&stored, expected))
            .await;
        // The function stores another one at the last moment.
        let practice = &stage.practice;
        practice.before("secretsmanager:UpdateSecretVersionStage", |_| {});
        practice.before("secretsmanager:UpdateSecretVersionStage", |state| {
            state.secrets.set_key(ACCESS, TOKEN, "00D!again").unwrap();
        });
        let places = stage.prospect().await.places().into_iter();
        let plans: Vec<String> = places.flat_map(|(_, plans)| plans).collect();
        assert!(
            plans
                .concat()
                .contains("All else in it stays as it is now.")
        );
        let report = stage.undo().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        assert_eq!(stage.labels_of_ours().await, [""; 0]);
        let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let found = stage.text(ACCESS).await;
        assert_eq!(parsed(&found), parsed(&add(ACCESS_BEFORE, expected)));
        assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
    }
}

#[tokio::test]
async fn an_access_secret_that_cannot_be_compared_any_more_goes_back_with_a_word() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage
        .somebody_writes_text(ACCESS, "{\"half\":".into())
        .await;
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let told = texts(&report.lines);
    assert!(told.contains("could not be compared"), "{told}");
    assert_eq!(stage.text(ACCESS).await, ACCESS_BEFORE);
}

#[tokio::test]
async fn a_secret_that_cannot_be_compared_any_more_is_left_alone() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage
        .somebody_writes_text(SECRET, "{\"half\":".into())
        .await;
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "changed-since-setup");
    assert!(
        problem.advice.cause().contains("cannot be compared"),
        "{problem}"
    );
}

#[tokio::test]
async fn who_writes_between_the_look_and_the_putting_back_loses_nothing() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    stage.somebody_sets("BY_SOMEBODY", "1").await;
    stage
        .practice
        .before("secretsmanager:UpdateSecretVersionStage", |state| {
            state.secrets.set_key(SECRET, "BY_SOMEBODY", "2").unwrap();
        });
    let report = stage.undo().await;
    assert_eq!(
        report.problem.as_ref().unwrap().code,
        "secret-changed",
        "{report:?}"
    );
    assert_eq!((report.outcome, report.can_undo), (Outcome::Failed, true));
    assert!(stage.text(SECRET).await.contains("jane@acme.com"));
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let mut expected = parsed(&before);
    expected["BY_SOMEBODY"] = "2".into();
    assert_eq!(parsed(&stage.text(SECRET).await), expected);
}

#[tokio::test]
async fn a_parameter_or_variables_that_others_wrote_beside_the_setup_s_work_go_back() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    // The same value once more, as from the console's Save: nobody's change is lost with it.
    stage.somebody_writes(SUBJECT, "jane@acme.com").await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);

    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let theirs = |functions: &mut Functions| {
        functions.change(FUNCTION, |it| {
            let Environment::Variables(variables) = &mut it.environment else {
                panic!("unreadable");
            };
            variables.insert("BY_SOMEBODY".into(), "1".into());
        })
    };
    stage.with_functions(theirs).await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let latest = stage.practice.function(FUNCTION, None).await.unwrap();
    assert_eq!(latest.environment.get("BY_SOMEBODY"), Some("1"));
    assert_eq!(
        latest.environment.get(variable::SUBJECT),
        Some("integration@acme.com")
    );
}

#[tokio::test]
async fn what_somebody_published_since_is_left_to_its_callers() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let theirs = stage.somebody_publishes().await;
    let written = stage.writes();
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "changed-since-setup");
    assert!(
        problem.what.contains(&format!("now on version {theirs}")),
        "{problem}"
    );
    assert_eq!(stage.writes(), written);
}

#[tokio::test]
async fn a_roll_out_that_somebody_began_since_is_not_ended() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let share = |functions: &mut Functions| {
        functions.change_alias(FUNCTION, "active", |it| {
            it.weights.insert("1".into(), 0.1);
        })
    };
    stage.with_functions(share).await;
    let written = stage.writes();
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "changed-since-setup");
    assert!(problem.what.contains(" and 1)"), "{problem}");
    assert_eq!(stage.writes(), written);
}

#[tokio::test]
async fn an_alias_that_somebody_moves_between_the_look_and_the_putting_back_stays_there() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let practice = &stage.practice;
    practice.before("lambda:GetAlias", |_| {});
    practice.before("lambda:GetAlias", |state| {
        let moved = |it: &mut Alias| it.version = "1".into();
        state
            .functions
            .change_alias(FUNCTION, "active", moved)
            .unwrap();
    });
    let report = stage.undo().await;
    assert_eq!(
        report.problem.as_ref().unwrap().code,
        "alias-changed",
        "{report:?}"
    );
    let alias = stage.practice.alias(FUNCTION, "active").await.unwrap();
    assert_eq!(alias.version, "1");
}

#[tokio::test]
async fn a_variable_that_somebody_sets_between_the_look_and_the_putting_back_stays() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    // The alias goes back first.
    stage.practice.before("lambda:UpdateAlias", |state| {
        let set = |it: &mut crate::domain::resources::Function| {
            let Environment::Variables(variables) = &mut it.environment else {
                panic!("unreadable");
            };
            variables.insert(variable::SUBJECT.into(), "theirs".into());
        };
        state.functions.change(FUNCTION, set).unwrap();
    });
    let report = stage.undo().await;
    let problem = report.problem.as_ref().unwrap();
    assert_eq!(problem.code, "variables-changed", "{report:?}");
    let named = format!("set anew: {}.", variable::SUBJECT);
    assert!(problem.advice.cause().ends_with(&named), "{problem}");
    assert_eq!((report.outcome, report.can_undo), (Outcome::Partial, true));
    let latest = stage.practice.function(FUNCTION, None).await.unwrap();
    assert_eq!(latest.environment.get(variable::SUBJECT), Some("theirs"));
}

#[tokio::test]
async fn a_token_that_the_function_stores_meanwhile_does_not_put_undo_off() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let (secret, key) = (
        "delta-salesforce-access-secret",
        "delta-salesforce-rest-api-access-token",
    );
    let practice = &stage.practice;
    // That of the other secret comes first.
    practice.before("secretsmanager:UpdateSecretVersionStage", |_| {});
    practice.before("secretsmanager:UpdateSecretVersionStage", move |state| {
        state.secrets.set_key(secret, key, "00D!stored").unwrap();
    });
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}
