//! Secrets Manager's rules: versions never change, labels move by compare-and-swap, a token is a version's id.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{ACCOUNT, About, REGION, SeedSecret, page};
use crate::account::Outcome;
use crate::domain::resources::{Held, Page, SecretDescription, SecretSummary, SecretValue, Which};
use crate::domain::{Failure, FailureKind, Secret};

const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";
/// In bytes.
const LONGEST_TEXT: usize = 65_536;
const MOST_VERSIONS: usize = 100;
const MOST_LABELS: usize = 20;

/// The secrets of an account.
#[derive(Debug)]
pub struct Secrets {
    all: Vec<Kept>,
}

#[derive(Debug)]
struct Kept {
    seed: SeedSecret,
    arn: String,
    versions: Vec<Version>,
}

#[derive(Debug)]
struct Version {
    id: String,
    held: Held,
    created: Timestamp,
    labels: BTreeSet<String>,
}

impl Secrets {
    pub(super) fn of(seeds: Vec<SeedSecret>) -> Self {
        Self {
            all: seeds.into_iter().map(Kept::new).collect(),
        }
    }

    pub(super) fn list(&self, from: Option<&str>) -> Outcome<Page<SecretSummary>> {
        // Secrets marked for deletion are left out, as AWS does unless asked.
        let kept = self.all.iter().filter(|kept| kept.seed.deleted.is_none());
        let all: Vec<_> = kept
            .map(|kept| SecretSummary {
                name: kept.seed.name.clone(),
                arn: kept.arn.clone(),
            })
            .collect();
        page::page(&all, from, about("secretsmanager:ListSecrets", ""))
    }

    pub(super) fn describe(&self, name: &str) -> Outcome<SecretDescription> {
        let kept = self.find(about("secretsmanager:DescribeSecret", name))?;
        Ok(kept.description())
    }

    pub(super) fn get(&self, name: &str, which: &Which) -> Outcome<SecretValue> {
        let about = about("secretsmanager:GetSecretValue", name);
        let kept = self.find(about)?;
        kept.check_not_deleted(about)?;
        let version = kept
            .version(which)
            .ok_or_else(|| missing_version(about, which))?;
        Ok(SecretValue {
            version: version.id.clone(),
            held: version.held.clone(),
            created: Some(version.created),
        })
    }

    pub(super) fn put(
        &mut self,
        name: &str,
        text: &Secret,
        token: &str,
        label: Option<&str>,
    ) -> Outcome<String> {
        let about = about("secretsmanager:PutSecretValue", name);
        let kept = self.find_mut(about)?;
        kept.check_writable(about)?;
        check_text(text, token, about)?;
        let held = Held::Text(text.clone());
        if let Some(same) = kept.versions.iter().find(|version| version.id == token) {
            return match same.held == held {
                true => Ok(token.to_owned()),
                false => Err(about.no(
                    FailureKind::Conflict,
                    "ResourceExistsException",
                    format!("You can't use ClientRequestToken {token} because that value is already in use for a version of secret {name}."),
                )),
            };
        }
        if kept.versions.len() >= MOST_VERSIONS {
            return Err(about.no(
                FailureKind::Limit,
                "LimitExceededException",
                "You've reached the limit of versions for this secret.",
            ));
        }
        // The first version of all is the current one, whatever it is labelled.
        let first = kept.versions.is_empty().then_some(CURRENT);
        let labels: BTreeSet<_> = label.or(Some(CURRENT)).into_iter().chain(first).collect();
        kept.check_labels(&labels, about)?;
        kept.versions.push(Version::new(token, held));
        for label in labels {
            kept.attach(label, token);
        }
        Ok(token.to_owned())
    }

