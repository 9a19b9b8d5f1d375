//! Keys for tests, made when they run: one for the whole process, since making one takes a while.

#![allow(clippy::unwrap_used)]

use std::sync::OnceLock;

use jiff::Timestamp;

use super::KeyPair;

/// When the test certificates begin.
pub const BEGIN: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// The pair that tests use.
pub fn pair() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate("acme", 365, BEGIN).unwrap())
}

/// A second pair, for what must not be mixed up.
pub fn other_pair() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate("other", 365, BEGIN).unwrap())
}
