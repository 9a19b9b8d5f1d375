//! The terminal as a [`Prompter`], on standard error: results alone go to standard output.
//!
//! Two ways of reading a line. dialoguer lets the line be edited with the arrow keys, and moves the cursor to
//! do so. What it does not hear, the end of input, is heard before it begins. Where a terminal cannot, or a screen reader listens, the system's own line input is used, which
//! writes no control sequence at all. What is not shown is read that way everywhere: dialoguer cannot tell
//! the end of input from an empty line.

#[cfg(unix)]
mod echoed;
#[cfg_attr(not(unix), allow(dead_code))]
mod edited;
mod modes;

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::prompter::{Prompter, Stopped};
use crate::clipboard::{self, Clipboard};
use crate::domain::Secret;
use crate::plain;
use crate::stop;

/// A display server that does not answer is none.
const CLIPBOARD_PATIENCE: Duration = Duration::from_secs(3);

/// The terminal of this process.
pub struct Terminal {
    bare: bool,
    modes: Arc<modes::Modes>,
    resumed: stop::Resumed,
    clipboard: Clipboard,
}

impl Terminal {
    /// With `bare` it writes no control sequence.
    pub fn new(bare: bool) -> Self {
        let modes = Arc::new(modes::Modes::now());
        modes.show_nothing();
        Self {
            bare,
            modes,
            resumed: stop::Resumed::default(),
            clipboard: Clipboard::default(),
        }
    }

    /// Prompts in a thread of its own: a terminal read cannot be taken back, but it can be left behind. `again`: what
    /// to say where the program was stopped meanwhile, and the person is back at the prompt.
    async fn ask<T: Send + 'static>(
        &self,
        again: &str,
        prompt: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, Stopped> {
        let (tell, mut told) = oneshot::channel();
        thread::spawn(move || tell.send(prompt()));
        loop {
            tokio::select! {
                answer = &mut told => {
                    // The window may have got another width meanwhile.
                    plain::fit_window();
                    if let Ok(Ok(text)) = answer {
                        return Ok(text);
                    }
                    break;
                }
                () = self.resumed.next() => {
                    self.modes.resume();
                    if !self.modes.draws_itself() {
                        let _ = write!(io::stderr(), "{again}");
                    }
                }
                () = stop::asked() => break,
            }
        }
        self.modes.restore();
        self.say("");
        Err(Stopped)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.modes.restore();
    }
}

#[async_trait]
impl Prompter for Terminal {
    fn say(&self, text: &str) {
        // A terminal that went away is noticed by the next question.
        let _ = writeln!(io::stderr(), "{text}");
    }

    async fn line(&self, prompt: &str) -> Result<String, Stopped> {
        let (again, prompt) = (asked(prompt), prompt.to_owned());
        let (modes, bare) = (self.modes.clone(), self.bare);
        let read = move || match bare {
            true => modes.shown_line(&prompt),
            false => modes.edited_line(&prompt),
        };
        self.ask(&again, read).await
    }

    async fn hidden(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped> {
        let (again, prompt) = (asked(prompt), prompt.to_owned());
        let modes = self.modes.clone();
        self.ask(&again, move || modes.hidden_line(&prompt)).await
    }

    async fn pasted(&self, told: &str, first: &str) -> Result<Zeroizing<String>, Stopped> {
        let (told, first) = (told.to_owned(), Zeroizing::new(first.to_owned()));
        let modes = self.modes.clone();
        let again = "Paste the whole text now; it is not shown.\n";
        self.ask(again, move || modes.hidden_lines(&told, &first))
            .await
    }

    fn forget_what_was_typed_ahead(&self) {
        modes::drop_input();
    }

    async fn copy(&self, text: &Secret) -> bool {
        // Nothing goes through the terminal's own clipboard: a simple terminal would print the sequence, and
        // with it the secret.
        if !clipboard::is_here(clipboard::is_set) {
            return false;
        }
        let (text, clipboard) = (text.clone(), self.clipboard.clone());
        let (tell, told) = oneshot::channel();
        // Nobody waits any more once patience is at its end.
        thread::spawn(move || tell.send(clipboard.put_unrecorded(&text)));
        let told = tokio::time::timeout(CLIPBOARD_PATIENCE, told).await;
        matches!(told, Ok(Ok(true)))
    }

    async fn interrupted(&self) {
        loop {
            tokio::select! {
                () = stop::asked() => return,
                () = self.resumed.next() => self.modes.resume(),
            }
        }
    }
}

/// How a prompt is printed where the line is not edited.
fn asked(prompt: &str) -> String {
    format!("{prompt}: ")
}

fn whole_line(prompt: &str) -> io::Result<String> {
    write!(io::stderr(), "{}", asked(prompt))?;
    let mut line = String::new();
    read_line(&mut line)?;
    Ok(line)
}

/// Appends a line; the end of input is an error.
fn read_line(line: &mut String) -> io::Result<()> {
    match io::stdin().read_line(line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// Whether a pasted text is whole: after its END line, or after an empty one. Within a key an empty line is part of
/// it, and terminals make two line ends of some single ones; two empty lines end that, too.
fn is_whole(text: &str) -> bool {
    let mut last = text.lines().rev();
    let ends = last
        .clone()
        .next()
        .is_some_and(|line| line.contains("-----END"));
    let empty = last
        .by_ref()
        .take_while(|line| line.trim().is_empty())
        .count();
    let least = if text.contains("-----BEGIN") { 2 } else { 1 };
    ends || empty >= least
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_text_is_whole_after_its_end_line_or_where_nothing_more_comes() {
        for whole in [
            "-----BEGIN A-----\nb\n-----END A-----\n",
            "b\n\n",
            "-----BEGIN A-----\n\n\n",
        ] {
            assert!(is_whole(whole), "{whole:?}");
        }
        for part in ["", "b\n", "-----BEGIN A-----\n", "-----BEGIN A-----\n\n"] {
            assert!(!is_whole(part), "{part:?}");
        }
    }
}
