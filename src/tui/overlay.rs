//! What lies over a page: help, and questions that end or undo something.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Style;

use super::keys::{self, Action, Binding};
use super::sheet::Sheet;
use crate::guidance::Guide;
use crate::hint::Hint;

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// The page's help, moved down by so many rows.
    Help(isize),
    /// A question, with its second button in focus or not.
    Asking(Asked, bool),
}

/// A question that is asked before something is given up or undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Whether to leave.
    Leave,
    /// Whether to put back what was written.
    Undo,
    /// Whether to copy a secret.
    Copy,
}

/// What becomes of an overlay after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays, perhaps changed.
    Stays(Overlay),
    /// It is closed.
    Closed,
    /// Its question was answered with yes.
    Agreed(Asked),
}

impl Overlay {
    /// A question with the harmless answer in focus.
    pub fn asking(asked: Asked) -> Self {
        Self::Asking(asked, false)
    }

    /// Hears a key.
    pub fn key(self, event: KeyEvent) -> Fate {
        match self {
            Self::Help(rows) => help_key(rows, event),
            Self::Asking(asked, yes) => asking_key(asked, yes, event),
        }
    }

    /// The keys that mean something while it is there.
    pub fn keys(self) -> Vec<&'static Binding> {
        let tables: &[&'static [Binding]] = match self {
            Self::Help(_) => &[keys::HELPING],
            Self::Asking(Asked::Leave, _) => &[keys::ASKED, keys::LEAVING],
            Self::Asking(Asked::Undo | Asked::Copy, _) => &[keys::ASKED],
        };
        tables.iter().flat_map(|table| table.iter()).collect()
    }

    /// The two buttons of a question, the harmless one first.
    pub fn labels(asked: Asked) -> [&'static str; 2] {
        match asked {
            Asked::Leave => ["Stay", "Leave"],
            Asked::Undo => ["Keep it", "Undo"],
            Asked::Copy => ["Do not copy", "Copy"],
        }
    }
}

fn help_key(rows: isize, event: KeyEvent) -> Fate {
    let moved = match keys::action(&[keys::ALWAYS, keys::LETTERS], event) {
        Some(Action::Up) => rows - 1,
        Some(Action::Down) => rows + 1,
        Some(Action::PageUp) => rows - 10,
        Some(Action::PageDown) => rows + 10,
        _ => return Fate::Closed,
    };
    Fate::Stays(Overlay::Help(moved.max(0)))
}

fn asking_key(asked: Asked, yes: bool, event: KeyEvent) -> Fate {
    match keys::action(&[keys::ALWAYS, keys::LETTERS], event) {
        Some(Action::Enter) if yes => Fate::Agreed(asked),
        // The second press of Ctrl-C.
        Some(Action::Quit) if asked == Asked::Leave => Fate::Agreed(asked),
        Some(Action::Enter | Action::Back | Action::Quit) => Fate::Closed,
        Some(Action::NextStop | Action::PreviousStop) => Fate::Stays(Overlay::Asking(asked, !yes)),
        _ if matches!(event.code, KeyCode::Left | KeyCode::Right) => {
            Fate::Stays(Overlay::Asking(asked, !yes))
        }
        _ => Fate::Stays(Overlay::Asking(asked, yes)),
    }
}

/// The whole help of a page. Its own keys come first: the key line may have no room for them, and points here. The
/// others come before what grows with the conversation.
pub fn draw_help(
    sheet: &mut Sheet,
    guide: Option<&Guide>,
    hints: &[&Hint],
    answered: &[(String, String)],
    keys: &[&Binding],
) {
    let own: Vec<&Binding> = keys.iter().filter(|key| is_own(key)).copied().collect();
    if !own.is_empty() {
        sheet.rule("Keys of this page");
        own.iter().for_each(|key| draw_key(sheet, key));
        sheet.blank();
    }
    if let Some(guide) = guide {
        draw_guide(sheet, guide);
    }
    sheet.blank();
    sheet.rule(if own.is_empty() { "Keys" } else { "Other keys" });
    // Pairs of keys are named by one of them, and F3 below with more words.
    let named_apart = [Action::Up, Action::PageUp, Action::Reveal];
    for always in keys::ALWAYS {
        let here = keys.iter().find(|key| key.action == always.action);
        let is_missing = always.action == Action::Back && here.is_none();
        if !named_apart.contains(&always.action) && !is_missing {
            draw_key(sheet, here.unwrap_or(&always));
        }
    }
    sheet.fact(
        "F3",
        "shows a masked value you typed for 10 seconds",
        "",
        10,
    );
    draw_hints(sheet, hints);
    if !answered.is_empty() {
        sheet.blank();
        sheet.rule("So far");
        let width = answered
            .iter()
            .map(|(title, _)| super::text::columns(title))
            .max();
        for (title, summary) in answered {
            sheet.fact(title, summary, "", width.unwrap_or(0));
        }
    }
}

