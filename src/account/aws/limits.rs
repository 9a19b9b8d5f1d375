//! How long a call may take, and which calls may be sent twice.

use std::time::Duration;

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_types::timeout::TimeoutConfig;

/// Time limits. The SDK by itself sets none but for connecting, and a silent server would hold us for ever.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// Until a request is answered.
    pub attempt: Duration,
    /// Until a call is answered, with all its attempts and the pauses between.
    pub operation: Duration,
    /// Until a called function answers; it is called once only.
    pub invoke: Duration,
    /// Until credentials are there. Long, since a `credential_process` may ask a person to touch a key.
    pub sign_in: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            attempt: Duration::from_secs(10),
            operation: Duration::from_secs(20),
            invoke: Duration::from_secs(40),
            sign_in: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// For all calls but [`Self::for_invoke`].
    pub(super) fn for_calls(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }

    /// For calling a function.
    pub(super) fn for_invoke(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.invoke)
            .operation_timeout(self.invoke)
            .build()
    }
}

/// Lets a write be sent again only where AWS refused it (throttling), never where its answer was lost.
///
/// These writes carry a precondition or count versions: sent again after it was applied, our own change would
/// pass for somebody else's (412, a label that moved) or be made twice (a parameter's version). So a lost answer
/// goes to the caller, who looks whether it was applied ([`crate::domain::Failure::may_be_applied`]).
/// `PutSecretValue` needs none of this: its token makes it one version however often it is sent.
#[derive(Debug)]
pub(super) struct OnlyIfRefused;

impl ClassifyRetry for OnlyIfRefused {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match context.response() {
            Some(answer) if answer.status().is_client_error() => RetryAction::NoActionIndicated,
            _ => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "only if refused"
    }
}
