//! The login proof: does Salesforce let these values in, and into the right org?

use jiff::{SignedDuration, Timestamp};

use super::{Org, OrgIdentity, Session};
use crate::domain::assertion::{Claims, sign};
use crate::domain::diagnosis::{
    CLOCK_TOLERANCE, Diagnosis, Refusal, Sent, Stage, clock_note, diagnose, visible,
};
use crate::domain::{CheckLine, Level, OrgKind, PrivateKey, Secret};

/// Time and randomness, handed in so that a test can say what they are.
#[derive(Debug, Clone, Copy)]
pub struct Stamps {
    /// The time.
    pub now: fn() -> Timestamp,
    /// A fresh random text.
    pub id: fn() -> String,
}

impl Default for Stamps {
    fn default() -> Self {
        Self {
            now: Timestamp::now,
            id: || uuid::Uuid::new_v4().to_string(),
        }
    }
}

/// What the function logs in with.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The private key.
    pub key: &'a PrivateKey,
    /// The consumer key.
    pub consumer_key: &'a Secret,
    /// The Salesforce username.
    pub username: &'a str,
    /// The audience that is, or would be, stored.
    pub audience: &'a str,
    /// The token endpoint.
    pub token_endpoint: &'a str,
    /// The REST base, with its API version.
    pub rest_base: &'a str,
}

/// What is known of the org that is meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The org id that the contact center stores.
    pub org_id: Option<&'a str>,
    /// The kind of org that was chosen.
    pub kind: Option<OrgKind>,
    /// The My Domain address, as in `https://acme.my.salesforce.com`.
    pub my_domain: Option<&'a str>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Salesforce let us in.
    Works(Box<Works>),
    /// Salesforce, or somebody in its place, answered and refused.
    Refused(Box<Refused>),
    /// There was no answer: this proves nothing about the values.
    NotReachable(Box<Diagnosis>),
}

/// A login that worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Works {
    /// Which org, and as whom.
    pub identity: OrgIdentity,
    /// The audience that Salesforce accepted; may be another than the one asked with.
    pub audience_used: String,
    /// The org's own address as Salesforce tells it.
    pub instance_url: String,
    /// What was compared, and how it came out.
    pub notes: Vec<CheckLine>,
}

impl Works {
    /// Whether everything compared was as expected.
    pub fn is_right_org(&self) -> bool {
        self.notes.iter().all(|note| note.level != Level::Fail)
    }
}

/// A login that was refused, or one that worked but leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why, and what to do.
    pub diagnosis: Diagnosis,
    /// Every audience tried, and the code of the refusal; a login that worked has none.
    pub tried: Vec<(String, Option<&'static str>)>,
    /// The org's own address, where the login worked and only the REST base did not.
    pub instance_url: Option<String>,
}

/// Logs in with exactly these values, as the function would, and asks who and where we are. Where the
/// audience is what Salesforce minds, the others are tried: at most four logins in all.
pub async fn prove(
    org: &dyn Org,
    credentials: &Credentials<'_>,
    expected: &Expected<'_>,
    stamps: Stamps,
) -> Proof {
    let attempt = Attempt {
        org,
        credentials,
        stamps,
    };
    let mut tried = Vec::new();
    let mut refusals = Vec::new();
    for audience in audiences(credentials, expected) {
        match attempt.log_in(&audience).await {
            Ok(session) => {
                tried.push((audience, None));
                return attempt.look_around(session, tried, expected).await;
            }
            Err(NoEntry::Unreached(diagnosis)) if tried.is_empty() => {
                return Proof::NotReachable(diagnosis);
            }
            Err(NoEntry::Unreached(_)) => break,
            Err(NoEntry::Refused(diagnosis)) => {
                tried.push((audience, Some(diagnosis.code)));
                let minds_audience = is_about_audience(&diagnosis);
                refusals.push(*diagnosis);
                if !minds_audience {
                    break;
                }
            }
        }
    }
    refused(most_telling(refusals), tried, None)
}

/// The audience given, then My Domain, then the login hosts; each once.
fn audiences(credentials: &Credentials<'_>, expected: &Expected<'_>) -> Vec<String> {
    let bare = |audience: &str| audience.trim_end_matches('/').to_lowercase();
    let login_hosts = [OrgKind::Production, OrgKind::Sandbox].map(OrgKind::audience);
    let others = expected.my_domain.into_iter().chain(login_hosts);
    let mut audiences = vec![credentials.audience.to_owned()];
    for other in others {
        if audiences.iter().all(|known| bare(known) != bare(other)) {
            audiences.push(other.to_owned());
        }
    }
    audiences
}

fn is_about_audience(diagnosis: &Diagnosis) -> bool {
    matches!(diagnosis.code, "audience-invalid" | "app-not-in-org")
}

/// A refusal for another reason got past the audience and tells more; else the first one counts.
fn most_telling(mut refusals: Vec<Diagnosis>) -> Diagnosis {
    let past = refusals
        .iter()
        .position(|refusal| !is_about_audience(refusal));
    refusals.swap_remove(past.unwrap_or(0))
}

