//! A line that is shown as it is typed, but for a key in it.

use std::io::{self, Write};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;
use zeroize::{Zeroize, Zeroizing};

use crate::domain::key_material;

/// What a key's text begins with. Nothing else that is asked for does.
const BEGIN: &str = "-----BEGIN";

const BACKSPACE: u8 = 8;
const DELETE: u8 = 127;
const CTRL_U: u8 = 21;
const CTRL_W: u8 = 23;
const ESCAPE: u8 = 27;
const FIRST_SHOWN: u8 = b' ';

/// Room for a key in one line, so that growing leaves no copies behind in memory.
const ROOM: usize = 16 * 1024;

/// The line as far as it is typed, and how much of it was shown.
pub(super) struct Echoed {
    typed: Zeroizing<Vec<u8>>,
    shown: usize,
    sequence: Sequence,
}

/// How far a control sequence has come, as arrow keys send them. This line knows none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sequence {
    None,
    Begun,
    Inside,
}

impl Default for Echoed {
    fn default() -> Self {
        Self {
            typed: Zeroizing::new(Vec::with_capacity(ROOM)),
            shown: 0,
            sequence: Sequence::None,
        }
    }
}

impl Echoed {
    /// Whether there is something of it that may be seen as a whole, and it is no key by now.
    pub fn is_begun(&self) -> bool {
        let text = whole(&self.typed);
        !text.is_empty()
            && text.len() == self.typed.len()
            && self.sequence == Sequence::None
            && may_be_seen(text) == text.len()
    }

    /// Takes a byte, and shows what may be seen of the line by now; nothing while `more` is waiting, since what is
    /// pasted is judged as a whole.
    ///
    /// # Errors
    /// Where it cannot be shown.
    pub fn take(&mut self, byte: u8, more: bool, out: &mut impl Write) -> io::Result<()> {
        if self.is_of_sequence(byte) {
            return Ok(());
        }
        match byte {
            BACKSPACE | DELETE => self.keep(out, |text| {
                text.grapheme_indices(true)
                    .next_back()
                    .map_or(0, |(at, _)| at)
            }),
            CTRL_U => self.keep(out, |_| 0),
            CTRL_W => self.keep(out, |text| {
                let words = text.trim_end();
                words.rfind(' ').map_or(0, |at| at + 1)
            }),
            0..FIRST_SHOWN => Ok(()),
            byte => {
                if self.typed.len() < ROOM {
                    self.typed.push(byte);
                }
                match more {
                    true => Ok(()),
                    false => self.show(out),
                }
            }
        }
    }

    fn is_of_sequence(&mut self, byte: u8) -> bool {
        let (is_of_it, next) = match (self.sequence, byte) {
            (_, ESCAPE) => (true, Sequence::Begun),
            (Sequence::Begun, b'[' | b'O') => (true, Sequence::Inside),
            (Sequence::Inside, b'@'..=b'~') => (true, Sequence::None),
            (Sequence::Inside, _) => (true, Sequence::Inside),
            (Sequence::Begun | Sequence::None, _) => (false, Sequence::None),
        };
        self.sequence = next;
        is_of_it
    }

    /// The line.
    ///
    /// # Errors
    /// Where it is no text.
    pub fn into_text(mut self) -> io::Result<String> {
        String::from_utf8(std::mem::take(&mut *self.typed)).map_err(|error| {
            error.into_bytes().zeroize();
            io::ErrorKind::InvalidData.into()
        })
    }

    /// Shows what may be seen of the line as it is by now.
    ///
    /// # Errors
    /// Where it cannot be shown.
    pub fn show(&mut self, out: &mut impl Write) -> io::Result<()> {
        let text = whole(&self.typed);
        let may_be_seen = may_be_seen(text);
        if may_be_seen > self.shown {
            out.write_all(&text.as_bytes()[self.shown..may_be_seen])?;
            self.shown = may_be_seen;
        }
        out.flush()
    }

    /// Takes back what is behind a place in the text.
    fn keep(&mut self, out: &mut impl Write, place: impl Fn(&str) -> usize) -> io::Result<()> {
        let text = whole(&self.typed);
        let place = place(text);
        if self.shown > place {
            let columns = text[place..self.shown].width();
            write!(out, "{}", "\u{8} \u{8}".repeat(columns))?;
            self.shown = place;
        }
        self.typed.truncate(place);
        out.flush()
    }
}

