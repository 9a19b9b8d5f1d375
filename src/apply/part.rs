//! What all parts of the writing have in common: their names, and noting how to undo them.

use super::Stop;
use crate::domain::CheckLine;
use crate::domain::center::VersionPath;
use crate::domain::change::Write;
use crate::domain::plan::token_parameter;
use crate::domain::snapshot::Snapshot;
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

/// The cached token as it is now. With the new values the function stores a new one, which must not outlive
/// an undo: it would go on letting in whom the undone values name.
pub fn token(now: &Snapshot) -> Option<Entry> {
    if now.center.path == VersionPath::SecretsManager {
        // One among the values goes back with them, key by key.
        let access = now.access_secret.as_ref();
        let access = access.filter(|_| !now.has_token_among_values())?;
        return Some(Entry::Secret {
            name: access.name.clone(),
            before: Some(access.version.clone()),
            after: access.version.clone(),
            token: true,
        });
    }
    let name = token_parameter(now);
    let found = now.parameters.get(&name);
    let version = found.map(|found| found.parameter.version);
    // Where there is none yet, the function makes it.
    Some(Entry::Parameter {
        name,
        before: version,
        after: version.unwrap_or(0),
        token: true,
        written: None,
    })
}

fn another_ran() -> Problem {
    Problem::new(
        "another-setup-ran",
        "Another setup or undo of this contact center ran meanwhile.",
    )
    .cause("It ran on this computer, in another window maybe, and noted what it changed.")
    .fix("Wait until it has ended. Then look at the new preview and decide again.")
}

/// Notes in the journal what is about to be changed, and what of a part is done.
pub struct Note<'a> {
    /// The journal.
    pub journal: &'a mut Journal,
    /// Where it is kept.
    pub journals: &'a Journals,
    /// What this part has done, for where it stops before its end.
    pub done: Vec<CheckLine>,
}

impl<'a> Note<'a> {
    /// For a part that has done nothing yet.
    pub fn of(journal: &'a mut Journal, journals: &'a Journals) -> Self {
        Self {
            journal,
            journals,
            done: Vec::new(),
        }
    }

    /// Notes what is done of the part now, in place of what was until then.
    pub fn has_done(&mut self, what: String) {
        self.done = vec![CheckLine::warn(what)];
    }

    /// Makes sure that the journal that is kept is the one that this setup left: another run on this computer may
    /// have replaced it, or gone on with it, and neither may lose what the other one noted.
    pub fn is_undisturbed(&self) -> Result<(), Problem> {
        let ours = &*self.journal;
        let kept = self
            .journals
            .read(&ours.account, &ours.region, &ours.contact_center)?;
        // Until something is changed, the setup before this one counts, where there is one.
        let is_ours = kept.as_ref() == Some(ours) || (!ours.has_changes() && kept == ours.before());
        match is_ours {
            true => Ok(()),
            false => Err(another_ran()),
        }
    }

    /// Notes an entry before its change is made, and gives what was noted until then. An entry for the same
    /// thing from an unfinished setup keeps what it replaced. What cannot be kept is not noted.
    pub fn add(&mut self, entry: Entry) -> Result<Vec<Entry>, Problem> {
        let noted = self.journal.entries.clone();
        self.note_after(noted.clone(), entry)?;
        Ok(noted)
    }

    fn note_after(&mut self, noted: Vec<Entry>, entry: Entry) -> Result<(), Problem> {
        let mut journal = Journal {
            entries: noted,
            ..self.journal.clone()
        };
        let mut known = journal.entries.iter_mut();
        match known.find(|known| known.is_about(&entry)) {
            Some(known) => known.now_leads_to(entry),
            None => journal.entries.push(entry),
        }
        self.journals.write(&journal)?;
        *self.journal = journal;
        Ok(())
    }

    /// Goes back to what was noted before a change that was not made after all. As long as this setup has changed
    /// nothing, the one before it is the last.
    pub fn take_back(&mut self, noted: Vec<Entry>) -> Result<(), Problem> {
        self.journal.entries = noted;
        match self.journal.has_changes() {
            true => self.journals.write(self.journal),
            false => self.journals.forget(self.journal),
        }
    }

    /// The same after a stop, which is what counts: a journal that cannot be taken back as well is only noted with it.
    pub fn take_back_for(&mut self, noted: Vec<Entry>, stop: Stop) -> Stop {
        let taken_back = self.take_back(noted);
        let stays = |problem| {
            format!("It is still on record as changed; undo sees that it was not. {problem}")
        };
        stop.noting(taken_back.err().map(stays))
    }

    /// Corrects the entry that was added last: the change came out differently.
    pub fn correct(&mut self, noted: Vec<Entry>, entry: Entry) -> Result<(), Problem> {
        self.note_after(noted, entry)
    }
}
