//! One function with its versions and aliases.

use std::collections::BTreeMap;
use std::time::Instant;

use super::super::program::Program;
use super::super::{ACCOUNT, About, REGION, SeedFunction};
use super::LATEST;
use super::rules::missing;
use jiff::Timestamp;

use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::center::ACTIVE;
use crate::domain::resources::{Alias, Function, UpdateStatus};

#[derive(Debug)]
pub(super) struct Kept {
    pub latest: Function,
    /// The oldest first; the first one is version 1.
    pub published: Vec<Function>,
    pub aliases: BTreeMap<String, Alias>,
    pub warm: i32,
    pub program: Program,
    pub busy_until: Option<Instant>,
}

impl Kept {
    pub fn new(seed: SeedFunction) -> Self {
        let latest = Function {
            arn: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", seed.name),
            version: LATEST.to_owned(),
            description: seed.description,
            runtime: seed.runtime,
            role: format!("arn:aws:iam::{ACCOUNT}:role/SCVInvokeSalesforceRestApiFunctionRole"),
            environment: seed.environment,
            revision: new_revision(),
            code_sha256: "cHJhY3RpY2UgY29kZSBvZiB0aGlzIGZ1bmN0aW9uISE=".to_owned(),
            update: UpdateStatus::Successful,
            kms_key: None,
            changed: Some(Timestamp::now()),
            name: seed.name,
        };
        let mut kept = Self {
            latest,
            published: Vec::new(),
            aliases: BTreeMap::new(),
            warm: seed.warm,
            program: seed.program,
            busy_until: None,
        };
        for description in &seed.published {
            kept.publish(description);
        }
        if let Some(version) = kept.published.last().map(|last| last.version.clone()) {
            let alias = Alias {
                name: ACTIVE.to_owned(),
                version,
                weights: BTreeMap::new(),
                revision: new_revision(),
            };
            kept.aliases.insert(ACTIVE.to_owned(), alias);
        }
        kept
    }

    pub fn is(&self, name_or_arn: &str) -> bool {
        self.latest.name == name_or_arn || self.latest.arn == name_or_arn
    }

    pub fn publish(&mut self, description: &str) -> Function {
        let version = (self.published.len() + 1).to_string();
        let mut published = Function {
            arn: format!("{}:{version}", self.latest.arn),
            version,
            revision: new_revision(),
            changed: Some(Timestamp::now()),
            ..self.latest.clone()
        };
        if !description.is_empty() {
            published.description = description.to_owned();
        }
        self.published.push(published.clone());
        published
    }

    pub fn version(&self, version: &str) -> Option<&Function> {
        [&self.latest]
            .into_iter()
            .chain(&self.published)
            .find(|function| function.version == version)
    }

    pub fn qualified(&self, qualifier: Option<&str>, about: About<'_>) -> Outcome<Function> {
        let asked = qualifier.unwrap_or(LATEST);
        let version = self
            .aliases
            .get(asked)
            .map_or(asked, |alias| &alias.version);
        let found = self.version(version).ok_or_else(|| missing(about, asked))?;
        let mut function = found.clone();
        if let Some(qualifier) = qualifier {
            function.arn = format!("{}:{qualifier}", self.latest.arn);
        }
        if function.version == LATEST && self.is_busy() {
            function.update = UpdateStatus::InProgress;
        }
        Ok(function)
    }

    pub fn is_busy(&self) -> bool {
        self.busy_until.is_some_and(|until| Instant::now() < until)
    }

    pub fn check_idle(&self, about: About<'_>) -> Outcome<()> {
        match self.is_busy() {
            false => Ok(()),
            true => Err(about.no(
                FailureKind::Conflict,
                "ResourceConflictException",
                format!("The operation cannot be performed at this time. An update is in progress for resource: {}", self.latest.arn),
            )),
        }
    }
}

/// A new value of the optimistic lock.
pub(super) fn new_revision() -> Option<String> {
    Some(uuid::Uuid::new_v4().to_string())
}
