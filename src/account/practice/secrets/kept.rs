//! One secret with its versions and the labels on them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::{ACCOUNT, About, REGION, SeedSecret};
use super::CURRENT;
use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::resources::{Held, SecretDescription, Which};

const PREVIOUS: &str = "AWSPREVIOUS";
const MOST_LABELS: usize = 20;

#[derive(Debug)]
pub(super) struct Kept {
    pub seed: SeedSecret,
    pub arn: String,
    /// The newest last.
    pub versions: Vec<Version>,
}

#[derive(Debug)]
pub(super) struct Version {
    pub id: String,
    pub held: Held,
    pub created: Timestamp,
    labels: BTreeSet<String>,
}

impl Kept {
    pub fn new(mut seed: SeedSecret) -> Self {
        let suffix: String = uuid::Uuid::new_v4()
            .simple()
            .to_string()
            .chars()
            .take(6)
            .collect();
        let arn = format!(
            "arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{}-{suffix}",
            seed.name
        );
        let mut kept = Self {
            arn,
            versions: Vec::new(),
            seed: SeedSecret {
                held: None,
                ..seed.clone()
            },
        };
        if let Some(held) = seed.held.take() {
            let id = uuid::Uuid::new_v4().to_string();
            kept.versions.push(Version::new(&id, held));
            kept.attach(CURRENT, &id);
        }
        kept
    }

    pub fn is(&self, name_or_arn: &str) -> bool {
        self.seed.name == name_or_arn || self.arn == name_or_arn
    }

    pub fn description(&self) -> SecretDescription {
        let seed = &self.seed;
        // Versions without a label are on their way out, and not told of.
        let labelled = self
            .versions
            .iter()
            .filter(|version| !version.labels.is_empty());
        let versions: BTreeMap<_, _> = labelled
            .map(|version| (version.id.clone(), version.labels.iter().cloned().collect()))
            .collect();
        SecretDescription {
            name: seed.name.clone(),
            arn: self.arn.clone(),
            kms_key: seed.kms_key.clone(),
            rotated: seed.rotated,
            owning_service: seed.owning_service.clone(),
            deleted: seed.deleted,
            primary_region: seed.primary_region.clone(),
            replicas: Vec::new(),
            versions,
            changed: self.versions.last().map(|version| version.created),
        }
    }

    pub fn version(&self, which: &Which) -> Option<&Version> {
        self.versions.iter().find(|version| match which {
            Which::Label(label) => version.labels.contains(label),
            Which::Version(id) => version.id == *id,
        })
    }

    pub fn labelled(&self, label: &str) -> Option<&str> {
        let version = self.version(&Which::Label(label.to_owned()))?;
        Some(&version.id)
    }

    pub fn check_not_deleted(&self, about: About<'_>) -> Outcome<()> {
        match self.seed.deleted {
            None => Ok(()),
            Some(_) => Err(about.no(
                FailureKind::Invalid,
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
            )),
        }
    }

    pub fn check_writable(&self, about: About<'_>) -> Outcome<()> {
        self.check_not_deleted(about)?;
        let elsewhere = self.seed.primary_region.as_ref();
        let why = if elsewhere.is_some_and(|region| region != REGION) {
            "Operation not permitted on a replica secret. Call must be made in primary secret's region."
        } else if self.seed.owning_service.is_some() {
            "You can't perform this operation on a secret that is managed by another service."
        } else {
            return Ok(());
        };
        Err(about.no(FailureKind::Invalid, "InvalidRequestException", why))
    }

    pub fn check_labels(&self, more: &BTreeSet<&str>, about: About<'_>) -> Outcome<()> {
        let labels = self.versions.iter().flat_map(|version| &version.labels);
        let all: BTreeSet<_> = labels
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        match all.len() <= MOST_LABELS {
            true => Ok(()),
            false => Err(about.no(
                FailureKind::Limit,
                "LimitExceededException",
                "You've reached the limit of staging labels for this secret.",
            )),
        }
    }

    /// Puts a label on a version and off every other; what was current becomes the previous one.
    pub fn attach(&mut self, label: &str, to: &str) {
        let from = self.labelled(label).map(str::to_owned);
        self.detach(label);
        if let Some(version) = self.versions.iter_mut().find(|version| version.id == to) {
            version.labels.insert(label.to_owned());
        }
        if let Some(from) = from.filter(|from| label == CURRENT && from != to) {
            self.attach(PREVIOUS, &from);
        }
    }

    pub fn detach(&mut self, label: &str) {
        for version in &mut self.versions {
            version.labels.remove(label);
        }
    }
}

impl Version {
    pub fn new(id: &str, held: Held) -> Self {
        Self {
            id: id.to_owned(),
            held,
            created: Timestamp::now(),
            labels: BTreeSet::new(),
        }
    }
}
