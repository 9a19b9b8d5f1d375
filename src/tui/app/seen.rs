//! What the person has before their eyes: an Enter is meant for that, and not for a page that came meanwhile.

use std::time::Instant;

use crossterm::event::KeyEvent;

use super::{App, Screen};
use crate::tui::keys::{self, Action};

/// Which page was drawn last, and since when it can be seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Counts the pages, and what is so new on one that it has to be read first.
    page: u64,
    drawn: Option<(u64, Instant)>,
}

impl App {
    /// Takes note that the page was drawn. What goes to the terminal cannot be seen before this moment.
    pub fn drawn(&mut self, at: Instant) {
        let page = self.seen.page;
        if self.seen.drawn.is_none_or(|(drawn, _)| drawn != page) {
            self.seen.drawn = Some((page, at));
        }
    }

    /// Puts another page on the screen, which nobody has seen yet.
    pub(super) fn turn_to(&mut self, screen: Screen) {
        self.screen = screen;
        self.mark_new();
    }

    /// What is on the page now has to be seen before anything on it is pressed. Below the first page nothing is
    /// seen, whatever comes there.
    pub(super) fn mark_new(&mut self) {
        if self.welcome.is_none() {
            self.seen.page += 1;
        }
    }

    /// Whether a key presses something on a page that was not drawn when it came.
    pub(super) fn is_blind(&self, event: &KeyEvent) -> bool {
        let tables: &[&[keys::Binding]] = &[keys::ALWAYS, keys::LETTERS];
        let presses = keys::action(tables, *event) == Some(Action::Enter);
        let types = self.page().is_typing() && keys::typed(event).is_some();
        let Some((page, since)) = self.seen.drawn else {
            return false;
        };
        presses && !types && (page != self.seen.page || self.now < since)
    }
}
