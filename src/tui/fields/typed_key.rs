//! A key's text that arrives as single keys: what a paste is where a terminal knows no bracketed paste.

use std::fmt;

use zeroize::Zeroizing;

use super::Heard;
use crate::domain::Secret;

/// What tells such a text from a path.
const BEGIN: &str = "-----BEGIN";

/// Room that no key outgrows, so that growing leaves no copies behind in memory.
const ROOM: usize = 16 * 1024;

/// The text as far as it has come. Nothing of it is ever shown.
#[derive(Clone)]
pub struct TypedKey(Zeroizing<String>);

impl TypedKey {
    /// Begins where what looked like a path turns out to be none. A path that stood there before gives way, as it
    /// does to a paste that comes in one piece.
    pub fn begun_as(path: &str) -> Option<Self> {
        let path = path.trim_start();
        let begun = match path.starts_with(BEGIN) {
            true => path,
            false => path.ends_with(BEGIN).then_some(BEGIN)?,
        };
        let mut text = Zeroizing::new(String::with_capacity(ROOM));
        text.push_str(begun);
        Some(Self(text))
    }

    /// Takes a character, where there is room for it.
    pub fn push(&mut self, c: char) -> Heard {
        if self.0.len() + c.len_utf8() > ROOM {
            return Heard::Full(ROOM);
        }
        self.0.push(c);
        Heard::Changed
    }

    /// Takes the end of a line; `false` where the text is whole, so that it is not part of it.
    pub fn end_line(&mut self) -> bool {
        let whole = self.0.contains("-----END") && self.0.ends_with("-----\n");
        if !whole {
            self.push('\n');
        }
        !whole
    }

    /// The text.
    pub fn secret(&self) -> Secret {
        Secret::new(self.0.as_str())
    }
}

impl fmt::Debug for TypedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secret().fmt(f)
    }
}
