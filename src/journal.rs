//! What a setup changed and how to put it back: ids of versions, targets of aliases, names. Never a secret.
//!
//! Written before the first change and kept up to date, so that a stop at any moment can be finished or undone.

mod entry;

pub use entry::{Before, Entry, Variable};

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::domain::CheckLine;
use crate::files;
use crate::problem::Problem;

/// The journal of one contact center's last setup, and of those before it.
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
    /// The setups before it, the latest first; each was finished, and none was put back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

/// A setup that another one followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// When it began, as RFC 3339.
    pub begun: String,
    /// What it changed, in order.
    pub entries: Vec<Entry>,
}

impl Journal {
    /// The current format.
    pub const VERSION: u32 = 1;

    /// How many setups before the last one are remembered: ten in all, of which secrets keep what was before.
    const MOST_EARLIER: usize = 9;

    /// Notes what came before all else, unless something about it is noted already.
    pub fn add_first(&mut self, entry: Option<Entry>) {
        if let Some(entry) = entry
            && !self.entries.iter().any(|known| known.is_about(&entry))
        {
            self.entries.insert(0, entry);
        }
    }

    /// Whether the setup changed something, or was about to.
    pub fn has_changes(&self) -> bool {
        !self.entries.iter().all(Entry::is_only_noted)
    }

    /// Whether the setup changed something and did not get to its end.
    pub fn is_open(&self) -> bool {
        !self.finished && self.has_changes()
    }

    /// A new setup, which has changed nothing yet.
    #[must_use]
    pub fn next(self, begun: String) -> Self {
        let has_changes = self.has_changes();
        let last = has_changes.then_some(Earlier {
            begun: self.begun,
            entries: self.entries,
        });
        let earlier = last.into_iter().chain(self.earlier);
        Self {
            version: Self::VERSION,
            begun,
            finished: false,
            entries: Vec::new(),
            earlier: earlier.take(Self::MOST_EARLIER).collect(),
            ..self
        }
    }

    /// The journal as it was before this setup; nothing where it is the first that is remembered.
    pub fn before(&self) -> Option<Self> {
        let (last, earlier) = self.earlier.split_first()?;
        Some(Self {
            begun: last.begun.clone(),
            finished: true,
            entries: last.entries.clone(),
            earlier: earlier.to_vec(),
            ..self.clone()
        })
    }
}

/// Where journals are kept.
#[derive(Debug)]
pub struct Journals {
    folder: Option<PathBuf>,
    kept: Mutex<BTreeMap<String, Journal>>,
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

