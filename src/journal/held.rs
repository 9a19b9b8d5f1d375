//! A contact center that is being changed from this computer: by one run at a time, since all write one journal.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::files;
use crate::problem::Problem;

/// Keeps other runs on this computer from changing the same contact center, until it is dropped or the program ends,
/// however it ends.
#[derive(Debug)]
pub struct Held {
    file: Option<File>,
}

/// A program that is just being started from here has a copy of the file until it runs, and so of the lock.
impl Drop for Held {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            // Closing it lets go of it as well.
            let _ = file.unlock();
        }
    }
}

impl Held {
    /// Where nobody else can be at it, or the system knows no locks. Then each journal is compared before it is
    /// written, as by runs of earlier versions.
    pub(super) fn by_nobody() -> Self {
        Self { file: None }
    }

    /// Locks a file, which is made where it is not there yet and stays.
    pub(super) fn at(path: &Path) -> Result<Self, Problem> {
        let Ok(file) = opened(path) else {
            // Where no file can be made, no journal can either, which is told of when it is written.
            return Ok(Self::by_nobody());
        };
        match file.try_lock() {
            Ok(()) => Ok(Self { file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(another_runs()),
            Err(TryLockError::Error(_)) => Ok(Self::by_nobody()),
        }
    }
}

fn opened(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        // Said by the opening, where it is not there.
        let _ = files::private_folder(folder);
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn another_runs() -> Problem {
    Problem::new(
        "another-setup-runs",
        "Another setup or undo of this contact center is running.",
    )
    .cause("It runs on this computer, in another window maybe.")
    .fix("Wait until it has ended, then start this one again. One that Ctrl-Z stopped goes on with fg.")
}
