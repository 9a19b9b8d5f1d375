//! Credentials: how this computer gets them, kept until they end, and what to do where they do not come.
//!
//! We fetch them ourselves before each call. The SDK would do so inside it, under the call's time limit, and
//! would only say that the request could not be sent.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_config::identity::IdentityCache;
use aws_config::profile::{Profile, ProfileSet};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SdkConfig;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::config::Settings;
use super::failure::{About, about, chain};
use super::limits::Limits;
use crate::account::Outcome;
use crate::domain::place::Sourced;
use crate::domain::{Failure, FailureKind};

/// Credentials with less time left than this are fetched anew: a call with its retries takes nearly as long.
const NEARLY_OVER: Duration = Duration::from_secs(60);

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
        variables: &BTreeMap<String, String>,
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
    fn of(
        name: &str,
        profiles: &ProfileSet,
        variables: &BTreeMap<String, String>,
        hops: u8,
    ) -> Self {
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

    fn outside(variables: &BTreeMap<String, String>) -> Option<Self> {
        let mut names = OUTSIDE_PROFILES.iter();
        let set = names.find(|it| variables.contains_key(**it))?;
        Some(Self::Outside((*set).to_owned()))
    }

    /// Where credentials were looked for in vain.
    fn lack(&self) -> String {
        match self {
            Self::Nothing(Some(profile)) => {
                format!("The profile {profile} does not say where to get credentials.")
            }
            Self::Nothing(None) => {
                "Neither the environment nor the AWS configuration files hold any.".to_owned()
            }
            Self::Outside(variable) => format!("The address in {variable} gave none."),
            _ => "The place they should come from gave none.".to_owned(),
        }
    }

    /// What to do to have valid credentials again.
    fn fix(&self) -> String {
        match self {
            Self::Sso(profile) => {
                let profile = quoted(profile);
                format!("Run `aws sso login --profile {profile}`, then try again.")
            }
            Self::Login(profile) => {
                let profile = quoted(profile);
                format!("Run `aws login --profile {profile}`, then try again.")
            }
            Self::Process(profile) => format!(
                "Run the credential_process command of the profile {profile} by hand, mend it, then try again."
            ),
            Self::Mfa(profile) => {
                let profile = quoted(profile);
                format!(
                    "Leave, run `eval \"$(aws configure export-credentials --profile {profile} --format env)\"`, \
                     then start again without --profile."
                )
            }
            Self::Keys(profile) => {
                let profile = quoted(profile);
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
                let profile = quoted(profile);
                format!(
                    "Run `aws login --profile {profile}` or `aws configure sso --profile {profile}`, then try again."
                )
            }
            Self::Nothing(None) => {
                "Run `aws login`, `aws configure sso` or `aws configure`, or name a profile with --profile."
                    .to_owned()
            }
        }
    }
}

/// A profile's name as a shell takes it.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@+/:".contains(c);
    match name.chars().all(plain) {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\'', r"'\''")),
    }
}

/// Credentials until they end, fetched by one call for all that wait.
struct Held {
    settings: Settings,
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Kept while it works: it may hold a session of its own. After a failure it is made anew from the files,
    /// since it remembers what it read and a person may have signed in meanwhile.
    provider: Option<SharedCredentialsProvider>,
    credentials: Option<Credentials>,
}

impl Held {
    async fn get(&self) -> Result<Credentials, CredentialsError> {
        let mut state = self.state.lock().await;
        let soon = SystemTime::now() + NEARLY_OVER;
        let lasts = |it: &&Credentials| it.expiry().is_none_or(|end| end > soon);
        if let Some(credentials) = state.credentials.as_ref().filter(lasts) {
            return Ok(credentials.clone());
        }
        let provider = match state.provider.take() {
            Some(provider) => provider,
            None => self.provider().await?,
        };
        let credentials = provider.provide_credentials().await?;
        state.provider = Some(provider);
        state.credentials = Some(credentials.clone());
        Ok(credentials)
    }

    async fn provider(&self) -> Result<SharedCredentialsProvider, CredentialsError> {
        let sdk = self.settings.load(&self.limits).await;
        let none = || CredentialsError::not_loaded("the SDK offers no provider");
        sdk.credentials_provider().ok_or_else(none)
    }

    /// AWS does not take them any more.
    async fn forget(&self) {
        *self.state.lock().await = State::default();
    }
}

