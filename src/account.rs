//! An AWS account as this program sees it: [`Reader`] looks, [`Account`] changes, [`Cloud`] opens one.
//!
//! All in words of the domain; `account/aws` speaks to AWS, `account/practice` is made of memory.
//! `check`, the steps and the preview are handed a [`Reader`], so that they cannot write.

pub mod aws;
mod impatient;
pub mod practice;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::place::{Identity, Place, Standing};
use crate::domain::resources::{
    Alias, Function, Invocation, Page, ParameterDescription, ParameterVersion, ParameterWrite,
    Parameters, SecretDescription, SecretSummary, SecretValue, Which,
};
use crate::domain::{Failure, Secret};

pub use impatient::Impatient;

/// What every call comes to.
pub type Outcome<T> = Result<T, Failure>;

/// What a call about several things is about, for whoever reads of its failure.
fn all_of(names: &[String]) -> String {
    match names {
        [first, _, ..] => format!("{first} and {} more", names.len() - 1),
        alone => alone.concat(),
    }
}

/// Where accounts come from: the AWS configuration of this computer, or the practice world.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// The profiles of the configuration files, in their order; reads files only.
    async fn profiles(&self) -> Vec<String>;

    /// What a place comes to, and where each part came from; no network.
    async fn standing(&self, place: &Place) -> Outcome<Standing>;

    /// Opens the account at a place; no network. Fails where no Region or profile of that name is found.
    async fn open(&self, place: &Place) -> Outcome<Arc<dyn Account>>;

    /// Whether nothing here is real.
    fn is_practice(&self) -> bool {
        false
    }
}

/// Looks at an account and changes nothing.
#[async_trait]
pub trait Reader: Send + Sync {
    /// Who AWS says we are.
    async fn identity(&self) -> Outcome<Identity>;

    /// A page of the account's functions, as of `$LATEST`; AWS gives at most 50 a page.
    async fn functions(&self, from: Option<&str>) -> Outcome<Page<Function>>;

    /// A function, through a version or alias; `None` means `$LATEST`.
    async fn function(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function>;

    /// A page of a function's versions, oldest first, with `$LATEST`.
    async fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>>;

    /// An alias.
    async fn alias(&self, function: &str, alias: &str) -> Outcome<Alias>;

    /// How many copies of this version or alias are kept warm; 0 where that is not configured.
    async fn provisioned_concurrency(&self, function: &str, qualifier: &str) -> Outcome<i32>;

    /// A page of the account's secrets. May lag behind by minutes.
    async fn secrets(&self, from: Option<&str>) -> Outcome<Page<SecretSummary>>;

    /// Everything about a secret but its value.
    async fn describe_secret(&self, name: &str) -> Outcome<SecretDescription>;

    /// A version of a secret.
    async fn secret(&self, name: &str, which: &Which) -> Outcome<SecretValue>;

    /// Parameters by name, decrypted; any number of names. `name:3` asks for version 3.
    async fn parameters(&self, names: &[String]) -> Outcome<Parameters>;

    /// Everything about parameters but their values; nothing about those that are not there, or not to be seen by
    /// who may see others.
    async fn describe_parameters(&self, names: &[String]) -> Outcome<Vec<ParameterDescription>>;

    /// The same of one; `None` where there is none of that name.
    async fn describe_parameter(&self, name: &str) -> Outcome<Option<ParameterDescription>> {
        let described = self.describe_parameters(&[name.to_owned()]).await?;
        Ok(described.into_iter().next())
    }

    /// The versions of a parameter that are kept (AWS keeps 100), oldest first; none where there is no such one.
    async fn parameter_history(&self, name: &str) -> Outcome<Vec<ParameterVersion>>;
}

/// Looks and changes.
#[async_trait]
pub trait Account: Reader {
    /// Adds a version to a secret. `token` becomes its id; sent twice with the same text it is one version.
    /// With a `label` of our own `AWSCURRENT` stays where it is; without, it moves to the new version.
    async fn put_secret(
        &self,
        name: &str,
        text: &Secret,
        token: &str,
        label: Option<&str>,
    ) -> Outcome<String>;

    /// Moves a label of a secret, and only if it is now on `from`. `to` = `None` takes it off.
    async fn move_label(
        &self,
        name: &str,
        label: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Outcome<()>;

    /// Writes a parameter and tells its new version. Not idempotent: each write adds a version.
    async fn put_parameter(&self, write: &ParameterWrite) -> Outcome<i64>;

    /// Removes a parameter with all its versions.
    async fn delete_parameter(&self, name: &str) -> Outcome<()>;

    /// Replaces the whole environment of `$LATEST`, if its revision is still this one.
    async fn update_environment(
        &self,
        function: &str,
        variables: &BTreeMap<String, String>,
        revision: Option<&str>,
    ) -> Outcome<Function>;

    /// Publishes `$LATEST`, if its code and revision are still these. No new version where nothing changed.
    async fn publish(
        &self,
        function: &str,
        description: &str,
        code_sha256: &str,
        revision: Option<&str>,
    ) -> Outcome<Function>;

    /// Points an alias to a version, if the alias's revision is still this one. `weights` is how its calls are
    /// shared from now on, an empty one with nobody; `None` leaves that as it is.
    async fn move_alias(
        &self,
        function: &str,
        alias: &str,
        version: &str,
        weights: Option<&BTreeMap<String, f64>>,
        revision: Option<&str>,
    ) -> Outcome<Alias>;

    /// Calls a function and waits for its answer. The payload is JSON text and holds no secret.
    async fn invoke(
        &self,
        function: &str,
        qualifier: Option<&str>,
        payload: &str,
    ) -> Outcome<Invocation>;

    /// The same account, for looking only.
    fn reader(&self) -> &dyn Reader;
}
