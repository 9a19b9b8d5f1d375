//! The first page: what will happen, how long it takes, what to have ready.

use std::time::Instant;

use crossterm::event::KeyEvent;
use ratatui::style::Style;

use crate::guidance;
use crate::hint::Hint;
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish};
use crate::tui::sheet::Sheet;

/// The first page.
pub struct Welcome {
    practice_hints: Vec<Hint>,
}

impl Welcome {
    /// The first page; in practice it says which values to enter.
    pub fn new(practice_hints: Vec<Hint>) -> Self {
        Self { practice_hints }
    }
}

impl Page for Welcome {
    fn key(&mut self, event: KeyEvent, _: &Setting) -> Wish {
        match keys::action(&[keys::ALWAYS, keys::LETTERS], event) {
            Some(Action::Enter) => Wish::Begin,
            Some(Action::Back) => Wish::Back,
            _ => Wish::Nothing,
        }
    }

    fn turn(&mut self, _: Course) -> bool {
        true
    }

    fn arrive(&mut self, _: Course) {}

    fn draw(&self, sheet: &mut Sheet, _: usize, focused: bool, _: Instant) {
        let welcome = &guidance::texts().welcome;
        sheet.text(&welcome.heading, sheet.theme.strong());
        sheet.pin();
        sheet.blank();
        for paragraph in &welcome.what_happens {
            sheet.text(paragraph, Style::new());
        }
        sheet.blank();
        sheet.buttons(&["Begin".into()], focused.then_some(0));
        sheet.blank();
        sheet.rule(&welcome.ready_heading);
        let bullet = format!("{} ", sheet.theme.glyphs.bullet);
        for item in &welcome.have_ready {
            sheet.hanging(&bullet, sheet.theme.faint(), item, Style::new());
        }
        sheet.text(&welcome.ready_more, Style::new());
        if !self.practice_hints.is_empty() {
            sheet.blank();
            sheet.rule("Practice: enter these");
            for hint in &self.practice_hints {
                sheet.hanging(&bullet, sheet.theme.faint(), &hint.text, Style::new());
            }
        }
    }

    fn keys(&self) -> Vec<&'static Binding> {
        keys::named(keys::ALWAYS, Action::Enter)
            .into_iter()
            .collect()
    }

    fn back(&self) -> Option<&'static Binding> {
        keys::named(keys::WELCOME, Action::Back)
    }
}
