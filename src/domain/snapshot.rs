//! What was found of one contact center, all at one time. The plan is made from it and nothing else.

use std::collections::BTreeMap;

use super::center::{ContactCenter, VersionPath, variable};
use super::change::{SECRET_NOT_READ, TELEPHONY_KEY_REUSED};
use super::private_key::stored::{StoredKey, judge};
use super::resources::{Alias, Function, Parameter, ParameterDescription, SecretDescription};
use super::rest_keys::{CALL_CENTER_API_NAME, is_telephony};
use super::rest_secret::RestSecret;
use super::{MyDomain, PrivateKey, Secret};
use crate::problem::Problem;

/// The action that tells rotation, replicas and KMS key of a secret.
pub const DESCRIBE_SECRET: &str = "secretsmanager:DescribeSecret";
/// The action that tells tier, KMS key and pattern of a parameter.
pub const DESCRIBE_PARAMETERS: &str = "ssm:DescribeParameters";

/// Everything there is to know of one contact center.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The contact center, with path and secret as agreed to.
    pub center: ContactCenter,
    /// Its function as Amazon Connect calls it; `None` where only a secret is known.
    pub function: Option<Function>,
    /// `$LATEST`, where callers use a published version.
    pub latest: Option<Function>,
    /// The alias that Amazon Connect calls.
    pub alias: Option<Alias>,
    /// How many copies of the alias are kept warm.
    pub warm: i32,
    /// The secret with its values, where one is named.
    pub secret: Option<FoundSecret>,
    /// The secret with its cached token.
    pub access_secret: Option<FoundSecret>,
    /// Why the access secret could not be read, where it could not.
    pub access_secret_gap: Option<Problem>,
    /// The parameters that the environment names and that exist, by name.
    pub parameters: BTreeMap<String, FoundParameter>,
}

/// A secret that can be read and, as far as can be told, written.
#[derive(Debug, Clone)]
pub struct FoundSecret {
    /// The secret's name.
    pub name: String,
    /// Everything but its value; `None` where the caller may not ask.
    pub description: Option<SecretDescription>,
    /// The id of the current version.
    pub version: String,
    /// Its whole text.
    pub text: Secret,
}

impl FoundSecret {
    /// Whether AWS finds it by this: its name or its ARN, with or without the six characters at its end.
    fn is_called(&self, named: &str) -> bool {
        let name = named
            .rsplit_once(":secret:")
            .map_or(named, |(_, name)| name);
        let more = name.strip_prefix(self.name.as_str());
        let arn = self.description.as_ref().map(|told| told.arn.as_str());
        self.name == named
            || arn == Some(named)
            || (name != named && more.is_some_and(|more| more.is_empty() || is_ending(more)))
    }

    /// Where AWS copies it to, in a sentence; `None` where it copies it nowhere.
    pub fn copies(&self) -> Option<String> {
        let replicas = &self.description.as_ref()?.replicas;
        (!replicas.is_empty()).then(|| {
            let regions = replicas.join(", ");
            format!(
                "AWS copies the secret {} to {regions} by itself.",
                self.name
            )
        })
    }
}

