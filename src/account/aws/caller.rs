//! Makes calls: signed in before, explained after.
//!
//! Credentials are fetched by ourselves before each call. The SDK would do so inside it, under the call's time
//! limit, and would only say that the request could not be sent.

mod held;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SdkConfig;
use tokio::time::timeout;

use super::config::Settings;
use super::failure::{About, about, chain};
use super::limits::Limits;
use super::sign_in::SignIn;
use crate::account::Outcome;
use crate::domain::{Failure, FailureKind};
use held::{Held, Lent};

/// Makes calls as somebody.
pub(super) struct Caller {
    held: Arc<Held>,
    sign_in: SignIn,
    region: String,
    patience: Duration,
}

impl Caller {
    /// With the configuration that the services' clients are made of. No network.
    pub(super) async fn open(settings: Settings, limits: Limits) -> Outcome<(Self, SdkConfig)> {
        let region = settings.region()?.to_owned();
        let sign_in = settings.sign_in();
        let sdk = settings.load(&limits).await;
        settings.endpoint(&sdk)?;
        let held = Arc::new(Held::new(settings, limits, sdk.credentials_provider()));
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
            patience: limits.sign_in,
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
        let limit = self.patience;
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
        if matches!(failure.kind, NoCredentials | Expired | BadCredentials) {
            failure.fix.get_or_insert_with(|| self.sign_in.fix());
        }
        failure
    }

    /// There was a place to get credentials from, and it gave none.
    fn explain_refusal(&self, error: &CredentialsError, here: &About) -> Failure {
        use FailureKind::*;
        if let Some(refusal) = assume_role_error(error) {
            let failure = about("sts:AssumeRole", "").explain(refusal);
            return match &self.sign_in {
                SignIn::Mfa(profile) if failure.kind == Denied => {
                    let message = format!(
                        "The role of the profile {profile} asks for an MFA code, which this program cannot send."
                    );
                    here.failure(NoCredentials, &message)
                }
                _ => failure,
            };
        }
        let words = below(error);
        let says = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
        match self.sign_in {
            _ if says(&["dispatch failure", "dns error", "connect error"]) => {
                here.unreachable(&words)
            }
            _ if says(&["timeout", "timed out"]) => here.failure(TimedOut, &words),
            SignIn::Sso(_) if says(&["ForbiddenException"]) => {
                about("sso:GetRoleCredentials", "").failure(Denied, &words)
            }
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
