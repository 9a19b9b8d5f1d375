//! A question with fields to fill in: one after the other, with everything else a Tab away.

pub mod beside;
mod draw;

use std::time::Instant;

use crossterm::event::KeyEvent;

use beside::Beside;

use super::field::FieldBox;
use super::waiting::next_frame;
use crate::domain::CheckLine;
use crate::problem::Problem;
use crate::question::{Answer, Body, Deed, Offer, Question, Rejection, Value};
use crate::steps::Need;
use crate::tui::fields::choice::NOTHING_MATCHES;
use crate::tui::fields::listing::Listing;
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish, arrival, following};
use crate::tui::sheet::Sheet;

/// Said where something changes while the answer is still being looked at.
const CALLED_OFF: &str = "Not handed in, since this changed. Enter hands it in.";

/// A form and what has been entered so far.
pub struct Form {
    question: Question,
    fields: Vec<FieldBox>,
    /// What was wrong with the answer as a whole.
    refusals: Vec<Rejection>,
    insists: Vec<&'static str>,
    /// What can be done with what is entered, beside handing it in.
    offers: Vec<Offer>,
    at: Stop,
    /// The folder being read for a path field.
    reading: Option<String>,
    beside: Beside,
    since: Instant,
    now: Instant,
    motion: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Field(usize),
    Reveal(usize),
    Suggestion(usize),
    Offer(usize),
    Insist(usize),
    InsistAll,
    Next,
    Back,
}

impl Form {
    /// The form of a question.
    pub fn new(mut question: Question, setting: &Setting, motion: bool) -> Self {
        let fields = match std::mem::replace(&mut question.body, Body::Form(Vec::new())) {
            Body::Form(fields) => fields,
            Body::Review(_) => Vec::new(),
        };
        let boxes = fields
            .into_iter()
            .map(|field| FieldBox::new(field, setting));
        let mut form = Self {
            question,
            fields: boxes.collect(),
            refusals: Vec::new(),
            insists: Vec::new(),
            offers: Vec::new(),
            at: Stop::Next,
            reading: None,
            beside: Beside::default(),
            since: setting.now,
            now: setting.now,
            motion,
        };
        form.at = form.first_stop();
        form.beside.begin();
        form
    }

    /// Takes over what the person did on an earlier state of the same question.
    pub fn carry(&mut self, earlier: Self, setting: &Setting) {
        for before in earlier.fields {
            let mut now = self.fields.iter_mut();
            if let Some(now) = now.find(|now| now.id == before.id) {
                now.carry(before, setting);
            }
        }
        self.since = earlier.since;
        self.insists = earlier.insists;
        self.offers = earlier.offers;
        self.beside.carry(earlier.beside);
        if self.stops().contains(&earlier.at) {
            self.at = earlier.at;
        }
    }

    /// Ends the wait for more, which failed: what is here can still be answered.
    pub fn end_unfinished(&mut self, problem: &Problem) {
        self.question.unfinished = None;
        self.question
            .notices
            .push(CheckLine::warn(problem.to_string()));
    }

    /// What is entered now.
    pub fn answer(&self) -> Answer {
        let mut answer = Answer::default();
        for field in &self.fields {
            answer.set(field.id, field.value());
        }
        answer.insists = self.insists.clone();
        answer
    }

    /// What the person has entered or agreed to; not the rows that are selected because some row has to be.
    pub fn decided(&self) -> Answer {
        let mut answer = Answer::default();
        for field in self.fields.iter().filter(|field| !field.is_undecided()) {
            answer.set(field.id, field.value());
        }
        answer
    }

    /// Shows why the answer was not taken, each reason at its field, and looks at the fields anew.
    pub fn refuse(&mut self, rejections: Vec<Rejection>) {
        self.refusals.clear();
        for field in &mut self.fields {
            field.rejection = None;
        }
        self.look_again();
        let mut first = None;
        for rejection in rejections {
            match self
                .fields
                .iter()
                .position(|field| field.id == rejection.field)
            {
                Some(at) => {
                    first = first.or(Some(at));
                    self.fields[at].rejection.get_or_insert(rejection);
                }
                None => self.refusals.push(rejection),
            }
        }
        if let Some(at) = first {
            self.focus(Stop::Field(at));
        }
    }

