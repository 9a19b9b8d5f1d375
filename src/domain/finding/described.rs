//! What could be read but not described: how it is kept is not known, so other rules say nothing of it.

use super::{Finding, Rule, Seen};
use crate::domain::snapshot::DESCRIBE_SECRET;

pub(super) const RULES: &[Rule] = &[is_described];

fn is_described(seen: &Seen<'_>) -> Vec<Finding> {
    let undescribed = seen.snapshot.undescribed().into_iter();
    undescribed
        .map(|(place, action)| {
            let what = match action {
                DESCRIBE_SECRET => "Its rotation, replicas and KMS key could not be looked at.",
                _ => "Its tier, KMS key and pattern could not be looked at.",
            };
            Finding::warning("not-described", place, what)
                .why("What is wrong with these would not be found.")
                .fix(format!("Ask for {action} on it."))
        })
        .collect()
}
