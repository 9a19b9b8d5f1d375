//! What a paste is, before a field takes it.

use zeroize::Zeroizing;

/// Whether a paste is the text of a file rather than a line.
pub fn is_text_of_a_file(pasted: &str) -> bool {
    let lines = pasted
        .split(['\r', '\n'])
        .filter(|line| !line.trim().is_empty());
    pasted.contains("-----BEGIN") || lines.count() > 1
}

/// The same text with plain line ends. Terminals send a paste's line ends as carriage returns, whatever they were.
pub fn with_plain_line_ends(pasted: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(pasted.len()));
    for (at, part) in pasted.split('\r').enumerate() {
        let crlf = at > 0 && part.starts_with('\n');
        if at > 0 && !crlf {
            plain.push('\n');
        }
        plain.push_str(part);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_any_kind_become_plain_ones() {
        for pasted in ["a\rb\r", "a\r\nb\r\n", "a\nb\n", "a\r\nb\r"] {
            assert_eq!(*with_plain_line_ends(pasted), "a\nb\n", "{pasted:?}");
        }
        assert_eq!(*with_plain_line_ends("a\r\rb"), "a\n\nb");
    }

    #[test]
    fn one_line_with_its_end_is_a_line_and_a_key_is_a_file() {
        assert!(!is_text_of_a_file("3MVG9abc\r\n"));
        assert!(is_text_of_a_file("one\rtwo"));
        assert!(is_text_of_a_file("-----BEGIN PRIVATE KEY-----"));
    }
}
