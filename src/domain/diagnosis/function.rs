//! What the function answers when it is called, and what it means. Measured on the published code: it hides
//! most reasons behind `{"success":false,"status":500}`.

mod rows;

use serde_json::{Map, Value};

use super::row::{self, Entry};
use super::{Diagnosis, login, refusal, rest};
use crate::domain::center::VersionPath;
use crate::domain::resources::Invocation;
pub(super) use rows::entries;
use rows::{ROWS, UNAUTHORIZED, WEB_PAGE, silent};

/// The record that the function answered with, or why there is none. A query without a match is an empty
/// record.
pub fn read_answer(
    invocation: &Invocation,
    path: VersionPath,
) -> Result<Map<String, Value>, Box<Diagnosis>> {
    let answer = Answer::of(invocation);
    if let Answer::Record(record) = answer {
        return Ok(record);
    }
    let mut diagnosis = match answer.entry(path) {
        Some(entry) => Diagnosis::of(entry),
        None => {
            Diagnosis::unknown("The function answered in words that this program does not know.")
        }
    };
    diagnosis.said = Some(answer.as_seen());
    Err(Box::new(diagnosis))
}

enum Answer {
    Record(Map<String, Value>),
    Failure {
        status: Option<u64>,
        code: String,
        message: String,
    },
    Thrown {
        kind: String,
        message: String,
    },
    Unreadable(String),
}

impl Answer {
    fn of(invocation: &Invocation) -> Self {
        let Ok(Value::Object(said)) = serde_json::from_str(&invocation.payload) else {
            return Self::Unreadable(invocation.payload.clone());
        };
        let text = |key: &str| {
            said.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        if invocation.error.is_some() {
            return Self::Thrown {
                kind: text("errorType"),
                message: text("errorMessage"),
            };
        }
        if said.get("success") == Some(&Value::Bool(false)) {
            return Self::Failure {
                status: said.get("status").and_then(Value::as_u64),
                code: text("errorCode"),
                message: text("errorMessage"),
            };
        }
        Self::Record(said)
    }

    fn entry(&self, path: VersionPath) -> Option<&'static Entry> {
        match self {
            Self::Failure {
                status,
                code,
                message,
            } if code.is_empty() && message.is_empty() => match status {
                Some(500) => Some(silent(path)),
                Some(404) => Some(&WEB_PAGE),
                Some(401) => Some(&UNAUTHORIZED),
                _ => None,
            },
            Self::Failure { code, message, .. } => row::find(login::ROWS, code, message)
                .or_else(|| row::find(rest::ROWS, code, message))
                .or_else(|| row::find(ROWS, code, message)),
            Self::Thrown { kind, message } if kind_is_plain(kind) && message.is_empty() => {
                Some(silent(path))
            }
            Self::Thrown { message, .. } => row::find_sentence(ROWS, message)
                .or_else(|| row::find_sentence(login::ROWS, message))
                .or_else(|| row::find_sentence(rest::ROWS, message)),
            Self::Record(_) | Self::Unreadable(_) => None,
        }
    }

    fn as_seen(&self) -> String {
        match self {
            Self::Failure {
                status,
                code,
                message,
            } => {
                let status = status.map_or_else(|| "?".into(), |status| status.to_string());
                format!("status {status} {}", refusal::pair(code, message))
            }
            Self::Thrown { kind, message } => refusal::pair(kind, message),
            Self::Unreadable(text) => refusal::visible(text),
            Self::Record(_) => String::new(),
        }
    }
}

