//! What a paste is, before a field takes it.

use zeroize::Zeroizing;

/// A pasted line as it was meant, and what was taken off it.
pub struct Line {
    /// The line.
    pub text: Zeroizing<String>,
    /// What was taken off, a sentence each.
    pub notes: Vec<String>,
}

/// Whether a paste is the text of a file rather than a line.
pub fn is_text_of_a_file(pasted: &str) -> bool {
    let lines = pasted
        .split(['\r', '\n'])
        .filter(|line| !line.trim().is_empty());
    pasted.contains("-----BEGIN") || lines.count() > 1
}

/// A paste as one line.
pub fn line(pasted: &str) -> Line {
    let text = Zeroizing::new(pasted.trim().replace(['\r', '\n'], " "));
    Line {
        text,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_with_its_end_is_a_line_and_a_key_is_a_file() {
        assert!(!is_text_of_a_file("3MVG9abc\r\n"));
        assert!(is_text_of_a_file("one\rtwo"));
        assert!(is_text_of_a_file("-----BEGIN PRIVATE KEY-----"));
    }
}
