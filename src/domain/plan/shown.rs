//! What a preview shows of a value: secrets masked, keys by their public fingerprint, the rest in the clear.

use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::rest_keys::is_placeholder;
use crate::domain::{PrivateKey, Secret};

/// Shown where there is nothing.
pub const NOTHING: &str = "(nothing)";
const PLACEHOLDER: &str = "(placeholder)";

/// A secret: ends and length.
pub fn masked(value: Option<&Secret>) -> String {
    stored_or(value, Secret::masked)
}

/// A private key: bits and fingerprint, or why it is none.
pub fn key(value: Option<&Secret>) -> String {
    stored_or(value, |value| match judge(value) {
        StoredKey::Usable { key } => usable_key(&key),
        StoredKey::Placeholder => PLACEHOLDER.to_owned(),
        StoredKey::Unusable { problem, .. } => format!("unusable ({})", problem.code),
    })
}

/// A private key that is to be written.
pub fn usable_key(key: &PrivateKey) -> String {
    format!("RSA {}, {}", key.bits(), key.fingerprint().short())
}

/// A username or address: in the clear if it is one, masked if something secret was put there by mistake.
pub fn clear(value: Option<&Secret>) -> String {
    stored_or(value, |value| {
        let text = value.expose();
        let harmless = text.len() <= 120
            && !text.contains("3MVG9")
            && (text.contains('@') || text.contains("://"))
            && !text.chars().any(char::is_control);
        if harmless {
            text.to_owned()
        } else {
            value.masked()
        }
    })
}

/// A cached token: whether there is one.
pub fn token(value: Option<&Secret>) -> String {
    stored_or(value, |_| "a cached token".to_owned())
}

fn stored_or(value: Option<&Secret>, show: impl Fn(&Secret) -> String) -> String {
    match value {
        None => NOTHING.to_owned(),
        Some(value) if is_placeholder(value) => PLACEHOLDER.to_owned(),
        Some(value) => show(value),
    }
}
