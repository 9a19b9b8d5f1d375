//! A contact center's secret as the REST function reads it: the values that may be seen in the clear, and
//! how far the others are set.

use super::PrivateKey;
use super::center::State;
use super::document::Document;
use super::private_key::stored::judge;
use super::rest_keys::{
    AUTH_ENDPOINT, CALL_CENTER_API_NAME, REST_BASE, RestKeys, SALESFORCE_ORG_ID, is_placeholder,
};

/// What people call the four values, in the order of [`RestKeys::four`].
pub const VALUE_NAMES: [&str; 4] = ["consumer key", "private key", "username", "audience"];

/// A secret that holds the keys of a REST function.
#[derive(Debug, Clone)]
pub struct RestSecret {
    /// The contact center's API name, from the secret itself.
    pub contact_center: String,
    /// The keys that follow from it.
    pub keys: RestKeys,
    /// The whole document.
    pub document: Document,
}

impl RestSecret {
    /// Recognises one; `None` where the document names no contact center or holds none of the four keys,
    /// like the secret of the token rotator (22.1), whose name ends the same way.
    pub fn of(document: Document) -> Option<Self> {
        let contact_center = clear(&document, CALL_CENTER_API_NAME)?;
        let keys = RestKeys::of(&contact_center);
        let holds_any = keys.four().iter().any(|key| document.text(key).is_some());
        holds_any.then_some(Self {
            contact_center,
            keys,
            document,
        })
    }

    /// The org's id.
    pub fn org_id(&self) -> Option<String> {
        clear(&self.document, SALESFORCE_ORG_ID)
    }

    /// The token endpoint.
    pub fn auth_endpoint(&self) -> Option<String> {
        clear(&self.document, AUTH_ENDPOINT)
    }

    /// The REST base.
    pub fn rest_base(&self) -> Option<String> {
        clear(&self.document, REST_BASE)
    }

    /// The username, unless it is a placeholder.
    pub fn subject(&self) -> Option<String> {
        self.set(&self.keys.subject)
    }

    /// The audience, unless it is a placeholder.
    pub fn audience(&self) -> Option<String> {
        self.set(&self.keys.audience)
    }

    /// Whether this is the key that telephony signs with.
    pub fn is_telephonys(&self, key: &PrivateKey) -> bool {
        let stored = self.document.text(&self.keys.telephony_key);
        stored.and_then(|text| judge(&text).key()).as_ref() == Some(key)
    }

    /// How far the four values are set. Telephony's key in place of the private key counts as none.
    pub fn state(&self) -> State {
        let missing = |key: &str, name| match self.document.text(key) {
            Some(value) if !is_placeholder(&value) => {
                let own = (key == self.keys.private_key).then(|| judge(&value).key());
                let reused = own.flatten().is_some_and(|own| self.is_telephonys(&own));
                reused.then_some("private key of its own")
            }
            _ => Some(name),
        };
        let values = self.keys.four().into_iter().zip(VALUE_NAMES);
        State::of(
            values
                .filter_map(|(key, name)| missing(key, name))
                .collect(),
        )
    }

    fn set(&self, key: &str) -> Option<String> {
        let value = self.document.text(key)?;
        (!is_placeholder(&value)).then(|| value.expose().to_owned())
    }
}

/// A value that is no secret: an address, a name, an id.
fn clear(document: &Document, key: &str) -> Option<String> {
    let value = document.text(key)?;
    let text = value.expose().trim();
    (!text.is_empty()).then(|| text.to_owned())
}
