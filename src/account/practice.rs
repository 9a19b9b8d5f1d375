//! An account made of memory, that keeps AWS's rules where emulators are lax. It opens to whoever asks for the
//! profile `practice`, and can be told to refuse, to be slow, to fail, or to be changed by somebody else.

mod calls;
mod faults;
mod functions;
mod page;
mod parameters;
mod program;
mod secrets;
mod seed;

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::{BoxFuture, FutureExt, Shared};

use super::{Account, Cloud, Outcome};
use crate::domain::place::{Place, Sourced, Standing};
use crate::domain::{Failure, FailureKind, Secret};

pub use faults::Call;
pub use functions::Functions;
pub use parameters::ParameterStore;
pub use program::{Code, Idle, Program, Role};
pub use secrets::Secrets;
pub use seed::{Seed, SeedFunction, SeedSecret, secure};

use faults::{Fault, Faults};

/// The account's number.
pub const ACCOUNT: &str = "111122223333";
/// The only Region that holds anything.
pub const REGION: &str = "us-west-2";
/// The only profile.
pub const PROFILE: &str = "practice";

/// A call that changes the account behind a caller's back.
type Meddling = Box<dyn FnOnce(&mut State) + Send>;
/// What is being made in the background; whoever needs it waits for it.
type Soon<T> = Shared<BoxFuture<'static, Result<Arc<T>, Failure>>>;

/// All that an account holds.
#[derive(Debug)]
pub struct State {
    /// Secrets Manager.
    pub secrets: Secrets,
    /// Parameter Store.
    pub parameters: ParameterStore,
    /// Lambda.
    pub functions: Functions,
}

/// An account made of memory, and the cloud it is in. Clones are the same account.
#[derive(Clone)]
pub struct Practice {
    state: Soon<Mutex<State>>,
    faults: Arc<Mutex<Faults>>,
    code: Arc<dyn Code>,
    region: String,
}

impl Practice {
    /// An account that holds this. Its functions do nothing.
    pub fn of(seed: Seed) -> Self {
        Self::later(std::future::ready(Ok(seed)))
    }

    /// An account whose content is still being made; calls wait for it.
    pub fn later(seed: impl Future<Output = Result<Seed, Failure>> + Send + 'static) -> Self {
        let state = async move { Ok(Arc::new(Mutex::new(seed.await?.into_state()?))) };
        Self {
            state: state.boxed().shared(),
            faults: Arc::default(),
            code: Arc::new(Idle),
            region: REGION.to_owned(),
        }
    }

    /// With functions that run this code.
    #[must_use]
    pub fn running(mut self, code: Arc<dyn Code>) -> Self {
        self.code = code;
        self
    }

    /// Refuses a call (`secretsmanager:PutSecretValue`) from now on, as for a caller who may not.
    ///
    /// # Panics
    /// Where there is no such call.
    pub fn refuse(&self, call: &str) {
        self.faults().refuse(call);
    }

    /// Allows a call again.
    pub fn allow(&self, call: &str) {
        self.faults().allow(call);
    }

    /// Makes the next call of this name fail; it changes nothing.
    ///
    /// # Panics
    /// Where there is no such call.
    pub fn fail_once(&self, call: &str, failure: Failure) {
        self.faults().once(call, Fault::Fail(failure));
    }

    /// Carries the next call of this name out, but loses the answer.
    ///
    /// # Panics
    /// Where there is no such call.
    pub fn lose_answer_once(&self, call: &str) {
        self.faults().once(call, Fault::LoseAnswer);
    }

    /// Lets somebody else change the account right before the next call of this name.
    ///
    /// # Panics
    /// Where there is no such call.
    pub fn before(&self, call: &str, meddle: impl FnOnce(&mut State) + Send + 'static) {
        self.faults().once(call, Fault::Before(Box::new(meddle)));
    }

    /// Takes this long over each call.
    pub fn slow(&self, pace: Duration) {
        self.faults().pace = pace;
    }

    /// All calls so far, in their order; refused ones too.
    pub fn calls(&self) -> Vec<Call> {
        self.faults().calls.clone()
    }

    /// Looks at or changes the account past all its rules, as somebody else would.
    ///
    /// # Errors
    /// Where the account's content could not be made.
    pub async fn meddle<T>(&self, act: impl FnOnce(&mut State) -> T) -> Outcome<T> {
        let state = self.state.clone().await?;
        Ok(act(&mut lock(&state)))
    }

    /// Sets one key of a secret's JSON, as somebody in the console would.
    ///
    /// # Errors
    /// Where there is no such secret, or it holds no JSON object.
    pub async fn change_secret_behind_your_back(
        &self,
        name: &str,
        key: &str,
        value: &str,
    ) -> Outcome<()> {
        self.meddle(|state| state.secrets.set_key(name, key, value))
            .await?
    }

    /// The text of a secret as everybody reads it; `None` where there is none.
    pub async fn secret_text(&self, name: &str) -> Option<Secret> {
        let text = self.meddle(|state| state.secrets.current_text(name)).await;
        text.ok().flatten()
    }

    /// The value of a parameter; `None` where there is none.
    pub async fn parameter_text(&self, name: &str) -> Option<Secret> {
        let text = self.meddle(|state| state.parameters.text(name)).await;
        text.ok().flatten()
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    fn elsewhere(&self, region: String) -> Self {
        Self {
            faults: self.faults.clone(),
            code: self.code.clone(),
            region,
            ..Self::of(Seed::default())
        }
    }
}

#[async_trait]
impl Cloud for Practice {
    async fn profiles(&self) -> Vec<String> {
        vec![PROFILE.to_owned()]
    }

    async fn standing(&self, place: &Place) -> Outcome<Standing> {
        if let Some(profile) = place.profile.as_deref().filter(|name| *name != PROFILE) {
            return Err(no_such_profile(profile));
        }
        let sourced = |asked: &Option<String>, flag: &str, usual: &str| Sourced {
            value: asked.clone().unwrap_or_else(|| usual.to_owned()),
            source: match asked {
                Some(_) => flag.to_owned(),
                None => "the practice world".to_owned(),
            },
        };
        let profile = sourced(&place.profile, "--profile", PROFILE);
        Ok(Standing {
            profile: Sourced {
                value: Some(profile.value),
                source: profile.source,
            },
            region: Some(sourced(&place.region, "--region", REGION)),
            endpoint: None,
        })
    }

    async fn open(&self, place: &Place) -> Outcome<Arc<dyn Account>> {
        let standing = self.standing(place).await?;
        let region = standing.region.map(|region| region.value);
        Ok(Arc::new(match region {
            Some(region) if region != self.region => self.elsewhere(region),
            _ => self.clone(),
        }))
    }

    fn is_practice(&self) -> bool {
        true
    }
}

fn no_such_profile(name: &str) -> Failure {
    Failure {
        kind: FailureKind::Configuration,
        call: "profile",
        resource: name.to_owned(),
        code: None,
        message: format!("In practice there is no profile named {name}."),
        fix: Some(format!("Choose the profile {PROFILE}, or leave it out.")),
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // A poisoned lock still holds a whole state: each change checks first and then cannot fail.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call and what it is about, for its failures.
#[derive(Debug, Clone, Copy)]
struct About<'a> {
    call: &'static str,
    resource: &'a str,
}

impl About<'_> {
    fn no(self, kind: FailureKind, code: &str, message: impl Into<String>) -> Failure {
        Failure {
            kind,
            call: self.call,
            resource: self.resource.to_owned(),
            code: Some(code.to_owned()),
            message: message.into(),
            fix: None,
        }
    }
}

#[cfg(test)]
mod tests;
