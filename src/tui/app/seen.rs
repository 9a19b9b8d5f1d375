//! What the person has before their eyes: an Enter is meant for that, and not for a page that came meanwhile.

use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;

use super::{App, Effect, Screen};
use crate::tui::keys::{self, Action};

/// As long as this nobody has read a result who sees it for the first time.
pub const READING: Duration = Duration::from_millis(900);

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

    /// Whether a result is so new that a key which would leave it was meant for what was there before, as the
    /// second of two quick presses is.
    pub(super) fn is_result_unread(&self) -> bool {
        let at_result = self.welcome.is_none() && matches!(self.screen, Screen::Outcome(_));
        let unread = |(page, since)| page != self.seen.page || self.now < since + READING;
        at_result && self.seen.drawn.is_some_and(unread)
    }

    /// Begins the time to read anew: a key that is held down, or pressed on and on, never gets through.
    pub(super) fn has_not_read(&mut self) {
        self.seen.drawn = Some((self.seen.page, self.now));
    }

    /// Says why such a key did nothing.
    pub(super) fn say_unread(&mut self) -> Vec<Effect> {
        self.say("This has just come. Read it first, then press again.")
    }
}
