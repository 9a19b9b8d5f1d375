//! Somebody changed something since: it stays, and what stands against it is told.

use super::assert_no_label;
use crate::rival::writer::{self, Manner};
use crate::setup::ground::{Ground, USER};
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::world::{Values, World, centers};

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
