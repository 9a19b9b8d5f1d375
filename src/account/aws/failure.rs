//! From what the SDK says to a [`Failure`]: kinds by AWS's error codes, words without values.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::domain::{Failure, FailureKind, Secret};

/// Longer messages are cut: some of AWS's quote what was sent.
const LONGEST: usize = 600;
/// A text shorter than this says nothing, and hiding it would tear ordinary words apart.
const SHORTEST_HIDDEN: usize = 6;

/// A call, named for its failures.
pub(super) struct About {
    call: &'static str,
    resource: String,
    hidden: Vec<Secret>,
}

/// Names a call by its IAM action, and what it is about.
pub(super) fn about(call: &'static str, resource: impl Into<String>) -> About {
    About {
        call,
        resource: resource.into(),
        hidden: Vec::new(),
    }
}

impl About {
    /// Keeps a text out of every message: AWS quotes what it was sent, a whole environment for instance.
    pub(super) fn hiding(mut self, text: &str) -> Self {
        if text.len() >= SHORTEST_HIDDEN {
            let quoted = serde_json::Value::from(text).to_string();
            self.hidden.push(Secret::new(quoted.trim_matches('"')));
            self.hidden.push(Secret::new(text));
        }
        self
    }

    /// A failure in our own words.
    pub(super) fn failure(&self, kind: FailureKind, message: &str) -> Failure {
        Failure {
            kind,
            call: self.call,
            resource: self.resource.clone(),
            code: None,
            message: self.clean(message),
            fix: None,
        }
    }

    /// An answer that lacks what AWS always tells: a proxy's, or cut short.
    pub(super) fn lacks(&self, field: &str) -> Failure {
        let message = format!("The answer does not tell {field}.");
        self.failure(FailureKind::Garbled, &message)
    }

    /// A request that could not even be put together.
    pub(super) fn unbuilt(&self, error: &(dyn Error + 'static)) -> Failure {
        self.failure(FailureKind::Invalid, &chain(error))
    }

    /// What the SDK reports, without the values it may carry.
    pub(super) fn explain<E>(&self, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        match error {
            SdkError::ServiceError(service) => {
                self.refused(service.err(), service.raw().status().as_u16())
            }
            SdkError::TimeoutError(_) => self.failure(FailureKind::TimedOut, &causes(error)),
            SdkError::DispatchFailure(lost) if lost.is_timeout() => {
                self.failure(FailureKind::TimedOut, &causes(error))
            }
            SdkError::DispatchFailure(_) => self.unreachable(&causes(error)),
            SdkError::ConstructionFailure(_) => {
                self.failure(FailureKind::Configuration, &causes(error))
            }
            _ => self.failure(FailureKind::Garbled, "The answer was cut short."),
        }
    }

    /// AWS, or whoever answered in its place, said no.
    fn refused<E: Error + ProvideErrorMetadata>(&self, error: &E, status: u16) -> Failure {
        let Some(code) = error.code() else {
            let message = format!("HTTP {status}, and nothing that AWS would say.");
            return self.failure(FailureKind::Garbled, &message);
        };
        let message = error.message().unwrap_or_default();
        let mut failure = Failure {
            code: Some(self.clean(code)),
            ..self.failure(kind(self.call, code, message, status), message)
        };
        if failure.kind == FailureKind::Denied {
            name_key_action(&mut failure, code);
        }
        if failure.kind == FailureKind::BadCredentials && is_about_time(code, message) {
            failure.fix = Some("Set this computer's clock right, then try again.".to_owned());
        }
        failure
    }

    pub(super) fn unreachable(&self, message: &str) -> Failure {
        let mut failure = self.failure(FailureKind::Unreachable, message);
        if message.contains("invalid peer certificate") {
            let fix = "A proxy of your network may stand between. Set SSL_CERT_FILE to its certificates, then try again.";
            failure.fix = Some(fix.to_owned());
        }
        failure
    }

    /// One line without hidden texts, control characters and characters that turn the reading direction.
    fn clean(&self, message: &str) -> String {
        let mut message = message.to_owned();
        if let Some((before, _whole_environment)) = message.split_once("String measured") {
            message = before.trim_end().to_owned();
        }
        for hidden in &self.hidden {
            message = message.replace(hidden.expose_for_aws(), "(hidden)");
        }
        printable(&message)
    }
}

/// What an error says and why, without `Debug`: that of the SDK prints whole answers.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let words = error.to_string();
        if !said.last().is_some_and(|last| last.contains(&words)) {
            said.push(words);
        }
        next = error.source();
    }
    said.join(": ")
}

