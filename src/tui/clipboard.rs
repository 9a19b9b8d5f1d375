//! Copies texts without secrets: to the clipboard of this computer, or through the terminal to that of the
//! computer one sits at; always to a file as well, since neither way can be relied on.

mod sequence;

use std::path::{Path, PathBuf};

use crate::clipboard;
use crate::files;
use crate::problem::Problem;

pub use sequence::{Between, Sequence};

/// Terminals drop longer sequences.
const LONGEST_SEQUENCE: usize = 70_000;

/// Which way a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The clipboard of this computer.
    Here,
    /// A sequence that the terminal may put into its own clipboard.
    Terminal,
}

/// The way for the environment of this process.
pub fn way() -> Way {
    match clipboard::is_here(clipboard::is_set) {
        true => Way::Here,
        false => Way::Terminal,
    }
}

/// Whether a text can be sent through a terminal.
pub fn fits_terminal(text: &str) -> bool {
    text.len() <= LONGEST_SEQUENCE
}

/// Where copies are saved: `report.txt` in the state folder, in practice in its own, which is gone at its end.
pub fn file(practice: Option<&Path>) -> Option<PathBuf> {
    let folder = practice.map(Path::to_owned).or_else(files::state_folder)?;
    Some(folder.join("report.txt"))
}

/// Saves a text where only its owner can read it.
pub fn save(file: &Path, text: &str) -> Result<(), Problem> {
    if let Some(folder) = file.parent() {
        files::private_folder(folder)?;
    }
    files::write_private(file, text)
}

/// What to tell the person: which way the text went, and where it is if it did not arrive. A line that is too
/// long is shortened in the middle: the way and the file's name are at its ends.
pub fn told(went: Option<Way>, saved: Option<&Path>) -> String {
    let way = match went {
        Some(Way::Here) => "Copied to the clipboard",
        Some(Way::Terminal) => "Sent to your terminal's clipboard",
        None => "No clipboard here",
    };
    match saved {
        Some(file) => format!("{way}; saved in {}", file.display()),
        None => format!("{way}; not saved."),
    }
}

/// What to tell of a secret that was copied. There is no file to fall back on.
pub fn told_of_secret(went: Option<Way>) -> &'static str {
    match went {
        Some(Way::Here) => "Copied to the clipboard, and saved nowhere.",
        Some(Way::Terminal) => "Sent to your terminal's clipboard, if it takes it; saved nowhere.",
        None => "There is no clipboard here; nothing was copied.",
    }
}

/// What to tell of a public text that was copied. The page names the file that it is in.
pub fn told_of_public(went: Option<Way>) -> &'static str {
    match went {
        Some(Way::Here) => "Copied to the clipboard.",
        Some(Way::Terminal) => {
            "Sent to your terminal's clipboard, if it takes it; else take the file."
        }
        None => "There is no clipboard here; take the file.",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_narrow_line_still_says_which_way_a_text_went_and_what_its_file_is_called() {
        let file = Path::new("/tmp/scv-oauth-practice-0123456789abcdef0123456789abcdef/report.txt");
        let told = told(Some(Way::Terminal), Some(file));
        let narrow = crate::tui::text::shorten(&told, 60);
        assert!(
            narrow.starts_with("Sent to your terminal's clipboard; "),
            "{narrow}"
        );
        assert!(narrow.ends_with("/report.txt"), "{narrow}");
    }

    #[test]
    fn a_saved_text_replaces_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state").join("report.txt");
        save(&file, "a longer text").unwrap();
        save(&file, "text").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "text");
    }
}
