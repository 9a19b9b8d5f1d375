//! A field of a form: its control, what can be said of its value, what was wrong with it.

use std::time::Instant;

use crossterm::event::KeyEvent;
use ratatui::style::Style;
use zeroize::Zeroizing;

use crate::domain::{CheckLine, Level, Secret, key_material};
use crate::question::{Field, FieldKind, Rejection, Value};
use crate::steps::Effort;
use crate::tui::fields::choice::ChoiceList;
use crate::tui::fields::file::FileFinder;
use crate::tui::fields::secret::SecretLine;
use crate::tui::fields::stray::{self, BURST, Stray};
use crate::tui::fields::text::TextLine;
use crate::tui::fields::{Heard, too_long};
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::Setting;
use crate::tui::paste;
use crate::tui::screens::waiting::{draw_reading, is_noticed};
use crate::tui::sheet::Sheet;

/// What to say where Enter came with the text, as from a clipboard.
const MORE_MAY_COME: &str =
    "A line end came with the text, so more of it may follow. Enter again takes it as it is.";

/// A field being filled in.
pub struct FieldBox {
    /// Its name in the answer.
    pub id: &'static str,
    label: String,
    hint: String,
    optional: bool,
    control: Control,
    checks: Vec<CheckLine>,
    /// Whether its value was looked at since it changed: what arrives as many keys is looked at once.
    checked: bool,
    /// Since when a file in it is being read of which nothing was said yet.
    unseen: Option<Instant>,
    /// What there is to say of how it was entered: what was taken off a paste, why an Enter did nothing.
    notes: Vec<String>,
    /// Why what was entered last was not taken at all.
    kept_out: Option<String>,
    /// A secret that is kept out of it.
    stray: Stray,
    /// When the last character was typed into it.
    typed_at: Option<Instant>,
    /// Whether it came with a value.
    given: bool,
    /// Whether the person did something with it.
    touched: bool,
    /// Why its value was not taken.
    pub rejection: Option<Rejection>,
}

enum Control {
    Choice(Box<ChoiceList>),
    Text(TextLine),
    Secret(SecretLine),
    File(Box<FileFinder>),
}

impl FieldBox {
    /// A field as the question describes it.
    pub fn new(field: Field, setting: &Setting) -> Self {
        let initial = field.initial.as_ref();
        let text = initial.and_then(Value::text);
        let control = match field.kind {
            FieldKind::Choice {
                columns,
                options,
                typed,
            } => Control::Choice(Box::new(ChoiceList::new(columns, options, typed, text))),
            FieldKind::Text { example } => {
                Control::Text(TextLine::new(text.unwrap_or_default(), example))
            }
            FieldKind::Secret => Control::Secret(SecretLine::new(given(initial))),
            FieldKind::File { likely, pasted } => Control::File(Box::new(FileFinder::new(
                &likely,
                setting.working_directory,
                pasted,
                initial,
            ))),
        };
        let mut made = Self {
            id: field.id,
            label: field.label,
            hint: field.hint,
            optional: field.optional,
            control,
            checks: Vec::new(),
            checked: false,
            unseen: None,
            notes: Vec::new(),
            kept_out: None,
            stray: Stray::default(),
            typed_at: None,
            given: field.initial.is_some(),
            touched: false,
            rejection: None,
        };
        made.settle(setting);
        made
    }

    /// Takes over what the person did with the same field of a question that this one replaces.
    pub fn carry(&mut self, earlier: Self, setting: &Setting) {
        // What is arriving goes on arriving.
        self.stray = earlier.stray;
        self.typed_at = earlier.typed_at;
        if !earlier.touched {
            return;
        }
        match (&mut self.control, earlier.control) {
            (Control::Choice(now), Control::Choice(before)) => now.carry(&before),
            (Control::File(now), Control::File(before)) => now.carry(*before),
            (now, before) => *now = before,
        }
        self.touched = true;
        self.notes = earlier.notes;
        self.kept_out = earlier.kept_out;
        self.rejection = earlier.rejection;
        self.unsettle();
        self.settle(setting);
    }

    /// What it is filled with.
    pub fn value(&self) -> Value {
        match &self.control {
            Control::Choice(list) => Value::Text(list.value().unwrap_or_default()),
            Control::Text(line) => Value::Text(line.text().to_owned()),
            Control::Secret(line) => Value::Secret(line.secret()),
            Control::File(finder) => finder.value(),
        }
    }

