//! A stage for the screens: an `App` that is fed messages by hand, and drawn into memory.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::time;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use scv_oauth::draft::{Draft, Learned};
use scv_oauth::preview::Preview;
use scv_oauth::problem::Problem;
use scv_oauth::question::{Answer, Question};
use scv_oauth::report::Report;
use scv_oauth::steps::Asked;
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::{App, Effect, Message, READING, Whereabouts};
use scv_oauth::tui::theme::Theme;
use scv_oauth::tui::view;

use super::steps::{STEPS, question, review};
use super::styles;
use crate::support::full_screen::{self, looked_at};

/// The app, what it asked to be done, and a clock that moves only when told.
pub struct Stage {
    pub app: App,
    pub effects: Vec<Effect>,
    now: Instant,
    size: (u16, u16),
    /// Whether steps are answered at once, from [`question`].
    answering: bool,
    /// Whether files are looked at and answers judged at once; where not, what is to be done waits here.
    looking: bool,
    held: Vec<Effect>,
}

impl Stage {
    /// The first page, at 80 by 24, in ASCII and without colours.
    pub fn new() -> Self {
        Self::looking(Appearance {
            ascii: true,
            ..Appearance::default()
        })
    }

    pub fn looking(appearance: Appearance) -> Self {
        Self::begun(appearance, Draft::default())
    }

    /// The first page of somebody of whom this is known already.
    pub fn knowing(draft: Draft) -> Self {
        let ascii = Appearance {
            ascii: true,
            ..Appearance::default()
        };
        Self::begun(ascii, draft)
    }

    fn begun(appearance: Appearance, draft: Draft) -> Self {
        let now = Instant::now();
        let (app, first) = App::new(&STEPS, draft, Answer::default(), appearance, now);
        let whereabouts = Whereabouts {
            working_directory: "/keys".into(),
            home: Some("/home/jlee".into()),
        };
        let mut stage = Self {
            app: app.at(whereabouts, false),
            effects: Vec::new(),
            now,
            size: (80, 24),
            answering: true,
            looking: true,
            held: Vec::new(),
        };
        stage.resize(80, 24);
        stage.serve(first);
        stage
    }

    /// Goes on until this step is asked, answering those before it.
    pub fn at(step: &str) -> Self {
        let mut stage = Self::new();
        stage.press(KeyCode::Enter);
        stage.go_on_to(step);
        stage
    }

    /// The review, of this.
    pub fn reviewing(preview: Preview) -> Self {
        let mut stage = Self::at("review");
        stage.show(review(preview));
        stage
    }

    /// [ Write ] was pressed in the review: the writing has begun.
    pub fn writing() -> Self {
        let mut stage = Self::at("review");
        stage.press_next();
        stage
    }

    /// This was typed as the org's own address, and not sent yet.
    pub fn typing_my_domain(text: &str) -> Self {
        let mut stage = Self::at("org");
        stage.press(KeyCode::Tab);
        stage.type_in(text);
        stage
    }

    pub fn go_on_to(&mut self, step: &str) {
        while self.step() != step {
            match self.step() {
                "org" => {
                    self.press(KeyCode::Tab);
                    self.type_in("https://acme.my.salesforce.com");
                }
                "consumer-key" => self.paste(&format!("3MVG9{}k2Qp", "x".repeat(76))),
                "private-key" => self.paste("server.key"),
                _ => {}
            }
            self.press(KeyCode::Enter);
        }
    }

    /// Steps are left waiting from now on.
    pub fn keep_waiting(&mut self) {
        self.answering = false;
    }

    /// Files are read for ever from now on.
    pub fn hold_looks(&mut self) {
        self.looking = false;
    }

    /// How much is being read and judged.
    pub fn looks_held(&self) -> usize {
        self.held.len()
    }

    /// The oldest look that was held comes to its end.
    pub fn end_look(&mut self) {
        let message = looked_at(self.held.remove(0)).unwrap();
        self.send(message);
    }

