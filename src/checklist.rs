//! What to have ready before a setup, and where it is found. The words are in `assets/checklist.txt`.

/// The checklist, lines of at most 80 columns, ASCII only.
pub const CHECKLIST: &str = include_str!("../assets/checklist.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_any_terminal_and_any_printer() {
        for line in CHECKLIST.lines() {
            assert!(line.is_ascii() && line.len() <= 80, "{line}");
        }
        assert!(CHECKLIST.ends_with('\n'));
    }
}
