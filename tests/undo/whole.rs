//! All that a setup wrote is put back, and the account reads as before it.

use std::fs;

use super::assert_no_label;
use crate::setup::ground::Ground;
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::world::{Values, World, centers};

async fn is_put_back(world: &World, setups: &[(&str, &[(&str, &str)])]) {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, world).await;
        for (name, answers) in setups {
            let before = ground.fingerprint().await;
            let mut line = ground.setup(name);
            for (flag, value) in *answers {
                line = line.with(flag, value);
            }
            ground.run(&line).expect(0, "done");
            assert_ne!(present(ground.fingerprint().await), present(before.clone()));
            ground.run(&ground.undo(name)).expect(0, "done");
            let after = present(ground.fingerprint().await);
            assert_eq!(after, present(before), "{kind:?} {name}");
            ground.run(&ground.undo(name)).expect(0, "nothing-to-do");
            assert_eq!(present(ground.fingerprint().await), after);
        }
    }
}

#[tokio::test]
async fn a_setup_of_secrets_is_put_back() {
    let values = Values::with_cached_token();
    is_put_back(&centers::partner("acme", &values), &[("acme", &[])]).await;
}

#[tokio::test]
async fn a_setup_of_parameters_is_put_back() {
    let world = centers::below_19("delta", &Values::placeholders());
    is_put_back(&world, &[("delta", &[])]).await;
}

#[tokio::test]
async fn a_setup_that_changed_and_published_the_function_is_put_back() {
    let world = centers::below_19_with_literals("epsilon", &Values::without_private_key());
    is_put_back(&world, &[("epsilon", &[])]).await;
}

#[tokio::test]
async fn a_secret_in_a_variable_is_put_back_though_it_was_not_written_down() {
    let literal = format!("3MVG9{}", "canary".repeat(14));
    // A consumer secret could be a parameter's name by its form.
    let secret = "0CA9A21E".repeat(8);
    let mut world = centers::below_19("delta", &Values::placeholders());
    for (name, value) in &mut world.functions[0].environment {
        if name == "CONSUMER_KEY_PARAM_NAME" {
            value.clone_from(&literal);
        }
        if name == "SUBJECT" {
            value.clone_from(&secret);
        }
    }
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let before = present(ground.fingerprint().await);
        ground.run(&ground.setup("delta")).expect(0, "done");
        for entry in fs::read_dir(ground.account.home().join("state/scv-oauth/journal")).unwrap() {
            let journal = fs::read_to_string(entry.unwrap().path()).unwrap();
            let is_told = journal.contains("canary") || journal.contains(&secret);
            assert!(!is_told, "{journal}");
        }
        ground.run(&ground.undo("delta")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

#[tokio::test]
async fn each_undo_goes_one_setup_further_back() {
    for (name, world) in [
        ("acme", centers::partner("acme", &Values::placeholders())),
        (
            "delta",
            centers::below_19_with_literals("delta", &Values::without_private_key()),
        ),
    ] {
        for kind in Emulator::BOTH {
            let ground = Ground::open(kind, &world).await;
            let before = present(ground.fingerprint().await);
            ground.run(&ground.setup(name)).expect(0, "done");
            let first = present(ground.fingerprint().await);
            let other = ground
                .setup(name)
                .with("--username", "other@acme.example.uat");
            ground.run(&other.and("--no-login-proof")).expect(0, "done");
            assert_ne!(present(ground.fingerprint().await), first);
            let undone = ground.run(&ground.undo(name)).expect(0, "done");
            assert!(
                undone.out.contains("This was the setup of 20"),
                "{}",
                undone.out
            );
            assert!(
                undone.out.contains("To put that back too: scv-oauth undo"),
                "{}",
                undone.out
            );
            assert_eq!(present(ground.fingerprint().await), first, "{kind:?}");
            let undone = ground.run(&ground.undo(name)).expect(0, "done");
            assert!(!undone.out.contains("once more"), "{}", undone.out);
            assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
            ground.run(&ground.undo(name)).expect(0, "nothing-to-do");
            assert_no_label(&ground).await;
        }
    }
}

#[tokio::test]
async fn without_a_terminal_undo_wants_a_yes() {
    let world = centers::partner("acme", &Values::placeholders());
    let ground = Ground::open(Emulator::Moto, &world).await;
    ground.run(&ground.setup("acme")).expect(0, "done");
    let before = ground.fingerprint().await;
    let ended = ground.run(&ground.undo("acme").without("--yes"));
    let ended = ended.expect_problem(2, "no-terminal");
    assert!(ended.err.contains("In secret acme-salesforce-secret:"));
    assert_eq!(ground.fingerprint().await, before);
}
