//! The program's state and the only place where it changes: a message comes in, effects go out, nothing
//! is awaited.

mod beside;
mod conversation;
mod hands;
pub mod message;
mod seen;
mod small;
mod work;

use std::path::PathBuf;
use std::time::Instant;

pub use message::{Effect, Message};
pub use seen::READING;

use seen::Seen;

use super::Appearance;
use super::layout::Shape;
use super::overlay::Overlay;
use super::page::{Page, Setting};
use super::screens::failed::Failed;
use super::screens::form::Form;
use super::screens::outcome::OutcomePage;
use super::screens::review::Review;
use super::screens::waiting::Waiting;
use super::screens::welcome::Welcome;
use super::screens::working::{Work, Working};
use super::theme::Theme;
use crate::draft::Draft;
use crate::flow::Flow;
use crate::guidance::{self, Guide};
use crate::ledger::Changed;
use crate::question::{Answer, Offer};
use crate::session::{Ended, Session};
use crate::steps::Step;

/// What is on the screen below any overlay.
enum Screen {
    Waiting(Waiting),
    Failed(Failed),
    Form(Box<Form>),
    Review(Box<Review>),
    Working(Working),
    Outcome(Box<OutcomePage>),
}

impl Screen {
    fn page(&self) -> &dyn Page {
        match self {
            Self::Waiting(page) => page,
            Self::Failed(page) => page,
            Self::Form(page) => page.as_ref(),
            Self::Review(page) => page.as_ref(),
            Self::Working(page) => page,
            Self::Outcome(page) => page.as_ref(),
        }
    }

    fn page_mut(&mut self) -> &mut dyn Page {
        match self {
            Self::Waiting(page) => page,
            Self::Failed(page) => page,
            Self::Form(page) => page.as_mut(),
            Self::Review(page) => page.as_mut(),
            Self::Working(page) => page,
            Self::Outcome(page) => page.as_mut(),
        }
    }
}

/// Where the program is run, as far as paths are concerned.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts {
    /// Where likely key files are looked for; their names are shown without it.
    pub working_directory: PathBuf,
    /// What `~` stands for.
    pub home: Option<PathBuf>,
}

/// The program's state.
pub struct App {
    session: Session,
    /// How it looks.
    pub appearance: Appearance,
    /// Its styles and glyphs.
    pub theme: Theme,
    practice: bool,
    whereabouts: Whereabouts,
    /// The first page, as long as it lies over the others.
    welcome: Option<Welcome>,
    screen: Screen,
    overlay: Option<Overlay>,
    /// What is copied if the person agrees; kept no longer than the question is shown.
    offered: Option<Box<Offer>>,
    /// The row of the step list that has the focus, where the list has it.
    in_steps: Option<usize>,
    scroll: isize,
    /// What was just said to the person.
    said: String,
    run: u64,
    /// Counts what is looked at and judged beside the screen.
    tickets: u64,
    /// How often it was tested in vain since it was written.
    tries: usize,
    over: bool,
    /// Whether it is over once the work under way is.
    ends: bool,
    /// Whether the person wants to go on line by line.
    wants_lines: bool,
    size: (u16, u16),
    now: Instant,
    /// When the last character was typed, to tell a line end inside a paste from Enter.
    typed_at: Option<Instant>,
    seen: Seen,
}

