//! Stopped while it writes, by Ctrl-C or by force, with a call under way that arrives all the same: setup again
//! finishes it, undo puts it back.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};
use scv_oauth::domain::OrgKind;

use super::ground::{Ended, Ground, Line, consumer_key, right_values};
use crate::rival::writer::{Manner, rotate, value};
use crate::support::Emulator;
use crate::support::fingerprint::{Fingerprint, present};
use crate::support::patience::{Patience, wait_until};
use crate::support::proxy::{Held, Request, Times};
use crate::support::world::{Values, World, centers};

fn both_paths() -> World {
    let literals = Values {
        subject: "integration@acme.com".into(),
        ..Values::with_cached_token()
    };
    World::of([
        centers::partner("acme", &Values::with_cached_token()),
        centers::below_19_with_literals("delta", &literals),
    ])
}

/// A program in the middle of a call, which is held until a test lets it go.
struct Amid<'a> {
    ground: &'a Ground,
    program: Child,
    held: Held,
}

/// Starts a setup and leaves it in the middle of this call.
fn amid<'a>(ground: &'a Ground, name: &str, call: &str, nth: usize) -> Amid<'a> {
    amid_of(ground, &ground.setup(name), call, nth)
}

fn amid_of<'a>(ground: &'a Ground, line: &Line, call: &str, nth: usize) -> Amid<'a> {
    let held = Held::default();
    ground.proxy.clear();
    ground.proxy.rule(call, Times::Nth(nth), held.fault());
    let program = ground.start(line);
    wait_until(call, || ground.proxy.count(call) >= nth);
    Amid {
        ground,
        program,
        held,
    }
}

impl Amid<'_> {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.program), signal).unwrap();
    }

    /// Asks it to stop amid the writing, and lets the call go on once it says that it will.
    fn stopped_by(mut self, signal: Signal) -> Ended {
        let mut errors = BufReader::new(self.program.stderr.take().unwrap());
        self.signal(signal);
        let mut said = String::new();
        while !said.contains("Stopping after the current call.") {
            let read = errors.read_line(&mut said).unwrap();
            assert!(read > 0, "it ended without a word:\n{said}");
        }
        self.held.let_go();
        errors.read_to_string(&mut said).unwrap();
        Ended {
            err: said,
            ..Ended::after(self.program)
        }
    }

    /// Asks it to stop before the writing: it ends, though its call has no answer yet.
    fn cancelled_by(self, signal: Signal) -> Ended {
        self.signal(signal);
        Ended::after(self.program)
    }

    /// Kills it while the call is on its way; the call arrives.
    fn killed(mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
        self.held.let_go();
        let proxy = &self.ground.proxy;
        wait_until("answer", || {
            proxy.requests().iter().all(Request::is_answered)
        });
        proxy.clear();
    }
}

/// As after a setup that nobody stopped, as far as it can be compared.
fn values(mut seen: Fingerprint) -> Fingerprint {
    seen = present(seen);
    seen.retain(|place, _| !place.contains(" alias "));
    seen
}

#[tokio::test]
async fn ctrl_c_amid_the_writing_stops_after_the_call_under_way() {
    let ground = Ground::open(Emulator::Moto, &both_paths()).await;
    let before = present(ground.fingerprint().await);
    let amid = amid(&ground, "acme", "UpdateSecretVersionStage", 1);
    let ended = amid.stopped_by(Signal::INT).expect(4, "partial");
    let told = ended.json["checks"].to_string();
    assert!(
        told.contains("Secret acme-salesforce-secret: 6 values written."),
        "{told}"
    );
    assert!(
        told.contains("Not done: Write secret acme-salesforce-access-secret."),
        "{told}"
    );
    let again = ground.run(&ground.setup("acme")).expect(0, "done");
    assert_eq!(again.changes().len(), 1, "{}", again.out);
    let access = right_values(OrgKind::Sandbox).access_secret("acme");
    assert_eq!(ground.secret("acme-salesforce-access-secret").await, access);
    ground.run(&ground.setup("acme")).expect(0, "nothing-to-do");
    ground.run(&ground.undo("acme")).expect(0, "done");
    assert_eq!(present(ground.fingerprint().await), before);
}

#[tokio::test]
async fn ctrl_c_before_the_writing_cancels() {
    let ground = Ground::open(Emulator::Ministack, &both_paths()).await;
    let before = ground.fingerprint().await;
    let amid = amid(&ground, "acme", "GetSecretValue", 1);
    amid.cancelled_by(Signal::INT).expect(130, "cancelled");
    assert_eq!(ground.fingerprint().await, before);
}