/// The handler throws plain errors; anything else comes from the runtime.
fn kind_is_plain(kind: &str) -> bool {
    matches!(kind, "" | "Error")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn answered(payload: &str) -> Invocation {
        Invocation {
            payload: payload.into(),
            error: None,
        }
    }

    fn threw(payload: &str) -> Invocation {
        Invocation {
            payload: payload.into(),
            error: Some("Unhandled".into()),
        }
    }

    fn code(invocation: &Invocation, path: VersionPath) -> &'static str {
        read_answer(invocation, path).unwrap_err().code
    }

    #[test]
    fn a_record_is_handed_over_and_no_match_is_an_empty_one() {
        let record = read_answer(
            &answered(r#"{"Id":"00D","IsSandbox":true}"#),
            VersionPath::SecretsManager,
        )
        .unwrap();
        assert_eq!(record["IsSandbox"], true);
        let none = read_answer(&answered("{}"), VersionPath::SecretsManager).unwrap();
        assert!(none.is_empty());
    }

    #[test]
    fn each_measured_answer_of_the_published_function_is_told_apart() {
        let both = [VersionPath::SecretsManager, VersionPath::ParameterStore];
        for (payload, codes) in [
            (
                r#"{"success":false,"status":500}"#,
                [
                    "function-failed-before-login",
                    "function-failed-on-parameters",
                ],
            ),
            (
                r#"{"success":false,"status":500,"statusText":"ENOTFOUND","errorCode":"ENOTFOUND"}"#,
                ["function-host-not-found"; 2],
            ),
            (
                r#"{"success":false,"status":500,"errorCode":"ERR_INVALID_URL"}"#,
                ["function-address-invalid"; 2],
            ),
            (
                r#"{"success":false,"status":500,"errorCode":"ETIMEDOUT"}"#,
                ["function-cannot-connect"; 2],
            ),
            (
                r#"{"success":false,"status":500,"errorCode":"ERR_OSSL_PEM_BAD_END_LINE"}"#,
                ["function-key-unreadable"; 2],
            ),
            (
                r#"{"success":false,"status":404,"statusText":"Not Found"}"#,
                ["function-rest-base-wrong"; 2],
            ),
            (
                r#"{"success":false,"status":401}"#,
                ["function-unauthorized"; 2],
            ),
            (
                r#"{"success":false,"status":400,"statusText":"Bad Request","errorCode":"invalid_grant","errorMessage":"audience is invalid"}"#,
                ["audience-invalid"; 2],
            ),
            (
                r#"{"success":false,"status":404,"errorCode":"NOT_FOUND","errorMessage":"The requested resource does not exist"}"#,
                ["rest-path-not-found"; 2],
            ),
            (r#"{"success":false,"status":418}"#, ["unknown-refusal"; 2]),
            ("null", ["unknown-refusal"; 2]),
        ] {
            for (path, expected) in both.into_iter().zip(codes) {
                assert_eq!(code(&answered(payload), path), expected, "{payload}");
            }
        }
    }

    #[test]
    fn what_it_throws_is_told_apart_by_the_sentence_alone() {
        for (payload, expected) in [
            (
                r#"{"errorType":"Error","errorMessage":""}"#,
                "function-failed-before-login",
            ),
            (
                r#"{"errorType":"Error","errorMessage":"user hasn't approved this consumer"}"#,
                "user-not-approved",
            ),
            (
                r#"{"errorMessage":"2026-11-24T02:00:00Z 7f Task timed out after 30.03 seconds"}"#,
                "function-timed-out",
            ),
            (
                r#"{"errorType":"Error","errorMessage":"secretOrPrivateKey must be an asymmetric key when using RS256"}"#,
                "function-key-unreadable",
            ),
            (
                r#"{"errorType":"Runtime.ImportModuleError","errorMessage":""}"#,
                "unknown-refusal",
            ),
        ] {
            let code = code(&threw(payload), VersionPath::SecretsManager);
            assert_eq!(code, expected, "{payload}");
        }
    }

    #[test]
    fn an_unknown_answer_is_shown_as_it_came() {
        let diagnosis = read_answer(
            &answered(
                r#"{"success":false,"status":400,"errorCode":"ODD","errorMessage":"a\u001bb"}"#,
            ),
            VersionPath::SecretsManager,
        )
        .unwrap_err();
        assert_eq!(diagnosis.said.unwrap(), r"status 400 ODD: a\u{1b}b");
        assert!(diagnosis.causes.is_empty());
    }
}
