//! What to do in practice to meet which refusal: a table of users, each of whom meets one.

use jiff::Timestamp;

use crate::domain::diagnosis::{Refusal, Stage, Unreached};

/// The domain of the users that meet a refusal on purpose.
pub const PRACTICE_DOMAIN: &str = "practice.example";

/// The user of an app that was made just now: refused as of an unknown app at first, and let in then.
pub const NEW_APP: &str = "new-app@practice.example";

/// How often he is refused: before writing, right after it, and once more.
pub const NEW_APP_REFUSALS: usize = 3;

/// The user of an org that has moved: the login works, and tells a newer address.
pub const MOVED: &str = "moved@practice.example";

/// The user of an org that has no API version beyond v62.0.
pub const OLD_ORG: &str = "old-org@practice.example";

/// What the practice org answers in place of a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Status, error word and sentence.
    No(u16, &'static str, &'static str),
    /// A web page with this status.
    Html(u16),
    /// A redirect to this address.
    Redirect(&'static str),
    /// Half an answer.
    Half,
    /// No answer.
    Unreached(Unreached),
}

impl Reply {
    /// The consumer key is nobody's.
    pub const UNKNOWN_KEY: Self = Self::No(400, "invalid_client_id", "client identifier invalid");
    /// The signature does not fit.
    pub const INVALID_ASSERTION: Self = Self::No(400, "invalid_grant", "invalid assertion");
    /// The time is past, or too far ahead.
    pub const EXPIRED: Self = Self::No(400, "invalid_grant", "expired authorization code");
    /// The audience is not one of this org.
    pub const WRONG_AUDIENCE: Self = Self::No(400, "invalid_grant", "audience is invalid");
    /// The user may not use the app, or there is none of that name.
    pub const NOT_APPROVED: Self =
        Self::No(400, "invalid_grant", "user hasn't approved this consumer");
    /// The app is asked for on a host that is not its org's.
    pub const APP_NOT_FOUND: Self = Self::No(
        400,
        "app_not_found",
        "External client app is not installed in this org",
    );
    /// The token is none of this org.
    pub const EXPIRED_SESSION: Self =
        Self::No(401, "INVALID_SESSION_ID", "Session expired or invalid");
    /// There is nothing at this path.
    pub const NOT_FOUND: Self = Self::No(404, "NOT_FOUND", "The requested resource does not exist");
    /// The REST API is asked for on a login host.
    pub const URL_NOT_RESET: Self = Self::No(
        404,
        "URL_NOT_RESET",
        "Destination URL not reset. The URL returned from login must be set",
    );

    /// What one sees of it from outside.
    pub fn as_refusal(self, host: &str, now: Timestamp) -> Refusal {
        let host = host.to_owned();
        let server_date = Some(now);
        match self {
            Self::No(status, error, description) => Refusal::Answer {
                status,
                error: error.to_owned(),
                description: description.to_owned(),
                server_date,
            },
            Self::Html(status) => Refusal::Html {
                status,
                host,
                server_date,
            },
            Self::Redirect(to) => Refusal::Redirect {
                status: 302,
                host,
                to: to.trim_start_matches("https://").to_owned(),
                server_date,
            },
            Self::Half => Refusal::Garbled {
                status: 200,
                host,
                server_date,
            },
            Self::Unreached(why) => Refusal::Unreached {
                host,
                why,
                detail: "as practice was asked to".into(),
                proxy: (why == Unreached::Proxy).then(|| "proxy.example:3128".into()),
            },
        }
    }
}

/// A user of [`PRACTICE_DOMAIN`] and what befalls him.
#[derive(Debug)]
pub struct Trigger {
    /// The part of the username before `@`.
    pub user: &'static str,
    /// Whether it is the login or the first question after it that fails.
    pub stage: Stage,
    /// What comes instead.
    pub reply: Reply,
    /// The code of the diagnosis that it leads to.
    pub code: &'static str,
}

impl Trigger {
    /// The username to log in with.
    pub fn username(&self) -> String {
        format!("{}@{PRACTICE_DOMAIN}", self.user)
    }
}

/// Whether the username is that of this user; a sandbox's name may follow it.
pub(super) fn is(user: &str, username: &str) -> bool {
    let behind = username.strip_prefix(user);
    behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
}

/// What happens to a username on purpose; a sandbox's name may follow it.
pub(super) fn reply_to(username: &str, stage: Stage) -> Option<Reply> {
    let (user, domain) = username.split_once('@')?;
    let behind = domain.strip_prefix(PRACTICE_DOMAIN)?;
    if !behind.is_empty() && !behind.starts_with('.') {
        return None;
    }
    TRIGGERS
        .iter()
        .find(|trigger| trigger.user.eq_ignore_ascii_case(user) && trigger.stage == stage)
        .map(|trigger| trigger.reply)
}

