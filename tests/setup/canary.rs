//! No secret leaves the program by any other way than to its place in AWS: not to the terminal, not to the
//! journal, not to saved answers.

use std::path::Path;

use super::ground::{Ended, Ground, consumer_key, pair};
use crate::support::Emulator;
use crate::support::proxy::{Fault, Times};
use crate::support::world::{Values, World, centers};

/// Where the middle of a secret shows, the secret shows; its ends are shown on purpose.
const OLD_KEY: &str = "canaryOldConsumerKeyCanary";
const LITERAL: &str = "canaryConsumerKeyInAVariable";
const TOKEN: &str = "canaryTokenOfAnotherUser";
const PEM: &str = "canaryBrokenPrivateKey";
/// The middle of a consumer secret, which has nothing but digits.
const SECRET: &str = "C0FFEE0DDBA11C0FFEE0DDBA11C0FFEE";
/// The consumer secret of an old app.
const OLD_SECRET: &str = "7041776041776041771";

fn values() -> Values {
    Values {
        consumer_key: format!("3MVG9abc{OLD_KEY}abc"),
        private_key: format!("-----BEGIN PRIVATE KEY-----\n{PEM}\n-----END PRIVATE KEY-----"),
        access_token: format!("00D5g00000ABCDE!{TOKEN}"),
        ..Values::placeholders()
    }
}

/// Both paths, with secrets where they belong and where somebody put them by mistake.
fn world() -> World {
    let mut older = centers::below_19("delta", &values());
    for (name, value) in &mut older.functions[0].environment {
        match name.as_str() {
            "CONSUMER_KEY_PARAM_NAME" => *value = format!("3MVG9abc{LITERAL}abc"),
            "PRIVATE_KEY_PARAM_NAME" => *value = values().private_key,
            "SUBJECT" => *value = format!("0123456789ABCDEF{SECRET}0123456789ABCDEF"),
            "AUDIENCE" => *value = OLD_SECRET.into(),
            _ => {}
        }
    }
    World::of([centers::partner("acme", &values()), older])
}

/// Pieces of every secret that is about.
fn canaries() -> Vec<String> {
    let pem = pair().key.to_pem().in_the_clear();
    let body = pem.lines().filter(|line| !line.starts_with("-----"));
    let middle = consumer_key()[30..60].to_owned();
    body.map(str::to_owned)
        .chain([OLD_KEY, LITERAL, TOKEN, PEM, SECRET, OLD_SECRET].map(str::to_owned))
        .chain([middle])
        .collect()
}

#[track_caller]
fn assert_silent(place: &str, text: &str) {
    for canary in canaries() {
        assert!(!text.contains(&canary), "{place} tells {canary}:\n{text}");
    }
}

fn assert_files_silent(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_files_silent(&path);
        } else if !path.ends_with("consumer-key.txt") && !path.ends_with("server.key") {
            let bytes = std::fs::read(&path).unwrap();
            assert_silent(
                &path.display().to_string(),
                &String::from_utf8_lossy(&bytes),
            );
        }
    }
}

fn assert_ended_silent(ended: &Ended) {
    assert_silent("standard output", &ended.out);
    assert_silent("standard error", &ended.err);
}

#[tokio::test]
async fn no_secret_is_told_by_any_outcome() {
    let ground = Ground::open(Emulator::Ministack, &world()).await;
    for name in ["acme", "delta"] {
        let setup = ground.setup(name).with("--save-answers", "saved.toml");
        let lines = [
            setup.clone().and("--dry-run"),
            setup.clone().without("--json").and("--dry-run"),
            setup.clone().without("--username"),
            setup.clone().with("--username", "stranger@acme.example"),
            setup.clone(),
            ground.undo(name).without("--json"),
            setup.clone().without("--json"),
            setup,
            ground.undo(name),
        ];
        for line in lines {
            assert_ended_silent(&ground.run(&line));
            assert_files_silent(ground.account.home());
        }
    }
}

#[tokio::test]
async fn no_secret_is_told_by_a_failure() {
    let ground = Ground::open(Emulator::Moto, &world()).await;
    for fault in [Fault::Denied, Fault::Truncate, Fault::InternalError] {
        for (name, call) in [
            ("acme", "GetSecretValue"),
            ("acme", "PutSecretValue"),
            ("delta", "GetParameters"),
            ("delta", "PutParameter"),
            ("delta", "UpdateFunctionConfiguration"),
        ] {
            ground.proxy.rule(call, Times::Every, fault.clone());
            let mut command = ground.command(&ground.setup(name));
            let ended = Ended::of(command.env("AWS_MAX_ATTEMPTS", "1"));
            // A truncated answer to a write is looked after; all else fails.
            let survived = !call.starts_with("Get") && matches!(fault, Fault::Truncate);
            assert_eq!(ended.code == Some(0), survived, "{fault:?} {call}");
            assert_ended_silent(&ended);
            assert_files_silent(ground.account.home());
            ground.proxy.clear();
            assert_ended_silent(&ground.run(&ground.undo(name)));
        }
    }
}
