//! The directory with the files of a practice world: only its owner may look in.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::domain::Secret;
use crate::problem::Problem;

/// What every such directory is called, before what tells it from others.
const PREFIX: &str = "scv-oauth-practice-";

/// Locked for as long as the program lives: who finds it open finds what an ended program left behind.
const LOCK: &str = "lock";

/// All that is ever in it, beside the keys and certificates that are made there.
const FILES: [&str; 3] = ["consumer-key.txt", "report.txt", LOCK];

/// A fresh directory under the system's directory for temporary files.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    /// Gives way when it is closed, however the program ends.
    lock: File,
    /// Whether it is gone. Held while a file is written, so that none is left behind.
    gone: Mutex<bool>,
}

impl Directory {
    /// Makes one, and removes those that programs left behind which were hung up or killed.
    pub fn create() -> Result<Self, Problem> {
        Self::create_in(&std::env::temp_dir())
    }

    fn create_in(parent: &Path) -> Result<Self, Problem> {
        let path = parent.join(format!("{PREFIX}{}", uuid::Uuid::new_v4().simple()));
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&path)
            .map_err(|error| unwritable(&path, &error))?;
        let lock = locked(&path.join(LOCK)).map_err(|error| unwritable(&path, &error))?;
        remove_left_behind(parent, &path);
        Ok(Self {
            path,
            lock,
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

/// A program that is just being started from here has a copy of the file until it runs, and so of the lock.
impl Drop for Directory {
    fn drop(&mut self) {
        // Closing it lets go of it as well.
        let _unheeded = self.lock.unlock();
    }
}

/// Makes the lock under another name: one that is found is locked, unless its program is gone.
fn locked(path: &Path) -> io::Result<File> {
    let unlocked = path.with_extension("new");
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&unlocked)?;
    // Where a file system knows no locks, nothing is found to be left behind either.
    let _unheeded = file.try_lock();
    std::fs::rename(&unlocked, path)?;
    Ok(file)
}

/// Removes the files of practice worlds whose program is gone. What cannot be told for sure is left alone.
fn remove_left_behind(parent: &Path, own: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let others = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(PREFIX)) && path != own
    });
    for other in others.filter(|other| is_ours(other, own) && is_left_behind(other)) {
        let entries = std::fs::read_dir(&other).into_iter().flatten().flatten();
        for file in entries
            .map(|entry| entry.path())
            .filter(|path| is_ever_in(path))
        {
            let _unheeded = std::fs::remove_file(file);
        }
        // It stays where somebody put something else into it.
        let _unheeded = std::fs::remove_dir(&other);
    }
}

fn is_ever_in(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(ending, Some("key" | "crt")) || name.is_some_and(|name| FILES.contains(&name))
}

/// Whether it is a directory of the same owner as our own, and nobody else may look in.
fn is_ours(other: &Path, own: &Path) -> bool {
    let (Ok(other), Ok(own)) = (std::fs::symlink_metadata(other), std::fs::metadata(own)) else {
        return false;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        other.is_dir() && other.uid() == own.uid() && other.mode() & 0o077 == 0
    }
    #[cfg(not(unix))]
    {
        other.is_dir() && own.is_dir()
    }
}

/// Whether its lock is there and open: the program that held it is gone.
fn is_left_behind(directory: &Path) -> bool {
    let lock = directory.join(LOCK);
    let is_file = std::fs::symlink_metadata(&lock).is_ok_and(|lock| lock.is_file());
    let file = OpenOptions::new().write(true).open(&lock);
    is_file && file.is_ok_and(|file| file.try_lock().is_ok())
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

    #[test]
    fn what_a_program_left_behind_is_removed_and_nothing_of_one_that_runs() {
        let parent = tempfile::tempdir().unwrap();
        let (running, hung_up, added_to) = (
            Directory::create_in(parent.path()).unwrap(),
            Directory::create_in(parent.path()).unwrap(),
            Directory::create_in(parent.path()).unwrap(),
        );
        let path = |directory: &Directory| directory.path().to_owned();
        let (left, kept) = (path(&hung_up), path(&added_to));
        for directory in [&running, &hung_up, &added_to] {
            directory.write("server.key", &Secret::new("key")).unwrap();
            directory
                .write("acme-server.crt", &Secret::new("made"))
                .unwrap();
        }
        std::fs::write(kept.join("notes.txt"), "mine").unwrap();
        drop((hung_up, added_to));
        let other = parent.path().join("scv-oauth-practice-of-somebody");
        std::fs::create_dir(&other).unwrap();
        let fresh = Directory::create_in(parent.path()).unwrap();
        assert!(fresh.path().exists() && running.file("server.key").exists());
        assert!(!left.exists() && !kept.join("server.key").exists());
        assert!(kept.join("notes.txt").exists() && other.exists());
    }

    #[test]
    fn of_those_that_start_at_the_same_time_none_removes_another() {
        let parent = tempfile::tempdir().unwrap();
        let start = || {
            let begin = || Directory::create_in(parent.path()).unwrap();
            (0..50).map(|_| begin()).collect::<Vec<_>>()
        };
        let started = std::thread::scope(|scope| {
            let threads = [(); 4].map(|()| scope.spawn(start));
            threads.map(|thread| thread.join().unwrap())
        });
        for directory in started.iter().flatten() {
            assert!(directory.file(LOCK).exists());
        }
    }
}
