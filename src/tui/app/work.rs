//! The part of the state that is about writing, proving again and undoing.

use jiff::civil::Time;

use super::{App, Effect, Screen};
use crate::report::{Outcome, Report};
use crate::session::After;
use crate::tui::overlay::{Asked, Overlay};
use crate::tui::screens::outcome::{OutcomePage, Patience, Try};
use crate::tui::screens::working::{Work, Working};
use crate::watch::StageState;

impl App {
    /// Begins to write, prove again or undo.
    pub(super) fn begin_work(&mut self, work: Work) -> Vec<Effect> {
        let Some(order) = self.session.begin(work) else {
            return Vec::new();
        };
        self.run += 1;
        if work != Work::ProveAgain {
            self.tries = 0;
        }
        self.scroll = 0;
        self.in_steps = None;
        self.said.clear();
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
            self.session.on_record(begun);
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
        let report = report.map_or_else(|| self.session.broken_down(), |report| *report);
        let after = self.session.ended(work, report);
        if self.ends {
            self.over = true;
            return Vec::new();
        }
        let report = match after {
            After::Preview(_) => {
                self.said = "Nothing was written; this is the new preview.".into();
                return self.arrive();
            }
            After::Result(report) => *report,
        };
        let patience = self.patience(&report, at, stopped);
        let page = OutcomePage::new(report, work, self.session.end().exit_code());
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

    fn working(&mut self, run: u64) -> Option<&mut Working> {
        match &mut self.screen {
            Screen::Working(working) if run == self.run => Some(working),
            _ => None,
        }
    }
}
