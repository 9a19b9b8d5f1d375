//! What the REST function is asked, and what it makes of an outcome: queries return their failure, the rest throw.

use serde_json::{Value, json};

use crate::domain::OrgKind;
use crate::domain::diagnosis::{Refusal, Unreached};
use crate::domain::resources::Invocation;
use crate::org::OrgIdentity;

/// The event of a call.
pub(super) struct Event(Value);

/// Why there is no record, as much as the function tells.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    status: u16,
    text: &'static str,
    code: String,
    message: String,
}

impl Event {
    pub fn read(payload: &str) -> Self {
        Self(serde_json::from_str(payload).unwrap_or_default())
    }

    /// What a contact flow tells under a name: a parameter of the call, or else an attribute of the contact.
    pub fn told(&self, name: &str) -> Option<String> {
        let details = &self.0["Details"];
        [
            &details["Parameters"],
            &details["ContactData"]["Attributes"],
        ]
        .into_iter()
        .find_map(|named| named[name].as_str())
        .map(str::to_owned)
    }

    pub fn answer(&self, outcome: Result<OrgIdentity, Trouble>) -> Invocation {
        let method = self.told("methodName").unwrap_or_default();
        match (method.as_str(), outcome) {
            ("queryRecord" | "searchRecord", Ok(identity)) => returned(&self.record(&identity)),
            ("queryRecord" | "searchRecord", Err(trouble)) => returned(&trouble.object()),
            ("createRecord" | "updateRecord", Ok(_)) => {
                returned(&json!({"success": true, "recordId": "500000000000001AAA"}))
            }
            ("createRecord" | "updateRecord", Err(trouble)) => thrown(&trouble.message),
            (other, _) => thrown(&format!("Unsupported method: {other}")),
        }
    }

    /// The first record, flattened; an empty one where nothing matches.
    fn record(&self, identity: &OrgIdentity) -> Value {
        let query = self.told("soql").unwrap_or_default();
        match query.contains("FROM Organization") {
            false => json!({}),
            true => json!({
                "Id": identity.org_id,
                "Name": identity.org_name,
                "IsSandbox": identity.kind == OrgKind::Sandbox,
                "OrganizationType": identity.edition,
                "InstanceName": identity.instance,
            }),
        }
    }
}

impl Trouble {
    /// A crash of the code itself.
    pub fn silent() -> Self {
        Self {
            status: 500,
            ..Self::default()
        }
    }

    /// What the function's HTTP client makes of a refusal.
    pub fn of(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Answer {
                status,
                error,
                description,
                ..
            } => Self {
                status,
                text: reason(status),
                code: error,
                message: description,
            },
            Refusal::Html { status, .. } if status >= 400 => Self {
                status,
                text: reason(status),
                ..Self::default()
            },
            // A page in place of a token is taken for one, and refused as such.
            Refusal::Html { .. } | Refusal::Garbled { .. } => Self {
                status: 401,
                text: reason(401),
                code: "INVALID_SESSION_ID".into(),
                message: "Session expired or invalid".into(),
            },
            // It follows, and the practice orgs only ever send one to where nobody is.
            Refusal::Redirect { .. } => Self::network("ENOTFOUND"),
            Refusal::Unreached { why, .. } => Self::network(word(why)),
            Refusal::Address(_) => Self::network("ERR_INVALID_URL"),
        }
    }

    fn network(word: &'static str) -> Self {
        Self {
            status: 500,
            text: word,
            code: word.into(),
            message: String::new(),
        }
    }

    fn object(&self) -> Value {
        let mut object = json!({"success": false, "status": self.status});
        let told = [
            ("statusText", self.text),
            ("errorCode", &self.code),
            ("errorMessage", &self.message),
        ];
        for (key, value) in told {
            if !value.is_empty() {
                object[key] = value.into();
            }
        }
        object
    }
}

/// What code that is none of ours answers.
pub(super) fn nothing() -> Invocation {
    returned(&Value::Null)
}

fn returned(value: &Value) -> Invocation {
    Invocation {
        payload: value.to_string(),
        error: None,
    }
}

fn thrown(message: &str) -> Invocation {
    Invocation {
        payload: json!({"errorType": "Error", "errorMessage": message, "trace": []}).to_string(),
        error: Some("Unhandled".to_owned()),
    }
}

fn word(why: Unreached) -> &'static str {
    match why {
        Unreached::Name => "ENOTFOUND",
        Unreached::Connection | Unreached::Proxy => "ECONNREFUSED",
        Unreached::Tls => "SELF_SIGNED_CERT_IN_CHAIN",
        Unreached::TimedOut => "ETIMEDOUT",
        Unreached::Lost => "ECONNRESET",
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        503 => "Service Unavailable",
        500.. => "Internal Server Error",
        _ => "",
    }
}
