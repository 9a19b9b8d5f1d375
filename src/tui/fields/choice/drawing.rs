//! How a list is drawn: what narrows it down, its rows as far as they fit, what is known of the selected one.
//! Only rows in view are built.

use std::ops::Range;

use ratatui::style::Style;

use super::ChoiceList;
use crate::domain::CheckLine;
use crate::question::Choice;
use crate::tui::sheet::Sheet;
use crate::tui::text::{begun, columns, fitted};

/// What to say where no row fits what is typed.
pub const NOTHING_MATCHES: &str = "Nothing matches. Backspace takes back what is typed.";

/// No column gets narrower than this.
const NARROWEST: usize = 8;

/// A name this wide gives way to nothing; one that is wider is shortened like any other column.
const NAME: usize = 18;

/// Columns between two columns of the list.
const GAP: usize = 2;

impl ChoiceList {
    /// The rows that are seen where the list may take up to `room` of them.
    fn seen(&self, room: usize) -> Range<usize> {
        let height = self.rows().min(room.max(3)).max(1);
        let first = (self.at + 1).saturating_sub(height.div_ceil(2) + height / 4);
        let first = first.min(self.rows().saturating_sub(height));
        first..(first + height).min(self.rows())
    }

    /// Draws the list with what is known of the selected row. A list without the focus that is not alone on
    /// its page shows its value only.
    pub fn draw(&self, sheet: &mut Sheet, focused: bool, alone: bool, room: usize) {
        if !focused && !alone {
            self.draw_value(sheet);
            return;
        }
        let seen = self.seen(room);
        self.draw_filter(sheet, &seen);
        let widths = self.fitting(sheet.width().saturating_sub(2));
        if !self.headings.is_empty() {
            let heading = format!("  {}", cells(&self.headings, &widths));
            sheet.row(&[(&heading, sheet.theme.faint())]);
        }
        self.draw_rows(sheet, &widths, focused, seen);
        self.draw_detail(sheet);
    }

    fn draw_value(&self, sheet: &mut Sheet) {
        let shown = match self.selected() {
            Some(option) if option.barred.is_none() => option.cells.first().cloned(),
            _ => self.value(),
        };
        let shown = shown.unwrap_or_else(|| "not chosen".into());
        let others = self.options.len().saturating_sub(1);
        let more = match others {
            0 => String::new(),
            1 => "  (1 other)".into(),
            _ => format!("  ({others} others)"),
        };
        let faint = sheet.theme.faint();
        sheet.row(&[("  ", faint), (&shown, Style::new()), (&more, faint)]);
    }

    fn draw_filter(&self, sheet: &mut Sheet, seen: &Range<usize>) {
        // A list that is seen at a glance needs no search, though typing would still work.
        let at_a_glance = self.is_short() && seen.len() == self.rows();
        if at_a_glance && !self.typed && self.filter.text().is_empty() {
            return;
        }
        let counted = self.counted(seen);
        let (faint, strong) = (sheet.theme.faint(), sheet.theme.strong());
        let (label, text, style) = match (self.filter.text(), self.is_short()) {
            ("", _) => ("  ", self.hint(), faint),
            (text, true) => ("  Typed: ", text, strong),
            (text, false) => ("  Filter: ", text, strong),
        };
        let room = sheet
            .width()
            .saturating_sub(columns(label) + columns(&counted) + 2);
        let text = match style == faint {
            true => begun(text, room),
            false => fitted(text, room),
        };
        sheet.row(&[
            (label, faint),
            (&text, style),
            ("  ", faint),
            (&counted, faint),
        ]);
    }

    /// Which rows are seen, of how many that the filter leaves; where all are, how many it leaves of how many.
    fn counted(&self, seen: &Range<usize>) -> String {
        let left = self.left.len();
        match seen.end.min(left) {
            last if seen.len() < self.rows() && last > seen.start => {
                format!("{}-{last} of {left}", seen.start + 1)
            }
            _ if self.is_short() => String::new(),
            _ => format!("{left} of {}", self.options.len()),
        }
    }

