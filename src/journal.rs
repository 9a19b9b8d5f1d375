//! What a setup changed and how to put it back: ids of versions, targets of aliases, names. Never a secret.
//!
//! Written before the first change and kept up to date, so that a stop at any moment can be finished or undone.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::files;
use crate::problem::Problem;

/// The journal of one contact center's last setup.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The format of this file.
    pub version: u32,
    /// The account, twelve digits.
    pub account: String,
    /// The Region.
    pub region: String,
    /// The contact center.
    pub contact_center: String,
    /// When the setup began, as RFC 3339.
    pub begun: String,
    /// Whether it got to its end.
    pub finished: bool,
    /// What it changed, in order.
    pub entries: Vec<Entry>,
}

/// One thing that was, or was about to be, changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entry {
    /// A secret got a new current version.
    Secret {
        /// Its name.
        name: String,
        /// The version that was current before.
        before: String,
        /// The version that was to become current.
        after: String,
        /// Whether it is only the cached token, which the function may have replaced since.
        token: bool,
    },
    /// A parameter got a new version.
    Parameter {
        /// Its name.
        name: String,
        /// The version before; nothing where there was no such parameter.
        before: Option<i64>,
        /// The version that the write was to make.
        after: i64,
        /// Whether it is only the cached token.
        token: bool,
    },
    /// Variables of a function's `$LATEST` changed.
    Environment {
        /// The function.
        function: String,
        /// The variables that differ.
        variables: Vec<Variable>,
        /// The published version that still holds all of them as they were.
        held_by: Option<String>,
    },
    /// An alias was pointed to a new version.
    Alias {
        /// The function.
        function: String,
        /// The alias.
        alias: String,
        /// The version before.
        before: String,
        /// The versions that shared its calls, with their share between 0 and 1.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        weights: BTreeMap<String, f64>,
        /// The version after, once it is published.
        after: Option<String>,
    },
}

impl Entry {
    /// Whether both are about the same secret, parameter, function or alias.
    pub fn is_about(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Secret { name: a, .. }, Self::Secret { name: b, .. })
            | (Self::Parameter { name: a, .. }, Self::Parameter { name: b, .. })
            | (Self::Environment { function: a, .. }, Self::Environment { function: b, .. })
            | (Self::Alias { function: a, .. }, Self::Alias { function: b, .. }) => a == b,
            _ => false,
        }
    }

    /// Whether it is only about the cached token.
    pub fn is_token(&self) -> bool {
        matches!(
            self,
            Self::Secret { token: true, .. } | Self::Parameter { token: true, .. }
        )
    }

    /// Goes on from what an unfinished setup noted: keeps what was there first, as long as it is that setup's
    /// own work that is replaced now. What somebody else put there in between is what undo must bring back.
    pub fn now_leads_to(&mut self, later: Self) {
        let goes_on = self.goes_on_with(&later);
        match (self, later) {
            (Self::Secret { after, .. }, Self::Secret { after: new, .. }) if goes_on => {
                *after = new;
            }
            (Self::Parameter { after, .. }, Self::Parameter { after: new, .. }) if goes_on => {
                *after = new;
            }
            (Self::Alias { after, .. }, Self::Alias { after: new, .. }) if goes_on => {
                *after = new.or(after.take());
            }
            (
                Self::Environment {
                    variables, held_by, ..
                },
                Self::Environment {
                    variables: later,
                    held_by: holds_now,
                    ..
                },
            ) => {
                for variable in later {
                    match variables.iter_mut().find(|it| it.name == variable.name) {
                        Some(known) => known.now_leads_to(variable),
                        None => variables.push(variable),
                    }
                }
                *held_by = held_by.take().or(holds_now);
            }
            (known, later) => *known = later,
        }
    }

    /// Whether the later entry replaces what this one left, or what it was about to replace.
    fn goes_on_with(&self, later: &Self) -> bool {
        // The function itself replaces the token at any time; the first one is the one from before.
        if self.is_token() {
            return true;
        }
        match (self, later) {
            (Self::Secret { before, after, .. }, Self::Secret { before: now, .. }) => {
                after == now || before == now
            }
            (Self::Parameter { before, after, .. }, Self::Parameter { before: now, .. }) => {
                Some(*after) == *now || before == now
            }
            (Self::Alias { before, after, .. }, Self::Alias { before: now, .. }) => {
                after.as_ref() == Some(now) || before == now
            }
            _ => false,
        }
    }
}

/// A variable that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it held, where that is told.
    pub before: Before,
    /// What it was set to: a parameter's name, an address.
    pub after: String,
}

impl Variable {
    fn now_leads_to(&mut self, later: Self) {
        if later.before != Before::Held(self.after.clone()) {
            self.before = later.before;
        }
        self.after = later.after;
    }
}

/// What a variable held before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// It did not exist.
    Nothing,
    /// A parameter's name, an address, a username.
    Held(String),
    /// Something that could be a secret put there by mistake. It is not written down; the published version
    /// still holds it.
    Withheld,
}

impl Journal {
    /// The current format.
    pub const VERSION: u32 = 1;

