//! How a person gets credentials on this computer, and what to tell one who has none.

use aws_config::profile::{Profile, ProfileSet};

use super::config::Variables;
use crate::domain::place::Sourced;

/// Settings of a profile that give credentials.
const IN_PROFILES: [&str; 7] = [
    "aws_access_key_id",
    "role_arn",
    "sso_session",
    "sso_start_url",
    "credential_process",
    "login_session",
    "web_identity_token_file",
];

/// Variables that give credentials where no profile does: a CI job, a container, CloudShell.
pub(super) const OUTSIDE_PROFILES: [&str; 3] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/// Whether a profile says where to get credentials.
pub(super) fn signs_in(profile: &Profile) -> bool {
    IN_PROFILES.iter().any(|key| profile.get(key).is_some())
}

/// How a person gets credentials here, which decides what to tell one who has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SignIn {
    /// IAM Identity Center, through this profile.
    Sso(String),
    /// `aws login`, through this profile.
    Login(String),
    /// A command of this profile.
    Process(String),
    /// A role of this profile that asks for an MFA code, which the SDK cannot ask a person for.
    Mfa(String),
    /// Keys written into this profile.
    Keys(String),
    /// Keys in environment variables.
    Variables,
    /// A container, CloudShell or CI job, by this variable.
    Outside(String),
    /// Nothing on this computer gives any; of this profile, where one is selected.
    Nothing(Option<String>),
}

impl SignIn {
    pub(super) fn read(
        profile: &Sourced<Option<String>>,
        profiles: &ProfileSet,
        variables: &Variables,
    ) -> Self {
        let Some(name) = &profile.value else {
            return match profile.source.as_str() {
                "AWS_ACCESS_KEY_ID" => Self::Variables,
                _ => Self::outside(variables).unwrap_or(Self::Nothing(None)),
            };
        };
        match Self::of(name, profiles, variables, 0) {
            Self::Mfa(_) => Self::Mfa(name.clone()),
            other => other,
        }
    }

    /// Follows roles to the profile that a person signs in with. The SDK refuses profiles that go round in circles.
    fn of(name: &str, profiles: &ProfileSet, variables: &Variables, hops: u8) -> Self {
        let named = || name.to_owned();
        let setting = |key| profiles.get_profile(name).and_then(|it| it.get(key));
        let has = |key| setting(key).is_some();
        if has("role_arn") && has("mfa_serial") {
            return Self::Mfa(named());
        }
        match setting("source_profile") {
            Some(source) if has("role_arn") && source != name && hops < 8 => {
                return Self::of(source, profiles, variables, hops + 1);
            }
            _ => {}
        }
        match () {
            () if has("sso_session") || has("sso_start_url") => Self::Sso(named()),
            () if has("login_session") => Self::Login(named()),
            () if has("credential_process") => Self::Process(named()),
            () if has("aws_access_key_id") => Self::Keys(named()),
            () if setting("credential_source") == Some("Environment") => Self::Variables,
            () => Self::outside(variables).unwrap_or_else(|| Self::Nothing(Some(named()))),
        }
    }

    fn outside(variables: &Variables) -> Option<Self> {
        let mut names = OUTSIDE_PROFILES.iter();
        let set = names.find(|it| variables.contains_key(**it))?;
        Some(Self::Outside((*set).to_owned()))
    }

    /// Where credentials were looked for in vain.
    pub(super) fn lack(&self) -> String {
        match self {
            Self::Nothing(Some(profile)) => {
                format!("The profile {profile} does not say where to get credentials.")
            }
            Self::Nothing(None) => {
                "Neither the environment nor the AWS configuration files hold any.".to_owned()
            }
            Self::Outside(variable) => format!("Nothing came from what {variable} names."),
            _ => "The place they should come from gave none.".to_owned(),
        }
    }

