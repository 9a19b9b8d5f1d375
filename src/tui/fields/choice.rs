//! A list to choose from. Typing narrows it down at once, however long it is; only rows in view are built.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Style;

use super::Heard;
use super::text::TextLine;
use crate::question::Choice;
use crate::tui::sheet::Sheet;
use crate::tui::text::{begun, columns, fitted};

/// Rows that a page key moves by. In a list that is no longer than this, page keys scroll the page.
const PAGE: usize = 10;

/// So many rows are seen at a glance.
const GLANCE: usize = 6;

/// No column gets narrower than this.
const NARROWEST: usize = 8;

/// A name this wide gives way to nothing; one that is wider is shortened like any other column.
const NAME: usize = 18;

/// Columns between two columns of the list.
const GAP: usize = 2;

/// A list, what is typed to narrow it down, and the selected row.
#[derive(Debug, Clone)]
pub struct ChoiceList {
    headings: Vec<String>,
    options: Vec<Choice>,
    /// What each option is searched by, in lower case.
    haystacks: Vec<String>,
    widths: Vec<usize>,
    typed: bool,
    filter: TextLine,
    /// The options that the filter leaves, by their place in `options`.
    left: Vec<usize>,
    /// The selected row: a place in `left`, or one behind it for what is typed.
    at: usize,
}

impl ChoiceList {
    /// A list with the option of this value selected. A value that is not in the list counts as typed.
    pub fn new(
        headings: Vec<String>,
        options: Vec<Choice>,
        typed: bool,
        initial: Option<&str>,
    ) -> Self {
        let mut list = Self {
            haystacks: options.iter().map(haystack).collect(),
            widths: widths(&headings, &options),
            left: (0..options.len()).collect(),
            headings,
            options,
            typed,
            filter: TextLine::default(),
            at: 0,
        };
        if let Some(value) = initial {
            list.choose(value);
        } else if let Some(free) = list.options.iter().position(|o| o.barred.is_none()) {
            list.at = free;
        }
        list
    }

    /// Takes over what was typed and selected in an earlier list of the same field.
    pub fn carry(&mut self, earlier: &Self) {
        self.filter = earlier.filter.clone();
        self.narrow_down(earlier.selected().map(|option| option.value.clone()));
        if earlier.on_typed_row() {
            self.at = self.rows().saturating_sub(1);
        }
    }

    /// The selected option; `None` on the row for what is typed, and in an empty list.
    pub fn selected(&self) -> Option<&Choice> {
        self.left.get(self.at).map(|at| &self.options[*at])
    }

    /// What the field's value is now.
    pub fn value(&self) -> Option<String> {
        if self.on_typed_row() {
            return Some(self.filter.text().trim().to_owned());
        }
        let option = self.selected()?;
        option.barred.is_none().then(|| option.value.clone())
    }

    /// Why the selected row cannot be chosen, where it cannot.
    pub fn bar(&self) -> Option<&str> {
        self.selected()?.barred.as_deref()
    }

    /// Selects the option of this value; one that is not in the list counts as typed.
    pub fn choose(&mut self, value: &str) {
        self.filter.set("");
        self.narrow_down(Some(value.to_owned()));
        let found = self.options.iter().any(|option| option.value == value);
        if !found && self.typed && !value.is_empty() {
            self.filter.set(value);
            self.narrow_down(None);
            self.at = self.rows().saturating_sub(1);
        }
    }

    /// What is typed to narrow it down.
    pub fn typed(&self) -> &str {
        self.filter.text()
    }

    /// Whether what is typed leaves no row.
    pub fn matches_nothing(&self) -> bool {
        self.rows() == 0 && !self.typed().is_empty()
    }

    /// Shows the whole list again.
    pub fn forget_typed(&mut self) {
        let selected = self.selected().map(|option| option.value.clone());
        self.filter.set("");
        self.narrow_down(selected);
    }

    /// Whether it is so long that page keys move in it, rather than scroll the page around it.
    pub fn pages(&self) -> bool {
        self.rows() > PAGE
    }

    /// Moves the selection or narrows the list down.
    pub fn key(&mut self, event: KeyEvent) -> Heard {
        let last = self.rows().saturating_sub(1);
        self.at = match event.code {
            KeyCode::Up => self.at.saturating_sub(1),
            KeyCode::Down => (self.at + 1).min(last),
            KeyCode::PageUp if self.pages() => self.at.saturating_sub(PAGE),
            KeyCode::PageDown if self.pages() => (self.at + PAGE).min(last),
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => return self.edit(|filter| filter.key(event)),
        };
        Heard::Changed
    }

