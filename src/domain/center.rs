//! Contact centers: which kinds there are, how one is told from a function's name and environment, and
//! how far its OAuth values are set.

use std::fmt;

use super::CheckLine;
use super::resources::Function;
use crate::problem::Problem;

/// How a contact center came into the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Partner telephony in the customer's own account, by Salesforce or by the admin's own templates.
    Partner,
    /// The same, with a LambdaPrefix in place of the contact center's name in the function's name.
    Prefixed(String),
    /// One function for the contact centers of several orgs.
    MultiOrg(String),
    /// In an account that Salesforce made.
    Provisioned,
    /// The Serverless Application Repository application; its function's name is generated.
    ServerlessRepository,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Partner => f.write_str("partner"),
            Self::Prefixed(prefix) => write!(f, "partner, prefix {prefix}"),
            Self::MultiOrg(prefix) => write!(f, "multi-org, prefix {prefix}"),
            Self::Provisioned => f.write_str("provisioned"),
            Self::ServerlessRepository => f.write_str("serverless repository"),
        }
    }
}

/// Where a contact center keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VersionPath {
    /// 19.0 and later: a secret in Secrets Manager.
    SecretsManager,
    /// Below 19.0: environment variables that name parameters of Parameter Store.
    ParameterStore,
}

impl VersionPath {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::SecretsManager, Self::ParameterStore];

    /// The word in answers files and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::SecretsManager => "secrets-manager",
            Self::ParameterStore => "parameter-store",
        }
    }

    /// Reads [`Self::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|path| path.word() == word)
    }
}

impl VersionPath {
    /// A word for a column.
    pub fn short(self) -> &'static str {
        match self {
            Self::SecretsManager => "secret",
            Self::ParameterStore => "parameter",
        }
    }
}

impl fmt::Display for VersionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SecretsManager => "Secrets Manager",
            Self::ParameterStore => "Parameter Store",
        })
    }
}

/// How far the OAuth values are set; says nothing of whether they work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Only placeholders, as the template made them.
    NeverSetUp,
    /// Some are missing or placeholders; which.
    Partly(Vec<&'static str>),
    /// All hold something of their own.
    Set,
    /// Could not be read; why, in a few words.
    Unknown(String),
}

impl State {
    /// Tells the state from the values that are missing, of those that an admin sets by hand.
    pub fn of(missing: Vec<&'static str>) -> Self {
        let by_hand = ["consumer key", "private key", "username"];
        if missing.is_empty() {
            Self::Set
        } else if by_hand.iter().all(|value| missing.contains(value)) {
            Self::NeverSetUp
        } else {
            Self::Partly(missing)
        }
    }

    /// The word in JSON; `partly` where it could not be told.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NeverSetUp => "never-set-up",
            Self::Partly(_) | Self::Unknown(_) => "partly",
            Self::Set => "set",
        }
    }
}

impl State {
    /// A few words for a column.
    pub fn short(&self) -> String {
        match self {
            Self::NeverSetUp => "not set".into(),
            Self::Partly(missing) => format!("{} of 4", 4 - missing.len().min(4)),
            Self::Set => "set".into(),
            Self::Unknown(_) => "unknown".into(),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverSetUp => f.write_str("never set up"),
            Self::Partly(missing) => write!(f, "partly: no {}", missing.join(", no ")),
            Self::Set => f.write_str("set"),
            Self::Unknown(why) => write!(f, "unknown: {why}"),
        }
    }
}

/// A contact center as found in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactCenter {
    /// The contact center's API name.
    pub name: String,
    /// How it came into the account.
    pub kind: Kind,
    /// The REST function; `None` where only a secret was found.
    pub function: Option<String>,
    /// What Amazon Connect calls it by: the alias `active`, or nothing (`$LATEST`) in multi-org.
    pub qualifier: Option<String>,
    /// The contact center version, as in `19.0`, where it could be told.
    pub version: Option<String>,
    /// Where it keeps its values.
    pub path: VersionPath,
    /// Where it reads its values for certain, and what says so; `None` where the path is a guess.
    pub certain: Option<(VersionPath, String)>,
    /// What kind, version and path were told from, a sentence each.
    pub evidence: Vec<CheckLine>,
    /// The secret with its values, on the Secrets Manager path.
    pub secret: Option<String>,
    /// The secret with its cached token, on the Secrets Manager path.
    pub access_secret: Option<String>,
    /// How far its values are set.
    pub state: State,
}

