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

    /// What to do to have valid credentials again. Profile names need no quotes: the SDK takes none with blanks.
    fn fix(&self) -> String {
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
                "Run `aws login`, `aws configure sso` or `aws configure`, or name a profile with --profile."
                    .to_owned()
            }
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Instant;

    use super::super::loopback::{Computer, Reply, Server};
    use super::*;
    use crate::account::Cloud;
    use crate::domain::place::Place;

    const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
        <Arn>arn:aws:iam::123456789012:user/jlee</Arn><Account>123456789012</Account>\
        </GetCallerIdentityResult></GetCallerIdentityResponse>";

    /// Asks who we are, with this profile file and AWS at this address.
    async fn ask(computer: &Computer, url: &str, more: &[(&str, &str)]) -> Outcome<String> {
        let fixed = [("AWS_REGION", "us-west-2"), ("AWS_ENDPOINT_URL", url)];
        let aws = computer.aws(&[&fixed, more].concat());
        let account = aws.open(&Place::default()).await.unwrap();
        account.identity().await.map(|identity| identity.account)
    }

    /// The same, where no request should ever be made.
    async fn fail(config: &str) -> (FailureKind, String, String) {
        let computer = Computer::with_config(config);
        told(ask(&computer, "http://127.0.0.1:1", &[]).await.unwrap_err())
    }

    fn told(failure: Failure) -> (FailureKind, String, String) {
        (
            failure.kind,
            failure.message,
            failure.fix.unwrap_or_default(),
        )
    }

    fn error(code: &str, message: &str) -> Reply {
        let body = format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        );
        Reply::json(403, &body)
    }

    #[tokio::test]
    async fn without_credentials_we_say_so_at_once() {
        let begun = Instant::now();
        let (kind, message, fix) = fail("").await;
        assert_eq!(kind, FailureKind::NoCredentials);
        assert!(message.starts_with("Neither the environment"), "{message}");
        assert!(fix.contains("`aws configure sso`"));
        assert!(begun.elapsed().as_millis() < 900, "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn a_profile_without_credentials_is_named() {
        let (kind, message, fix) = fail("[default]\nregion = us-west-2\n").await;
        assert_eq!(kind, FailureKind::NoCredentials);
        assert!(message.contains("profile default"), "{message}");
        assert!(fix.contains("aws login --profile default"), "{fix}");
    }

    const SSO: &str = "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = people\n\
        [profile people]\nsso_session = acme-session\nsso_account_id = 123456789012\nsso_role_name = Admin\n\
        [sso-session acme-session]\nsso_region = us-east-1\nsso_start_url = https://acme.awsapps.com/start\n";

    #[tokio::test]
    async fn who_never_signed_in_is_told_the_command_of_the_profile_behind_the_role() {
        let (kind, message, fix) = fail(SSO).await;
        assert_eq!(kind, FailureKind::Expired);
        assert!(message.contains("SSO token"), "{message}");
        assert_eq!(fix, "Run `aws sso login --profile people`, then try again.");
    }

    #[tokio::test]
    async fn who_signed_in_yesterday_is_told_the_command() {
        let computer = Computer::with_config(SSO);
        let token = r#"{"accessToken": "t", "expiresAt": "2020-01-01T00:00:00Z", "region": "us-east-1",
                        "startUrl": "https://acme.awsapps.com/start"}"#;
        computer.write(
            ".aws/sso/cache/9d355fe8988c52ad3df3ee9bd11c7206ccaac2df.json",
            token,
        );
        let (kind, message, fix) =
            told(ask(&computer, "http://127.0.0.1:1", &[]).await.unwrap_err());
        assert_eq!(kind, FailureKind::Expired);
        assert!(message.contains("expired"), "{message}");
        assert!(fix.contains("aws sso login"));
    }

    #[tokio::test]
    async fn a_token_that_the_portal_refuses_has_expired_too() {
        let computer = Computer::with_config(
            "[default]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n\
             sso_account_id = 123456789012\nsso_role_name = Admin\n",
        );
        let token = r#"{"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z"}"#;
        computer.write(
            ".aws/sso/cache/40169cea58ca6cbf23fb27b2542923fb5f524af0.json",
            token,
        );
        for (code, expected) in [
            ("UnauthorizedException", FailureKind::Expired),
            ("ForbiddenException", FailureKind::Denied),
        ] {
            let portal =
                Server::answering([Reply::error(401, code, "Session token not found")]).await;
            let (kind, message, _) = told(ask(&computer, &portal.url, &[]).await.unwrap_err());
            assert_eq!(kind, expected, "{message}");
        }
    }

    #[tokio::test]
    async fn a_portal_that_cannot_be_reached_is_not_an_expired_session() {
        let computer = Computer::with_config(
            "[default]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n\
             sso_account_id = 123456789012\nsso_role_name = Admin\n",
        );
        let token = r#"{"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z"}"#;
        computer.write(
            ".aws/sso/cache/40169cea58ca6cbf23fb27b2542923fb5f524af0.json",
            token,
        );
        let failure = ask(&computer, "http://127.0.0.1:1", &[]).await.unwrap_err();
        assert_eq!(
            failure.kind,
            FailureKind::Unreachable,
            "{}",
            failure.message
        );
    }

    #[tokio::test]
    async fn a_console_session_that_ended_names_its_command() {
        let (kind, message, fix) =
            fail("[default]\nlogin_session = arn:aws:iam::123456789012:user/jlee\n").await;
        assert_eq!(kind, FailureKind::Expired, "{message}");
        assert_eq!(fix, "Run `aws login --profile default`, then try again.");
    }

    #[tokio::test]
    async fn a_command_that_fails_is_quoted() {
        let (kind, message, fix) =
            fail("[default]\ncredential_process = sh -c 'echo no vault >&2; exit 3'\n").await;
        assert_eq!(kind, FailureKind::NoCredentials);
        assert!(message.contains("no vault"), "{message}");
        assert!(fix.contains("credential_process command of the profile default"));
    }

    const ROLE: &str = "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n\
        [profile base]\naws_access_key_id = A\naws_secret_access_key = b\n";

    #[tokio::test]
    async fn a_role_that_wants_an_mfa_code_says_how_to_give_one() {
        let refusal = error("AccessDenied", "not authorized to perform: sts:AssumeRole");
        let sts = Server::answering([refusal]).await;
        let computer = Computer::with_config(&ROLE.replace("source_", "mfa_serial = m\nsource_"));
        let (kind, message, fix) = told(ask(&computer, &sts.url, &[]).await.unwrap_err());
        assert_eq!(kind, FailureKind::NoCredentials);
        assert!(message.contains("MFA"), "{message}");
        assert!(fix.contains("aws configure export-credentials --profile default"));
    }

    #[tokio::test]
    async fn a_role_that_may_not_be_assumed_is_a_denied_call_in_the_words_of_aws() {
        let refusal = error(
            "AccessDenied",
            "jlee is not authorized to perform: sts:AssumeRole",
        );
        let sts = Server::answering([refusal]).await;
        let failure = ask(&Computer::with_config(ROLE), &sts.url, &[])
            .await
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::Denied);
        assert_eq!(failure.call, "sts:AssumeRole");
        assert_eq!(
            failure.message,
            "jlee is not authorized to perform: sts:AssumeRole"
        );
    }

    #[tokio::test]
    async fn keys_that_ended_are_told_with_the_way_to_new_ones() {
        let ended = error(
            "ExpiredToken",
            "The security token included in the request is expired",
        );
        let sts = Server::answering([ended]).await;
        let keys = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "b")];
        let (kind, _, fix) = told(
            ask(&Computer::with_config(""), &sts.url, &keys)
                .await
                .unwrap_err(),
        );
        assert_eq!(kind, FailureKind::Expired);
        assert!(fix.contains("AWS_SESSION_TOKEN"), "{fix}");
    }

    #[tokio::test]
    async fn a_container_or_cloudshell_gives_credentials() {
        let keys = r#"{"AccessKeyId": "ASIACONTAINER", "SecretAccessKey": "b", "Token": "t",
                       "Expiration": "2099-01-01T00:00:00Z"}"#;
        let server = Server::answering([Reply::json(200, keys), Reply::json(200, IDENTITY)]).await;
        let variables = [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url.as_str()),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "shell"),
        ];
        let account = ask(&Computer::with_config(""), &server.url, &variables).await;
        assert_eq!(account.unwrap(), "123456789012");
        assert!(server.heard()[1].contains("ASIACONTAINER/"));
    }

    #[tokio::test]
    async fn a_named_profile_wins_over_keys_in_variables() {
        let server = Server::answering([Reply::json(200, IDENTITY)]).await;
        let computer = Computer::with_config("");
        computer.write(
            ".aws/credentials",
            "[acme]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = b\n",
        );
        let aws = computer.aws(&[
            ("AWS_ACCESS_KEY_ID", "AKIAVARIABLE"),
            ("AWS_SECRET_ACCESS_KEY", "b"),
            ("AWS_REGION", "us-west-2"),
            ("AWS_ENDPOINT_URL", &server.url),
        ]);
        let acme = Place {
            profile: Some("acme".to_owned()),
            region: None,
        };
        for place in [Place::default(), acme] {
            aws.open(&place).await.unwrap().identity().await.unwrap();
        }
        assert!(server.heard()[0].contains("AKIAVARIABLE/"));
        assert!(server.heard()[1].contains("AKIAPROFILE/"));
    }

    #[tokio::test]
    async fn credentials_are_fetched_once_and_again_after_they_ended_or_were_mended() {
        let computer = Computer::with_config("");
        let keys = computer.path("keys");
        let process = format!("[default]\nregion = us-west-2\ncredential_process = cat {keys}\n");
        computer.write(".aws/config", &process);
        let ended = error(
            "ExpiredToken",
            "The security token included in the request is expired",
        );
        let good = Reply::json(200, IDENTITY);
        let server = Server::answering([good.clone(), good.clone(), ended, good]).await;
        let aws = computer.aws(&[("AWS_ENDPOINT_URL", &server.url)]);
        let account = aws.open(&Place::default()).await.unwrap();

        let missing = account.identity().await.unwrap_err();
        assert_eq!(missing.kind, FailureKind::NoCredentials);
        let key =
            |id: &str| format!(r#"{{"Version":1,"AccessKeyId":"{id}","SecretAccessKey":"s"}}"#);
        computer.write("keys", &key("FIRST"));
        account.identity().await.unwrap();
        computer.write("keys", &key("SECOND"));
        account.identity().await.unwrap();
        let failure = account.identity().await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Expired);
        account.identity().await.unwrap();
        for (request, id) in server
            .heard()
            .iter()
            .zip(["FIRST", "FIRST", "FIRST", "SECOND"])
        {
            assert!(request.contains(&format!("Credential={id}/")), "{request}");
        }
    }

    #[tokio::test]
    async fn credentials_that_never_come_end_at_the_limit() {
        let (kind, message, _) = fail("[default]\ncredential_process = sleep 20\n").await;
        assert_eq!(kind, FailureKind::TimedOut);
        assert!(message.contains("2 seconds"), "{message}");
    }
}
