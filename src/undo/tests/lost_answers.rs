//! A setup whose first try of a write had no answer and whose second was refused: whether it is in is not known
//! unless a look settles it.

use super::*;

fn failure(call: &'static str, kind: FailureKind) -> Failure {
    Failure {
        kind,
        call,
        resource: String::new(),
        code: None,
        message: String::new(),
        fix: None,
    }
}

/// Of the next calls of this name, the first so many pass, and the others fail like this.
fn fail(stage: &Stage, call: &'static str, pass: usize, kinds: &[FailureKind]) {
    for _ in 0..pass {
        stage.practice.before(call, |_| {});
    }
    for kind in kinds {
        stage.practice.fail_once(call, failure(call, *kind));
    }
}

use FailureKind::{Denied, Throttled, Unreachable};

async fn is_unclear(
    mut stage: Stage,
    write: (&'static str, usize, &[FailureKind]),
    look: (&'static str, usize, usize),
) {
    stage.preview().await;
    let (call, pass, kinds) = write;
    fail(&stage, call, pass, kinds);
    let (look, pass, fails) = look;
    let begun = stage.practice.calls().len();
    fail(&stage, look, pass, &vec![Unreachable; fails]);
    let report = stage.write().await;
    let calls = stage.practice.calls();
    let made: Vec<_> = calls[begun..].iter().map(|it| it.action).collect();
    assert_eq!(report.outcome, Outcome::Partial, "{report:?} {made:?}");
    assert!(
        texts(&report.lines).contains("Not known whether done: "),
        "{report:?}"
    );
    let journals = &stage.apply.journals;
    assert_eq!(journals.unfinished("111122223333", "us-west-2").len(), 1);
}

#[tokio::test]
async fn a_parameter_is_unclear() {
    let stage = Stage::of(below_19()).await;
    let write = ("ssm:PutParameter", 0, &[Unreachable, Throttled][..]);
    is_unclear(stage, write, ("ssm:GetParameters", 3, 1)).await;
}

#[tokio::test]
async fn a_secret_put_plainly_is_unclear() {
    let stage = Stage::of(with_secret()).await;
    stage
        .practice
        .refuse("secretsmanager:UpdateSecretVersionStage");
    let write = (
        "secretsmanager:PutSecretValue",
        1,
        &[Unreachable, Throttled][..],
    );
    is_unclear(stage, write, ("secretsmanager:GetSecretValue", 4, 2)).await;
}

#[tokio::test]
async fn a_label_is_unclear() {
    let stage = Stage::of(with_secret()).await;
    let write = (
        "secretsmanager:UpdateSecretVersionStage",
        0,
        &[Unreachable, Denied][..],
    );
    is_unclear(stage, write, ("secretsmanager:GetSecretValue", 3, 1)).await;
}

#[tokio::test]
async fn an_alias_is_unclear() {
    let mut seed = below_19();
    // Nothing but the function is left to change.
    seed.parameters.clear();
    let stage = Stage::of(below_19()).await;
    let write = ("lambda:UpdateAlias", 0, &[Unreachable, Throttled][..]);
    is_unclear(stage, write, ("lambda:GetAlias", 2, 1)).await;
}

#[tokio::test]
async fn a_look_that_shows_the_former_value_settles_it() {
    let mut stage = Stage::of(below_19()).await;
    stage.preview().await;
    fail(&stage, "ssm:PutParameter", 0, &[Unreachable, Throttled]);
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Failed, "{report:?}");
    assert_eq!(report.problem.unwrap().code, "aws-throttled");
    let journals = &stage.apply.journals;
    assert!(journals.unfinished("111122223333", "us-west-2").is_empty());
}

#[tokio::test]
async fn a_first_try_that_was_in_after_all_is_done() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.preview().await;
    // It comes to AWS after the look.
    let practice = stage.practice.clone();
    let throttled = failure("ssm:PutParameter", Throttled);
    stage
        .practice
        .fail_once("ssm:PutParameter", failure("ssm:PutParameter", Unreachable));
    stage.practice.fail_once("ssm:PutParameter", throttled);
    fail(&stage, "ssm:GetParameters", 3, &[]);
    let key = stage.draft.consumer_key_here().unwrap().clone();
    let text = key.secret().in_the_clear();
    practice.before("ssm:GetParameters", move |state| {
        state.parameters.set_text(NAMES[0], &text).unwrap();
    });
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}
