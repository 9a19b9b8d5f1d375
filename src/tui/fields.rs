//! Controls into which something is entered, one file a kind.

pub mod choice;
pub mod file;
pub mod listing;
#[cfg(test)]
#[path = "../../tests/support/pace.rs"]
mod pace;
pub mod secret;
pub mod stray;
pub mod text;
mod typed_key;

/// What became of a key or a paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It means nothing here.
    Nothing,
    /// The cursor or the selection moved.
    Moved,
    /// The value changed.
    Changed,
    /// It was not taken, since no more than so many characters fit: the value is as it was.
    Full(usize),
}

/// What to say of a text that did not fit.
pub fn too_long(most: usize) -> String {
    format!("That was not taken: it is too long. At most {most} characters fit here.")
}
