//! `undo --yes` through the real program: afterwards the account reads as it did before the setup.

use std::fs;

use crate::rival::writer::{self, Manner};
use crate::setup::ground::{Ground, USER};
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
    let values = Values {
        access_token: "00D5g00000ABCDE!AQ8token.of.another.user".into(),
        ..Values::placeholders()
    };
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
async fn what_somebody_changed_since_is_told_and_nothing_is_put_back() {
    let world = World::of([
        centers::partner("acme", &Values::placeholders()),
        centers::below_19_with_literals("delta", &Values::without_private_key()),
    ]);
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        for name in ["acme", "delta"] {
            ground.run(&ground.setup(name)).expect(0, "done");
        }
        // Moto keeps two current versions after a label was moved and a plain put came.
        if kind != Emulator::Moto {
            let name = "acme-salesforce-secret";
            ground.put(name, r#"{"by": "somebody"}"#).await;
            refused(&ground, "acme", &format!("secret {name}")).await;
        }
        let name = "delta-salesforce-rest-api-auth-consumer-key";
        let put = ground.account.parameters().put_parameter().name(name);
        put.value("by somebody")
            .overwrite(true)
            .send()
            .await
            .unwrap();
        refused(&ground, "delta", &format!("parameter {name}")).await;
    }
}

#[tokio::test]
async fn an_alias_or_a_variable_that_somebody_changed_since_is_left_alone() {
    let name = "delta-InvokeSalesforceRestApiFunction";
    let world = centers::below_19_with_literals("delta", &Values::without_private_key());
    let ground = Ground::open(Emulator::Ministack, &world).await;
    ground.run(&ground.setup("delta")).expect(0, "done");
    set_variable(&ground, name, "SUBJECT", "other-salesforce-subject").await;
    refused(&ground, "delta", &format!("function {name}")).await;

    set_variable(
        &ground,
        name,
        "SUBJECT",
        "delta-salesforce-rest-api-subject",
    )
    .await;
    publish(&ground, name).await;
    refused(&ground, "delta", &format!("alias active of {name}")).await;
}

/// Undo says what was changed and by which version, and changes nothing.
async fn refused(ground: &Ground, name: &str, what: &str) {
    let before = ground.fingerprint().await;
    let ended = ground.run(&ground.undo(name));
    let ended = ended.expect_problem(1, "changed-since-setup");
    let said = ended.json["problem"]["what"].as_str().unwrap();
    assert!(said.contains(what), "{said}");
    assert_eq!(ground.fingerprint().await, before);
}

