//! What commands say while they run and at their end: results on standard output, all else on standard error.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::check::CheckReport;
use crate::domain::diagnosis::visible;
use crate::plain;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::steps::{Asked, Progress};
use crate::stop;
use crate::watch::{StageState, Watch};

/// Says a line to the person, on standard error. A closed pipe is no failure.
pub fn say(line: &str) {
    let _unheard = writeln!(io::stderr(), "{line}");
}

/// Whose result it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// A setup's, and of all that has none of its own.
    Setup,
    /// A check's.
    Check,
    /// An undo's.
    Undo,
}

/// How a command tells its result.
pub struct Tell {
    /// As one JSON document instead of text.
    pub json: bool,
    /// Whether it is about the practice world.
    pub practice: bool,
    /// Whose it is.
    pub document: Document,
}

impl Tell {
    /// Tells a report; its exit code. What cannot be used has no result: that is said on standard error.
    pub fn report(&self, report: &Report) -> u8 {
        if report.outcome == Outcome::Unusable {
            say(&plain::report(report));
        } else if !self.json {
            let practice = match self.practice {
                true => "Practice: nothing of this is real.\n",
                false => "",
            };
            let text = format!("{practice}{}", plain::report(report));
            return self.result(&text, report.outcome.exit_code());
        }
        match self.json {
            true => self.result(&format!("{:#}", report.json()), report.outcome.exit_code()),
            false => report.outcome.exit_code(),
        }
    }

    /// Tells why the command line or an answer cannot be used; exit code 2.
    pub fn unusable(&self, problems: Vec<Problem>) -> u8 {
        for problem in &problems {
            say(&plain::problem(problem));
        }
        let code = Outcome::Unusable.exit_code();
        match self.json {
            true => self.result(&format!("{:#}", self.no_result(problems)), code),
            false => code,
        }
    }

    /// The document that has nothing to tell but problems.
    fn no_result(&self, problems: Vec<Problem>) -> Value {
        let mut report = match (self.document, problems.first()) {
            (Document::Check, Some(problem)) => {
                let mut report = CheckReport::unusable(problem.clone());
                report.setting.practice = self.practice;
                return report.json();
            }
            (Document::Undo, _) => Report::on_undo("", Outcome::Unusable),
            (Document::Setup | Document::Check, _) => Report::new("", Outcome::Unusable),
        };
        report.problem = problems.first().cloned();
        report.problems = problems;
        report.json()
    }

    /// Prints a result. Where it cannot be printed, success is none.
    fn result(&self, text: &str, code: u8) -> u8 {
        let printed = super::printed(super::print(format!("{text}\n").as_bytes()));
        if code == 0 { printed } else { code }
    }
}

/// Says on standard error what is being done, and hears Ctrl-C and
/// the signals that end programs: before writing it ends the program, while
/// writing it is heeded between two calls.
#[derive(Default)]
pub struct Aloud {
    writing: AtomicBool,
    stop: AtomicBool,
    names: Mutex<Vec<String>>,
}

impl Aloud {
    /// Does the work. Being asked to stop gives it up before anything is written; `None` then.
    pub async fn unless_interrupted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.interrupted() => None,
        }
    }

    /// Ends when a stop is asked for before the writing; while writing, it only hands that on.
    async fn interrupted(&self) {
        loop {
            stop::asked().await;
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
