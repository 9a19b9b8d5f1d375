//! Parameter Store's rules: each write is a version, nothing is idempotent, tiers have sizes and only grow.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;

use super::{ACCOUNT, About};
use crate::account::Outcome;
use crate::domain::resources::{
    Parameter, ParameterDescription, ParameterType, ParameterVersion, ParameterWrite, Parameters,
};
use crate::domain::{Failure, FailureKind, Secret};

const STANDARD: &str = "Standard";
const ADVANCED: &str = "Advanced";
const OWN_KEY: &str = "alias/aws/ssm";
const MOST_VERSIONS: usize = 100;
const YOU: &str = "Practice/you";
const SOMEBODY: &str = "Practice/somebody";
/// Who made what was there from the start.
const STACK: &str = "CloudFormation/stack";

/// The parameters of an account.
#[derive(Debug, Default)]
pub struct ParameterStore {
    all: BTreeMap<String, Kept>,
}

#[derive(Debug)]
struct Kept {
    kind: ParameterType,
    tier: &'static str,
    kms_key: Option<String>,
    data_type: String,
    allowed_pattern: Option<String>,
    version: i64,
    /// The newest last.
    history: VecDeque<ParameterVersion>,
}

impl ParameterStore {
    pub(super) fn get(&self, names: &[String]) -> Parameters {
        let once: BTreeSet<&String> = names.iter().collect();
        let mut answer = Parameters::default();
        for asked in once {
            match self.find(asked) {
                Some(parameter) => answer.found.push(parameter),
                None => answer.missing.push(asked.clone()),
            }
        }
        answer
    }

    pub(super) fn describe(&self, name: &str) -> Option<ParameterDescription> {
        let kept = self.all.get(name)?;
        Some(ParameterDescription {
            name: name.to_owned(),
            kind: kept.kind,
            tier: kept.tier.to_owned(),
            kms_key: kept.kms_key.clone(),
            data_type: Some(kept.data_type.clone()),
            allowed_pattern: kept.allowed_pattern.clone(),
            version: kept.version,
            changed_by: kept.history.back().and_then(|newest| newest.by.clone()),
            changed: kept.history.back().and_then(|newest| newest.when),
        })
    }

    pub(super) fn history(&self, name: &str) -> Vec<ParameterVersion> {
        let kept = self.all.get(name);
        kept.map(|kept| kept.history.iter().cloned().collect())
            .unwrap_or_default()
    }

    pub(super) fn put(&mut self, write: &ParameterWrite) -> Outcome<i64> {
        self.put_by(write, YOU)
    }

    /// As the stack made it, before anybody called.
    pub(super) fn seed(&mut self, write: &ParameterWrite) -> Outcome<i64> {
        self.put_by(write, STACK)
    }

    fn put_by(&mut self, write: &ParameterWrite, caller: &str) -> Outcome<i64> {
        let about = About {
            call: "ssm:PutParameter",
            resource: &write.name,
        };
        check_name(&write.name, about)?;
        let tier = tier(write, about)?;
        check_value(&write.value, tier, about)?;
        let kms_key = kms_key(write, about)?;
        let data_type = write.data_type.clone().unwrap_or_else(|| "text".into());
        if let Some(before) = self.all.get(&write.name) {
            before.check_replacement(write, tier, about)?;
        }
        let kept = self.all.entry(write.name.clone()).or_insert_with(|| Kept {
            kind: write.kind,
            tier,
            kms_key: None,
            data_type: String::new(),
            allowed_pattern: None,
            version: 0,
            history: VecDeque::new(),
        });
        // What is left out falls back to the default: AWS's documentation promises no more.
        kept.tier = tier;
        kept.kms_key = kms_key;
        kept.data_type = data_type;
        kept.allowed_pattern = write.allowed_pattern.clone();
        Ok(kept.add(write.value.clone(), caller))
    }

    pub(super) fn delete(&mut self, name: &str) -> Outcome<()> {
        let about = About {
            call: "ssm:DeleteParameter",
            resource: name,
        };
        match self.all.remove(name) {
            Some(_) => Ok(()),
            None => Err(about.no(FailureKind::NotFound, "ParameterNotFound", "")),
        }
    }

    /// Gives a parameter a new value, as somebody in the console would. `None` where there is no such one.
    pub fn set_text(&mut self, name: &str, value: &str) -> Option<i64> {
        let kept = self.all.get_mut(name)?;
        Some(kept.add(Secret::new(value), SOMEBODY))
    }

    /// Removes a parameter, as somebody in the console would. `None` where there is no such one.
    pub fn remove(&mut self, name: &str) -> Option<()> {
        self.all.remove(name).map(drop)
    }

