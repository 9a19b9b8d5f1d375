//! The AWS configuration of this computer: which profile, Region and endpoint are in use, and who says so.
//!
//! As the AWS CLI does it: what the person names wins over variables, variables over files, and a profile the
//! person names wins over keys in variables. Two things differ on purpose. A missing profile is said at once,
//! with the profiles there are; and the metadata service of EC2 is asked neither for a Region nor for credentials
//! unless `AWS_EC2_METADATA_DISABLED=false` is set: this program sits on people's own computers, where asking
//! costs seconds of silence.

use std::collections::BTreeMap;

use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileSet, load};
use aws_config::{BehaviorVersion, Region};
use aws_types::SdkConfig;
use aws_types::os_shim_internal::{Env, Fs};
use aws_types::service_config::ServiceConfigKey;
use url::Url;

use super::failure::{chain, printable};
use super::limits::Limits;
use super::sign_in::{self, SignIn};
use crate::account::Outcome;
use crate::domain::place::{Place, Sourced, Standing};
use crate::domain::{Failure, FailureKind};

/// Variables that hold keys; a profile that the person names wins over them.
const KEYS: [&str; 3] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

/// The services we call, as the SDK names them.
const SERVICES: [&str; 4] = ["Lambda", "Secrets Manager", "SSM", "STS"];

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

/// The profiles of the files, in their order; none where the files cannot be read.
pub(super) async fn profiles(variables: &Variables) -> Vec<String> {
    match load_profiles(variables).await {
        Ok(set) => in_file_order(&set, variables),
        Err(_) => Vec::new(),
    }
}

impl Settings {
    pub(super) async fn read(variables: &Variables, place: &Place) -> Outcome<Self> {
        let mut variables = variables.clone();
        if place.profile.is_some() {
            variables.retain(|name, _| !KEYS.contains(&name.as_str()));
        }
        let metadata = "AWS_EC2_METADATA_DISABLED";
        let metadata = variables.entry(metadata.to_owned());
        metadata.or_insert_with(|| "true".to_owned());
        let profiles = load_profiles(&variables).await?;
        let named = named_profile(&variables, place);
        if let Some(named) = &named {
            require(&profiles, named, &variables)?;
        }
        let region = region(&variables, place, &profiles, named.as_ref())?;
        let selected = named.as_ref().map_or("default", |it| it.value.as_str());
        let selected = selected.to_owned();
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
            let profile = self.selected_profile();
            let message = format!(
                "Neither AWS_REGION nor AWS_DEFAULT_REGION nor the profile {profile} names one."
            );
            let fix = "Pass --region, set AWS_REGION, or add a region to the profile.";
            failure(FailureKind::NoRegion, profile, &message, fix)
        })
    }

    fn selected_profile(&self) -> &str {
        &self.selected
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
            .profile_name(self.selected_profile())
            .timeout_config(limits.for_calls())
            .load()
            .await
    }

    /// The endpoints that are not AWS's own, told apart where the services differ.
    pub(super) fn endpoint(&self, sdk: &SdkConfig) -> Outcome<Option<Sourced<String>>> {
        let mut found: Vec<(Sourced<String>, Vec<&str>)> = Vec::new();
        for service in SERVICES {
            let Some(endpoint) = self.endpoint_of(service, sdk) else {
                continue;
            };
            self.check_endpoint(&endpoint)?;
            match found.iter_mut().find(|(it, _)| *it == endpoint) {
                Some((_, services)) => services.push(service),
                None => found.push((endpoint, vec![service])),
            }
        }
        Ok(match found.as_slice() {
            [] => None,
            [(one, services)] if services.len() == SERVICES.len() => Some(one.clone()),
            several => Some(told_apart(several)),
        })
    }

    fn endpoint_of(&self, service: &str, sdk: &SdkConfig) -> Option<Sourced<String>> {
        let general = "AWS_ENDPOINT_URL";
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env(general)
            .profile("endpoint_url")
            .build()
            .ok()?;
        let value = sdk.service_config()?.load_config(key)?;
        let own = format!("{general}_{}", service.replace(' ', "_").to_uppercase());
        let named = |it: &&str| self.variables.get(*it) == Some(&value);
        let source = match [own.as_str(), general].iter().find(|it| named(it)) {
            Some(variable) => (*variable).to_owned(),
            None => format!("profile {}", self.selected_profile()),
        };
        Some(Sourced { value, source })
    }

    fn check_endpoint(&self, endpoint: &Sourced<String>) -> Outcome<()> {
        let Sourced { value, source } = endpoint;
        match Url::parse(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
            _ => Err(failure(
                FailureKind::Configuration,
                self.selected_profile(),
                &format!("The endpoint {value} (from {source}) is not an http or https address."),
                "Write it as https://host, or remove it.",
            )),
        }
    }
}

