//! Something moved between the preview and the writing: it is named, kept, and asked about again.

use super::*;

#[tokio::test]
async fn what_moved_before_the_writing_is_named_and_shown_in_the_next_preview() {
    let mut stage = Stage::of(below_19()).await;
    assert!(stage.preview().await.is_empty());
    stage.somebody_writes(SUBJECT, "other@acme.com").await;
    let report = stage.write().await;
    assert_eq!((report.outcome, report.moved), (Outcome::Refused, true));
    let cause = report.problem.unwrap().advice.cause();
    assert!(
        cause.contains(&format!("Parameter {SUBJECT}: version 1 became 2")),
        "{cause}"
    );
    assert!(cause.contains("Practice/somebody"), "{cause}");
    assert_eq!(stage.writes(), 0);
    let moved = stage.preview().await;
    assert_eq!(moved.len(), 1);
    assert!(cause.contains(&moved[0]), "{moved:?}");
    assert_eq!(stage.write().await.outcome, Outcome::Done);
}

#[tokio::test]
async fn what_moved_at_the_last_moment_keeps_the_others_change_and_asks_again() {
    let mut stage = Stage::of(with_secret()).await;
    stage.preview().await;
    stage
        .practice
        .before("secretsmanager:UpdateSecretVersionStage", |state| {
            let set = state
                .secrets
                .set_key("delta-salesforce-secret", "BY_SOMEBODY", "1");
            set.unwrap();
        });
    let report = stage.write().await;
    assert_eq!(
        (report.outcome, report.moved),
        (Outcome::Refused, true),
        "{report:?}"
    );
    let moved = stage.preview().await.join("\n");
    assert!(moved.contains("Changed: BY_SOMEBODY."), "{moved}");
    assert_eq!(stage.write().await.outcome, Outcome::Done);
    let text = stage
        .practice
        .secret_text("delta-salesforce-secret")
        .await
        .unwrap();
    assert!(text.in_the_clear().contains("BY_SOMEBODY"));
}
