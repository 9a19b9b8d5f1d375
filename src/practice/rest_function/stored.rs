//! Where the published REST function finds its values.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::answer::Event;
use crate::account::practice::Role;
use crate::domain::Secret;
use crate::domain::center::variable;
use crate::domain::rest_keys::{AUTH_ENDPOINT, CALL_CENTER_API_NAME, REST_BASE, RestKeys};

/// What a call works with.
pub(super) struct Stored {
    pub consumer_key: Secret,
    pub private_key: Secret,
    pub subject: String,
    pub audience: String,
    pub token_endpoint: String,
    pub rest_base: String,
    /// The cached token; empty where there is none.
    pub token: Secret,
    home: TokenHome,
}

/// Where the cached token is kept.
enum TokenHome {
    Secret { name: String, key: String },
    Parameter(String),
}

impl Stored {
    /// 19.0 and later. `None` where the code stops before it asks anybody anything.
    pub fn in_secrets(
        event: &Event,
        variables: &BTreeMap<String, String>,
        role: Role<'_>,
    ) -> Option<Self> {
        let named = |parameter, variable| {
            let told = event.told(parameter);
            told.or_else(|| variables.get(variable).cloned())
        };
        let name = named("secretName", variable::SECRET_NAME)?;
        let access_name = named("accessTokenSecretName", variable::ACCESS_SECRET_NAME)?;
        let secret = object(role, &name)?;
        let access_secret = object(role, &access_name)?;
        let keys = RestKeys::of(text(&secret, CALL_CENTER_API_NAME)?);
        let held = |key: &str| text(&secret, key).unwrap_or_default();
        Some(Self {
            // Without any key of this name, the contact center's name in the secret is not the right one.
            private_key: Secret::new(text(&secret, &keys.private_key)?),
            consumer_key: Secret::new(held(&keys.consumer_key)),
            subject: held(&keys.subject).to_owned(),
            audience: held(&keys.audience).to_owned(),
            token_endpoint: held(AUTH_ENDPOINT).to_owned(),
            rest_base: held(REST_BASE).to_owned(),
            token: Secret::new(text(&access_secret, &keys.access_token).unwrap_or_default()),
            home: TokenHome::Secret {
                name: access_name,
                key: keys.access_token,
            },
        })
    }

    /// Below 19.0: one request for all parameters, and each but the token's must be there.
    pub fn in_parameters(variables: &BTreeMap<String, String>, role: Role<'_>) -> Option<Self> {
        let parameter = |variable: &str| role.parameter(variables.get(variable)?);
        let plain = |variable: &str| variables.get(variable).cloned().unwrap_or_default();
        let open = |value: Secret| value.expose_for_signing().to_owned();
        Some(Self {
            consumer_key: parameter(variable::CONSUMER_KEY)?,
            private_key: parameter(variable::PRIVATE_KEY)?,
            subject: open(parameter(variable::SUBJECT)?),
            audience: open(parameter(variable::AUDIENCE)?),
            token_endpoint: plain(variable::AUTH_ENDPOINT),
            rest_base: plain(variable::REST_BASE),
            token: parameter(variable::ACCESS_TOKEN).unwrap_or_else(|| Secret::new("")),
            home: TokenHome::Parameter(plain(variable::ACCESS_TOKEN)),
        })
    }

    /// Keeps a fresh token for the next call. Nobody looks whether that worked.
    pub fn keep(&self, token: &Secret, role: Role<'_>) {
        match &self.home {
            TokenHome::Parameter(name) => role.set_parameter(name, token.clone()),
            TokenHome::Secret { name, key } => {
                if let Some(mut secret) = object(role, name) {
                    secret.insert(key.clone(), token.expose_for_aws().into());
                    role.set_secret(name, &Value::Object(secret).to_string());
                }
            }
        }
    }
}

fn object(role: Role<'_>, name: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(role.secret(name)?.expose_for_aws()).ok()
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}