impl ContactCenter {
    /// Why nothing should be written on its path, where it is certain to read its values on the other.
    pub fn against_evidence(&self) -> Option<Problem> {
        let (certain, evidence) = self.certain.as_ref()?;
        if *certain == self.path {
            return None;
        }
        let name = &self.name;
        let what = format!(
            "{name} keeps its values in {certain}, not in {}.",
            self.path
        );
        let happens = match self.path {
            VersionPath::ParameterStore => {
                "Parameters would be made and variables changed, and the function would read none of them."
            }
            VersionPath::SecretsManager => {
                "The secret would be changed, and the function would never read it."
            }
        };
        Some(
            Problem::new(AGAINST_EVIDENCE, what)
                .cause(format!("{evidence} {happens}"))
                .fix(format!(
                    "Choose {certain} ({}), or leave the version path as detected.",
                    certain.word()
                )),
        )
    }
}

/// The code of a path that was chosen although the function reads its values elsewhere.
pub const AGAINST_EVIDENCE: &str = "version-path-against-evidence";

/// The alias that Amazon Connect calls, except in multi-org.
pub const ACTIVE: &str = "active";

const REST_SUFFIX: &str = "-InvokeSalesforceRestApiFunction";
const MULTI_ORG_SUFFIX: &str = "-MultiorgInvokeSalesforceRestApiFunction";
const SECRET_SUFFIX: &str = "-salesforce-secret";
const ACCESS_SECRET_SUFFIX: &str = "-salesforce-access-secret";

/// The environment variables of the REST function that matter here, as the published code reads them.
pub mod variable {
    /// Names the secret (19.0 and later).
    pub const SECRET_NAME: &str = "SECRET_NAME";
    /// Names the secret with the cached token (19.0 and later).
    pub const ACCESS_SECRET_NAME: &str = "ACCESS_SECRET_NAME";
    /// Names the parameter with the private key (below 19.0).
    pub const PRIVATE_KEY: &str = "PRIVATE_KEY_PARAM_NAME";
    /// Names the parameter with the consumer key (below 19.0).
    pub const CONSUMER_KEY: &str = "CONSUMER_KEY_PARAM_NAME";
    /// Names the parameter with the cached token (below 19.0).
    pub const ACCESS_TOKEN: &str = "ACCESS_TOKEN_PARAM_NAME";
    /// Names the parameter with the username (below 19.0).
    pub const SUBJECT: &str = "SUBJECT";
    /// Names the parameter with the audience (below 19.0).
    pub const AUDIENCE: &str = "AUDIENCE";
    /// The variables that name the four values, in the order in which they are shown.
    pub const FOUR: [&str; 4] = [CONSUMER_KEY, PRIVATE_KEY, SUBJECT, AUDIENCE];
    /// Holds the token endpoint itself (below 19.0).
    pub const AUTH_ENDPOINT: &str = "SALESFORCE_AUTH_ENDPOINT";
    /// Holds the REST base itself (below 19.0).
    pub const REST_BASE: &str = "SALESFORCE_REST_API_ENDPOINT_BASE";
}

/// The names that the contact center's name gives to everything else.
pub mod names {
    use super::{ACCESS_SECRET_SUFFIX, MULTI_ORG_SUFFIX, REST_SUFFIX, SECRET_SUFFIX};

    /// The REST function of a partner contact center, or of a LambdaPrefix.
    pub fn function(name: &str) -> String {
        format!("{name}{REST_SUFFIX}")
    }

    /// The REST function of a multi-org deployment.
    pub fn multi_org_function(prefix: &str) -> String {
        format!("{prefix}{MULTI_ORG_SUFFIX}")
    }

    /// The secret with a contact center's values.
    pub fn secret(name: &str) -> String {
        format!("{name}{SECRET_SUFFIX}")
    }

    /// The secret with a contact center's cached token.
    pub fn access_secret(name: &str) -> String {
        format!("{name}{ACCESS_SECRET_SUFFIX}")
    }

    /// The contact center whose secret has this name, where it is such a name.
    pub fn of_secret(secret: &str) -> Option<&str> {
        secret.strip_suffix(SECRET_SUFFIX)
    }

    /// The access secret that belongs to a secret: the same name with `-access` in it.
    pub fn access_of(secret: &str) -> Option<String> {
        of_secret(secret).map(access_secret)
    }

    /// What stands before the suffix of a REST function's name: contact center or LambdaPrefix.
    pub fn of_function(function: &str) -> Option<&str> {
        function.strip_suffix(REST_SUFFIX)
    }

    /// The prefix of a multi-org REST function's name.
    pub fn of_multi_org_function(function: &str) -> Option<&str> {
        function.strip_suffix(MULTI_ORG_SUFFIX)
    }

