//! A file: by its path, picked from likely ones or from a folder, or its text pasted.

use std::path::{Path, PathBuf};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Style;

use super::Heard;
use super::listing::{self, Listing};
use super::text::TextLine;
use super::typed_key::TypedKey;
use crate::domain::Secret;
use crate::question::Value;
use crate::tui::keys;
use crate::tui::sheet::Sheet;
use crate::tui::text::fitted;

/// Rows that a page key moves by. Among no more files than this, page keys scroll the page.
const PAGE: usize = 10;

/// A path being typed, with the files that may be meant below it.
#[derive(Debug, Clone)]
pub struct FileFinder {
    path: TextLine,
    pasted: Option<Secret>,
    /// A key's text that arrives as single keys.
    typed: Option<TypedKey>,
    may_be_pasted: bool,
    likely: Vec<Offer>,
    listing: Option<Listing>,
    /// The selected row of those offered; `None` while the path itself is edited.
    row: Option<usize>,
}

/// A path that may be meant.
#[derive(Debug, Clone)]
struct Offer {
    /// How it is shown.
    shown: String,
    /// The path.
    path: String,
}

impl FileFinder {
    /// An empty field, or one that is filled already. Likely files of `folder` are shown by their names.
    pub fn new(
        likely: &[PathBuf],
        folder: &Path,
        may_be_pasted: bool,
        initial: Option<&Value>,
    ) -> Self {
        let example = if may_be_pasted {
            "~/certs/server.key"
        } else {
            ""
        };
        let (path, pasted) = match initial {
            Some(Value::Path(path)) => (path.display().to_string(), None),
            Some(Value::Text(text)) => (text.clone(), None),
            Some(Value::Secret(secret)) => (String::new(), Some(secret.clone())),
            None => (String::new(), None),
        };
        Self {
            path: TextLine::new(path, example),
            pasted,
            typed: None,
            may_be_pasted,
            likely: likely.iter().map(|path| offer(path, folder)).collect(),
            listing: None,
            row: None,
        }
    }

    /// Takes over what was done in an earlier state of the field; the likely files are the newer ones.
    pub fn carry(&mut self, earlier: Self) {
        let likely = std::mem::take(&mut self.likely);
        *self = Self { likely, ..earlier };
    }

    /// The field's value now.
    pub fn value(&self) -> Value {
        match &self.pasted {
            Some(text) => Value::Secret(text.clone()),
            None => Value::Path(PathBuf::from(self.path.text().trim())),
        }
    }

    /// The folder whose entries are wanted and not known yet, as it was typed.
    pub fn wanted_folder(&self) -> Option<String> {
        if self.path.text().is_empty() || self.pasted.is_some() {
            return None;
        }
        let (folder, _) = listing::split(self.path.text());
        let known = self
            .listing
            .as_ref()
            .is_some_and(|listing| listing.typed == folder);
        (!known).then(|| folder.to_owned())
    }

    /// Takes in a folder's entries.
    pub fn list(&mut self, listing: Listing) {
        let (folder, _) = listing::split(self.path.text());
        if listing.typed == folder {
            self.listing = Some(listing);
        }
    }

    /// Replaces the path.
    pub fn set(&mut self, path: &str) {
        self.pasted = None;
        self.typed = None;
        self.row = None;
        self.path.set(path);
    }

    /// Keeps a pasted text in place of a path.
    pub fn take_pasted(&mut self, text: Secret) {
        self.row = None;
        self.typed = None;
        self.pasted = Some(text);
    }

    /// The path as far as it is typed.
    pub fn typed(&self) -> &str {
        self.path.text()
    }

    /// Whether a text may be pasted in place of a path.
    pub fn may_be_pasted(&self) -> bool {
        self.may_be_pasted
    }

    /// Inserts a pasted path at the cursor: without the quotes and backslashes that dropping a file on a
    /// terminal adds.
    pub fn insert(&mut self, text: &str) -> Heard {
        let bare = text.trim().trim_matches(['\'', '"']);
        let bare = bare.strip_prefix("file://").unwrap_or(bare);
        let escaped = cfg!(unix) && bare.contains("\\ ");
        let bare = if escaped {
            bare.replace("\\ ", " ")
        } else {
            bare.to_owned()
        };
        let heard = self.path.insert(&bare);
        if heard == Heard::Changed {
            self.pasted = None;
            self.row = None;
        }
        heard
    }

    /// Takes over the selected row. `true` if that filled the path and more may be typed; on `false` the
    /// path stands as it is.
    pub fn enter(&mut self) -> bool {
        if let Some(typed) = &mut self.typed
            && typed.end_line()
        {
            self.pasted = Some(typed.secret());
            return true;
        }
        let Some(chosen) = self.row.and_then(|row| self.offered().into_iter().nth(row)) else {
            return false;
        };
        self.path.set(chosen.path);
        self.row = None;
        true
    }

    /// Whether so many files are offered that page keys move among them, rather than scroll the page.
    pub fn pages(&self) -> bool {
        self.offered().len() > PAGE
    }

