//! What AWS's error codes come to.

use crate::domain::{Failure, FailureKind};

/// The kind of a refusal, by the call, AWS's code and words, and the HTTP status.
pub(super) fn kind(call: &str, code: &str, message: &str, status: u16) -> FailureKind {
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

/// Whether the clocks disagree.
pub(super) fn is_about_time(code: &str, message: &str) -> bool {
    code == "RequestTimeTooSkewed"
        || message.contains("Signature expired")
        || message.contains("Signature not yet current")
}

/// What is denied is often not the call itself but the use of the KMS key behind it. Then the key's action is
/// what to ask for.
pub(super) fn name_key_action(failure: &mut Failure, code: &str) {
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
