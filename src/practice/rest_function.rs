//! What the published REST function does when it is called, measured on its code: it reads what is stored, tries
//! the cached token, logs in after a 401, and hides most reasons behind a bare status 500.

mod answer;
mod stored;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::account::practice::{Code, Program, Role};
use crate::domain::Secret;
use crate::domain::assertion::{Claims, sign};
use crate::domain::diagnosis::Refusal;
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::resources::Invocation;
use crate::org::{Org, OrgIdentity, Session};

use answer::{Event, Trouble};
use stored::Stored;

/// The code of REST functions.
pub struct RestFunction {
    org: Arc<dyn Org>,
    now: fn() -> Timestamp,
}

impl RestFunction {
    /// Code that reaches Salesforce through `org`.
    pub fn new(org: Arc<dyn Org>, now: fn() -> Timestamp) -> Self {
        Self { org, now }
    }

    async fn query(&self, stored: &Stored, role: Role<'_>) -> Result<OrgIdentity, Trouble> {
        if !stored.token.expose_for_aws().is_empty() {
            match self.ask(stored, stored.token.clone()).await {
                Err(Refusal::Answer { status: 401, .. }) => {}
                outcome => return outcome.map_err(Trouble::of),
            }
        }
        let token = self.log_in(stored).await?;
        stored.keep(&token, role);
        self.ask(stored, token).await.map_err(Trouble::of)
    }

    async fn ask(&self, stored: &Stored, access_token: Secret) -> Result<OrgIdentity, Refusal> {
        let session = Session {
            access_token,
            instance_url: String::new(),
            server_date: None,
        };
        self.org.who(&session, &stored.rest_base).await
    }

    async fn log_in(&self, stored: &Stored) -> Result<Secret, Trouble> {
        let StoredKey::Usable { key } = judge(&stored.private_key) else {
            return Err(Trouble::silent());
        };
        let claims = Claims {
            issuer: stored.consumer_key.clone(),
            subject: stored.subject.clone(),
            audience: stored.audience.clone(),
        };
        let jti = uuid::Uuid::new_v4().to_string();
        let assertion = sign(&claims, key.expose_der_for_signing(), (self.now)(), jti)
            .map_err(|_| Trouble::silent())?;
        let session = self.org.log_in(&stored.token_endpoint, &assertion).await;
        session
            .map(|session| session.access_token)
            .map_err(Trouble::of)
    }
}

#[async_trait]
impl Code for RestFunction {
    async fn run(
        &self,
        program: Program,
        variables: &BTreeMap<String, String>,
        role: Role<'_>,
        payload: &str,
    ) -> Invocation {
        let event = Event::read(payload);
        let stored = match program {
            Program::RestSince19 => Stored::in_secrets(&event, variables, role),
            Program::RestBefore19 => Stored::in_parameters(variables, role),
            Program::Other => return answer::nothing(),
        };
        let outcome = match stored {
            Some(stored) => self.query(&stored, role).await,
            None => Err(Trouble::silent()),
        };
        event.answer(outcome)
    }
}
