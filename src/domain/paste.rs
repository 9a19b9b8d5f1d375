//! Cleaning a pasted line: what clipboards, mail programs and word processors add to a value.

use zeroize::Zeroizing;

use super::Secret;

/// A line as it was meant, and sentences about what was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The value itself.
    pub text: Secret,
    /// What was taken off, for the person to read.
    pub notes: Vec<String>,
}

const JOINED_BY_BLANK: &str = "A line break inside became a blank.";

const QUOTES: [(char, char); 7] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
];

/// Takes off blanks and quotes at the ends and characters that cannot be seen anywhere. A line break inside
/// becomes a blank: whether two lines may be joined is for the value's own type to say.
pub fn clean_line(raw: &str) -> Cleaned {
    let (text, notes) = clean_text(raw);
    Cleaned {
        text: Secret::new(text.as_str()),
        notes,
    }
}

/// The same for a field that is still being edited, where the text has to be seen.
pub fn clean_text(raw: &str) -> (Zeroizing<String>, Vec<String>) {
    let mut notes = Vec::new();
    let mut text = Zeroizing::new(raw.replace(is_invisible, ""));
    note_if(
        &mut notes,
        text.len() != raw.len(),
        "Characters that cannot be seen were removed.",
    );
    let ends = text.trim_end_matches(['\r', '\n']).len();
    let inner_break = text[..ends].trim_start().contains(['\r', '\n']);
    text = Zeroizing::new(join_lines(&text));
    note_if(&mut notes, inner_break, JOINED_BY_BLANK);

    let mut quoted = false;
    let mut bare = text.trim();
    note_if(
        &mut notes,
        bare.len() != text.len(),
        "Blanks or line breaks at the ends were removed.",
    );
    while let Some(inside) = unquoted(bare) {
        quoted = true;
        bare = inside.trim();
    }
    note_if(&mut notes, quoted, "Quotes around it were removed.");
    (Zeroizing::new(bare.to_owned()), notes)
}

/// The same for a value that has no blanks in it: what was broken or spaced out is joined.
pub fn clean_word(raw: &str) -> (Zeroizing<String>, Vec<String>) {
    let (text, mut notes) = clean_text(raw);
    let mut word = Zeroizing::new(String::with_capacity(text.len()));
    text.split_whitespace().for_each(|part| word.push_str(part));
    notes.retain(|note| note != JOINED_BY_BLANK);
    note_if(
        &mut notes,
        word.len() != text.len(),
        "Blanks or line breaks inside it were removed.",
    );
    (word, notes)
}

/// Whether a character takes no room on the screen, so that nobody can see that it was pasted.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n'))
}

fn join_lines(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\r', '\n'], " ")
}

fn note_if(notes: &mut Vec<String>, seen: bool, note: &str) {
    if seen {
        notes.push(note.to_owned());
    }
}

/// What stands between a pair of quotes; also when a line of JSON left its comma behind.
pub(super) fn unquoted(text: &str) -> Option<&str> {
    let text = text.strip_suffix(',').map_or(text, str::trim_end);
    QUOTES
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_off_what_a_clipboard_adds() {
        let rows = [
            ("plain", "plain", 0),
            ("  blanks\t", "blanks", 1),
            ("line break\r\n", "line break", 1),
            ("\u{feff}byte order mark", "byte order mark", 1),
            ("zero\u{200b}width", "zerowidth", 1),
            ("\"quotes\"", "quotes", 1),
            ("\u{201c}word quotes\u{201d}", "word quotes", 1),
            ("  \"json\",\n", "json", 2),
            ("two\nlines", "two lines", 1),
            ("\u{a0}no-break blanks\u{a0}", "no-break blanks", 1),
        ];
        for (raw, text, notes) in rows {
            let cleaned = clean_line(raw);
            assert_eq!(cleaned.text.expose(), text);
            assert_eq!(cleaned.notes.len(), notes, "{raw:?}: {:?}", cleaned.notes);
        }
    }

    #[test]
    fn a_value_without_blanks_is_joined_with_one_word_about_it() {
        for raw in [
            "two\r\nlines",
            "two\n\nlines",
            "two lines",
            "two\u{a0}lines",
        ] {
            let (word, notes) = clean_word(raw);
            assert_eq!(*word, "twolines");
            assert_eq!(notes, ["Blanks or line breaks inside it were removed."]);
        }
        assert!(clean_word("plain").1.is_empty());
    }

    #[test]
    fn a_single_quote_mark_is_part_of_the_value() {
        for raw in ["\"", "'", "o'hara@acme.com", "\"half"] {
            assert_eq!(clean_line(raw).text.expose(), raw);
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(raw in "\\PC*|[ \"'\r\n\u{200b}\u{feff},a]*") {
            let once = clean_line(&raw);
            let twice = clean_line(once.text.expose());
            prop_assert_eq!(&twice.text, &once.text);
            prop_assert!(twice.notes.is_empty(), "{:?}", twice.notes);
        }
    }
}
