//! What an account holds before anybody has called it, as data.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::program::Program;
use super::{Functions, ParameterStore, Secrets, State};
use crate::account::Outcome;
use crate::domain::Secret;
use crate::domain::resources::{Environment, Held, ParameterType, ParameterWrite};

/// The functions, secrets and parameters of an account, in the order in which they are listed.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// Lambda functions.
    pub functions: Vec<SeedFunction>,
    /// Secrets.
    pub secrets: Vec<SeedSecret>,
    /// Parameters.
    pub parameters: Vec<ParameterWrite>,
}

/// A function, with its versions and the alias `active`.
#[derive(Debug, Clone)]
pub struct SeedFunction {
    /// The name.
    pub name: String,
    /// As in `nodejs22.x`.
    pub runtime: String,
    /// The description of `$LATEST`.
    pub description: String,
    /// The environment of `$LATEST` and of all versions.
    pub environment: Environment,
    /// The descriptions of the published versions, oldest first; where there are any, `active` is on the last.
    pub published: Vec<String>,
    /// How many copies `active` keeps warm.
    pub warm: i32,
    /// What it does when called.
    pub program: Program,
}

impl SeedFunction {
    /// A function with these variables, that was never published.
    pub fn new<const N: usize>(name: &str, variables: [(&str, &str); N]) -> Self {
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            name: name.to_owned(),
            runtime: "nodejs22.x".to_owned(),
            description: String::new(),
            environment: Environment::Variables(BTreeMap::from(variables)),
            published: Vec::new(),
            warm: 0,
            program: Program::Other,
        }
    }

    /// With a version of this description, and `active` on it.
    #[must_use]
    pub fn published(mut self, description: &str) -> Self {
        self.published.push(description.to_owned());
        self
    }
}

/// A secret.
#[derive(Debug, Clone)]
pub struct SeedSecret {
    /// The name.
    pub name: String,
    /// What its one version holds; `None`: it has no version yet.
    pub held: Option<Held>,
    /// A customer-managed key.
    pub kms_key: Option<String>,
    /// Whether a rotation function replaces the value.
    pub rotated: bool,
    /// The AWS service that manages it.
    pub owning_service: Option<String>,
    /// When it was marked for deletion.
    pub deleted: Option<Timestamp>,
    /// The Region of the original; another one than ours makes it a replica.
    pub primary_region: Option<String>,
}

impl SeedSecret {
    /// A secret that holds this text.
    pub fn new(name: impl Into<String>, text: Secret) -> Self {
        Self {
            name: name.into(),
            held: Some(Held::Text(text)),
            kms_key: None,
            rotated: false,
            owning_service: None,
            deleted: None,
            primary_region: None,
        }
    }
}

impl Seed {
    /// Adds a secret that holds this text.
    #[must_use]
    pub fn secret(mut self, name: &str, text: &str) -> Self {
        self.secrets.push(SeedSecret::new(name, Secret::new(text)));
        self
    }

    /// Adds a SecureString under the account's own key.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push(secure(name, Secret::new(value)));
        self
    }

    /// Adds a function.
    #[must_use]
    pub fn function(mut self, function: SeedFunction) -> Self {
        self.functions.push(function);
        self
    }

    pub(super) fn into_state(self) -> Outcome<State> {
        let mut parameters = ParameterStore::default();
        for write in &self.parameters {
            parameters.seed(write)?;
        }
        Ok(State {
            secrets: Secrets::of(self.secrets),
            parameters,
            functions: Functions::of(self.functions),
        })
    }
}

/// A new SecureString under the account's own key.
pub fn secure(name: &str, value: Secret) -> ParameterWrite {
    ParameterWrite {
        name: name.to_owned(),
        value,
        kind: ParameterType::SecureString,
        tier: Some("Standard".to_owned()),
        kms_key: None,
        data_type: None,
        allowed_pattern: None,
        overwrite: false,
    }
}
