//! A window that is too small for any page: go on line by line, quit, or make it larger.

use crossterm::event::KeyEvent;

use super::{App, Effect, Screen};
use crate::flow::Flow;
use crate::ledger::Ledger;
use crate::report::{Outcome, Report};
use crate::tui::keys::{self, Action};
use crate::tui::layout::Shape;

/// A conversation that goes on in another front end, with everything that was said, secrets included.
pub struct HandedOver {
    /// The conversation so far.
    pub flow: Flow,
    /// What it changed, and what of it stands.
    pub ledger: Ledger,
    /// How the last work came out, where there was any.
    pub last: Option<Report>,
    /// When the setup began that Undo puts back.
    pub on_record: Option<String>,
    /// Whether how it came out was on the screen.
    pub at_result: bool,
}

impl App {
    /// Whether no page fits the window.
    pub fn is_too_small(&self) -> bool {
        Shape::of(self.size.0, self.size.1).is_none()
    }

    /// Whether the person can go on line by line from here. Work that came to its end leaves nothing to go
    /// on with.
    pub fn can_go_on_in_lines(&self) -> bool {
        let ended = match &self.screen {
            Screen::Outcome(_) => self.report.as_ref(),
            _ => None,
        };
        self.appearance.lines && ended.is_none_or(|report| report.outcome == Outcome::Unproved)
    }

    /// Whether the person wants to go on line by line, now or once the work is over.
    pub fn wants_lines(&self) -> bool {
        self.wants_lines
    }

    /// Whether the conversation goes on line by line now. Work is waited for.
    pub fn is_handed_over(&self) -> bool {
        self.wants_lines && !self.is_working()
    }

    /// Everything said so far, what is in the fields included.
    pub fn hand_over(mut self) -> HandedOver {
        if let Some(unsent) = self.unsent() {
            self.flow.keep(unsent);
        }
        let last = self.report.as_ref();
        let gave_up = last.is_some_and(|report| report.outcome == Outcome::Cancelled);
        HandedOver {
            // Whoever gave up writing and goes on is at the preview again.
            at_result: matches!(self.screen, Screen::Outcome(_)) && !gave_up,
            flow: self.flow,
            ledger: self.ledger,
            last: self.report,
            on_record: self.begun,
        }
    }

    pub(super) fn hear_too_small(&mut self, event: KeyEvent) -> Vec<Effect> {
        match keys::action(&[keys::ALWAYS, keys::TOO_SMALL], event) {
            Some(Action::Quit) => self.quit(),
            Some(Action::Lines) => {
                self.wants_lines = self.can_go_on_in_lines();
                Vec::new()
            }
            Some(Action::Redraw) => vec![Effect::Redraw],
            _ => Vec::new(),
        }
    }
}