    pub(super) fn move_label(
        &mut self,
        name: &str,
        label: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Outcome<()> {
        let about = about("secretsmanager:UpdateSecretVersionStage", name);
        let kept = self.find_mut(about)?;
        kept.check_writable(about)?;
        if let Some(to) = to.filter(|to| kept.versions.iter().all(|version| version.id != *to)) {
            return Err(missing_version(about, &Which::Version(to.to_owned())));
        }
        check_move(about, label, kept.labelled(label), from, to)?;
        kept.check_labels(&BTreeSet::from([label]), about)?;
        match to {
            Some(to) => kept.attach(label, to),
            None => kept.detach(label),
        }
        Ok(())
    }

    /// Sets one key of the JSON that a secret holds.
    ///
    /// # Errors
    /// Where there is no such secret, or it holds no JSON object.
    pub fn set_key(&mut self, name: &str, key: &str, value: &str) -> Outcome<()> {
        let about = about("secretsmanager:PutSecretValue", name);
        let text = self.current_text(name);
        let object = text.and_then(|text| serde_json::from_str(text.expose_for_aws()).ok());
        let mut object: Map<String, Value> =
            object.ok_or_else(|| about.no(FailureKind::Invalid, "", "It holds no JSON object."))?;
        object.insert(key.to_owned(), value.into());
        let text = Value::Object(object).to_string();
        self.set_text(name, &text)
    }

    /// Gives a secret a new text, as somebody in the console would.
    ///
    /// # Errors
    /// Where there is no such secret, or it takes no such text.
    pub fn set_text(&mut self, name: &str, text: &str) -> Outcome<()> {
        let token = uuid::Uuid::new_v4().to_string();
        self.put(name, &Secret::new(text), &token, None).map(drop)
    }

    /// The text that everybody reads.
    pub fn current_text(&self, name: &str) -> Option<Secret> {
        match self.get(name, &Which::current()).ok()?.held {
            Held::Text(text) => Some(text),
            Held::Binary => None,
        }
    }

    /// Whether a key of the customer's own encrypts a secret.
    pub(super) fn has_own_key(&self, name: &str) -> bool {
        let about = about("secretsmanager:DescribeSecret", name);
        self.find(about)
            .is_ok_and(|kept| kept.seed.kms_key.is_some())
    }

    fn find(&self, about: About<'_>) -> Outcome<&Kept> {
        let mut all = self.all.iter();
        all.find(|kept| kept.is(about.resource))
            .ok_or_else(|| missing(about))
    }

    fn find_mut(&mut self, about: About<'_>) -> Outcome<&mut Kept> {
        let mut all = self.all.iter_mut();
        all.find(|kept| kept.is(about.resource))
            .ok_or_else(|| missing(about))
    }
}

impl Kept {
    fn new(mut seed: SeedSecret) -> Self {
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

    fn is(&self, name_or_arn: &str) -> bool {
        self.seed.name == name_or_arn || self.arn == name_or_arn
    }

    fn description(&self) -> SecretDescription {
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

    fn version(&self, which: &Which) -> Option<&Version> {
        self.versions.iter().find(|version| match which {
            Which::Label(label) => version.labels.contains(label),
            Which::Version(id) => version.id == *id,
        })
    }

    fn labelled(&self, label: &str) -> Option<&str> {
        let version = self.version(&Which::Label(label.to_owned()))?;
        Some(&version.id)
    }

    fn check_not_deleted(&self, about: About<'_>) -> Outcome<()> {
        match self.seed.deleted {
            None => Ok(()),
            Some(_) => Err(about.no(
                FailureKind::Invalid,
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
            )),
        }
    }

    fn check_writable(&self, about: About<'_>) -> Outcome<()> {
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

    fn check_labels(&self, more: &BTreeSet<&str>, about: About<'_>) -> Outcome<()> {
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
    fn attach(&mut self, label: &str, to: &str) {
        let from = self.labelled(label).map(str::to_owned);
        self.detach(label);
        if let Some(version) = self.versions.iter_mut().find(|version| version.id == to) {
            version.labels.insert(label.to_owned());
        }
        if let Some(from) = from.filter(|from| label == CURRENT && from != to) {
            self.attach(PREVIOUS, &from);
        }
    }

    fn detach(&mut self, label: &str) {
        for version in &mut self.versions {
            version.labels.remove(label);
        }
    }
}

impl Version {
    fn new(id: &str, held: Held) -> Self {
        Self {
            id: id.to_owned(),
            held,
            created: Timestamp::now(),
            labels: BTreeSet::new(),
        }
    }
}

fn about<'a>(call: &'static str, resource: &'a str) -> About<'a> {
    About { call, resource }
}

fn check_text(text: &Secret, token: &str, about: About<'_>) -> Outcome<()> {
    let invalid = |what: &str| Err(about.no(FailureKind::Invalid, "ValidationException", what));
    let length = text.expose_for_aws().len();
    if length == 0 || length > LONGEST_TEXT {
        return invalid(
            "Value at 'secretString' failed to satisfy constraint: Member must have length between 1 and 65536",
        );
    }
    match token.len() {
        32..=64 => Ok(()),
        _ => invalid(
            "Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 32 and 64",
        ),
    }
}

/// A label moves only from where the caller believes it to be.
fn check_move(
    about: About<'_>,
    label: &str,
    at: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Outcome<()> {
    let moved = |message: String| {
        Err(about.no(FailureKind::Conflict, "InvalidParameterException", message))
    };
    match (at, from) {
        (Some(at), None) if to != Some(at) => moved(format!(
            "The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently attached to version {at}, so you must explicitly reference that version in RemoveFromVersionId."
        )),
        (at, Some(from)) if at != Some(from) => moved(format!(
            "When you move staging label {label}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label {label}."
        )),
        _ if label == CURRENT && to.is_none() => moved(format!(
            "You can only move staging label {label} to a different secret version. It can't be completely removed."
        )),
        _ => Ok(()),
    }
}

fn missing(about: About<'_>) -> Failure {
    about.no(
        FailureKind::NotFound,
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
    )
}

fn missing_version(about: About<'_>, which: &Which) -> Failure {
    let message = match which {
        Which::Label(label) => format!(
            "Secrets Manager can't find the specified secret value for staging label: {label}"
        ),
        Which::Version(id) => {
            format!("Secrets Manager can't find the specified secret value for VersionId: {id}")
        }
    };
    about.no(FailureKind::NotFound, "ResourceNotFoundException", message)
}