    fn hint(&self) -> &'static str {
        match (self.is_short(), self.typed) {
            (true, true) => "Another name can be typed.",
            (true, false) => "",
            (false, true) => "Filter: search, or type a name",
            (false, false) => "Filter: type to search",
        }
    }

    fn draw_rows(&self, sheet: &mut Sheet, widths: &[usize], focused: bool, seen: Range<usize>) {
        let first = seen.start;
        if self.matches_nothing() {
            sheet.text(&format!("  {NOTHING_MATCHES}"), sheet.theme.faint());
        } else if self.rows() == 0 {
            sheet.text("  Nothing is listed.", sheet.theme.faint());
        }
        let top = sheet.rows();
        for row in seen {
            let text = match self.left.get(row) {
                Some(at) => cells(&self.options[*at].cells, widths),
                None => format!("Use \"{}\" as typed", self.filter.text().trim()),
            };
            let barred = self
                .left
                .get(row)
                .is_some_and(|at| self.options[*at].barred.is_some());
            let selected = row == self.at && !self.matches_nothing();
            self.draw_row(sheet, &text, selected, focused, barred);
        }
        if focused {
            sheet.focus_from(top, sheet.rows() - top);
            sheet.cursor_at(0, top + self.at.saturating_sub(first));
        }
    }

    fn draw_row(&self, sheet: &mut Sheet, text: &str, selected: bool, focused: bool, barred: bool) {
        let pointer = if selected {
            sheet.theme.glyphs.pointer
        } else {
            " "
        };
        let style = match (selected, barred) {
            (true, _) if focused => sheet.theme.focused(),
            (true, _) => sheet.theme.strong(),
            (_, true) => sheet.theme.faint(),
            _ => Style::new(),
        };
        let filled = fitted(text, sheet.width().saturating_sub(2));
        sheet.row(&[
            (pointer, sheet.theme.strong()),
            (" ", style),
            (&filled, style),
        ]);
    }

    fn draw_detail(&self, sheet: &mut Sheet) {
        let Some(option) = self.selected() else {
            return;
        };
        if let Some(why) = &option.barred {
            sheet.check(&CheckLine::fail(why.as_str()));
        }
        if option.detail.is_empty() {
            return;
        }
        sheet.blank();
        sheet.rule(option.cells.first().unwrap_or(&option.value));
        let labels = option.detail.iter().map(|fact| columns(&fact.label));
        let width = labels.max().unwrap_or(0);
        for fact in &option.detail {
            sheet.fact(&fact.label, &fact.value, &fact.source, width);
        }
    }

    /// The columns' widths. The widest gives way first. The first column, the name, gives way last of all once
    /// it is short: but one endless name must not cost all others their state.
    pub(super) fn fitting(&self, room: usize) -> Vec<usize> {
        let mut widths = self.widths.clone();
        let gaps = GAP * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > room {
            let gives = |at: usize, width: usize| at > 0 || width > NAME;
            let rank =
                |(at, width): &(usize, &usize)| (**width > NARROWEST, gives(*at, **width), **width);
            let widest = widths.iter().enumerate().max_by_key(rank);
            match widest.map(|(at, width)| (at, *width)) {
                Some((at, width)) if width > NARROWEST => widths[at] -= 1,
                _ => break,
            }
        }
        widths
    }
}

/// What each column takes where there is room for all.
pub(super) fn widths(headings: &[String], options: &[Choice]) -> Vec<usize> {
    let mut widths: Vec<usize> = headings.iter().map(|heading| columns(heading)).collect();
    for option in options {
        widths.resize(widths.len().max(option.cells.len()), 0);
        for (width, cell) in widths.iter_mut().zip(&option.cells) {
            *width = (*width).max(columns(cell));
        }
    }
    widths
}

/// A row's texts. Names differ at both ends and lose their middle, the others lose their end.
fn cells(texts: &[String], widths: &[usize]) -> String {
    let cells = texts
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(at, (text, width))| match at {
            0 => fitted(text, *width),
            _ => begun(text, *width),
        });
    cells.collect::<Vec<_>>().join(&" ".repeat(GAP))
}