/// The chain below the SDK's own first words ("dispatch failure"), which tell a person nothing.
fn causes(error: &(dyn Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), chain)
}

/// One line, fit for a terminal.
pub(super) fn printable(message: &str) -> String {
    let mut line = String::new();
    for word in message.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            match c {
                '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => {
                    line.extend(c.escape_unicode());
                }
                c if c.is_control() || c == '\u{feff}' => line.extend(c.escape_default()),
                c => line.push(c),
            }
        }
    }
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}

fn kind(call: &str, code: &str, message: &str, status: u16) -> FailureKind {
    use FailureKind::*;
    match (call, code) {
        // The label moved meanwhile, and Secrets Manager has no better word for it.
        ("secretsmanager:UpdateSecretVersionStage", "InvalidParameterException") => Conflict,
        // "CodeSHA256 (...) is different from current CodeSHA256 in $LATEST (...)".
        ("lambda:PublishVersion", "InvalidParameterValueException")
            if message.to_ascii_lowercase().contains("codesha256") =>
        {
            Conflict
        }
        _ => by_code(code).unwrap_or_else(|| by_status(status)),
    }
}

fn by_code(code: &str) -> Option<FailureKind> {
    use FailureKind::*;
    Some(match code {
        "ResourceNotFoundException"
        | "ParameterNotFound"
        | "ParameterVersionNotFound"
        | "ProvisionedConcurrencyConfigNotFoundException" => NotFound,
        "AccessDeniedException"
        | "AccessDenied"
        | "UnauthorizedOperation"
        | "KMSAccessDeniedException"
        | "DecryptionFailure"
        | "EncryptionFailure"
        | "OptInRequired"
        | "RegionDisabledException" => Denied,
        "ResourceConflictException"
        | "PreconditionFailedException"
        | "ResourceExistsException"
        | "ResourceInUseException"
        | "ParameterAlreadyExists"
        | "TooManyUpdates" => Conflict,
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown" => Throttled,
        "LimitExceededException"
        | "CodeStorageExceededException"
        | "ParameterLimitExceeded"
        | "ParameterMaxVersionLimitExceeded"
        | "RequestTooLargeException"
        | "RequestEntityTooLargeException"
        | "ServiceQuotaExceededException" => Limit,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => {
            Expired
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "RequestTimeTooSkewed"
        | "AuthFailure" => BadCredentials,
        "InternalFailure"
        | "InternalServerError"
        | "InternalServiceError"
        | "ServiceException"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => Service,
        _ => return None,
    })
}

fn by_status(status: u16) -> FailureKind {
    match status {
        403 => FailureKind::Denied,
        404 => FailureKind::NotFound,
        409 | 412 => FailureKind::Conflict,
        429 => FailureKind::Throttled,
        500.. => FailureKind::Service,
        _ => FailureKind::Invalid,
    }
}

fn is_about_time(code: &str, message: &str) -> bool {
    code == "RequestTimeTooSkewed"
        || message.contains("Signature expired")
        || message.contains("Signature not yet current")
}

/// What is denied is often not the call itself but the use of the KMS key behind it. Then the key's action is
/// what to ask for.
fn name_key_action(failure: &mut Failure, code: &str) {
    const OF_KEYS: [&str; 5] = [
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:DescribeKey",
        "kms:CreateGrant",
    ];
    let named = failure
        .message
        .split_once("not authorized to perform: ")
        .map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
    let action = match (named, code) {
        (Some(named), _) => OF_KEYS.into_iter().find(|action| *action == named),
        (None, "DecryptionFailure" | "KMSAccessDeniedException") => Some("kms:Decrypt"),
        (None, "EncryptionFailure") => Some("kms:GenerateDataKey"),
        (None, _) => None,
    };
    let Some(action) = action else { return };
    failure.resource = match failure.message.split_once("on resource: ") {
        Some((_, rest)) => rest
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        None => format!("the key of {}", failure.resource),
    };
    failure.call = action;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;
    use std::time::Instant;

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
                .move_alias("f", "a", "1", None)
                .await
                .unwrap_err()
                .kind,
        ];
        assert_eq!(kinds, [FailureKind::Garbled; 6]);
    }

    #[tokio::test]
    async fn silence_ends_at_the_limit() {
        let begun = Instant::now();
        let failure = describing(Reply::Hang).await;
        assert_eq!(failure.kind, FailureKind::TimedOut);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
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
}