async fn load_profiles(variables: &Variables) -> Outcome<ProfileSet> {
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
fn named_profile(variables: &Variables, place: &Place) -> Option<Sourced<String>> {
    let flag = place
        .profile
        .as_ref()
        .map(|name| sourced(name, "--profile"));
    let variable = || first(variables, &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);
    flag.or_else(variable)
}

/// AWS tools fall back silently or speak of credentials where a profile is missing; the name is what is wrong.
fn require(profiles: &ProfileSet, named: &Sourced<String>, variables: &Variables) -> Outcome<()> {
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
            format!("Name one of them with --profile, or add {value} to ~/.aws/config."),
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
        std::fs::read_to_string(path.replacen('~', &home, 1)).unwrap_or_default()
    });
    let text = text.concat();
    let headers = text.lines().filter_map(|line| {
        let header = line.trim().strip_prefix('[')?.split(']').next()?.trim();
        Some(header.strip_prefix("profile").map_or(header, str::trim))
    });
    let order: Vec<&str> = headers.collect();
    let mut names: Vec<String> = profiles.profiles().map(str::to_owned).collect();
    let place = |name: &str| order.iter().position(|it| *it == name);
    names.sort_by_key(|name| (place(name).unwrap_or(usize::MAX), name.clone()));
    names
}

