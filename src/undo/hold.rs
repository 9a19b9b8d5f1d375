//! One run at a time: no other on this computer changes the contact center while it is put back.

use super::prospect::{Prospect, last_that_changed};
use crate::journal::{Held, Journals};
use crate::problem::Problem;

/// Keeps other runs on this computer from it. None may have come to its end since it was looked at.
pub(super) fn hold(journals: &Journals, told: &Prospect) -> Result<Held, Problem> {
    let journal = &told.journal;
    let (account, region) = (&journal.account, &journal.region);
    let held = journals.hold(account, region, &journal.contact_center)?;
    let kept = journals.read(account, region, &journal.contact_center)?;
    let kept = kept.and_then(last_that_changed);
    let is_same = match &kept {
        Some(kept) => kept == journal,
        None => !journal.is_on_record(),
    };
    match is_same {
        true => Ok(held),
        false => Err(Problem::new(
            "another-setup-ran",
            "Another setup or undo of this contact center ran meanwhile.",
        )
        .cause("It ran on this computer, in another window maybe, and came to its end.")
        .fix("Run undo again; it shows what there is to put back now.")),
    }
}
