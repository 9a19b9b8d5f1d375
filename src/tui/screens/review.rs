//! The preview: every change, what proves it, and a button that Enter alone never reaches.

mod draw;

use std::sync::Arc;
use std::time::Instant;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::waiting::next_frame;
use crate::domain::paste::clean_text;
use crate::preview::{Preview, ProofState, Replacement};
use crate::question::{Answer, Body, Question, Rejection};
use crate::tui::fields::stray::Stray;
use crate::tui::fields::text::TextLine;
use crate::tui::fields::{Heard, stray, too_long};
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish, arrival, following};
use crate::tui::sheet::Sheet;

/// A preview being read.
pub struct Review {
    question: Question,
    preview: Arc<Preview>,
    row: usize,
    name: TextLine,
    stray: Stray,
    refusals: Vec<Rejection>,
    at: Stop,
    dry_run: bool,
    since: Instant,
    now: Instant,
    motion: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Changes,
    Name,
    Offer(usize),
    Write,
    Again,
    Copy,
    Back,
}

impl Review {
    /// The page of a preview.
    pub fn new(question: Question, preview: Arc<Preview>, setting: &Setting, look: Look) -> Self {
        let mut review = Self {
            question,
            preview,
            row: 0,
            name: TextLine::default(),
            stray: Stray::default(),
            refusals: Vec::new(),
            at: Stop::Changes,
            dry_run: look.dry_run,
            since: setting.now,
            now: setting.now,
            motion: look.motion,
        };
        review.arrive(Course::Forward);
        review
    }

    /// The review that a question holds, if it holds one.
    pub fn of(question: &Question) -> Option<Arc<Preview>> {
        match &question.body {
            Body::Review(preview) => Some(Arc::clone(preview)),
            Body::Form(_) => None,
        }
    }

    /// Takes over what the person did while the preview was not complete. A name that was typed before a doubt
    /// came up does not overrule it, and whoever was at the button has to come to it again.
    pub fn carry(&mut self, earlier: Self) {
        self.row = earlier
            .row
            .min(self.preview.plan.changes.len().saturating_sub(1));
        self.since = earlier.since;
        let is_known = |code| earlier.preview.doubts().any(|known| known.code == code);
        let doubted = self.preview.doubts().any(|doubt| !is_known(doubt.code));
        if self.stops().contains(&earlier.at) && !(doubted && earlier.at == Stop::Write) {
            self.at = earlier.at;
        }
        if !doubted {
            self.name = earlier.name;
        }
    }

    /// Shows why the answer was not taken.
    pub fn refuse(&mut self, rejections: Vec<Rejection>) {
        self.refusals = rejections;
        self.arrive(Course::Forward);
    }

    /// What is entered now.
    pub fn answer(&self) -> Answer {
        // The doubts are on the page, and the button says that it writes all the same.
        self.preview.agreed_all_the_same(self.name.text())
    }

    fn is_doubted(&self) -> bool {
        self.preview.doubts().next().is_some()
    }

