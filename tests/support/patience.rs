//! How long a test waits for something that is sure to come: a busy machine gets there, and what never comes fails
//! with a word instead of hanging.

use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A wait that goes on until it has lasted too long.
pub struct Patience {
    what: String,
    ends: Instant,
}

impl Patience {
    /// Begins to wait for this.
    pub fn with(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            ends: Instant::now() + PATIENCE,
        }
    }

    /// What is left of it.
    ///
    /// # Panics
    /// Once nothing is.
    #[track_caller]
    pub fn left(&self) -> Duration {
        let left = self.ends.saturating_duration_since(Instant::now());
        assert!(!left.is_zero(), "no {} in {PATIENCE:?}", self.what);
        left
    }
}

/// Blocks until this holds.
#[track_caller]
pub fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let patience = Patience::with(what);
    while !holds() {
        patience.left();
        std::thread::sleep(Duration::from_millis(10));
    }
}
