//! Writing, told line by line: each stage once it begins and once it is over.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::prompter::Prompter;
use super::wait::{Waiting, wait};
use crate::plain;
use crate::report::Report;
use crate::watch::{StageState, Watch};

/// Watches the writing and says what happens.
pub(super) struct Told<'a> {
    prompter: &'a dyn Prompter,
    waiting: Waiting,
    stages: Mutex<Vec<String>>,
    stop: AtomicBool,
    begun: Mutex<Option<String>>,
}

impl<'a> Told<'a> {
    pub(super) fn to(prompter: &'a dyn Prompter) -> Self {
        Self {
            prompter,
            waiting: Waiting::default(),
            stages: Mutex::default(),
            stop: AtomicBool::new(false),
            begun: Mutex::default(),
        }
    }

    /// Waits for the writing to end. Ctrl-C lets the current call finish.
    pub(super) async fn watched(&self, writing: impl Future<Output = Report>) -> Report {
        let stop_later = || {
            self.stop.store(true, Ordering::SeqCst);
            self.prompter
                .say("Stopping once the call under way has its answer.");
            true
        };
        let mut writing = std::pin::pin!(writing);
        loop {
            let report = wait(self.prompter, &self.waiting, &mut writing, stop_later).await;
            if let Some(report) = report {
                return report;
            }
        }
    }

    /// When the setup began that was written; none where it did not come to that.
    pub(super) fn begun(&self) -> Option<String> {
        self.begun.lock().ok()?.clone()
    }

    fn name(&self, at: usize) -> (String, usize) {
        let stages = self.stages.lock();
        stages.map_or((String::new(), 0), |stages| {
            (stages.get(at).cloned().unwrap_or_default(), stages.len())
        })
    }
}

impl Watch for Told<'_> {
    fn stages(&self, names: &[String]) {
        if let Ok(mut stages) = self.stages.lock() {
            *stages = names.to_vec();
        }
    }

    fn stage(&self, at: usize, state: StageState) {
        let (name, count) = self.name(at);
        let step = format!("{} of {count}, {name}", at + 1);
        let said = match state {
            StageState::Waiting => return,
            StageState::Working(what) => {
                let what = if what.is_empty() {
                    name
                } else {
                    format!("{name}, {what}")
                };
                self.waiting.note(&what);
                return;
            }
            StageState::Done(text) => format!("ok: {step}{}", after(": ", &text)),
            StageState::Skipped(why) => format!("skipped: {step}{}", after(": ", &why)),
            StageState::Failed(why) => format!("error: {step}{}", after(": ", &why)),
        };
        self.prompter.say(&plain::wrapped(&said, 2));
    }

    fn stop_asked(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    fn on_record(&self, begun: &str) {
        if let Ok(mut known) = self.begun.lock() {
            *known = Some(begun.to_owned());
        }
    }
}

fn after(mark: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{mark}{text}")
    }
}
