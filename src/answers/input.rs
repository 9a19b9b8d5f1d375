//! Secrets on their way in: out of a file that was named, or from standard input, which can be read once.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::keys;
use crate::domain::Secret;
use crate::files;
use crate::problem::Problem;

/// Standard input and what it was read for.
pub(super) struct StandardInput<'a> {
    stream: Option<&'a mut dyn Read>,
    read_for: Option<&'static str>,
    is_terminal: bool,
}

impl<'a> StandardInput<'a> {
    /// `None` where it is a terminal.
    pub(super) fn new(stream: Option<&'a mut dyn Read>) -> Self {
        Self {
            is_terminal: stream.is_none(),
            stream,
            read_for: None,
        }
    }

    /// Reads the secret that a key names by file, or by `-` for standard input. One line end is dropped.
    pub(super) fn secret(&mut self, key: &str, path: &Path) -> Result<Secret, Problem> {
        let text = match path.to_str() {
            Some("-") => self.text(key)?,
            _ => files::read_text(path).map_err(|problem| unrepeated(key, path, problem))?,
        };
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let secret = Secret::new(line.strip_suffix('\r').unwrap_or(line));
        if secret.is_blank() {
            return Err(is_empty(key));
        }
        Ok(secret)
    }

    /// Reads standard input to its end.
    pub(super) fn text(&mut self, key: &str) -> Result<Zeroizing<String>, Problem> {
        if let Some(stream) = self.stream.take() {
            self.read_for = keys::known(key).map(|(key, _)| key);
            return files::read_stream(stream, "standard input");
        }
        if self.is_terminal {
            return Err(is_terminal(key));
        }
        let first = self.read_for.unwrap_or("another answer");
        Err(Problem::new(
            "stdin-twice",
            format!("Both {first} and {key} are `-`; standard input can be read once."),
        )
        .fix("Name a file for one of them."))
    }
}

fn is_empty(key: &str) -> Problem {
    Problem::new(
        "answer-file-empty",
        format!("The file named by {key} has nothing in it."),
    )
    .fix("Put the value into the file, then try again.")
}

fn is_terminal(key: &str) -> Problem {
    Problem::new(
        "stdin-is-a-terminal",
        format!("{key} is `-`, but standard input is a terminal."),
    )
    .cause("What is typed there would be shown.")
    .fix("Send it through a pipe, or name a file.")
}

/// A passphrase has no form by which it could be told from the name of a file.
fn unrepeated(key: &str, path: &Path, problem: Problem) -> Problem {
    if key != "passphrase_file" || path.exists() {
        return problem;
    }
    Problem::new(
        problem.code,
        "There is no file of the name given as passphrase_file.",
    )
    .cause("It is not repeated here, since it may be the passphrase itself.")
    .fix("Put the passphrase into a file, and name that file.")
}

/// A value on the command line is seen by others already; no message of ours repeats it.
pub(super) fn is_the_secret_itself(key: &str) -> Problem {
    Problem::new(
        "answer-is-the-secret",
        format!("{key} was given the value itself, not a file."),
    )
    .cause("A value on the command line can be read by others and stays in the history.")
    .fix("Put it into a file and name that file.")
}
