//! What a form has done beside the screen, since it may take long: files are read, an answer is judged. Keys are heard
//! meanwhile, and what is found of other values than those that are entered by then is dropped.

use std::time::{Duration, Instant};

use super::{Form, Stop};
use crate::question::{Answer, Offer, Value};
use crate::tui::inspection::Inspected;
use crate::tui::page::Setting;
use crate::tui::screens::field::FieldBox;
use crate::tui::screens::waiting::{draw_wait, is_noticed, next_told};
use crate::tui::sheet::Sheet;

/// The next look begins once the last one is over, or has taken this long. A file on a server that does not answer
/// must not hold up the look at another one, nor every key begin a look that will hang as well.
const HELD_UP: Duration = Duration::from_secs(1);

/// What is under way.
#[derive(Default)]
pub(super) struct Beside {
    /// The look at the files.
    look: Option<(u64, Instant)>,
    /// Whether something changed since the last look began.
    is_due: bool,
    /// The answer that is handed in and not judged yet.
    handed_in: Option<HandedIn>,
}

struct HandedIn {
    ticket: u64,
    what: String,
    since: Instant,
}

/// What the next look is at.
pub struct ToLookAt {
    /// What is entered now.
    pub answer: Answer,
    /// The files, by their fields.
    pub files: Vec<(&'static str, Value)>,
}

impl Form {
    /// Looks at the values that changed, once for all keys that came meanwhile. Comes back with what is to be looked
    /// at beside the screen, under this ticket.
    pub fn settle(&mut self, setting: &Setting, ticket: u64) -> Option<ToLookAt> {
        let mut settles = self.beside.is_due;
        for field in &mut self.fields {
            settles |= field.settle(setting);
        }
        if !settles {
            return None;
        }
        if !self.fields.iter().any(FieldBox::is_file) {
            self.beside.is_due = false;
            let offers = setting.step.offers(setting.draft, &self.answer());
            self.take_offers(offers);
            return None;
        }
        self.beside.is_due = true;
        let held_up = self.beside.held_up_until();
        held_up
            .is_none_or(|until| until <= setting.now)
            .then(|| self.begin_look(setting.now, ticket))
    }

    fn begin_look(&mut self, now: Instant, ticket: u64) -> ToLookAt {
        self.beside.is_due = false;
        self.beside.look = Some((ticket, now));
        let fields = self.fields.iter_mut();
        let files = fields.filter_map(|field| Some((field.id, field.begin_look(now)?)));
        ToLookAt {
            files: files.collect(),
            answer: self.answer(),
        }
    }

    /// Says what was found of the files; `None` where the look broke down.
    pub fn inspected(&mut self, ticket: u64, found: Option<Inspected>) {
        let is_last = |look: &mut (u64, Instant)| look.0 == ticket;
        if self.beside.look.take_if(is_last).is_none() {
            return;
        }
        let (checks, offers) =
            found.map_or_else(Default::default, |found| (found.checks, found.offers));
        for field in &mut self.fields {
            let mut all = checks.iter();
            let mine = all.find(|(id, _)| *id == field.id);
            field.end_look(mine.map(|(_, checks)| checks.clone()));
        }
        // Of something that changed meanwhile there is a look to come.
        if !self.beside.is_due && self.fields.iter().all(FieldBox::is_settled) {
            self.take_offers(offers);
        }
    }

    /// Looks at everything anew: what a path leads to may be another thing by now.
    pub fn look_again(&mut self) {
        self.beside.is_due = true;
        self.fields.iter_mut().for_each(FieldBox::unsettle);
    }

    /// Offers this from now on. The focus stays with the offer that has it, or goes back to its field.
    fn take_offers(&mut self, offers: Vec<Offer>) {
        let before = std::mem::replace(&mut self.offers, offers);
        let Stop::Offer(at) = self.at else {
            return;
        };
        let had = &before[at];
        let same = |offer: &Offer| (offer.field, offer.label) == (had.field, had.label);
        self.at = match self.offers.iter().position(same) {
            Some(at) => Stop::Offer(at),
            None => {
                let field = self.fields.iter().position(|field| field.id == had.field);
                field.map_or(Stop::Next, Stop::Field)
            }
        };
    }

    /// What was offered for a field's value is no offer for another one.
    pub(super) fn drop_offers_of(&mut self, field: usize) {
        let field = self.fields[field].id;
        let others = self.offers.iter().filter(|offer| offer.field != field);
        let others = others.cloned().collect();
        self.take_offers(others);
    }

    /// Waits for the answer to be judged. `false` where that is under way already.
    pub fn hand_in(&mut self, ticket: u64, what: String, now: Instant) -> bool {
        let is_new = self.beside.handed_in.is_none();
        if is_new {
            let since = now;
            self.beside.handed_in = Some(HandedIn {
                ticket,
                what,
                since,
            });
        }
        is_new
    }

    /// Ends the wait for an answer that was judged; `false` where it is not waited for any more.
    pub fn takes_answer_to(&mut self, ticket: u64) -> bool {
        let is_mine = |handed_in: &mut HandedIn| handed_in.ticket == ticket;
        self.beside.handed_in.take_if(is_mine).is_some()
    }

    /// Whoever changes something or leaves does not go on with what was handed in. Whether there was something.
    pub fn call_off(&mut self) -> bool {
        self.beside.handed_in.take().is_some()
    }

    /// Says of an answer what is being done with it, unless a field says already that it is being read.
    pub(super) fn draw_handed_in(&self, sheet: &mut Sheet, now: Instant) {
        let noticed = |since: Instant| is_noticed(since, now);
        let mut read = self.fields.iter().filter_map(FieldBox::unseen_since);
        let handed_in = self.beside.handed_in.as_ref();
        let told = handed_in.filter(|handed_in| noticed(handed_in.since) && !read.any(noticed));
        if let Some(handed_in) = told {
            sheet.blank();
            draw_wait(sheet, &handed_in.what, handed_in.since, now);
        }
    }

    /// What is done with an answer that was handed in, where that is told.
    pub(super) fn told_of_handing_in(&self) -> Option<&str> {
        let handed_in = self.beside.handed_in.as_ref();
        let noticed = handed_in.filter(|handed_in| is_noticed(handed_in.since, self.now));
        noticed.map(|handed_in| handed_in.what.as_str())
    }

    /// When what is said of all this changes by itself.
    pub(super) fn wakes_for_waits(&self) -> Option<Instant> {
        let handed_in = self.beside.handed_in.as_ref();
        let fields = self.fields.iter().filter_map(FieldBox::unseen_since);
        let waits = fields.chain(handed_in.map(|handed_in| handed_in.since));
        let frames = waits.map(|since| next_told(since, self.now, self.motion));
        let held_up = self.beside.held_up_until();
        frames.chain(held_up.filter(|_| self.beside.is_due)).min()
    }
}

impl Beside {
    /// Nothing was looked at yet.
    pub(super) fn begin(&mut self) {
        self.is_due = true;
    }

    /// Goes on where the same question is shown anew, with more to choose from.
    pub(super) fn carry(&mut self, earlier: Self) {
        self.is_due = true;
        self.handed_in = earlier.handed_in;
    }

    fn held_up_until(&self) -> Option<Instant> {
        self.look.map(|(_, since)| since + HELD_UP)
    }
}
