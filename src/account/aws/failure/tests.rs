//! AWS and what may answer in its place, against a server of the test itself.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::super::loopback::{Reply, Server, account};
use super::*;
use crate::domain::resources::{ParameterType, ParameterWrite, Which};

async fn describing(reply: Reply) -> Failure {
    let server = Server::answering([reply]).await;
    let account = server.account().await;
    account.describe_secret("acme").await.unwrap_err()
}

async fn moving_a_label(reply: Reply) -> Failure {
    let server = Server::answering([reply]).await;
    let account = server.account().await;
    let moved = account.move_label("acme", "AWSCURRENT", Some("a"), Some("b"));
    moved.await.unwrap_err()
}

#[tokio::test]
async fn codes_of_aws_tell_the_kind() {
    use FailureKind::*;
    for (status, code, kind) in [
        (400, "ResourceNotFoundException", NotFound),
        (400, "AccessDeniedException", Denied),
        (400, "ResourceExistsException", Conflict),
        (400, "TooManyUpdates", Conflict),
        (400, "ParameterAlreadyExists", Conflict),
        (412, "PreconditionFailedException", Conflict),
        (409, "ResourceConflictException", Conflict),
        (400, "ThrottlingException", Throttled),
        (429, "TooManyRequestsException", Throttled),
        (400, "LimitExceededException", Limit),
        (400, "ValidationException", Invalid),
        (400, "InvalidParameterException", Invalid),
        (400, "ExpiredTokenException", Expired),
        (400, "UnrecognizedClientException", BadCredentials),
        (400, "InvalidSignatureException", BadCredentials),
        (500, "InternalServiceError", Service),
        (503, "SomethingNew", Service),
        (403, "SomethingNew", Denied),
    ] {
        let failure = describing(Reply::error(status, code, "Words of AWS")).await;
        assert_eq!(failure.kind, kind, "{code}");
        assert_eq!(failure.code.as_deref(), Some(code));
        assert_eq!(failure.message, "Words of AWS");
        assert_eq!(failure.call, "secretsmanager:DescribeSecret");
        assert_eq!(failure.resource, "acme");
    }
}

#[tokio::test]
async fn a_label_that_moved_is_a_conflict() {
    let failure = moving_a_label(Reply::error(400, "InvalidParameterException", "moved")).await;
    assert_eq!(failure.kind, FailureKind::Conflict);
}

