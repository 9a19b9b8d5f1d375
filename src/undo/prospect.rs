//! What undoing would come to: from the journal, or from what AWS alone tells, and as AWS stands now.

use super::look::{Obstacle, look};
use super::step::Step;
use super::{Place, lost};
use crate::account::Reader;
use crate::discover;
use crate::domain::CheckLine;
use crate::journal::{Entry, Journal, Journals};
use crate::problem::Problem;
use crate::report::setup_of;

/// What would be put back, and how sure that is.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// What the setup changed; without entries there is nothing to put back.
    pub journal: Journal,
    /// How it would be put back, in this order.
    pub steps: Vec<Step>,
    /// What stands against putting it back.
    pub against: Option<Problem>,
    /// Why some of it is only likely to be the setup's; none where all is certain.
    pub doubts: Vec<CheckLine>,
    /// What is not put back, with the names and versions that it takes to do so by hand.
    pub by_hand: Vec<CheckLine>,
    /// What kept us from looking at all that a setup could have changed.
    pub unseen: Option<Problem>,
}

impl Prospect {
    /// Whether there is nothing to put back.
    pub fn is_nothing(&self) -> bool {
        self.journal.entries.is_empty()
    }

    /// Which setup it is about, as in `the setup of 2026-11-24 09:30:00 UTC`.
    pub fn setup(&self) -> String {
        setup_of(&self.journal.begun)
    }

    /// Which setup came before it, and could be put back after it.
    pub fn earlier(&self) -> Option<String> {
        self.journal.before().map(|before| setup_of(&before.begun))
    }

    /// Whether all of it is as it was before already, so that nothing would be written.
    pub fn is_back(&self) -> bool {
        self.steps.iter().all(Step::is_nothing)
    }

    /// What would be done, by place: each with a sentence for each thing that is done there.
    pub fn places(&self) -> Vec<(Place, Vec<String>)> {
        let mut places: Vec<(Place, Vec<String>)> = Vec::new();
        for step in self.steps.iter().filter(|step| !step.is_nothing()) {
            let place = step.place();
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, plans)) => plans.push(step.plan()),
                None => places.push((place, vec![step.plan()])),
            }
        }
        places
    }

    /// Looks at everything before anything is put back.
    async fn of(reader: &dyn Reader, journal: Journal) -> Result<Self, Problem> {
        let (steps, against) = match steps(reader, &journal).await {
            Ok(steps) => (steps, None),
            Err(Obstacle::Against(problem)) => (Vec::new(), Some(problem)),
            Err(Obstacle::Unseen(failure)) => return Err(failure.problem()),
        };
        Ok(Self {
            journal,
            steps,
            against,
            doubts: Vec::new(),
            by_hand: Vec::new(),
            unseen: None,
        })
    }
}

/// The steps in their order, or the first thing that is in the way of one of them.
async fn steps(reader: &dyn Reader, journal: &Journal) -> Result<Vec<Step>, Obstacle> {
    let mut backwards: Vec<&Entry> = journal.entries.iter().rev().collect();
    // The token comes last: as long as the new values stand, a call would bring a new one.
    backwards.sort_by_key(|entry| entry.is_token());
    let mut steps = Vec::new();
    for entry in backwards {
        let step = look(reader, entry, journal).await?;
        steps.push((entry.is_token(), step));
    }
    steps.sort_by_key(|(is_token, step)| (*is_token, step.place().rank()));
    Ok(steps.into_iter().map(|(_, step)| step).collect())
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
        journal.map(|journal| journal.and_then(last_that_changed))
    };
    if let Some(journal) = noted(contact_center)? {
        return Prospect::of(reader, journal).await;
    }
    // It may have been called by its function's name or a LambdaPrefix; journals go by the API name.
    let center = discover::resolve(reader, contact_center).await?;
    if let Some(journal) = noted(&center.name)? {
        return Prospect::of(reader, journal).await;
    }
    let told = lost::told(reader, &center).await?;
    let journal = Journal {
        version: Journal::VERSION,
        account: identity.account,
        region: region.to_owned(),
        contact_center: center.name,
        finished: true,
        entries: told.entries,
        ..Journal::default()
    };
    Ok(Prospect {
        doubts: told.doubts,
        by_hand: told.by_hand,
        unseen: told.unseen,
        ..Prospect::of(reader, journal).await?
    })
}

/// A setup that was stopped before it changed anything is passed over.
pub(super) fn last_that_changed(journal: Journal) -> Option<Journal> {
    match journal.has_changes() {
        true => Some(journal),
        false => journal.before().and_then(last_that_changed),
    }
}
