//! Text made to fit: what is too long is shortened or broken.

use std::borrow::Cow;

use textwrap::WordSeparator;
use textwrap::core::{Word, break_words};
use textwrap::word_splitters::{WordSplitter, split_words};
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use crate::visible::{unstopped, visible};

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
    let tail = ended(text, tail_width);
    Cow::Owned(format!("{}..{tail}", head.concat()))
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

/// The end of a text, in at most so many columns.
pub fn ended(text: &str, width: usize) -> String {
    let mut tail = take(text.graphemes(true).rev(), width);
    tail.reverse();
    tail.concat()
}

/// Breaks a text at its blanks into lines of at most so many columns. A name or address that fits into a line
/// is whole; one that fits into none is broken between the folders of a path, or else at a joint if it has one,
/// and never so that the stop after it stands alone.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let words = WordSeparator::AsciiSpace.find_words(unstopped(text));
    let folders = words.flat_map(|word| broken(word, width, &FOLDERS));
    let parts = folders.flat_map(|word| broken(word, width, &JOINTS));
    let parts = break_words(parts, width);
    let lines = wrap_first_fit(&parts, &[width as f64]);
    let mut lines: Vec<String> = lines.into_iter().map(joined).collect();
    for at in 1..lines.len() {
        let stop = |word: &str| word.chars().all(|c| ".,;:!?)".contains(c));
        if lines[at].split(' ').next().is_some_and(stop)
            && columns(&lines[at - 1]) == width
            && let Some(last) = lines[at - 1].pop()
        {
            lines[at].insert(0, last);
        }
    }
    lines
}

/// Cuts a text into lines of at most so many columns, with all that is in it: what is copied from there is exact.
pub fn cut(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for grapheme in text.graphemes(true) {
        let last = lines.len() - 1;
        match columns(&lines[last]) + grapheme.width() > width && !lines[last].is_empty() {
            true => lines.push(grapheme.to_owned()),
            false => lines[last].push_str(grapheme),
        }
    }
    lines
}

/// Breaks a text at its blanks into lines of at most so many columns; what has none is shortened.
pub fn wrapped_at_blanks(text: &str, width: usize) -> Vec<String> {
    let words: Vec<Word> = WordSeparator::AsciiSpace.find_words(text).collect();
    let lines = wrap_first_fit(&words, &[width as f64]).into_iter();
    lines
        .map(|line| shorten(&joined(line), width).into_owned())
        .collect()
}

static FOLDERS: WordSplitter = WordSplitter::Custom(folders);
static JOINTS: WordSplitter = WordSplitter::Custom(joints);

/// A word as it is where it fits, or else its parts.
fn broken<'a>(word: Word<'a>, width: usize, places: &'static WordSplitter) -> Vec<Word<'a>> {
    match columns(&word) > width {
        true => split_words([word], places).map(unmarked).collect(),
        false => vec![word],
    }
}

/// What is broken is copied in parts: no hyphen is put into it.
fn unmarked(mut word: Word<'_>) -> Word<'_> {
    word.penalty = "";
    word
}

/// Where a path or address is best broken: behind its slashes.
fn folders(word: &str) -> Vec<usize> {
    let is_folder = |at: &usize| word[..*at].ends_with('/');
    joints(word).into_iter().filter(is_folder).collect()
}

/// Where a long name, path, address or fingerprint is best broken: between letters, behind what joins them, but
/// before a dot, so that none seems to end a sentence.
fn joints(word: &str) -> Vec<usize> {
    let letters = word
        .char_indices()
        .zip(word.chars().skip(1))
        .zip(word.chars().skip(2));
    let between = letters
        .filter(|(((_, before), _), after)| before.is_alphanumeric() && after.is_alphanumeric());
    between
        .filter_map(|(((at, before), joint), _)| {
            let behind = at + before.len_utf8();
            match joint {
                '-' | ':' | '/' => Some(behind + joint.len_utf8()),
                '.' => Some(behind),
                _ => None,
            }
        })
        .collect()
}

fn joined(words: &[Word]) -> String {
    let parts = words.iter().flat_map(|word| [word.word, word.whitespace]);
    parts.collect::<String>().trim_end().to_owned()
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
    fn what_is_cut_is_exact() {
        assert_eq!(cut("3MVG9 a.b-c.", 5), ["3MVG9", " a.b-", "c."]);
        assert_eq!(cut("日本", 3), ["日", "本"]);
        assert_eq!(cut("", 3), [""]);
    }

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
    fn an_address_is_whole_where_it_fits_and_no_full_stop_is_left_of_it() {
        let address = "https://acme--uat.sandbox.my.salesforce.com";
        for width in columns(address)..80 {
            let lines = wrapped(&format!("My Domain is {address}."), width);
            assert!(
                lines.iter().any(|line| line.ends_with(address)),
                "{lines:?}"
            );
        }
        let lines = wrapped(&format!("It is {address}, not that."), columns(address));
        assert_eq!(
            lines,
            [
                "It is https://acme--uat.sandbox.my",
                ".salesforce.com, not that."
            ]
        );
        let lines = wrapped("It is https://acme.my.salesforce.com, not", 28);
        assert_eq!(lines, ["It is https://acme.my", ".salesforce.com, not"]);
        let lines = wrapped("It is https://acme.my.salesforce.com, not", 30);
        assert_eq!(lines, ["It is https://acme.my", ".salesforce.com, not"]);
    }

    #[test]
    fn what_fits_into_no_line_is_broken_at_its_joints() {
        assert_eq!(wrapped("0d:70:d8:34", 7), ["0d:70:", "d8:34"]);
        assert_eq!(
            wrapped("https://acme.example/services/oauth2/token", 30),
            ["https://acme.example/services/", "oauth2/token"]
        );
        assert_eq!(
            wrapped("https://acme--uat.sandbox.my.salesforce.com", 42),
            ["https://acme--uat.sandbox.my.salesforce", ".com"]
        );
    }

    #[test]
    fn a_path_is_broken_between_its_folders_before_it_is_broken_in_a_name() {
        let path = "/tmp/scv-oauth-practice/acme-server.key";
        assert_eq!(
            wrapped(path, 30),
            ["/tmp/scv-oauth-practice/", "acme-server.key"]
        );
        assert_eq!(
            wrapped(path, 18),
            ["/tmp/scv-oauth-", "practice/", "acme-server.key"]
        );
    }

    #[test]
    fn wide_characters_never_take_more_than_the_room_there_is() {
        for width in 1..30 {
            assert!(columns(&shorten("コンタクトセンター東京", width)) <= width);
            assert_eq!(columns(&fitted("コンタクトセンター東京", width)), width);
        }
    }
}
