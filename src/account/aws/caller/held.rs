//! Credentials, kept until they end.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use tokio::sync::Mutex;

use super::super::config::Settings;
use super::super::limits::Limits;

/// Credentials with less time left than this are fetched anew: a call with its retries takes nearly as long.
const NEARLY_OVER: Duration = Duration::from_secs(60);

/// Credentials until they end, fetched by one call for all that wait.
pub(super) struct Held {
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
    /// With a provider that is made already; it is asked only when credentials are needed.
    pub(super) fn new(
        settings: Settings,
        limits: Limits,
        provider: Option<SharedCredentialsProvider>,
    ) -> Self {
        let credentials = None;
        Self {
            settings,
            limits,
            state: Mutex::new(State {
                provider,
                credentials,
            }),
        }
    }

    pub(super) async fn get(&self) -> Result<Credentials, CredentialsError> {
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
    pub(super) async fn forget(&self) {
        *self.state.lock().await = State::default();
    }
}

/// What the SDK asks when it signs; by then they are there.
pub(super) struct Lent(pub(super) Arc<Held>);

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
