//! What a paste is, before a field takes it.

/// Whether a paste is the text of a file rather than a line.
pub fn is_text_of_a_file(pasted: &str) -> bool {
    let lines = pasted
        .split(['\r', '\n'])
        .filter(|line| !line.trim().is_empty());
    pasted.contains("-----BEGIN") || lines.count() > 1
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