    /// Types a text into the filter.
    pub fn insert(&mut self, text: &str) -> Heard {
        self.edit(|filter| filter.insert(text))
    }

    fn edit(&mut self, edit: impl FnOnce(&mut TextLine) -> Heard) -> Heard {
        let selected = self.selected().map(|option| option.value.clone());
        let heard = edit(&mut self.filter);
        if heard == Heard::Changed {
            self.narrow_down(selected);
        }
        heard
    }

    fn narrow_down(&mut self, selected: Option<String>) {
        let sought = self.filter.text().to_lowercase();
        let words: Vec<&str> = sought.split_whitespace().collect();
        let matches = |at: &usize| words.iter().all(|word| self.haystacks[*at].contains(word));
        self.left = (0..self.options.len()).filter(matches).collect();
        let place = |value: &str| {
            let mut left = self.left.iter();
            left.position(|at| self.options[*at].value == value)
        };
        // Whoever typed a whole name means it, also where it is a part of the one that was selected.
        let named = Some(self.filter.text().trim()).filter(|name| !name.is_empty());
        let kept = named
            .and_then(place)
            .or_else(|| place(selected.as_deref()?));
        self.at = kept.unwrap_or(0);
    }

    fn rows(&self) -> usize {
        self.left.len() + usize::from(self.offers_typed())
    }

    fn offers_typed(&self) -> bool {
        let text = self.filter.text().trim();
        self.typed && !text.is_empty() && !self.options.iter().any(|o| o.value == text)
    }

    fn on_typed_row(&self) -> bool {
        self.offers_typed() && self.at == self.left.len()
    }

    /// How many rows the list takes where it may take up to `room`.
    fn window(&self, room: usize) -> usize {
        self.rows().min(room.max(3)).max(1)
    }

    /// Draws the list with what is known of the selected row. A list without the focus that is not alone on
    /// its page shows its value only.
    pub fn draw(&self, sheet: &mut Sheet, focused: bool, alone: bool, room: usize) {
        if !focused && !alone {
            self.draw_value(sheet);
            return;
        }
        self.draw_filter(sheet);
        let widths = self.fitting(sheet.width().saturating_sub(2));
        if !self.headings.is_empty() {
            let heading = format!("  {}", cells(&self.headings, &widths));
            sheet.row(&[(&heading, sheet.theme.faint())]);
        }
        self.draw_rows(sheet, &widths, focused, room);
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

    fn draw_filter(&self, sheet: &mut Sheet) {
        // A list that is seen at a glance needs no search, though typing would still work.
        if self.options.len() <= GLANCE && !self.typed && self.filter.text().is_empty() {
            return;
        }
        let counted = format!("{} of {}", self.left.len(), self.options.len());
        let faint = sheet.theme.faint();
        let label = "  Filter: ";
        let room = sheet
            .width()
            .saturating_sub(columns(label) + columns(&counted) + 2);
        if self.filter.text().is_empty() {
            let hint = begun(self.hint(), room);
            sheet.row(&[
                (label, faint),
                (&hint, faint),
                ("  ", faint),
                (&counted, faint),
            ]);
        } else {
            let text = fitted(self.filter.text(), room);
            sheet.row(&[
                (label, faint),
                (&text, sheet.theme.strong()),
                ("  ", faint),
                (&counted, faint),
            ]);
        }
    }

    fn hint(&self) -> &'static str {
        match self.typed {
            true => "search, or type a name",
            false => "type to search",
        }
    }

