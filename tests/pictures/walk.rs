//! A setup in the practice world with the real steps, drawn into memory. What is made anew each time, keys and
//! the folder they are in, is shown as if it were always the same.

use std::collections::VecDeque;
use std::time::Instant;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use scv_oauth::draft::Draft;
use scv_oauth::preview::ProofState;
use scv_oauth::problem::Problem;
use scv_oauth::question::Answer;
use scv_oauth::steps::{Asked, Progress, STEPS};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::{App, Effect, Message, Whereabouts};
use scv_oauth::tui::fields::listing;
use scv_oauth::tui::view;
use scv_oauth::watch::{Unwatched, Writer};
use scv_oauth::world::World;

const WINDOW: Rect = Rect::new(0, 0, 120, 30);
const FOLDER: &str = "/tmp/practice";
const FINGERPRINT: &str = "9c11..02aa";
const SQUEEZED: &str = "9...02aa";

/// The conversation, the world it is about, and the key that was made for it.
pub struct Walk {
    app: App,
    world: World,
    consumer_key: String,
    now: Instant,
}

impl Walk {
    /// The first page.
    pub async fn begin() -> Self {
        let world = World::open(true).unwrap();
        let folder = world.around.working_directory.display().to_string();
        let key = |hint: &String| hint.strip_prefix("Consumer key: paste ").map(str::to_owned);
        let consumer_key = world.hints.iter().find_map(key).unwrap();
        let always = |hint: &String| {
            hint.replace(&folder, FOLDER)
                .replace(&consumer_key, &always_the_same(&consumer_key))
        };
        let look = Appearance {
            color: true,
            practice_hints: world.hints.iter().map(always).collect(),
            ..Appearance::default()
        };
        let now = Instant::now();
        let (app, first) = App::new(&STEPS, Draft::default(), Answer::default(), look, now);
        let whereabouts = Whereabouts {
            working_directory: world.around.working_directory.clone(),
            home: None,
        };
        let mut walk = Self {
            app: app.at(whereabouts, true),
            world,
            consumer_key,
            now,
        };
        walk.carry_out(first).await;
        walk.send(Message::Resized(WINDOW.width, WINDOW.height))
            .await;
        walk
    }

    /// Answers with what is suggested, or where nothing is, with what fits acme.
    pub async fn go_on_to(&mut self, step: &str) {
        while self.app.flow().step().id() != step {
            let before = self.app.flow().step().id();
            match before {
                // The first of the likely files is taken, then shown to be a key.
                "private-key" => {
                    self.press(KeyCode::Down).await;
                    self.press(KeyCode::Enter).await;
                }
                "username" => self.paste("integration@acme.example.uat").await,
                _ => {}
            }
            self.press(KeyCode::Enter).await;
            let after = self.app.flow().step().id();
            assert_ne!(
                before,
                after,
                "the answer was refused:\n{:?}",
                self.screen()
            );
        }
    }

    pub async fn paste_the_consumer_key(&mut self) {
        self.paste(&self.consumer_key.clone()).await;
    }

    /// Goes to the review as this user; what stands against the login there.
    pub async fn review_as(&mut self, username: &str) -> Option<Problem> {
        let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
        self.send(Message::Key(clear)).await;
        self.paste(username).await;
        self.press(KeyCode::Enter).await;
        match &self.app.flow().draft().preview.as_ref()?.proof {
            ProofState::Refused(problem) | ProofState::NotReachable(problem) => {
                Some(problem.clone())
            }
            _ => None,
        }
    }

    async fn paste(&mut self, text: &str) {
        self.send(Message::Paste(text.to_owned().into())).await;
    }

    pub async fn press(&mut self, code: KeyCode) {
        let event = KeyEvent::new(code, KeyModifiers::NONE);
        self.send(Message::Key(event)).await;
    }

    async fn send(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.carry_out(effects).await;
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            if let Some(message) = self.outcome_of(effect).await {
                effects.extend(self.app.update(message, self.now));
            }
        }
    }

    async fn outcome_of(&self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::Ask { visit, step, draft } => {
                let asked = Box::new(step.ask(&self.world.around, &draft, &Quiet).await);
                Some(Message::Ready {
                    visit,
                    asked,
                    at: jiff::civil::time(14, 9, 0, 0),
                })
            }
            Effect::Work { run, draft, .. } => {
                let report = self.world.writer.write(&draft, &Unwatched).await;
                let report = Some(Box::new(report));
                Some(Message::Worked {
                    run,
                    report,
                    at: jiff::civil::time(14, 9, 0, 0),
                })
            }
            Effect::List { typed, folder } => Some(Message::Listed(listing::read(typed, &folder))),
            _ => None,
        }
    }

    /// What is on the screen.
    pub fn screen(&self) -> Buffer {
        let mut buffer = Buffer::empty(WINDOW);
        view::render(WINDOW, &mut buffer, &self.app);
        let ends = |key: &str| format!("..{}", &key[key.len() - 4..]);
        let shown = ends(&self.consumer_key);
        let always = ends(&always_the_same(&self.consumer_key));
        replace(&mut buffer, &always, |text| text == shown);
        replace(&mut buffer, FINGERPRINT, is_fingerprint);
        replace(&mut buffer, SQUEEZED, is_squeezed_fingerprint);
        buffer
    }
}

/// A consumer key of the same length that nobody has.
fn always_the_same(key: &str) -> String {
    format!("3MVG9{}k2Qp", "x".repeat(key.len() - 9))
}

fn is_fingerprint(text: &str) -> bool {
    text.split_once("..")
        .is_some_and(|(head, tail)| is_hex(head, 4) && is_hex(tail, 4))
}

/// As the step list shows it, which is narrow.
fn is_squeezed_fingerprint(text: &str) -> bool {
    text.split_once("...")
        .is_some_and(|(head, tail)| is_hex(head, 1) && is_hex(tail, 4))
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Puts another text of the same length in the place of each that is meant.
fn replace(buffer: &mut Buffer, by: &str, is_meant: impl Fn(&str) -> bool) {
    let length = by.len();
    for at in 0..=buffer.content.len() - length {
        let cells = &mut buffer.content[at..at + length];
        let text: String = cells.iter().map(|cell| cell.symbol()).collect();
        if is_meant(&text) {
            for (cell, symbol) in cells.iter_mut().zip(by.chars()) {
                cell.set_char(symbol);
            }
        }
    }
}

/// Hears nothing of how a step gets on.
struct Quiet;

impl Progress for Quiet {
    fn waiting_for(&self, _: &str) {}
    fn so_far(&self, _: Asked) {}
}
