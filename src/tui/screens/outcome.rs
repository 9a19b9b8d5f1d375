//! How it came out: what was done and seen, what stands against it, what to do next.

mod patience;

use std::time::Instant;

use crossterm::event::KeyEvent;
use ratatui::style::Style;

pub use patience::{Patience, Try};

use super::working::Work;
use crate::domain::{CheckLine, Level};
use crate::problem::{MOST_LIKELY_FIRST, Part, Problem};
use crate::report::{Outcome, Report};
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish, arrival, following};
use crate::tui::sheet::Sheet;
use crate::tui::theme::mark;

/// The last page.
pub struct OutcomePage {
    report: Report,
    work: Work,
    code: u8,
    patience: Option<Patience>,
    at: Stop,
    /// Whether the person has gone to the buttons.
    turned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Finish,
    Again,
    Waiting,
    Edit,
    Undo,
    Another,
    Copy,
}

impl OutcomePage {
    /// The page of a report on this work; the program would end with this exit code.
    pub fn new(report: Report, work: Work, code: u8) -> Self {
        let mut page = Self {
            report,
            work,
            code,
            patience: None,
            at: Stop::Finish,
            turned: false,
        };
        page.arrive(Course::Forward);
        page
    }

    /// Tests again by itself as well.
    #[must_use]
    pub fn waiting(mut self, patience: Patience) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Whether the time of another test has come.
    pub fn is_test_due(&self, now: Instant) -> bool {
        let patience = self.patience.as_ref();
        patience.is_some_and(|patience| patience.is_due(now))
    }

    fn is_waiting(&self) -> bool {
        self.patience.as_ref().is_some_and(Patience::is_waiting)
    }

    fn stops(&self) -> Vec<Stop> {
        let written = matches!(
            self.report.outcome,
            Outcome::Done | Outcome::Unproved | Outcome::NothingToDo
        );
        let mended = self.report.problem.is_some();
        let mut stops = Vec::new();
        // The likely next thing comes first and has the focus.
        stops.extend((!mended).then_some(Stop::Finish));
        stops.extend((written && self.work != Work::Undo).then_some(Stop::Again));
        stops.extend(self.is_waiting().then_some(Stop::Waiting));
        stops.push(Stop::Edit);
        stops.extend(self.report.can_undo.then_some(Stop::Undo));
        let is_over = self.is_settled() && self.report.outcome != Outcome::Planned;
        stops.extend(is_over.then_some(Stop::Another));
        stops.push(Stop::Copy);
        stops.extend(mended.then_some(Stop::Finish));
        stops
    }

    fn press(&mut self, stop: Stop) -> Wish {
        match stop {
            Stop::Waiting => self.stop_waiting(),
            Stop::Finish => Wish::Finish,
            Stop::Again => Wish::ProveAgain,
            Stop::Edit => Wish::Edit,
            Stop::Undo => Wish::Undo,
            Stop::Another => Wish::Another,
            Stop::Copy => Wish::Copy(text(&self.report)),
        }
    }

    fn stop_waiting(&mut self) -> Wish {
        if let Some(patience) = &mut self.patience {
            patience.stop();
        }
        self.arrive(Course::Forward);
        Wish::Nothing
    }

    /// Whether nothing is left to decide: nothing of it is written, or all of it works.
    pub fn is_settled(&self) -> bool {
        !matches!(self.report.outcome, Outcome::Unproved | Outcome::Partial)
    }

    fn has(&self, level: Level) -> bool {
        let mut lines = self.report.lines.iter();
        lines.any(|line| line.level == level)
    }

    /// How it came out, in a sentence.
    pub fn heading(&self) -> &'static str {
        match (self.report.outcome, self.work) {
            (Outcome::Planned, _) => "Dry run: nothing was written.",
            (Outcome::Done, Work::Undo) => "What the setup changed is put back.",
            (Outcome::Done, Work::Write) if self.has(Level::Warn) => {
                "Written and checked. Read the warning."
            }
            (Outcome::Done, Work::Write) if self.has(Level::ToDo) => {
                "Written and checked. One step is left for you."
            }
            (Outcome::Done, Work::Write) => "Written and checked.",
            (Outcome::Done, Work::ProveAgain) => "Checked: what is stored works.",
            (Outcome::NothingToDo, Work::Undo) => "There is nothing to put back.",
            (Outcome::NothingToDo, _) => "Everything was as it should be already.",
            (Outcome::Refused, Work::Undo) => "Not put back: something speaks against it.",
            (Outcome::Failed, Work::Undo) => "Not put back: something went wrong.",
            (Outcome::Partial, Work::Undo) => "Stopped part-way: some of it was put back.",
            (Outcome::Refused, _) => "Not written: something speaks against it.",
            (Outcome::Failed, _) => "Not written: something went wrong.",
            (Outcome::Unproved, _) if self.report.is_stopped_proof() => {
                "Not proved: you stopped it before that."
            }
            (Outcome::Unproved, _) if self.report.is_vain_proof() => {
                "These values are stored, but they do not work yet."
            }
            (Outcome::Unproved, _) => "Written, but it does not work yet.",
            (Outcome::Partial, _) => "Stopped part-way: some of it was changed.",
            (Outcome::Unusable, _) => "Not written: an answer cannot be used.",
            (Outcome::Cancelled, _) => "Given up. Nothing was written.",
        }
    }
}

