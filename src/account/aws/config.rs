//! The AWS configuration of this computer: which profile, Region and endpoint are in use, and who says so.
//!
//! As the AWS CLI does it: what the person names wins over variables, variables over files, and a profile the
//! person names wins over keys in variables. Two things differ on purpose. A missing profile is said at once,
//! with the profiles there are; and the metadata service of EC2 is asked neither for a Region nor for credentials
//! unless `AWS_EC2_METADATA_DISABLED=false` is set or the profile names it as its `credential_source`: this program sits on people's own computers, where asking
//! costs seconds of silence.

mod endpoints;
mod profiles;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileSet;
use aws_config::{BehaviorVersion, Region};
use aws_types::SdkConfig;
use aws_types::os_shim_internal::{Env, Fs};

use super::failure::printable;
use super::limits::Limits;
use super::sign_in::{self, SignIn};
use crate::account::Outcome;
use crate::domain::place::{Place, Sourced, Standing};
use crate::domain::{Failure, FailureKind};

pub(super) use profiles::profiles;
use profiles::{load_profiles, named_profile, require};

/// Variables that hold keys; a profile that the person names wins over them.
const KEYS: [&str; 3] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

/// The environment variables we go by; none is empty.
pub(super) type Variables = BTreeMap<String, String>;

/// The configuration as it stands for one [`Place`].
pub(super) struct Settings {
    variables: Variables,
    profiles: ProfileSet,
    /// The name under which settings are looked up, whether or not such a profile exists or holds credentials.
    selected: String,
    profile: Sourced<Option<String>>,
    region: Option<Sourced<String>>,
}

impl Settings {
    pub(super) async fn read(variables: &Variables, place: &Place) -> Outcome<Self> {
        let mut variables = variables.clone();
        if place.profile.is_some() {
            variables.retain(|name, _| !KEYS.contains(&name.as_str()));
        }
        let profiles = load_profiles(&variables).await?;
        let named = named_profile(&variables, place);
        if let Some(named) = &named {
            require(&profiles, named, &variables)?;
        }
        let selected = named.as_ref().map_or("default", |it| it.value.as_str());
        let selected = selected.to_owned();
        leave_metadata_alone(&mut variables, &profiles, &selected);
        let region = region(&variables, place, &profiles, &selected)?;
        let profile = profile_in_use(&variables, place, &profiles, named);
        Ok(Self {
            variables,
            profiles,
            selected,
            profile,
            region,
        })
    }

    pub(super) async fn standing(&self) -> Outcome<Standing> {
        Ok(Standing {
            profile: self.profile.clone(),
            region: self.region.clone(),
            endpoint: self.endpoint(&self.load(&Limits::default()).await)?,
        })
    }

    /// The Region, which no call can do without.
    pub(super) fn region(&self) -> Outcome<&str> {
        let region = self.region.as_ref().map(|it| it.value.as_str());
        region.ok_or_else(|| {
            let profile = &self.selected;
            let message = format!(
                "Neither AWS_REGION nor AWS_DEFAULT_REGION nor the profile {profile} names one."
            );
            let fix = "Pass --region, set AWS_REGION, or add a region to the profile.";
            failure(FailureKind::NoRegion, profile, &message, fix)
        })
    }

    pub(super) fn sign_in(&self) -> SignIn {
        SignIn::read(&self.profile, &self.profiles, &self.variables)
    }

    /// What the SDK goes by. Reads the files anew, so that it sees what was mended meanwhile.
    pub(super) async fn load(&self, limits: &Limits) -> SdkConfig {
        let variables = self.variables.iter();
        let variables: Vec<_> = variables.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let region = self.region.as_ref().map(|it| Region::new(it.value.clone()));
        aws_config::defaults(BehaviorVersion::latest())
            .env(Env::from_slice(&variables))
            .fs(Fs::real())
            .region(RegionProviderChain::first_try(region))
            .profile_name(self.selected.as_str())
            .timeout_config(limits.for_calls())
            .load()
            .await
    }
}

/// Switches the metadata service of EC2 off, unless somebody asks for it.
fn leave_metadata_alone(variables: &mut Variables, profiles: &ProfileSet, selected: &str) {
    let profile = profiles.get_profile(selected);
    let source = profile.and_then(|it| it.get("credential_source"));
    if source != Some("Ec2InstanceMetadata") {
        let switch = variables.entry("AWS_EC2_METADATA_DISABLED".to_owned());
        switch.or_insert_with(|| "true".to_owned());
    }
}

fn region(
    variables: &Variables,
    place: &Place,
    profiles: &ProfileSet,
    selected: &str,
) -> Outcome<Option<Sourced<String>>> {
    let flag = place.region.as_ref().map(|it| sourced(it, "--region"));
    let variable = || first(variables, &["AWS_REGION", "AWS_DEFAULT_REGION"]);
    let setting = || {
        let region = profiles.get_profile(selected)?.get("region")?;
        Some(sourced(region, &format!("profile {selected}")))
    };
    let Some(region) = flag.or_else(variable).or_else(setting) else {
        return Ok(None);
    };
    let Sourced { value, source } = &region;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if value.is_empty() || !value.chars().all(plain) {
        let message = format!("{value} (from {source}) is not the name of a Region.");
        let fix = "Name a Region as AWS writes it, such as us-west-2.";
        return Err(failure(FailureKind::NoRegion, selected, &message, fix));
    }
    Ok(Some(region))
}

/// Where credentials come from: the first of these that holds any, as the SDK goes through them.
fn profile_in_use(
    variables: &Variables,
    place: &Place,
    profiles: &ProfileSet,
    named: Option<Sourced<String>>,
) -> Sourced<Option<String>> {
    let without = |source: &str| Sourced {
        value: None,
        source: source.to_owned(),
    };
    if place.profile.is_none() && KEYS[..2].iter().all(|it| variables.contains_key(*it)) {
        return without(KEYS[0]);
    }
    let default = profiles.get_profile("default");
    let signs_in = default.is_some_and(sign_in::signs_in);
    let mut elsewhere = sign_in::OUTSIDE_PROFILES.iter();
    let elsewhere = elsewhere.find(|it| variables.contains_key(**it));
    match (named, elsewhere) {
        (Some(Sourced { value, source }), _) => Sourced {
            value: Some(value),
            source,
        },
        (None, Some(variable)) if !signs_in => without(variable),
        (None, _) if default.is_some() => Sourced {
            value: Some("default".to_owned()),
            source: "the AWS configuration files".to_owned(),
        },
        (None, _) => without("nowhere"),
    }
}

fn first(variables: &Variables, names: &[&str]) -> Option<Sourced<String>> {
    let mut names = names.iter();
    names.find_map(|name| Some(sourced(variables.get(*name)?, name)))
}

fn sourced(value: &str, source: &str) -> Sourced<String> {
    Sourced {
        value: value.to_owned(),
        source: source.to_owned(),
    }
}

fn failure(kind: FailureKind, resource: &str, message: &str, fix: &str) -> Failure {
    Failure {
        kind,
        call: "the AWS configuration",
        resource: resource.to_owned(),
        code: None,
        message: printable(message),
        fix: Some(fix.to_owned()),
    }
}
