//! Text that must not be seen: private keys, consumer keys, tokens, assertions, passphrases and whole
//! secret documents.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// A text that cannot be printed, logged or serialised. Wiped from memory when dropped; copies that the
/// AWS SDK or the HTTP client make of it on its way out are theirs and are not wiped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Takes what came out of a file into custody: its text, or base64 of what is no text.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::new(text),
            Err(_) => Self::new(STANDARD.encode(bytes)),
        }
    }

    /// The text, to be sent to AWS and nowhere else.
    pub fn expose_for_aws(&self) -> &str {
        &self.0
    }

    /// The text, to sign with or to send to Salesforce's login and nowhere else.
    pub fn expose_for_signing(&self) -> &str {
        &self.0
    }

    /// The text of a new private key, for the file that the person asked to have it in and nothing else.
    pub fn expose_for_key_file(&self) -> &str {
        &self.0
    }

    /// The text, for the clipboard of a person who asked for it twice and for nothing else.
    pub fn expose_for_clipboard(&self) -> &str {
        &self.0
    }

    /// The text of a value that turned out to be no secret: a username, an address, a contact center's name.
    pub fn in_the_clear(&self) -> String {
        self.0.to_string()
    }

    /// The text, for the pure core to parse. Nothing in the core prints.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// Length in characters.
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether nothing, or nothing but blanks, is in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Ends and length, as in `3MVG9..k2Qp (85 characters)`. Below 24 characters the ends would give away
    /// too much of it, so only the length is told.
    pub fn masked(&self) -> String {
        let chars: Vec<char> = self.0.chars().collect();
        let length = chars.len();
        if length < 24 {
            return format!("({length} characters)");
        }
        let shown = |c: &char| if c.is_ascii_graphic() { *c } else { '?' };
        let head: String = chars[..5].iter().map(shown).collect();
        let tail: String = chars[length - 4..].iter().map(shown).collect();
        format!("{head}..{tail} ({length} characters)")
    }
}

/// Dots would tell nothing and the text too much: only the length.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[secret {}]", self.chars())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_only_the_length() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[secret 7]");
    }

    #[test]
    fn a_long_text_is_masked_to_its_ends_and_a_short_one_to_its_length() {
        let key = format!("3MVG9{}k2Qp", "x".repeat(76));
        assert_eq!(Secret::new(key).masked(), "3MVG9..k2Qp (85 characters)");
        assert_eq!(Secret::new("short").masked(), "(5 characters)");
    }
}
