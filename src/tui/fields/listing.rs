//! The files of a folder, as the path field offers them. Reading a folder is work for beside the screen.

use std::path::{Path, PathBuf};

/// More entries than this nobody scrolls through; typing narrows them down.
const MOST: usize = 20_000;

/// A folder's entries, or why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The folder, with its last separator, as it was typed.
    pub typed: String,
    /// Its entries, likely keys first; folders end with a separator.
    pub entries: Vec<String>,
    /// Why it cannot be read, in a sentence.
    pub unreadable: Option<String>,
}

/// The folder part of a typed path, with its separator, and the beginning of a name after it.
pub fn split(typed: &str) -> (&str, &str) {
    let separator = |c| c == '/' || c == std::path::MAIN_SEPARATOR;
    match typed.rfind(separator) {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed),
    }
}

/// The folder that a typed path means: `~` is the home, nothing at all is where the program was started.
pub fn resolved(typed: &str, home: Option<&Path>) -> PathBuf {
    let rest = typed
        .strip_prefix('~')
        .filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (rest, home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches('/')),
        _ if typed.is_empty() => PathBuf::from("."),
        _ => PathBuf::from(typed),
    }
}

/// Reads a folder; `typed` is how the person wrote it.
pub fn read(typed: String, folder: &Path) -> Listing {
    let mut listing = Listing {
        typed,
        entries: Vec::new(),
        unreadable: None,
    };
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let names = entries
                .filter_map(Result::ok)
                .take(MOST)
                .map(|entry| name(&entry));
            listing.entries = names.collect();
            listing
                .entries
                .sort_by_cached_key(|name| (rank(name), name.to_lowercase()));
        }
        Err(error) => {
            listing.unreadable = Some(format!("This folder cannot be read: {}.", error.kind()));
        }
    }
    listing
}

fn name(entry: &std::fs::DirEntry) -> String {
    let mut name = entry.file_name().to_string_lossy().into_owned();
    // Follows links, so that a link to a folder can be entered.
    if entry.path().is_dir() {
        name.push('/');
    }
    name
}

/// Likely keys first, then folders, then the rest, hidden ones last.
fn rank(name: &str) -> u8 {
    let lower = name.to_lowercase();
    let keyish = [
        ".key", ".pem", ".p8", ".pk8", ".p12", ".pfx", ".crt", ".cer",
    ];
    match () {
        () if lower.starts_with('.') => 3,
        () if keyish.iter().any(|end| lower.ends_with(end)) => 0,
        () if lower.ends_with('/') => 1,
        () => 2,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_path_is_split_behind_its_last_separator() {
        assert_eq!(split("~/certs/ser"), ("~/certs/", "ser"));
        assert_eq!(split("server"), ("", "server"));
    }

    #[test]
    fn the_home_and_the_working_directory_stand_for_what_is_not_typed() {
        let home = Path::new("/home/jlee");
        let path = |typed| resolved(typed, Some(home));
        assert_eq!(path("~/certs/"), Path::new("/home/jlee/certs/"));
        assert_eq!(path("certs/"), Path::new("certs/"));
        assert_eq!(path(""), Path::new("."));
        assert_eq!(path("~other/"), Path::new("~other/"));
    }

    #[test]
    fn likely_keys_come_first_and_hidden_files_last() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".hidden.key", "notes.txt", "server.key"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        std::fs::create_dir(folder.path().join("certs")).unwrap();
        let listing = read(String::new(), folder.path());
        assert_eq!(
            listing.entries,
            ["server.key", "certs/", "notes.txt", ".hidden.key"]
        );
    }

    #[test]
    fn a_folder_that_cannot_be_read_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let listing = read(String::new(), &folder.path().join("missing"));
        assert!(listing.unreadable.unwrap().contains("cannot be read"));
    }
}
