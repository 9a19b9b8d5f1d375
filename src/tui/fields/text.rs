//! A line of text that may be seen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::Heard;
use crate::tui::keys;
use crate::tui::sheet::Sheet;
use crate::tui::text::{begun, columns, ended, visible};

/// Marks that a text goes on to the left of what is seen.
const CUT: &str = "..";

/// Characters that no name, address or path outgrows. What is longer was pasted by mistake.
pub const MOST: usize = 4096;

/// A line being typed, with an example that shows while it is empty.
#[derive(Debug, Clone, Default)]
pub struct TextLine {
    input: Input,
    example: String,
}

impl TextLine {
    /// A line that starts out with this text.
    pub fn new(text: impl Into<String>, example: impl Into<String>) -> Self {
        Self {
            input: Input::new(text.into()),
            example: example.into(),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether the cursor stands behind the last character.
    pub fn at_end(&self) -> bool {
        self.input.cursor() == self.input.value().chars().count()
    }

    /// Replaces the text.
    pub fn set(&mut self, text: impl Into<String>) {
        self.input = Input::new(text.into());
    }

    /// Types a character, moves or deletes.
    pub fn key(&mut self, event: KeyEvent) -> Heard {
        let Some(request) = request(event) else {
            return Heard::Nothing;
        };
        if matches!(request, InputRequest::InsertChar(_)) && self.room() == 0 {
            return Heard::Full(MOST);
        }
        match self.input.handle(request) {
            Some(changed) if changed.value => Heard::Changed,
            _ => Heard::Moved,
        }
    }

    /// Inserts a text at the cursor, where there is room for all of it.
    pub fn insert(&mut self, text: &str) -> Heard {
        let added = text.chars().count();
        if added > self.room() {
            return Heard::Full(MOST);
        }
        let (before, after) = self.around_cursor();
        let cursor = self.input.cursor() + added;
        self.input = Input::new([before, text, after].concat()).with_cursor(cursor);
        Heard::Changed
    }

    fn room(&self) -> usize {
        MOST.saturating_sub(self.text().chars().count())
    }

    fn around_cursor(&self) -> (&str, &str) {
        let mut indices = self.text().char_indices();
        let at = indices.nth(self.input.cursor());
        self.text()
            .split_at(at.map_or(self.text().len(), |(at, _)| at))
    }

    /// Draws the line; long text scrolls sideways with the cursor.
    pub fn draw(&self, sheet: &mut Sheet, focused: bool) {
        let room = sheet.width().saturating_sub(3).max(1);
        let row = sheet.rows();
        let pointer = if focused {
            sheet.theme.glyphs.pointer
        } else {
            " "
        };
        if focused {
            sheet.focus_from(row, 1);
        }
        if self.text().is_empty() && !(focused && self.example.is_empty()) {
            let example = match self.example.is_empty() {
                true => "empty".to_owned(),
                false => format!("for example {}", self.example),
            };
            sheet.row(&[
                (pointer, sheet.theme.strong()),
                (" ", sheet.theme.faint()),
                (&example, sheet.theme.faint()),
            ]);
            if focused {
                sheet.cursor_at(2, row);
            }
            return;
        }
        let (shown, column) = self.window(room, sheet.theme.glyphs.ascii);
        let filled = super::super::text::fitted(&shown, room);
        sheet.row(&[
            (pointer, sheet.theme.strong()),
            (" ", sheet.theme.strong()),
            (&filled, sheet.theme.writable()),
        ]);
        if focused {
            sheet.cursor_at(2 + column, row);
        }
    }

    /// The part of the text that fits, marked where it was cut, and the cursor's column in it.
    fn window(&self, room: usize, ascii: bool) -> (String, usize) {
        let (before, after) = self.around_cursor();
        let before = visible(before, ascii);
        let shown = match columns(&before) >= room {
            true => CUT.to_owned() + &ended(&before, room.saturating_sub(CUT.len() + 1)),
            false => before.into_owned(),
        };
        let column = columns(&shown);
        let after = visible(after, ascii);
        let after = match columns(&shown) + columns(&after) > room {
            true => begun(&after, room.saturating_sub(column)),
            false => after.into_owned(),
        };
        (shown + &after, column)
    }
}

/// The editing keys of a line. Ctrl-W is missing on purpose: a browser closes its tab with it.
fn request(event: KeyEvent) -> Option<InputRequest> {
    if let Some(c) = keys::typed(&event) {
        return Some(InputRequest::InsertChar(c));
    }
    let ctrl = event.modifiers == KeyModifiers::CONTROL;
    let word = ctrl || event.modifiers == KeyModifiers::ALT;
    Some(match event.code {
        KeyCode::Left if word => InputRequest::GoToPrevWord,
        KeyCode::Right if word => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        KeyCode::Backspace if word => InputRequest::DeletePrevWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Char('u') if ctrl => InputRequest::DeleteFromStart,
        KeyCode::Char('k') if ctrl => InputRequest::DeleteTillEnd,
        KeyCode::Char('e') if ctrl => InputRequest::GoToEnd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fields::pace::{TEN_TIMES, times_longer};

    fn press(line: &mut TextLine, code: KeyCode) -> Heard {
        line.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn letters_are_typed_and_deleted() {
        let mut line = TextLine::default();
        for c in "q?u".chars() {
            assert_eq!(press(&mut line, KeyCode::Char(c)), Heard::Changed);
        }
        press(&mut line, KeyCode::Backspace);
        assert_eq!(line.text(), "q?");
        assert_eq!(press(&mut line, KeyCode::Enter), Heard::Nothing);
    }

    #[test]
    fn a_long_line_shows_the_part_around_the_cursor() {
        let line = TextLine::new("abcdefghijklmnop", "");
        assert_eq!(line.window(6, true), ("..nop".into(), 5));
        let mut line = line;
        press(&mut line, KeyCode::Home);
        assert_eq!(line.window(6, true), ("abcd..".into(), 0));
    }

    #[test]
    fn a_text_is_inserted_at_the_cursor_and_the_cursor_stands_behind_it() {
        let mut line = TextLine::new("aüd", "");
        press(&mut line, KeyCode::Left);
        assert_eq!(line.insert("bc"), Heard::Changed);
        press(&mut line, KeyCode::Char('-'));
        assert_eq!(line.text(), "aübc-d");
    }

    #[test]
    fn what_is_longer_than_any_value_is_refused_and_what_stood_there_stays() {
        let mut line = TextLine::new("acme", "");
        assert_eq!(line.insert(&"x".repeat(50_000)), Heard::Full(MOST));
        assert_eq!(line.text(), "acme");
        assert_eq!(line.insert(&"x".repeat(MOST - 4)), Heard::Changed);
        assert_eq!(press(&mut line, KeyCode::Char('x')), Heard::Full(MOST));
        assert_eq!(line.text().len(), MOST);
        assert_eq!(press(&mut line, KeyCode::Backspace), Heard::Changed);
    }

    #[test]
    fn the_longest_text_is_drawn_at_once() {
        let line = |length| TextLine::new("x".repeat(length), "");
        let mut lines = [100_000, 1_000_000].map(line);
        let longer = times_longer(&mut lines, |line| {
            assert_eq!(line.window(6, true), ("..xxx".into(), 5));
        });
        assert!(longer < TEN_TIMES, "it took {longer} times as long");
    }

    #[test]
    fn the_cursor_stands_right_behind_wide_characters() {
        let line = TextLine::new("東京", "");
        assert_eq!(line.window(20, false).1, 4);
    }
}
