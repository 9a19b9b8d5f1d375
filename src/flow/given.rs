//! The answers that were taken, each kept apart by what it is about.

use std::collections::BTreeMap;

use crate::draft::Owner;
use crate::question::Answer;

/// The answers that were taken, the later over the earlier.
#[derive(Default)]
pub(super) struct Given {
    /// About the place, and which contact center.
    before: Answer,
    /// About one contact center, and nothing to go by for another.
    of_centers: BTreeMap<Owner, Answer>,
}

impl Given {
    /// Keeps an answer; `about`: the contact center that it is about, once one was asked for.
    pub fn keep(&mut self, about: Option<Owner>, answer: &Answer) {
        let kept = match about {
            Some(center) => self.of_centers.entry(center).or_default(),
            None => &mut self.before,
        };
        kept.extend(answer);
    }

    /// All that holds for this contact center.
    pub fn holding_for(&self, center: &Owner) -> Answer {
        let mut holding = self.before.clone();
        if let Some(own) = self.of_centers.get(center) {
            holding.extend(own);
        }
        holding
    }
}
