//! A Salesforce org as this program sees it: a door that lets one in or says why not, and a few facts behind it.
//!
//! [`http`] asks the real one, [`practice`] is made of memory, [`proof`] puts the questions together.

pub mod http;
pub mod practice;
pub mod proof;
#[cfg(test)]
pub(crate) mod test_world;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::domain::diagnosis::Refusal;
use crate::domain::{OrgKind, Secret};

pub use http::HttpOrg;
pub use practice::PracticeOrg;
pub use proof::{Credentials, Expected, Proof, Refused, Stamps, Works, prove};

/// The query that tells which org this is. It reads one harmless record and is what the function is asked too.
pub const ORGANIZATION_QUERY: &str =
    "SELECT Id, Name, IsSandbox, OrganizationType, InstanceName FROM Organization LIMIT 1";

/// An org, or rather all of Salesforce as it can be reached from here.
#[async_trait]
pub trait Org: Send + Sync {
    /// Asks a token endpoint to let the bearer of an assertion in.
    async fn log_in(&self, token_endpoint: &str, assertion: &Secret) -> Result<Session, Refusal>;

    /// Asks at a REST base (`https://HOST/services/data/vNN.0`) which org this is, and who we are.
    async fn who(&self, session: &Session, rest_base: &str) -> Result<OrgIdentity, Refusal>;

    /// The API versions of the org at an address (`https://HOST`), as in `64.0`. Needs no login.
    async fn api_versions(&self, origin: &str) -> Result<Vec<String>, Refusal>;
}

/// What one has after a login. Kept for as long as the questions take, and nowhere written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The token.
    pub access_token: Secret,
    /// The org's own address as Salesforce tells it, as in `https://acme.my.salesforce.com`.
    pub instance_url: String,
    /// Salesforce's clock.
    pub server_date: Option<Timestamp>,
}

/// Which org answered, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgIdentity {
    /// 15 or 18 characters, `00D...`.
    pub org_id: String,
    /// The company's name.
    pub org_name: String,
    /// The username that the token stands for, where Salesforce told it.
    pub username: Option<String>,
    /// Production or sandbox; scratch orgs are sandboxes too.
    pub kind: OrgKind,
    /// As in `Enterprise Edition`.
    pub edition: String,
    /// As in `NA123` or `CS45`.
    pub instance: String,
}

impl OrgIdentity {
    /// Reads the one record of [`ORGANIZATION_QUERY`], as the REST API and the function give it.
    pub fn from_record(record: &Map<String, Value>) -> Option<Self> {
        let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            org_id: text("Id")?,
            org_name: text("Name").unwrap_or_default(),
            username: None,
            kind: match record.get("IsSandbox")?.as_bool()? {
                true => OrgKind::Sandbox,
                false => OrgKind::Production,
            },
            edition: text("OrganizationType").unwrap_or_default(),
            instance: text("InstanceName").unwrap_or_default(),
        })
    }

    /// Whether this is the org of that id; 15 and 18 characters of the same id are the same.
    pub fn is_org(&self, id: &str) -> bool {
        fn short(id: &str) -> &str {
            id.get(..15).unwrap_or(id)
        }
        short(&self.org_id) == short(id.trim())
    }
}
