//! What an AWS account holds, in the words of the trade: functions, aliases, secrets, parameters.
//! Data only; who fetches or changes it is [`crate::account`]'s business.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use super::Secret;

/// One page of a listing. An empty page with a `next` is not the last one.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What the page holds; may be nothing.
    pub items: Vec<T>,
    /// Where the next page starts; `None` on the last one.
    pub next: Option<String>,
}

/// A Lambda function's configuration, as of one version of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// The name, without version or alias.
    pub name: String,
    /// The ARN; ends in a version or alias where it was asked for by one.
    pub arn: String,
    /// `$LATEST` or the number of a published version.
    pub version: String,
    /// The description; a published version's tells the contact center version.
    pub description: String,
    /// As in `nodejs22.x`; empty for container images.
    pub runtime: String,
    /// The ARN of the role it runs as.
    pub role: String,
    /// The environment variables.
    pub environment: Environment,
    /// AWS's optimistic lock on it; one of the emulators tells none.
    pub revision: Option<String>,
    /// The hash of its code, base64.
    pub code_sha256: String,
    /// How its last update went.
    pub update: UpdateStatus,
    /// The customer-managed key that encrypts its environment, where there is one.
    pub kms_key: Option<String>,
    /// When it last changed, as far as told.
    pub changed: Option<Timestamp>,
}

/// How the last update of a function went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateStatus {
    /// Done; the function can be changed and published.
    Successful,
    /// Still going on; changes meanwhile are refused.
    InProgress,
    /// Failed, with AWS's reason.
    Failed(String),
}

/// A function's environment variables.
#[derive(Clone, PartialEq, Eq)]
pub enum Environment {
    /// The whole map; empty where none are set.
    Variables(BTreeMap<String, String>),
    /// AWS could not decrypt it for this caller. It must never be overwritten: all variables would be lost.
    Unreadable {
        /// AWS's error code.
        code: String,
        /// AWS's message.
        message: String,
    },
}

impl Environment {
    /// The value of a variable, where the map could be read and has it.
    pub fn get(&self, name: &str) -> Option<&str> {
        match self {
            Self::Variables(map) => map.get(name).map(String::as_str),
            Self::Unreadable { .. } => None,
        }
    }
}

/// Names only: a variable's value may be anybody's secret.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variables(map) => f.debug_set().entries(map.keys()).finish(),
            Self::Unreadable { code, .. } => write!(f, "Unreadable({code})"),
        }
    }
}

/// A function's alias.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// The name, as in `active`.
    pub name: String,
    /// The version it points to: a number, or `$LATEST`.
    pub version: String,
    /// Versions that get a share of the calls beside `version`, with their weight between 0 and 1.
    pub weights: BTreeMap<String, f64>,
    /// AWS's optimistic lock on it.
    pub revision: Option<String>,
}

/// What a function answered when it was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// What it returned, or what it threw, as JSON text.
    pub payload: String,
    /// `Handled` or `Unhandled` where it threw.
    pub error: Option<String>,
}

/// A secret as a listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSummary {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
}

/// Everything about a secret but its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretDescription {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The KMS key; `None` for the account's `aws/secretsmanager`.
    pub kms_key: Option<String>,
    /// Whether a rotation function replaces the value by itself.
    pub rotated: bool,
    /// The AWS service that manages it, where one does.
    pub owning_service: Option<String>,
    /// When it was marked for deletion, where it was.
    pub deleted: Option<Timestamp>,
    /// The Region of the original, where replication is on. Differs from ours on a replica.
    pub primary_region: Option<String>,
    /// The Regions that hold replicas.
    pub replicas: Vec<String>,
    /// Version ids with the labels each carries.
    pub versions: BTreeMap<String, Vec<String>>,
    /// When it last changed, as far as told.
    pub changed: Option<Timestamp>,
}

impl SecretDescription {
    /// The id of the version that carries a label.
    pub fn labelled(&self, label: &str) -> Option<&str> {
        self.versions
            .iter()
            .find(|(_, labels)| labels.iter().any(|l| l == label))
            .map(|(id, _)| id.as_str())
    }
}

/// Which version of a secret is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one with this label, as in `AWSCURRENT`.
    Label(String),
    /// The one with this id.
    Version(String),
}

impl Which {
    /// The version everybody reads.
    pub fn current() -> Self {
        Self::Label("AWSCURRENT".into())
    }
}

/// One version of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretValue {
    /// The version's id.
    pub version: String,
    /// What it holds.
    pub held: Held,
    /// When it was made, as far as told.
    pub created: Option<Timestamp>,
}

/// What a version of a secret holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Text.
    Text(Secret),
    /// Bytes; the Lambda function reads text only.
    Binary,
}

/// A parameter's type in Parameter Store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterType {
    /// Plain text.
    String,
    /// Plain text, comma-separated.
    StringList,
    /// Encrypted with a KMS key.
    SecureString,
}

impl fmt::Display for ParameterType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        })
    }
}

/// A parameter with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The value, decrypted.
    pub value: Secret,
    /// The version, from 1 on; each write adds one.
    pub version: i64,
    /// The type.
    pub kind: ParameterType,
}

/// What came back for a list of names.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    /// Those that exist.
    pub found: Vec<Parameter>,
    /// Names for which there is nothing.
    pub missing: Vec<String>,
}

/// Everything about a parameter but its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterDescription {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: ParameterType,
    /// `Standard` (values up to 4 KB), `Advanced` (8 KB) or `Intelligent-Tiering`.
    pub tier: String,
    /// The KMS key of a SecureString; `alias/aws/ssm` is the account's own.
    pub kms_key: Option<String>,
    /// As in `text`.
    pub data_type: Option<String>,
    /// The pattern its values must match, where one is set.
    pub allowed_pattern: Option<String>,
    /// The version.
    pub version: i64,
    /// The ARN of who wrote it last, as far as told.
    pub changed_by: Option<String>,
    /// When that was, as far as told.
    pub changed: Option<Timestamp>,
}

/// One version of a parameter, as its history tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterVersion {
    /// Which one, from 1 on.
    pub version: i64,
    /// The value, decrypted.
    pub value: Secret,
    /// The ARN of who wrote it, as far as told.
    pub by: Option<String>,
    /// When it was written, as far as told.
    pub when: Option<Timestamp>,
}

/// A parameter to be written. What is `None` is left to AWS; on an existing parameter nothing should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterWrite {
    /// The name.
    pub name: String,
    /// The new value.
    pub value: Secret,
    /// The type.
    pub kind: ParameterType,
    /// The tier.
    pub tier: Option<String>,
    /// The KMS key, for a SecureString.
    pub kms_key: Option<String>,
    /// The data type.
    pub data_type: Option<String>,
    /// The pattern.
    pub allowed_pattern: Option<String>,
    /// Whether it exists: `false` fails where it does, `true` replaces it.
    pub overwrite: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_shows_names_only() {
        let map = BTreeMap::from([("DB_PASSWORD".to_owned(), "hunter2".to_owned())]);
        let shown = format!("{:?}", Environment::Variables(map));
        assert_eq!(shown, r#"{"DB_PASSWORD"}"#);
    }
}
