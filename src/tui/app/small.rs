//! A window that is too small for any page: go on line by line, quit, or make it larger.

use crossterm::event::KeyEvent;

use super::{App, Effect, Screen};
use crate::report::Outcome;
use crate::session::Session;
use crate::tui::keys::{self, Action};
use crate::tui::layout::Shape;

impl App {
    /// Whether no page fits the window.
    pub fn is_too_small(&self) -> bool {
        Shape::of(self.size.0, self.size.1).is_none()
    }

    /// Whether the person can go on line by line from here. Work that came to its end leaves nothing to go
    /// on with.
    pub fn can_go_on_in_lines(&self) -> bool {
        let ended = match &self.screen {
            Screen::Outcome(_) => self.session.last(),
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

    /// Everything said and done so far, what is in the fields included.
    pub fn hand_over(mut self) -> Session {
        if let Some(unsent) = self.unsent() {
            self.session.flow.keep(unsent);
        }
        self.session
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
