//! The directory with the files of a practice world: only its owner may look in.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::domain::Secret;
use crate::problem::Problem;

/// A fresh directory under the system's directory for temporary files.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    /// Whether it is gone. Held while a file is written, so that none is left behind.
    gone: Mutex<bool>,
}

impl Directory {
    pub fn create() -> Result<Self, Problem> {
        let name = format!("scv-oauth-practice-{}", uuid::Uuid::new_v4().simple());
        let path = std::env::temp_dir().join(name);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&path)
            .map_err(|error| unwritable(&path, &error))?;
        Ok(Self {
            path,
            gone: Mutex::new(false),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file that only its owner may read; does nothing where the directory is gone already.
    pub fn write(&self, name: &str, text: &Secret) -> Result<(), Problem> {
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        if *gone {
            return Ok(());
        }
        let path = self.file(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .and_then(|mut file| file.write_all(text.expose_for_signing().as_bytes()))
            .map_err(|error| unwritable(&path, &error))
    }

    /// Removes it with all its files; none is written after that.
    pub fn remove(&self) {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        *gone = true;
        // What cannot be removed opens nothing: these keys fit the practice world only.
        let _unheeded = std::fs::remove_dir_all(&self.path);
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(
        "practice-files",
        format!("The practice files cannot be written: {}.", path.display()),
    )
    .cause(format!("The system said: {error}."))
    .fix("Point TMPDIR to a directory that you may write to.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_is_written_once_it_is_gone() {
        let directory = Directory::create().unwrap();
        directory.write("a", &Secret::new("a")).unwrap();
        directory.remove();
        directory.write("b", &Secret::new("b")).unwrap();
        assert!(!directory.path().exists());
    }
}
