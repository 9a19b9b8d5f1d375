//! How a form is drawn: its question, then field by field with what is said of it, then the buttons.

use std::time::Instant;

use super::{Form, Stop};
use crate::tui::screens::waiting::draw_wait;
use crate::tui::sheet::Sheet;
use crate::tui::text::columns;

/// Rows that a list gets even where the page has to scroll for it.
const LEAST_ROWS: usize = 4;

impl Form {
    /// Twice, since what room there is for lists shows only once all else is drawn.
    pub(super) fn draw_page(&self, sheet: &mut Sheet, height: usize, focused: bool, now: Instant) {
        let mut measured = sheet.another();
        self.draw_all(&mut measured, focused, LEAST_ROWS, now);
        let spare = height.saturating_sub(measured.rows());
        self.draw_all(sheet, focused, LEAST_ROWS + spare, now);
    }

    fn draw_head(&self, sheet: &mut Sheet) {
        sheet.text(&self.question.prompt, sheet.theme.strong());
        sheet.pin();
        let labels = self.question.facts.iter().map(|fact| columns(&fact.label));
        let width = labels.max().unwrap_or(0);
        if !self.question.facts.is_empty() {
            sheet.blank();
        }
        for fact in &self.question.facts {
            sheet.fact(&fact.label, &fact.value, &fact.source, width);
        }
        if !self.question.notices.is_empty() {
            sheet.blank();
        }
        for notice in &self.question.notices {
            sheet.check(notice);
        }
    }

    fn draw_all(&self, sheet: &mut Sheet, focused: bool, room: usize, now: Instant) {
        self.draw_head(sheet);
        for (at, field) in self.fields.iter().enumerate() {
            sheet.blank();
            let here = focused && self.at == Stop::Field(at);
            let top = sheet.rows();
            field.draw(sheet, here, self.fields.len() == 1, room, now);
            self.draw_field_buttons(sheet, at, focused);
            if here {
                self.draw_handed_in(sheet, now);
            }
            // A refusal is read together with its field, as is what is done with it.
            if here && (field.rejection.is_some() || self.told_of_handing_in().is_some()) {
                sheet.focus_from(top, sheet.rows() - top);
            }
        }
        for refusal in &self.refusals {
            sheet.blank();
            sheet.problem(&refusal.problem);
        }
        if let Some(what) = &self.question.unfinished {
            sheet.blank();
            draw_wait(sheet, what, self.since, now);
        }
        if !(focused && matches!(self.at, Stop::Field(_))) {
            self.draw_handed_in(sheet, now);
        }
        sheet.blank();
        let last = self.stops().into_iter().filter(|stop| {
            let of_field = matches!(
                stop,
                Stop::Field(_) | Stop::Reveal(_) | Stop::Suggestion(_) | Stop::Offer(_)
            );
            !of_field
        });
        self.draw_buttons(sheet, &last.collect::<Vec<_>>(), focused);
    }

    fn draw_field_buttons(&self, sheet: &mut Sheet, field: usize, focused: bool) {
        let mine = self.stops().into_iter().filter(|stop| match stop {
            Stop::Reveal(at) | Stop::Suggestion(at) => *at == field,
            Stop::Offer(at) => self.offers[*at].field == self.fields[field].id,
            _ => false,
        });
        let mine: Vec<_> = mine.collect();
        if !mine.is_empty() {
            self.draw_buttons(sheet, &mine, focused);
        }
    }

    fn draw_buttons(&self, sheet: &mut Sheet, stops: &[Stop], focused: bool) {
        let labels: Vec<String> = stops.iter().map(|stop| self.label(*stop)).collect();
        let at = stops.iter().position(|stop| *stop == self.at);
        sheet.buttons(&labels, at.filter(|_| focused));
    }
}
