//! The sequence that puts a text into the clipboard of the terminal one sits at (OSC 52), wrapped for what
//! stands in between and would keep it for itself.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// GNU screen holds no more of a sequence than some hundred bytes, and prints the rest.
const CHUNK: usize = 240;

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// Nothing that would not pass it on.
    Nothing,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Between {
    /// Told from the environment: `TMUX`, and `TERM` as GNU screen sets it.
    pub fn of(set: impl Fn(&str) -> Option<String>) -> Self {
        let tmux = set("TMUX").is_some_and(|socket| !socket.is_empty());
        let screen = set("TERM").is_some_and(|term| term.starts_with("screen"));
        match (tmux, screen) {
            // tmux calls its terminals screen as well.
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            (false, false) => Self::Nothing,
        }
    }
}

/// A text on its way to the terminal's clipboard.
pub struct Sequence<'a> {
    /// The text.
    pub text: &'a str,
    /// What it has to get through.
    pub between: Between,
}

impl Command for Sequence<'_> {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let plain = CopyToClipboard::to_clipboard_from(self.text);
        match self.between {
            Between::Nothing => plain.write_ansi(out),
            Between::Tmux => {
                // By its settings tmux heeds the one or the other: `set-clipboard on` or `allow-passthrough on`.
                plain.write_ansi(out)?;
                write!(out, "\u{1b}Ptmux;\u{1b}{}\u{1b}\\", self.bare())
            }
            Between::Screen => {
                let bare = self.bare();
                let mut rest = bare.as_str();
                while !rest.is_empty() {
                    let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
                    write!(out, "\u{1b}P{chunk}\u{1b}\\")?;
                    rest = after;
                }
                Ok(())
            }
        }
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

impl Sequence<'_> {
    /// The sequence itself. It ends with a bell: its other end would end what it is wrapped in.
    fn bare(&self) -> String {
        format!("\u{1b}]52;c;{}\u{7}", BASE64_STANDARD.encode(self.text))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn sent(text: &str, between: Between) -> String {
        let mut sent = String::new();
        Sequence { text, between }.write_ansi(&mut sent).unwrap();
        sent
    }

    fn between(variables: &[(&str, &str)]) -> Between {
        let set = |name: &str| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Between::of(set)
    }

    #[test]
    fn what_stands_between_is_told_from_the_environment() {
        let tmux = ("TMUX", "/tmp/tmux-0/default,1,0");
        assert_eq!(between(&[tmux, ("TERM", "screen-256color")]), Between::Tmux);
        assert_eq!(between(&[("TERM", "screen.xterm")]), Between::Screen);
        let none = [("TMUX", ""), ("TERM", "xterm-256color")];
        assert_eq!(between(&none), Between::Nothing);
    }

    #[test]
    fn a_terminal_gets_the_sequence_as_it_is() {
        assert_eq!(
            sent("key ä", Between::Nothing),
            "\u{1b}]52;c;a2V5IMOk\u{1b}\\"
        );
    }

    #[test]
    fn tmux_gets_it_for_itself_and_to_pass_on_with_every_escape_doubled() {
        let wrapped = "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;a2V5IMOk\u{7}\u{1b}\\";
        let expected = format!("\u{1b}]52;c;a2V5IMOk\u{1b}\\{wrapped}");
        assert_eq!(sent("key ä", Between::Tmux), expected);
    }

    #[test]
    fn screen_gets_it_in_pieces_that_it_can_hold() {
        assert_eq!(
            sent("key ä", Between::Screen),
            "\u{1b}P\u{1b}]52;c;a2V5IMOk\u{7}\u{1b}\\"
        );
        let text = "x".repeat(1000);
        let long = sent(&text, Between::Screen);
        let pieces: Vec<&str> = long.split_terminator("\u{1b}\\").collect();
        assert_eq!(pieces.len(), 6);
        let inner = pieces.iter().map(|piece| {
            assert!(piece.len() <= CHUNK + 2);
            piece.strip_prefix("\u{1b}P").unwrap()
        });
        let encoded = BASE64_STANDARD.encode(&text);
        assert_eq!(
            inner.collect::<String>(),
            format!("\u{1b}]52;c;{encoded}\u{7}")
        );
    }
}