    /// What to do to have valid credentials again. Profile names need no quotes: the SDK takes none with blanks.
    pub(super) fn fix(&self) -> String {
        match self {
            Self::Sso(profile) => {
                format!("Run `aws sso login --profile {profile}`, then try again.")
            }
            Self::Login(profile) => {
                format!("Run `aws login --profile {profile}`, then try again.")
            }
            Self::Process(profile) => format!(
                "Run the credential_process command of the profile {profile} by hand, mend it, then try again."
            ),
            Self::Mfa(profile) => {
                format!(
                    "Leave, run `eval \"$(aws configure export-credentials --profile {profile} --format env)\"`, \
                     then start again without --profile."
                )
            }
            Self::Keys(profile) => {
                format!("Enter valid keys with `aws configure --profile {profile}`, then try again.")
            }
            Self::Variables => {
                "Leave, set new keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, \
                 then start again."
                    .to_owned()
            }
            Self::Outside(_) => {
                "In CloudShell, reload the page. Elsewhere, restart the container or job.".to_owned()
            }
            Self::Nothing(Some(profile)) => {
                format!(
                    "Run `aws login --profile {profile}` or `aws configure sso --profile {profile}`, then try again."
                )
            }
            Self::Nothing(None) => {
                "Run `aws login`, `aws configure sso` or `aws configure`, or name a profile."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use aws_config::profile::load;
    use aws_types::os_shim_internal::{Env, Fs};

    use super::*;

    const FILE: &str = "[default]\nregion = us-west-2\n\
        [profile role]\nrole_arn = r\nsource_profile = middle\n\
        [profile middle]\nrole_arn = r\nsource_profile = people\n\
        [profile people]\nsso_session = s\n\
        [profile coded]\nrole_arn = r\nsource_profile = guarded\n\
        [profile guarded]\nrole_arn = r\nmfa_serial = m\nsource_profile = keys\n\
        [profile keys]\naws_access_key_id = a\naws_secret_access_key = b\n\
        [profile loop]\nrole_arn = r\nsource_profile = pool\n\
        [profile pool]\nrole_arn = r\nsource_profile = loop\n\
        [profile job]\nrole_arn = r\ncredential_source = Environment\n\
        [profile command]\ncredential_process = c\n[profile console]\nlogin_session = l\n";

    async fn read(profile: Option<&str>, variables: &[&str]) -> SignIn {
        let env = Env::from_slice(&[("HOME", "/home")]);
        let files = Fs::from_slice(&[("/home/.aws/config", FILE)]);
        let profiles = load(&files, &env, &Default::default(), None).await;
        let variables = variables
            .iter()
            .map(|it| ((*it).to_owned(), "set".to_owned()));
        let in_use = Sourced {
            value: profile.map(str::to_owned),
            source: "somewhere".to_owned(),
        };
        SignIn::read(&in_use, &profiles.unwrap(), &variables.collect())
    }

    #[tokio::test]
    async fn a_role_leads_to_the_profile_that_a_person_signs_in_with() {
        let name = |it: &str| it.to_owned();
        for (profile, expected) in [
            ("role", SignIn::Sso(name("people"))),
            ("coded", SignIn::Mfa(name("coded"))),
            ("keys", SignIn::Keys(name("keys"))),
            ("job", SignIn::Variables),
            ("command", SignIn::Process(name("command"))),
            ("console", SignIn::Login(name("console"))),
            ("default", SignIn::Nothing(Some(name("default")))),
            ("loop", SignIn::Nothing(Some(name("loop")))),
        ] {
            assert_eq!(read(Some(profile), &[]).await, expected);
        }
    }

    #[tokio::test]
    async fn what_is_outside_the_profiles_counts_where_they_give_nothing() {
        let variable = OUTSIDE_PROFILES[2];
        let outside = SignIn::Outside(variable.to_owned());
        assert_eq!(read(None, &[variable]).await, outside);
        assert_eq!(read(Some("default"), &[variable]).await, outside);
        assert!(matches!(
            read(Some("keys"), &[variable]).await,
            SignIn::Keys(_)
        ));
        assert_eq!(read(None, &[]).await, SignIn::Nothing(None));
    }
}
