//! Several practice orgs side by side, each at its own My Domain, as production and sandboxes are.

use async_trait::async_trait;

use super::PracticeOrg;
use crate::domain::Secret;
use crate::domain::diagnosis::Refusal;
use crate::org::{Org, OrgIdentity, Session};

/// All of Salesforce, as far as the practice world goes.
pub struct PracticeOrgs {
    first: PracticeOrg,
    others: Vec<PracticeOrg>,
}

impl PracticeOrgs {
    /// A world of these orgs. What is asked of no org in particular is answered by the first.
    pub fn new(first: PracticeOrg, others: Vec<PracticeOrg>) -> Self {
        Self { first, others }
    }

    /// The org whose My Domain an address is on.
    pub fn at(&self, address: &str) -> Option<&PracticeOrg> {
        let mut orgs = std::iter::once(&self.first).chain(&self.others);
        orgs.find(|org| org.is_home_of(address))
    }

    fn asked(&self, address: &str) -> &PracticeOrg {
        self.at(address).unwrap_or(&self.first)
    }
}

#[async_trait]
impl Org for PracticeOrgs {
    async fn log_in(&self, token_endpoint: &str, assertion: &Secret) -> Result<Session, Refusal> {
        let org = self.asked(token_endpoint);
        org.log_in(token_endpoint, assertion).await
    }

    async fn who(&self, session: &Session, rest_base: &str) -> Result<OrgIdentity, Refusal> {
        self.asked(rest_base).who(session, rest_base).await
    }

    async fn api_versions(&self, origin: &str) -> Result<Vec<String>, Refusal> {
        self.asked(origin).api_versions(origin).await
    }
}
