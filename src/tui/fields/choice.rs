//! A list to choose from: what is in it, what is selected. Typing narrows a long one down at once; of one that is seen
//! at a glance no row is hidden, and typing only selects.

mod drawing;
#[cfg(test)]
mod tests;

use crossterm::event::{KeyCode, KeyEvent};

pub use drawing::NOTHING_MATCHES;

use super::Heard;
use super::text::TextLine;
use crate::question::Choice;

/// Rows that a page key moves by. In a list that is no longer than this, page keys scroll the page.
const PAGE: usize = 10;

/// So many rows are seen at a glance.
const GLANCE: usize = 6;

/// A list, what is typed to narrow it down or to select, and the selected row.
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
    /// How many options fit what is typed.
    found: usize,
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
            widths: drawing::widths(&headings, &options),
            left: (0..options.len()).collect(),
            found: options.len(),
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
        self.narrow_down(earlier.kept());
        if earlier.on_typed_row() {
            self.at = self.rows().saturating_sub(1);
        }
    }

    /// The selected option; `None` on the row for what is typed, in an empty list, and where nothing fits what is
    /// typed.
    pub fn selected(&self) -> Option<&Choice> {
        let at = self.left.get(self.at).filter(|_| !self.matches_nothing());
        at.map(|at| &self.options[*at])
    }

    /// The value of the row that is selected, or will be again once nothing else is typed.
    fn kept(&self) -> Option<String> {
        let at = self.left.get(self.at)?;
        Some(self.options[*at].value.clone())
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

    /// Whether no row fits what is typed.
    pub fn matches_nothing(&self) -> bool {
        self.found == 0 && !self.offers_typed() && !self.typed().is_empty()
    }

    /// Whether all of it is seen at a glance.
    fn is_short(&self) -> bool {
        self.options.len() <= GLANCE
    }

    /// Shows the whole list again.
    pub fn forget_typed(&mut self) {
        let selected = self.kept();
        self.filter.set("");
        self.narrow_down(selected);
    }

    /// Whether it is so long that page keys move in it, rather than scroll the page around it.
    pub fn pages(&self) -> bool {
        self.rows() > PAGE
    }

    /// Moves the selection, or types what selects or narrows the list down.
    pub fn key(&mut self, event: KeyEvent) -> Heard {
        let moves = matches!(event.code, KeyCode::Up | KeyCode::Down);
        if moves && self.matches_nothing() && self.is_short() {
            // All rows are in sight, and one of them is gone to.
            self.forget_typed();
        }
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
        let selected = self.kept();
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
        let found: Vec<usize> = (0..self.options.len()).filter(matches).collect();
        self.found = found.len();
        let place = |value: &str| {
            let mut found = found.iter();
            found.position(|at| self.options[*at].value == value)
        };
        // Whoever typed a whole name means it, also where it is a part of the one that was selected.
        let named = Some(self.filter.text().trim()).filter(|name| !name.is_empty());
        let kept = named
            .and_then(place)
            .or_else(|| place(selected.as_deref()?));
        let at = kept.unwrap_or(0);
        if self.is_short() {
            self.select(found.get(at).copied(), selected.as_deref());
        } else {
            (self.left, self.at) = (found, at);
        }
    }

    /// Selects what fits what is typed, with all rows in sight; where nothing does, what is typed itself, or what
    /// was selected before.
    fn select(&mut self, fitting: Option<usize>, before: Option<&str>) {
        self.left = (0..self.options.len()).collect();
        let mut options = self.options.iter();
        let at = match fitting {
            None if self.offers_typed() => Some(self.left.len()),
            None => options.position(|option| Some(option.value.as_str()) == before),
            fitting => fitting,
        };
        self.at = at.unwrap_or(0);
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
}

fn haystack(option: &Choice) -> String {
    let mut text = option.value.to_lowercase();
    for cell in &option.cells {
        text.push(' ');
        text.push_str(&cell.to_lowercase());
    }
    text
}
