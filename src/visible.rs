//! Text on its way to a person: what must not be obeyed by a terminal is shown instead.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

/// Shows characters that would steer the terminal or hide as their code, as in `<U+202E>`. With `ascii`,
/// what lies beyond ASCII becomes question marks of the same width. For one line: breaks are shown as well.
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

/// Without the full stop after an address at the text's end: whoever copies the address would copy it as well.
pub fn unstopped(text: &str) -> &str {
    let last = text.rsplit(' ').next().unwrap_or_default();
    match last.contains("://") {
        true => text.strip_suffix('.').unwrap_or(text),
        false => text,
    }
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_the_terminal_is_shown_and_not_sent() {
        assert_eq!(visible("a\u{1b}[2Jb", false), "a<U+001B>[2Jb");
        assert_eq!(visible("abc\u{202e}cba", false), "abc<U+202E>cba");
        assert_eq!(visible("コール", false), "コール");
        assert_eq!(visible("コx", true), "??x");
    }
}
