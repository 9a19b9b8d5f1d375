//! The piece of a line by line conversation that the README shows.

use std::collections::VecDeque;
use std::sync::Mutex;

use scv_oauth::draft::Draft;
use scv_oauth::line::{self, Subject};
use scv_oauth::question::Answer;
use scv_oauth::steps::STEPS;
use scv_oauth::world::World;

use crate::support::heard::Heard;

/// What is said at the consumer key.
pub async fn at_the_consumer_key() -> String {
    let world = World::open(true).unwrap();
    let consumer_key = format!("3MVG9{}", "x".repeat(80));
    let typed = ["", "", "acme", "", "", "", &consumer_key];
    let lines = Mutex::new(VecDeque::from(typed.map(str::to_owned)));
    let heard = Heard::answering(|_| lines.lock().unwrap().pop_front());
    let subject = Subject {
        steps: &STEPS,
        draft: Draft::default(),
        presets: Answer::default(),
        around: world.around.clone(),
        writer: &*world.writer,
        dry_run: false,
    };
    line::run(subject, &heard).await;
    let heard = heard.all_said();
    let from = heard.find("Step 6 of 9").unwrap();
    let said = &heard[from..];
    said[..said.find("Step 7 of 9").unwrap()]
        .trim_end()
        .to_owned()
        + "\n"
}