    /// Forgets the last setup of a contact center: it was put back, or changed nothing. The one before it is the
    /// last then.
    pub fn forget(&self, journal: &Journal) -> Result<(), Problem> {
        if let Some(before) = journal.before() {
            return self.write(&before);
        }
        let path = self.path(&journal.account, &journal.region, &journal.contact_center);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&journal.contact_center);
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
            earlier: Vec::new(),
        }
    }

    #[test]
    fn what_was_written_is_read_back_and_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let journals = Journals::at(Some(folder.path().join("deep").join("er")));
        journals.write(&journal()).unwrap();
        let read = || journals.read("111122223333", "us-west-2", "acme").unwrap();
        assert_eq!(read(), Some(journal()));
        journals.forget(&journal()).unwrap();
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
            before: Some(before.into()),
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
    fn an_entry_is_a_token_s_only_while_both_sides_are() {
        let token = |before: i64, after: i64, token: bool| Entry::Parameter {
            name: "p".into(),
            before: Some(before),
            after,
            token,
            written: None,
        };
        for (first, later, merged) in [
            (token(3, 3, true), token(5, 6, true), token(3, 6, true)),
            (token(3, 3, true), token(3, 4, false), token(3, 4, false)),
            (token(3, 3, true), token(5, 6, false), token(5, 6, false)),
            (token(3, 4, false), token(4, 5, true), token(3, 5, false)),
            (token(3, 4, false), token(6, 7, true), token(6, 7, false)),
        ] {
            let mut entry = first;
            entry.now_leads_to(later);
            assert_eq!(entry, merged);
        }
    }

    #[test]
    fn a_withheld_value_is_read_from_a_version_that_holds_it_only() {
        let entry = |name: &str, before: Before, held_by: Option<&str>| Entry::Environment {
            function: "f".into(),
            variables: vec![Variable {
                name: name.into(),
                before,
                after: name.to_lowercase(),
            }],
            held_by: held_by.map(str::to_owned),
        };
        let held_by = |first: Entry, later: Entry| {
            let mut entry = first;
            entry.now_leads_to(later);
            match entry {
                Entry::Environment { held_by, .. } => held_by,
                _ => None,
            }
        };
        use Before::{Nothing, Withheld};
        let first = |name| entry(name, Withheld, Some("3"));
        // It was somebody else's value that was replaced later.
        assert_eq!(held_by(first("A"), entry("A", Withheld, None)), None);
        let held = held_by(first("A"), entry("A", Withheld, Some("4")));
        assert_eq!(held.as_deref(), Some("4"));
        let held = held_by(first("A"), entry("B", Nothing, Some("4")));
        assert_eq!(held.as_deref(), Some("3"));
        let held = held_by(first("A"), entry("B", Withheld, Some("3")));
        assert_eq!(held.as_deref(), Some("3"));
        assert_eq!(held_by(first("A"), entry("B", Withheld, Some("4"))), None);
    }

    #[test]
    fn what_somebody_else_wrote_in_between_is_not_passed_over() {
        let mut entry = secret("a", "b");
        entry.now_leads_to(secret("other", "c"));
        assert_eq!(entry, secret("other", "c"));
    }

    #[test]
    fn a_setup_that_follows_another_does_not_push_it_out_of_mind() {
        let journals = Journals::in_memory();
        let mut last = journal();
        for begun in 1..=15 {
            last = last.next(begun.to_string());
            assert!(!last.has_changes());
            last.entries = vec![secret("a", &begun.to_string())];
            last.finished = true;
        }
        journals.write(&last).unwrap();
        let mut seen = Vec::new();
        while let Some(now) = journals.read("111122223333", "us-west-2", "acme").unwrap() {
            assert!(now.finished);
            assert_eq!(now.entries, [secret("a", &now.begun)]);
            seen.push(now.begun.clone());
            journals.forget(&now).unwrap();
        }
        let expected: Vec<String> = (6..=15).rev().map(|begun: u8| begun.to_string()).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn one_that_changed_nothing_is_not_remembered() {
        let mut noted = journal().next("2".into());
        noted.add_first(Some(Entry::Secret {
            name: "acme-salesforce-access-secret".into(),
            before: Some("a".into()),
            after: "a".into(),
            token: true,
        }));
        assert!(!noted.has_changes() && !noted.is_open());
        let next = noted.next("3".into());
        let begun: Vec<_> = next.earlier.iter().map(|it| it.begun.as_str()).collect();
        assert_eq!(begun, ["2026-11-24T00:00:00Z"]);
    }

    #[test]
    fn what_an_older_version_wrote_is_read() {
        let text = r#"{"version": 1, "account": "1", "region": "r", "contact_center": "c", "begun": "",
            "finished": true, "entries": [
                {"kind": "secret", "name": "acme-salesforce-secret", "before": "a", "after": "b", "token": false}
            ]}"#;
        let journal: Journal = serde_json::from_str(text).unwrap();
        assert_eq!(journal.entries, [secret("a", "b")]);
        assert!(journal.earlier.is_empty());
    }

    #[test]
    fn a_parameter_of_an_older_version_is_read_and_when_it_was_written_is_kept() {
        let text =
            r#"{"kind": "parameter", "name": "p", "before": null, "after": 1, "token": false}"#;
        let mut entry: Entry = serde_json::from_str(text).unwrap();
        let Entry::Parameter { written, .. } = &mut entry else {
            panic!("{entry:?}");
        };
        assert_eq!(*written, None);
        *written = "2026-11-24T09:30:00.123Z".parse().ok();
        let text = serde_json::to_string(&entry).unwrap();
        assert!(text.contains("2026-11-24T09:30:00.123Z"), "{text}");
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
    }

    #[test]
    fn one_that_cannot_be_removed_is_told_of_and_one_that_is_gone_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let journals = Journals::at(Some(folder.path().to_owned()));
        journals.forget(&journal()).unwrap();
        // Only a file can be removed.
        fs::create_dir(folder.path().join("111122223333_us-west-2_acme.json")).unwrap();
        let problem = journals.forget(&journal()).unwrap_err();
        assert_eq!(problem.code, "journal-stays");
        assert!(problem.what.contains("111122223333_us-west-2_acme.json"));
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
