//! The login proof: does Salesforce let these values in, and into the right org?

mod attempt;
mod compare;

use jiff::Timestamp;

use super::{Org, OrgIdentity};
use crate::domain::diagnosis::{Diagnosis, visible};
use crate::domain::{CheckLine, Level, OrgKind, PrivateKey, Secret};
use attempt::{Attempt, NoEntry};
pub use compare::org as compare_org;

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

/// An audience, and the code of the refusal it met; none where it was accepted.
pub type Try = (String, Option<&'static str>);

/// A login that was refused, or one that worked but leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why, and what to do.
    pub diagnosis: Diagnosis,
    /// Every audience tried.
    pub tried: Vec<Try>,
    /// The org's own address, where the login worked and only the REST base did not.
    pub instance_url: Option<String>,
    /// The API versions of the org, where there is nothing at the one that was asked for.
    pub api_versions: Vec<String>,
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
                let try_another = minds_audience(diagnosis.code);
                refusals.push(*diagnosis);
                if !try_another {
                    break;
                }
            }
        }
    }
    let mut diagnosis = most_telling(refusals);
    tell_audiences(&mut diagnosis, &tried);
    refused(diagnosis, tried, None, Vec::new())
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

/// Salesforce minds a wrong audience in one of two ways.
fn minds_audience(code: &str) -> bool {
    matches!(code, "audience-invalid" | "app-not-in-org")
}

/// A refusal for another reason got past the audience and tells more; else the first one counts.
fn most_telling(mut refusals: Vec<Diagnosis>) -> Diagnosis {
    let past = refusals
        .iter()
        .position(|refusal| !minds_audience(refusal.code));
    refusals.swap_remove(past.unwrap_or(0))
}

/// What came of the other audiences, where any was tried.
fn tell_audiences(diagnosis: &mut Diagnosis, tried: &[Try]) {
    if tried.len() < 2 {
        return;
    }
    let refused = tried
        .iter()
        .filter(|(_, code)| code.is_some_and(minds_audience));
    let names: Vec<String> = refused.map(|(audience, _)| visible(audience)).collect();
    let names = names.join(", ");
    if minds_audience(diagnosis.code) {
        let cause = format!("None of these is accepted as audience: {names}.");
        diagnosis.causes.insert(0, cause);
    } else {
        let note = format!("Not accepted as audience: {names}.");
        diagnosis.notes.push(note);
    }
}

fn refused(
    diagnosis: Diagnosis,
    tried: Vec<Try>,
    instance_url: Option<String>,
    api_versions: Vec<String>,
) -> Proof {
    Proof::Refused(Box::new(Refused {
        diagnosis,
        tried,
        instance_url,
        api_versions,
    }))
}

#[cfg(test)]
mod tests;