    fn draw_rows(&self, sheet: &mut Sheet, widths: &[usize], focused: bool, room: usize) {
        let height = self.window(room);
        let first = (self.at + 1).saturating_sub(height.div_ceil(2) + height / 4);
        let first = first.min(self.rows().saturating_sub(height));
        if self.rows() == 0 {
            let told = match self.typed().is_empty() {
                true => "  Nothing is listed.",
                false => "  Nothing matches. Backspace brings the list back.",
            };
            sheet.text(told, sheet.theme.faint());
        }
        let top = sheet.rows();
        for row in first..(first + height).min(self.rows()) {
            let text = match self.left.get(row) {
                Some(at) => cells(&self.options[*at].cells, widths),
                None => format!("Use \"{}\" as typed", self.filter.text().trim()),
            };
            let barred = self
                .left
                .get(row)
                .is_some_and(|at| self.options[*at].barred.is_some());
            self.draw_row(sheet, &text, row == self.at, focused, barred);
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
            sheet.check(&crate::domain::CheckLine::fail(why.as_str()));
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
    fn fitting(&self, room: usize) -> Vec<usize> {
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

fn haystack(option: &Choice) -> String {
    let mut text = option.value.to_lowercase();
    for cell in &option.cells {
        text.push(' ');
        text.push_str(&cell.to_lowercase());
    }
    text
}

fn widths(headings: &[String], options: &[Choice]) -> Vec<usize> {
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use crossterm::event::KeyModifiers;

    use super::*;

    fn options(names: &[&str]) -> Vec<Choice> {
        let option = |name: &&str| Choice {
            value: (*name).to_owned(),
            cells: vec![(*name).to_owned()],
            detail: Vec::new(),
            barred: None,
        };
        names.iter().map(option).collect()
    }

    fn type_in(list: &mut ChoiceList, text: &str) {
        for c in text.chars() {
            list.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        }
    }

    #[test]
    fn typing_narrows_the_list_down_by_every_word() {
        let mut list = ChoiceList::new(
            Vec::new(),
            options(&["acme-sales-emea", "acme-voice", "beta-sales"]),
            false,
            None,
        );
        type_in(&mut list, "SAL ac");
        assert_eq!(list.value().as_deref(), Some("acme-sales-emea"));
        assert_eq!(list.left.len(), 1);
    }

    #[test]
    fn the_selected_row_stays_selected_while_it_matches() {
        let mut list = ChoiceList::new(Vec::new(), options(&["aa", "ab", "b"]), false, Some("ab"));
        type_in(&mut list, "a");
        assert_eq!(list.value().as_deref(), Some("ab"));
    }

    #[test]
    fn one_endless_name_does_not_cut_the_other_columns() {
        let mut rows = options(&["acme", &"endless-".repeat(10)]);
        for row in &mut rows {
            row.cells = vec![row.value.clone(), "parameters".into(), "not set up".into()];
        }
        let list = ChoiceList::new(Vec::new(), rows, false, None);
        assert_eq!(list.fitting(46), [22, 10, 10]);
    }

    #[test]
    fn a_name_that_is_not_listed_can_be_typed_where_that_is_allowed() {
        let mut list = ChoiceList::new(Vec::new(), options(&["acme"]), true, None);
        type_in(&mut list, "zeta");
        assert_eq!(list.value().as_deref(), Some("zeta"));
        let again = ChoiceList::new(Vec::new(), options(&["acme"]), true, Some("zeta"));
        assert_eq!(again.value().as_deref(), Some("zeta"));
        let mut strict = ChoiceList::new(Vec::new(), options(&["acme"]), false, None);
        type_in(&mut strict, "zeta");
        assert_eq!(strict.value(), None);
    }

    #[test]
    fn a_barred_row_has_no_value_but_says_why() {
        let mut barred = options(&["acme"]);
        barred[0].barred = Some("It has no secret.".into());
        let list = ChoiceList::new(Vec::new(), barred, false, Some("acme"));
        assert_eq!(
            (list.value(), list.bar()),
            (None, Some("It has no secret."))
        );
    }

    #[test]
    fn a_longer_list_of_the_same_field_keeps_filter_and_selection() {
        let mut early = ChoiceList::new(Vec::new(), options(&["ab", "ac"]), false, None);
        type_in(&mut early, "a");
        early.key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE));
        let mut late = ChoiceList::new(Vec::new(), options(&["aa", "ab", "ac", "b"]), false, None);
        late.carry(&early);
        assert_eq!(late.value().as_deref(), Some("ac"));
        assert_eq!(late.left.len(), 3);
    }

    #[test]
    fn ten_thousand_rows_filter_and_draw_within_a_frame() {
        let names: Vec<String> = (0..10_000).map(|n| format!("contact-center-{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut list = ChoiceList::new(vec!["NAME".into()], options(&names), true, None);
        let theme = crate::tui::theme::Theme::new(true, false, true);
        let begun = Instant::now();
        type_in(&mut list, "9");
        let mut sheet = Sheet::new(&theme, 80);
        list.draw(&mut sheet, true, true, 20);
        // A frame is 16 ms in a release build; an unoptimised one on a busy machine gets some grace.
        assert!(begun.elapsed() < Duration::from_millis(160));
        assert!(sheet.rows() < 30);
    }

    #[test]
    fn a_name_that_is_typed_in_full_is_meant_also_where_it_is_a_part_of_the_selected_one() {
        let mut list = ChoiceList::new(Vec::new(), options(&["voice-admin", "voice"]), true, None);
        type_in(&mut list, "voice");
        assert_eq!(list.value().as_deref(), Some("voice"));
    }
}
