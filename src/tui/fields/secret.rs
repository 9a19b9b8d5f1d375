//! A line that is masked: dots and a counter while it is typed, ends and length afterwards, itself for a
//! few seconds on request.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Style;
use zeroize::Zeroizing;

use super::Heard;
use crate::domain::Secret;
use crate::tui::keys;
use crate::tui::sheet::Sheet;
use crate::tui::text::cut;

/// How long a value is shown on request.
pub const REVEALED_FOR: Duration = Duration::from_secs(10);

/// Room that no key or passphrase outgrows, so that growing leaves no copies behind in memory.
const ROOM: usize = 16 * 1024;

/// A masked line. Nothing of it is ever printed by `Debug`.
pub struct SecretLine {
    typed: Zeroizing<String>,
    /// Characters before the cursor.
    cursor: usize,
    given: Option<Secret>,
    revealed: Option<Instant>,
}

impl SecretLine {
    /// An empty line, or one that was filled before: that can be replaced, but not read back.
    pub fn new(given: Option<Secret>) -> Self {
        Self {
            typed: Zeroizing::new(String::with_capacity(ROOM)),
            cursor: 0,
            given,
            revealed: None,
        }
    }

    /// What was entered.
    pub fn secret(&self) -> Secret {
        match &self.given {
            Some(secret) if self.typed.is_empty() => secret.clone(),
            _ => Secret::new(self.typed.as_str()),
        }
    }

    /// What is typed, for whoever tells whether it belongs here.
    pub(in crate::tui) fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether there is something that can be shown.
    pub fn can_be_revealed(&self) -> bool {
        !self.typed.is_empty()
    }

    /// When the value is masked again, where it is shown.
    pub fn revealed_until(&self) -> Option<Instant> {
        self.revealed
    }

    /// Shows the value for a while, or masks it at once if it is shown.
    pub fn reveal(&mut self, now: Instant) {
        self.revealed = match self.revealed {
            None if self.can_be_revealed() => Some(now + REVEALED_FOR),
            _ => None,
        };
    }

    /// Masks the value.
    pub fn mask(&mut self) {
        self.revealed = None;
    }

    /// Types a character, moves or deletes.
    pub fn key(&mut self, event: KeyEvent) -> Heard {
        let ctrl_u = event.code == KeyCode::Char('u') && event.modifiers == KeyModifiers::CONTROL;
        if let Some(c) = keys::typed(&event) {
            return self.insert(c.encode_utf8(&mut [0; 4]));
        }
        let length = self.typed.chars().count();
        match event.code {
            KeyCode::Left => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Right => self.cursor = (self.cursor + 1).min(length),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = length,
            KeyCode::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                return self.delete();
            }
            KeyCode::Delete if self.cursor < length => return self.delete(),
            KeyCode::Backspace if self.given.take().is_some() => return Heard::Changed,
            KeyCode::Backspace | KeyCode::Delete => {}
            _ if ctrl_u => return self.clear(),
            _ => return Heard::Nothing,
        }
        Heard::Moved
    }

    /// Inserts a text at the cursor, where there is room for all of it.
    pub fn insert(&mut self, text: &str) -> Heard {
        if self.typed.len() + text.len() > ROOM {
            return Heard::Full(ROOM);
        }
        self.given = None;
        let at = self.byte(self.cursor);
        self.typed.insert_str(at, text);
        self.cursor += text.chars().count();
        Heard::Changed
    }

    /// Draws the mask, or the value while it is shown.
    pub fn draw(&self, sheet: &mut Sheet, focused: bool) {
        let row = sheet.rows();
        let pointer = if focused {
            sheet.theme.glyphs.pointer
        } else {
            " "
        };
        let room = sheet.width().saturating_sub(22).max(1);
        let length = self.typed.chars().count();
        let dots = sheet.theme.glyphs.dot.repeat(length.min(room));
        let lead = (pointer, sheet.theme.strong());
        if focused {
            sheet.focus_from(row, 1);
            sheet.cursor_at(2 + self.cursor.min(room), row);
        }
        if self.revealed.is_some() {
            let lines = cut(&self.typed, sheet.width().saturating_sub(2).max(1));
            for (at, line) in lines.iter().enumerate() {
                let lead = if at == 0 { lead } else { (" ", lead.1) };
                sheet.row(&[lead, (" ", lead.1), (line, sheet.theme.writable())]);
            }
        } else if self.typed.is_empty() || !focused {
            let text = self.told();
            sheet.row(&[lead, (" ", lead.1), (&text, sheet.theme.faint())]);
        } else {
            let counter = format!("  {length} characters");
            sheet.row(&[
                lead,
                (" ", lead.1),
                (&dots, sheet.theme.writable()),
                (&counter, Style::new()),
            ]);
        }
    }

    fn told(&self) -> String {
        match (&self.given, self.typed.is_empty()) {
            (Some(secret), true) => format!("{}, type to replace it", secret.masked()),
            (None, true) => "paste or type it; it stays masked".into(),
            _ => self.secret().masked(),
        }
    }

    fn delete(&mut self) -> Heard {
        let at = self.byte(self.cursor);
        self.typed.remove(at);
        Heard::Changed
    }

    fn clear(&mut self) -> Heard {
        *self = Self::new(None);
        Heard::Changed
    }

    fn byte(&self, chars: usize) -> usize {
        let mut indices = self.typed.char_indices();
        indices.nth(chars).map_or(self.typed.len(), |(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(line: &mut SecretLine, code: KeyCode) -> Heard {
        line.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn it_is_edited_like_any_line() {
        let mut line = SecretLine::new(None);
        line.insert("abcé");
        press(&mut line, KeyCode::Backspace);
        press(&mut line, KeyCode::Home);
        press(&mut line, KeyCode::Delete);
        assert_eq!(line.secret(), Secret::new("bc"));
    }

    #[test]
    fn what_was_entered_before_is_replaced_by_typing_and_kept_otherwise() {
        let mut line = SecretLine::new(Some(Secret::new("before")));
        assert!(!line.can_be_revealed());
        assert_eq!(line.secret(), Secret::new("before"));
        press(&mut line, KeyCode::Char('n'));
        assert_eq!(line.secret(), Secret::new("n"));
    }

    #[test]
    fn what_outgrows_the_room_is_refused_and_what_was_there_stays() {
        let mut line = SecretLine::new(Some(Secret::new("before")));
        assert_eq!(line.insert(&"x".repeat(ROOM + 1)), Heard::Full(ROOM));
        assert_eq!(line.secret(), Secret::new("before"));
        assert_eq!(line.insert(&"x".repeat(ROOM)), Heard::Changed);
        assert_eq!(press(&mut line, KeyCode::Char('x')), Heard::Full(ROOM));
    }

    #[test]
    fn showing_it_again_masks_it() {
        let now = Instant::now();
        let mut line = SecretLine::new(None);
        line.reveal(now);
        assert_eq!(line.revealed_until(), None);
        line.insert("abc");
        line.reveal(now);
        assert_eq!(line.revealed_until(), Some(now + REVEALED_FOR));
        line.reveal(now);
        assert_eq!(line.revealed_until(), None);
    }
}