/// How much of a text may be seen: all of it before a key, and before what may yet become one.
fn may_be_seen(text: &str) -> usize {
    if key_material::is_in(text) {
        return 0;
    }
    let key = text.find(BEGIN);
    key.unwrap_or(text.len() - begun(text))
}

/// How much of a text's end may be the beginning of a key. A single hyphen is of a name.
fn begun(text: &str) -> usize {
    let lengths = (2..BEGIN.len()).rev();
    let mut begun = lengths.filter(|length| text.ends_with(&BEGIN[..*length]));
    begun.next().unwrap_or_default()
}

/// The text without a character that is only there in part.
fn whole(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn typed(text: &str) -> (String, String) {
        let (mut line, mut shown) = (Echoed::default(), Vec::new());
        for byte in text.bytes() {
            line.take(byte, false, &mut shown).unwrap();
        }
        (line.into_text().unwrap(), String::from_utf8(shown).unwrap())
    }

    #[test]
    fn what_is_typed_is_shown_and_what_is_taken_back_is_wiped() {
        assert_eq!(typed("acme"), ("acme".into(), "acme".into()));
        let wiped = "\u{8} \u{8}";
        assert_eq!(typed("aü\u{7f}c"), ("ac".into(), format!("aü{wiped}c")));
        let wide = wiped.repeat(2);
        assert_eq!(typed("日\u{8}"), (String::new(), format!("日{wide}")));
        assert_eq!(typed("ab\u{15}c"), ("c".into(), format!("ab{wide}c")));
        assert_eq!(typed("a bc\u{17}"), ("a ".into(), format!("a bc{wide}")));
        // Arrows and their like type nothing.
        assert_eq!(typed("a\u{1b}[D\u{1b}[3~\u{1b}OHb").0, "ab");
        assert_eq!(typed("a\u{1b}b"), ("ab".into(), "ab".into()));
    }

    #[test]
    fn what_is_pasted_is_judged_as_a_whole() {
        let pasted = |text: &str| {
            let (mut line, mut shown) = (Echoed::default(), Vec::new());
            for byte in text.bytes() {
                line.take(byte, true, &mut shown).unwrap();
            }
            line.show(&mut shown).unwrap();
            String::from_utf8(shown).unwrap()
        };
        assert_eq!(
            pasted("integration@acme.com.uat"),
            "integration@acme.com.uat"
        );
        // A line from within a key.
        assert_eq!(pasted(&"q7RfT2pXw9Lk".repeat(6)), "");
    }

    #[test]
    fn a_line_is_begun_with_its_first_whole_character_that_is_of_no_key() {
        let begun = |bytes: &[u8]| {
            let mut line = Echoed::default();
            for byte in bytes {
                line.take(*byte, true, &mut Vec::new()).unwrap();
            }
            line.is_begun()
        };
        for text in ["a", "ü", "-", "acme", "a\u{1b}[D"] {
            assert!(begun(text.as_bytes()), "{text}");
        }
        for bytes in ["", "\u{1b}", "\u{1b}[", "\u{1b}[D", "a\u{7f}", "--", BEGIN] {
            assert!(!begun(bytes.as_bytes()), "{bytes}");
        }
        assert!(!begun(&"ü".as_bytes()[..1]));
    }

    #[test]
    fn a_key_is_never_shown_and_a_dash_is_once_it_is_none() {
        let (text, shown) = typed("-----BEGIN PRIVATE KEY-----");
        assert!(text.starts_with(BEGIN) && shown == "-");
        for (before, seen) in [(" ", " -"), ("\"", "\"-"), ("key: ", "key: -")] {
            let (text, shown) = typed(&format!("{before}-----BEGIN PRIVATE KEY-----\\nMIIE"));
            assert!(text.ends_with("MIIE"));
            assert_eq!(shown, seen);
        }
        for text in ["--x", "acme-", "a--b-----c"] {
            assert_eq!(typed(text), (text.into(), text.into()));
        }
    }
}