    /// Whether the person has yet to look at it: it is empty and must not be, or a list whose first row is
    /// selected only because some row has to be.
    pub fn is_undecided(&self) -> bool {
        let chosen = self.given || self.touched || !matches!(self.control, Control::Choice(_));
        self.is_wanting() || !(self.optional || chosen)
    }

    /// Whether it must be filled and is not.
    fn is_wanting(&self) -> bool {
        !self.optional && self.value().is_blank()
    }

    /// Hears a key. `true` if it meant something here.
    pub fn key(&mut self, event: KeyEvent, setting: &Setting) -> bool {
        if keys::typed(&event).is_some() {
            self.typed_at = Some(setting.now);
            if self.stray.swallows(setting.now) {
                return true;
            }
        }
        let heard = match &mut self.control {
            Control::Choice(list) => list.key(event),
            Control::Text(line) => line.key(event),
            Control::Secret(line) => line.key(event),
            Control::File(finder) => finder.key(event),
        };
        match heard {
            Heard::Nothing => return false,
            Heard::Moved => self.touched = true,
            Heard::Changed => {
                self.changed();
                self.keep_out_secrets(setting.now);
            }
            Heard::Full(most) => self.kept_out = Some(too_long(most)),
        }
        true
    }

    /// Where a terminal sends a paste as keys, a secret is told only once enough of it is there.
    fn keep_out_secrets(&mut self, now: Instant) {
        let told = match &self.control {
            Control::Choice(list) => stray::told(list.typed()),
            Control::Text(line) => stray::told(line.text()),
            Control::File(finder) => stray::told(finder.typed()),
            Control::Secret(line) => key_material::told_of_key(line.typed()),
        };
        if let Some(told) = told {
            match &mut self.control {
                Control::Choice(list) => list.forget_typed(),
                Control::Secret(line) => *line = SecretLine::new(None),
                _ => self.fill(""),
            }
            self.kept_out = Some(told.to_owned());
            self.stray = Stray::begun(now);
        }
    }

    /// Hears Enter. `true` if that filled something in and the person should see it first.
    pub fn enter(&mut self, setting: &Setting) -> bool {
        if self.stray.swallows(setting.now) {
            return true;
        }
        self.settle(setting);
        if self.is_broken_paste(setting.now) {
            self.typed_at = Some(setting.now);
            self.notes = vec![MORE_MAY_COME.to_owned()];
            return true;
        }
        let filled = match &mut self.control {
            Control::File(finder) => finder.enter(),
            // Nobody goes on past a list that takes what was typed for none of its rows.
            Control::Choice(list) if list.bar().is_some() || list.matches_nothing() => {
                return true;
            }
            _ => false,
        };
        if filled {
            self.changed();
        }
        filled
    }

    /// Whether an Enter that comes now is a line end inside of what is pasted, where a terminal sends pastes as
    /// keys: it comes at once behind a character, and what is there so far looks unusual.
    fn is_broken_paste(&self, now: Instant) -> bool {
        let is_line = matches!(self.control, Control::Text(_) | Control::Secret(_));
        let at_once = |typed| now.saturating_duration_since(typed) < BURST;
        let unusual = |line: &CheckLine| line.level == Level::Warn;
        is_line && self.typed_at.is_some_and(at_once) && self.checks.iter().any(unusual)
    }

    /// Hears a paste.
    pub fn paste(&mut self, text: &str, setting: &Setting) {
        let (mut notes, mut kept_out) = (Vec::new(), None);
        let is_key = self.takes_key(text);
        if let Control::File(finder) = &mut self.control
            && is_key
        {
            finder.take_pasted(Secret::new(text));
        } else if let Some(told) = self.stray_in(text) {
            kept_out = Some(told.to_owned());
        } else {
            let (line, removed) = setting.step.pasted(self.id, text);
            match self.insert(&line) {
                Heard::Full(most) => kept_out = Some(too_long(most)),
                _ => notes = removed,
            }
        }
        self.changed();
        (self.notes, self.kept_out) = (notes, kept_out);
    }

    /// Says this of what was entered, until something else is.
    pub fn note(&mut self, said: &str) {
        self.notes.push(said.to_owned());
    }

    /// Says no more why something was not taken, something else having been entered since.
    pub fn forget_kept_out(&mut self) {
        self.kept_out = None;
    }

