//! Waiting, told line by line: what for, and every ten seconds that it goes on.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::prompter::Prompter;
use crate::steps::{Asked, Progress};

/// What is being waited for, and how long a silence may be.
pub(super) struct Waiting {
    what: Mutex<String>,
    silence: Duration,
}

impl Default for Waiting {
    fn default() -> Self {
        Self::told_every(Duration::from_secs(10))
    }
}

impl Waiting {
    /// Tells again after each such time.
    pub(super) fn told_every(silence: Duration) -> Self {
        Self {
            what: Mutex::default(),
            silence,
        }
    }

    /// Notes what is being waited for now.
    pub(super) fn note(&self, what: &str) {
        if let Ok(mut now) = self.what.lock() {
            what.clone_into(&mut now);
        }
    }

    fn line(&self, since: Instant) -> String {
        let what = self
            .what
            .lock()
            .map(|what| what.clone())
            .unwrap_or_default();
        let seconds = since.elapsed().as_secs();
        match what.as_str() {
            "" => format!("Still waiting, {seconds} s."),
            what => format!("Still waiting, {seconds} s: {what}."),
        }
    }
}

/// A question that is not ready yet is not shown line by line: nothing could be taken back.
impl Progress for Waiting {
    fn waiting_for(&self, what: &str) {
        self.note(what);
    }

    fn so_far(&self, _: Asked) {}
}

/// Waits, saying so. `interrupted` is told when the person wants to stop, and says whether to wait on.
pub(super) async fn wait<T>(
    prompter: &dyn Prompter,
    waiting: &Waiting,
    work: impl Future<Output = T>,
    mut interrupted: impl FnMut() -> bool,
) -> Option<T> {
    let begun = Instant::now();
    let first = tokio::time::Instant::now() + waiting.silence;
    let mut ticks = tokio::time::interval_at(first, waiting.silence);
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Some(done),
            _ = ticks.tick() => prompter.say(&waiting.line(begun)),
            () = prompter.interrupted() => {
                if !interrupted() {
                    return None;
                }
            }
        }
    }
}
