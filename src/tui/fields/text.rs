//! A line of text that may be seen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::Heard;
use crate::tui::keys;
use crate::tui::sheet::Sheet;
use crate::tui::text::{begun, columns, visible};

/// Marks that a text goes on to the left of what is seen.
const CUT: &str = "..";

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
        match self.input.handle(request) {
            Some(changed) if changed.value => Heard::Changed,
            _ => Heard::Moved,
        }
    }

    /// Inserts a text at the cursor.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars() {
            self.input.handle(InputRequest::InsertChar(c));
        }
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
        let before: String = self.text().chars().take(self.input.cursor()).collect();
        let after: String = self.text().chars().skip(self.input.cursor()).collect();
        let before = visible(&before, ascii).into_owned();
        let mut shown = before.clone();
        let cut = columns(&shown) >= room;
        while columns(&shown) + if cut { CUT.len() } else { 0 } >= room && !shown.is_empty() {
            shown.remove(0);
        }
        if cut {
            shown.insert_str(0, CUT);
        }
        let column = columns(&shown);
        let after = visible(&after, ascii);
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
    fn the_cursor_stands_right_behind_wide_characters() {
        let line = TextLine::new("東京", "");
        assert_eq!(line.window(20, false).1, 4);
    }
}