    pub fn step(&self) -> &'static str {
        self.app.flow().step().id()
    }

    /// How the conversation came out, once it is over.
    pub fn came_out(&self) -> Option<Report> {
        self.app.ended().map(|ended| ended.report)
    }

    pub fn visit(&self) -> u64 {
        self.app.flow().visit()
    }

    pub fn send(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.serve(effects);
    }

    pub fn show(&mut self, question: Question) {
        let asked = Box::new(Ok(asked(question)));
        let visit = self.visit();
        let at = time(14, 9, 0, 0);
        self.send(Message::Ready { visit, asked, at });
    }

    pub fn show_so_far(&mut self, question: Question) {
        let asked = Box::new(asked(question));
        let visit = self.visit();
        self.send(Message::SoFar { visit, asked });
    }

    pub fn fail(&mut self, problem: Problem) {
        let visit = self.visit();
        let asked = Box::new(Err(problem));
        let at = time(14, 9, 0, 0);
        self.send(Message::Ready { visit, asked, at });
    }

    /// The setup that is being written is on record since then.
    pub fn on_record(&mut self, begun: &str) {
        let (run, begun) = (self.last_run(), begun.into());
        self.send(Message::OnRecord { run, begun });
    }

    /// The work that was begun last is over, at nine past two.
    pub fn report(&mut self, report: Report) {
        self.work_ends(Some(Box::new(report)));
    }

    /// The writing is over and can be undone: the setup is on record since half past nine.
    pub fn report_on_record(&mut self, report: Report) {
        self.on_record("2026-11-24T09:30:00Z");
        self.report(report);
    }

    /// The work that was begun last ends without a report.
    pub fn break_down(&mut self) {
        self.work_ends(None);
    }

    fn work_ends(&mut self, report: Option<Box<Report>>) {
        let (run, at) = (self.last_run(), time(14, 9, 0, 0));
        self.send(Message::Worked { run, report, at });
    }

    fn last_run(&self) -> u64 {
        let mut runs = self.effects.iter().filter_map(|effect| match effect {
            Effect::Work { run, .. } => Some(*run),
            _ => None,
        });
        runs.next_back().unwrap_or(1)
    }

    pub fn press(&mut self, code: KeyCode) {
        self.app.drawn(self.now);
        // Nobody presses Enter as soon behind a letter as a terminal that types what is pasted, nor before they
        // have read what is there.
        if code == KeyCode::Enter {
            self.now += READING;
        }
        self.press_unseen(code);
    }

    /// The page is on the screen from now on.
    pub fn is_seen(&mut self) {
        self.app.drawn(self.now);
    }

    /// Presses a key before the page that is shown by now was drawn.
    pub fn press_unseen(&mut self, code: KeyCode) {
        self.send(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    /// Presses a key that is taken in after the page was drawn, but came before.
    pub fn press_just_before(&mut self, code: KeyCode) {
        self.app.drawn(self.now + Duration::from_millis(20));
        self.press_unseen(code);
    }

    /// Goes to the next control, and presses it.
    pub fn press_next(&mut self) {
        self.press(KeyCode::Tab);
        self.press(KeyCode::Enter);
    }

    pub fn ctrl(&mut self, letter: char) {
        self.app.drawn(self.now);
        self.now += READING;
        self.ctrl_at_once(letter);
    }

    /// The same as soon as the page is there.
    pub fn ctrl_at_once(&mut self, letter: char) {
        let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        self.send(Message::Key(event));
    }

    pub fn type_in(&mut self, text: &str) {
        text.chars().for_each(|c| self.press(KeyCode::Char(c)));
    }

    /// Sends letters with more of them waiting behind each.
    pub fn type_at_once(&mut self, text: &str) {
        for c in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
            let effects = self.app.take_in(Message::Key(key), self.now);
            self.serve(effects);
        }
    }

    pub fn paste(&mut self, text: &str) {
        self.send(Message::Paste(text.to_owned().into()));
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.send(Message::Resized(columns, rows));
    }

    /// Lets time pass, waking the app as often as it asks to be woken.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(wakes) = self.app.wakes().filter(|wakes| *wakes <= end) {
            self.now = wakes;
            self.send(Message::Woken);
        }
        self.now = end;
    }

    fn serve(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let message = match effect {
                Effect::Ask { visit, step, .. } if self.answering => {
                    let asked = Box::new(Ok(asked(question(step.id()))));
                    let at = time(14, 9, 0, 0);
                    self.effects.push(effect);
                    Some(Message::Ready { visit, asked, at })
                }
                Effect::Inspect(_) | Effect::Judge { .. } | Effect::MakePrivate(_) => {
                    match self.looking {
                        true => looked_at(effect),
                        false => {
                            self.held.push(effect);
                            None
                        }
                    }
                }
                effect => {
                    self.effects.push(effect);
                    None
                }
            };
            if let Some(message) = message {
                self.send(message);
            }
        }
    }

    fn draw(&self) -> (Buffer, Option<Position>) {
        let window = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(window);
        let cursor = view::render(window, &mut buffer, &self.app);
        (buffer, cursor)
    }

    /// What is on the screen, a line each.
    pub fn text(&self) -> String {
        full_screen::text(&self.draw().0)
    }

    /// Whether the screen says this, wherever lines are broken.
    pub fn says(&self, what: &str) -> bool {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        one_line(&self.text()).contains(&one_line(what))
    }

    /// Where the terminal's cursor is.
    pub fn cursor(&self) -> Option<Position> {
        self.draw().1
    }

    /// The texts shown reversed.
    pub fn reversed(&self) -> String {
        let (buffer, _) = self.draw();
        let reversed = buffer
            .content
            .iter()
            .filter(|cell| cell.modifier.contains(Modifier::REVERSED));
        reversed.map(ratatui::buffer::Cell::symbol).collect()
    }

    /// Whether any cell has a colour.
    pub fn is_coloured(&self) -> bool {
        let plain = ratatui::style::Color::Reset;
        let (buffer, _) = self.draw();
        buffer
            .content
            .iter()
            .any(|cell| cell.fg != plain || cell.bg != plain)
    }

    /// The styles of the screen as it is, with colours and without.
    pub fn styles(&mut self) -> String {
        let own = self.app.theme;
        let mut drawn = |color| {
            self.app.theme = Theme::new(own.glyphs.ascii, color, own.motion);
            self.draw().0
        };
        let (colored, mono) = (drawn(true), drawn(false));
        self.app.theme = own;
        styles::map(&colored, &mono)
    }

    /// The screen at all sizes, one below the other, and its styles at one of them.
    pub fn at_all_sizes(&mut self) -> String {
        let sizes = [(120, 30), (100, 30), (80, 24), (60, 16)];
        let mut all = String::new();
        for (columns, rows) in sizes {
            self.resize(columns, rows);
            all += &format!("{columns} x {rows}\n{}\n", self.text());
        }
        self.resize(100, 30);
        all += &format!("100 x 30, styles\n{}", self.styles());
        all
    }
}

pub fn asked(question: Question) -> Asked {
    Asked {
        question,
        learned: Learned::default(),
    }
}
