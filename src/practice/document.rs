//! The values of a contact center, and the documents they are kept in, as the vendor's templates write them.

use super::blueprint::{Center, Holding};
use super::credentials::Credentials;
use crate::domain::Secret;
use crate::domain::rest_keys::{
    AUTH_ENDPOINT, CALL_CENTER_API_NAME, REST_BASE, RestKeys, SALESFORCE_ORG_ID,
};

/// What a template puts where the token will be.
pub(super) const TOKEN: &str = "salesforce-rest-api-auth-access-token-key-value";

/// What a contact center has stored.
pub(super) struct Values {
    pub consumer_key: Secret,
    pub private_key: Secret,
    pub subject: Secret,
    pub audience: Secret,
    pub telephony_key: Secret,
}

impl Values {
    pub fn of(center: &Center, credentials: &Credentials) -> Self {
        let holds = &center.holds;
        let value = |holding, right: &Secret, placeholder: &str| match holding {
            Holding::Placeholder => Secret::new(placeholder),
            Holding::Right => right.clone(),
            Holding::LiteralNewlines => {
                let lines = right.expose_for_aws().lines();
                Secret::new(lines.flat_map(|line| [line, "\\n"]).collect::<String>())
            }
            Holding::TelephonyKey => credentials.telephony.key.to_pem(),
        };
        Self {
            consumer_key: value(
                holds.consumer_key,
                &credentials.consumer_key,
                "salesforce-rest-api-auth-consumer-key-value",
            ),
            private_key: value(
                holds.private_key,
                &credentials.rest.key.to_pem(),
                "salesforce-rest-api-auth-private-key-value",
            ),
            subject: value(
                holds.subject,
                &Secret::new(&center.username),
                "salesforce-rest-api-auth-subject",
            ),
            audience: value(
                holds.audience,
                &Secret::new(center.org.audience()),
                "salesforce-rest-api-auth-audience-key-value",
            ),
            telephony_key: value(
                holds.telephony,
                &credentials.telephony.key.to_pem(),
                "scrt-jwt-auth-private-key-value",
            ),
        }
    }

    /// The contact center's secret, in the template's order.
    pub fn secret(&self, center: &Center) -> Secret {
        let keys = RestKeys::of(&center.name);
        let telephony = center
            .my_domain
            .replace(".salesforce.com", ".salesforce-scrt.com");
        document([
            (CALL_CENTER_API_NAME, center.name.as_str()),
            (SALESFORCE_ORG_ID, &center.org_id[..15]),
            (AUTH_ENDPOINT, &center.token_endpoint()),
            (REST_BASE, &center.rest_base()),
            ("SCRT_ENDPOINT_BASE", &format!("{telephony}/telephony/v1")),
            ("TRANSCRIBE_REGION", "us-west-2"),
            (&keys.consumer_key, self.consumer_key.expose_for_aws()),
            (&keys.private_key, self.private_key.expose_for_aws()),
            (&keys.subject, self.subject.expose_for_aws()),
            (&keys.audience, self.audience.expose_for_aws()),
            (&keys.telephony_key, self.telephony_key.expose_for_aws()),
        ])
    }
}

/// A JSON object with a blank after each comma and colon, as the template's Python writes it.
pub(super) fn document<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Secret {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let entries: Vec<_> = entries
        .into_iter()
        .map(|(key, value)| format!("{}: {}", quoted(key), quoted(value)))
        .collect();
    Secret::new(format!("{{{}}}", entries.join(", ")))
}
