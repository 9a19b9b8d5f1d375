//! AWS's refusals that mean something special to a contact center. All others keep their own words.

use super::row::Entry;
use super::{Diagnosis, refusal};
use crate::domain::{Failure, FailureKind};

/// What a failed call to AWS means; `None` where its own words say it.
pub fn diagnose_failure(failure: &Failure) -> Option<Diagnosis> {
    let entry = entry(failure)?;
    let mut diagnosis = Diagnosis::of(entry);
    diagnosis.said = Some(refusal::pair(
        failure.code.as_deref().unwrap_or_default(),
        &failure.message,
    ));
    if !failure.resource.is_empty() {
        // Not among the notes: where there is room for a paragraph only, the name is what is missed first.
        diagnosis.meaning += &format!(
            " It was {} on {}.",
            failure.call,
            refusal::visible(&failure.resource)
        );
    }
    Some(diagnosis)
}

fn entry(failure: &Failure) -> Option<&'static Entry> {
    let message = failure.message.to_lowercase();
    let code = failure.code.as_deref().unwrap_or_default();
    if failure.kind == FailureKind::Denied && message.contains("kms") {
        return Some(&KMS);
    }
    if message.contains("scheduled for deletion") || message.contains("marked for deletion") {
        return Some(&DELETED);
    }
    if failure.kind == FailureKind::NotFound && failure.call.starts_with("secretsmanager:") {
        return Some(&NO_SECRET);
    }
    (code == "ResourceConflictException").then_some(&UPDATING)
}

const KMS: Entry = Entry {
    code: "kms-denied",
    meaning: "A customer-managed KMS key stands in the way.",
    causes: &[
        "The value is encrypted with a key that this caller may not use.",
        "Where the caller is the function: its role has no KMS permission at all.",
    ],
    steps: &[
        (
            "Allow kms:Decrypt and kms:GenerateDataKey on this key, in its policy or the role's.",
            None,
        ),
        (
            "The function's role needs both too, since it also writes the access secret.",
            None,
        ),
    ],
    waiting_helps: false,
};

const DELETED: Entry = Entry {
    code: "secret-scheduled-for-deletion",
    meaning: "The secret is marked for deletion, so nothing can be read or written.",
    causes: &["Somebody deleted it; AWS keeps it for 7 to 30 days."],
    steps: &[
        (
            "Restore it: AWS console > Secrets Manager > the secret > Cancel deletion.",
            None,
        ),
        ("Or choose another contact center.", None),
    ],
    waiting_helps: false,
};

const NO_SECRET: Entry = Entry {
    code: "secret-not-found",
    meaning: "There is no secret of this name here.",
    causes: &[
        "The name, the Region or the account is another one.",
        "The secret was never made: its stack can succeed without it.",
    ],
    steps: &[
        (
            "Check Region and account, then choose the secret again.",
            None,
        ),
        (
            "If it is missing, make it again: update the contact center from Salesforce.",
            None,
        ),
    ],
    waiting_helps: false,
};

const UPDATING: Entry = Entry {
    code: "function-update-in-progress",
    meaning: "The function is being updated just now.",
    causes: &["A deployment or another administrator is changing it."],
    steps: &[("Wait a minute, then try again.", None)],
    waiting_helps: true,
};

pub(super) const ENTRIES: [&Entry; 4] = [&KMS, &DELETED, &NO_SECRET, &UPDATING];

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kind: FailureKind, call: &'static str, code: &str, message: &str) -> &'static str {
        let failure = Failure {
            kind,
            call,
            resource: "acme-salesforce-secret".into(),
            code: Some(code.into()),
            message: message.into(),
            fix: None,
        };
        failure.problem().code
    }

    #[test]
    fn the_refusals_of_the_table_are_told_apart_and_others_keep_their_words() {
        let get = "secretsmanager:GetSecretValue";
        let update = "lambda:UpdateFunctionConfiguration";
        for (kind, call, name, message, expected) in [
            (
                FailureKind::Denied,
                get,
                "AccessDeniedException",
                "Access to KMS is not allowed",
                "kms-denied",
            ),
            (
                FailureKind::Invalid,
                get,
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
                "secret-scheduled-for-deletion",
            ),
            (
                FailureKind::NotFound,
                get,
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret.",
                "secret-not-found",
            ),
            (
                FailureKind::Conflict,
                update,
                "ResourceConflictException",
                "An update is in progress",
                "function-update-in-progress",
            ),
            (
                FailureKind::Throttled,
                update,
                "TooManyRequestsException",
                "Rate exceeded",
                "aws-throttled",
            ),
            (
                FailureKind::Denied,
                get,
                "AccessDeniedException",
                "no",
                "aws-denied",
            ),
        ] {
            assert_eq!(code(kind, call, name, message), expected);
        }
    }
}
