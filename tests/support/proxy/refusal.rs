//! The errors of the services, each in the form, with the status, the code and the words of its service.

use super::operation::{Operation, Service};
use super::wire::Message;

/// Why a service refuses.
#[derive(Debug, Clone, Copy)]
pub enum Refusal {
    Throttled,
    Broken,
    Expired,
    Denied,
    Conflict,
    Stale,
}

type Error = (u16, &'static str, &'static str);

const EXPIRED: &str = "The security token included in the request is expired";

impl Refusal {
    /// The answer to a request for the operation.
    pub fn answer(self, operation: &Operation) -> Message {
        match operation.service {
            Service::Lambda => json(operation, self.of_lambda()),
            Service::SecretsManager => json(operation, self.of_secrets_manager(&operation.name)),
            Service::Ssm => json(operation, self.of_ssm()),
            Service::Query => xml(operation, self.of_query()),
        }
    }

    fn of_lambda(self) -> Error {
        match self {
            Self::Throttled => (429, "TooManyRequestsException", "Rate Exceeded."),
            Self::Broken => (
                500,
                "ServiceException",
                "The service encountered an internal error.",
            ),
            Self::Expired => (403, "ExpiredTokenException", EXPIRED),
            Self::Denied => (403, "AccessDeniedException", ""),
            Self::Conflict => (
                409,
                "ResourceConflictException",
                "The operation cannot be performed at this time. An update is in progress for resource: function",
            ),
            Self::Stale => (
                412,
                "PreconditionFailedException",
                "The RevisionId provided does not match the latest RevisionId for the Lambda function or alias. \
                 Call the GetFunction or the GetAlias API to retrieve the latest RevisionId for your resource.",
            ),
        }
    }

    fn of_secrets_manager(self, operation: &str) -> Error {
        match (self, operation) {
            (Self::Throttled, _) => (400, "ThrottlingException", "Rate exceeded"),
            (Self::Broken, _) => (
                500,
                "InternalServiceError",
                "An error occurred on the server side.",
            ),
            (Self::Expired, _) => (400, "ExpiredTokenException", EXPIRED),
            (Self::Denied, _) => (400, "AccessDeniedException", ""),
            (Self::Conflict | Self::Stale, "UpdateSecretVersionStage") => (
                400,
                "InvalidParameterException",
                "When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, \
                 it must be set to the version that currently has the staging label AWSCURRENT.",
            ),
            (Self::Conflict | Self::Stale, "PutSecretValue") => (
                400,
                "ResourceExistsException",
                "You can't use ClientRequestToken because that value is already in use for a version.",
            ),
            (Self::Conflict | Self::Stale, _) => (
                400,
                "InvalidRequestException",
                "You can't perform this operation now.",
            ),
        }
    }

    fn of_ssm(self) -> Error {
        match self {
            Self::Throttled => (400, "ThrottlingException", "Rate exceeded"),
            Self::Broken => (
                500,
                "InternalServerError",
                "An error occurred on the server side.",
            ),
            Self::Expired => (400, "ExpiredTokenException", EXPIRED),
            Self::Denied => (400, "AccessDeniedException", ""),
            Self::Conflict | Self::Stale => (
                400,
                "TooManyUpdates",
                "There are concurrent updates for a resource that supports one update at a time.",
            ),
        }
    }

    fn of_query(self) -> Error {
        match self {
            Self::Throttled => (400, "Throttling", "Rate exceeded"),
            Self::Broken => (
                500,
                "InternalFailure",
                "The service encountered an internal error.",
            ),
            Self::Expired => (403, "ExpiredToken", EXPIRED),
            Self::Denied => (403, "AccessDenied", ""),
            Self::Conflict | Self::Stale => {
                (409, "ConcurrentModification", "The request was rejected.")
            }
        }
    }
}

/// Only a denial has words that depend on the operation; they take the place of none.
fn words(operation: &Operation, message: &str) -> String {
    if !message.is_empty() {
        return message.to_owned();
    }
    denial(&operation.action(), "*")
}

fn denial(action: &str, resource: &str) -> String {
    format!(
        "User: arn:aws:iam::123456789012:user/tester is not authorized to perform: {action} on resource: \
         {resource} because no identity-based policy allows the {action} action"
    )
}

/// As Secrets Manager and Parameter Store pass on what KMS told them.
pub fn key_denied(action: &str) -> Message {
    let key = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-4333-8444-555555555555";
    let body =
        serde_json::json!({ "__type": "AccessDeniedException", "message": denial(action, key) });
    Message::answer(
        400,
        &[("Content-Type", "application/json")],
        &body.to_string(),
    )
}

/// Lambda takes the code from a header, the other two from the body; each ignores what is the other's.
fn json(operation: &Operation, (status, code, message): Error) -> Message {
    let message = words(operation, message);
    let body = serde_json::json!({ "__type": code, "message": message }).to_string();
    let headers = [
        ("Content-Type", "application/json"),
        ("x-amzn-ErrorType", code),
    ];
    Message::answer(status, &headers, &body)
}

fn xml(operation: &Operation, (status, code, message): Error) -> Message {
    let message = words(operation, message);
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
    );
    Message::answer(status, &[("Content-Type", "text/xml")], &body)
}