fn draw_key(sheet: &mut Sheet, key: &Binding) {
    sheet.fact(key.shown, key.does, "", 10);
}

/// Whether a key belongs to the page rather than to all of them.
fn is_own(key: &Binding) -> bool {
    keys::named(keys::ALWAYS, key.action).is_none()
}

/// Why the page asks, where the value is found, what goes wrong often or is good to know.
pub fn draw_guide(sheet: &mut Sheet, guide: &Guide) {
    sheet.text(&guide.why, Style::new());
    if !guide.find.is_empty() {
        sheet.blank();
        sheet.rule("Where to find it");
    }
    for place in &guide.find {
        sheet.text(&place.place, sheet.theme.strong());
        sheet.hanging("  ", Style::new(), &place.path, Style::new());
        if !place.address.is_empty() {
            sheet.hanging("  ", Style::new(), &place.address, sheet.theme.faint());
        }
    }
    let bullet = format!("{} ", sheet.theme.glyphs.bullet);
    for (heading, said) in guide.lists() {
        sheet.blank();
        sheet.rule(heading);
        for each in said {
            sheet.hanging(&bullet, sheet.theme.faint(), each, Style::new());
        }
    }
}

/// What to enter in practice.
pub fn draw_hints(sheet: &mut Sheet, hints: &[&Hint]) {
    if hints.is_empty() {
        return;
    }
    sheet.blank();
    sheet.rule("Practice");
    for hint in hints {
        sheet.text(&hint.text, Style::new());
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;
    use ratatui::buffer::{Buffer, Cell};
    use ratatui::layout::Rect;

    use super::*;
    use crate::tui::theme::Theme;

    fn press(overlay: Overlay, code: KeyCode) -> Fate {
        overlay.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn enter_on_a_question_that_was_just_asked_does_no_harm() {
        for asked in [Asked::Leave, Asked::Undo, Asked::Copy] {
            assert_eq!(press(Overlay::asking(asked), KeyCode::Enter), Fate::Closed);
        }
    }

    #[test]
    fn leaving_takes_the_second_button_or_ctrl_c_again() {
        let moved = press(Overlay::asking(Asked::Leave), KeyCode::Tab);
        assert_eq!(moved, Fate::Stays(Overlay::Asking(Asked::Leave, true)));
        let again = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        let fate = Overlay::asking(Asked::Leave).key(again);
        assert_eq!(fate, Fate::Agreed(Asked::Leave));
    }

    #[test]
    fn in_help_the_keys_come_before_what_grows_with_the_conversation() {
        let theme = Theme::new(true, false, true);
        let mut sheet = Sheet::new(&theme, 60);
        let answered = [("Consumer key".to_owned(), "3MVG9..".to_owned())];
        draw_help(&mut sheet, None, &[], &answered, &[]);
        let area = Rect::new(0, 0, 60, 40);
        let mut buffer = Buffer::empty(area);
        sheet.draw(area, &mut buffer, 0);
        let shown: String = buffer.content.iter().map(Cell::symbol).collect();
        assert!(shown.find("Ctrl-C") < shown.find("So far"), "{shown}");
        assert!(shown.contains("Ctrl-C") && shown.contains("3MVG9.."));
    }

    #[test]
    fn ctrl_c_never_undoes() {
        let again = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(Overlay::Asking(Asked::Undo, true).key(again), Fate::Closed);
    }
}