/// The report as text to paste into a ticket; all values in it are masked already.
pub fn text(report: &Report) -> String {
    let mut text = format!(
        "Contact center {}, outcome {}\n",
        report.contact_center,
        report.outcome.word()
    );
    for change in &report.changes {
        text += &format!(
            "{} {} {}: {} -> {}\n",
            change.action.sign(),
            change.place,
            change.key,
            change.before,
            change.after
        );
    }
    for line in &report.lines {
        text += &format!("{} {}\n", mark(line.level), line.text);
    }
    for problem in report.problem.iter().chain(&report.asides) {
        text += &pasted(problem);
    }
    for next in &report.next {
        text += &format!("Next: {next}\n");
    }
    text
}

/// A problem as text to paste into a ticket.
pub fn pasted(problem: &Problem) -> String {
    let advice = &problem.advice;
    let mut text = format!("{}: {}\n", problem.code, problem.what);
    for (part, rows) in advice.parts() {
        let label = match part {
            Part::Said => "Said",
            Part::ToDo => "To do",
            Part::Why => "Cause",
            Part::Facts => "Fact",
        };
        for (mark, row) in rows.iter().filter(|(_, row)| *row != MOST_LIKELY_FIRST) {
            text += &format!("  {label}: {mark}{row}\n");
        }
    }
    text
}

impl Page for OutcomePage {
    fn key(&mut self, event: KeyEvent, _: &Setting) -> Wish {
        let stop = match keys::action(&[keys::ALWAYS, keys::OUTCOME, keys::LETTERS], event) {
            Some(Action::Enter) => self.at,
            Some(Action::Again) => Stop::Again,
            Some(Action::StopWaiting) => Stop::Waiting,
            Some(Action::Edit | Action::Back) => Stop::Edit,
            Some(Action::Undo) => Stop::Undo,
            Some(Action::Another) => Stop::Another,
            Some(Action::Copy) => Stop::Copy,
            _ => return Wish::Nothing,
        };
        match self.stops().contains(&stop) {
            true => self.press(stop),
            false => Wish::Nothing,
        }
    }

    fn turn(&mut self, course: Course) -> bool {
        let next = following(&self.stops(), self.at, course);
        self.at = next.unwrap_or(self.at);
        self.turned = true;
        next.is_some()
    }

    fn arrive(&mut self, course: Course) {
        self.at = arrival(&self.stops(), course).unwrap_or(self.at);
    }

    fn draw(&self, sheet: &mut Sheet, _: usize, focused: bool, now: Instant) {
        sheet.text(self.heading(), sheet.theme.strong());
        let problem = self.report.problem.as_ref();
        // In a low window the buttons are in view and the causes are not; what went wrong always is.
        if let Some(problem) = problem {
            sheet.check(&CheckLine::fail(&problem.what));
        }
        sheet.pin();
        if let Some(problem) = problem {
            sheet.advice(problem);
        }
        sheet.blank();
        for line in &self.report.lines {
            sheet.check(line);
        }
        for aside in &self.report.asides {
            sheet.problem_as(Level::Warn, aside);
        }
        if !self.report.next.is_empty() {
            sheet.blank();
            sheet.rule("What to do next");
        }
        for (at, next) in self.report.next.iter().enumerate() {
            sheet.hanging(
                &format!("{} ", at + 1),
                sheet.theme.faint(),
                next,
                Style::new(),
            );
        }
        if let Some(patience) = &self.patience {
            patience.draw(sheet, now);
        }
        sheet.blank();
        let stops = self.stops();
        let labels: Vec<String> = stops.iter().map(|stop| label(*stop).to_owned()).collect();
        let at = stops.iter().position(|stop| *stop == self.at);
        sheet.buttons(&labels, at.filter(|_| focused));
        // What went wrong is read before anything is pressed; the key line names the buttons' letters.
        if problem.is_some() && !self.turned {
            sheet.stay_at_top();
        }
    }

    fn keys(&self) -> Vec<&'static Binding> {
        let mut keys = keys::at_button();
        for (stop, action) in [
            (Stop::Again, Action::Again),
            (Stop::Waiting, Action::StopWaiting),
            (Stop::Edit, Action::Edit),
            (Stop::Undo, Action::Undo),
            (Stop::Another, Action::Another),
            (Stop::Copy, Action::Copy),
        ] {
            if self.stops().contains(&stop) {
                keys.extend(keys::named(keys::OUTCOME, action));
            }
        }
        keys
    }

    fn back(&self) -> Option<&'static Binding> {
        keys::named(keys::OUTCOME, Action::Back)
    }

    fn wakes(&self) -> Option<Instant> {
        self.patience.as_ref()?.wakes()
    }

    fn wake(&mut self, now: Instant) {
        if let Some(patience) = &mut self.patience {
            patience.wake(now);
        }
    }

    fn status(&self) -> String {
        let code = self.code;
        let code = match self.is_waiting() {
            true => format!("Tests again by itself. Exit code {code} by now"),
            false => format!("Exit code will be {code}"),
        };
        match &self.report.problem {
            Some(problem) => format!("{code}. For support: {}", problem.code),
            None => code,
        }
    }
}

fn label(stop: Stop) -> &'static str {
    match stop {
        Stop::Finish => "Finish",
        Stop::Again => "Test again",
        Stop::Waiting => "Stop waiting",
        Stop::Edit => "Edit answers",
        Stop::Undo => "Undo",
        Stop::Another => "Another contact center",
        Stop::Copy => "Copy report",
    }
}
