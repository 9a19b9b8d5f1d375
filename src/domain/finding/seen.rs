//! What the rules look at: a snapshot, and the few things beside it.

use jiff::Timestamp;

use crate::domain::center::{VersionPath, variable};
use crate::domain::resources::{Environment, Function};
use crate::domain::rest_keys::{AUTH_ENDPOINT, REST_BASE};
use crate::domain::rest_secret::VALUE_NAMES;
use crate::domain::snapshot::Snapshot;
use crate::domain::{Certificate, Secret, parameter_name};

/// Everything that was seen of a contact center.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The contact center with function, secrets and parameters.
    pub snapshot: &'a Snapshot,
    /// The newest published version of its function, where one was looked for.
    pub newest: Option<&'a Function>,
    /// Parameters of the time before 19.0 that still exist, on the Secrets Manager path.
    pub leftovers: &'a [String],
    /// The certificate that is said to be in the Salesforce app.
    pub certificate: Option<&'a Certificate>,
    /// The time.
    pub now: Timestamp,
}

/// A value that the function logs in with.
pub(super) struct Value {
    /// What people call it.
    pub name: &'static str,
    /// Where it is.
    pub place: String,
    /// What is there; `None` where nothing is, or no text.
    pub text: Option<Secret>,
}

impl Seen<'_> {
    /// Consumer key, private key, username and audience, in this order. None of them where nothing of the
    /// place they belong to could be read; that is found elsewhere.
    pub(super) fn values(&self) -> Vec<Value> {
        match self.snapshot.center.path {
            VersionPath::SecretsManager => self.values_of_secret(),
            VersionPath::ParameterStore => self.values_of_parameters(),
        }
    }

    /// One of the four, by its place among them.
    pub(super) fn value(&self, at: usize) -> Option<Value> {
        self.values().into_iter().nth(at)
    }

    fn values_of_secret(&self) -> Vec<Value> {
        let Some(rest) = self.snapshot.rest_secret() else {
            return Vec::new();
        };
        let named = rest.keys.four().into_iter().zip(VALUE_NAMES);
        let value = |(key, name)| Value {
            name,
            place: self.key_place(key),
            text: rest.document.text(key),
        };
        named.map(value).collect()
    }

    fn values_of_parameters(&self) -> Vec<Value> {
        if self.environment().is_none() {
            return Vec::new();
        }
        let texts = self.snapshot.four_values().into_iter();
        let named = variable::FOUR.into_iter().zip(VALUE_NAMES).zip(texts);
        let value = |((variable, name), text)| Value {
            name,
            place: self.parameter_place(variable),
            text,
        };
        named.map(value).collect()
    }

    /// The token endpoint and the REST base, where there is a place for them.
    pub(super) fn addresses(&self) -> Option<[Value; 2]> {
        let names = [("token endpoint", AUTH_ENDPOINT), ("REST base", REST_BASE)];
        match self.snapshot.center.path {
            VersionPath::SecretsManager => {
                let rest = self.snapshot.rest_secret()?;
                Some(names.map(|(name, key)| Value {
                    name,
                    place: self.key_place(key),
                    text: rest.document.text(key),
                }))
            }
            VersionPath::ParameterStore => {
                let environment = self.environment()?;
                Some(names.map(|(name, variable)| Value {
                    name,
                    place: self.variable_place(variable),
                    text: environment.get(variable).map(Secret::new),
                }))
            }
        }
    }

    /// The environment of the function as it is called, where it could be read.
    pub(super) fn environment(&self) -> Option<&Environment> {
        let environment = &self.snapshot.function.as_ref()?.environment;
        matches!(environment, Environment::Variables(_)).then_some(environment)
    }

    /// Whether the function's own environment says where the values are.
    pub(super) fn is_below_19(&self) -> bool {
        self.snapshot.center.path == VersionPath::ParameterStore
    }

    /// `function acme-...`.
    pub(super) fn function_place(&self) -> String {
        let center = &self.snapshot.center;
        match &center.function {
            Some(function) => format!("function {function}"),
            None => self.center_place(),
        }
    }

    /// `contact center acme`.
    pub(super) fn center_place(&self) -> String {
        format!("contact center {}", self.snapshot.center.name)
    }

    /// `secret acme-...`.
    pub(super) fn secret_place(&self) -> String {
        let secret = self.snapshot.center.secret.as_deref();
        secret.map_or_else(|| self.center_place(), |name| format!("secret {name}"))
    }

    /// `secret acme-..., key ...`.
    pub(super) fn key_place(&self, key: &str) -> String {
        format!("{}, key {key}", self.secret_place())
    }

    /// `function acme-..., variable SUBJECT`.
    pub(super) fn variable_place(&self, variable: &str) -> String {
        format!("{}, variable {variable}", self.function_place())
    }

    /// The parameter that a variable names; the variable itself where it names none.
    fn parameter_place(&self, variable: &str) -> String {
        match self.snapshot.variable(variable) {
            Some(name) if parameter_name::is_valid(name) => format!("parameter {name}"),
            _ => self.variable_place(variable),
        }
    }
}