    /// Notes what came before all else, unless something about it is noted already.
    pub fn add_first(&mut self, entry: Option<Entry>) {
        if let Some(entry) = entry
            && !self.entries.iter().any(|known| known.is_about(&entry))
        {
            self.entries.insert(0, entry);
        }
    }

    /// Whether the setup changed something and did not get to its end.
    pub fn is_open(&self) -> bool {
        !self.finished && !self.entries.is_empty()
    }
}

/// Where journals are kept.
#[derive(Debug)]
pub struct Journals {
    folder: Option<PathBuf>,
    kept: Mutex<BTreeMap<String, Journal>>,
}

impl Journals {
    /// In this folder.
    pub fn at(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            kept: Mutex::default(),
        }
    }

    /// In memory, until the program ends: those of practice.
    pub fn in_memory() -> Self {
        Self::at(None)
    }

    /// In the person's state folder: `$XDG_STATE_HOME/scv-oauth`, usually `~/.local/state/scv-oauth`.
    pub fn of_person() -> Self {
        let folder = files::state_folder().map(|folder| folder.join("journal"));
        Self::at(folder)
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
            return Ok(kept.get(name).cloned());
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
            kept.insert(journal.contact_center.clone(), journal.clone());
            return Ok(());
        };
        if let Some(folder) = path.parent() {
            files::private_folder(folder)?;
        }
        let text = serde_json::to_string_pretty(journal)
            .map_err(|error| unreadable(&path, &error.to_string()))?;
        files::write_private(&path, &text)
    }

    /// Forgets the journal of a contact center: it was put back.
    pub fn remove(&self, journal: &Journal) {
        let path = self.path(&journal.account, &journal.region, &journal.contact_center);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&journal.contact_center);
        if let Some(path) = path {
            // One that stays is harmless: undo finds that nothing of it is current any more.
            let _ = fs::remove_file(path);
        }
    }

    fn path(&self, account: &str, region: &str, name: &str) -> Option<PathBuf> {
        let file = files::name_of(&[account, region, name], "json");
        self.folder.as_ref().map(|folder| folder.join(file))
    }
}

/// The journal in a file of the folder; one that cannot be read is told of when its contact center is set up.
fn journal_in(entry: std::io::Result<fs::DirEntry>) -> Option<Journal> {
    serde_json::from_str(&fs::read_to_string(entry.ok()?.path()).ok()?).ok()
}

fn unreadable(path: &Path, why: &str) -> Problem {
    Problem::new(
        "journal-unreadable",
        format!("The journal {} cannot be used: {why}.", path.display()),
    )
    .cause("It may have been edited, or the disk is full.")
    .fix("Move the file away; what can be told from AWS alone is then offered.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn journal() -> Journal {
        Journal {
            version: Journal::VERSION,
            account: "111122223333".into(),
            region: "us-west-2".into(),
            contact_center: "acme".into(),
            begun: "2026-11-24T00:00:00Z".into(),
            finished: false,
            entries: vec![Entry::Alias {
                function: "f".into(),
                alias: "active".into(),
                before: "3".into(),
                weights: BTreeMap::new(),
                after: None,
            }],
        }
    }

    #[test]
    fn what_was_written_is_read_back_and_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let journals = Journals::at(Some(folder.path().join("deep").join("er")));
        journals.write(&journal()).unwrap();
        let read = || journals.read("111122223333", "us-west-2", "acme").unwrap();
        assert_eq!(read(), Some(journal()));
        journals.remove(&journal());
        assert_eq!(read(), None);
    }

    #[test]
    fn a_setup_that_did_not_come_to_its_end_is_found_where_it_was_begun() {
        let folder = tempfile::tempdir().unwrap();
        for journals in [
            Journals::at(Some(folder.path().to_owned())),
            Journals::in_memory(),
        ] {
            journals.write(&journal()).unwrap();
            let names = |region| journals.unfinished("111122223333", region).len();
            assert_eq!((names("us-west-2"), names("eu-west-1")), (1, 0));
            let finished = Journal {
                finished: true,
                ..journal()
            };
            journals.write(&finished).unwrap();
            assert_eq!(names("us-west-2"), 0);
        }
    }

    fn secret(before: &str, after: &str) -> Entry {
        Entry::Secret {
            name: "acme-salesforce-secret".into(),
            before: before.into(),
            after: after.into(),
            token: false,
        }
    }

    #[test]
    fn a_setup_that_goes_on_brings_back_what_the_first_part_replaced() {
        let mut entry = secret("a", "b");
        entry.now_leads_to(secret("b", "c"));
        assert_eq!(entry, secret("a", "c"));
    }

    #[test]
    fn what_somebody_else_wrote_in_between_is_not_passed_over() {
        let mut entry = secret("a", "b");
        entry.now_leads_to(secret("other", "c"));
        assert_eq!(entry, secret("other", "c"));
    }

    #[test]
    fn a_damaged_journal_is_a_problem_and_not_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let journals = Journals::at(Some(folder.path().to_owned()));
        fs::write(folder.path().join("111122223333_us-west-2_acme.json"), "{").unwrap();
        let read = journals.read("111122223333", "us-west-2", "acme");
        assert_eq!(read.unwrap_err().code, "journal-unreadable");
    }
}