    /// Why writing takes more than pressing a button.
    fn reason(&self) -> Option<&'static str> {
        let doubted = self.is_doubted();
        let production = self.preview.plan.production;
        if self.preview.proof.is_other_org() {
            return Some(match production {
                true => {
                    "This is PRODUCTION. Salesforce let these values in, but into another org than meant."
                }
                false => "Salesforce let these values in, but into another org than meant.",
            });
        }
        if self.preview.proof.is_no_answer() {
            return Some(match production {
                true => "This is PRODUCTION, and the login was not answered by an org.",
                false => "The login was not answered by an org.",
            });
        }
        match (production, self.is_refused(), doubted) {
            (true, true, _) => Some("This is PRODUCTION, and Salesforce refused these values."),
            (true, false, true) => Some("This is PRODUCTION, and a warning stands above."),
            (true, false, false) => Some("This is PRODUCTION."),
            (false, true, _) => Some("Salesforce refused these values."),
            (false, false, true) => Some("A warning stands above."),
            (false, false, false) => None,
        }
    }

    fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        let writable = self.preview.plan.refusals.is_empty();
        stops.extend((!self.preview.plan.changes.is_empty()).then_some(Stop::Changes));
        stops.extend((writable && self.wanted_name().is_some()).then_some(Stop::Name));
        stops.extend((0..self.preview.offers.len()).map(Stop::Offer));
        // A dry run comes to its end also where nothing could be written.
        stops.extend((writable || self.dry_run).then_some(Stop::Write));
        stops.extend(self.preview.proof.is_in_vain().then_some(Stop::Again));
        stops.extend([Stop::Copy, Stop::Back]);
        stops
    }

    /// The name that confirms writing; a dry run has nothing to confirm.
    fn wanted_name(&self) -> Option<&str> {
        let wanted = self.preview.confirm.as_deref();
        wanted.filter(|_| !self.dry_run)
    }

    /// Whether the button is open: once Salesforce has answered and the name, where one is asked for, is typed.
    fn is_open(&self) -> bool {
        !self.is_asking() && self.is_named()
    }

    fn is_asking(&self) -> bool {
        self.preview.proof == ProofState::Asking
    }

    fn is_refused(&self) -> bool {
        matches!(self.preview.proof, ProofState::Refused(_))
    }

    fn is_named(&self) -> bool {
        let name = self.name.text().trim();
        self.wanted_name().is_none_or(|wanted| wanted == name)
    }

    fn enter(&mut self, event: KeyEvent) -> Wish {
        match self.at {
            Stop::Changes | Stop::Name => Wish::Say(self.comes_next()),
            // A key that is held down never presses it.
            Stop::Write if event.kind == KeyEventKind::Repeat => Wish::Nothing,
            Stop::Write if self.is_asking() => {
                Wish::Say("Salesforce is being asked. Wait for its answer.".into())
            }
            Stop::Write if !self.is_named() => {
                Wish::Say("Type the contact center's name first, exactly as shown.".into())
            }
            Stop::Write if self.dry_run => Wish::FinishDryRun,
            Stop::Write => Wish::Answer(self.answer()),
            Stop::Again => Wish::TryAgain,
            Stop::Offer(_) if event.kind == KeyEventKind::Repeat => Wish::Nothing,
            Stop::Offer(at) => {
                let offer = self.preview.offers.get(at);
                offer.map_or(Wish::Nothing, |offer| Wish::Answer(offer.answer()))
            }
            Stop::Copy => Wish::Copy(summary(&self.preview)),
            Stop::Back => Wish::Back,
        }
    }

    /// What to do before anything can be written, for whoever presses Enter where that does nothing.
    fn comes_next(&self) -> String {
        if !self.preview.plan.refusals.is_empty() {
            return "This cannot be written. Esc goes back to change an answer.".into();
        }
        let typed = self.name.text().trim();
        match self.wanted_name().filter(|_| !self.is_named()) {
            None => format!(
                "Enter never writes. Press Tab to reach [ {} ].",
                self.write_label()
            ),
            Some(_) if self.at != Stop::Name => {
                "Type the contact center's name first: Tab goes to its field.".into()
            }
            Some(name) if typed.is_empty() => format!("Type the contact center's name: {name}."),
            Some(name) if name.starts_with(typed) => {
                format!("The name is not complete. It is {name}.")
            }
            Some(name) => format!("This is another name. It is {name}."),
        }
    }

    /// What Enter does at a button.
    fn enter_does(&self) -> Option<&'static str> {
        match self.at {
            Stop::Write => Some("Enter presses the button."),
            Stop::Offer(_) => Some("Enter takes this answer."),
            Stop::Again => Some("Enter tests again."),
            Stop::Copy => Some("Enter copies the summary."),
            Stop::Back => Some("Enter goes back."),
            Stop::Changes | Stop::Name => None,
        }
    }

    /// The question; a dry run has none.
    fn prompt(&self) -> String {
        match self.dry_run && !self.preview.plan.is_nothing() {
            true => format!(
                "This would be written to {}. Dry run: nothing will be.",
                self.preview.plan.contact_center
            ),
            false => self.question.prompt.clone(),
        }
    }

    fn write_label(&self) -> &'static str {
        let doubted = self.is_doubted();
        match (self.dry_run, self.preview.plan.is_nothing(), doubted) {
            (true, ..) => "Finish the dry run",
            (false, true, false) => "Check and finish",
            (false, true, true) => "Finish anyway",
            (false, false, false) => "Write",
            (false, false, true) => "Write anyway",
        }
    }

    /// What it takes to write, and why.
    fn asked(&self) -> Option<String> {
        let reason = self.reason().filter(|_| !self.dry_run)?;
        let does = match self.preview.plan.is_nothing() {
            true => "finish",
            false => "write",
        };
        let doubted = self.is_doubted();
        match (self.wanted_name(), doubted) {
            (Some(name), true) => Some(format!("{reason} To {does} all the same, type {name}:")),
            (Some(name), false) => Some(format!("{reason} Type {name} to allow writing:")),
            (None, true) => {
                let label = self.write_label();
                Some(format!("{reason} To {does} all the same, press {label}."))
            }
            (None, false) => None,
        }
    }

    /// Where a terminal sends a paste as keys, a secret is told only once enough of it is there.
    fn keep_out_secrets(&mut self, now: Instant) -> Wish {
        let Some(told) = stray::told(self.name.text()) else {
            return Wish::Nothing;
        };
        self.name.set("");
        self.stray = Stray::begun(now);
        Wish::Say(told.into())
    }

    fn label(&self, stop: Stop) -> String {
        match stop {
            Stop::Offer(at) => {
                let offer = self.preview.offers.get(at);
                offer.map_or_else(String::new, Replacement::label)
            }
            Stop::Write if self.is_open() => self.write_label().into(),
            Stop::Write => format!("{} (locked)", self.write_label()),
            Stop::Again => "Test again".into(),
            Stop::Copy => "Copy summary".into(),
            Stop::Back => "Back".into(),
            Stop::Changes | Stop::Name => String::new(),
        }
    }
}

/// What the program's appearance means for a review.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether nothing will be written in the end.
    pub dry_run: bool,
    /// Whether a spinner may turn.
    pub motion: bool,
}

