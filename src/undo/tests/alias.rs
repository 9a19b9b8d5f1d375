//! What callers get through the alias, after a setup and after its undo.

use super::*;

#[tokio::test]
async fn a_roll_out_is_ended_by_the_setup_and_taken_up_again_by_undo() {
    let mut stage = Stage::of(below_19()).await;
    let weigh = |functions: &mut Functions| {
        let change = |alias: &mut crate::domain::resources::Alias| {
            alias.weights.insert("1".into(), 0.25);
        };
        functions.change_alias(FUNCTION, "active", change)
    };
    stage.with_functions(weigh).await;
    let before = stage.present().await;
    stage.set_up().await;
    let alias = stage.practice.alias(FUNCTION, "active").await.unwrap();
    assert_eq!((alias.version.as_str(), alias.weights.len()), ("3", 0));
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn callers_on_latest_get_the_change_without_a_new_version() {
    let mut stage = Stage::of(below_19()).await;
    let to_latest = |functions: &mut Functions| {
        functions.change_alias(FUNCTION, "active", |alias| alias.version = "$LATEST".into())
    };
    stage.with_functions(to_latest).await;
    let before = stage.present().await;
    stage.set_up().await;
    let called = stage
        .practice
        .function(FUNCTION, Some("active"))
        .await
        .unwrap();
    assert_eq!(called.environment.get(variable::SUBJECT), Some(SUBJECT));
    let made = |action: &str| {
        stage
            .practice
            .calls()
            .iter()
            .any(|call| call.action == action)
    };
    assert!(!made("lambda:PublishVersion") && !made("lambda:UpdateAlias"));
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_roll_out_that_begins_right_before_the_alias_moves_is_not_overwritten() {
    for share in [Some(0.1), None] {
        let mut stage = Stage::of(below_19()).await;
        stage.preview().await;
        stage.practice.before("lambda:UpdateAlias", move |state| {
            let change = |it: &mut crate::domain::resources::Alias| {
                it.weights
                    .extend(share.map(|share| ("1".to_owned(), share)));
            };
            let functions = &mut state.functions;
            functions.change_alias(FUNCTION, "active", change).unwrap();
        });
        let report = stage.write().await;
        let alias = stage.practice.alias(FUNCTION, "active").await.unwrap();
        let code = report.problem.as_ref().map_or("", |it| it.code);
        // Whoever changes nothing that counts is not in the way.
        let (right, version) = match share {
            Some(_) => ("function-changed", "2"),
            None => ("", "3"),
        };
        assert_eq!((code, alias.version.as_str()), (right, version));
        assert_eq!(alias.weights.get("1"), share.as_ref());
    }
}

#[tokio::test]
async fn a_variable_that_differed_from_the_published_one_does_not_go_back_to_that() {
    let mut stage = Stage::of(below_19()).await;
    let set = |value: &'static str| {
        move |functions: &mut Functions| {
            functions.change(FUNCTION, |it| {
                let Environment::Variables(variables) = &mut it.environment else {
                    panic!("unreadable");
                };
                variables.insert(variable::SUBJECT.into(), value.into());
            })
        }
    };
    stage.with_functions(set("A secret, it may be")).await;
    stage.set_up().await;
    let written = stage.writes();
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "variable-not-known", "{problem}");
    assert_eq!(stage.writes(), written);
    stage.with_functions(set("A secret, it may be")).await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let latest = stage.practice.function(FUNCTION, None).await.unwrap();
    assert_eq!(
        latest.environment.get(variable::SUBJECT),
        Some("A secret, it may be")
    );
}
