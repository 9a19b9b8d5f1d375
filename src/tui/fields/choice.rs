//! A list to choose from: what is in it, what is selected. Typing narrows it down at once, however long it is.

mod drawing;
#[cfg(test)]
mod tests;

use crossterm::event::{KeyCode, KeyEvent};

use super::Heard;
use super::text::TextLine;
use crate::question::Choice;

/// Rows that a page key moves by. In a list that is no longer than this, page keys scroll the page.
const PAGE: usize = 10;

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
            widths: drawing::widths(&headings, &options),
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
}

fn haystack(option: &Choice) -> String {
    let mut text = option.value.to_lowercase();
    for cell in &option.cells {
        text.push(' ');
        text.push_str(&cell.to_lowercase());
    }
    text
}