/// What the SDK asks when it signs; by then they are there.
struct Lent(Arc<Held>);

impl ProvideCredentials for Lent {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.0.get())
    }
}

/// The SDK asks for it; there is nothing in it to be printed.
impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lent")
    }
}

/// Makes calls as somebody.
pub(super) struct Caller {
    held: Arc<Held>,
    sign_in: SignIn,
    region: String,
}

impl Caller {
    /// With the configuration that the services' clients are made of. No network.
    pub(super) async fn open(settings: Settings, limits: Limits) -> Outcome<(Self, SdkConfig)> {
        let region = settings.region()?.to_owned();
        let sign_in = settings.sign_in();
        let sdk = settings.load(&limits).await;
        settings.endpoint(&sdk)?;
        let state = State {
            provider: sdk.credentials_provider(),
            credentials: None,
        };
        let held = Arc::new(Held {
            settings,
            limits,
            state: Mutex::new(state),
        });
        let lent = SharedCredentialsProvider::new(Lent(held.clone()));
        let sdk = sdk
            .into_builder()
            .credentials_provider(lent)
            .identity_cache(IdentityCache::no_cache())
            .build();
        let caller = Self {
            held,
            sign_in,
            region,
        };
        Ok((caller, sdk))
    }

    /// Makes a call, signed in before.
    pub(super) async fn call<T, E>(
        &self,
        about: &About,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Outcome<T>
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        self.be_signed_in().await?;
        let error = match request.await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let mut failure = about.explain(&error);
        match failure.kind {
            FailureKind::Expired | FailureKind::BadCredentials => {
                self.held.forget().await;
                failure.fix.get_or_insert_with(|| self.sign_in.fix());
            }
            FailureKind::Unreachable if failure.message.contains("dns error") => {
                let region = &self.region;
                let fix =
                    format!("Check that this computer is online and that {region} is a Region.");
                failure.fix.get_or_insert(fix);
            }
            _ => {}
        }
        Err(failure)
    }

    async fn be_signed_in(&self) -> Outcome<()> {
        let limit = self.held.limits.sign_in;
        match timeout(limit, self.held.get()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.explain(&error)),
            Err(_) => {
                let message = format!("No credentials came within {} seconds.", limit.as_secs());
                Err(about("sign-in", "").failure(FailureKind::TimedOut, &message))
            }
        }
    }

    fn explain(&self, error: &CredentialsError) -> Failure {
        use FailureKind::*;
        let here = about("sign-in", "");
        let mut failure = match error {
            CredentialsError::CredentialsNotLoaded(_) => {
                here.failure(NoCredentials, &self.sign_in.lack())
            }
            CredentialsError::InvalidConfiguration(_) => here.failure(Configuration, &below(error)),
            _ => self.explain_refusal(error, &here),
        };
        if !matches!(failure.kind, Unreachable | TimedOut | Configuration) {
            failure.fix.get_or_insert_with(|| self.sign_in.fix());
        }
        failure
    }

    /// There was a place to get credentials from, and it gave none.
    fn explain_refusal(&self, error: &CredentialsError, here: &About) -> Failure {
        use FailureKind::*;
        if let SignIn::Mfa(profile) = &self.sign_in {
            let message = format!(
                "The role of the profile {profile} asks for an MFA code, which this program cannot send."
            );
            return here.failure(NoCredentials, &message);
        }
        if let Some(refusal) = assume_role_error(error) {
            return about("sts:AssumeRole", "").explain(refusal);
        }
        let words = below(error);
        let says = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
        match self.sign_in {
            _ if says(&["dispatch failure", "dns error", "connect error"]) => {
                here.unreachable(&words)
            }
            _ if says(&["timeout", "timed out"]) => here.failure(TimedOut, &words),
            SignIn::Sso(_) if says(&["ForbiddenException"]) => here.failure(Denied, &words),
            SignIn::Sso(_) | SignIn::Login(_) => here.failure(Expired, &words),
            _ => here.failure(NoCredentials, &words),
        }
    }
}

/// The chain below "an error occurred while loading credentials".
fn below(error: &CredentialsError) -> String {
    error.source().map_or_else(|| error.to_string(), chain)
}

/// STS's own words, which the chain of the SDK's errors leaves out.
fn assume_role_error(error: &CredentialsError) -> Option<&SdkError<AssumeRoleError, HttpResponse>> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}