fn region(
    variables: &Variables,
    place: &Place,
    profiles: &ProfileSet,
    named: Option<&Sourced<String>>,
) -> Outcome<Option<Sourced<String>>> {
    let flag = place.region.as_ref().map(|it| sourced(it, "--region"));
    let variable = || first(variables, &["AWS_REGION", "AWS_DEFAULT_REGION"]);
    let name = named.map_or("default", |it| it.value.as_str());
    let setting = || {
        let region = profiles.get_profile(name)?.get("region")?;
        Some(sourced(region, &format!("profile {name}")))
    };
    let Some(region) = flag.or_else(variable).or_else(setting) else {
        return Ok(None);
    };
    let Sourced { value, source } = &region;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if value.is_empty() || !value.chars().all(plain) {
        let message = format!("{value} (from {source}) is not the name of a Region.");
        let fix = "Name a Region as AWS writes it, such as us-west-2.";
        return Err(failure(FailureKind::NoRegion, name, &message, fix));
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

fn told_apart(endpoints: &[(Sourced<String>, Vec<&str>)]) -> Sourced<String> {
    let values = endpoints
        .iter()
        .map(|(it, services)| format!("{} ({})", it.value, services.join(", ")));
    let sources = endpoints.iter().map(|(it, _)| it.source.as_str());
    Sourced {
        value: values.collect::<Vec<_>>().join(", "),
        source: sources.collect::<Vec<_>>().join(", "),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Instant;

    use tempfile::TempDir;

    use super::super::Aws;
    use super::super::loopback::Computer;
    use super::*;
    use crate::account::Cloud;

    const FILE: &str = "[default]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = b\n\
                        [profile zoo]\nregion = us-east-1\n[sso-session corp]\nsso_region = us-east-1\n\
                        [profile acme]\nregion = us-west-1\ncredential_process = true\n";

    fn place(profile: Option<&str>, region: Option<&str>) -> Place {
        Place {
            profile: profile.map(str::to_owned),
            region: region.map(str::to_owned),
        }
    }

    fn region_of(standing: Standing) -> (String, String) {
        let region = standing.region.unwrap();
        (region.value, region.source)
    }

    #[tokio::test]
    async fn a_flag_wins_over_variables_and_those_over_files() {
        let computer = Computer::with_config(FILE);
        let acme = place(Some("acme"), None);
        let both = [
            ("AWS_REGION", "us-east-2"),
            ("AWS_DEFAULT_REGION", "us-west-2"),
        ];
        for (variables, place, region, source) in [
            (&[][..], Place::default(), "eu-west-1", "profile default"),
            (&[], acme.clone(), "us-west-1", "profile acme"),
            (
                &[("AWS_PROFILE", "zoo")],
                Place::default(),
                "us-east-1",
                "profile zoo",
            ),
            (&both[1..], acme.clone(), "us-west-2", "AWS_DEFAULT_REGION"),
            (&both, acme, "us-east-2", "AWS_REGION"),
            (
                &both,
                place(None, Some("eu-central-1")),
                "eu-central-1",
                "--region",
            ),
        ] {
            let standing = computer.aws(variables).standing(&place).await.unwrap();
            assert_eq!(region_of(standing), (region.to_owned(), source.to_owned()));
        }
    }

    #[tokio::test]
    async fn where_credentials_come_from_is_told() {
        let computer = Computer::with_config(FILE);
        let keys = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "b")];
        let shell = [(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://localhost:1338/",
        )];
        let named = [("AWS_PROFILE", "zoo")];
        let bare = Computer::with_config("");
        let acme = place(Some("acme"), None);
        let none = Place::default();
        let cases: [(&Computer, &[_], _, Option<&str>, &str); 6] = [
            (
                &computer,
                &[],
                &none,
                Some("default"),
                "the AWS configuration files",
            ),
            (&computer, &named, &none, Some("zoo"), "AWS_PROFILE"),
            (&computer, &keys, &none, None, "AWS_ACCESS_KEY_ID"),
            (&computer, &keys, &acme, Some("acme"), "--profile"),
            (
                &bare,
                &shell,
                &none,
                None,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            ),
            (&bare, &[], &none, None, "nowhere"),
        ];
        for (computer, variables, place, profile, source) in cases {
            let standing = computer.aws(variables).standing(place).await.unwrap();
            let expected = Sourced {
                value: profile.map(str::to_owned),
                source: source.to_owned(),
            };
            assert_eq!(standing.profile, expected);
        }
    }

    #[tokio::test]
    async fn a_missing_profile_is_named_with_those_there_are() {
        let computer = Computer::with_config(FILE);
        let by_variable = computer.aws(&[("AWS_PROFILE", "amce")]);
        let failure = by_variable.standing(&Place::default()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Configuration);
        assert_eq!(
            failure.message,
            "There is no profile named amce (from AWS_PROFILE). These exist: default, zoo, acme."
        );
        let blank = computer.aws(&[]).open(&place(Some("my org"), None)).await;
        assert!(blank.err().unwrap().fix.unwrap().starts_with("Rename"));
        let by_flag = computer.aws(&[]).open(&place(Some("amce"), None)).await;
        assert!(by_flag.err().unwrap().message.contains("(from --profile)"));
    }

    #[tokio::test]
    async fn profiles_come_in_the_order_of_the_files() {
        let computer = Computer::with_config(FILE);
        assert_eq!(
            computer.aws(&[]).profiles().await,
            ["default", "zoo", "acme"]
        );
        assert!(
            Computer::with_config("")
                .aws(&[])
                .profiles()
                .await
                .is_empty()
        );
    }

    #[tokio::test]
    async fn without_a_region_we_say_so_at_once() {
        let begun = Instant::now();
        let computer = Computer::with_config("[profile acme]\n");
        let opened = computer.aws(&[]).open(&place(Some("acme"), None)).await;
        let failure = opened.err().unwrap();
        assert_eq!(failure.kind, FailureKind::NoRegion);
        assert!(failure.message.contains("profile acme"));
        assert!(begun.elapsed().as_millis() < 900, "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn what_cannot_be_a_region_is_refused() {
        let aws = Computer::with_config("").aws(&[("AWS_REGION", "US West (Oregon)")]);
        let failure = aws.standing(&Place::default()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NoRegion);
        assert!(
            failure
                .message
                .contains("US West (Oregon) (from AWS_REGION)")
        );
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_parsed_is_named_with_the_line() {
        let computer = Computer::with_config("[default]\nregion = us-west-2\n[profile\n");
        let failure = computer
            .aws(&[])
            .standing(&Place::default())
            .await
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::Configuration);
        assert!(failure.message.contains("on line 3"), "{}", failure.message);
    }

    #[tokio::test]
    async fn endpoints_are_told_with_their_source() {
        let computer = Computer::with_config(
            "[profile a]\nendpoint_url = http://a\n[profile b]\nservices = s\n\
             [services s]\nssm =\n  endpoint_url = http://s\n",
        );
        let general = ("AWS_ENDPOINT_URL", "http://all");
        let secrets = ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://sm");
        let ignore = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        for (variables, profile, expected) in [
            (&[][..], None, None),
            (&[general], None, Some(("http://all", "AWS_ENDPOINT_URL"))),
            (&[general, ignore], None, None),
            (&[], Some("a"), Some(("http://a", "profile a"))),
            (&[], Some("b"), Some(("http://s (SSM)", "profile b"))),
            (
                &[general, secrets],
                None,
                Some((
                    "http://all (Lambda, SSM, STS), http://sm (Secrets Manager)",
                    "AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SECRETS_MANAGER",
                )),
            ),
        ] {
            let aws = computer.aws(variables);
            let standing = aws.standing(&place(profile, None)).await.unwrap();
            let endpoint = standing.endpoint.map(|it| (it.value, it.source));
            let expected = expected.map(|(v, s)| (v.to_owned(), s.to_owned()));
            assert_eq!(endpoint, expected);
        }
    }

    #[tokio::test]
    async fn an_endpoint_that_is_no_address_is_refused_and_not_left_out() {
        let variables = [
            ("AWS_ENDPOINT_URL", "localhost:4566"),
            ("AWS_REGION", "us-west-2"),
        ];
        let aws = Computer::with_config("").aws(&variables);
        let failure = aws.open(&Place::default()).await.err().unwrap();
        assert_eq!(failure.kind, FailureKind::Configuration);
        assert!(
            failure
                .message
                .contains("localhost:4566 (from AWS_ENDPOINT_URL)")
        );
    }

    #[tokio::test]
    async fn an_empty_variable_is_as_if_not_set() {
        let home = TempDir::new().unwrap();
        let home = home.path().to_str().unwrap();
        let aws = Aws::with_variables([("HOME", home), ("AWS_PROFILE", ""), ("AWS_REGION", "")]);
        assert_eq!(aws.standing(&Place::default()).await.unwrap().region, None);
    }
}
