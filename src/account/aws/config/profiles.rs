//! The profiles of the configuration files.

use aws_config::profile::{ProfileSet, load};
use aws_types::os_shim_internal::{Env, Fs};

use super::super::failure::chain;
use super::{Variables, failure, first, sourced};
use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::place::{Place, Sourced};

/// The profiles of the files, in their order; none where the files cannot be read.
pub(in super::super) async fn profiles(variables: &Variables) -> Vec<String> {
    match load_profiles(variables).await {
        Ok(set) => in_file_order(&set, variables),
        Err(_) => Vec::new(),
    }
}

pub(super) async fn load_profiles(variables: &Variables) -> Outcome<ProfileSet> {
    let pairs: Vec<_> = variables
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let files = Default::default();
    let loaded = load(&Fs::real(), &Env::from_slice(&pairs), &files, None).await;
    loaded.map_err(|error| {
        let fix = "Mend the file (usually ~/.aws/config), then try again.";
        failure(FailureKind::Configuration, "", &chain(&error), fix)
    })
}

/// The profile that somebody names, which must exist.
pub(super) fn named_profile(variables: &Variables, place: &Place) -> Option<Sourced<String>> {
    let flag = place
        .profile
        .as_ref()
        .map(|name| sourced(name, "--profile"));
    let variable = || first(variables, &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);
    flag.or_else(variable)
}

/// AWS tools fall back silently or speak of credentials where a profile is missing; the name is what is wrong.
pub(super) fn require(
    profiles: &ProfileSet,
    named: &Sourced<String>,
    variables: &Variables,
) -> Outcome<()> {
    let Sourced { value, source } = named;
    if profiles.get_profile(value).is_some() {
        return Ok(());
    }
    let names = in_file_order(profiles, variables);
    let (there, fix) = match names.as_slice() {
        _ if value.contains(char::is_whitespace) => (
            "The AWS SDK reads no profile with a blank in its name.".to_owned(),
            "Rename the profile in ~/.aws/config, then try again.".to_owned(),
        ),
        [] => (
            "The AWS configuration files hold no profiles.".to_owned(),
            "Make one with `aws configure sso` or `aws configure`.".to_owned(),
        ),
        names => (
            format!("These exist: {}.", names.join(", ")),
            format!("Name one of them, or add {value} to ~/.aws/config."),
        ),
    };
    let message = format!("There is no profile named {value} (from {source}). {there}");
    Err(failure(FailureKind::Configuration, value, &message, &fix))
}

/// In the order of the files, where a person expects to find theirs; the SDK forgets it.
fn in_file_order(profiles: &ProfileSet, variables: &Variables) -> Vec<String> {
    let files = [
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ];
    let home = first(variables, &["HOME", "USERPROFILE"]).map_or_else(String::new, |it| it.value);
    let text = files.map(|(variable, file)| {
        let default = format!("{home}/.aws/{file}");
        let path = variables.get(variable).unwrap_or(&default);
        let path = match path.strip_prefix('~') {
            Some(below) => format!("{home}{below}"),
            None => path.clone(),
        };
        std::fs::read_to_string(path).unwrap_or_default()
    });
    let text = text.concat();
    let headers = text.lines().filter_map(|line| {
        let header = line.trim().strip_prefix('[')?.split(']').next()?.trim();
        let named = header.strip_prefix("profile");
        let named = named.filter(|rest| rest.starts_with([' ', '\t']));
        Some(named.map_or(header, str::trim))
    });
    let order: Vec<&str> = headers.collect();
    let mut names: Vec<String> = profiles.profiles().map(str::to_owned).collect();
    let place = |name: &str| order.iter().position(|it| *it == name);
    names.sort_by_key(|name| (place(name).unwrap_or(usize::MAX), name.clone()));
    names
}
