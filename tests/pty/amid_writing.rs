//! Asked to end from outside, or with its terminal gone, amid the writing: the call under way is waited for.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::terminal::Terminal;
use crate::setup::ground::Ground;
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::proxy::{Fault, Times};
use crate::support::world::{Values, World, centers};

/// The wizard on a full screen, in the middle of its first change of the account.
fn amid_writing(ground: &Ground) -> Terminal {
    let line = ground.setup("acme").without("--yes").without("--json");
    let mut terminal = Terminal::of(&ground.command(&line), 120, 40);
    terminal.wait_for("[ Begin ]");
    terminal.keys("\r");
    // Every answer is there already, and Enter never writes.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !terminal.text().contains("Step 9 of 9") {
        assert!(Instant::now() < deadline, "{}", terminal.text());
        terminal.keys("\r");
        std::thread::sleep(Duration::from_millis(200));
    }
    terminal.wait_for("Salesforce let");
    ground.proxy.clear();
    let slow = Fault::Delay(Duration::from_millis(900));
    ground
        .proxy
        .rule("UpdateSecretVersionStage", Times::Nth(1), slow);
    terminal.press_next("[ Write ]");
    while ground.proxy.count("UpdateSecretVersionStage") == 0 {
        assert!(Instant::now() < deadline, "{}", terminal.text());
        std::thread::sleep(Duration::from_millis(10));
    }
    terminal
}

#[tokio::test]
async fn a_signal_stops_it_after_the_call_under_way_and_says_what_is_done() {
    let ground = Ground::open(Emulator::Moto, &acme()).await;
    let before = present(ground.fingerprint().await);
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut terminal = amid_writing(&ground);
        terminal.signal(signal);
        assert_eq!(terminal.ended(), 4, "{}", terminal.text());
        terminal.wait_for("Stopping after the current call.");
        terminal.wait_for("Not done: Write secret acme-salesforce-access-secret.");
        assert!(terminal.is_given_back());
        ground.proxy.clear();
        ground.run(&ground.undo("acme")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{signal:?}");
    }
}

#[tokio::test]
async fn a_closed_window_stops_it_after_the_call_under_way() {
    let ground = Ground::open(Emulator::Moto, &acme()).await;
    let before = present(ground.fingerprint().await);
    let terminal = amid_writing(&ground);
    assert_eq!(terminal.close(), 4);
    ground.proxy.clear();
    // The journal knows that the setup is not finished, and so does the account.
    ground.run(&ground.setup("acme")).expect(0, "done");
    ground.run(&ground.undo("acme")).expect(0, "done");
    assert_eq!(present(ground.fingerprint().await), before);
}

fn acme() -> World {
    let values = Values::with_cached_token();
    centers::partner("acme", &values)
}
