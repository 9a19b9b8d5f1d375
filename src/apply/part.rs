//! What all parts of the writing have in common: their names, and noting how to undo them.

use crate::domain::change::Write;
use crate::journal::{Entry, Journal, Journals};
use crate::problem::Problem;

/// What a part of the writing is called, as in `Write secret acme-salesforce-secret`.
pub fn name(write: &Write) -> String {
    match write {
        Write::Secret(write) => format!("Write secret {}", write.name),
        Write::Parameter { write, .. } => format!("Write parameter {}", write.name),
        Write::Function(write) if write.alias.is_some() => {
            format!(
                "Change, publish and switch over function {}",
                write.function
            )
        }
        Write::Function(write) => format!("Change function {}", write.function),
    }
}

/// Notes in the journal what is about to be changed.
pub struct Note<'a> {
    /// The journal.
    pub journal: &'a mut Journal,
    /// Where it is kept.
    pub journals: &'a Journals,
}

impl Note<'_> {
    /// Notes an entry before its change is made. One for the same thing from an unfinished setup keeps what
    /// it replaced.
    pub fn add(&mut self, entry: Entry) -> Result<(), Problem> {
        let known = self
            .journal
            .entries
            .iter_mut()
            .find(|known| known.is_about(&entry));
        match known {
            Some(known) => known.now_leads_to(entry),
            None => self.journal.entries.push(entry),
        }
        self.journals.write(self.journal)
    }

    /// Takes an entry back: its change was not made after all.
    pub fn take_back(&mut self, entry: &Entry) -> Result<(), Problem> {
        self.journal.entries.retain(|known| known != entry);
        self.journals.write(self.journal)
    }
}