/// The preview as text to paste into a ticket; all values in it are masked already.
pub fn summary(preview: &Preview) -> String {
    let plan = &preview.plan;
    let mut text = format!("Contact center {}\n", plan.contact_center);
    for line in &preview.moved {
        text += &format!("Since the last preview: {}\n", line.text);
    }
    for change in &plan.changes {
        text += &format!(
            "{} {} {}: {} -> {} ({}; {})\n",
            change.action.sign(),
            change.place,
            change.key,
            change.before,
            change.after,
            change.why,
            change.call
        );
    }
    for untouched in &plan.untouched {
        text += &format!(
            "= {}: {} others unchanged\n",
            untouched.place, untouched.count
        );
    }
    text
}

impl Page for Review {
    fn key(&mut self, event: KeyEvent, setting: &Setting) -> Wish {
        let types = self.at == Stop::Name && keys::typed(&event).is_some();
        if types && self.stray.swallows(setting.now) {
            return Wish::Nothing;
        }
        let tables: &[&[Binding]] = match self.is_typing() {
            true => &[keys::ALWAYS],
            false => &[keys::ALWAYS, keys::LETTERS],
        };
        let last = self.preview.plan.changes.len().saturating_sub(1);
        match keys::action(tables, event) {
            Some(Action::Enter) => return self.enter(event),
            Some(Action::Back) => return Wish::Back,
            Some(Action::Up) if self.at == Stop::Changes => self.row = self.row.saturating_sub(1),
            Some(Action::Down) if self.at == Stop::Changes => self.row = (self.row + 1).min(last),
            _ if self.at == Stop::Name && self.name.key(event) == Heard::Changed => {
                self.refusals.clear();
                return self.keep_out_secrets(setting.now);
            }
            // Whoever begins to type the name beside its field is told where that is.
            None if self.at == Stop::Changes && keys::typed(&event).is_some() => {
                return Wish::Say(self.comes_next());
            }
            _ => {}
        }
        Wish::Nothing
    }

    fn paste(&mut self, text: &str, _: &Setting) -> Wish {
        if self.at != Stop::Name {
            return Wish::Nothing;
        }
        if let Some(told) = stray::told(text) {
            return Wish::Say(told.into());
        }
        match self.name.insert(&clean_text(text).0) {
            Heard::Full(most) => Wish::Say(too_long(most)),
            _ => {
                self.refusals.clear();
                Wish::Nothing
            }
        }
    }

    fn turn(&mut self, course: Course) -> bool {
        let next = following(&self.stops(), self.at, course);
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }

    fn arrive(&mut self, course: Course) {
        self.at = arrival(&self.stops(), course).unwrap_or(self.at);
    }

    fn draw(&self, sheet: &mut Sheet, _: usize, focused: bool, now: Instant) {
        self.draw_page(sheet, focused, now);
    }

    fn keys(&self) -> Vec<&'static Binding> {
        let always: &[Action] = match self.at {
            Stop::Changes => &[Action::Down, Action::NextStop],
            Stop::Name => &[Action::NextStop],
            _ => return keys::at_button(),
        };
        let named = |action: &Action| keys::named(keys::ALWAYS, *action);
        always.iter().filter_map(named).collect()
    }

    fn is_typing(&self) -> bool {
        self.at == Stop::Name
    }

    fn status(&self) -> String {
        let changes = match self.preview.plan.changes.len() {
            0 => "No changes".to_owned(),
            1 => "1 change".to_owned(),
            count => format!("{count} changes"),
        };
        match (self.is_named(), self.preview.plan.refusals.is_empty()) {
            (_, false) => format!("{changes}. This cannot be written, see below."),
            (false, _) if self.preview.proof.is_other_org() => {
                format!("{changes}. Another org. Waiting for the name.")
            }
            (false, _) if self.preview.proof.is_no_answer() => {
                format!("{changes}. No org answered. Waiting for the name.")
            }
            (false, _) if self.is_refused() => {
                format!("{changes}. Salesforce refused. Waiting for the name.")
            }
            (false, _) if self.preview.proof.is_in_vain() => {
                format!("{changes}. Salesforce could not be asked. Waiting for the name.")
            }
            (true, true) if matches!(self.preview.proof, ProofState::NotReachable(_)) => {
                let goes = "Enter never writes, Tab goes to the button.";
                let does = self.enter_does().unwrap_or(goes);
                format!("{changes}. Salesforce could not be asked. {does}")
            }
            (false, _) => format!("{changes}. Waiting for the name."),
            (true, true) if self.is_asking() => format!("{changes}. Waiting for Salesforce."),
            (true, true) if self.dry_run => format!("{changes}. A dry run: nothing is written."),
            (true, true) => {
                let goes = "Enter never writes, Tab goes to the button.";
                format!("{changes}. {}", self.enter_does().unwrap_or(goes))
            }
        }
    }

    fn wakes(&self) -> Option<Instant> {
        let waits = self.is_asking() || self.question.unfinished.is_some();
        waits.then(|| next_frame(self.now, self.motion))
    }

    fn wake(&mut self, now: Instant) {
        self.now = now;
    }
}
