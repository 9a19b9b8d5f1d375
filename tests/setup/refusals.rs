//! What stands against a setup in the account itself: exit code 1, the reason, and nothing written. A name that
//! leads nowhere is an answer that cannot be used: exit code 2.

use aws_sdk_secretsmanager::primitives::Blob;
use aws_sdk_secretsmanager::types::RotationRulesType;

use scv_oauth::domain::OrgKind;

use super::ground::{Ended, Ground};
use crate::support::Emulator;
use crate::support::proxy::{Fault, Times};
use crate::support::world::{Values, World, centers};

const SECRET: &str = "acme-salesforce-secret";

fn partner() -> World {
    centers::partner("acme", &Values::placeholders())
}

async fn refused(ground: &Ground, problem: &str) -> Ended {
    let before = ground.fingerprint().await;
    let ended = ground.run(&ground.setup("acme")).expect_problem(1, problem);
    assert_eq!(ground.fingerprint().await, before);
    let said = &ended.json["problem"];
    assert!(said["fix"].as_str().is_some_and(|fix| !fix.is_empty()));
    ended
}

#[tokio::test]
async fn an_unknown_contact_center_is_answered_with_those_that_there_are() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &partner()).await;
        let before = ground.fingerprint().await;
        let ended = ground.run(&ground.setup("acne"));
        let ended = ended.expect_problem(2, "contact-center-unknown");
        assert!(ended.out.contains("Found here: acme"), "{}", ended.out);
        ground
            .run(&ground.undo("acne"))
            .expect_problem(2, "contact-center-unknown");
        assert_eq!(ground.fingerprint().await, before);
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_edited_faithfully_is_left_alone() {
    let good = Values::placeholders().secret("acme");
    let twice = good.replacen('{', r#"{"SUBJECT": "a", "SUBJECT": "b", "#, 1);
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &partner()).await;
        for (text, problem) in [
            ("not JSON at all", "secret-not-json"),
            (&good[..good.len() - 1], "secret-not-json"),
            ("[1, 2]", "secret-not-an-object"),
            (twice.as_str(), "secret-duplicate-key"),
            (r#"{"a": "b"}"#, "secret-without-rest-keys"),
        ] {
            ground.put(SECRET, text).await;
            refused(&ground, problem).await;
            // The address is needed only where a secret is there that could hold it.
            let line = ground.setup("acme").without("--my-domain");
            let ended = ground.run(&line).expect_problem(1, problem);
            assert_eq!(ended.problems(), [problem]);
        }
        let put = ground.account.secrets().put_secret_value();
        let put = put.secret_id(SECRET).secret_binary(Blob::new(b"\0\x01"));
        put.send().await.unwrap();
        refused(&ground, "secret-binary").await;
    }
}

#[tokio::test]
async fn a_deleted_secret_is_not_written() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &partner()).await;
        let delete = ground.account.secrets().delete_secret();
        let delete = delete.secret_id(SECRET).recovery_window_in_days(7);
        delete.send().await.unwrap();
        refused(&ground, "secret-marked-for-deletion").await;
    }
}

#[tokio::test]
async fn a_rotated_secret_is_not_written() {
    let ground = Ground::open(Emulator::Ministack, &partner()).await;
    let lambda = ground.account.lambda().get_function_configuration();
    let lambda = lambda.function_name("acme-InvokeSalesforceRestApiFunction");
    let arn = lambda.send().await.unwrap().function_arn.unwrap();
    let rules = RotationRulesType::builder().automatically_after_days(30);
    let rotate = ground.account.secrets().rotate_secret().secret_id(SECRET);
    let rotate = rotate
        .rotation_lambda_arn(arn)
        .rotation_rules(rules.build());
    rotate.rotate_immediately(false).send().await.unwrap();
    refused(&ground, "secret-rotated").await;
}

#[tokio::test]
async fn a_denied_call_names_its_action() {
    for (call, action) in [
        ("GetSecretValue", "secretsmanager:GetSecretValue"),
        ("PutSecretValue", "secretsmanager:PutSecretValue"),
    ] {
        let ground = Ground::open(Emulator::Moto, &partner()).await;
        ground.proxy.rule(call, Times::Every, Fault::Denied);
        let before = ground.fingerprint().await;
        let ended = ground.run(&ground.setup("acme"));
        assert_eq!(ended.code, Some(1), "{}", ended.out);
        assert!(ended.out.contains(action), "{}", ended.out);
        assert_eq!(ground.fingerprint().await, before);
    }
}

