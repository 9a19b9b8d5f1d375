//! What the account was told to do, and where it is.

use super::*;

#[tokio::test]
async fn a_refused_call_says_which_and_changes_nothing() {
    let practice = practice();
    practice.refuse("secretsmanager:PutSecretValue");
    let refused = put(&practice, "x", 'b', None).await.unwrap_err();
    assert_eq!(refused.kind, FailureKind::Denied);
    assert!(refused.message.contains("secretsmanager:PutSecretValue"));
    practice.allow("secretsmanager:PutSecretValue");
    put(&practice, "x", 'b', None).await.unwrap();
    let writes = practice
        .calls()
        .iter()
        .filter(|call| call.is_write())
        .count();
    assert_eq!(writes, 2);
}

#[tokio::test]
async fn a_failure_comes_once_and_a_lost_answer_comes_after_the_deed() {
    let practice = practice();
    let throttled = Failure {
        kind: FailureKind::Throttled,
        call: "ssm:PutParameter",
        resource: PARAMETER.into(),
        code: None,
        message: "Rate exceeded".into(),
        fix: None,
    };
    practice.fail_once("ssm:PutParameter", throttled.clone());
    let failed = practice.put_parameter(&write("two")).await;
    assert_eq!(failed, Err(throttled));
    practice.lose_answer_once("ssm:PutParameter");
    let lost = practice.put_parameter(&write("two")).await.unwrap_err();
    assert!(lost.may_be_applied());
    assert_eq!(practice.put_parameter(&write("two")).await, Ok(3));
}

#[tokio::test]
async fn somebody_else_can_be_a_moment_faster() {
    let practice = practice();
    let first = labelled(&practice, "AWSCURRENT").await.unwrap();
    put(&practice, "ours", 'b', Some("ours")).await.unwrap();
    practice.before("secretsmanager:UpdateSecretVersionStage", |state| {
        state.secrets.set_key(SECRET, "a", "theirs").unwrap();
    });
    let (from, to) = (Some(first.as_str()), token('b'));
    let moved = practice.move_label(SECRET, "AWSCURRENT", from, Some(&to));
    assert_eq!(kind(moved.await), FailureKind::Conflict);
    let change = practice.change_secret_behind_your_back(SECRET, "b", "2");
    change.await.unwrap();
    let text = practice.secret_text(SECRET).await.unwrap();
    assert_eq!(text.expose_for_aws(), r#"{"a":"theirs","b":"2"}"#);
}

#[tokio::test]
async fn a_slow_account_takes_its_time() {
    let practice = practice();
    practice.slow(Duration::from_millis(60));
    let begun = Instant::now();
    practice.identity().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn other_regions_are_empty_and_other_profiles_are_not_there() {
    let practice = practice();
    let place = |profile: Option<&str>, region: Option<&str>| Place {
        profile: profile.map(str::to_owned),
        region: region.map(str::to_owned),
    };
    let elsewhere = practice
        .open(&place(None, Some("eu-west-1")))
        .await
        .unwrap();
    assert!(elsewhere.functions(None).await.unwrap().items.is_empty());
    let here = practice.open(&place(Some("practice"), None)).await.unwrap();
    assert_eq!(here.functions(None).await.unwrap().items.len(), 1);
    let other = practice.open(&place(Some("prod"), None)).await;
    assert_eq!(other.err().unwrap().kind, FailureKind::Configuration);
    assert!(practice.is_practice());
}
