//! The secret document: the JSON object that Secrets Manager keeps as a secret's text. Members are read
//! and replaced where they stand; every byte that nobody asked to change stays as it was.
//!
//! Accepted is what `JSON.parse` of the Lambda's runtime accepts, but for keys that appear twice. Members
//! of nested objects are not looked at, so a key may appear twice in there. While a string's escapes are
//! read, serde_json holds a copy of it that is not wiped.

use std::fmt;

use super::Secret;
use crate::problem::Problem;

mod back;
mod edit;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod grammar;
mod member;
mod parse;
#[cfg(test)]
mod properties;
mod refusal;
mod style;

pub use back::TakenBack;

use member::Member;

/// The most bytes that AWS takes as a secret's value
/// (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html>).
pub const MAX_BYTES: usize = 65_536;

/// The text of a secret, and where its members stand in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    text: Secret,
    /// Offset just after the opening brace.
    opening: usize,
    members: Vec<Member>,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string, its escapes read.
    Text(Secret),
    /// Anything else, by what it is: `number`, `boolean`, `null`, `object`, `array`, or a
    /// `string with half a character`, whose escapes name half of a surrogate pair.
    Other(&'static str),
}

impl Document {
    /// Reads a secret's text.
    ///
    /// # Errors
    /// `secret-not-json`, `secret-not-an-object` or `secret-duplicate-key`. None of them quotes a value.
    pub fn parse(text: &Secret) -> Result<Self, Problem> {
        let (opening, members) = parse::members(text.expose())?;
        Ok(Self {
            text: text.clone(),
            opening,
            members,
        })
    }

    /// The keys in their order, escapes read. A key with half a character in it cannot be named and is
    /// left out; [`Document::len`] counts it.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().filter_map(Member::name)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// What stands under a key.
    pub fn get(&self, key: &str) -> Option<Value> {
        let member = self.members.iter().find(|member| member.is(key))?;
        Some(member.value(self.text.expose()))
    }

    /// The string under a key; nothing where the key is missing or holds something else.
    pub fn text(&self, key: &str) -> Option<Secret> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            Value::Other(_) => None,
        }
    }

    /// The text with keys set to strings. A member keeps its place and its spelling where it says the same
    /// already; a new one is added at the end, in the style of the last. Of two edits of one key the later
    /// counts.
    ///
    /// # Errors
    /// `secret-too-large` beyond [`MAX_BYTES`]; `secret-edit-failed` if the result does not read back as
    /// planned, which would be our own mistake.
    pub fn with(&self, edits: &[(String, Secret)]) -> Result<Secret, Problem> {
        let edits = edit::Edits::new(self, edits);
        let edited = edits.write(self)?;
        edits.check(self, &edited)?;
        Ok(edited)
    }

    /// The text without the edit that made `after` of `before`, where others may have edited it since. Members
    /// get back the value they had, byte for byte; those that the edit added are gone; all else stays.
    ///
    /// # Errors
    /// As those of [`Document::with`].
    pub fn taking_back(&self, before: &Self, after: &Self) -> Result<TakenBack, Problem> {
        back::taken_back(self, before, after)
    }

    /// Whether the two say something else in any member but the one of this key.
    pub fn differs_beside(&self, key: &str, other: &Self) -> bool {
        back::differs_beside(self, other, key)
    }
}

/// Values stay unseen: only the number of members.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[document of {} members]", self.len())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse(&Secret::new(text)).unwrap()
    }

    #[test]
    fn keys_come_in_their_order_with_escapes_read() {
        let document = document(r#"{"z": "1", "\u0061": "2", "m/n": "3", "\"": "4"}"#);
        assert_eq!(document.keys().collect::<Vec<_>>(), ["z", "a", "m/n", "\""]);
        assert_eq!(document.len(), 4);
    }

    #[test]
    fn a_key_with_half_a_character_is_counted_but_not_named() {
        let document = document(r#"{"\ud800": "1", "b": "2"}"#);
        assert_eq!(document.keys().collect::<Vec<_>>(), ["b"]);
        assert_eq!(document.len(), 2);
        assert_eq!(document.get("\u{fffd}"), None);
    }

    #[test]
    fn text_is_read_with_its_escapes() {
        let document = document(r#"{"key": "-----BEGIN\nA\/B\u00e9\ud83d\ude00\n"}"#);
        let expected = Secret::new("-----BEGIN\nA/B\u{e9}\u{1f600}\n");
        assert_eq!(document.text("key"), Some(expected));
    }

    #[test]
    fn what_is_no_text_is_told_by_its_kind() {
        let document = document(
            r#"{"n": -1.5E+3, "t": true, "f": false, "z": null, "o": {"a": 1}, "a": [1], "h": "\udfff"}"#,
        );
        for (key, kind) in [
            ("n", "number"),
            ("t", "boolean"),
            ("f", "boolean"),
            ("z", "null"),
            ("o", "object"),
            ("a", "array"),
            ("h", "string with half a character"),
        ] {
            assert_eq!(document.get(key), Some(Value::Other(kind)), "{key}");
            assert_eq!(document.text(key), None, "{key}");
        }
        assert_eq!(document.get("missing"), None);
    }

    #[test]
    fn only_the_members_of_the_outer_object_are_its_members() {
        let document = document(r#"{"outer": {"inner": "1", "inner": "2"}}"#);
        assert_eq!(document.keys().collect::<Vec<_>>(), ["outer"]);
        assert_eq!(document.get("inner"), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", document(r#"{"a": "hunter2"}"#));
        assert_eq!(shown, "[document of 1 members]");
    }
}
