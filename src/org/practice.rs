//! The org of the practice world, in memory. It verifies assertions for real and answers as Salesforce would,
//! so that whatever goes wrong here goes wrong for the right reason.
//!
//! To meet a certain refusal on purpose, log in as one of the users of [`TRIGGERS`]:
//! `not-approved@practice.example`, with or without a sandbox's name behind it. [`NEW_APP`] is refused for a
//! while only; [`MOVED`] and [`OLD_ORG`] are told what setup then offers.

mod gate;
mod orgs;
mod triggers;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use url::Url;

use super::{Org, OrgIdentity, Session};
use crate::domain::diagnosis::{Refusal, Stage, Unreached};
use crate::domain::{OrgKind, Secret};
pub use gate::{GRANT_TYPE, public_key_of};
pub use orgs::PracticeOrgs;
pub use triggers::{
    MOVED, NEW_APP, NEW_APP_REFUSALS, OLD_ORG, PRACTICE_DOMAIN, Reply, TRIGGERS, Trigger,
};

/// What a practice org is made of.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The consumer key of its one app.
    pub consumer_key: Secret,
    /// The public key of the certificate in the app: RSA, PKCS#1 or SPKI DER.
    pub public_key: Vec<u8>,
    /// A folder that stands for uploads: each certificate (`*.crt`) in it is in the app as well.
    pub uploads: Option<PathBuf>,
    /// The users who may use the app.
    pub users: Vec<String>,
    /// The address, as in `https://acme.my.salesforce.com`.
    pub my_domain: String,
    /// The audiences it accepts; with or without a slash at the end is the same.
    pub audiences: Vec<String>,
    /// Production or sandbox.
    pub kind: OrgKind,
    /// 15 or 18 characters.
    pub org_id: String,
    /// The company's name.
    pub org_name: String,
    /// The API versions it has, oldest first, as in `64.0`.
    pub api_versions: Vec<String>,
    /// A newer address of the same org. It tells it to [`MOVED`] only, but answers there to all.
    pub other_home: Option<String>,
}

impl Ground {
    /// An org as most are: its login host and its My Domain are accepted as audience.
    pub fn new(
        consumer_key: Secret,
        public_key: Vec<u8>,
        users: Vec<String>,
        my_domain: String,
        kind: OrgKind,
        org_id: String,
    ) -> Self {
        Self {
            audiences: vec![kind.audience().to_owned(), my_domain.clone()],
            consumer_key,
            public_key,
            uploads: None,
            users,
            my_domain,
            kind,
            org_id,
            org_name: "Practice Company".into(),
            api_versions: (50..=66).map(|version| format!("{version}.0")).collect(),
            other_home: None,
        }
    }
}

/// An org made of memory.
pub struct PracticeOrg {
    ground: Ground,
    now: fn() -> Timestamp,
    pace: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    told: Option<(Stage, Reply)>,
    logins: usize,
    /// How many logins came before the new app was known.
    too_early: usize,
    /// Who holds the tokens given out, by their number.
    holders: Vec<String>,
}

impl PracticeOrg {
    /// An org on this ground, with this computer's clock, that answers at once.
    pub fn new(ground: Ground) -> Self {
        Self {
            ground,
            now: Timestamp::now,
            pace: Duration::ZERO,
            state: Mutex::default(),
        }
    }

    /// With another clock.
    #[must_use]
    pub fn at(mut self, now: fn() -> Timestamp) -> Self {
        self.now = now;
        self
    }

