//! `undo --yes` through the real program: afterwards the account reads as it did before the setup.

mod beside_others;
mod lost;
mod whole;

use crate::setup::ground::Ground;

/// Nothing of ours stays on a version once all is put back.
async fn assert_no_label(ground: &Ground) {
    let seen = ground.fingerprint().await;
    let label = seen.keys().find(|place| place.contains(" scv-oauth-"));
    assert_eq!(label, None);
}