    /// The folder that a field wants to offer files of, told once.
    pub fn folder_to_read(&mut self) -> Option<String> {
        let wanted = self.fields.iter().find_map(FieldBox::wanted_folder);
        if wanted == self.reading {
            return None;
        }
        self.reading.clone_from(&wanted);
        wanted
    }

    /// Hands a folder's entries to the fields.
    pub fn list(&mut self, listing: &Listing) {
        for finder in self.fields.iter_mut().filter_map(FieldBox::finder) {
            finder.list(listing.clone());
        }
    }

    /// Masks everything.
    pub fn mask(&mut self) {
        for line in self.fields.iter_mut().filter_map(FieldBox::secret_line) {
            line.mask();
        }
    }

    /// What is still to be decided; else the file that the page is about, or its first field. A file is not to be left
    /// for what stands above it by a key that was meant for the page.
    fn first_stop(&self) -> Stop {
        let first = |is: fn(&FieldBox) -> bool| self.fields.iter().position(is);
        let at = first(FieldBox::is_undecided).or_else(|| first(FieldBox::is_file));
        match (at, self.fields.is_empty()) {
            (Some(at), _) => Stop::Field(at),
            (None, false) => Stop::Field(0),
            (None, true) => Stop::Next,
        }
    }

    fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            stops.push(Stop::Field(at));
            if field.can_be_revealed() {
                stops.push(Stop::Reveal(at));
            }
            if let Some(rejection) = &field.rejection {
                stops.extend(
                    rejection
                        .suggestion
                        .is_some()
                        .then_some(Stop::Suggestion(at)),
                );
            }
            let offers = self.offers.iter().enumerate();
            let mine = offers.filter(|(_, offer)| offer.field == field.id);
            stops.extend(mine.map(|(offer, _)| Stop::Offer(offer)));
        }
        stops.extend([Stop::Next, Stop::Back]);
        // Overruling a refusal comes last: nobody should come by it on the way to mending.
        let overruled = |field: &FieldBox| field.rejection.as_ref().is_some_and(|r| r.may_insist);
        let fields = self.fields.iter().enumerate();
        stops.extend(
            fields
                .filter(|(_, field)| overruled(field))
                .map(|(at, _)| Stop::Insist(at)),
        );
        stops.extend(
            self.refusals
                .iter()
                .any(|r| r.may_insist)
                .then_some(Stop::InsistAll),
        );
        stops
    }

    fn focus(&mut self, stop: Stop) {
        if self.at != stop {
            self.mask();
        }
        self.at = stop;
    }

    fn enter(&mut self, setting: &Setting) -> Wish {
        match self.at {
            Stop::Field(at) => self.leave_field(at, setting),
            Stop::Reveal(at) => {
                self.reveal(at, setting.now);
                Wish::Nothing
            }
            Stop::Suggestion(at) => self.accept_suggestion(at),
            Stop::Offer(at) => self.accept_offer(at),
            Stop::Insist(at) => {
                let rejection = self.fields[at].rejection.take();
                self.insist(rejection.as_slice())
            }
            Stop::InsistAll => {
                let refusals = std::mem::take(&mut self.refusals);
                self.insist(&refusals)
            }
            Stop::Next => Wish::Answer(self.answer()),
            Stop::Back => {
                // Whoever comes back to this page meets its question first, not the way out.
                self.focus(self.first_stop());
                Wish::Back
            }
        }
    }

    /// Enter in a field goes on to what still has to be filled in below it, and hands in the answer where
    /// there is nothing more.
    fn leave_field(&mut self, at: usize, setting: &Setting) -> Wish {
        let before = self.fields[at].value();
        let is_filled = self.fields[at].enter(setting);
        self.compare(at, &before);
        if is_filled {
            return match self.fields[at].matches_nothing() {
                true => Wish::Say(NOTHING_MATCHES.into()),
                false => Wish::Nothing,
            };
        }
        let answer = self.answer();
        let needed =
            |field: &FieldBox| setting.step.need(setting.draft, field.id, &answer) != Need::None;
        let mut below = self.fields.iter().enumerate().skip(at + 1);
        match below.find(|(_, field)| field.is_undecided() && needed(field)) {
            Some((next, _)) => {
                self.focus(Stop::Field(next));
                Wish::Nothing
            }
            None => Wish::Answer(self.answer()),
        }
    }

    fn accept_suggestion(&mut self, at: usize) -> Wish {
        let rejection = self.fields[at].rejection.take();
        if let Some(value) = rejection.and_then(|rejection| rejection.suggestion) {
            let before = self.fields[at].value();
            self.fields[at].fill(&value);
            self.compare(at, &before);
        }
        self.focus(Stop::Field(at));
        Wish::Say("Filled in. Enter goes on.".into())
    }

    fn accept_offer(&mut self, at: usize) -> Wish {
        let offer = self.offers[at].clone();
        let path = match &offer.deed {
            Deed::MakePrivate(path) => path.clone(),
            Deed::CopyPublic(text) => return Wish::CopyPublic(text.clone()),
            Deed::Copy(_) => return Wish::Offer(Box::new(offer)),
        };
        if let Some(at) = self.fields.iter().position(|field| field.id == offer.field) {
            self.focus(Stop::Field(at));
        }
        Wish::MakePrivate(path)
    }

    fn insist(&mut self, rejections: &[Rejection]) -> Wish {
        self.call_off();
        let overruled = rejections.iter().filter(|rejection| rejection.may_insist);
        self.insists
            .extend(overruled.map(|rejection| rejection.problem.code));
        self.focus(Stop::Next);
        Wish::Answer(self.answer())
    }

    fn reveal(&mut self, at: usize, now: Instant) {
        if let Some(line) = self.fields[at].secret_line() {
            line.reveal(now);
        }
    }

    fn field_key(&mut self, event: KeyEvent, setting: &Setting) -> bool {
        let Stop::Field(at) = self.at else {
            return false;
        };
        let before = self.fields[at].value();
        let heard = self.fields[at].key(event, setting);
        self.compare(at, &before);
        heard
    }

    /// Where a field holds another value than before, what was about that one is over.
    fn compare(&mut self, at: usize, before: &Value) {
        if self.fields[at].value() != *before {
            self.fields[at].unsettle();
            self.drop_offers_of(at);
            self.value_changed(at);
        }
    }

    /// What was overruled and refused was about other values than those that are entered now, and so was what was
    /// kept out of the other fields.
    fn value_changed(&mut self, here: usize) {
        if self.call_off() {
            // The press is gone, and what was typed behind it stands in the field.
            self.fields[here].note(CALLED_OFF);
        }
        self.insists.clear();
        self.refusals.clear();
        for (at, field) in self.fields.iter_mut().enumerate() {
            field.rejection = None;
            if at != here {
                field.forget_kept_out();
            }
        }
    }

    fn label(&self, stop: Stop) -> String {
        match stop {
            Stop::Reveal(at) if self.fields[at].revealed_until().is_some() => "Hide".into(),
            Stop::Reveal(_) => "Show for 10 s".into(),
            Stop::Suggestion(at) => {
                let rejection = self.fields[at].rejection.as_ref();
                let value = rejection.and_then(|rejection| rejection.suggestion.as_deref());
                format!("Use {}", value.unwrap_or_default())
            }
            Stop::Offer(at) => self.offers[at].label.into(),
            Stop::Insist(_) | Stop::InsistAll => "Use it anyway".into(),
            Stop::Next => "Continue".into(),
            Stop::Back => "Back".into(),
            Stop::Field(_) => String::new(),
        }
    }
}

