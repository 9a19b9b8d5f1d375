//! What was noted as the cached token and is not only that: it does not go back whoever wrote it.

use super::*;

const TELEPHONY: &str = "delta-scrt-jwt-auth-private-key";

/// One secret for both: the function works with that.
fn with_one_secret() -> Seed {
    let mut seed = with_secret();
    seed.functions[0].environment = Environment::Variables(BTreeMap::from([
        ("SECRET_NAME".to_owned(), SECRET.to_owned()),
        ("ACCESS_SECRET_NAME".to_owned(), SECRET.to_owned()),
    ]));
    seed
}

/// As the journals of earlier versions had it.
fn note_as_token(stage: &Stage, is_it: impl Fn(&Entry) -> bool) {
    let mut journal = kept(stage);
    for entry in journal.entries.iter_mut().filter(|it| is_it(it)) {
        if let Entry::Secret { token, .. } | Entry::Parameter { token, .. } = entry {
            *token = true;
        }
    }
    stage.apply.journals.write(&journal).unwrap();
}

fn kept(stage: &Stage) -> Journal {
    let kept = stage
        .apply
        .journals
        .read("111122223333", "us-west-2", "delta");
    kept.unwrap().unwrap()
}

#[tokio::test]
async fn a_key_that_salesforce_rotated_stays_where_the_token_is_in_the_same_secret() {
    for is_old in [false, true] {
        let mut stage = Stage::of(with_one_secret()).await;
        stage.set_up().await;
        if is_old {
            note_as_token(&stage, |_| true);
        }
        stage.somebody_sets(TELEPHONY, "rotated").await;
        // The function stores its token beside it.
        stage.somebody_sets(TOKEN, "00D!stored").await;
        let report = stage.undo().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        let text = stage.text(SECRET).await;
        assert!(text.contains("rotated"), "{text}");
        assert!(
            !text.contains("jane@acme.com") && !text.contains("00D!"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_token_of_somebody_else_s_in_the_secret_stays() {
    const PARTNER: &str = "partner-access-token";
    for is_added in [true, false] {
        let mut stage = Stage::of(with_one_secret()).await;
        if !is_added {
            stage.somebody_sets(PARTNER, "00D!before").await;
        }
        stage.set_up().await;
        stage.somebody_sets(PARTNER, "00D!partner").await;
        stage.somebody_sets(TOKEN, "00D!stored").await;
        let report = stage.undo().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        let text = stage.text(SECRET).await;
        assert!(
            text.contains("00D!partner") && !text.contains("00D!stored"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn only_the_contact_center_s_own_token_is_emptied() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    for version in ["one", "two"] {
        let theirs = format!(
            r#"{{"{TOKEN}": "00D!{version}", "other-salesforce-rest-api-access-token": "00D!other"}}"#
        );
        stage.somebody_writes_text(ACCESS, theirs).await;
    }
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let text = stage.text(ACCESS).await;
    assert!(
        text.contains("00D!other") && !text.contains("00D!two"),
        "{text}"
    );
}

#[tokio::test]
async fn one_of_the_four_values_is_no_token_whatever_was_noted() {
    for name in [NAMES[0], NAMES[2]] {
        let mut stage = Stage::of(below_19()).await;
        stage.set_up().await;
        note_as_token(
            &stage,
            |entry| matches!(entry, Entry::Parameter { name: it, .. } if it == name),
        );
        let theirs = format!("3MVG9{}", "b".repeat(80));
        stage.somebody_writes(name, &theirs).await;
        let problem = stage.undo().await.problem.unwrap();
        assert_eq!(problem.code, "changed-since-setup", "{problem}");
        let found = stage.practice.parameter_text(name).await.unwrap();
        assert_eq!(found.in_the_clear(), theirs);
    }
}

#[tokio::test]
async fn what_setup_only_noted_as_a_token_and_is_none_is_left_alone() {
    let mut stage = Stage::of(below_19().parameter(TELEPHONY, "theirs")).await;
    stage.set_up().await;
    let mut journal = kept(&stage);
    journal.add_first(Some(Entry::Parameter {
        name: TELEPHONY.into(),
        before: Some(1),
        after: 1,
        token: true,
        written: None,
    }));
    stage.apply.journals.write(&journal).unwrap();
    stage.somebody_writes(TELEPHONY, "rotated").await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let found = stage.practice.parameter_text(TELEPHONY).await.unwrap();
    assert_eq!(found.in_the_clear(), "rotated");
}

#[tokio::test]
async fn a_variable_for_the_token_that_names_another_value_notes_no_token() {
    let mut seed = below_19();
    let Environment::Variables(variables) = &mut seed.functions[0].environment else {
        panic!("unreadable");
    };
    for variable in [variable::ACCESS_TOKEN, variable::SUBJECT] {
        variables.insert(variable.into(), SUBJECT.into());
    }
    let mut stage = Stage::of(seed).await;
    stage.preview().await;
    stage.write().await;
    let is_it = |it: &&Entry| matches!(it, Entry::Parameter { name, .. } if name == SUBJECT);
    let entries = kept(&stage).entries;
    let noted = entries.iter().find(is_it).unwrap();
    assert!(!noted.is_token(), "{entries:?}");
}
