//! One conversation and all that it writes, whichever front end holds it: which work comes next, what comes of it,
//! and how the conversation ends.

use crate::domain::change::Change;
use crate::draft::Draft;
use crate::flow::Flow;
use crate::ledger::{self, Changed, Ledger, Setup};
use crate::problem::Problem;
use crate::question::Answer;
use crate::report::{Outcome, Report};
use crate::steps::Step;
use crate::watch::{Order, Work};

/// A conversation with everything that was said, secrets included, and everything that was done.
pub struct Session {
    /// The questions and the answers.
    pub flow: Flow,
    dry_run: bool,
    ledger: Ledger,
    /// How the last work came out.
    last: Option<Report>,
    /// When the setup began that the last work was about, where it is on record.
    begun: Option<String>,
    /// The visit that the last result is shown in. Any other one leaves it.
    result_in: Option<u64>,
}

/// What comes after work.
#[derive(Debug)]
pub enum After {
    /// The preview, anew: this moved before it could be written.
    Preview(Problem),
    /// The result.
    Result(Box<Report>),
}

/// How a conversation ended.
#[derive(Debug)]
pub struct Ended {
    /// How it came out.
    pub report: Report,
    /// How other setups of it came out that stand as well.
    pub earlier: Vec<Report>,
    /// All answers that were taken.
    pub given: Answer,
}

impl Ended {
    /// The exit code that tells of all of it.
    pub fn exit_code(&self) -> u8 {
        ledger::exit_code(&self.report, !self.earlier.is_empty())
    }
}

impl Session {
    /// Begins with the first step. `presets` are the answers of a file or of flags.
    pub fn new(
        steps: &'static [&'static dyn Step],
        draft: Draft,
        presets: Answer,
        dry_run: bool,
    ) -> Self {
        Self {
            flow: Flow::new(steps, draft, presets),
            dry_run,
            ledger: Ledger::default(),
            last: None,
            begun: None,
            result_in: None,
        }
    }

    /// Whether nothing is written in the end.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// Begins work; what is to be carried out. Nothing where there is no setup to put back.
    pub fn begin(&mut self, work: Work) -> Option<Order> {
        let draft = || Box::new(self.flow.draft().clone());
        let order = match work {
            Work::Write => Order::Write(draft()),
            Work::ProveAgain => Order::ProveAgain(draft()),
            Work::Undo => Order::Undo(self.to_undo()?),
        };
        if work == Work::Write {
            self.begun = None;
        }
        if work != Work::ProveAgain && !self.dry_run {
            self.ledger.begin_writing();
        }
        Some(order)
    }

    /// The setup that is being written is on record since then.
    pub fn on_record(&mut self, begun: String) {
        self.begun = Some(begun);
    }

    /// Takes in how work came out; what comes after it.
    pub fn ended(&mut self, work: Work, report: Report) -> After {
        let place = &self.flow.draft().place;
        let report = self.ledger.enter(work, place, &mut self.begun, report);
        self.last = Some(report.clone());
        if let Some(problem) = report.problem.clone().filter(|_| report.moved) {
            self.flow.look_again(problem.clone());
            return After::Preview(problem);
        }
        self.flow.forget_looks();
        self.result_in = Some(self.flow.visit());
        After::Result(Box::new(report))
    }

    /// The report on work that ended without one. How far it came is not known, unless no setup is on record:
    /// then it wrote nothing, and Undo must not reach for a setup before it.
    pub fn broken_down(&self) -> Report {
        let problem = Problem::new(
            "internal-error",
            "This program failed while it was working.",
        );
        let has_begun = self.begun.is_some();
        let (outcome, problem) = match has_begun {
            true => (
                Outcome::Partial,
                problem
                    .cause("This is a fault in scv-oauth. Some of the changes may have been made.")
                    .fix("Run setup again: it finds out what is missing. Or undo the changes."),
            ),
            false => (
                Outcome::Failed,
                problem
                    .cause("This is a fault in scv-oauth. It had written nothing yet.")
                    .fix("Try again. If it comes back, report it with the code."),
            ),
        };
        let mut report = self.report(outcome);
        report.can_undo = has_begun;
        report.problem = Some(problem);
        report
    }

    /// How the last work came out.
    pub fn last(&self) -> Option<&Report> {
        self.last.as_ref()
    }

    /// How it came out, where that is what the person is at. Whoever gave up and goes on is at the preview again.
    pub fn result(&self) -> Option<&Report> {
        let is_shown = self.result_in == Some(self.flow.visit());
        let last = self.last.as_ref().filter(|_| is_shown);
        last.filter(|report| report.outcome != Outcome::Cancelled)
    }

    /// The setup that Undo puts back: the one of the last result.
    pub fn to_undo(&self) -> Option<Setup> {
        let last = self.last.as_ref().filter(|report| report.can_undo)?;
        Some(Setup {
            place: self.flow.draft().place.clone(),
            contact_center: last.contact_center.clone(),
            begun: self.begun.clone()?,
        })
    }

    /// What that setup changed.
    pub fn changes_to_undo(&self) -> &[Change] {
        let setup = self.to_undo();
        setup.map_or(&[], |setup| self.ledger.changes_of(&setup))
    }

    /// Whether anything in AWS differs from what it was before.
    pub fn changed(&self) -> Changed {
        self.ledger.changed()
    }

    /// Whether the last work may have let the function log in, which stores a token of its own then.
    pub fn may_have_asked_the_function(&self) -> bool {
        let asked = |report: &Report| {
            !report.undo && matches!(report.outcome, Outcome::NothingToDo | Outcome::Unproved)
        };
        !self.dry_run && self.last().is_some_and(asked)
    }

    /// How the conversation comes out if it ends now.
    pub fn end(&self) -> Ended {
        let is_left = |report: &&Report| report.moved && self.flow.draft().moved.is_none();
        let last = self.last.as_ref().filter(|report| !is_left(report));
        let (report, earlier) = self.ledger.ending(last);
        Ended {
            report: report.unwrap_or_else(|| self.report(Outcome::Cancelled)),
            earlier,
            given: self.flow.given(),
        }
    }

    fn report(&self, outcome: Outcome) -> Report {
        let center = self.flow.draft().center_name();
        Report::new(center.unwrap_or_default(), outcome)
    }
}

#[cfg(test)]
mod tests;