const fn login(user: &'static str, reply: Reply, code: &'static str) -> Trigger {
    Trigger {
        user,
        stage: Stage::Login,
        reply,
        code,
    }
}

const fn grant(user: &'static str, description: &'static str, code: &'static str) -> Trigger {
    login(user, Reply::No(400, "invalid_grant", description), code)
}

const fn rest(user: &'static str, reply: Reply, code: &'static str) -> Trigger {
    Trigger {
        user,
        stage: Stage::Rest,
        reply,
        code,
    }
}

/// Every refusal that can be met, in the order of the diagnosis table.
#[rustfmt::skip]
pub const TRIGGERS: &[Trigger] = &[
    login("unknown-key", Reply::UNKNOWN_KEY, "consumer-key-unknown"),
    login("not-installed", Reply::No(400, "invalid_client", "app must be installed into org"), "app-not-installed"),
    login("secret-demanded", Reply::No(400, "invalid_client", "invalid client credentials"), "client-secret-demanded"),
    login("other-org", Reply::APP_NOT_FOUND, "app-not-in-org"),
    login("not-approved", Reply::NOT_APPROVED, "user-not-approved"),
    login("not-assigned", Reply::No(400, "invalid_app_access", "user is not admin approved to access this app"), "user-not-assigned"),
    login("no-scope", Reply::No(400, "invalid_request", "refresh_token scope is required and the app should be installed and preauthorized"), "scope-missing"),
    grant("wrong-certificate", "invalid assertion", "assertion-invalid"),
    grant("wrong-audience", "audience is invalid", "audience-invalid"),
    grant("wrong-clock", "expired authorization code", "assertion-expired"),
    grant("inactive", "inactive user", "user-inactive"),
    grant("locked", "user is locked", "user-locked"),
    login("closed-org", Reply::No(400, "inactive_org", "organization is locked, closed, or suspended"), "org-inactive"),
    grant("ip-restricted", "ip restricted or invalid login hours", "ip-or-hours-restricted"),
    grant("refused", "authentication failure", "authentication-failed"),
    grant("not-verified", "activation secret invalid", "user-not-verified"),
    login("blocked", Reply::No(400, "access_denied", "end-user denied authorization"), "app-blocked"),
    login("no-jwt-flow", Reply::No(400, "unsupported_grant_type", "grant type not supported"), "grant-type-unsupported"),
    login("too-often", Reply::No(400, "rate_limit_exceeded", "login rate exceeded"), "login-rate-exceeded"),
    login("fault", Reply::No(400, "unknown_error", "retry your request"), "salesforce-unknown-error"),
    login("org-not-allowed", Reply::No(400, "invalid_app_org", "app is not allowed in this org"), "app-not-allowed-in-org"),
    login("malformed", Reply::No(400, "invalid_request", "must use HTTP POST"), "request-malformed"),
    login("unheard-of", Reply::No(400, "brand_new_error", "nobody has seen this before"), "unknown-refusal"),
    login("web-page", Reply::Html(200), "web-page-instead-of-answer"),
    login("maintenance", Reply::Html(503), "salesforce-unavailable"),
    login("renamed", Reply::Redirect("https://new-name.my.salesforce.com"), "redirected"),
    login("half-answer", Reply::Half, "answer-not-understood"),
    login("no-host", Reply::Unreached(Unreached::Name), "host-not-found"),
    login("no-way", Reply::Unreached(Unreached::Connection), "connection-refused"),
    login("not-trusted", Reply::Unreached(Unreached::Tls), "certificate-not-trusted"),
    login("proxy", Reply::Unreached(Unreached::Proxy), "proxy-refused"),
    login("silence", Reply::Unreached(Unreached::TimedOut), "salesforce-timed-out"),
    login("cut-off", Reply::Unreached(Unreached::Lost), "connection-lost"),
    rest("no-api-scope", Reply::No(403, "INVALID_SESSION_ID", "This session is not valid for use with the REST API"), "token-not-for-rest"),
    rest("ip-locked", Reply::EXPIRED_SESSION, "session-refused"),
    rest("login-host", Reply::URL_NOT_RESET, "rest-base-on-login-host"),
    rest("no-api", Reply::No(403, "API_CURRENTLY_DISABLED", "API is currently disabled for this user"), "api-disabled"),
    rest("no-version", Reply::NOT_FOUND, "rest-path-not-found"),
    rest("no-rights", Reply::No(400, "INVALID_TYPE", "sObject type 'Organization' is not supported"), "user-lacks-rights"),
    rest("api-limit", Reply::No(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), "api-limit-exceeded"),
];
