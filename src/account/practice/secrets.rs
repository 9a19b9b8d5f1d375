//! Secrets Manager's rules: versions never change, labels move by compare-and-swap, a token is a version's id.

mod kept;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{About, SeedSecret, page};
use crate::account::Outcome;
use crate::domain::resources::{Held, Page, SecretDescription, SecretSummary, SecretValue, Which};
use crate::domain::{Failure, FailureKind, Secret};
use kept::{Kept, Version};

const CURRENT: &str = "AWSCURRENT";
/// In bytes.
const LONGEST_TEXT: usize = 65_536;
const MOST_VERSIONS: usize = 100;

/// The secrets of an account.
#[derive(Debug)]
pub struct Secrets {
    all: Vec<Kept>,
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