#[tokio::test]
async fn a_lost_journal_of_secrets_is_made_up_for_from_aws_alone() {
    let values = Values {
        access_token: "00D5g00000ABCDE!AQ8token.of.another.user".into(),
        ..Values::placeholders()
    };
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
    let values = Values {
        access_token: "00D5g00000ABCDE!AQ8token.of.another.user".into(),
        ..Values::placeholders()
    };
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

/// Nothing of ours stays on a version once all is put back.
async fn assert_no_label(ground: &Ground) {
    let seen = ground.fingerprint().await;
    let label = seen.keys().find(|place| place.contains(" scv-oauth-"));
    assert_eq!(label, None);
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

/// Salesforce's own rotation of the telephony key, between setup and undo.
#[tokio::test]
async fn what_somebody_wrote_into_the_secret_since_stays_and_only_our_keys_go_back() {
    let secret = "acme-salesforce-secret";
    let place = format!("secret {secret} AWSCURRENT");
    for (kind, manner) in [
        // Moto keeps two current versions after a label was moved and a plain put came.
        (Emulator::Moto, Manner::Swapping),
        (Emulator::Ministack, Manner::Swapping),
        (Emulator::Ministack, Manner::Plainly),
    ] {
        let ground = Ground::open(kind, &centers::partner("acme", &Values::placeholders())).await;
        let mut expected = present(ground.fingerprint().await);
        ground.run(&ground.setup("acme")).expect(0, "done");
        assert!(writer::rotate(&ground.account, secret, 1, manner).await);
        let theirs = expected[&place].replace(&writer::value(0), &writer::value(1));
        assert_ne!(theirs, expected[&place]);
        expected.insert(place.clone(), theirs);

        let asked = ground.run(&ground.undo("acme").without("--yes"));
        let told = asked.expect_problem(2, "no-terminal").err;
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let plan = "only the keys the setup changed are put back: ";
        assert!(
            told.contains("Somebody wrote this secret since (version "),
            "{told}"
        );
        assert!(
            told.contains(plan) && told.contains("acme-salesforce-rest-api-subject"),
            "{told}"
        );
        assert!(!told.contains(USER), "{told}");

        let undone = ground.run(&ground.undo("acme")).expect(0, "done");
        assert!(undone.out.contains(plan), "{}", undone.out);
        assert_eq!(
            present(ground.fingerprint().await),
            expected,
            "{kind:?} {manner:?}"
        );
        ground.run(&ground.undo("acme")).expect(0, "nothing-to-do");
        assert_no_label(&ground).await;
    }
}

#[tokio::test]
async fn a_key_of_ours_that_somebody_changed_since_is_named_and_nothing_is_put_back() {
    let ground = Ground::open(
        Emulator::Ministack,
        &centers::partner("acme", &Values::placeholders()),
    )
    .await;
    ground.run(&ground.setup("acme")).expect(0, "done");
    let name = "acme-salesforce-secret";
    let theirs = ground
        .secret(name)
        .await
        .replace(USER, "by.somebody@acme.example");
    ground.put(name, &theirs).await;
    let before = ground.fingerprint().await;
    let refused = ground.run(&ground.undo("acme"));
    let refused = refused.expect_problem(1, "changed-since-setup");
    let cause = refused.json["problem"]["cause"].as_str().unwrap();
    assert!(
        cause.ends_with("had set: acme-salesforce-rest-api-subject."),
        "{cause}"
    );
    assert!(!refused.out.contains("by.somebody"), "{}", refused.out);
    assert_eq!(ground.fingerprint().await, before);
}

#[tokio::test]
async fn a_variable_that_somebody_added_since_stays() {
    let name = "delta-InvokeSalesforceRestApiFunction";
    let world = centers::below_19_with_literals("delta", &Values::without_private_key());
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let mut expected = present(ground.fingerprint().await);
        ground.run(&ground.setup("delta")).expect(0, "done");
        set_variable(&ground, name, "BY_SOMEBODY", "1").await;
        ground.run(&ground.undo("delta")).expect(0, "done");
        let place = format!("function {name} $LATEST variable BY_SOMEBODY");
        expected.insert(place, "1".into());
        assert_eq!(present(ground.fingerprint().await), expected, "{kind:?}");
    }
}

/// Publishes and moves the alias, as somebody else.
async fn publish(ground: &Ground, function: &str) {
    let lambda = ground.account.lambda();
    let publish = lambda.publish_version().function_name(function);
    let version = publish.send().await.unwrap().version.unwrap();
    let alias = lambda.update_alias().function_name(function).name("active");
    alias.function_version(&version).send().await.unwrap();
}

async fn set_variable(ground: &Ground, function: &str, name: &str, value: &str) {
    let lambda = ground.account.lambda();
    let latest = lambda.get_function_configuration().function_name(function);
    let latest = latest.send().await.unwrap();
    let mut variables = latest.environment.unwrap().variables.unwrap();
    variables.insert(name.into(), value.into());
    let environment = aws_sdk_lambda::types::Environment::builder();
    let environment = environment.set_variables(Some(variables)).build();
    let update = lambda
        .update_function_configuration()
        .function_name(function);
    update.environment(environment).send().await.unwrap();
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

#[tokio::test]
async fn a_token_that_aws_no_longer_keeps_does_not_stop_the_rest() {
    let values = Values {
        access_token: "00D5g00000ABCDE!AQ8token.of.another.user".into(),
        ..Values::placeholders()
    };
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
