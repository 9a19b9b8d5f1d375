//! Lambda's rules: revisions lock, an update takes a moment, published versions never change.

mod kept;
mod rules;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::program::Program;
use super::{About, SeedFunction, page};
use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::center::ACTIVE;
use crate::domain::resources::{Alias, Environment, Function, Page};
use kept::{Kept, new_revision};
use rules::{check_environment, check_revision, missing, no_alias};

const LATEST: &str = "$LATEST";

/// The functions of an account.
#[derive(Debug)]
pub struct Functions {
    all: Vec<Kept>,
    /// How long an update is in progress.
    pub moment: Duration,
}

impl Functions {
    pub(super) fn of(seeds: Vec<SeedFunction>) -> Self {
        Self {
            all: seeds.into_iter().map(Kept::new).collect(),
            moment: Duration::from_millis(400),
        }
    }

    pub(super) fn list(&self, from: Option<&str>) -> Outcome<Page<Function>> {
        let latest: Vec<_> = self.all.iter().map(|kept| kept.latest.clone()).collect();
        page::page(&latest, from, about("lambda:ListFunctions", ""))
    }

    pub(super) fn get(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function> {
        let about = about("lambda:GetFunctionConfiguration", name);
        self.find(about)?.qualified(qualifier, about)
    }

    pub(super) fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>> {
        let about = about("lambda:ListVersionsByFunction", name);
        let kept = self.find(about)?;
        let latest = kept.qualified(Some(LATEST), about)?;
        let all: Vec<_> = [&latest]
            .into_iter()
            .chain(&kept.published)
            .cloned()
            .collect();
        page::page(&all, from, about)
    }

    pub(super) fn alias(&self, name: &str, alias: &str) -> Outcome<Alias> {
        let about = about("lambda:GetAlias", name);
        let found = self.find(about)?.aliases.get(alias);
        found.cloned().ok_or_else(|| no_alias(about, alias))
    }

    pub(super) fn warm(&self, name: &str, qualifier: &str) -> Outcome<i32> {
        let about = about("lambda:GetProvisionedConcurrencyConfig", name);
        let kept = self.find(about)?;
        Ok(if qualifier == ACTIVE { kept.warm } else { 0 })
    }

    /// What a function does when called, and with which variables.
    pub(super) fn program(
        &self,
        name: &str,
        qualifier: Option<&str>,
    ) -> Outcome<(Program, BTreeMap<String, String>)> {
        let about = about("lambda:InvokeFunction", name);
        let kept = self.find(about)?;
        let variables = match kept.qualified(qualifier, about)?.environment {
            Environment::Variables(variables) => variables,
            Environment::Unreadable { .. } => BTreeMap::new(),
        };
        Ok((kept.program, variables))
    }

    pub(super) fn update_environment(
        &mut self,
        name: &str,
        variables: &BTreeMap<String, String>,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        let about = about("lambda:UpdateFunctionConfiguration", name);
        let moment = self.moment;
        let kept = self.find_mut(about)?;
        kept.check_idle(about)?;
        check_revision(revision, kept.latest.revision.as_deref(), about)?;
        check_environment(variables, about)?;
        kept.latest.environment = Environment::Variables(variables.clone());
        kept.latest.revision = new_revision();
        kept.latest.changed = Some(Timestamp::now());
        kept.busy_until = Some(Instant::now() + moment);
        kept.qualified(None, about)
    }

    pub(super) fn publish(
        &mut self,
        name: &str,
        description: &str,
        code_sha256: &str,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        let about = about("lambda:PublishVersion", name);
        let kept = self.find_mut(about)?;
        kept.check_idle(about)?;
        check_revision(revision, kept.latest.revision.as_deref(), about)?;
        if code_sha256 != kept.latest.code_sha256 {
            let message = format!(
                "CodeSHA256 ({code_sha256}) is different from current CodeSHA256 in $LATEST ({}). Please try again with the CodeSHA256 in $LATEST.",
                kept.latest.code_sha256
            );
            return Err(about.no(
                FailureKind::Conflict,
                "InvalidParameterValueException",
                message,
            ));
        }
        if let Some(same) = kept
            .published
            .last()
            .filter(|last| are_alike(last, &kept.latest))
        {
            return Ok(same.clone());
        }
        kept.latest.revision = new_revision();
        Ok(kept.publish(description))
    }

    pub(super) fn move_alias(
        &mut self,
        name: &str,
        alias: &str,
        version: &str,
        weights: Option<&BTreeMap<String, f64>>,
        revision: Option<&str>,
    ) -> Outcome<Alias> {
        let about = about("lambda:UpdateAlias", name);
        let kept = self.find_mut(about)?;
        for to in std::iter::once(version).chain(
            weights
                .into_iter()
                .flat_map(BTreeMap::keys)
                .map(String::as_str),
        ) {
            kept.version(to).ok_or_else(|| missing(about, to))?;
        }
        let found = kept
            .aliases
            .get_mut(alias)
            .ok_or_else(|| no_alias(about, alias))?;
        check_revision(revision, found.revision.as_deref(), about)?;
        found.version = version.to_owned();
        if let Some(weights) = weights {
            found.weights.clone_from(weights);
        }
        found.revision = new_revision();
        Ok(found.clone())
    }

    /// Changes a function's `$LATEST` as somebody else would; `None` where there is no such function.
    pub fn change(&mut self, name: &str, change: impl FnOnce(&mut Function)) -> Option<()> {
        let kept = self.all.iter_mut().find(|kept| kept.latest.name == name)?;
        change(&mut kept.latest);
        kept.latest.revision = new_revision();
        kept.latest.changed = Some(Timestamp::now());
        Some(())
    }

    /// Changes an alias as somebody else would; `None` where there is no such one.
    pub fn change_alias(
        &mut self,
        name: &str,
        alias: &str,
        change: impl FnOnce(&mut Alias),
    ) -> Option<()> {
        let kept = self.all.iter_mut().find(|kept| kept.latest.name == name)?;
        let alias = kept.aliases.get_mut(alias)?;
        change(alias);
        alias.revision = new_revision();
        Some(())
    }

    fn find(&self, about: About<'_>) -> Outcome<&Kept> {
        let mut all = self.all.iter();
        all.find(|kept| kept.is(about.resource))
            .ok_or_else(|| missing(about, ""))
    }

    fn find_mut(&mut self, about: About<'_>) -> Outcome<&mut Kept> {
        let mut all = self.all.iter_mut();
        all.find(|kept| kept.is(about.resource))
            .ok_or_else(|| missing(about, ""))
    }
}

/// Whether publishing would make nothing new.
fn are_alike(one: &Function, other: &Function) -> bool {
    one.environment == other.environment
        && one.code_sha256 == other.code_sha256
        && one.runtime == other.runtime
        && one.role == other.role
        && one.kms_key == other.kms_key
}

fn about<'a>(call: &'static str, resource: &'a str) -> About<'a> {
    About { call, resource }
}
