//! Who writes must be who looked at the preview.

use super::*;

async fn set_up_after_a_preview_as(arn: &str) -> (Outcome, Option<&'static str>) {
    let mut stage = Stage::of(with_secret()).await;
    stage.preview().await;
    stage.draft.identity = Some(Identity {
        account: "111122223333".into(),
        arn: arn.into(),
    });
    let report = stage.write().await;
    (report.outcome, report.problem.map(|problem| problem.code))
}

#[tokio::test]
async fn a_new_session_of_the_same_role_goes_on_and_another_role_does_not() {
    let session = "arn:aws:sts::111122223333:assumed-role/Practice/assume-role-from-profile-1";
    let done = set_up_after_a_preview_as(session).await;
    assert_eq!(done, (Outcome::Done, None));
    let role = "arn:aws:sts::111122223333:assumed-role/Another/you";
    let refused = set_up_after_a_preview_as(role).await;
    assert_eq!(refused, (Outcome::Failed, Some("identity-changed")));
}
