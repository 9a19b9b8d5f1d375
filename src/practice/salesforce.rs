//! All orgs of the practice world, each at its own address. They wait for the keys that they know.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::FutureExt;
use jiff::Timestamp;

use super::Soon;
use super::blueprint::{Blueprint, Center};
use super::credentials::Credentials;
use crate::domain::Secret;
use crate::domain::diagnosis::{Refusal, Unreached};
use crate::org::practice::{Ground, PracticeOrgs, public_key_of};
use crate::org::{Org, OrgIdentity, PracticeOrg, Session};
use crate::problem::Problem;

/// Every practice org there is.
pub struct Salesforce {
    orgs: Soon<PracticeOrgs>,
}

impl Salesforce {
    pub(super) fn later(
        blueprint: Arc<Blueprint>,
        credentials: Soon<Credentials>,
        uploads: PathBuf,
        now: fn() -> Timestamp,
    ) -> Self {
        let orgs = async move {
            let credentials = credentials.await?;
            let public_key = public_key_of(&credentials.rest.key)?;
            let mut orgs = blueprint.centers.iter().map(|center| {
                let ground = Ground {
                    uploads: Some(uploads.clone()),
                    ..ground(center, &credentials.consumer_key, public_key.clone())
                };
                PracticeOrg::new(ground).at(now)
            });
            let first = orgs.next().ok_or_else(empty)?;
            Ok(Arc::new(PracticeOrgs::new(first, orgs.collect())))
        };
        Self {
            orgs: orgs.boxed().shared(),
        }
    }

    /// The orgs, as soon as they are there.
    ///
    /// # Errors
    /// Where the keys could not be made.
    pub async fn orgs(&self) -> Result<Arc<PracticeOrgs>, Problem> {
        self.orgs.clone().await
    }

    async fn reached(&self) -> Result<Arc<PracticeOrgs>, Refusal> {
        let orgs = self.orgs().await;
        orgs.map_err(|problem| Refusal::Unreached {
            host: "practice".into(),
            why: Unreached::Connection,
            detail: problem.to_string(),
            proxy: None,
        })
    }
}

fn ground(center: &Center, consumer_key: &Secret, public_key: Vec<u8>) -> Ground {
    let users = vec![center.username.clone()];
    Ground {
        org_name: center.company.clone(),
        other_home: moved(&center.my_domain),
        ..Ground::new(
            consumer_key.clone(),
            public_key,
            users,
            center.my_domain.clone(),
            center.org,
            center.org_id.clone(),
        )
    }
}

/// The address of an org that has got another name, as in `https://acme-new--uat.sandbox.my.salesforce.com`.
fn moved(my_domain: &str) -> Option<String> {
    let host = my_domain.strip_prefix("https://")?;
    let name = host.split(['.', '-']).next()?;
    Some(format!("https://{name}-new{}", host.strip_prefix(name)?))
}

fn empty() -> Problem {
    Problem::new(
        "practice-not-made",
        "The practice world has no contact center.",
    )
}

#[async_trait]
impl Org for Salesforce {
    async fn log_in(&self, token_endpoint: &str, assertion: &Secret) -> Result<Session, Refusal> {
        let orgs = self.reached().await?;
        orgs.log_in(token_endpoint, assertion).await
    }

    async fn who(&self, session: &Session, rest_base: &str) -> Result<OrgIdentity, Refusal> {
        self.reached().await?.who(session, rest_base).await
    }

    async fn api_versions(&self, origin: &str) -> Result<Vec<String>, Refusal> {
        self.reached().await?.api_versions(origin).await
    }
}