    /// Whether what is typed is the beginning of a path, by what is offered below it, and no file yet.
    pub fn is_begun(&self) -> bool {
        let (_, start) = listing::split(self.path.text());
        let mut entries = self.listing.iter().flat_map(|listing| &listing.entries);
        let is_file = entries.any(|entry| entry == start);
        !(is_file || self.path.text().is_empty() || self.offered().is_empty())
    }

    /// Types, moves among the files offered, or completes.
    pub fn key(&mut self, event: KeyEvent) -> Heard {
        if let (Some(typed), Some(c)) = (&mut self.typed, keys::typed(&event)) {
            let heard = typed.push(c);
            self.pasted = Some(typed.secret());
            return heard;
        }
        let offered = self.offered().len();
        match event.code {
            KeyCode::Down if offered > 0 => {
                self.row = Some(self.row.map_or(0, |row| (row + 1).min(offered - 1)));
            }
            KeyCode::Up if self.row.is_some() => {
                self.row = self.row.and_then(|row| row.checked_sub(1));
            }
            KeyCode::PageDown if offered > PAGE => {
                self.row = Some((self.row.unwrap_or(0) + PAGE).min(offered - 1));
            }
            KeyCode::PageUp if offered > PAGE => {
                self.row = self.row.and_then(|row| row.checked_sub(PAGE));
            }
            KeyCode::Right if self.path.at_end() => return self.complete(),
            KeyCode::Backspace if self.pasted.take().is_some() => {
                self.typed = None;
                return Heard::Changed;
            }
            _ => {
                let heard = self.path.key(event);
                if heard == Heard::Changed {
                    self.row = None;
                    self.pasted = None;
                    self.typed = None;
                    self.tell_key_from_path();
                }
                return heard;
            }
        }
        Heard::Moved
    }

    /// A key that is pasted into a terminal without bracketed paste begins like a path, and must not be shown.
    fn tell_key_from_path(&mut self) {
        if !self.may_be_pasted {
            return;
        }
        self.typed = TypedKey::begun_as(self.path.text());
        if let Some(typed) = &self.typed {
            self.pasted = Some(typed.secret());
            self.path.set("");
        }
    }

    /// Whether the key that completes would add something.
    pub fn completes(&self) -> bool {
        self.row.is_none() && self.path.at_end() && self.completed().is_some()
    }

    fn complete(&mut self) -> Heard {
        let Some(completed) = self.completed() else {
            return Heard::Moved;
        };
        self.path.set(completed);
        Heard::Changed
    }

    /// The path as far as all entries that fit agree, where that is more than is typed.
    fn completed(&self) -> Option<String> {
        let offered = self.offered();
        let first = offered.first()?;
        let common = offered
            .iter()
            .skip(1)
            .fold(first.path.as_str(), |common, other| {
                let same = common
                    .chars()
                    .zip(other.path.chars())
                    .take_while(|(a, b)| a == b);
                &common[..same.map(|(a, _)| a.len_utf8()).sum()]
            });
        (common.len() > self.path.text().len()).then(|| common.to_owned())
    }

    /// The paths offered below the field.
    fn offered(&self) -> Vec<Offer> {
        let typed = self.path.text();
        if self.pasted.is_some() {
            return Vec::new();
        }
        if typed.is_empty() {
            return self.likely.clone();
        }
        let (folder, start) = listing::split(typed);
        let Some(listing) = self.listing.as_ref().filter(|l| l.typed == folder) else {
            return Vec::new();
        };
        let begins = |name: &&String| {
            let head = name.get(..start.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(start))
                && (start.starts_with('.') || !name.starts_with('.'))
        };
        let fitting: Vec<&String> = listing.entries.iter().filter(begins).collect();
        match fitting.as_slice() {
            [only] if only.as_str() == start => Vec::new(),
            _ => {
                let offer = |name: &&String| Offer {
                    shown: (*name).clone(),
                    path: format!("{folder}{name}"),
                };
                fitting.iter().map(offer).collect()
            }
        }
    }

    /// Draws the path and, while it has the focus, what is offered below it.
    pub fn draw(&self, sheet: &mut Sheet, focused: bool, room: usize) {
        let row = sheet.rows();
        match &self.pasted {
            Some(text) => self.draw_pasted(sheet, focused, text),
            None => self.path.draw(sheet, focused && self.row.is_none()),
        }
        if !focused {
            return;
        }
        let unreadable = self
            .listing
            .as_ref()
            .and_then(|listing| listing.unreadable.as_ref());
        if let Some(why) = unreadable.filter(|_| self.wanted_folder().is_none()) {
            sheet.text(&format!("  {why}"), sheet.theme.faint());
        }
        // What is offered is seen with the path, until a row of it is chosen.
        sheet.focus_from(row, 1);
        let below = sheet.rows();
        self.draw_offered(sheet, room.clamp(3, 8));
        if self.row.is_none() && sheet.rows() > below {
            sheet.focus_from(row, sheet.rows() - row);
        }
    }

    fn draw_pasted(&self, sheet: &mut Sheet, focused: bool, text: &Secret) {
        let pointer = if focused {
            sheet.theme.glyphs.pointer
        } else {
            " "
        };
        let told = format!(
            "pasted text, {} characters (Backspace forgets it)",
            text.chars()
        );
        if focused {
            sheet.cursor_at(2, sheet.rows());
        }
        let lead = format!("{pointer} ");
        sheet.hanging(&lead, sheet.theme.strong(), &told, Style::new());
    }

