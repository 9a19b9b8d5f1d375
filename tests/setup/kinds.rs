//! The deployments that are not called after their contact center: behind a LambdaPrefix, several orgs behind
//! one function, the serverless application.

use aws_sdk_lambda::types::Runtime;
use scv_oauth::domain::OrgKind;

use super::ground::{Ground, USER, right_values};
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::world::{Values, centers};

#[tokio::test]
async fn a_contact_center_behind_a_lambda_prefix_goes_by_both_names() {
    let world = centers::prefixed("gamma", "prod", &Values::placeholders());
    for (kind, name) in [(Emulator::Moto, "gamma"), (Emulator::Ministack, "prod")] {
        let ground = Ground::open(kind, &world).await;
        let before = present(ground.fingerprint().await);
        let ended = ground.run(&ground.setup(name)).expect(0, "done");
        assert_eq!(ended.json["contact_center"], "gamma");
        let right = right_values(OrgKind::Sandbox).secret("gamma");
        let right = ground.at_the_org(&right, "gamma");
        assert_eq!(ground.secret("gamma-salesforce-secret").await, right);
        // By the other of the two names.
        let other = if name == "gamma" { "prod" } else { "gamma" };
        ground.run(&ground.undo(other)).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

#[tokio::test]
async fn in_multi_org_only_the_contact_center_that_is_named_changes() {
    let world = centers::multi_org(
        "scvMultiorg",
        &[
            ("orgone", Values::multi_org_placeholders()),
            ("orgtwo", Values::multi_org_placeholders()),
        ],
    );
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let before = ground.fingerprint().await;
        let ended = ground.run(&ground.setup("orgtwo")).expect(0, "done");
        let audience = "secret orgtwo-salesforce-secret orgtwo-salesforce-rest-api-audience";
        assert!(ended.changes().contains(&audience.to_owned()));
        let right = right_values(OrgKind::Sandbox).secret("orgtwo");
        let right = ground.at_the_org(&right, "orgtwo");
        assert_eq!(ground.secret("orgtwo-salesforce-secret").await, right);
        let others = |place: &String| !place.contains("orgtwo-salesforce-secret");
        let mut after = ground.fingerprint().await;
        let mut before = before;
        after.retain(|place, _| others(place));
        before.retain(|place, _| others(place));
        assert_eq!(after, before, "{kind:?}");
    }
}

#[tokio::test]
async fn the_serverless_application_as_published_is_refused_with_its_reason() {
    let world = centers::serverless_repository();
    let ground = Ground::open(Emulator::Ministack, &world).await;
    let before = ground.fingerprint().await;
    let line = ground.setup(&world.functions[0].name);
    ground
        .run(&line)
        .expect_problem(1, "serverless-code-mismatch");
    assert_eq!(ground.fingerprint().await, before);
}

#[tokio::test]
async fn an_older_serverless_application_gets_the_parameters_that_it_names() {
    let mut world = centers::serverless_repository();
    world.functions[0].runtime = Runtime::Nodejs20x;
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let before = present(ground.fingerprint().await);
        let name = &world.functions[0].name;
        ground.run(&ground.setup(name)).expect(0, "done");
        let after = ground.fingerprint().await;
        assert_eq!(after["parameter salesforce-rest-api-subject value"], USER);
        let place = "parameter salesforce-rest-api-auth-private-key type";
        assert_eq!(after[place], "Some(SecureString)");
        ground.run(&ground.undo(name)).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}
