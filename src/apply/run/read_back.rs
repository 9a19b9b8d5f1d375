//! Reads back what was written, until AWS shows it or the person does not want to wait for that.

use std::time::Duration;

use crate::apply::pause::pause;
use crate::apply::proofs;
use crate::domain::snapshot::Snapshot;
use crate::problem::Problem;

use super::Run;

impl Run<'_> {
    /// Reads until what was written shows; AWS may lag behind by seconds.
    pub(super) async fn read_back(&self) -> Result<Snapshot, Problem> {
        const TRIES: u32 = 6;
        let mut last = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                let length = Duration::from_millis(500 << attempt.min(3));
                pause(self.watch, length).await;
            }
            if self.watch.stop_asked() {
                return Err(proofs::stopped(true));
            }
            match self.look().await {
                Ok(snapshot) => {
                    // What can no longer be planned has nothing to write either.
                    let plan = self.replan(&snapshot, false);
                    if plan.is_nothing() {
                        return Ok(snapshot);
                    }
                    last = Some(differs(plan.refusals.first()));
                }
                Err(problem) => last = Some(problem),
            }
        }
        Err(last.unwrap_or_else(|| differs(None)))
    }
}

/// `refusal`: why what is there now could not be set up at all, where it could not.
fn differs(refusal: Option<&Problem>) -> Problem {
    Problem::new(
        "read-back-differs",
        "What AWS gives back is not what was written.",
    )
    .cause(match refusal {
        Some(refusal) => format!("Somebody else wrote since. {}", refusal.what),
        None => "Somebody else wrote at the same moment, or AWS still lags behind.".to_owned(),
    })
    .fix("Run scv-oauth check in a minute; setup again writes what is still missing.")
}
