//! What a setup changed and how to put it back: ids of versions, targets of aliases, names. Never a secret.
//!
//! Written before the first change and kept up to date, so that a stop at any moment can be finished or undone.

mod entry;
mod held;
mod kept;
#[cfg(test)]
mod tests;

pub use entry::{Before, Entry, Variable};
pub use held::Held;
pub use kept::Journals;

use serde::{Deserialize, Serialize};

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
    /// Whether all of it was written and is not proved to work. Journals of earlier versions do not tell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unproved: bool,
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
    /// Whether all of it was written and is not proved to work.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unproved: bool,
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

    /// Whether a setup noted it; what is told by AWS alone has no beginning.
    pub fn is_on_record(&self) -> bool {
        !self.begun.is_empty()
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
            unproved: self.unproved,
            entries: self.entries,
        });
        let earlier = last.into_iter().chain(self.earlier);
        Self {
            version: Self::VERSION,
            begun,
            finished: false,
            unproved: false,
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
            unproved: last.unproved,
            entries: last.entries.clone(),
            earlier: earlier.to_vec(),
            ..self.clone()
        })
    }
}