#[tokio::test]
async fn a_key_that_may_not_be_used_is_named() {
    let said = "User: arn:aws:iam::1:user/j is not authorized to perform: kms:Decrypt on resource: \
                arn:aws:kms:us-west-2:1:key/k because no identity-based policy allows it";
    let failure = describing(Reply::error(400, "AccessDeniedException", said)).await;
    assert_eq!(failure.call, "kms:Decrypt");
    assert_eq!(failure.resource, "arn:aws:kms:us-west-2:1:key/k");
    let said = "Secrets Manager can't decrypt the protected secret text.";
    let failure = describing(Reply::error(400, "DecryptionFailure", said)).await;
    assert_eq!(failure.kind, FailureKind::Denied);
    assert_eq!(failure.call, "kms:Decrypt");
    assert_eq!(failure.resource, "the key of acme");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_named() {
    let said = "Signature expired: 20261124T000000Z is now earlier than 20261124T010000Z";
    let failure = describing(Reply::error(400, "InvalidSignatureException", said)).await;
    assert!(failure.fix.unwrap().contains("clock"));
}

#[tokio::test]
async fn what_is_not_from_aws_is_garbled() {
    for reply in [
        Reply::html(200),
        Reply::html(403),
        Reply::html(502),
        Reply::json(200, ""),
        Reply::json(200, "{}"),
        Reply::json(200, r#"{"Name": "#),
        Reply::cut_short(),
    ] {
        let failure = describing(reply.clone()).await;
        assert_eq!(failure.kind, FailureKind::Garbled, "{reply:?}");
        assert!(failure.may_be_applied());
    }
}

#[tokio::test]
async fn a_write_that_tells_no_version_is_garbled() {
    let server = Server::answering([Reply::json(200, "{}")]).await;
    let account = server.account().await;
    let none = BTreeMap::new();
    let write = parameter("value");
    let text = Secret::new("{}");
    let kinds = [
        account
            .put_secret("s", &text, &"t".repeat(32), None)
            .await
            .unwrap_err()
            .kind,
        account
            .move_label("s", "l", None, Some("v"))
            .await
            .unwrap_err()
            .kind,
        account.put_parameter(&write).await.unwrap_err().kind,
        account
            .update_environment("f", &none, None)
            .await
            .unwrap_err()
            .kind,
        account
            .publish("f", "", "sha", None)
            .await
            .unwrap_err()
            .kind,
        account
            .move_alias("f", "a", "1", None, None)
            .await
            .unwrap_err()
            .kind,
    ];
    assert_eq!(kinds, [FailureKind::Garbled; 6]);
}

#[tokio::test]
async fn silence_ends_at_the_limit() {
    // The server hangs up after thirty seconds, which is another failure.
    let failure = describing(Reply::Hang).await;
    assert_eq!(failure.kind, FailureKind::TimedOut);
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let account = account("http://127.0.0.1:1", &[]).await;
    let failure = account.describe_secret("acme").await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(failure.message.contains("refused"), "{}", failure.message);
}

#[tokio::test]
async fn reads_are_tried_again_and_lost_writes_are_not() {
    let server = Server::answering([Reply::error(500, "InternalServiceError", "")]).await;
    let thrice = account(&server.url, &[("AWS_MAX_ATTEMPTS", "2")]).await;
    thrice.describe_secret("acme").await.unwrap_err();
    assert_eq!(server.heard().len(), 2);
    let lost = thrice.put_parameter(&parameter("value")).await.unwrap_err();
    assert!(lost.may_be_applied());
    assert_eq!(server.heard().len(), 3);
    thrice
        .move_label("s", "l", None, Some("v"))
        .await
        .unwrap_err();
    thrice.publish("f", "", "sha", None).await.unwrap_err();
    thrice.invoke("f", None, "{}").await.unwrap_err();
    assert_eq!(server.heard().len(), 6);
    thrice
        .put_secret("s", &Secret::new("{}"), &"t".repeat(32), None)
        .await
        .unwrap_err();
    assert_eq!(server.heard().len(), 8, "a token makes it safe");
}

#[tokio::test]
async fn a_throttled_write_is_tried_again() {
    let replies = [
        Reply::error(400, "ThrottlingException", "Rate exceeded"),
        Reply::json(200, r#"{"Version": 4}"#),
    ];
    let server = Server::answering(replies).await;
    let twice = account(&server.url, &[("AWS_MAX_ATTEMPTS", "2")]).await;
    assert_eq!(twice.put_parameter(&parameter("value")).await, Ok(4));
}

#[tokio::test]
async fn no_value_is_in_any_message() {
    let value = "-----BEGIN \"PRIVATE\" KEY-----";
    let said = format!("Value '{value}' at 'value' failed to satisfy constraint");
    let server = Server::answering([Reply::error(400, "ValidationException", &said)]).await;
    let account = server.account().await;
    let failure = account.put_parameter(&parameter(value)).await.unwrap_err();
    assert_eq!(
        failure.message,
        "Value '(hidden)' at 'value' failed to satisfy constraint"
    );

    let said = "you have exceeded the 4KB limit. String measured: {\"PASSWORD\":\"hunter2\"}";
    let server =
        Server::answering([Reply::error(400, "InvalidParameterValueException", said)]).await;
    let account = server.account().await;
    let variables = BTreeMap::from([("PASSWORD".to_owned(), "hunter2".to_owned())]);
    let failure = account
        .update_environment("f", &variables, None)
        .await
        .unwrap_err();
    assert_eq!(failure.message, "you have exceeded the 4KB limit.");
}

#[tokio::test]
async fn half_a_secret_does_not_get_into_the_failure() {
    let broken = r#"{"Name":"acme","VersionId":"v","SecretString":"hunter2-hunter2","#;
    let server = Server::answering([Reply::json(200, broken)]).await;
    let failure = server
        .account()
        .await
        .secret("acme", &Which::current())
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Garbled);
    assert!(!format!("{failure:?} {}", failure.problem()).contains("hunter2"));
}

#[test]
fn a_message_is_one_line_fit_for_a_terminal() {
    assert_eq!(
        printable("two\nlines \u{1b}[31mred\u{202e}"),
        r"two lines \u{1b}[31mred\u{202e}"
    );
    assert_eq!(printable(&"x".repeat(900)).len(), LONGEST + 3);
}

fn parameter(value: &str) -> ParameterWrite {
    ParameterWrite {
        name: "p".to_owned(),
        value: Secret::new(value),
        kind: ParameterType::SecureString,
        tier: None,
        kms_key: None,
        data_type: None,
        allowed_pattern: None,
        overwrite: true,
    }
}
