//! What functions do when they are called, and what their role lets them reach.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;

use super::seed::secure;
use super::{State, lock};
use crate::domain::Secret;
use crate::domain::resources::{Invocation, ParameterWrite};

/// Which code a function runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The REST function of 19.0 and later: values in secrets.
    RestSince19,
    /// The REST function below 19.0: values in parameters.
    RestBefore19,
    /// Anything else.
    Other,
}

/// Runs the code of functions.
#[async_trait]
pub trait Code: Send + Sync {
    /// Runs a program with the variables of the version that was called.
    async fn run(
        &self,
        program: Program,
        variables: &BTreeMap<String, String>,
        role: Role<'_>,
        payload: &str,
    ) -> Invocation;
}

/// Code that does nothing.
#[derive(Debug)]
pub struct Idle;

#[async_trait]
impl Code for Idle {
    async fn run(
        &self,
        _program: Program,
        _variables: &BTreeMap<String, String>,
        _role: Role<'_>,
        _payload: &str,
    ) -> Invocation {
        Invocation {
            payload: "null".to_owned(),
            error: None,
        }
    }
}

/// What the functions' role permits: secrets and parameters with `-salesforce-` in their name, and no use of
/// a customer's own key.
#[derive(Clone, Copy)]
pub struct Role<'a>(pub(super) &'a Mutex<State>);

impl Role<'_> {
    /// The text of a secret; `None` where there is none, or the role may not read it.
    pub fn secret(self, name: &str) -> Option<Secret> {
        let state = lock(self.0);
        let permitted = permits(name) && !state.secrets.has_own_key(name);
        permitted.then(|| state.secrets.current_text(name))?
    }

    /// Replaces the text of a secret, where the role may.
    pub fn set_secret(self, name: &str, text: &str) {
        let mut state = lock(self.0);
        if permits(name) && !state.secrets.has_own_key(name) {
            // The published code does not look at the outcome either.
            let _unheeded = state.secrets.set_text(name, text);
        }
    }

    /// The value of a parameter; `None` where there is none, or the role may not read it.
    pub fn parameter(self, name: &str) -> Option<Secret> {
        let state = lock(self.0);
        let permitted = permits(name) && !state.parameters.has_own_key(name);
        permitted.then(|| state.parameters.text(name))?
    }

    /// Writes a parameter as the published code does: a standard SecureString, without looking at the outcome.
    pub fn set_parameter(self, name: &str, value: Secret) {
        let write = ParameterWrite {
            overwrite: true,
            ..secure(name, value)
        };
        if permits(name) {
            let _unheeded = lock(self.0).parameters.put(&write);
        }
    }
}

fn permits(name: &str) -> bool {
    name.contains("-salesforce-")
}