    /// Whether it takes this text for the file's own.
    pub fn takes_key(&self, text: &str) -> bool {
        let may = matches!(&self.control, Control::File(finder) if finder.may_be_pasted());
        may && (paste::is_text_of_a_file(text) || key_material::is_key_in_a_line(text))
    }

    /// Whether it is a list of which no row fits what is typed.
    pub fn matches_nothing(&self) -> bool {
        matches!(&self.control, Control::Choice(list) if list.matches_nothing())
    }

    /// What to say of a text that does not belong here, where it does not.
    fn stray_in(&self, text: &str) -> Option<&'static str> {
        match self.control {
            Control::Secret(_) => key_material::told_of_key(text),
            _ => stray::told(text),
        }
    }

    /// Whether it is a list, in which typing selects or narrows down.
    pub fn is_list(&self) -> bool {
        matches!(self.control, Control::Choice(_))
    }

    fn insert(&mut self, text: &Zeroizing<String>) -> Heard {
        match &mut self.control {
            Control::Choice(list) => list.insert(text),
            Control::Text(line) => line.insert(text),
            Control::Secret(line) => line.insert(text),
            Control::File(finder) => finder.insert(text),
        }
    }

    /// Replaces the value, as by a suggestion that was accepted.
    pub fn fill(&mut self, text: &str) {
        match &mut self.control {
            Control::Choice(list) => list.choose(text),
            Control::Text(line) => line.set(text),
            Control::Secret(line) => *line = SecretLine::new(Some(Secret::new(text))),
            Control::File(finder) => finder.set(text),
        }
        self.changed();
    }

    fn changed(&mut self) {
        self.touched = true;
        self.rejection = None;
        self.notes.clear();
        self.kept_out = None;
        self.unsettle();
    }

    /// Its value is another one, and nothing was said of that yet.
    pub fn unsettle(&mut self) {
        self.checked = false;
    }

    /// Looks at what can be said of its value, if that was not done since it changed; whether it was not. A file is
    /// left to a look beside the screen.
    pub fn settle(&mut self, setting: &Setting) -> bool {
        if self.checked {
            return false;
        }
        let value = self.value();
        if value.is_blank() {
            self.say(Vec::new());
        } else if !self.is_file() {
            self.say(setting.step.checks(setting.draft, self.id, &value));
        }
        true
    }

    fn say(&mut self, checks: Vec<CheckLine>) {
        self.checks = checks;
        self.checked = true;
        self.unseen = None;
    }

    /// Whether what was entered was looked at, or is being looked at.
    pub fn is_settled(&self) -> bool {
        self.checked
    }

    /// The file to be looked at, where there is one of which nothing is said yet.
    pub fn begin_look(&mut self, now: Instant) -> Option<Value> {
        let value = self.value();
        let is_open = !self.checked || self.unseen.is_some();
        if !(self.is_file() && is_open) || value.is_blank() {
            return None;
        }
        self.checked = true;
        self.unseen.get_or_insert(now);
        Some(value)
    }

    /// Says this of the value that was looked at, if it is still there; `None` where the look broke down.
    pub fn end_look(&mut self, checks: Option<Vec<CheckLine>>) {
        if self.checked && self.unseen.is_some() {
            let broken = || {
                vec![CheckLine::fail(
                    "This program failed while it was reading this.",
                )]
            };
            self.say(checks.unwrap_or_else(broken));
        }
    }

    /// Since when a file in it is being read.
    pub fn unseen_since(&self) -> Option<Instant> {
        self.unseen
    }

    /// Whether it is a file.
    pub fn is_file(&self) -> bool {
        matches!(self.control, Control::File(_))
    }

    /// The masked line in it, where it is one.
    pub fn secret_line(&mut self) -> Option<&mut SecretLine> {
        match &mut self.control {
            Control::Secret(line) => Some(line),
            _ => None,
        }
    }

    /// Whether its value is masked and could be shown.
    pub fn can_be_revealed(&self) -> bool {
        matches!(&self.control, Control::Secret(line) if line.can_be_revealed())
    }

    /// The key that shows its value, or masks it again.
    pub fn reveal_key(&self) -> Option<&'static Binding> {
        match self.revealed_until() {
            Some(_) => Some(&keys::HIDE),
            None => keys::named(keys::ALWAYS, Action::Reveal).filter(|_| self.can_be_revealed()),
        }
    }

    /// When its value is masked again.
    pub fn revealed_until(&self) -> Option<Instant> {
        match &self.control {
            Control::Secret(line) => line.revealed_until(),
            _ => None,
        }
    }

    /// The file finder in it, where it is one.
    pub fn finder(&mut self) -> Option<&mut FileFinder> {
        match &mut self.control {
            Control::File(finder) => Some(finder),
            _ => None,
        }
    }

    /// The folder whose entries it would offer.
    pub fn wanted_folder(&self) -> Option<String> {
        match &self.control {
            Control::File(finder) => finder.wanted_folder(),
            _ => None,
        }
    }

    /// Whether up and down move something in it.
    pub fn has_rows(&self) -> bool {
        matches!(self.control, Control::Choice(_) | Control::File(_))
    }

    /// The key that completes what is typed, where it would add something.
    pub fn complete_key(&self) -> Option<&'static Binding> {
        match &self.control {
            Control::File(finder) if finder.completes() => Some(&keys::COMPLETE),
            _ => None,
        }
    }

    /// Whether page keys move something in it, rather than scroll the page.
    pub fn takes_page_keys(&self) -> bool {
        match &self.control {
            Control::Choice(list) => list.pages(),
            Control::File(finder) => finder.pages(),
            Control::Text(_) | Control::Secret(_) => false,
        }
    }

    /// The whole text of the selected row, which the list may have to shorten.
    pub fn in_full(&self) -> String {
        match &self.control {
            Control::Choice(list) => match list.selected() {
                Some(option) => option.cells.first().unwrap_or(&option.value).clone(),
                None => String::new(),
            },
            Control::File(finder) => match finder.value() {
                Value::Path(path) => path.display().to_string(),
                _ => String::new(),
            },
            _ => String::new(),
        }
    }

    /// What is being read, where that takes longer than a moment.
    fn reading(&self, now: Instant) -> Option<(String, Instant)> {
        let since = self.unseen.filter(|since| is_noticed(*since, now))?;
        Some((Effort::reading(&self.value()), since))
    }

    /// Draws it; `alone` where it is the only field, `room` what a list in it may take.
    pub fn draw(&self, sheet: &mut Sheet, focused: bool, alone: bool, room: usize, now: Instant) {
        if !(alone && self.is_list()) {
            let optional = if self.optional { " (optional)" } else { "" };
            let faint = sheet.theme.faint();
            sheet.row(&[(&self.label, sheet.theme.strong()), (optional, faint)]);
        }
        if !self.hint.is_empty() {
            sheet.hanging("  ", Style::new(), &self.hint, sheet.theme.faint());
        }
        // What a list shows below itself may push a note out of the window.
        if self.is_list() {
            self.draw_notes(sheet);
        }
        match &self.control {
            Control::Choice(list) => list.draw(sheet, focused, alone, room),
            Control::Text(line) => line.draw(sheet, focused),
            Control::Secret(line) => line.draw(sheet, focused),
            Control::File(finder) => finder.draw(sheet, focused, room),
        }
        if !self.is_list() {
            self.draw_notes(sheet);
        }
        // A refusal says it all; the same as a check above it would say it twice.
        let refusal = self.rejection.as_ref();
        let told = |line: &&CheckLine| refusal.is_some_and(|refusal| refusal.says(line));
        // Half a path is no mistake yet.
        let is_begun =
            matches!(&self.control, Control::File(finder) if focused && finder.is_begun());
        let early = |line: &&CheckLine| is_begun && line.level == Level::Fail;
        let shown = |line: &&CheckLine| !told(line) && !early(line);
        match self.reading(now) {
            Some((what, since)) => draw_reading(sheet, &what, since, now),
            None => {
                let checks = self.checks.iter().filter(shown);
                checks.for_each(|line| sheet.check(line));
            }
        }
        if let Some(rejection) = &self.rejection {
            sheet.problem(&rejection.problem);
        }
    }

    fn draw_notes(&self, sheet: &mut Sheet) {
        for note in self.kept_out.iter().chain(&self.notes) {
            sheet.hanging("  ", Style::new(), note, sheet.theme.level(Level::Warn));
        }
    }
}

fn given(initial: Option<&Value>) -> Option<Secret> {
    match initial? {
        Value::Secret(secret) => Some(secret.clone()),
        Value::Text(text) => Some(Secret::new(text.as_str())),
        Value::Path(_) => None,
    }
}
