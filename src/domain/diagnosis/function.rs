//! What the function answers when it is called, and what it means. Measured on the published code: it hides
//! most reasons behind `{"success":false,"status":500}`.

use serde_json::{Map, Value};

use super::row::{self, Entry, Row};
use super::setup_page::MY_DOMAIN;
use super::{Diagnosis, login, refusal, rest};
use crate::domain::center::VersionPath;
use crate::domain::resources::Invocation;

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

fn silent(path: VersionPath) -> &'static Entry {
    match path {
        VersionPath::SecretsManager => &SILENT_WITH_SECRETS,
        VersionPath::ParameterStore => &SILENT_WITH_PARAMETERS,
    }
}

const SILENT_WITH_SECRETS: Entry = Entry {
    code: "function-failed-before-login",
    meaning: "The function failed before it asked Salesforce, and does not say why.",
    causes: &[
        "The private key in the secret cannot be used: lost line breaks, a passphrase, a placeholder.",
        "The secret or the access secret is missing, or is not valid JSON.",
        "CALL_CENTER_API_NAME in the secret does not fit the names of the other keys.",
        "The function reads another secret than the one that was set.",
        "Multi-org: the call did not name both secrets.",
        "The secret is encrypted with a KMS key that the function's role may not use.",
    ],
    steps: &[
        ("Run scv-oauth check: it looks at each of these.", None),
        (
            "Then run scv-oauth setup, which writes the key as the function reads it.",
            None,
        ),
    ],
    waiting_helps: false,
};

const SILENT_WITH_PARAMETERS: Entry = Entry {
    code: "function-failed-on-parameters",
    meaning: "The function failed before it asked Salesforce, and does not say why.",
    causes: &[
        "One of the parameters that its environment names does not exist.",
        "SUBJECT or AUDIENCE holds the value itself instead of a parameter's name.",
        "The private key cannot be used: lost line breaks, a passphrase, a placeholder.",
        "The function's role may not read the parameters or their KMS key.",
    ],
    steps: &[
        ("Run scv-oauth check: it looks at each of these.", None),
        (
            "Then run scv-oauth setup, which writes what the function reads.",
            None,
        ),
    ],
    waiting_helps: false,
};

const UNAUTHORIZED: Entry = Entry {
    code: "function-unauthorized",
    meaning: "Salesforce turned the function away although it had just logged in.",
    causes: &[
        "An old token is still cached.",
        "The REST address belongs to another org than the login.",
        "The function reads another secret than the one that was set.",
    ],
    steps: &[
        ("Run scv-oauth setup: it clears the cached token.", None),
        ("Compare the REST address with My Domain.", MY_DOMAIN),
    ],
    waiting_helps: false,
};

const WEB_PAGE: Entry = Entry {
    code: "function-rest-base-wrong",
    meaning: "The function's REST address answers with a web page: no org is there.",
    causes: &["SALESFORCE_REST_API_ENDPOINT_BASE has a wrong host or path."],
    steps: &[(
        "Correct it: My Domain, then /services/data/v64.0.",
        MY_DOMAIN,
    )],
    waiting_helps: false,
};

/// In order: the first row that fits counts. The words are those of the function's runtime.
const ROWS: &[Row] = &[
    Row {
        errors: &["enotfound", "eai_again"],
        says: &[],
        entry: NO_HOST,
    },
    Row {
        errors: &["err_invalid_url"],
        says: &[],
        entry: Entry {
            code: "function-address-invalid",
            meaning: "An address that the function uses is not an address.",
            causes: &["The REST address or the token endpoint lacks https://."],
            steps: &[("Write it as https:// followed by My Domain.", MY_DOMAIN)],
            waiting_helps: false,
        },
    },
    Row {
        errors: &[
            "econnrefused",
            "etimedout",
            "econnreset",
            "econnaborted",
            "ehostunreach",
            "enetunreach",
        ],
        says: &[],
        entry: Entry {
            code: "function-cannot-connect",
            meaning: "The function has no way to Salesforce.",
            causes: &["The function is in a VPC without a way to the internet."],
            steps: &[(
                "Give its subnets a NAT gateway, or open port 443 to My Domain.",
                MY_DOMAIN,
            )],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["err_ossl*"],
        says: &[],
        entry: KEY_UNREADABLE,
    },
    Row {
        errors: &[],
        says: &["must be an asymmetric key", "secretorprivatekey"],
        entry: KEY_UNREADABLE,
    },
    Row {
        errors: &[],
        says: &["task timed out"],
        entry: Entry {
            code: "function-timed-out",
            meaning: "The function ran into its time limit.",
            causes: &[
                "The function is in a VPC without a way to the internet.",
                "Salesforce is slow.",
            ],
            steps: &[
                ("Test again.", None),
                ("Check the function's VPC, subnets and NAT gateway.", None),
            ],
            waiting_helps: true,
        },
    },
];

const NO_HOST: Entry = Entry {
    code: "function-host-not-found",
    meaning: "The function knows no host of the name that it was given.",
    causes: &[
        "My Domain is misspelt in the REST address or the token endpoint, or was renamed.",
        "The function is in a VPC without name resolution.",
    ],
    steps: &[("Compare both addresses with My Domain.", MY_DOMAIN)],
    waiting_helps: false,
};

const KEY_UNREADABLE: Entry = Entry {
    code: "function-key-unreadable",
    meaning: "The function cannot read the private key.",
    causes: &[
        "Line breaks were lost when the key was pasted in the console.",
        "It has a passphrase, is a certificate, or is shorter than 2048 bits.",
    ],
    steps: &[(
        "Run scv-oauth setup with the key file: it writes the key as the function reads it.",
        None,
    )],
    waiting_helps: false,
};

pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        &SILENT_WITH_SECRETS,
        &SILENT_WITH_PARAMETERS,
        &UNAUTHORIZED,
        &WEB_PAGE,
    ]
    .into_iter()
    .chain(ROWS.iter().map(|row| &row.entry))
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
