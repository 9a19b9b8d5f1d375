//! What undoing would come to: from the journal, or from what AWS alone tells.

use super::lost;
use crate::account::Reader;
use crate::discover;
use crate::domain::CheckLine;
use crate::journal::{Entry, Journal, Journals};
use crate::problem::Problem;

/// What would be put back, and how sure that is.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// What would be put back; without entries there is nothing.
    pub journal: Journal,
    /// Why some of it is only likely to be the setup's; none where all is certain.
    pub doubts: Vec<CheckLine>,
    /// What is not put back, with the names and versions that it takes to do so by hand.
    pub by_hand: Vec<CheckLine>,
    /// What kept us from looking at all that a setup could have changed.
    pub unseen: Option<Problem>,
}

impl From<Journal> for Prospect {
    fn from(journal: Journal) -> Self {
        Self {
            journal,
            doubts: Vec::new(),
            by_hand: Vec::new(),
            unseen: None,
        }
    }
}

/// Looks at the journal, and where there is none at AWS.
pub async fn prospect(
    reader: &dyn Reader,
    journals: &Journals,
    contact_center: &str,
    region: &str,
) -> Result<Prospect, Problem> {
    let identity = reader
        .identity()
        .await
        .map_err(|failure| failure.problem())?;
    let noted = |name: &str| {
        let journal = journals.read(&identity.account, region, name);
        journal.map(|journal| journal.filter(|journal| !journal.entries.is_empty()))
    };
    if let Some(journal) = noted(contact_center)? {
        return Ok(journal.into());
    }
    // It may have been called by its function's name or a LambdaPrefix; journals go by the API name.
    let center = discover::resolve(reader, contact_center).await?;
    if let Some(journal) = noted(&center.name)? {
        return Ok(journal.into());
    }
    let told = lost::told(reader, &center).await?;
    Ok(Prospect {
        journal: Journal {
            version: Journal::VERSION,
            account: identity.account,
            region: region.to_owned(),
            contact_center: center.name,
            begun: String::new(),
            finished: true,
            entries: told.entries,
        },
        doubts: told.doubts,
        by_hand: told.by_hand,
        unseen: told.unseen,
    })
}

/// What putting an entry back is called.
pub fn describe(entry: &Entry) -> String {
    match entry {
        Entry::Secret { name, .. } => format!("Put secret {name} back to its version before"),
        Entry::Parameter {
            name,
            before: Some(version),
            ..
        } => {
            format!("Put parameter {name} back to what version {version} holds")
        }
        Entry::Parameter { name, .. } => format!("Remove parameter {name}, which setup made"),
        Entry::Environment { function, .. } => {
            format!("Put the variables of function {function} back")
        }
        Entry::Alias {
            function,
            alias,
            before,
            ..
        } => {
            format!("Point alias {alias} of {function} back to version {before}")
        }
    }
}
