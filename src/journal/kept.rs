//! Where journals are kept: one file each, or in memory. Each file has a lock beside it.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Held, Journal};
use crate::domain::CheckLine;
use crate::files;
use crate::problem::Problem;

/// Account, Region and contact center.
type Key = [String; 3];

/// Where journals are kept.
#[derive(Debug)]
pub struct Journals {
    folder: Option<PathBuf>,
    kept: Mutex<BTreeMap<Key, Journal>>,
    /// Whether they were to be kept for good, and there is nowhere to.
    is_lost: bool,
}

impl Journals {
    /// In this folder.
    pub fn at(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            kept: Mutex::default(),
            is_lost: false,
        }
    }

    /// In memory, until the program ends: those of practice.
    pub fn in_memory() -> Self {
        Self::at(None)
    }

    /// In the person's state folder: `$XDG_STATE_HOME/scv-oauth`, usually `~/.local/state/scv-oauth`.
    pub fn of_person() -> Self {
        match files::state_folder() {
            Some(folder) => Self::at(Some(folder.join("journal"))),
            None => Self::without_home(),
        }
    }

    /// In memory, since no folder of the person is known.
    pub fn without_home() -> Self {
        Self {
            is_lost: true,
            ..Self::in_memory()
        }
    }

    /// What there is to say before something is written, where it is lost when the program ends.
    pub fn notice(&self) -> Option<CheckLine> {
        self.is_lost.then(|| {
            CheckLine::warn(
                "What undo puts back is remembered only until this program ends: no home folder is known here. To \
                 keep it, set HOME or XDG_STATE_HOME to a folder and start again.",
            )
        })
    }

    /// Holds a contact center for as long as it is being changed: no other run on this computer can meanwhile. In
    /// memory there is no other.
    ///
    /// # Errors
    /// `another-setup-runs`.
    pub fn hold(&self, account: &str, region: &str, name: &str) -> Result<Held, Problem> {
        match &self.folder {
            Some(folder) => {
                Held::at(&folder.join(files::name_of(&[account, region, name], "lock")))
            }
            None => Ok(Held::by_nobody()),
        }
    }

    /// The last journal of a contact center.
    pub fn read(
        &self,
        account: &str,
        region: &str,
        name: &str,
    ) -> Result<Option<Journal>, Problem> {
        let Some(path) = self.path(account, region, name) else {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            return Ok(kept
                .get(&[account, region, name].map(str::to_owned))
                .cloned());
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(&path, &error.to_string())),
        };
        let journal: Journal =
            serde_json::from_str(&text).map_err(|error| unreadable(&path, &error.to_string()))?;
        if journal.version != Journal::VERSION {
            return Err(unreadable(
                &path,
                "it was written by another version of this program",
            ));
        }
        Ok(Some(journal))
    }

    /// The journals of setups at a place that did not come to their end.
    pub fn unfinished(&self, account: &str, region: &str) -> Vec<Journal> {
        let all: Vec<Journal> = match &self.folder {
            None => self
                .kept
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .values()
                .cloned()
                .collect(),
            Some(folder) => fs::read_dir(folder)
                .into_iter()
                .flatten()
                .filter_map(journal_in)
                .collect(),
        };
        let here = |journal: &Journal| journal.account == account && journal.region == region;
        all.into_iter()
            .filter(|journal| here(journal) && journal.is_open())
            .collect()
    }

    /// Writes a journal, in one step and readable for its owner only.
    pub fn write(&self, journal: &Journal) -> Result<(), Problem> {
        let path = self.path(&journal.account, &journal.region, &journal.contact_center);
        let Some(path) = path else {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(key(journal), journal.clone());
            return Ok(());
        };
        if let Some(folder) = path.parent() {
            files::private_folder(folder)?;
        }
        let text = serde_json::to_string_pretty(journal)
            .map_err(|error| unreadable(&path, &error.to_string()))?;
        files::write_private(&path, &text)
    }

    /// Forgets the last setup of a contact center: it was put back, or changed nothing. The one before it is the
    /// last then.
    pub fn forget(&self, journal: &Journal) -> Result<(), Problem> {
        if let Some(before) = journal.before() {
            return self.write(&before);
        }
        let path = self.path(&journal.account, &journal.region, &journal.contact_center);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&key(journal));
        match path.map(|path| (fs::remove_file(&path), path)) {
            Some((Err(error), path)) if error.kind() != ErrorKind::NotFound => {
                Err(stays(&path, &error.to_string()))
            }
            _ => Ok(()),
        }
    }

    fn path(&self, account: &str, region: &str, name: &str) -> Option<PathBuf> {
        let file = files::name_of(&[account, region, name], "json");
        self.folder.as_ref().map(|folder| folder.join(file))
    }
}

fn key(journal: &Journal) -> Key {
    let parts = [&journal.account, &journal.region, &journal.contact_center];
    parts.map(String::clone)
}

/// The journal in a file of the folder; one that cannot be read is told of when its contact center is set up.
fn journal_in(entry: std::io::Result<fs::DirEntry>) -> Option<Journal> {
    serde_json::from_str(&fs::read_to_string(entry.ok()?.path()).ok()?).ok()
}

/// One that stays would count as a setup before the next one, and be offered to be put back after that.
fn stays(path: &Path, why: &str) -> Problem {
    Problem::new(
        "journal-stays",
        format!("The journal {} cannot be removed: {why}.", path.display()),
    )
    .cause("It tells of a setup of which nothing is in place any more.")
    .fix("Remove the file before the next setup, which else takes it for an earlier one.")
}

fn unreadable(path: &Path, why: &str) -> Problem {
    Problem::new(
        "journal-unreadable",
        format!("The journal {} cannot be used: {why}.", path.display()),
    )
    .cause("It may have been edited, or the disk is full.")
    .fix("Move the file away; what can be told from AWS alone is then offered.")
}
