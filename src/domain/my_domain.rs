//! The org's own address, My Domain, from which the token endpoint and the REST base are made.

mod host;

use std::fmt;

use url::{Host, Url};

use super::{
    CheckLine, OrgKind,
    paste::clean_line,
    pasted::{self, Pasted},
};
use crate::problem::Problem;
use host::Family;

const TOKEN_PATH: &str = "/services/oauth2/token";
const DATA_PATH: &str = "/services/data/";

/// An org's address: `https` and its host, nothing after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyDomain {
    origin: String,
    kind: Option<OrgKind>,
    known: bool,
}

/// What an answer to "what is your My Domain" turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MyDomainRead {
    /// The address of an org, and what was noticed about it.
    Good(MyDomain, Vec<CheckLine>),
    /// Another address of an org: to be used only once the person agrees to the suggestion.
    Corrected {
        /// The My Domain that belongs to it.
        suggestion: MyDomain,
        /// What the address really is.
        why: String,
    },
    /// A host of no known family: to be used only after a deliberate yes.
    Unknown {
        /// The address as given.
        host: MyDomain,
        /// What is unusual about it.
        why: String,
    },
}

impl MyDomain {
    /// Reads an address in any form in which people copy it.
    pub fn read(raw: &str) -> Result<MyDomainRead, Problem> {
        let cleaned = clean_line(raw);
        let text = cleaned.text.expose();
        if let Some(problem) = mistaken(text) {
            return Err(problem);
        }
        let mut checks: Vec<CheckLine> = cleaned.notes.iter().map(CheckLine::ok).collect();
        let url = parse(text)?;
        checks.extend(left_out(text, &url));
        if is_loopback(&url) {
            checks.push(CheckLine::warn(
                "This address is on this computer: fit for a test, not for a contact center.",
            ));
            return Ok(MyDomainRead::Good(Self::loopback(&url), checks));
        }
        judge_host(&url, checks)
    }

    /// Tells the org from a token endpoint or REST base as it is stored, which the Lambda uses as it stands.
    pub fn of_endpoint(url: &str) -> Result<Self, Problem> {
        let lower = url.to_ascii_lowercase();
        if !lower.starts_with("https://") && !lower.starts_with("http://") {
            return Err(Problem::new(
                "endpoint-without-scheme",
                "The stored address does not begin with https://.",
            )
            .cause("The Lambda uses it exactly as stored, and cannot.")
            .fix("Run setup again: it stores the address whole."));
        }
        let parsed = parse(url)?;
        if is_loopback(&parsed) {
            return Ok(Self::loopback(&parsed));
        }
        match judge_host(&parsed, Vec::new())? {
            MyDomainRead::Good(domain, _) | MyDomainRead::Unknown { host: domain, .. } => {
                Ok(domain)
            }
            MyDomainRead::Corrected { suggestion, why } => {
                Err(Problem::new("my-domain-wrong-host", why)
                    .cause("Salesforce's login and REST API answer at the My Domain only.")
                    .fix(format!("Use {} instead.", suggestion.origin)))
            }
        }
    }

    /// `https://acme.my.salesforce.com`, without a slash.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where a token is asked for.
    pub fn token_endpoint(&self) -> String {
        format!("{}{TOKEN_PATH}", self.origin)
    }

    /// The REST base for an API version, `v64.0` or `64.0`.
    pub fn rest_base(&self, version: &str) -> String {
        format!(
            "{}{DATA_PATH}v{}",
            self.origin,
            version.trim_start_matches('v')
        )
    }

    /// The kind of org as far as the host tells it.
    pub fn kind(&self) -> Option<OrgKind> {
        self.kind
    }

    /// Whether the host is of a family that is known to be Salesforce's.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Whether the host fits the kind of org that was chosen.
    pub fn fits(&self, chosen: OrgKind) -> Vec<CheckLine> {
        match self.kind {
            Some(kind) if kind == chosen => vec![CheckLine::ok(format!(
                "The address is that of a {kind} org."
            ))],
            Some(kind) => vec![CheckLine::warn(format!(
                "The address is that of a {kind} org, but you chose {chosen}. One of the two is wrong."
            ))],
            None => Vec::new(),
        }
    }

    fn on_host(host: &str, kind: Option<OrgKind>, known: bool) -> Self {
        Self {
            origin: format!("https://{host}"),
            kind,
            known,
        }
    }