impl Page for Form {
    fn key(&mut self, event: KeyEvent, setting: &Setting) -> Wish {
        let tables: &[&[Binding]] = match self.is_typing() {
            true => &[keys::ALWAYS],
            false => &[keys::ALWAYS, keys::LETTERS],
        };
        match keys::action(tables, event) {
            Some(Action::Enter) => self.enter(setting),
            Some(Action::Back) => Wish::Back,
            Some(Action::Reveal) => {
                if let Stop::Field(at) | Stop::Reveal(at) = self.at {
                    self.reveal(at, setting.now);
                }
                Wish::Nothing
            }
            _ => {
                self.field_key(event, setting);
                Wish::Nothing
            }
        }
    }

    fn paste(&mut self, text: &str, setting: &Setting) -> Wish {
        let Stop::Field(mut at) = self.at else {
            return Wish::Say("Nothing was pasted: no field has the focus. Press Tab.".into());
        };
        // A key belongs into its field, also where a list beside it has the focus.
        let takes = self.fields.iter().position(|field| field.takes_key(text));
        if let Some(taking) = takes.filter(|_| self.fields[at].is_list()) {
            at = taking;
            self.focus(Stop::Field(at));
        }
        let before = self.fields[at].value();
        self.fields[at].paste(text, setting);
        self.compare(at, &before);
        Wish::Nothing
    }

