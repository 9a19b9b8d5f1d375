//! What is lost: the journal, or values that AWS no longer keeps.

use std::fs;

use crate::setup::ground::Ground;
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::world::{Values, World, centers};

#[tokio::test]
async fn a_lost_journal_of_secrets_is_made_up_for_from_aws_alone() {
    let values = Values::with_cached_token();
    let world = centers::prefixed("gamma", "prod", &values);
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let before = present(ground.fingerprint().await);
        let untouched = ground.run(&ground.undo("gamma"));
        untouched.expect(0, "nothing-to-do");
        ground.run(&ground.setup("gamma")).expect(0, "done");
        fs::remove_dir_all(ground.account.home().join("state")).unwrap();
        ground.run(&ground.undo("prod")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

#[tokio::test]
async fn without_a_journal_the_older_path_is_told_and_left_to_a_person() {
    let values = Values::with_cached_token();
    let world = centers::below_19("delta", &values);
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        ground.run(&ground.undo("delta")).expect(0, "nothing-to-do");
        ground.run(&ground.setup("delta")).expect(0, "done");
        fs::remove_dir_all(ground.account.home().join("state")).unwrap();
        let after = ground.fingerprint().await;
        let ended = ground.run(&ground.undo("delta"));
        let ended = ended.expect_problem(1, "undo-only-likely");
        for would in [
            "in parameter delta-salesforce-rest-api-subject: Goes back to what version 1 holds.",
            "in parameter delta-salesforce-rest-api-access-token: The cached token goes back to the one from before",
            "Variables that go back to what they held: SALESFORCE_AUTH_ENDPOINT, SALESFORCE_REST_API_ENDPOINT_BASE.",
            "in function delta-InvokeSalesforceRestApiFunction: Alias active goes back from version 2 to version 1.",
        ] {
            assert!(ended.out.contains(would), "{kind:?} {}", ended.out);
        }
        let asked = ground.run(&ground.undo("delta").without("--yes"));
        let asked = asked.expect_problem(2, "no-terminal");
        assert!(asked.err.contains("is only likely"), "{}", asked.err);
        assert_eq!(ground.fingerprint().await, after, "{kind:?}");
    }
}

#[tokio::test]
async fn a_token_that_aws_no_longer_keeps_does_not_stop_the_rest() {
    let values = Values::with_cached_token();
    let world = centers::partner("acme", &values);
    let ground = Ground::open(Emulator::Ministack, &world).await;
    let before = present(ground.fingerprint().await);
    ground.run(&ground.setup("acme")).expect(0, "done");
    // The function's own: the version from before has no label any more, and Ministack drops such at once.
    let token = "acme-salesforce-access-secret";
    take_our_labels_off(&ground, token).await;
    let key = "acme-salesforce-rest-api-access-token";
    let stored = |value: &str| format!(r#"{{"{key}": "{value}", "by": "the function"}}"#);
    ground.put(token, &stored("a new one")).await;
    let ended = ground.run(&ground.undo("acme")).expect(0, "done");
    assert!(ended.out.contains("AWS no longer keeps"), "{}", ended.out);
    let mut after = present(ground.fingerprint().await);
    let place = format!("secret {token} AWSCURRENT");
    assert_eq!(after[&place], stored(""));
    after.insert(place.clone(), before[&place].clone());
    assert_eq!(after, before);
}

#[tokio::test]
async fn values_that_aws_no_longer_keeps_are_told_before_anything_is_put_back() {
    let world = centers::partner("acme", &Values::placeholders());
    let ground = Ground::open(Emulator::Ministack, &world).await;
    ground.run(&ground.setup("acme")).expect(0, "done");
    let name = "acme-salesforce-secret";
    let seen = ground.fingerprint().await;
    let previous = &seen[&format!("history secret {name} AWSPREVIOUS version")];
    let ours = &seen[&format!("history secret {name} AWSCURRENT version")];
    // Somebody writes and takes it back: the version from before setup has no label any more.
    take_our_labels_off(&ground, name).await;
    ground.put(name, "{}").await;
    let put =
        ground.fingerprint().await[&format!("history secret {name} AWSCURRENT version")].clone();
    let back = ground.account.secrets().update_secret_version_stage();
    let back = back.secret_id(name).version_stage("AWSCURRENT");
    let back = back.remove_from_version_id(put).move_to_version_id(ours);
    back.send().await.unwrap();
    let before = ground.fingerprint().await;
    let ended = ground.run(&ground.undo("acme"));
    let ended = ended.expect_problem(1, "version-gone");
    assert!(ended.out.contains(previous), "{}", ended.out);
    assert_eq!(ground.fingerprint().await, before);
}

/// The token that the function stored with the values of the setup would let in whom they name for hours.
#[tokio::test]
async fn the_token_of_the_undone_login_does_not_outlive_the_undo() {
    for kind in Emulator::BOTH {
        let world = World::of([
            centers::partner("acme", &Values::placeholders()),
            centers::below_19("delta", &Values::placeholders()),
        ]);
        let ground = Ground::open(kind, &world).await;
        let before = present(ground.fingerprint().await);
        for name in ["acme", "delta"] {
            ground.run(&ground.setup(name)).expect(0, "done");
        }
        let token = r#"{"acme-salesforce-rest-api-access-token": "00D!of.the.new.user"}"#;
        ground.put("acme-salesforce-access-secret", token).await;
        let parameter = "delta-salesforce-rest-api-access-token";
        ground.put_parameter(parameter, "00D!of.the.new.user").await;
        for name in ["acme", "delta"] {
            ground.run(&ground.undo(name)).expect(0, "done");
        }
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

/// As somebody else may: AWS then may drop versions that have no other label.
async fn take_our_labels_off(ground: &Ground, name: &str) {
    let client = ground.account.secrets();
    let described = client.describe_secret().secret_id(name).send().await;
    for (version, stages) in described.unwrap().version_ids_to_stages.unwrap() {
        for stage in stages
            .iter()
            .filter(|stage| stage.starts_with("scv-oauth-"))
        {
            let off = client.update_secret_version_stage().secret_id(name);
            let off = off.version_stage(stage).remove_from_version_id(&version);
            off.send().await.unwrap();
        }
    }
}