#[tokio::test]
async fn ctrl_c_on_the_older_path_can_be_finished_or_put_back() {
    let ground = Ground::open(Emulator::Ministack, &both_paths()).await;
    let before = present(ground.fingerprint().await);
    for (call, nth) in [("PutParameter", 2), ("PublishVersion", 1)] {
        let amid = amid(&ground, "delta", call, nth);
        amid.stopped_by(Signal::INT).expect(4, "partial");
        ground.proxy.clear();
        ground.run(&ground.undo("delta")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{call}");
    }
}

/// Every call that changes something, by contact center.
const WRITES: [(&str, &str, usize); 10] = [
    ("acme", "PutSecretValue", 1),
    ("acme", "UpdateSecretVersionStage", 1),
    ("acme", "PutSecretValue", 2),
    ("acme", "UpdateSecretVersionStage", 3),
    ("delta", "PutParameter", 1),
    ("delta", "PutParameter", 3),
    ("delta", "UpdateFunctionConfiguration", 1),
    ("delta", "PublishVersion", 1),
    ("delta", "UpdateAlias", 1),
    ("delta", "PutParameter", 5),
];

#[tokio::test]
async fn killed_amid_any_write_it_can_be_finished_and_then_put_back() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &both_paths()).await;
        let before = ground.fingerprint().await;
        for (name, call, nth) in WRITES {
            amid(&ground, name, call, nth).killed();
            let again = at_rest(&ground, name);
            assert_eq!(again.code, Some(0), "{kind:?} {call} {nth}: {}", again.out);
            let finished = values(ground.fingerprint().await);
            assert_ne!(finished, values(before.clone()), "{kind:?} {call} {nth}");
            ground.run(&ground.setup(name)).expect(0, "nothing-to-do");
            ground.run(&ground.undo(name)).expect(0, "done");
            let after = present(ground.fingerprint().await);
            assert_eq!(after, present(before.clone()), "{kind:?} {call} {nth}");
        }
    }
}

#[tokio::test]
async fn killed_amid_any_write_it_can_be_put_back_at_once() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &both_paths()).await;
        let before = present(ground.fingerprint().await);
        for (name, call, nth) in WRITES {
            amid(&ground, name, call, nth).killed();
            assert_no_secret_in_journal(&ground);
            let undone = ground.run(&ground.undo(name));
            assert_eq!(
                undone.code,
                Some(0),
                "{kind:?} {call} {nth}: {}",
                undone.out
            );
            let after = present(ground.fingerprint().await);
            assert_eq!(after, before, "{kind:?} {call} {nth}");
        }
    }
}

#[tokio::test]
async fn an_undo_that_was_killed_is_gone_on_with() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &both_paths()).await;
        let before = present(ground.fingerprint().await);
        for (name, call, nth) in [
            ("acme", "UpdateSecretVersionStage", 1),
            ("delta", "UpdateAlias", 1),
            ("delta", "UpdateFunctionConfiguration", 1),
            ("delta", "PutParameter", 2),
            ("delta", "DeleteParameter", 1),
        ] {
            at_rest(&ground, name).expect(0, "done");
            amid_of(&ground, &ground.undo(name), call, nth).killed();
            ground.run(&ground.undo(name)).expect(0, "done");
            let after = present(ground.fingerprint().await);
            assert_eq!(after, before, "{kind:?} {call} {nth}");
        }
    }
}

#[tokio::test]
async fn an_undo_beside_somebody_else_s_work_that_was_killed_is_gone_on_with() {
    let secret = "acme-salesforce-secret";
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &both_paths()).await;
        let mut expected = present(ground.fingerprint().await);
        for (at, (call, nth)) in [
            ("PutSecretValue", 1),
            ("UpdateSecretVersionStage", 1),
            ("UpdateSecretVersionStage", 3),
        ]
        .into_iter()
        .enumerate()
        {
            ground.run(&ground.setup("acme")).expect(0, "done");
            assert!(rotate(&ground.account, secret, at + 1, Manner::Swapping).await);
            let place = format!("secret {secret} AWSCURRENT");
            let theirs = expected[&place].replace(&value(at), &value(at + 1));
            expected.insert(place, theirs);
            amid_of(&ground, &ground.undo("acme"), call, nth).killed();
            let again = ground.run(&ground.undo("acme"));
            assert_eq!(again.code, Some(0), "{kind:?} {call} {nth}: {}", again.out);
            let after = present(ground.fingerprint().await);
            assert_eq!(after, expected, "{kind:?} {call} {nth}");
        }
    }
}

/// The function logs in with what is there so far; its token must go with that, whichever run notes it.
#[tokio::test]
async fn a_token_that_the_function_stored_between_two_halves_of_a_setup_does_not_stay() {
    let token = "delta-salesforce-rest-api-access-token";
    let ground = Ground::open(Emulator::Ministack, &both_paths()).await;
    let before = present(ground.fingerprint().await);
    amid(&ground, "delta", "PublishVersion", 1).killed();
    ground.put_parameter(token, "00D!of.the.new.user").await;
    let again = at_rest(&ground, "delta");
    assert_eq!(again.code, Some(0), "{}", again.out);
    ground
        .put_parameter(token, "00D!of.the.new.user.again")
        .await;
    ground.run(&ground.undo("delta")).expect(0, "done");
    assert_eq!(present(ground.fingerprint().await), before);
}

/// Runs a setup once the function that was being updated is done with it.
fn at_rest(ground: &Ground, name: &str) -> Ended {
    let patience = Patience::with("function at rest");
    loop {
        patience.left();
        let ended = ground.run(&ground.setup(name));
        if ended.problem() != "function-being-updated" {
            return ended;
        }
    }
}

fn assert_no_secret_in_journal(ground: &Ground) {
    let folder = ground.account.home().join("state/scv-oauth/journal");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("PRIVATE KEY") && !text.contains(&consumer_key()));
    }
}

#[tokio::test]
async fn a_signal_that_ends_programs_is_heeded_as_ctrl_c_is() {
    let ground = Ground::open(Emulator::Moto, &both_paths()).await;
    for kind in [Signal::TERM, Signal::HUP] {
        let writing = amid(&ground, "acme", "UpdateSecretVersionStage", 1);
        writing.stopped_by(kind).expect(4, "partial");
        ground.run(&ground.undo("acme")).expect(0, "done");
        let looking = amid(&ground, "acme", "GetSecretValue", 1);
        looking.cancelled_by(kind).expect(130, "cancelled");
    }
}