    /// The default prefix of a multi-org deployment.
    pub const MULTI_ORG_DEFAULT: &str = "scvMultiorg";
}

/// What a function is to us, told from its name and environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A REST function with its own secret (19.0 and later).
    OwnSecret {
        /// The secret it names.
        secret: String,
        /// The access secret it names, or the one that goes with the secret.
        access_secret: Option<String>,
    },
    /// A REST function with parameters (below 19.0).
    Parameters,
    /// A REST function of a multi-org deployment.
    MultiOrg(String),
    /// Something else.
    Other,
}

/// Tells what a function is. Where it keeps its values follows from its environment; its version is asked only
/// where the environment names both a secret and parameters: the code of 19.0 and later reads no parameter. Where the
/// version is not told, the runtime is a hint, and no more.
pub fn role(function: &Function, version: Option<&str>) -> Role {
    if let Some(prefix) = names::of_multi_org_function(&function.name) {
        return Role::MultiOrg(prefix.to_owned());
    }
    let environment = &function.environment;
    let named_so = function.name.contains("InvokeSalesforceRestApi");
    let has_parameters = has_parameters(function);
    let is_new = || version.map_or_else(|| is_newer_runtime(&function.runtime), is_19_or_later);
    match environment.get(variable::SECRET_NAME) {
        Some(secret) if named_so && (!has_parameters || is_new()) => Role::OwnSecret {
            secret: secret.to_owned(),
            access_secret: environment
                .get(variable::ACCESS_SECRET_NAME)
                .map(str::to_owned)
                .or_else(|| names::access_of(secret)),
        },
        _ if has_parameters || named_so => Role::Parameters,
        _ => Role::Other,
    }
}

/// Whether the environment names all parameters that the code below 19.0 cannot do without.
fn has_parameters(function: &Function) -> bool {
    let needed = [
        variable::CONSUMER_KEY,
        variable::PRIVATE_KEY,
        variable::SUBJECT,
    ];
    let mut needed = needed.iter();
    needed.all(|name| function.environment.get(name).is_some())
}

/// Whether a runtime is one that 19.0 came with, or a later one. AWS and customers move older functions there too.
fn is_newer_runtime(runtime: &str) -> bool {
    let version = runtime.strip_prefix("nodejs");
    let whole = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    whole.is_some_and(|whole| whole >= 22)
}

/// Whether the environment names both places for the values, so that only the version can tell which is read.
pub fn names_both(function: &Function) -> bool {
    let secret = function.environment.get(variable::SECRET_NAME);
    secret.is_some() && has_parameters(function)
}

/// Whether a function's environment names parameters for its values.
pub fn names_parameters(function: &Function) -> bool {
    let environment = &function.environment;
    variable::FOUR
        .iter()
        .any(|name| environment.get(name).is_some())
}

/// Whether a version, as in `19.0`, is one that reads secrets.
pub fn is_19_or_later(version: &str) -> bool {
    let whole = version.split('.').next().unwrap_or_default();
    whole.parse::<u32>().is_ok_and(|whole| whole >= 19)
}

/// The contact center version that a published version's description tells: `19.0` of
/// `Service Cloud Voice Lambda Version V19.0`.
pub fn version_told(description: &str) -> Option<String> {
    let (_, version) = description.rsplit_once("Service Cloud Voice Lambda Version V")?;
    let version: String = version
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    version
        .chars()
        .any(|c| c.is_ascii_digit())
        .then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_from_its_description() {
        let told = |text| version_told(text);
        assert_eq!(
            told("Service Cloud Voice Lambda Version V20.1").as_deref(),
            Some("20.1")
        );
        assert_eq!(told("Invokes Salesforce REST API from contact flows"), None);
    }

    #[test]
    fn a_state_is_never_set_up_where_all_that_is_set_by_hand_is_missing() {
        assert_eq!(
            State::of(vec!["consumer key", "private key", "username"]),
            State::NeverSetUp
        );
        assert_eq!(State::of(vec!["username"]), State::Partly(vec!["username"]));
        assert_eq!(State::of(vec![]), State::Set);
    }

    #[test]
    fn a_lambda_prefix_never_enters_a_secrets_name() {
        assert_eq!(
            names::access_of("acme-salesforce-secret").as_deref(),
            Some("acme-salesforce-access-secret")
        );
        assert_eq!(
            names::of_function("scv-InvokeSalesforceRestApiFunction"),
            Some("scv")
        );
        assert_eq!(
            names::of_function("scv-MultiorgInvokeSalesforceRestApiFunction"),
            None
        );
    }
}
