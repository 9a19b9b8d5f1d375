//! The accounts of this computer's AWS configuration, over the AWS SDK. These are the only files that name it.
//!
//! Nothing is logged, and no error of the SDK is ever formatted with `Debug`: that prints whole answers.

mod caller;
mod config;
mod failure;
mod lambda;
mod limits;
mod secretsmanager;
mod sign_in;
mod ssm;
mod sts;

#[cfg(test)]
mod loopback;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::{Account, Cloud, Outcome, Reader};
use crate::domain::Secret;
use crate::domain::place::{Identity, Place, Standing};
use crate::domain::resources::{
    Alias, Function, Invocation, Page, ParameterDescription, ParameterVersion, ParameterWrite,
    Parameters, SecretDescription, SecretSummary, SecretValue, Which,
};

use caller::Caller;
use config::Settings;
use lambda::Functions;
pub use limits::Limits;
use secretsmanager::Secrets;
use ssm::ParameterStore;
use sts::Callers;

/// The AWS that the configuration of this computer leads to.
pub struct Aws {
    variables: BTreeMap<String, String>,
    limits: Limits,
}

impl Aws {
    /// With the environment variables of this process. A variable that is not Unicode is as if not set.
    pub fn new() -> Self {
        let readable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::with_variables(std::env::vars_os().filter_map(readable))
    }

    /// With these environment variables instead. An empty one is as if not set.
    pub fn with_variables<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let pairs = variables.into_iter().map(|(n, v)| (n.into(), v.into()));
        Self {
            variables: pairs.filter(|(_, value)| !value.is_empty()).collect(),
            limits: Limits::default(),
        }
    }

    /// With other time limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl Default for Aws {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Cloud for Aws {
    async fn profiles(&self) -> Vec<String> {
        config::profiles(&self.variables).await
    }

    async fn standing(&self, place: &Place) -> Outcome<Standing> {
        Settings::read(&self.variables, place)
            .await?
            .standing()
            .await
    }

    async fn open(&self, place: &Place) -> Outcome<Arc<dyn Account>> {
        let settings = Settings::read(&self.variables, place).await?;
        let (caller, sdk) = Caller::open(settings, self.limits).await?;
        let caller = Arc::new(caller);
        Ok(Arc::new(AwsAccount {
            callers: Callers::new(&sdk, caller.clone()),
            functions: Functions::new(&sdk, caller.clone(), self.limits),
            secrets: Secrets::new(&sdk, caller.clone()),
            parameters: ParameterStore::new(&sdk, caller),
        }))
    }
}

/// An account and Region, as somebody who may call AWS there.
struct AwsAccount {
    callers: Callers,
    functions: Functions,
    secrets: Secrets,
    parameters: ParameterStore,
}

#[async_trait]
impl Reader for AwsAccount {
    async fn identity(&self) -> Outcome<Identity> {
        self.callers.identity().await
    }

    async fn functions(&self, from: Option<&str>) -> Outcome<Page<Function>> {
        self.functions.list(from).await
    }

    async fn function(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function> {
        self.functions.get(name, qualifier).await
    }

    async fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>> {
        self.functions.versions(name, from).await
    }

    async fn alias(&self, function: &str, alias: &str) -> Outcome<Alias> {
        self.functions.alias(function, alias).await
    }

    async fn provisioned_concurrency(&self, function: &str, qualifier: &str) -> Outcome<i32> {
        self.functions.kept_warm(function, qualifier).await
    }

    async fn secrets(&self, from: Option<&str>) -> Outcome<Page<SecretSummary>> {
        self.secrets.list(from).await
    }

    async fn describe_secret(&self, name: &str) -> Outcome<SecretDescription> {
        self.secrets.describe(name).await
    }

    async fn secret(&self, name: &str, which: &Which) -> Outcome<SecretValue> {
        self.secrets.get(name, which).await
    }

    async fn parameters(&self, names: &[String]) -> Outcome<Parameters> {
        self.parameters.get(names).await
    }

    async fn describe_parameters(&self, names: &[String]) -> Outcome<Vec<ParameterDescription>> {
        self.parameters.describe(names).await
    }

    async fn parameter_history(&self, name: &str) -> Outcome<Vec<ParameterVersion>> {
        self.parameters.history(name).await
    }
}

#[async_trait]
impl Account for AwsAccount {
    async fn put_secret(
        &self,
        name: &str,
        text: &Secret,
        token: &str,
        label: Option<&str>,
    ) -> Outcome<String> {
        self.secrets.put(name, text, token, label).await
    }

    async fn move_label(
        &self,
        name: &str,
        label: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Outcome<()> {
        self.secrets.move_label(name, label, from, to).await
    }

    async fn put_parameter(&self, write: &ParameterWrite) -> Outcome<i64> {
        self.parameters.put(write).await
    }

    async fn delete_parameter(&self, name: &str) -> Outcome<()> {
        self.parameters.delete(name).await
    }

    async fn update_environment(
        &self,
        function: &str,
        variables: &BTreeMap<String, String>,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        self.functions
            .update_environment(function, variables, revision)
            .await
    }

    async fn publish(
        &self,
        function: &str,
        description: &str,
        code_sha256: &str,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        self.functions
            .publish(function, description, code_sha256, revision)
            .await
    }

    async fn move_alias(
        &self,
        function: &str,
        alias: &str,
        version: &str,
        weights: Option<&BTreeMap<String, f64>>,
        revision: Option<&str>,
    ) -> Outcome<Alias> {
        self.functions
            .move_alias(function, alias, version, weights, revision)
            .await
    }

    async fn invoke(
        &self,
        function: &str,
        qualifier: Option<&str>,
        payload: &str,
    ) -> Outcome<Invocation> {
        self.functions.invoke(function, qualifier, payload).await
    }

    fn reader(&self) -> &dyn Reader {
        self
    }
}