    /// Keeps scheme and port: an emulator needs them.
    fn loopback(url: &Url) -> Self {
        Self {
            origin: url.origin().ascii_serialization(),
            kind: None,
            known: true,
        }
    }
}

/// The API version in a REST base, as in `v64.0`.
pub fn api_version_of(rest_base: &str) -> Option<String> {
    let (_, after) = rest_base.split_once(DATA_PATH)?;
    let version = after.trim_end_matches('/');
    let number = version.strip_prefix('v')?;
    let (whole, tenth) = number.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(tenth)).then(|| version.to_owned())
}

fn judge_host(url: &Url, mut checks: Vec<CheckLine>) -> Result<MyDomainRead, Problem> {
    if url.scheme() == "http" {
        return Err(Problem::new(
            "my-domain-not-https",
            "The address begins with http://, which is not encrypted.",
        )
        .fix("Use the same address with https://."));
    }
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    match host::judge(host) {
        Family::Org { kind, remark } => {
            checks.extend(remark.map(CheckLine::warn));
            Ok(MyDomainRead::Good(
                MyDomain::on_host(host, Some(kind), true),
                checks,
            ))
        }
        Family::Sibling { host, kind, why } => Ok(MyDomainRead::Corrected {
            suggestion: MyDomain::on_host(&host, Some(kind), true),
            why,
        }),
        Family::NotAnOrg { code, what } => Err(Problem::new(code, what).fix(WHERE)),
        Family::Unknown => Ok(MyDomainRead::Unknown {
            host: MyDomain::on_host(host, None, false),
            why: "This is none of the addresses that Salesforce gives to orgs.".to_owned(),
        }),
    }
}

const WHERE: &str =
    "Copy Current My Domain URL from My Domain in Salesforce Setup. It ends in .my.salesforce.com.";

fn parse(text: &str) -> Result<Url, Problem> {
    let malformed = || Problem::new("my-domain-malformed", "This is not a web address.").fix(WHERE);
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = Url::parse(&with_scheme).map_err(|_| malformed())?;
    if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        return Err(malformed());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::new(
            "my-domain-is-username",
            "The address has a name before an @.",
        )
        .fix(WHERE));
    }
    if url
        .host_str()
        .is_some_and(|host| host.split('.').any(|label| label.starts_with("xn--")))
    {
        return Err(Problem::new(
            "my-domain-not-ascii",
            "The address has a letter that no My Domain has.",
        )
        .cause("Some letters of other alphabets look like a to z.")
        .fix(WHERE));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Says what of the text is not part of a My Domain.
fn left_out(text: &str, url: &Url) -> Vec<CheckLine> {
    let mut checks = Vec::new();
    let has_path =
        !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some();
    if has_path {
        checks.push(CheckLine::ok("What came after the host was left out."));
    }
    if url.port().is_some() && !is_loopback(url) {
        checks.push(CheckLine::warn(
            "The port was left out: Salesforce answers on the usual one.",
        ));
    }
    if !text.contains("://") {
        checks.push(CheckLine::ok("https:// was put before it."));
    }
    checks
}

fn mistaken(text: &str) -> Option<Problem> {
    let (code, what) = match pasted::recognise(text)? {
        Pasted::Url => return None,
        Pasted::Nothing => ("my-domain-empty", "The My Domain address is empty."),
        Pasted::Placeholder | Pasted::KeyName => (
            "my-domain-placeholder",
            "This is a placeholder, not an address.",
        ),
        Pasted::ConsumerKey => (
            "my-domain-is-consumer-key",
            "This is a consumer key, not an address.",
        ),
        Pasted::ConsumerSecret => (
            "my-domain-is-consumer-secret",
            "This is a consumer secret, not an address.",
        ),
        Pasted::OrgId | Pasted::UserId => (
            "my-domain-is-id",
            "This is a Salesforce id, not an address.",
        ),
        Pasted::Token => (
            "my-domain-is-token",
            "This is an access token, not an address.",
        ),
        Pasted::Email => (
            "my-domain-is-username",
            "This is a username or e-mail address, not a web address.",
        ),
        Pasted::PrivateKey | Pasted::OtherPem => (
            "my-domain-is-key",
            "This is a key or certificate, not an address.",
        ),
        Pasted::Json => (
            "my-domain-is-json",
            "This is a JSON document, not an address.",
        ),
    };
    Some(Problem::new(code, what).fix(WHERE))
}

impl fmt::Display for MyDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.origin)
    }
}
