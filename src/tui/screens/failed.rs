//! Something could not be looked up: what happened, the likely cause, what to do, and another try.

use std::time::Instant;

use crossterm::event::KeyEvent;
use jiff::civil::Time;
use ratatui::style::Style;

use super::outcome::pasted;
use crate::problem::Problem;
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish, arrival, following};
use crate::tui::sheet::Sheet;

/// A look that failed.
pub struct Failed {
    problem: Problem,
    tried: Time,
    at: Stop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    TryAgain,
    Copy,
    Back,
}

const STOPS: [Stop; 3] = [Stop::TryAgain, Stop::Copy, Stop::Back];

impl Failed {
    /// The page for this problem, met at this time of day.
    pub fn new(problem: Problem, tried: Time) -> Self {
        Self {
            problem,
            tried,
            at: Stop::TryAgain,
        }
    }

    fn press(&self) -> Wish {
        match self.at {
            Stop::TryAgain => Wish::TryAgain,
            Stop::Copy => Wish::Copy(pasted(&self.problem)),
            Stop::Back => Wish::Back,
        }
    }
}

impl Page for Failed {
    fn key(&mut self, event: KeyEvent, _: &Setting) -> Wish {
        match keys::action(&[keys::ALWAYS, keys::FAILED, keys::LETTERS], event) {
            Some(Action::Enter) => self.press(),
            Some(Action::Again) => Wish::TryAgain,
            Some(Action::Back) => Wish::Back,
            _ => Wish::Nothing,
        }
    }

    fn turn(&mut self, course: Course) -> bool {
        let next = following(&STOPS, self.at, course);
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }

    fn arrive(&mut self, course: Course) {
        self.at = arrival(&STOPS, course).unwrap_or(self.at);
    }

    fn draw(&self, sheet: &mut Sheet, _: usize, focused: bool, _: Instant) {
        sheet.problem(&self.problem);
        sheet.blank();
        // Another try that fails in the same way changes nothing else here.
        let tried = self.tried.strftime("%H:%M:%S");
        let told = format!("Last tried at {tried}. Your answers are kept.");
        sheet.text(&told, Style::new());
        sheet.blank();
        let labels = [
            "Try again".to_owned(),
            "Copy this".to_owned(),
            "Back".to_owned(),
        ];
        let at = STOPS.iter().position(|stop| *stop == self.at);
        sheet.buttons(&labels, at.filter(|_| focused));
    }

    fn keys(&self) -> Vec<&'static Binding> {
        let mut keys = keys::at_button();
        keys.extend(keys::named(keys::FAILED, Action::Again));
        keys
    }
}