    fn draw_offered(&self, sheet: &mut Sheet, height: usize) {
        let offered = self.offered();
        if offered.is_empty() {
            return;
        }
        let label = if self.path.text().is_empty() {
            "Likely files"
        } else {
            "In this folder"
        };
        let how = match (self.row, self.completes()) {
            (Some(_), _) => "Enter takes it.",
            (None, true) => "Right completes, Down picks.",
            (None, false) => "Down picks.",
        };
        let told = format!("{label} ({}): {how}", offered.len());
        let faint = sheet.theme.faint();
        sheet.hanging("  ", faint, &told, faint);
        let at = self.row.unwrap_or(0);
        let first = (at + 1).saturating_sub(height);
        for (row, offer) in offered.iter().enumerate().skip(first).take(height) {
            let selected = self.row == Some(row);
            let pointer = if selected {
                sheet.theme.glyphs.pointer
            } else {
                " "
            };
            let style = if selected {
                sheet.theme.focused()
            } else {
                Style::new()
            };
            let filled = fitted(&offer.shown, sheet.width().saturating_sub(4));
            if selected {
                sheet.focus_from(sheet.rows(), 1);
                sheet.cursor_at(2, sheet.rows());
            }
            sheet.row(&[
                ("  ", Style::new()),
                (pointer, sheet.theme.strong()),
                (" ", style),
                (&filled, style),
            ]);
        }
    }
}

fn offer(path: &Path, folder: &Path) -> Offer {
    let short = path.strip_prefix(folder).unwrap_or(path);
    Offer {
        shown: short.display().to_string(),
        path: path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    fn press(finder: &mut FileFinder, code: KeyCode) -> Heard {
        finder.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn listed(typed: &str, entries: &[&str]) -> Listing {
        Listing {
            typed: typed.into(),
            entries: entries.iter().map(|entry| (*entry).to_owned()).collect(),
            unreadable: None,
        }
    }

    fn path(finder: &FileFinder) -> String {
        finder.path.text().to_owned()
    }

    #[test]
    fn a_likely_file_is_two_keys_away() {
        let mut finder =
            FileFinder::new(&["/keys/server.key".into()], Path::new("/keys"), true, None);
        press(&mut finder, KeyCode::Down);
        assert!(finder.enter());
        assert_eq!(finder.value(), Value::Path("/keys/server.key".into()));
        assert!(!finder.enter());
    }

    #[test]
    fn a_folder_is_listed_when_its_path_is_typed_and_completed_as_far_as_it_is_clear() {
        let mut finder = FileFinder::new(&[], Path::new("/keys"), true, None);
        assert_eq!(finder.wanted_folder(), None);
        finder.insert("certs/s");
        assert_eq!(finder.wanted_folder().as_deref(), Some("certs/"));
        finder.list(listed("certs/", &["server.key", "server.crt", "other"]));
        assert_eq!(finder.wanted_folder(), None);
        assert!(finder.completes());
        press(&mut finder, KeyCode::Right);
        assert_eq!(path(&finder), "certs/server.");
        assert!(!finder.completes());
        press(&mut finder, KeyCode::Char('K'));
        press(&mut finder, KeyCode::Right);
        assert_eq!(path(&finder), "certs/server.key");
        press(&mut finder, KeyCode::Down);
        finder.enter();
        assert_eq!(path(&finder), "certs/server.key");
    }

    #[test]
    fn half_a_path_is_only_begun_and_a_file_is_whole_also_where_a_longer_name_follows() {
        let mut finder = FileFinder::new(&[], Path::new("/keys"), true, None);
        finder.insert("certs/serv");
        assert!(!finder.is_begun());
        finder.list(listed("certs/", &["server.key", "server.key.old"]));
        assert!(finder.is_begun());
        finder.insert("er.key");
        assert!(!finder.is_begun());
        finder.insert("s");
        assert!(!finder.is_begun());
    }

    #[test]
    fn a_listing_that_comes_too_late_is_dropped() {
        let mut finder = FileFinder::new(&[], Path::new("/keys"), true, None);
        finder.insert("b/");
        finder.list(listed("a/", &["x"]));
        assert!(finder.offered().is_empty());
    }

    #[test]
    fn a_dropped_file_loses_what_the_terminal_put_around_it() {
        let mut finder = FileFinder::new(&[], Path::new("/keys"), true, None);
        finder.insert("'/tmp/my key.pem' ");
        assert_eq!(path(&finder), "/tmp/my key.pem");
    }

    #[test]
    fn a_pasted_text_is_forgotten_by_backspace() {
        let mut finder = FileFinder::new(&[], Path::new("/keys"), true, None);
        finder.take_pasted(Secret::new("-----BEGIN"));
        assert_eq!(finder.value(), Value::Secret(Secret::new("-----BEGIN")));
        press(&mut finder, KeyCode::Backspace);
        assert!(finder.value().is_blank());
    }
}
