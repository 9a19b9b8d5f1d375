//! The piece of a line by line conversation that the README shows.

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;
use zeroize::Zeroizing;

use scv_oauth::draft::Draft;
use scv_oauth::line::{self, Prompter, Stopped, Subject};
use scv_oauth::question::Answer;
use scv_oauth::steps::STEPS;
use scv_oauth::world::World;

/// Somebody who types these lines, and then stops.
struct Typist {
    lines: Mutex<VecDeque<String>>,
    heard: Mutex<String>,
}

impl Typist {
    fn next(&self, prompt: &str) -> Result<String, Stopped> {
        self.say(&format!("{prompt}:"));
        self.lines.lock().unwrap().pop_front().ok_or(Stopped)
    }
}

#[async_trait]
impl Prompter for Typist {
    fn say(&self, text: &str) {
        let mut heard = self.heard.lock().unwrap();
        heard.push_str(text);
        heard.push('\n');
    }

    async fn line(&self, prompt: &str) -> Result<String, Stopped> {
        self.next(prompt)
    }

    async fn hidden(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped> {
        self.next(prompt).map(Zeroizing::new)
    }

    async fn pasted(&self, _: &str) -> Result<Zeroizing<String>, Stopped> {
        Err(Stopped)
    }

    async fn interrupted(&self) {
        std::future::pending().await
    }
}

/// What is said at the consumer key.
pub async fn at_the_consumer_key() -> String {
    let world = World::open(true).unwrap();
    let consumer_key = format!("3MVG9{}", "x".repeat(80));
    let typed = ["", "", "acme", "", "", "", &consumer_key];
    let typist = Typist {
        lines: Mutex::new(typed.map(str::to_owned).into()),
        heard: Mutex::default(),
    };
    let subject = Subject {
        steps: &STEPS,
        draft: Draft::default(),
        presets: Answer::default(),
        around: world.around.clone(),
        writer: &*world.writer,
        dry_run: false,
    };
    line::run(subject, &typist).await;
    let heard = typist.heard.lock().unwrap();
    let from = heard.find("Step 6 of 9").unwrap();
    let said = &heard[from..];
    said[..said.find("Step 7 of 9").unwrap()]
        .trim_end()
        .to_owned()
        + "\n"
}
