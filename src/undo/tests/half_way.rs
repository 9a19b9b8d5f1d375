//! An undo that does not come to its end: it says what stands, and can be gone on with.

use super::*;

/// Wants to stop from the start.
struct Impatient;

impl Watch for Impatient {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, _: usize, _: StageState) {}
    fn stop_asked(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn an_undo_that_is_stopped_before_its_first_step_changes_nothing() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let written = stage.writes();
    let report = stage
        .apply
        .undo_agreed(&Place::default(), "delta", &[], &Impatient)
        .await;
    assert_eq!(
        (report.outcome, report.can_undo),
        (Outcome::Cancelled, true)
    );
    assert_eq!(stage.writes(), written);
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn what_may_be_put_back_is_not_called_untouched_and_undo_can_go_on() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    let practice = &stage.practice;
    practice.lose_answer_once("secretsmanager:UpdateSecretVersionStage");
    // The versions now and before, and that of the token, are looked at first; then comes the look after the lost
    // answer.
    for _ in 0..3 {
        practice.before("secretsmanager:GetSecretValue", |_| {});
    }
    let gone = Failure {
        kind: FailureKind::Unreachable,
        call: "secretsmanager:GetSecretValue",
        resource: String::new(),
        code: None,
        message: String::new(),
        fix: None,
    };
    practice.fail_once("secretsmanager:GetSecretValue", gone);
    let report = stage.undo().await;
    assert_eq!(
        (report.outcome, report.can_undo),
        (Outcome::Partial, true),
        "{report:?}"
    );
    let told = texts(&report.lines);
    assert!(
        told.contains("Not known whether done: Put secret"),
        "{told}"
    );
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let text = stage
        .practice
        .secret_text("delta-salesforce-secret")
        .await
        .unwrap();
    assert!(
        text.in_the_clear()
            .contains(r#""delta-salesforce-rest-api-subject": "c""#)
    );
}

#[tokio::test]
async fn a_copy_that_stays_under_our_label_is_told_of() {
    let stays = "stays in it under the label scv-oauth-next";
    let mut stage = Stage::of(with_secret()).await;
    let move_label = "secretsmanager:UpdateSecretVersionStage";
    stage.practice.refuse(move_label);
    stage.preview().await;
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    assert!(texts(&report.lines).contains(stays), "{report:?}");
    stage.somebody_sets("BY_SOMEBODY", "1").await;
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "aws-denied");
    assert!(problem.advice.notes.concat().contains(stays), "{problem:?}");

    let mut stage = Stage::of(with_secret()).await;
    stage.preview().await;
    let report = stage.write().await;
    assert!(!texts(&report.lines).contains(stays), "{report:?}");
}
