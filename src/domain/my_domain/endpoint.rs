//! The addresses that the Lambda is given: token endpoint and REST base.

use super::{MyDomain, MyDomainRead, is_loopback, judge_host, parse};
use crate::problem::Problem;

const TOKEN_PATH: &str = "/services/oauth2/token";
const DATA_PATH: &str = "/services/data/";

impl MyDomain {
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
}

/// Of the API versions that an org has (`64.0`), the newest one that is not newer than the function needs;
/// where all are newer, the oldest. As in `v64.0`.
pub fn fitting_version(versions: &[String], needed: &str) -> Option<String> {
    let number = |version: &str| version.trim_start_matches('v').parse::<f64>().ok();
    let needed = number(needed)?;
    let mut known: Vec<(f64, &String)> = versions
        .iter()
        .filter_map(|version| Some((number(version)?, version)))
        .collect();
    known.sort_by(|one, other| one.0.total_cmp(&other.0));
    let fitting = known.iter().rfind(|(version, _)| *version <= needed);
    let (_, version) = fitting.or(known.first())?;
    Some(format!("v{version}"))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_endpoint_is_made_from_the_org_and_the_org_told_from_the_endpoint() {
        let domain =
            MyDomain::of_endpoint("https://acme.my.salesforce.com/services/oauth2/token").unwrap();
        assert_eq!(domain.origin(), "https://acme.my.salesforce.com");
        assert_eq!(
            domain.token_endpoint(),
            "https://acme.my.salesforce.com/services/oauth2/token"
        );
        for version in ["v64.0", "64.0"] {
            assert_eq!(
                domain.rest_base(version),
                "https://acme.my.salesforce.com/services/data/v64.0"
            );
        }
        assert_eq!(
            MyDomain::of_endpoint(&domain.rest_base("v64.0")).unwrap(),
            domain
        );
    }

    #[test]
    fn a_stored_address_that_cannot_work_is_named() {
        let rows = [
            (
                "acme.my.salesforce.com/services/oauth2/token",
                "endpoint-without-scheme",
            ),
            (
                "https://login.salesforce.com/services/oauth2/token",
                "my-domain-is-login-host",
            ),
            (
                "https://acme.lightning.force.com/services/oauth2/token",
                "my-domain-wrong-host",
            ),
            (
                "http://acme.my.salesforce.com/services/oauth2/token",
                "my-domain-not-https",
            ),
            (
                "https://na12.salesforce.com/services/data/v64.0",
                "my-domain-is-instance",
            ),
            ("https://", "my-domain-malformed"),
            ("", "endpoint-without-scheme"),
        ];
        for (url, code) in rows {
            assert_eq!(
                MyDomain::of_endpoint(url).map_err(|problem| problem.code),
                Err(code),
                "{url}"
            );
        }
    }

    #[test]
    fn a_stored_address_of_an_unknown_host_is_kept_and_marked() {
        let domain = MyDomain::of_endpoint("https://orgs.acme.com/services/oauth2/token").unwrap();
        assert!(!domain.is_known());
    }

    #[test]
    fn an_emulators_address_keeps_its_scheme_and_port() {
        let domain = MyDomain::of_endpoint("http://127.0.0.1:8080/services/oauth2/token").unwrap();
        assert_eq!(
            domain.token_endpoint(),
            "http://127.0.0.1:8080/services/oauth2/token"
        );
    }

    #[test]
    fn an_org_without_the_version_has_one_that_fits() {
        let versions = |all: &[&str]| all.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
        for (has, expected) in [
            (versions(&["31.0", "62.0", "63.0"]), Some("v63.0")),
            (versions(&["66.0", "64.0", "9.0"]), Some("v64.0")),
            (versions(&["70.0", "68.0"]), Some("v68.0")),
            (versions(&["odd", "\u{1b}"]), None),
            (Vec::new(), None),
        ] {
            assert_eq!(
                fitting_version(&has, "64.0").as_deref(),
                expected,
                "{has:?}"
            );
        }
    }

    #[test]
    fn the_version_is_read_from_a_rest_base() {
        assert_eq!(
            api_version_of("https://a.my.salesforce.com/services/data/v64.0"),
            Some("v64.0".into())
        );
        assert_eq!(
            api_version_of("https://a.my.salesforce.com/services/data/v64.0/"),
            Some("v64.0".into())
        );
        for base in [
            "https://a.my.salesforce.com",
            "x/services/data/64.0",
            "x/services/data/v64",
            "x/services/data/v64.0/x",
        ] {
            assert_eq!(api_version_of(base), None, "{base}");
        }
    }
}
