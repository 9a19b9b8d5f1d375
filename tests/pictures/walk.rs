//! A setup in the practice world with the real steps, drawn into memory. What is made anew each time, keys and
//! the folder they are in, is shown as if it were always the same.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use scv_oauth::draft::Draft;
use scv_oauth::hint::Hint;
use scv_oauth::preview::ProofState;
use scv_oauth::problem::Problem;
use scv_oauth::tui::Appearance;
use scv_oauth::world::World;

use crate::support::full_screen::FullScreen;

const WINDOW: Rect = Rect::new(0, 0, 120, 30);
const FOLDER: &str = "/tmp/practice";
const FINGERPRINT: &str = "9c11..02aa";

/// The conversation, the world it is about, and the key that was made for it.
pub struct Walk {
    screen: FullScreen,
    _world: World,
    consumer_key: String,
}

impl Walk {
    /// The first page.
    pub async fn begin() -> Self {
        let world = World::open(true).unwrap();
        let folder = world.around.working_directory.display().to_string();
        let key = |hint: &Hint| {
            let key = hint.text.strip_prefix("Consumer key: paste ");
            key.map(str::to_owned)
        };
        let consumer_key = world.hints.iter().find_map(key).unwrap();
        let always = |hint: &Hint| {
            let mut hint = hint.clone();
            hint.text = hint
                .text
                .replace(&folder, FOLDER)
                .replace(&consumer_key, &always_the_same(&consumer_key));
            hint
        };
        let look = Appearance {
            color: true,
            practice_hints: world.hints.iter().map(always).collect(),
            ..Appearance::default()
        };
        let (around, writer) = (world.around.clone(), world.writer.clone());
        let screen = FullScreen::begin(around, writer, Draft::default(), look, WINDOW).await;
        Self {
            screen,
            _world: world,
            consumer_key,
        }
    }

    /// Answers with what is suggested, or where nothing is, with what fits acme.
    pub async fn go_on_to(&mut self, step: &str) {
        while self.screen.step() != step {
            let before = self.screen.step();
            match before {
                // The first of the likely files is taken, then shown to be a key.
                "private-key" => {
                    self.press(KeyCode::Down).await;
                    self.press(KeyCode::Enter).await;
                }
                "username" => self.screen.paste("integration@acme.example.uat").await,
                _ => {}
            }
            self.press(KeyCode::Enter).await;
            let after = self.screen.step();
            assert_ne!(
                before,
                after,
                "the answer was refused:\n{:?}",
                self.screen()
            );
        }
    }

    pub async fn paste_the_consumer_key(&mut self) {
        self.screen.paste(&self.consumer_key.clone()).await;
    }

    /// Goes to the review as this user; what stands against the login there.
    pub async fn review_as(&mut self, username: &str) -> Option<Problem> {
        self.screen.replace_by(username).await;
        self.press(KeyCode::Enter).await;
        match &self.screen.app.flow().draft().preview.as_ref()?.proof {
            ProofState::Refused(problem) | ProofState::NotReachable(problem) => {
                Some(problem.clone())
            }
            _ => None,
        }
    }

    pub async fn press(&mut self, code: KeyCode) {
        self.screen.press(code).await;
    }

    /// What is on the screen.
    pub fn screen(&self) -> Buffer {
        let mut buffer = self.screen.draw();
        let ends = |key: &str| format!("..{}", &key[key.len() - 4..]);
        let shown = ends(&self.consumer_key);
        let always = ends(&always_the_same(&self.consumer_key));
        replace(&mut buffer, &always, |text| text == shown);
        replace(&mut buffer, FINGERPRINT, is_fingerprint);
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