fn refused(
    diagnosis: Diagnosis,
    tried: Vec<(String, Option<&'static str>)>,
    instance_url: Option<String>,
) -> Proof {
    Proof::Refused(Box::new(Refused {
        diagnosis,
        tried,
        instance_url,
    }))
}

enum NoEntry {
    Refused(Box<Diagnosis>),
    Unreached(Box<Diagnosis>),
}

struct Attempt<'a> {
    org: &'a dyn Org,
    credentials: &'a Credentials<'a>,
    stamps: Stamps,
}

impl Attempt<'_> {
    async fn log_in(&self, audience: &str) -> Result<Session, NoEntry> {
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

    async fn look_around(
        &self,
        session: Session,
        tried: Vec<(String, Option<&'static str>)>,
        expected: &Expected<'_>,
    ) -> Proof {
        let audience = tried.last().map(|(audience, _)| audience.clone());
        let audience = audience.unwrap_or_default();
        let rest_base = self.credentials.rest_base;
        match self.org.who(&session, rest_base).await {
            Ok(identity) => {
                let notes = self.compare(&identity, &session, &audience, expected);
                Proof::Works(Box::new(Works {
                    identity,
                    audience_used: audience,
                    instance_url: session.instance_url,
                    notes,
                }))
            }
            Err(refusal) => {
                let mut diagnosis = self.diagnose(Stage::Rest, &refusal, rest_base, &audience);
                diagnosis
                    .notes
                    .extend(self.advice(&diagnosis, &session).await);
                refused(diagnosis, tried, Some(session.instance_url))
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
        diagnose(stage, refusal, &sent)
    }

    fn clock_ahead(&self, server_date: Option<Timestamp>) -> Option<SignedDuration> {
        Some((self.stamps.now)().duration_since(server_date?))
    }

    /// What the REST base should have been, as far as the org itself tells.
    async fn advice(&self, diagnosis: &Diagnosis, session: &Session) -> Vec<String> {
        let instance = &session.instance_url;
        let mut advice = vec![format!(
            "The login itself works. Salesforce says that this org is at {}.",
            visible(instance)
        )];
        if diagnosis.code == "rest-path-not-found"
            && let Ok(versions) = self.org.api_versions(instance).await
            && let (Some(oldest), Some(newest)) = (versions.first(), versions.last())
        {
            advice.push(format!(
                "This org has the API versions v{} to v{}.",
                visible(oldest),
                visible(newest)
            ));
        }
        advice
    }

    fn compare(
        &self,
        identity: &OrgIdentity,
        session: &Session,
        audience: &str,
        expected: &Expected<'_>,
    ) -> Vec<CheckLine> {
        let mut notes = vec![self.user(identity), self.audience(audience)];
        notes.push(which_org(identity, expected.org_id));
        notes.extend(expected.kind.map(|chosen| kind(identity, chosen)));
        notes.extend(
            expected
                .my_domain
                .map(|known| home(known, &session.instance_url)),
        );
        let ahead = self.clock_ahead(session.server_date);
        notes.extend(
            ahead
                .filter(|ahead| ahead.abs() >= CLOCK_TOLERANCE)
                .and_then(clock_note)
                .map(CheckLine::warn),
        );
        notes
    }

    fn user(&self, identity: &OrgIdentity) -> CheckLine {
        let asked = self.credentials.username;
        match &identity.username {
            Some(told) if !told.eq_ignore_ascii_case(asked) => CheckLine::warn(format!(
                "Salesforce let {} in, although {} was asked for.",
                visible(told),
                visible(asked)
            )),
            _ => CheckLine::ok(format!("Salesforce lets {} in.", visible(asked))),
        }
    }

    fn audience(&self, used: &str) -> CheckLine {
        let asked = self.credentials.audience;
        if used == asked {
            return CheckLine::ok(format!("The audience {} is accepted.", visible(used)));
        }
        CheckLine::warn(format!(
            "The audience {} is refused, but {} is accepted.",
            visible(asked),
            visible(used)
        ))
    }
}

fn which_org(identity: &OrgIdentity, expected: Option<&str>) -> CheckLine {
    let found = format!(
        "{} ({})",
        visible(&identity.org_name),
        visible(&identity.org_id)
    );
    match expected {
        Some(expected) if !identity.is_org(expected) => CheckLine::fail(format!(
            "This login leads to the org {found}, but the contact center belongs to {}.",
            visible(expected)
        )),
        Some(_) => CheckLine::ok(format!("It is the contact center's own org: {found}.")),
        None => CheckLine::ok(format!("The org is {found}.")),
    }
}

fn kind(identity: &OrgIdentity, chosen: OrgKind) -> CheckLine {
    let found = identity.kind;
    if found == chosen {
        return CheckLine::ok(format!("Its kind is {found}, as chosen."));
    }
    CheckLine::fail(format!("Its kind is {found}, but {chosen} was chosen."))
}

fn home(known: &str, told: &str) -> CheckLine {
    let bare = |address: &str| address.trim_end_matches('/').to_lowercase();
    if bare(known) == bare(told) {
        return CheckLine::ok(format!("My Domain is {}.", visible(told)));
    }
    CheckLine::warn(format!(
        "Salesforce says that this org is at {}, not at {}.",
        visible(told),
        visible(known)
    ))
}
