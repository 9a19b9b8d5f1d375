//! A secret that comes into a field in which all can be read: it is kept out, and told where it belongs.

use std::time::{Duration, Instant};

use crate::domain::key_material;
use crate::domain::pasted::{Pasted, recognise};

/// What comes this soon after a character is of the same paste, where a terminal sends pastes as keys.
pub const BURST: Duration = Duration::from_millis(50);

/// The rest of a secret that is still arriving.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stray {
    last: Option<Instant>,
}

impl Stray {
    /// Begins to keep out what follows, the beginning having been told to be a secret.
    pub fn begun(now: Instant) -> Self {
        Self { last: Some(now) }
    }

    /// Whether a character that comes now belongs to what is kept out.
    pub fn swallows(&mut self, now: Instant) -> bool {
        let soon = |last: Instant| now.saturating_duration_since(last) < BURST;
        self.last = self.last.filter(|last| soon(*last)).map(|_| now);
        self.last.is_some()
    }
}

/// What to say of a text that must not be seen, where it is one.
pub fn told(text: &str) -> Option<&'static str> {
    key_material::is_in(text).then(|| match recognise(text) {
        Some(Pasted::ConsumerKey) => {
            "That was a consumer key. It was not taken: all can be read here. Its page is Consumer key."
        }
        Some(Pasted::PrivateKey) => {
            "That was a private key. It was not taken: all can be read here. Its page is Private key."
        }
        Some(Pasted::Token) => {
            "That was an access token. It was not taken: all can be read here, and none is needed."
        }
        Some(Pasted::ConsumerSecret) => {
            "That was a consumer secret. It was not taken: all can be read here, and none is needed."
        }
        _ => {
            "That looked like a secret. It was not taken: all can be read here. Keys have pages of their own."
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_is_told_by_its_name_and_names_are_none() {
        let consumer_key = format!("3MVG9{}", "aB3_.".repeat(16));
        assert!(told(&consumer_key).is_some_and(|said| said.contains("a consumer key")));
        assert!(
            told("-----BEGIN PRIVATE KEY-----").is_some_and(|said| said.contains("a private key"))
        );
        assert!(told(&"0aF3".repeat(20)).is_some_and(|said| said.contains("a secret")));
        for text in [
            "acme",
            "integration@acme.com.uat",
            "us-west-2",
            "~/server.key",
        ] {
            assert_eq!(told(text), None);
        }
        assert!(
            key_material::is_key_in_a_line(&"0aF3".repeat(20))
                && !key_material::is_key_in_a_line(&consumer_key)
        );
    }

    #[test]
    fn what_comes_at_once_belongs_to_it_and_what_is_typed_later_does_not() {
        let begun = Instant::now();
        let mut stray = Stray::begun(begun);
        assert!(stray.swallows(begun + BURST / 2) && stray.swallows(begun + BURST));
        assert!(!stray.swallows(begun + BURST * 3) && !stray.swallows(begun + BURST * 3));
        assert!(!Stray::default().swallows(begun));
    }
}
