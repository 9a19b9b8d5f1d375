//! What an undo would put back, as plain text.

use super::{under, wrapped};
use crate::undo::Prospect;

/// By place, as a setup's preview tells what it would write.
pub fn undo(told: &Prospect) -> String {
    let name = &told.journal.contact_center;
    let setup = told.setup();
    let head = format!(
        "Contact center {name}. This would put back what {setup} changed. Nothing has been written yet."
    );
    let mut lines = vec![wrapped(&head, 2)];
    for (place, plans) in told.places() {
        lines.push(wrapped(&format!("In {place}:"), 2));
        lines.extend(plans.iter().map(|plan| under(2, "", plan)));
    }
    if let Some(earlier) = told.earlier() {
        let stays = format!("What {earlier} changed, the one before it, would stay.");
        lines.push(wrapped(&stays, 2));
    }
    lines.join("\n")
}
