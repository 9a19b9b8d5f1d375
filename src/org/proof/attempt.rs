//! A single login, the look around after it, and what each refusal means.

use jiff::{SignedDuration, Timestamp};

use super::compare::{Seen, compare};
use super::{Credentials, Expected, Proof, Stamps, Try, Works, refused};
use crate::domain::assertion::{Claims, sign};
use crate::domain::diagnosis::{Diagnosis, Refusal, Sent, Stage, diagnose, visible};
use crate::org::{Org, Session};

/// Why a login did not come about.
pub(super) enum NoEntry {
    Refused(Box<Diagnosis>),
    Unreached(Box<Diagnosis>),
}

/// One set of values before one org.
pub(super) struct Attempt<'a> {
    pub org: &'a dyn Org,
    pub credentials: &'a Credentials<'a>,
    pub stamps: Stamps,
}

impl Attempt<'_> {
    /// A single login with this audience.
    pub async fn log_in(&self, audience: &str) -> Result<Session, NoEntry> {
        let claims = Claims {
            issuer: self.credentials.consumer_key.clone(),
            subject: self.credentials.username.to_owned(),
            audience: audience.to_owned(),
        };
        let (now, id) = ((self.stamps.now)(), (self.stamps.id)());
        let assertion = sign(
            &claims,
            self.credentials.key.expose_der_for_signing(),
            now,
            id,
        )
        .map_err(|problem| NoEntry::Refused(Box::new(problem.into())))?;
        let endpoint = self.credentials.token_endpoint;
        self.org
            .log_in(endpoint, &assertion)
            .await
            .map_err(|refusal| {
                let diagnosis = self.diagnose(Stage::Login, &refusal, endpoint, audience);
                match refusal {
                    Refusal::Unreached { .. } => NoEntry::Unreached(Box::new(diagnosis)),
                    _ => NoEntry::Refused(Box::new(diagnosis)),
                }
            })
    }

    /// Asks who and where we are, with the session of the last of the tries.
    pub async fn look_around(
        &self,
        session: Session,
        tried: Vec<Try>,
        expected: &Expected<'_>,
    ) -> Proof {
        let audience = tried.last().map(|(audience, _)| audience.clone());
        let audience = audience.unwrap_or_default();
        let rest_base = self.credentials.rest_base;
        match self.org.who(&session, rest_base).await {
            Ok(identity) => {
                let seen = Seen {
                    identity: &identity,
                    session: &session,
                    audience: &audience,
                    clock_ahead: self.clock_ahead(session.server_date),
                };
                let notes = compare(self.credentials, expected, &seen);
                Proof::Works(Box::new(Works {
                    identity,
                    audience_used: audience,
                    instance_url: session.instance_url,
                    notes,
                }))
            }
            Err(refusal) => {
                let mut diagnosis = self.diagnose(Stage::Rest, &refusal, rest_base, &audience);
                let versions = self.api_versions(&diagnosis, &session).await;
                diagnosis.notes.extend(advice(&session, &versions));
                refused(diagnosis, tried, Some(session.instance_url), versions)
            }
        }
    }

    fn diagnose(
        &self,
        stage: Stage,
        refusal: &Refusal,
        address: &str,
        audience: &str,
    ) -> Diagnosis {
        let sent = Sent {
            address: address.to_owned(),
            username: self.credentials.username.to_owned(),
            audience: audience.to_owned(),
            clock_ahead: self.clock_ahead(refusal.server_date()),
        };
        let mut diagnosis = diagnose(stage, refusal, &sent);
        diagnosis.said = diagnosis.said.map(|said| self.hide_key(&said));
        diagnosis
    }

    /// Refusals are shown as they came, and one that names the consumer key would show that too.
    fn hide_key(&self, said: &str) -> String {
        let key = self.credentials.consumer_key;
        match key.is_blank() {
            true => said.to_owned(),
            false => said.replace(key.expose_for_signing(), "[consumer key]"),
        }
    }

    fn clock_ahead(&self, server_date: Option<Timestamp>) -> Option<SignedDuration> {
        Some((self.stamps.now)().duration_since(server_date?))
    }

    /// The API versions of the org, where it may be the version that is wrong.
    async fn api_versions(&self, diagnosis: &Diagnosis, session: &Session) -> Vec<String> {
        match diagnosis.code {
            "rest-path-not-found" => {
                let versions = self.org.api_versions(&session.instance_url).await;
                versions.unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

/// What the REST base should have been, as far as the org itself tells.
fn advice(session: &Session, versions: &[String]) -> Vec<String> {
    let mut advice = vec![format!(
        "The login itself works. Salesforce says that this org is at {}.",
        visible(&session.instance_url)
    )];
    if let (Some(oldest), Some(newest)) = (versions.first(), versions.last()) {
        advice.push(format!(
            "This org has the API versions v{} to v{}.",
            visible(oldest),
            visible(newest)
        ));
    }
    advice
}
