//! What a setup would change: [`Change`] for people to read, [`Write`] for AWS to carry out, a [`Plan`] of both.

use std::collections::BTreeMap;
use std::fmt;

use super::center::AGAINST_EVIDENCE;
use super::resources::ParameterWrite;
use super::{CheckLine, Level, Secret};
use crate::problem::Problem;

/// The code of a REST key that is telephony's.
pub const TELEPHONY_KEY_REUSED: &str = "telephony-key-reused";
/// The code of a secret that was named although the function reads another one.
pub const SECRET_NOT_READ: &str = "secret-not-read";
/// The code of a serverless application whose code looks for what its variables do not name.
pub const SERVERLESS_MISMATCH: &str = "serverless-code-mismatch";

/// What happens to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A value is replaced.
    Set,
    /// Something that was not there is made.
    Create,
    /// A cached value is made worthless.
    Reset,
    /// A new version of the function is published.
    Publish,
    /// An alias is pointed elsewhere.
    Move,
}

impl Action {
    /// The word scripts read in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Create => "create",
            Self::Reset => "reset",
            Self::Publish => "publish",
            Self::Move => "move",
        }
    }

    /// One character for lists; never the only sign.
    pub fn sign(self) -> char {
        match self {
            Self::Set | Self::Publish | Self::Move => '~',
            Self::Create => '+',
            Self::Reset => '-',
        }
    }
}

/// One line of the preview. Values in it are masked already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: `secret acme-salesforce-secret`, `parameter acme-...`, `function acme-...`.
    pub place: String,
    /// Which key, variable or property; empty where the place has one value only.
    pub key: String,
    /// What happens.
    pub action: Action,
    /// What is there now, masked.
    pub before: String,
    /// What will be there, masked.
    pub after: String,
    /// Why.
    pub why: String,
    /// The AWS call that does it, as in `secretsmanager:PutSecretValue`.
    pub call: &'static str,
}

/// What stays as it is, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untouched {
    /// Where: `secret acme-salesforce-secret`.
    pub place: String,
    /// How many values there stay byte for byte as they are.
    pub count: usize,
}

/// One thing to write, with what it was planned upon. Apply refuses if that moved.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A new version of a secret.
    Secret(SecretWrite),
    /// A new version of a parameter, or a new parameter.
    Parameter {
        /// What is written.
        write: ParameterWrite,
        /// The version that was read; `None` where there was no such parameter.
        read: Option<i64>,
    },
    /// A function's environment, and the version and alias that carry it to callers.
    Function(FunctionWrite),
}

/// A new version of a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct SecretWrite {
    /// The secret's name.
    pub name: String,
    /// The id of the version that was read.
    pub read: String,
    /// The whole new document.
    pub text: Secret,
    /// The keys that differ from what was read.
    pub keys: Vec<String>,
}

/// A new environment of a function.
#[derive(Clone, PartialEq)]
pub struct FunctionWrite {
    /// The function's name.
    pub function: String,
    /// The whole new environment.
    pub variables: BTreeMap<String, String>,
    /// The names of the variables that differ from what was read.
    pub changed: Vec<String>,
    /// The revision of `$LATEST` that was read.
    pub revision: Option<String>,
    /// The hash of the code that was read.
    pub code_sha256: String,
    /// Where an alias must be moved for callers to see it; `None` where callers use `$LATEST`.
    pub alias: Option<AliasMove>,
}

/// Names of variables only: a value may be anybody's secret.
impl fmt::Debug for FunctionWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionWrite")
            .field("function", &self.function)
            .field("variables", &self.variables.keys())
            .field("changed", &self.changed)
            .field("alias", &self.alias)
            .finish_non_exhaustive()
    }
}

/// Publishing a version and pointing an alias to it.
#[derive(Debug, Clone, PartialEq)]
pub struct AliasMove {
    /// The alias.
    pub alias: String,
    /// The version it points to now.
    pub from: String,
    /// The versions that share its calls now; afterwards none does.
    pub weights: BTreeMap<String, f64>,
    /// The alias's revision that was read.
    pub revision: Option<String>,
    /// The new version's description: the old one's, from which the contact center version is told.
    pub description: String,
}

/// Everything a setup would change, as shown and as written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The contact center.
    pub contact_center: String,
    /// Whether the org is a production org.
    pub production: bool,
    /// Whether it finishes a setup that stopped part-way.
    pub finishing: bool,
    /// What a person is shown.
    pub changes: Vec<Change>,
    /// What stays.
    pub untouched: Vec<Untouched>,
    /// What the person should know: where the documented procedure and the function's code disagree, and the like.
    pub notices: Vec<CheckLine>,
    /// What is sent to AWS, in the order in which a stop at any point does the least harm.
    pub writes: Vec<Write>,
    /// Why this plan cannot be carried out, where it cannot.
    pub refusals: Vec<Problem>,
    /// What needs a deliberate yes before it is carried out: code and explanation.
    pub cautions: Vec<Problem>,
}

impl Plan {
    /// Why no login can come of it, where that is known before anything is tried.
    pub fn root_cause(&self) -> Option<&Problem> {
        const ROOTS: [&str; 4] = [
            TELEPHONY_KEY_REUSED,
            SERVERLESS_MISMATCH,
            AGAINST_EVIDENCE,
            SECRET_NOT_READ,
        ];
        self.cautions
            .iter()
            .find(|caution| ROOTS.contains(&caution.code))
    }

    /// Whether everything is already as it should be.
    pub fn is_nothing(&self) -> bool {
        self.writes.is_empty() && self.refusals.is_empty()
    }

    /// What speaks against writing it, and how much that weighs: what forbids it comes last.
    pub fn doubts(&self) -> impl Iterator<Item = (Level, &Problem)> {
        let cautions = self.cautions.iter().map(|it| (Level::Warn, it));
        cautions.chain(self.refusals.iter().map(|it| (Level::Fail, it)))
    }
}

/// Where something is changed, and what, a line for each place.
pub fn places(changes: &[Change]) -> Vec<String> {
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    for change in changes {
        let (place, key) = (change.place.as_str(), change.key.as_str());
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, keys)) => keys.push(key),
            None => places.push((place, vec![key])),
        }
    }
    let told = places.into_iter().map(|(place, keys)| {
        let keys: Vec<_> = keys.into_iter().filter(|key| !key.is_empty()).collect();
        match keys.is_empty() {
            true => place.to_owned(),
            false => format!("{place}: {}", keys.join(", ")),
        }
    });
    told.collect()
}
