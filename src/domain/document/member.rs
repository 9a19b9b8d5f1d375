//! One member of the document: its key, and where key and value stand in the text.

use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{Error, Visitor};

use super::Value;
use crate::domain::Secret;

/// A member by its place in the text. The text itself stays with the document.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// The key with its escapes read. UTF-8, but for halves of surrogate pairs: those are three bytes that
    /// no UTF-8 has (WTF-8), so that two keys are equal exactly where their bytes are.
    pub(super) name: Vec<u8>,
    /// Where the key stands, quotes included.
    pub(super) key: Range<usize>,
    /// Where the value stands.
    pub(super) value: Range<usize>,
}

impl Member {
    /// The key, where it can be written as text at all.
    pub(super) fn name(&self) -> Option<&str> {
        std::str::from_utf8(&self.name).ok()
    }

    /// Whether this is the member of that key.
    pub(super) fn is(&self, key: &str) -> bool {
        self.name == key.as_bytes()
    }

    /// What its value is.
    pub(super) fn value(&self, text: &str) -> Value {
        let raw = &text[self.value.clone()];
        match serde_json::from_str::<String>(raw) {
            Ok(value) => Value::Text(Secret::new(value)),
            Err(_) => Value::Other(kind(raw)),
        }
    }
}

/// What a JSON value that is not readable text is, by its first character.
pub(super) fn kind(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'"') => "string with half a character",
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        _ => "number",
    }
}

/// Reads a JSON string's escapes, halves of surrogate pairs included.
pub(super) fn unescape(raw: &str) -> Result<Vec<u8>, serde_json::Error> {
    struct Bytes;

    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }

    serde_json::Deserializer::from_str(raw).deserialize_bytes(Bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn spellings_of_one_character_are_one_key() {
        assert_eq!(unescape(r#""\u00e9""#).unwrap(), "\u{e9}".as_bytes());
        assert_eq!(
            unescape(r#""\uD83D\uDE00""#).unwrap(),
            "\u{1f600}".as_bytes()
        );
        assert_eq!(unescape(r#""\/""#).unwrap(), b"/");
    }

    #[test]
    fn halves_of_a_pair_are_told_apart_from_each_other_and_from_text() {
        let high = unescape(r#""\ud800""#).unwrap();
        let low = unescape(r#""\udc00""#).unwrap();
        assert_ne!(high, low);
        assert_ne!(high, "\u{fffd}".as_bytes());
        assert!(std::str::from_utf8(&high).is_err());
    }
}
