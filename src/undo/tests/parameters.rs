//! Somebody else wrote a parameter, between the looks and the putting back of them most of all.

use super::*;

/// The same, and before it there was no audience: setup makes that parameter.
fn without_audience() -> Seed {
    let mut seed = below_19();
    seed.parameters.retain(|it| it.name != NAMES[3]);
    seed
}

async fn text(stage: &Stage, name: &str) -> Option<String> {
    let text = stage.practice.parameter_text(name).await;
    text.map(|it| it.in_the_clear())
}

#[tokio::test]
async fn what_somebody_writes_after_undo_looked_is_not_replaced() {
    for name in [SUBJECT, NAMES[3]] {
        let mut stage = Stage::of(without_audience()).await;
        stage.set_up().await;
        // The function goes back first.
        stage.practice.before("lambda:UpdateAlias", |state| {
            state.parameters.set_text(name, "theirs").unwrap();
        });
        let report = stage.undo().await;
        let problem = report.problem.as_ref().unwrap();
        assert_eq!(problem.code, "parameter-changed", "{report:?}");
        assert_eq!((report.outcome, report.can_undo), (Outcome::Partial, true));
        assert_eq!(text(&stage, name).await.as_deref(), Some("theirs"));
    }
}

#[tokio::test]
async fn what_somebody_wrote_right_before_the_put_is_named() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let put = stage.prospect().await.steps.into_iter();
    let first = put.filter_map(|step| match step {
        Step::Parameter { name, .. } => Some(name),
        _ => None,
    });
    let name = first.take(1).collect::<String>();
    let theirs = name.clone();
    stage.practice.before("ssm:PutParameter", move |state| {
        state.parameters.set_text(&theirs, "theirs").unwrap();
    });
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let told = texts(&report.lines);
    let named = format!(
        "version 4, but somebody else wrote version 3 just before. It can be read as {name}:3."
    );
    assert!(told.contains(&named), "{told}");
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_put_without_an_answer_is_looked_after_by_its_version() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    stage.practice.lose_answer_once("ssm:PutParameter");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_token_that_the_function_stores_in_a_parameter_meanwhile_is_replaced() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    stage.practice.before("lambda:UpdateAlias", |state| {
        state.parameters.set_text(TOKEN, "00D!stored").unwrap();
    });
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}