/// What AWS puts behind a secret's name in its ARN.
fn is_ending(text: &str) -> bool {
    let ending = text.strip_prefix('-');
    ending.is_some_and(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A parameter that exists.
#[derive(Debug, Clone)]
pub struct FoundParameter {
    /// Its value.
    pub parameter: Parameter,
    /// Everything but its value; `None` where the caller may not ask.
    pub description: Option<ParameterDescription>,
}

impl Snapshot {
    /// The secret as the REST function reads it.
    pub fn rest_secret(&self) -> Option<RestSecret> {
        let secret = self.secret.as_ref()?;
        let document = super::document::Document::parse(&secret.text).ok()?;
        RestSecret::of(document)
    }

    /// Why the secret must not be written: it says of itself that it is another contact center's. What it is
    /// called says nothing; the function goes by what the secret holds.
    pub fn secret_of_another(&self) -> Option<Problem> {
        let (found, rest) = (self.secret.as_ref()?, self.rest_secret()?);
        let (own, other) = (&self.center.name, rest.contact_center);
        (*own != other).then(|| {
            Problem::new(
                "secret-of-another",
                format!(
                    "The secret {} belongs to the contact center {other}, not to {own}.",
                    found.name
                ),
            )
            .cause(format!(
                "It holds {other} under {CALL_CENTER_API_NAME}. What is written there changes {other}."
            ))
            .fix(format!(
                "Pass --contact-center {other}, or leave --secret out."
            ))
            .when_asked(format!(
                "Go back and choose the contact center {other}, or another secret."
            ))
        })
    }

    /// Why the secret should not be written: the function names another one, and reads that.
    pub fn secret_not_read(&self) -> Option<Problem> {
        let found = self.secret.as_ref()?;
        let read = self.variable(variable::SECRET_NAME)?;
        let needs_secret = self.center.path == VersionPath::SecretsManager;
        (needs_secret && !found.is_called(read)).then(|| {
            Problem::new(
                SECRET_NOT_READ,
                format!("The function reads the secret {read}, not {}.", found.name),
            )
            .cause(
                "Its environment names that one. What is written to another secret, it never sees.",
            )
            .fix(format!("Pass --secret {read}, or leave --secret out."))
            .when_asked(format!("Go back and choose the secret {read}."))
        })
    }

    /// What is stored as consumer key, private key, username and audience, where the function reads them.
    pub fn four_values(&self) -> [Option<Secret>; 4] {
        match self.center.path {
            VersionPath::SecretsManager => {
                let Some(rest) = self.rest_secret() else {
                    return [const { None }; 4];
                };
                rest.keys.four().map(|key| rest.document.text(key))
            }
            VersionPath::ParameterStore => variable::FOUR.map(|variable| {
                let found = self.parameters.get(self.variable(variable)?)?;
                Some(found.parameter.value.clone())
            }),
        }
    }

    /// What exists and the caller may not have described: `secret NAME` or `parameter NAME`, and the action.
    pub fn undescribed(&self) -> Vec<(String, &'static str)> {
        let secrets = self.secret.iter().chain(&self.access_secret);
        let secrets = secrets
            .filter(|found| found.description.is_none())
            .map(|found| (format!("secret {}", found.name), DESCRIBE_SECRET));
        let parameters = self
            .parameters
            .iter()
            .filter(|(_, found)| found.description.is_none())
            .map(|(name, _)| (format!("parameter {name}"), DESCRIBE_PARAMETERS));
        secrets.chain(parameters).collect()
    }

    /// The private key as it is stored: one that may be kept, or why it may not be. `None` where none is.
    pub fn stored_key(&self) -> Option<Result<PrivateKey, Problem>> {
        let [_, text, ..] = self.four_values();
        let judged = judge(&text?);
        if judged
            .clone()
            .key()
            .is_some_and(|key| self.is_telephonys(&key))
        {
            return Some(Err(telephony_key()));
        }
        match judged {
            StoredKey::Usable { key } => Some(Ok(key)),
            StoredKey::Unusable { problem, .. } => Some(Err(problem)),
            StoredKey::Placeholder => None,
        }
    }

    /// Whether this is the key that telephony signs with, as far as that can be seen: in the secret, or in a
    /// parameter of telephony's that a variable names.
    pub fn is_telephonys(&self, key: &PrivateKey) -> bool {
        let in_secret = self
            .rest_secret()
            .is_some_and(|rest| rest.is_telephonys(key));
        let mut parameters = self.parameters.iter();
        in_secret
            || parameters.any(|(name, found)| {
                is_telephony(name) && judge(&found.parameter.value).key().as_ref() == Some(key)
            })
    }

    /// The org's My Domain, as the token endpoint stored now tells it.
    pub fn my_domain(&self) -> Option<MyDomain> {
        MyDomain::of_endpoint(&self.token_endpoint()?).ok()
    }

    /// The token endpoint that the function asks.
    pub fn token_endpoint(&self) -> Option<String> {
        self.address(variable::AUTH_ENDPOINT, RestSecret::auth_endpoint)
    }

    /// The REST base that the function asks.
    pub fn rest_base(&self) -> Option<String> {
        self.address(variable::REST_BASE, RestSecret::rest_base)
    }

    /// Below 19.0 the environment holds the addresses, from 19.0 on the secret does; what the other place holds is
    /// read by nobody.
    fn address(
        &self,
        variable: &str,
        in_secret: fn(&RestSecret) -> Option<String>,
    ) -> Option<String> {
        match self.center.path {
            VersionPath::SecretsManager => in_secret(&self.rest_secret()?),
            VersionPath::ParameterStore => self.variable(variable).map(str::to_owned),
        }
    }

    /// Whether one secret holds the values and the cached token: the function takes any two names.
    pub fn has_token_among_values(&self) -> bool {
        let (Some(main), Some(access)) = (&self.secret, &self.access_secret) else {
            return false;
        };
        let arn = |found: &FoundSecret| found.description.as_ref().map(|told| told.arn.clone());
        let is_same_arn = arn(main).is_some_and(|main| Some(main) == arn(access));
        main.name == access.name || is_same_arn
    }

    /// The id of the contact center's org, where a secret of its own tells it.
    pub fn org_id(&self) -> Option<String> {
        let rest = self.rest_secret()?;
        self.secret_of_another().is_none().then_some(())?;
        rest.org_id()
    }

    /// A variable of the function as Amazon Connect calls it.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.function.as_ref()?.environment.get(name)
    }
}

/// The private key is the one that telephony uses.
pub fn telephony_key() -> Problem {
    Problem::new(
        TELEPHONY_KEY_REUSED,
        "This is the private key that telephony uses.",
    )
    .cause("REST and telephony need two key pairs; Salesforce refuses the login with this one.")
    .fix("Choose the key whose certificate you uploaded to the app, or make a new pair.")
}
