//! Amid the writing: the window changes its size, or somebody asks the program to end, or its terminal goes away. The
//! call under way is held until the program has noticed, however fast or slow the machine is.

use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;

use super::terminal::Terminal;
use crate::setup::ground::Ground;
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::patience::{Patience, wait_until};
use crate::support::proxy::{Held, Times};
use crate::support::world::{Values, World, centers};

const STOPPING: &str = "Stopping after the current call.";

/// A file in the home of an account.
const ERRORS: &str = "errors.txt";

/// The wizard with all its answers, not started yet.
fn wizard(ground: &Ground) -> Command {
    let line = ground.setup("acme").without("--yes").without("--json");
    ground.command(&line)
}

/// The same, which says into [`ERRORS`] what it says on standard error.
fn wizard_heard_elsewhere(ground: &Ground) -> Command {
    let wizard = wizard(ground);
    let mut shell = Command::new("/bin/sh");
    let script = format!(r#"exec "$0" "$@" 2>{ERRORS}"#);
    shell.args(["-c", &script]).arg(wizard.get_program());
    shell
        .args(wizard.get_args())
        .current_dir(ground.account.home());
    shell.envs(
        wizard
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    shell
}

/// This wizard on a full screen, in the middle of its first change of the account, and what holds that.
fn amid_writing(ground: &Ground, wizard: &Command) -> (Terminal, Held) {
    let mut terminal = Terminal::of(wizard, 120, 40);
    terminal.wait_for("[ Begin ]");
    go_to_review(&mut terminal);
    ground.proxy.clear();
    let held = Held::default();
    let call = "UpdateSecretVersionStage";
    ground.proxy.rule(call, Times::Nth(1), held.fault());
    terminal.press_next("[ Write ]");
    wait_until(call, || ground.proxy.count(call) == 1);
    (terminal, held)
}

/// Every answer is there already. Enter may come too early for a page, and never writes.
fn go_to_review(terminal: &mut Terminal) {
    for step in 2..=9 {
        let patience = Patience::with(format!("step {step}"));
        while shown_step(terminal) < step {
            patience.left();
            terminal.keys("\r");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
    terminal.wait_for("Salesforce let");
}

/// The step in the head of the page; 0 on the first page.
fn shown_step(terminal: &Terminal) -> usize {
    let text = terminal.text();
    let step = text.split_once("Step ").map(|(_, rest)| rest);
    let number = step.and_then(|step| step.split_once(" of 9"));
    number.map_or(0, |(number, _)| number.parse().unwrap_or(0))
}

#[tokio::test]
async fn a_window_that_changes_its_size_says_what_is_under_way_and_how_it_came_out() {
    let ground = Ground::open(Emulator::Moto, &acme()).await;
    let (mut terminal, held) = amid_writing(&ground, &wizard(&ground));
    let sizes = [
        (100, 30, "Writing. Please leave this window open."),
        (40, 12, "Working. Please leave this window open."),
        (120, 30, "Writing. Please leave this window open."),
        (44, 14, "Working. Please leave this window open."),
    ];
    for (columns, rows, says) in sizes {
        terminal.resize(columns, rows);
        terminal.wait_for(says);
    }
    terminal.wait_for("44 x 14");
    held.let_go();
    terminal.wait_for("Written and checked.");
    terminal.resize(80, 24);
    terminal.wait_for("[ Finish ]");
    terminal.keys("q");
    terminal.leave_result();
    assert_eq!(terminal.ended(), 0);
}

#[tokio::test]
async fn a_signal_stops_it_after_the_call_under_way_and_says_what_is_done() {
    let ground = Ground::open(Emulator::Moto, &acme()).await;
    let before = present(ground.fingerprint().await);
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let (mut terminal, held) = amid_writing(&ground, &wizard(&ground));
        terminal.signal(signal);
        terminal.wait_for(STOPPING);
        held.let_go();
        assert_eq!(terminal.ended(), 4, "{}", terminal.text());
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
    let (mut terminal, held) = amid_writing(&ground, &wizard_heard_elsewhere(&ground));
    terminal.close();
    let errors = ground.account.home().join(ERRORS);
    wait_until("a stop", || {
        std::fs::read_to_string(&errors).unwrap().contains(STOPPING)
    });
    held.let_go();
    assert_eq!(terminal.ended(), 4);
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
