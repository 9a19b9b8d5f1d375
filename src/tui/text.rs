//! Text made to fit: what is too long is shortened or broken.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use crate::visible::visible;

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

/// The beginning of a text, marked where something is missing, in exactly so many columns.
pub fn begun(text: &str, width: usize) -> String {
    if columns(text) <= width || width < 3 {
        return fitted(text, width);
    }
    let head = take(text.graphemes(true), width - 2).concat();
    fitted(&format!("{}..", head.trim_end()), width)
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
    fn the_beginning_of_a_text_says_that_more_is_missing() {
        assert_eq!(begun("Secrets Manager", 11), "Secrets M..");
        assert_eq!(begun("partly (2 missing)", 9), "partly.. ");
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
        for width in 1..30 {
            assert!(columns(&shorten("コンタクトセンター東京", width)) <= width);
            assert_eq!(columns(&fitted("コンタクトセンター東京", width)), width);
        }
    }
}
