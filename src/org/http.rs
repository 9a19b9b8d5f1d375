//! Salesforce over HTTPS. Follows no redirect, sends nothing in the clear but to this computer itself, logs
//! nothing, and reads no more of an answer than an honest one has.

mod answer;
mod reach;

use async_trait::async_trait;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{ORGANIZATION_QUERY, Org, OrgIdentity, Session};
use crate::domain::Secret;
use crate::domain::diagnosis::{Refusal, Unreached};
use answer::Answer;
pub use reach::{Reach, Way};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Salesforce as this computer reaches it.
pub struct HttpOrg {
    /// `None` where this computer has no certificates to trust anybody by.
    web: Option<Client>,
    /// For `http`, which only this computer itself is asked by.
    loopback: Option<Client>,
    reach: Reach,
}

impl HttpOrg {
    /// Salesforce with the usual patience, through the proxy of the environment.
    pub fn new() -> Self {
        Self::reaching(Reach::default())
    }

    /// Salesforce with another patience or another way.
    pub fn reaching(reach: Reach) -> Self {
        Self {
            web: reach.web_client().ok(),
            loopback: reach.loopback_client().ok(),
            reach,
        }
    }

    fn client(&self, address: &Url) -> Result<&Client, Refusal> {
        let client = match address.scheme() {
            "http" => &self.loopback,
            _ => &self.web,
        };
        client.as_ref().ok_or_else(|| Refusal::Unreached {
            host: reach::host(address),
            why: Unreached::Tls,
            detail: "this computer has no trusted certificates".into(),
            proxy: None,
        })
    }

    async fn send(&self, request: RequestBuilder, address: &Url) -> Result<Answer, Refusal> {
        let response = request
            .header("accept", "application/json")
            .send()
            .await
            .map_err(|error| self.reach.refusal(&error, address))?;
        Answer::read(response, address)
            .await
            .map_err(|error| self.reach.refusal(&error, address))?
    }

    async fn get(&self, address: &Url, session: Option<&Session>) -> Result<Value, Refusal> {
        let mut request = self.client(address)?.get(address.clone());
        if let Some(session) = session {
            request = request.bearer_auth(session.access_token.expose_for_signing());
        }
        let answer = self.send(request, address).await?;
        answer.json().map_err(|refusal| match session {
            Some(session) => hide(refusal, &session.access_token),
            None => refusal,
        })
    }

    /// Whose token it is. A courtesy: where it is not told, nothing is lost.
    async fn username(&self, session: &Session) -> Option<String> {
        let address = reach::address(&session.instance_url, "/services/oauth2/userinfo").ok()?;
        let told = self.get(&address, Some(session)).await.ok()?;
        told.get("preferred_username")?.as_str().map(str::to_owned)
    }
}

impl Default for HttpOrg {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Org for HttpOrg {
    async fn log_in(&self, token_endpoint: &str, assertion: &Secret) -> Result<Session, Refusal> {
        let address = reach::address(token_endpoint, "")?;
        let form = [
            ("grant_type", GRANT_TYPE),
            ("assertion", assertion.expose_for_signing()),
        ];
        let request = self.client(&address)?.post(address.clone()).form(&form);
        let answer = self.send(request, &address).await?;
        let garbled = answer.garbled();
        let server_date = answer.server_date;
        let said = answer.json().map_err(|refusal| hide(refusal, assertion))?;
        let granted: Granted = serde_json::from_value(said).map_err(|_| garbled)?;
        Ok(Session {
            access_token: Secret::new(granted.access_token),
            instance_url: granted.instance_url,
            server_date,
        })
    }

    async fn who(&self, session: &Session, rest_base: &str) -> Result<OrgIdentity, Refusal> {
        let mut address = reach::address(rest_base, "/query")?;
        address
            .query_pairs_mut()
            .append_pair("q", ORGANIZATION_QUERY);
        let told = self.get(&address, Some(session)).await?;
        let identity = told
            .pointer("/records/0")
            .and_then(Value::as_object)
            .and_then(OrgIdentity::from_record)
            .ok_or_else(|| Refusal::Garbled {
                status: 200,
                host: reach::host(&address),
                server_date: None,
            })?;
        Ok(OrgIdentity {
            username: self.username(session).await,
            ..identity
        })
    }

    async fn api_versions(&self, origin: &str) -> Result<Vec<String>, Refusal> {
        let address = reach::address(origin, "/services/data/")?;
        let told = self.get(&address, None).await?;
        let versions = told.as_array().into_iter().flatten();
        Ok(versions
            .filter_map(|version| version.get("version")?.as_str().map(str::to_owned))
            .collect())
    }
}

/// Refusals are shown as they came; a host that echoes what it was sent must not make that a leak.
fn hide(mut refusal: Refusal, secret: &Secret) -> Refusal {
    if let Refusal::Answer {
        error, description, ..
    } = &mut refusal
        && !secret.is_blank()
    {
        for text in [error, description] {
            *text = text.replace(secret.expose_for_signing(), "[not shown]");
        }
    }
    refusal
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    instance_url: String,
}