    /// Taking its time over each answer.
    #[must_use]
    pub fn slow(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// What its clock shows.
    pub fn time(&self) -> Timestamp {
        (self.now)()
    }

    /// What it is made of.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Makes it answer every question of a kind in the same way, until told otherwise.
    pub fn tell(&self, stage: Stage, reply: Reply) {
        self.state().told = Some((stage, reply));
    }

    /// Lets it answer by itself again.
    pub fn tell_nothing(&self) {
        self.state().told = None;
    }

    /// How many login attempts it has seen, refused ones too.
    pub fn logins(&self) -> usize {
        self.state().logins
    }

    /// Answers the token endpoint of My Domain: a fresh token, or why not.
    pub fn let_in(&self, assertion: &str) -> Result<Secret, Reply> {
        self.state().logins += 1;
        if let Some(reply) = self.told(Stage::Login) {
            return Err(reply);
        }
        let user = gate::admit(&self.ground, assertion, (self.now)())?;
        let mut state = self.state();
        if triggers::is(NEW_APP, &user) && state.too_early < NEW_APP_REFUSALS {
            state.too_early += 1;
            return Err(Reply::UNKNOWN_KEY);
        }
        state.holders.push(user);
        let number = state.holders.len() - 1;
        Ok(Secret::new(format!(
            "{}!practice.{number}",
            self.ground.org_id
        )))
    }

    /// Answers the REST API of My Domain at a path: which org this is, or why not.
    pub fn tell_identity(&self, token: &str, path: &str) -> Result<OrgIdentity, Reply> {
        if let Some(reply) = self.told(Stage::Rest) {
            return Err(reply);
        }
        let user = self.holder(token).ok_or(Reply::EXPIRED_SESSION)?;
        if let Some(reply) = triggers::reply_to(&user, Stage::Rest) {
            return Err(reply);
        }
        let version = path.trim_end_matches('/').strip_prefix("/services/data/v");
        match version {
            Some(version) if self.versions(&user).iter().any(|v| v == version) => {
                Ok(self.identity(user))
            }
            _ => Err(Reply::NOT_FOUND),
        }
    }

    /// Where the org says that it is, to the holder of a token.
    pub fn instance_url(&self, token: &str) -> String {
        let moved = self
            .holder(token)
            .is_some_and(|user| triggers::is(MOVED, &user));
        let other_home = self.ground.other_home.clone().filter(|_| moved);
        other_home.unwrap_or_else(|| self.ground.my_domain.clone())
    }

    /// The API versions, as they were for whoever logged in last.
    pub fn versions_told(&self) -> Vec<String> {
        let last = self.state().holders.last().cloned();
        self.versions(&last.unwrap_or_default())
    }

    fn versions(&self, user: &str) -> Vec<String> {
        let mut versions = self.ground.api_versions.clone();
        if triggers::is(OLD_ORG, user) {
            versions.retain(|version| version.parse().is_ok_and(|version: f64| version < 63.0));
        }
        versions
    }

    /// Whose token it is.
    pub fn holder(&self, token: &str) -> Option<String> {
        let number = token
            .strip_prefix(&self.ground.org_id)?
            .strip_prefix("!practice.")?;
        let number: usize = number.parse().ok()?;
        self.state().holders.get(number).cloned()
    }

    fn identity(&self, user: String) -> OrgIdentity {
        let Ground {
            org_id,
            org_name,
            kind,
            ..
        } = &self.ground;
        OrgIdentity {
            org_id: org_id.clone(),
            org_name: org_name.clone(),
            username: Some(user),
            kind: *kind,
            edition: "Enterprise Edition".into(),
            instance: "USA658".into(),
        }
    }

    fn told(&self, stage: Stage) -> Option<Reply> {
        let told = self.state().told?;
        (told.0 == stage).then_some(told.1)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A poisoned lock still holds a whole state: every change to it is a single step.
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The path of an address on My Domain, or what becomes of asking elsewhere.
    fn path(&self, address: &str, elsewhere: Reply) -> Result<String, Refusal> {
        let url = Url::parse(address.trim()).map_err(|_| Refusal::Address(address.to_owned()))?;
        let origin = url.origin().ascii_serialization();
        let mut homes = std::iter::once(&self.ground.my_domain).chain(&self.ground.other_home);
        if homes.any(|home| origin.eq_ignore_ascii_case(home.trim_end_matches('/'))) {
            return Ok(url.path().to_owned());
        }
        let host = url.host_str().unwrap_or_default();
        Err(match host {
            "login.salesforce.com" | "test.salesforce.com" => elsewhere,
            _ => Reply::Unreached(Unreached::Name),
        }
        .as_refusal(host, (self.now)()))
    }

    /// Whether an address is on this org's My Domain.
    fn is_home_of(&self, address: &str) -> bool {
        self.path(address, Reply::APP_NOT_FOUND).is_ok()
    }

    fn refusal(&self, reply: Reply) -> Refusal {
        let host = self.ground.my_domain.trim_start_matches("https://");
        reply.as_refusal(host, (self.now)())
    }
}

#[async_trait]
impl Org for PracticeOrg {
    async fn log_in(&self, token_endpoint: &str, assertion: &Secret) -> Result<Session, Refusal> {
        tokio::time::sleep(self.pace).await;
        let path = self.path(token_endpoint, Reply::APP_NOT_FOUND)?;
        if path != "/services/oauth2/token" {
            return Err(self.refusal(Reply::Html(404)));
        }
        let access_token = self
            .let_in(assertion.expose_for_signing())
            .map_err(|reply| self.refusal(reply))?;
        Ok(Session {
            instance_url: self.instance_url(access_token.expose_for_signing()),
            access_token,
            server_date: Some((self.now)()),
        })
    }

    async fn who(&self, session: &Session, rest_base: &str) -> Result<OrgIdentity, Refusal> {
        tokio::time::sleep(self.pace).await;
        let path = self.path(rest_base, Reply::URL_NOT_RESET)?;
        let token = session.access_token.expose_for_signing();
        self.tell_identity(token, &path)
            .map_err(|reply| self.refusal(reply))
    }

    async fn api_versions(&self, origin: &str) -> Result<Vec<String>, Refusal> {
        tokio::time::sleep(self.pace).await;
        self.path(origin, Reply::URL_NOT_RESET)?;
        Ok(self.versions_told())
    }
}

#[cfg(test)]
mod tests;
