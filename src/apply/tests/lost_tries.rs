//! A parameter that is written twice, since no answer came the first time.

use super::*;
use crate::domain::{Failure, FailureKind};
use crate::undo::tests::NAMES;

const PUT: &str = "ssm:PutParameter";

/// Sets up while the first try of the first parameter has no answer, and this is written before the second. `None`
/// stands for what the first try was to write.
async fn set_up(theirs: Option<&str>) -> (Report, Stage, Vec<String>) {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.everything().await;
    stage.preview().await;
    stage.practice.fail_once(
        PUT,
        Failure {
            kind: FailureKind::Unreachable,
            call: PUT,
            resource: String::new(),
            code: None,
            message: String::new(),
            fix: None,
        },
    );
    let key = stage.draft.consumer_key_here().unwrap().clone();
    let text = theirs.map_or_else(|| key.secret().in_the_clear(), str::to_owned);
    stage.practice.before(PUT, move |state| {
        state.parameters.set_text(NAMES[0], &text).unwrap();
    });
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    (report, stage, before)
}

#[tokio::test]
async fn its_own_first_try_is_not_taken_for_somebody_else_s() {
    let (report, stage, before) = set_up(None).await;
    let told = texts(&report.lines);
    assert!(!told.contains("somebody else"), "{told}");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.everything().await, before);
}

#[tokio::test]
async fn what_somebody_else_wrote_between_the_tries_is_told_and_put_back() {
    let (report, stage, _) = set_up(Some("theirs")).await;
    let told = texts(&report.lines);
    assert!(told.contains("somebody else wrote version 2"), "{told}");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let now = stage.practice.parameter_text(NAMES[0]).await.unwrap();
    assert_eq!(now.in_the_clear(), "theirs");
}