impl App {
    /// Begins a conversation and asks its first step.
    pub fn new(
        steps: &'static [&'static dyn Step],
        draft: Draft,
        presets: Answer,
        appearance: Appearance,
        now: Instant,
    ) -> (Self, Vec<Effect>) {
        let theme = Theme::new(appearance.ascii, appearance.color, appearance.motion);
        let app = Self {
            session: Session::new(steps, draft, presets, appearance.dry_run),
            theme,
            practice: false,
            whereabouts: Whereabouts::default(),
            welcome: Some(Welcome::new(appearance.practice_hints.clone())),
            screen: Screen::Waiting(Waiting::new(now, appearance.motion)),
            appearance,
            overlay: None,
            offered: None,
            in_steps: None,
            scroll: 0,
            said: String::new(),
            run: 0,
            tickets: 0,
            tries: 0,
            over: false,
            ends: false,
            wants_lines: false,
            size: (80, 24),
            now,
            typed_at: None,
            seen: Seen::default(),
        };
        let ask = app.ask();
        (app, vec![ask])
    }

    /// Tells where it is run, and whether anything here is real.
    #[must_use]
    pub fn at(mut self, whereabouts: Whereabouts, practice: bool) -> Self {
        self.whereabouts = whereabouts;
        self.practice = practice;
        self
    }

    /// Takes in what happened, and when, and says what is to be done.
    pub fn update(&mut self, message: Message, now: Instant) -> Vec<Effect> {
        let mut effects = self.take_in(message, now);
        effects.extend(self.settle());
        effects
    }

    /// The same where more is waiting: what was entered is looked at once all of it is there.
    pub fn take_in(&mut self, message: Message, now: Instant) -> Vec<Effect> {
        self.now = now;
        let mut effects = match message {
            Message::Key(event) => self.hear_key(event),
            Message::Paste(text) => self.hear_paste(&text),
            Message::Resized(columns, rows) => self.resize(columns, rows),
            Message::Woken => self.wake(),
            Message::Resumed => vec![Effect::Redraw],
            Message::EndAsked => self.end(),
            Message::Waits { visit, what } => self.wait_for(visit, what),
            Message::SoFar { visit, asked } => self.show(visit, *asked),
            Message::Ready { visit, asked, at } => self.ready(visit, *asked, at),
            Message::Listed(listing) => self.listed(&listing),
            Message::Inspected { ticket, found } => self.inspected(ticket, found),
            Message::Judged {
                ticket,
                answer,
                judged,
            } => self.judged(ticket, &answer, judged),
            Message::MadePrivate(made) => self.made_private(made),
            Message::Stages { run, names } => self.stages(run, names),
            Message::Stage { run, at, state } => self.stage(run, at, state),
            Message::OnRecord { run, begun } => self.on_record(run, begun),
            Message::Worked { run, report, at } => self.worked(run, report, at),
            Message::NoClipboard(text) => vec![Effect::Send(text)],
            Message::Copied(how) => self.say(how),
        };
        effects.extend(self.wanted_listing());
        effects
    }

    /// When something on the screen changes by itself next.
    pub fn wakes(&self) -> Option<Instant> {
        let wakes = self.page().wakes()?;
        // What cannot begin now begins once the person is back on the page.
        (wakes > self.now || !self.is_test_held()).then_some(wakes)
    }

    /// How the conversation ended, once it is over.
    pub fn ended(&self) -> Option<Ended> {
        self.over.then(|| self.session.end())
    }

    /// The conversation.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Its questions and answers.
    pub fn flow(&self) -> &Flow {
        &self.session.flow
    }

    /// The page that is shown.
    pub fn page(&self) -> &dyn Page {
        if let Some(welcome) = &self.welcome {
            return welcome;
        }
        self.screen.page()
    }

    fn page_mut(&mut self) -> &mut dyn Page {
        if let Some(welcome) = &mut self.welcome {
            return welcome;
        }
        self.screen.page_mut()
    }

    /// What lies over the page.
    pub fn overlay(&self) -> Option<Overlay> {
        self.overlay
    }

    /// What is copied if the person agrees.
    pub fn offered(&self) -> Option<&Offer> {
        self.offered.as_deref()
    }

    /// The row of the step list that has the focus, where the list has it.
    pub fn in_steps(&self) -> Option<usize> {
        self.in_steps
    }

    /// By how many rows the page was scrolled away from its focus.
    pub fn scroll(&self) -> isize {
        self.scroll
    }

    /// Whether there is a step list to go to that the window does not show.
    pub fn hides_steps(&self) -> bool {
        let listed = Shape::of(self.size.0, self.size.1) != Some(Shape::Single);
        let away = self.is_welcoming() || self.is_past_steps() || self.in_steps.is_some();
        !(listed || away)
    }

    /// The time of the last message.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Columns and rows of the window.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Whether something is being written, proved or undone.
    pub fn is_working(&self) -> bool {
        matches!(self.screen, Screen::Working(_))
    }

    /// Whether something is being changed in AWS.
    pub fn is_changing(&self) -> bool {
        self.session.changed() == Changed::Perhaps
    }

    /// Whether the work under way was asked to stop.
    pub fn is_stopping(&self) -> bool {
        matches!(&self.screen, Screen::Working(working) if working.is_stopping())
    }

    /// How it came out, in a sentence, where that is what the screen shows.
    pub fn result(&self) -> Option<&'static str> {
        match &self.screen {
            Screen::Outcome(page) => Some(page.heading()),
            _ => None,
        }
    }

    /// Whether nothing here is real.
    pub fn is_practice(&self) -> bool {
        self.practice
    }

    /// What the status line says.
    pub fn status(&self) -> String {
        match (self.said.as_str(), self.in_steps) {
            ("", Some(_)) => "Enter goes to the step. Answers are kept.".into(),
            ("", None) => self.page().status(),
            (said, _) => said.to_owned(),
        }
    }

    /// The title of the page, for its first line.
    pub fn title(&self) -> &str {
        match (&self.welcome, self.guide()) {
            (Some(_), _) => &guidance::texts().welcome.title,
            (None, Some(guide)) => &guide.title,
            (None, None) => self.session.flow.step().id(),
        }
    }

    /// The code of the page, for the phone.
    pub fn code(&self) -> &str {
        match (&self.welcome, self.guide()) {
            (Some(_), _) => &guidance::texts().welcome.code,
            (None, Some(guide)) => &guide.code,
            (None, None) => "",
        }
    }

    /// The guidance for the page; the first page is its own.
    pub fn guide(&self) -> Option<&'static Guide> {
        match (&self.welcome, &self.screen) {
            (Some(_), _) => None,
            (None, Screen::Working(_)) => Some(&guidance::texts().writing),
            (None, Screen::Outcome(_)) => Some(&guidance::texts().result),
            _ => guidance::step(self.session.flow.step().id()),
        }
    }

    /// Whether the steps are behind us: writing, or at the result.
    pub fn is_past_steps(&self) -> bool {
        matches!(self.screen, Screen::Working(_) | Screen::Outcome(_))
    }

    /// Whether the first page is shown.
    pub fn is_welcoming(&self) -> bool {
        self.welcome.is_some()
    }

    fn setting<'a>(flow: &'a Flow, place: &'a Whereabouts, now: Instant) -> Setting<'a> {
        Setting {
            step: flow.step(),
            draft: flow.draft(),
            working_directory: &place.working_directory,
            now,
        }
    }

    fn say(&mut self, what: impl Into<String>) -> Vec<Effect> {
        self.said = what.into();
        Vec::new()
    }

    fn wake(&mut self) -> Vec<Effect> {
        let now = self.now;
        self.page_mut().wake(now);
        match &self.screen {
            Screen::Outcome(page) if page.is_test_due(now) && !self.is_test_held() => {
                self.begin_work(Work::ProveAgain)
            }
            _ => Vec::new(),
        }
    }

    /// A test takes the page's place, so it waits for whoever is asked something, or is in the step list.
    fn is_test_held(&self) -> bool {
        let away = self.overlay.is_some() || self.in_steps.is_some();
        away && matches!(self.screen, Screen::Outcome(_))
    }

    fn resize(&mut self, columns: u16, rows: u16) -> Vec<Effect> {
        self.size = (columns, rows);
        if self.is_too_small() {
            self.mask();
        } else {
            // What was wanted for lack of room is wanted no more.
            self.wants_lines = false;
        }
        vec![Effect::Redraw]
    }

    fn mask(&mut self) {
        if let Screen::Form(form) = &mut self.screen {
            form.mask();
        }
    }
}