#[tokio::test]
async fn without_credentials_or_a_region_it_is_said_what_is_missing() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let line = ground.setup("acme");
    let mut command = ground.command(&line);
    command.env_remove("AWS_ACCESS_KEY_ID");
    command.env_remove("AWS_SECRET_ACCESS_KEY");
    command.env_remove("AWS_SESSION_TOKEN");
    Ended::of(&mut command).expect_problem(1, "aws-no-credentials");
    let mut command = ground.command(&line);
    command.env_remove("AWS_REGION");
    let ended = Ended::of(&mut command).expect_problem(2, "aws-no-region");
    assert!(ended.out.contains("--region"), "{}", ended.out);
    let elsewhere = line.with("--region", "eu-west-1");
    ground
        .run(&elsewhere)
        .expect_problem(2, "contact-center-unknown");
}

#[tokio::test]
async fn what_moved_after_the_preview_is_named_and_kept() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &partner()).await;
        let theirs = ground.secret(SECRET).await;
        let theirs = theirs.replacen('{', r#"{"BY_SOMEBODY": "1", "#, 1);
        let (outside, text) = (ground.account.at(&ground.account.url), theirs.clone());
        let deed = move || {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread();
                    let runtime = { runtime }.enable_all().build().unwrap();
                    let put = outside.secrets().put_secret_value().secret_id(SECRET);
                    runtime.block_on(put.secret_string(&text).send()).unwrap();
                });
            });
        };
        // Who we are is asked for the second time right before the last look.
        let fault = Fault::meanwhile(deed);
        ground.proxy.rule("GetCallerIdentity", Times::Nth(2), fault);
        let ended = ground.run(&ground.setup("acme"));
        let ended = ended.expect_problem(1, "changed-since-preview");
        assert_eq!(ended.json["outcome"], "refused");
        assert!(ended.out.contains("Changed: BY_SOMEBODY."), "{}", ended.out);
        assert_eq!(ground.secret(SECRET).await, theirs, "{kind:?}");
    }
}

#[tokio::test]
async fn the_secret_of_another_contact_center_is_not_written_whatever_is_confirmed() {
    let shared = centers::multi_org(
        "scvMultiorg",
        &[
            ("acme", Values::multi_org_placeholders()),
            ("beta", Values::multi_org_placeholders()),
        ],
    );
    let apart = World::of([partner(), centers::partner("beta", &Values::placeholders())]);
    for (kind, world) in [(Emulator::Moto, &shared), (Emulator::Ministack, &apart)] {
        let ground = Ground::of_org(kind, world, OrgKind::Production).await;
        let before = ground.fingerprint().await;
        let line = ground
            .setup("acme")
            .with("--secret", "beta-salesforce-secret")
            .with("--org", "production")
            .with("--confirm-production", "acme");
        let ended = ground.run(&line).expect_problem(1, "secret-of-another");
        assert!(ended.out.contains("--contact-center beta"), "{}", ended.out);
        assert_eq!(ground.fingerprint().await, before, "{kind:?}");
        let own = line.with("--secret", "acme-salesforce-secret");
        ground.run(&own).expect(0, "done");
    }
}

#[tokio::test]
async fn the_secret_of_a_contact_center_behind_a_prefix_is_its_own() {
    let world = centers::prefixed("gamma", "prod", &Values::placeholders());
    let ground = Ground::open(Emulator::Ministack, &world).await;
    let line = ground
        .setup("prod-InvokeSalesforceRestApiFunction")
        .with("--secret", "gamma-salesforce-secret");
    ground.run(&line).expect(0, "done");
}

#[tokio::test]
async fn a_version_path_against_the_evidence_is_refused_with_the_evidence() {
    let older = centers::below_19("delta", &Values::placeholders());
    let world = World::of([partner(), older]);
    let ground = Ground::open(Emulator::Ministack, &world).await;
    let before = ground.fingerprint().await;
    for (name, path, evidence) in [
        (
            "acme",
            "parameter-store",
            "names the secret acme-salesforce-secret",
        ),
        (
            "delta",
            "secrets-manager",
            "names parameters of Parameter Store",
        ),
    ] {
        let line = ground.setup(name).with("--version-path", path);
        let ended = ground.run(&line);
        let ended = ended.expect_problem(2, "version-path-against-evidence");
        assert!(ended.out.contains(evidence), "{}", ended.out);
        assert_eq!(ground.fingerprint().await, before);
    }
}

#[tokio::test]
async fn a_version_path_is_taken_where_the_environment_tells_none() {
    let mut world = partner();
    world.functions[0].environment = vec![("LOG_LEVEL".into(), "info".into())];
    let ground = Ground::open(Emulator::Ministack, &world).await;
    let line = ground
        .setup("acme")
        .with("--version-path", "secrets-manager")
        .with("--secret", SECRET);
    ground.run(&line).expect(0, "done");
}
