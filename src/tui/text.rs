//! Text on its way to the terminal: what must not be obeyed is shown, what is too long is shortened or broken.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Shows characters that would steer the terminal or hide as their code, as in `<U+202E>`. With `ascii`,
/// what lies beyond ASCII becomes a question mark of the same width.
pub fn visible(text: &str, ascii: bool) -> Cow<'_, str> {
    let plain = |c: char| c == ' ' || c.is_ascii_graphic() || (!ascii && !is_unseen(c));
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => shown.push(' '),
            c if is_unseen(c) => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c if ascii && !c.is_ascii() => {
                let width = c.to_string().width();
                shown.extend(std::iter::repeat_n('?', width));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Shortens a text in the middle, where names differ least, and marks it: `acme-sal..voice`.
pub fn shorten(text: &str, width: usize) -> Cow<'_, str> {
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    if width < 5 {
        return Cow::Owned(take(text.graphemes(true), width).concat());
    }
    let tail_width = (width - 2) / 3;
    let head = take(text.graphemes(true), width - 2 - tail_width);
    let mut tail = take(text.graphemes(true).rev(), tail_width);
    tail.reverse();
    Cow::Owned(format!("{}..{}", head.concat(), tail.concat()))
}

/// Fills a text up, or shortens it, to exactly so many columns.
pub fn fitted(text: &str, width: usize) -> String {
    let short = shorten(text, width);
    let missing = width.saturating_sub(columns(&short));
    format!("{short}{}", " ".repeat(missing))
}

/// Breaks a text into lines of at most so many columns; long words are broken as well.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let lines = textwrap::wrap(text, width.max(1));
    lines.into_iter().map(Cow::into_owned).collect()
}

fn take<'a>(graphemes: impl Iterator<Item = &'a str>, width: usize) -> Vec<&'a str> {
    let mut room = width;
    graphemes
        .take_while(|grapheme| match room.checked_sub(grapheme.width()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_the_terminal_is_shown_and_not_sent() {
        assert_eq!(visible("a\u{1b}[2Jb", false), "a<U+001B>[2Jb");
        assert_eq!(visible("abc\u{202e}cba", false), "abc<U+202E>cba");
        assert_eq!(visible("コール", false), "コール");
    }

    #[test]
    fn in_ascii_a_foreign_letter_keeps_its_width() {
        assert_eq!(visible("コx", true), "??x");
    }

    #[test]
    fn long_names_lose_their_middle_and_say_so() {
        assert_eq!(
            shorten("acme-sales-and-support-voice", 15),
            "acme-sale..oice"
        );
        assert_eq!(shorten("acme", 15), "acme");
    }

    #[test]
    fn wide_characters_never_take_more_than_the_room_there_is() {
        for width in 1..20 {
            assert!(columns(&shorten("コンタクトセンター東京", width)) <= width);
            assert_eq!(
                columns(&fitted("コンタクト", width)),
                width.max(columns(&fitted("コンタクト", width)).min(width))
            );
        }
    }
}
