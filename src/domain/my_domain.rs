//! The org's own address, My Domain, from which the token endpoint and the REST base are made.

mod endpoint;
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

pub use endpoint::{api_version_of, fitting_version};

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

    /// `https://acme.my.salesforce.com`, without a slash.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The kind of org as far as the host tells it.
    pub fn kind(&self) -> Option<OrgKind> {
        self.kind
    }

    /// Whether the host is of a family that is known to be Salesforce's.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// The sandbox's name, as in `uat` of `acme--uat.sandbox.my.salesforce.com`.
    pub fn sandbox_name(&self) -> Option<&str> {
        let host = self.origin.split_once("://")?.1;
        let (_, name) = host.split('.').next()?.split_once("--")?;
        (!name.is_empty()).then_some(name)
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
    if !matches!(url.scheme(), "https" | "http") || !url.host_str().is_some_and(is_whole) {
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

/// Whether there is something before, between and after its dots; one dot at the end is allowed.
fn is_whole(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.split('.').all(|label| !label.is_empty())
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn good(raw: &str) -> (MyDomain, Vec<CheckLine>) {
        match MyDomain::read(raw) {
            Ok(MyDomainRead::Good(domain, checks)) => (domain, checks),
            other => panic!("{raw}: {other:?}"),
        }
    }

    #[test]
    fn any_form_of_the_same_address_is_the_same_org() {
        for raw in [
            "https://acme.my.salesforce.com",
            "https://acme.my.salesforce.com/",
            "acme.my.salesforce.com",
            "HTTPS://ACME.My.Salesforce.Com",
            "https://acme.my.salesforce.com:443",
            "https://acme.my.salesforce.com:8443",
            "https://acme.my.salesforce.com./",
            "https://acme.my.salesforce.com/services/oauth2/token",
            "https://acme.my.salesforce.com/lightning/page/home?x=1#y",
            " \"https://acme.my.salesforce.com\",\r\n",
            "\u{200b}https://acme.my.salesforce.com",
            "https://ａｃｍｅ.my.salesforce.com",
        ] {
            assert_eq!(
                good(raw).0.origin(),
                "https://acme.my.salesforce.com",
                "{raw}"
            );
        }
    }

    #[test]
    fn what_was_left_out_is_said() {
        assert!(good("https://acme.my.salesforce.com").1.is_empty());
        assert_eq!(good("acme.my.salesforce.com/home").1.len(), 2);
        assert_eq!(good("https://acme.my.salesforce.com:8443").1.len(), 1);
    }

    #[test]
    fn http_is_for_this_computer_only() {
        for (raw, origin) in [
            ("http://127.0.0.1:4566/x", "http://127.0.0.1:4566"),
            ("http://localhost:80", "http://localhost"),
            ("http://[::1]:9", "http://[::1]:9"),
            ("https://localhost:8443", "https://localhost:8443"),
        ] {
            let (domain, checks) = good(raw);
            assert_eq!(domain.origin(), origin);
            assert_eq!(domain.kind(), None);
            assert!(
                checks
                    .iter()
                    .any(|check| check.level == crate::domain::Level::Warn)
            );
        }
        for raw in [
            "http://acme.my.salesforce.com",
            "http://localhost.acme.com",
            "http://128.0.0.1",
            "http://acme.lightning.force.com",
        ] {
            assert_eq!(
                MyDomain::read(raw).map_err(|problem| problem.code),
                Err("my-domain-not-https"),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_refused_by_its_name() {
        let rows = [
            ("", "my-domain-empty"),
            ("jane@acme.com", "my-domain-is-username"),
            (
                "https://jane@acme.my.salesforce.com",
                "my-domain-is-username",
            ),
            ("00D5g00000ABCDE", "my-domain-is-id"),
            ("3MVG9abc", "my-domain-is-consumer-key"),
            ("ftp://acme.my.salesforce.com", "my-domain-malformed"),
            ("https://", "my-domain-malformed"),
            ("https://./services", "my-domain-malformed"),
            ("..", "my-domain-malformed"),
            ("https://.010..", "my-domain-malformed"),
            ("https://acme..my.salesforce.com", "my-domain-malformed"),
            ("acme my salesforce com", "my-domain-malformed"),
            // The first letter is Cyrillic.
            (
                "https://\u{430}cme.my.salesforce.com",
                "my-domain-not-ascii",
            ),
        ];
        for (raw, code) in rows {
            assert_eq!(
                MyDomain::read(raw).map_err(|problem| problem.code),
                Err(code),
                "{raw}"
            );
        }
    }

    #[test]
    fn an_unknown_host_needs_a_deliberate_yes() {
        for raw in [
            "https://orgs.acme.com",
            "https://acme.my.salesforce.com.evil.example",
            "https://10.0.0.1",
        ] {
            assert!(
                matches!(MyDomain::read(raw), Ok(MyDomainRead::Unknown { host, .. }) if !host.is_known()),
                "{raw}"
            );
        }
    }

    #[test]
    fn an_address_of_the_other_kind_of_org_is_a_warning() {
        let (sandbox, _) = good("https://acme--uat.sandbox.my.salesforce.com");
        assert_eq!(
            sandbox.fits(OrgKind::Sandbox)[0].level,
            crate::domain::Level::Ok
        );
        assert_eq!(
            sandbox.fits(OrgKind::Production)[0].level,
            crate::domain::Level::Warn
        );
    }

    proptest! {
        #[test]
        fn an_accepted_address_is_read_again_as_itself(name in "[a-z][a-z0-9-]{0,10}[a-z0-9]", partition in "|[.]sandbox|[.]develop|[.]scratch") {
            let raw = format!("https://{name}{partition}.my.salesforce.com");
            if let Ok(MyDomainRead::Good(domain, _)) = MyDomain::read(&raw) {
                prop_assert_eq!(domain.origin(), raw);
            }
        }

        #[test]
        fn no_text_makes_it_panic(raw in "\\PC*", host in "[a-z.0-9-]{0,20}", end in "[.]my[.]salesforce[.]com|[.]vf[.]force[.]com|[.]force[.]com|") {
            let _ = MyDomain::read(&raw);
            let _ = MyDomain::of_endpoint(&raw);
            let _ = MyDomain::read(&format!("{host}{end}"));
            let _ = api_version_of(&raw);
        }
    }
}
