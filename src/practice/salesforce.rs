//! All orgs of the practice world, each at its own address.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::FutureExt;
use jiff::Timestamp;

use super::Soon;
use super::blueprint::{Blueprint, Center};
use super::credentials::Credentials;
use crate::domain::Secret;
use crate::domain::diagnosis::{Refusal, Unreached};
use crate::org::practice::Ground;
use crate::org::{Org, OrgIdentity, PracticeOrg, Session};
use crate::problem::Problem;

/// Every practice org there is.
pub struct Salesforce {
    orgs: Soon<Vec<Arc<PracticeOrg>>>,
}

impl Salesforce {
    pub(super) fn later(
        blueprint: Arc<Blueprint>,
        credentials: Soon<Credentials>,
        now: fn() -> Timestamp,
    ) -> Self {
        let orgs = async move {
            let credentials = credentials.await?;
            let public_key = credentials.public_key()?;
            let org = |center: &Center| {
                let ground = ground(center, &credentials.consumer_key, public_key.clone());
                Arc::new(PracticeOrg::new(ground).at(now))
            };
            Ok(Arc::new(blueprint.centers.iter().map(org).collect()))
        };
        Self {
            orgs: orgs.boxed().shared(),
        }
    }

    /// The org at an address, whatever its path; `None` where there is none.
    pub async fn at(&self, address: &str) -> Option<Arc<PracticeOrg>> {
        let orgs = self.orgs.clone().await.ok()?;
        find(&orgs, address).cloned()
    }

    /// The org at an address. Where there is none, any: each knows what becomes of asking elsewhere.
    async fn nearest(&self, address: &str) -> Result<Arc<PracticeOrg>, Refusal> {
        let orgs = self.orgs.clone().await;
        let orgs = orgs.map_err(|problem| unmade(&problem))?;
        let org = find(&orgs, address).or_else(|| orgs.first());
        org.cloned()
            .ok_or_else(|| Refusal::Address(address.to_owned()))
    }
}

fn find<'a>(orgs: &'a [Arc<PracticeOrg>], address: &str) -> Option<&'a Arc<PracticeOrg>> {
    let host = url::Url::parse(address.trim()).ok()?;
    let host = host.host_str()?;
    orgs.iter()
        .find(|org| org.ground().my_domain.trim_start_matches("https://") == host)
}

fn ground(center: &Center, consumer_key: &Secret, public_key: Vec<u8>) -> Ground {
    let users = vec![center.username.clone()];
    Ground {
        org_name: center.company.clone(),
        ..Ground::new(
            consumer_key.clone(),
            public_key,
            users,
            center.my_domain.clone(),
            center.org_kind(),
            center.org_id.clone(),
        )
    }
}

fn unmade(problem: &Problem) -> Refusal {
    Refusal::Unreached {
        host: "practice".into(),
        why: Unreached::Connection,
        detail: problem.to_string(),
        proxy: None,
    }
}

#[async_trait]
impl Org for Salesforce {
    async fn log_in(&self, token_endpoint: &str, assertion: &Secret) -> Result<Session, Refusal> {
        let org = self.nearest(token_endpoint).await?;
        org.log_in(token_endpoint, assertion).await
    }

    async fn who(&self, session: &Session, rest_base: &str) -> Result<OrgIdentity, Refusal> {
        self.nearest(rest_base).await?.who(session, rest_base).await
    }

    async fn api_versions(&self, origin: &str) -> Result<Vec<String>, Refusal> {
        self.nearest(origin).await?.api_versions(origin).await
    }
}
