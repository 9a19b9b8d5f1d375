//! A line that dialoguer edits, from its first characters on: dialoguer passes over the key for the end of input.

use std::io;

use dialoguer::Input;
use dialoguer::console::Term;

/// How far a line had come when its first characters were heard.
pub(super) enum Begun {
    /// It came at once with its end, as a paste does. It is shown already.
    Whole(String),
    /// Somebody types.
    Part(String),
}

impl Begun {
    /// The whole line; what is still missing of it is typed where the prompt stands.
    ///
    /// # Errors
    /// Where the terminal went away.
    pub fn finished(self, prompt: &str) -> io::Result<String> {
        match self {
            Self::Whole(line) => Ok(line),
            Self::Part(text) => {
                // dialoguer writes the prompt itself.
                Term::stderr().clear_line()?;
                whole(prompt, &text)
            }
        }
    }
}

/// Has a line typed or edited that begins with a text.
///
/// # Errors
/// Where the terminal went away.
pub(super) fn whole(prompt: &str, text: &str) -> io::Result<String> {
    Input::new()
        .with_prompt(prompt)
        .with_initial_text(text)
        .allow_empty(true)
        .interact_text()
        .map_err(|dialoguer::Error::IO(error)| error)
}
