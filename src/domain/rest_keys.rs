//! The keys under which the published function reads its values in a contact center's secret, and the
//! placeholders that the templates put there.

use super::Secret;
use super::pasted::{Pasted, is_template_placeholder, recognise};

/// The four keys in a contact center's secret, and the one in its access secret. Built from what the secret
/// itself holds under [`CALL_CENTER_API_NAME`], never from the name of secret or function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestKeys {
    /// The consumer key.
    pub consumer_key: String,
    /// The private key.
    pub private_key: String,
    /// The username.
    pub subject: String,
    /// The audience.
    pub audience: String,
    /// The cached token, in the access secret.
    pub access_token: String,
    /// Salesforce's own telephony key. Never written: telephony dies.
    pub telephony_key: String,
}

/// The key that holds the contact center's API name.
pub const CALL_CENTER_API_NAME: &str = "CALL_CENTER_API_NAME";
/// The key that holds the org's id, 15 characters.
pub const SALESFORCE_ORG_ID: &str = "SALESFORCE_ORG_ID";
/// The key, and below 19.0 the variable, that holds the token endpoint.
pub const AUTH_ENDPOINT: &str = "SALESFORCE_AUTH_ENDPOINT";
/// The key, and below 19.0 the variable, that holds the REST base.
pub const REST_BASE: &str = "SALESFORCE_REST_API_ENDPOINT_BASE";

/// What the templates keep in the secret for the function and for telephony, beside the keys of this wizard.
const OF_TEMPLATE: [&str; 6] = [
    CALL_CENTER_API_NAME,
    SALESFORCE_ORG_ID,
    AUTH_ENDPOINT,
    REST_BASE,
    "SCRT_ENDPOINT_BASE",
    "TRANSCRIBE_REGION",
];

impl RestKeys {
    /// The keys of the contact center with this API name.
    pub fn of(contact_center: &str) -> Self {
        let key = |suffix: &str| format!("{contact_center}-salesforce-rest-api-{suffix}");
        Self {
            consumer_key: key("auth-consumer-key"),
            private_key: key("auth-private-key"),
            subject: key("subject"),
            audience: key("audience"),
            access_token: key("access-token"),
            telephony_key: format!("{contact_center}-scrt-jwt-auth-private-key"),
        }
    }

    /// The four keys of the secret, in the order in which they are shown.
    pub fn four(&self) -> [&str; 4] {
        [
            &self.consumer_key,
            &self.private_key,
            &self.subject,
            &self.audience,
        ]
    }
}

/// Whether a key or parameter holds Salesforce's telephony key, whoever's contact center it is.
pub fn is_telephony(name: &str) -> bool {
    name.ends_with("-scrt-jwt-auth-private-key")
}

/// Whether a key holds something of the templates' own, which is none of the four values.
pub fn is_of_template(name: &str) -> bool {
    OF_TEMPLATE.contains(&name) || is_token(name)
}

/// Whether a key is called like the one that holds the cached token, whoever's contact center it is.
pub fn is_token(name: &str) -> bool {
    name.ends_with("-salesforce-rest-api-access-token")
}

/// Whether a key or parameter is called like one of those that hold the four values, whoever's contact center it is.
pub fn is_one_of_four(name: &str) -> bool {
    const FOUR: [&str; 4] = [
        "auth-consumer-key",
        "auth-private-key",
        "subject",
        "audience",
    ];
    let suffix = name.rsplit_once("salesforce-rest-api-");
    suffix.is_some_and(|(_, suffix)| FOUR.contains(&suffix))
}

/// Whether a parameter may hold the cached token: neither by its name nor by what is in it is it something else.
pub fn may_be_token(name: &str, value: &Secret) -> bool {
    use Pasted::{ConsumerKey, ConsumerSecret, Email, OtherPem, PrivateKey, Url};
    let is_other = matches!(
        recognise(value.expose()),
        Some(ConsumerKey | ConsumerSecret | Email | OtherPem | PrivateKey | Url)
    );
    !is_other && !is_telephony(name) && !is_one_of_four(name)
}

/// Whether a value is one of the templates' placeholders, or nothing at all.
pub fn is_placeholder(value: &Secret) -> bool {
    value.is_blank() || is_template_placeholder(value.expose())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_s_parameter_holds_none_of_the_other_values() {
        let may_be = |name: &str, value: &str| may_be_token(name, &Secret::new(value));
        for value in [
            "reset",
            "00D5g00000ABCDE!AQ8xyz",
            "eyJhbGciOi.eyJp.c2ln",
            "old",
        ] {
            assert!(may_be("acme-salesforce-rest-api-access-token", value));
            assert!(may_be("of-the-function", value));
        }
        let keys = RestKeys::of("acme");
        let telephony = keys.telephony_key.as_str();
        for name in keys
            .four()
            .into_iter()
            .chain([telephony, "salesforce-rest-api-subject"])
        {
            assert!(!may_be(name, "reset"), "{name}");
        }
        let key = format!("3MVG9{}", "a".repeat(80));
        let pem = "-----BEGIN PRIVATE KEY-----";
        for value in [&key, pem, "jane@acme.com", "https://login.salesforce.com"] {
            assert!(!may_be("of-the-function", value));
        }
    }

    #[test]
    fn audience_and_subject_have_no_auth_in_their_keys() {
        let keys = RestKeys::of("acme");
        assert_eq!(keys.audience, "acme-salesforce-rest-api-audience");
        assert_eq!(
            keys.private_key,
            "acme-salesforce-rest-api-auth-private-key"
        );
        assert!(is_telephony(&keys.telephony_key));
        assert!(is_token(&keys.access_token) && !is_token("partner-access-token"));
    }

    #[test]
    fn placeholders_are_the_templates_words_or_nothing() {
        assert!(is_placeholder(&Secret::new(
            "salesforce-rest-api-auth-subject"
        )));
        assert!(is_placeholder(&Secret::new("  ")));
        assert!(!is_placeholder(&Secret::new("integration@acme.com")));
        // Whatever passes for one when it is pasted does so where it is stored.
        for text in [
            "salesforce-rest-api-auth-access-token-key-value",
            "salesforce-rest-api-audience-key-value",
            "salesforce-rest-api-auth-consumer-value",
            "scrt-jwt-auth-private-key-value",
        ] {
            assert_eq!(recognise(text), Some(Pasted::Placeholder));
            assert!(is_placeholder(&Secret::new(text)), "{text}");
        }
        assert!(!is_placeholder(&Secret::new(
            "salesforce-rest-api-auth-private-key"
        )));
    }
}
