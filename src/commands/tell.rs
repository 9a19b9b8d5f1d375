//! What commands say while they run and at their end: results on standard output, all else on standard error.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::diagnosis::visible;
use crate::plain;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::steps::{Asked, Progress};
use crate::watch::{StageState, Watch};

/// Says a line to the person, on standard error. A closed pipe is no failure.
pub fn say(line: &str) {
    let _unheard = writeln!(io::stderr(), "{line}");
}

/// How a command tells its result.
pub struct Tell {
    /// As one JSON document instead of text.
    pub json: bool,
}

impl Tell {
    /// Tells a report; its exit code.
    pub fn report(&self, report: &Report) -> u8 {
        let text = if self.json {
            format!("{:#}\n", report.json())
        } else {
            format!("{}\n", plain::report(report))
        };
        let mut output = io::stdout().lock();
        let _unheard = output
            .write_all(text.as_bytes())
            .and_then(|()| output.flush());
        report.outcome.exit_code()
    }

    /// Tells why the command line or an answer cannot be used; exit code 2.
    pub fn unusable(&self, problems: Vec<Problem>) -> u8 {
        let mut report = Report::new("", Outcome::Unusable);
        report.problem = problems.first().cloned();
        report.problems = problems;
        self.report(&report)
    }
}

/// Says on standard error what is being done, and hears Ctrl-C: before writing it ends the program, while
/// writing it is heeded between two calls.
#[derive(Default)]
pub struct Aloud {
    writing: AtomicBool,
    stop: AtomicBool,
    names: Mutex<Vec<String>>,
}

impl Aloud {
    /// Does the work. Ctrl-C gives it up before anything is written; `None` then.
    pub async fn unless_interrupted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.interrupted() => None,
        }
    }

    /// Ends when Ctrl-C is pressed before the writing; while writing, it only asks for a stop.
    async fn interrupted(&self) {
        loop {
            if tokio::signal::ctrl_c().await.is_err() {
                return std::future::pending().await;
            }
            if !self.writing.load(Ordering::SeqCst) {
                return;
            }
            self.stop.store(true, Ordering::SeqCst);
            say("Stopping after the current call.");
        }
    }
}

impl Progress for Aloud {
    fn waiting_for(&self, what: &str) {
        say(&format!("{}...", visible(what)));
    }

    fn so_far(&self, _: Asked) {}
}

impl Watch for Aloud {
    fn stages(&self, names: &[String]) {
        self.writing.store(true, Ordering::SeqCst);
        if let Ok(mut known) = self.names.lock() {
            *known = names.to_vec();
        }
    }

    fn stage(&self, at: usize, state: StageState) {
        let name = self
            .names
            .lock()
            .ok()
            .and_then(|names| names.get(at).cloned());
        let name = name.unwrap_or_default();
        let (word, said) = match state {
            StageState::Waiting | StageState::Working(_) => return,
            StageState::Done(said) => ("done", said),
            StageState::Skipped(said) => ("skipped", said),
            StageState::Failed(said) => ("failed", said),
        };
        let said = if said.is_empty() {
            said
        } else {
            format!(": {}", visible(&said))
        };
        say(&format!("{word}: {}{said}", visible(&name)));
    }

    fn stop_asked(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}
