//! A column of lines that a page writes from top to bottom. It keeps what has the focus in view, and it is
//! the one place through which text passes on its way to the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::text::{begun, columns, visible, wrapped};
use super::theme::{Theme, mark};
use crate::domain::{CheckLine, Level};
use crate::problem::{Part, Problem};

/// Windows with fewer rows for a page need each of them.
const LOW: usize = 12;

/// Lines of a fixed width, with the rows that have the focus and the place of the cursor.
pub struct Sheet<'a> {
    /// How things look.
    pub theme: &'a Theme,
    width: usize,
    /// Whether rows are too few to leave any empty.
    dense: bool,
    lines: Vec<Line<'static>>,
    /// The rows at the top that stay where they are while the others scroll.
    pinned: usize,
    focus: Option<(usize, usize)>,
    cursor: Option<(usize, usize)>,
}

/// Whether a page goes on out of sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Above what is seen.
    pub above: bool,
    /// Below it.
    pub below: bool,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub fn new(theme: &'a Theme, width: usize) -> Self {
        Self {
            theme,
            width,
            dense: false,
            lines: Vec::new(),
            pinned: 0,
            focus: None,
            cursor: None,
        }
    }

    /// The same for a window of this height: in a low one no row is left empty.
    #[must_use]
    pub fn for_height(mut self, height: usize) -> Self {
        self.dense = height < LOW;
        self
    }

    /// An empty sheet like this one, to see how much room something takes.
    pub fn another(&self) -> Self {
        Self {
            dense: self.dense,
            ..Self::new(self.theme, self.width)
        }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows are written.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// An empty row, unless there is one already, nothing above it, or no room to spare.
    pub fn blank(&mut self) {
        if !self.dense && self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// A row of differently styled parts. The part that does not fit is cut, and marked so.
    pub fn row(&mut self, parts: &[(&str, Style)]) {
        let ascii = self.theme.glyphs.ascii;
        let mut room = self.width;
        let mut spans = Vec::new();
        for (text, style) in parts {
            let text = visible(text, ascii);
            let shown = match columns(text.trim_end()) > room {
                true => begun(&text, room),
                false => text.into_owned(),
            };
            room = room.saturating_sub(columns(&shown));
            spans.push(Span::styled(shown, *style));
        }
        self.lines.push(Line::from(spans));
    }

    /// A paragraph.
    pub fn text(&mut self, text: &str, style: Style) {
        self.hanging("", Style::new(), text, style);
    }

    /// A paragraph whose first row begins with a mark, and whose others are indented by as much.
    pub fn hanging(&mut self, lead: &str, lead_style: Style, text: &str, style: Style) {
        let text = visible(text, self.theme.glyphs.ascii).into_owned();
        let indent = columns(lead);
        let room = self.width.saturating_sub(indent);
        for (at, part) in wrapped(&text, room).iter().enumerate() {
            let before = if at == 0 { lead } else { &" ".repeat(indent) };
            self.row(&[(before, lead_style), (part, style)]);
        }
    }

    /// A check's mark and its sentence.
    pub fn check(&mut self, line: &CheckLine) {
        let style = self.theme.level(line.level);
        self.hanging(
            &format!("{} ", mark(line.level)),
            style,
            &line.text,
            Style::new(),
        );
    }

    /// A label, its value, and where it came from.
    pub fn fact(&mut self, label: &str, value: &str, source: &str, label_width: usize) {
        let lead = super::text::fitted(label, label_width) + "  ";
        let text = if source.is_empty() {
            value.to_owned()
        } else {
            format!("{value} ({source})")
        };
        self.hanging(&lead, self.theme.faint(), &text, Style::new());
    }

    /// What went wrong, what to do, and why it may be so. What is of most use comes first: not all of it may
    /// be in view.
    pub fn problem(&mut self, problem: &Problem) {
        self.problem_as(Level::Fail, problem);
    }

    /// The same of something that weighs less than a failure.
    pub fn problem_as(&mut self, level: Level, problem: &Problem) {
        let text = problem.what.clone();
        self.check(&CheckLine { level, text });
        self.advice(problem);
    }

    /// The same without what went wrong, where that is said already.
    pub fn advice(&mut self, problem: &Problem) {
        for (part, rows) in problem.advice.parts() {
            let label = match part {
                Part::Said => "  Said   ",
                Part::ToDo => "  To do  ",
                Part::Why => "  Why    ",
                Part::Facts => "  Facts  ",
            };
            self.labelled(label, &rows);
        }
        let faint = self.theme.faint();
        self.hanging("  Code   ", faint, problem.code, faint);
    }

    /// A label, and beside it a list: a mark and a text each.
    fn labelled(&mut self, label: &str, rows: &[(String, &str)]) {
        let blank = " ".repeat(columns(label));
        for (at, (mark, text)) in rows.iter().enumerate() {
            let label = if at == 0 { label } else { &blank };
            let lead = format!("{label}{mark}");
            self.hanging(&lead, self.theme.faint(), text, Style::new());
        }
    }

    /// A line across, with a heading in it.
    pub fn rule(&mut self, heading: &str) {
        let across = self.theme.glyphs.across;
        let heading = visible(heading, self.theme.glyphs.ascii).into_owned();
        let short = super::text::shorten(&heading, self.width.saturating_sub(6));
        let rest = self.width.saturating_sub(columns(&short) + 4);
        let (left, right) = (across.repeat(2), across.repeat(rest));
        let (faint, strong) = (self.theme.faint(), self.theme.strong());
        self.row(&[
            (&left, faint),
            (" ", faint),
            (&short, strong),
            (" ", faint),
            (&right, faint),
        ]);
    }

    /// Buttons side by side, in as many rows as they need; `focused` is the one with the focus.
    pub fn buttons(&mut self, labels: &[String], focused: Option<usize>) {
        let mut parts: Vec<(String, bool)> = Vec::new();
        let mut taken = 0;
        for (at, label) in labels.iter().enumerate() {
            let button = format!("[ {label} ]");
            let width = columns(&button) + 2;
            if taken + width > self.width + 2 && taken > 0 {
                self.button_row(&parts);
                parts.clear();
                taken = 0;
            }
            taken += width;
            parts.push((button, focused == Some(at)));
        }
        self.button_row(&parts);
    }

    fn button_row(&mut self, parts: &[(String, bool)]) {
        let mut column = 0;
        let mut row: Vec<(&str, Style)> = Vec::new();
        for (button, focused) in parts {
            let style = if *focused {
                self.focus_from(self.rows(), 1);
                self.cursor_at(column + 2, self.rows());
                self.theme.focused()
            } else {
                Style::new()
            };
            row.push((button, style));
            row.push(("  ", Style::new()));
            column += columns(button) + 2;
        }
        self.row(&row);
    }

    /// Keeps what is written so far at the top of the window, however far the rest is scrolled: the question.
    pub fn pin(&mut self) {
        self.pinned = self.rows();
    }

    /// Keeps these rows in view.
    pub fn focus_from(&mut self, row: usize, rows: usize) {
        self.focus = Some((row, row + rows));
    }

    /// Keeps nothing but the top in view.
    pub fn stay_at_top(&mut self) {
        self.focus = None;
    }

    /// Puts the terminal's cursor here.
    pub fn cursor_at(&mut self, column: usize, row: usize) {
        self.cursor = Some((column, row));
    }

    /// The first row to be seen in a window of this height, moved by `scroll` rows from where the focus
    /// would put it.
    pub fn first_row(&self, height: usize, scroll: isize) -> usize {
        let pinned = self.pinned_in(height);
        let room = height - pinned;
        let last = self.end().saturating_sub(room).max(pinned);
        let natural = match self.focus {
            // One row more than the focus, where there is room: nothing looks cut off.
            Some((_, end)) => (end + 1).saturating_sub(room).clamp(pinned, last),
            None => pinned,
        };
        let natural = self.focus.map_or(natural, |(start, _)| natural.min(start));
        natural.saturating_add_signed(scroll).clamp(pinned, last)
    }

    /// How many rows stay at the top of a window of this height: at most half of it, and none where all fits.
    fn pinned_in(&self, height: usize) -> usize {
        match self.overflows(height) {
            true => self.pinned.min(height / 2),
            false => 0,
        }
    }

    /// Whether there is more than a window of this height shows.
    pub fn overflows(&self, height: usize) -> bool {
        self.end() > height
    }

    /// The row behind the last one that is not blank.
    fn end(&self) -> usize {
        let last = self.lines.iter().rposition(|line| line.width() > 0);
        last.map_or(0, |row| row + 1)
    }

    /// What lies out of sight.
    pub fn hidden(&self, height: usize, scroll: isize) -> Hidden {
        let pinned = self.pinned_in(height);
        let first = self.first_row(height, scroll);
        Hidden {
            above: first > pinned,
            below: first + height - pinned < self.end(),
        }
    }

    /// Draws the rows that are in view and tells where the cursor belongs.
    pub fn draw(self, area: Rect, buffer: &mut Buffer, scroll: isize) -> Option<Position> {
        let height = usize::from(area.height);
        let pinned = self.pinned_in(height);
        let first = self.first_row(height, scroll);
        let rows = (0..pinned).chain(first..self.lines.len());
        for (line, row) in rows.zip(area.rows()) {
            (&self.lines[line]).render(row, buffer);
        }
        let (column, row) = self.cursor?;
        let y = match row.checked_sub(first) {
            _ if row < pinned => row,
            below => below? + pinned,
        };
        let y = Some(y).filter(|y| *y < height)?;
        let x = column.min(usize::from(area.width).saturating_sub(1));
        Some(Position::new(area.x + narrow(x), area.y + narrow(y)))
    }
}

fn narrow(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme() -> Theme {
        Theme::new(true, false, true)
    }

    #[test]
    fn what_has_the_focus_is_in_view() {
        let theme = theme();
        let mut sheet = Sheet::new(&theme, 20);
        for row in 0..40 {
            sheet.text(&format!("row {row}"), Style::new());
        }
        sheet.focus_from(30, 1);
        let first = sheet.first_row(10, 0);
        assert!((first..first + 10).contains(&30));
        sheet.focus_from(2, 1);
        assert_eq!(sheet.first_row(10, 0), 0);
    }

    #[test]
    fn the_question_stays_in_view_with_what_has_the_focus() {
        let theme = theme();
        let mut sheet = Sheet::new(&theme, 20);
        sheet.text("question", Style::new());
        sheet.pin();
        for row in 1..40 {
            sheet.text(&format!("row {row}"), Style::new());
        }
        sheet.focus_from(30, 1);
        sheet.cursor_at(3, 30);
        let hidden = sheet.hidden(10, 0);
        assert!(hidden.above && hidden.below);
        let area = Rect::new(0, 0, 20, 10);
        let mut buffer = Buffer::empty(area);
        let cursor = sheet.draw(area, &mut buffer, 0);
        let row = |y: u16| -> String {
            let cells = (0..20).map(|x| buffer[(x, y)].symbol());
            cells.collect::<String>().trim_end().to_owned()
        };
        assert_eq!(row(0), "question");
        assert_eq!(row(8), "row 30");
        assert_eq!(cursor, Some(Position::new(3, 8)));
    }

    #[test]
    fn scrolling_ends_with_the_last_row() {
        let theme = theme();
        let mut sheet = Sheet::new(&theme, 20);
        for row in 0..40 {
            sheet.text(&format!("row {row}"), Style::new());
        }
        assert_eq!(sheet.first_row(10, 500), 30);
        assert_eq!(sheet.first_row(10, -500), 0);
    }

    #[test]
    fn a_blank_row_is_nothing_to_scroll_to() {
        let theme = theme();
        let mut sheet = Sheet::new(&theme, 20);
        for row in 0..10 {
            sheet.text(&format!("row {row}"), Style::new());
        }
        sheet.blank();
        assert!(!sheet.hidden(10, 0).below && sheet.hidden(9, 0).below);
        assert_eq!(sheet.first_row(10, 5), 0);
    }

    #[test]
    fn a_low_window_has_no_rows_to_leave_empty() {
        let theme = theme();
        for (height, rows) in [(LOW - 1, 2), (LOW, 3)] {
            let mut sheet = Sheet::new(&theme, 20).for_height(height);
            sheet.text("above", Style::new());
            sheet.blank();
            sheet.text("below", Style::new());
            assert_eq!(sheet.rows(), rows);
        }
    }

    #[test]
    fn a_row_that_is_too_long_says_that_it_was_cut() {
        let theme = theme();
        let mut sheet = Sheet::new(&theme, 20);
        let style = Style::new();
        sheet.row(&[("pasted text", style), ("  (Backspace forgets it)", style)]);
        sheet.row(&[("just as wide as this", style), ("  ", style)]);
        let lines: Vec<_> = sheet.lines.iter().map(ToString::to_string).collect();
        assert_eq!(lines[0], "pasted text  (Back..");
        assert!(lines[1].starts_with("just as wide as this"));
    }

    #[test]
    fn a_mark_stands_before_the_first_row_only() {
        let theme = theme();
        let mut sheet = Sheet::new(&theme, 20);
        sheet.check(&CheckLine::ok("one two three four five"));
        let lines: Vec<_> = sheet.lines.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["[ ok ] one two three", "       four five"]);
    }
}