    /// Makes a parameter, as somebody in the console would have done then.
    ///
    /// # Errors
    /// Where there is such a parameter, or it takes no such value.
    pub fn make(&mut self, write: &ParameterWrite, when: Timestamp) -> Outcome<()> {
        self.put_by(write, SOMEBODY)?;
        let made = self.all.get_mut(&write.name);
        if let Some(version) = made.and_then(|it| it.history.back_mut()) {
            version.when = Some(when);
        }
        Ok(())
    }

    /// The value of a parameter.
    pub fn text(&self, name: &str) -> Option<Secret> {
        self.find(name).map(|parameter| parameter.value)
    }

    /// Whether a key of the customer's own encrypts a parameter.
    pub(super) fn has_own_key(&self, name: &str) -> bool {
        let key = self.all.get(name).and_then(|kept| kept.kms_key.as_deref());
        key.is_some_and(|key| key != OWN_KEY)
    }

    fn find(&self, asked: &str) -> Option<Parameter> {
        let (name, version) = match asked.rsplit_once(':') {
            Some((name, version)) => (name, Some(version.parse::<i64>().ok()?)),
            None => (asked, None),
        };
        let kept = self.all.get(name)?;
        let version = version.unwrap_or(kept.version);
        let found = kept.history.iter().find(|kept| kept.version == version)?;
        Some(Parameter {
            name: name.to_owned(),
            value: found.value.clone(),
            version,
            kind: kept.kind,
        })
    }
}

impl Kept {
    fn add(&mut self, value: Secret, caller: &str) -> i64 {
        self.version += 1;
        self.history.push_back(ParameterVersion {
            version: self.version,
            value,
            by: Some(format!("arn:aws:sts::{ACCOUNT}:assumed-role/{caller}")),
            when: Some(Timestamp::now()),
        });
        if self.history.len() > MOST_VERSIONS {
            self.history.pop_front();
        }
        self.version
    }

    fn check_replacement(
        &self,
        write: &ParameterWrite,
        tier: &str,
        about: About<'_>,
    ) -> Outcome<()> {
        if !write.overwrite {
            let message = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
            return Err(about.no(FailureKind::Conflict, "ParameterAlreadyExists", message));
        }
        if write.kind != self.kind {
            let message = format!(
                "Parameter Store doesn't support changing a parameter from {} to {}.",
                self.kind, write.kind
            );
            return Err(about.no(
                FailureKind::Invalid,
                "HierarchyTypeMismatchException",
                message,
            ));
        }
        if self.tier == ADVANCED && tier == STANDARD {
            return Err(invalid(
                about,
                "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
            ));
        }
        Ok(())
    }
}

fn invalid(about: About<'_>, message: &str) -> Failure {
    about.no(FailureKind::Invalid, "ValidationException", message)
}

fn check_name(name: &str, about: About<'_>) -> Outcome<()> {
    let bare = name.trim_start_matches('/').to_ascii_lowercase();
    if bare.starts_with("aws") || bare.starts_with("ssm") {
        return Err(invalid(
            about,
            "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).",
        ));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    match !name.is_empty() && name.len() <= 1011 && name.chars().all(allowed) {
        true => Ok(()),
        false => Err(invalid(
            about,
            "Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>",
        )),
    }
}

fn tier(write: &ParameterWrite, about: About<'_>) -> Outcome<&'static str> {
    match write.tier.as_deref() {
        None | Some(STANDARD) => Ok(STANDARD),
        Some(ADVANCED) => Ok(ADVANCED),
        Some("Intelligent-Tiering") => Ok(match write.value.chars() {
            0..=4096 => STANDARD,
            _ => ADVANCED,
        }),
        Some(_) => Err(invalid(
            about,
            "Value at 'tier' failed to satisfy constraint: Member must satisfy enum value set: [Standard, Advanced, Intelligent-Tiering]",
        )),
    }
}

fn check_value(value: &Secret, tier: &str, about: About<'_>) -> Outcome<()> {
    let (most, said) = match tier {
        ADVANCED => (
            8192,
            "Advanced tier parameters support a maximum parameter value of 8192 characters.",
        ),
        _ => (
            4096,
            "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.",
        ),
    };
    if value.chars() == 0 {
        return Err(invalid(
            about,
            "Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
        ));
    }
    if value.chars() > most {
        return Err(invalid(about, said));
    }
    let text = value.expose_for_aws();
    match text.contains("{{") && text.contains("}}") {
        true => Err(invalid(
            about,
            "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.",
        )),
        false => Ok(()),
    }
}

fn kms_key(write: &ParameterWrite, about: About<'_>) -> Outcome<Option<String>> {
    match (write.kind, &write.kms_key) {
        (ParameterType::SecureString, key) => {
            Ok(Some(key.clone().unwrap_or_else(|| OWN_KEY.to_owned())))
        }
        (_, None) => Ok(None),
        (_, Some(_)) => Err(invalid(
            about,
            "KeyId is required for SecureString type parameter only.",
        )),
    }
}
