//! Makes the plan: from what is wanted and what was found to what will be written, and why. Nothing that is
//! right already is touched.

mod function;
mod names;
mod parameters;
mod secret;
pub(super) mod shown;

pub use function::unreadable as environment_unreadable;
pub use names::token_parameter;
pub use parameters::WORTHLESS_TOKEN;

use super::center::VersionPath;
use super::change::{Plan, Write};
use super::my_domain::api_version_of;
use super::snapshot::{DESCRIBE_PARAMETERS, Snapshot, telephony_key};
use super::{CheckLine, ConsumerKey, Level, MyDomain, OrgKind, PrivateKey, Username};
use crate::problem::Problem;

/// The REST version that the templates of 19.0 and later use, for a REST base that names none.
pub const DEFAULT_API_VERSION: &str = "64.0";

/// What the function is to log in with.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Sandbox or production, from which the audience follows.
    pub org: OrgKind,
    /// The audience that Salesforce turned out to accept, where it is not the one of this kind of org.
    pub audience: Option<String>,
    /// The org's My Domain; `None` keeps the addresses as they were found.
    pub my_domain: Option<MyDomain>,
    /// The API version of the REST base, as in `v64.0`; `None` keeps the stored one.
    pub api_version: Option<String>,
    /// The consumer key of the app.
    pub consumer_key: ConsumerKey,
    /// The key whose certificate the app has.
    pub private_key: PrivateKey,
    /// The user to log in as.
    pub username: Username,
    /// Whether an earlier setup stopped part-way and is to be finished: its last part resets the token.
    pub finishing: bool,
}

impl Wanted {
    /// The audience to store.
    pub fn audience(&self) -> &str {
        self.audience.as_deref().unwrap_or(self.org.audience())
    }

    /// The REST base to store in place of this one; `None` where it stays as it is.
    pub fn rest_base(&self, stored: Option<&str>) -> Option<String> {
        let domain = match (&self.my_domain, &self.api_version) {
            (Some(domain), _) => domain.clone(),
            (None, Some(_)) => MyDomain::of_endpoint(stored?).ok()?,
            (None, None) => return None,
        };
        let kept = stored.and_then(api_version_of);
        let version = self.api_version.as_ref().or(kept.as_ref());
        Some(domain.rest_base(version.map_or(DEFAULT_API_VERSION, String::as_str)))
    }
}

/// Plans a setup. The plan carries its own refusals and cautions; it never fails.
pub fn plan(wanted: &Wanted, snapshot: &Snapshot) -> Plan {
    let mut plan = Plan {
        contact_center: snapshot.center.name.clone(),
        production: wanted.org == OrgKind::Production,
        finishing: wanted.finishing,
        ..Plan::default()
    };
    plan.cautions.extend(snapshot.center.against_evidence());
    // One that belongs to another contact center is refused.
    let not_read = snapshot.secret_not_read();
    plan.cautions
        .extend(not_read.filter(|_| snapshot.secret_of_another().is_none()));
    if snapshot.is_telephonys(&wanted.private_key) {
        plan.cautions.push(telephony_key());
    }
    plan.notices.extend(about_username(wanted, snapshot));
    match snapshot.center.path {
        VersionPath::SecretsManager => secret::plan(wanted, snapshot, &mut plan),
        VersionPath::ParameterStore => parameters::plan(wanted, snapshot, &mut plan),
    }
    plan.notices.extend(not_described(snapshot, &plan.writes));
    plan
}

/// What is written though it could not be seen how it is kept.
fn not_described(snapshot: &Snapshot, writes: &[Write]) -> Vec<CheckLine> {
    let is_written = |place: &str| {
        writes.iter().any(|write| match write {
            Write::Secret(write) => place == format!("secret {}", write.name),
            Write::Parameter { write, .. } => place == format!("parameter {}", write.name),
            Write::Function(_) => false,
        })
    };
    let undescribed = snapshot.undescribed().into_iter();
    undescribed
        .filter(|(place, _)| is_written(place))
        .map(|(place, action)| {
            let risk = match action {
                DESCRIBE_PARAMETERS => "Its tier, KMS key and pattern may change.",
                _ => "Whether it is rotated or a replica is not known.",
            };
            CheckLine::warn(format!("AWS does not allow {action} on {place}. {risk}"))
        })
        .collect()
}

/// What is unusual of the username in this org; it may be another org's.
fn about_username(wanted: &Wanted, snapshot: &Snapshot) -> Vec<CheckLine> {
    let domain = wanted.my_domain.clone().or_else(|| snapshot.my_domain());
    let lines = wanted.username.fits(wanted.org, domain.as_ref());
    let odd = lines.into_iter().filter(|line| line.level == Level::Warn);
    odd.map(|line| CheckLine::warn(format!("The username {}: {}", wanted.username, line.text)))
        .collect()
}

/// Why what is stored cannot be written whatever is wanted, as far as the secret itself tells.
pub fn unwritable(snapshot: &Snapshot) -> Option<Problem> {
    let needs_secret = snapshot.center.path == VersionPath::SecretsManager;
    (needs_secret && snapshot.rest_secret().is_none()).then(|| secret::not_a_rest_secret(snapshot))
}

#[cfg(test)]
mod tests;
