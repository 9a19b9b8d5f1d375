//! The part of the state that is about writing, proving again and undoing.

use jiff::civil::Time;

use super::{App, Effect, Screen};
use crate::ledger;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::tui::overlay::{Asked, Overlay};
use crate::tui::screens::outcome::{OutcomePage, Patience, Try};
use crate::tui::screens::working::{Work, Working};
use crate::watch::{Order, StageState};

impl App {
    /// Begins to write, prove again or undo.
    pub(super) fn begin_work(&mut self, work: Work) -> Vec<Effect> {
        let draft = || Box::new(self.flow.draft().clone());
        let order = match (work, self.to_undo()) {
            (Work::Write, _) => Order::Write(draft()),
            (Work::ProveAgain, _) => Order::ProveAgain(draft()),
            (Work::Undo, Some(setup)) => Order::Undo(setup),
            (Work::Undo, None) => return Vec::new(),
        };
        self.run += 1;
        if work != Work::ProveAgain {
            self.tries = 0;
        }
        self.scroll = 0;
        self.in_steps = None;
        self.said.clear();
        if work == Work::Write {
            self.begun = None;
        }
        if work == Work::Write && !self.appearance.dry_run {
            self.ledger.begin_writing();
        }
        self.turn_to(Screen::Working(Working::new(
            work,
            self.now,
            self.appearance.motion,
        )));
        vec![Effect::Work {
            run: self.run,
            order,
        }]
    }

    /// Asks the work to stop after the current call.
    pub(super) fn stop_work(&mut self) -> Vec<Effect> {
        if let Screen::Working(working) = &mut self.screen {
            working.stops();
        }
        vec![Effect::StopWork]
    }

    /// Ends at once; amid work that changes something, after its current call, and leaves no page after it.
    pub(super) fn end(&mut self) -> Vec<Effect> {
        if !self.is_changing() {
            self.over = true;
            return Vec::new();
        }
        self.ends = true;
        self.stop_work()
    }

    pub(super) fn ask_to_undo(&mut self) -> Vec<Effect> {
        self.overlay = Some(Overlay::asking(Asked::Undo));
        Vec::new()
    }

    pub(super) fn stages(&mut self, run: u64, names: Vec<String>) -> Vec<Effect> {
        if let Some(working) = self.working(run) {
            working.set_stages(names);
        }
        Vec::new()
    }

    pub(super) fn on_record(&mut self, run: u64, begun: String) -> Vec<Effect> {
        if self.working(run).is_some() {
            self.begun = Some(begun);
        }
        Vec::new()
    }

    pub(super) fn stage(&mut self, run: u64, at: usize, state: StageState) -> Vec<Effect> {
        let now = self.now;
        if let Some(working) = self.working(run) {
            working.set_stage(at, state, now);
        }
        Vec::new()
    }

    pub(super) fn worked(
        &mut self,
        run: u64,
        report: Option<Box<Report>>,
        at: Time,
    ) -> Vec<Effect> {
        let Some(working) = self.working(run) else {
            return Vec::new();
        };
        let (work, stopped) = (working.work(), working.is_stopping());
        let report = report.map_or_else(|| self.broken_down(), |report| *report);
        let place = &self.flow.draft().place;
        let report = self.ledger.enter(work, place, &mut self.begun, report);
        if self.ends {
            self.report = Some(report);
            self.over = true;
            return Vec::new();
        }
        if !report.moved {
            self.flow.forget_looks();
        }
        if let Some(problem) = report.problem.clone().filter(|_| report.moved) {
            self.said = "Nothing was written; this is the new preview.".into();
            self.report = None;
            self.flow.look_again(problem);
            return self.arrive();
        }
        self.report = Some(report.clone());
        let patience = self.patience(&report, at, stopped);
        let code = ledger::exit_code(&report, !self.earlier().is_empty());
        let page = OutcomePage::new(report, work, code);
        self.turn_to(Screen::Outcome(Box::new(match patience {
            Some(patience) => page.waiting(patience),
            None => page,
        })));
        Vec::new()
    }

    /// Waits for the next test, where waiting helps and the person did not stop the last one.
    fn patience(&mut self, report: &Report, at: Time, stopped: bool) -> Option<Patience> {
        if report.outcome == Outcome::Unproved {
            self.tries += 1;
        }
        let last = Try {
            number: self.tries,
            at,
            now: self.now,
        };
        let mut patience = Patience::after(last, self.appearance.motion, self.practice);
        if stopped {
            patience.stop();
        }
        report.waiting_helps().then_some(patience)
    }

    /// The report on work that ended without one. How far it came is not known, unless no setup is on record:
    /// then it wrote nothing, and Undo must not reach for a setup before it.
    fn broken_down(&self) -> Report {
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
        let mut report = Report::new(self.center(), outcome);
        report.can_undo = has_begun;
        report.problem = Some(problem);
        report
    }

    fn working(&mut self, run: u64) -> Option<&mut Working> {
        match &mut self.screen {
            Screen::Working(working) if run == self.run => Some(working),
            _ => None,
        }
    }
}