    fn turn(&mut self, course: Course) -> bool {
        let next = following(&self.stops(), self.at, course);
        if let Some(stop) = next {
            self.focus(stop);
        }
        next.is_some()
    }

    fn arrive(&mut self, course: Course) {
        if let Some(stop) = arrival(&self.stops(), course) {
            self.focus(stop);
        }
    }

    fn draw(&self, sheet: &mut Sheet, height: usize, focused: bool, now: Instant) {
        self.draw_page(sheet, height, focused, now);
    }

    fn keys(&self) -> Vec<&'static Binding> {
        let named = |action| keys::named(keys::ALWAYS, action);
        match self.at {
            Stop::Field(at) => {
                let field = &self.fields[at];
                let moves = field.has_rows().then_some(Action::Down);
                let before = [Action::Enter].into_iter().chain(moves).filter_map(named);
                let keys = before.chain(field.complete_key()).chain(field.reveal_key());
                keys.chain(named(Action::NextStop)).collect()
            }
            Stop::Reveal(at) => {
                let reveal = self.fields[at].reveal_key();
                keys::at_button().into_iter().chain(reveal).collect()
            }
            _ => keys::at_button(),
        }
    }

    fn is_typing(&self) -> bool {
        matches!(self.at, Stop::Field(_))
    }

    fn is_filtering(&self) -> bool {
        matches!(self.at, Stop::Field(at) if self.fields[at].is_list())
    }

    fn fields(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.id).collect()
    }

    fn takes_page_keys(&self) -> bool {
        matches!(self.at, Stop::Field(at) if self.fields[at].takes_page_keys())
    }

    fn status(&self) -> String {
        if let Some(what) = self.told_of_handing_in() {
            return format!("{what}. It goes on by itself; Esc goes back.");
        }
        match self.at {
            Stop::Field(at) => self.fields[at].in_full(),
            _ => String::new(),
        }
    }

    fn wakes(&self) -> Option<Instant> {
        let unfinished = self.question.unfinished.is_some();
        let frame = unfinished.then(|| next_frame(self.now, self.motion));
        let masked = self.fields.iter().filter_map(FieldBox::revealed_until);
        masked.chain(frame).chain(self.wakes_for_waits()).min()
    }

    fn wake(&mut self, now: Instant) {
        self.now = now;
        let over = |field: &&mut FieldBox| field.revealed_until().is_some_and(|until| until <= now);
        for field in self.fields.iter_mut().filter(over) {
            if let Some(line) = field.secret_line() {
                line.mask();
            }
        }
    }
}
