//! Each policy suffices for what it is for, and for no more.

use super::stage::{Act, Stage, policy, said};
use crate::setup::ground::Ground;
use crate::support::fingerprint::present;
use crate::support::proxy::{Fault, Times};

const NAMES: [&str; 5] = ["acme", "beta", "delta", "epsilon", "gamma"];
/// Those that need no deliberate yes: copies of epsilon's function are kept warm.
const EASY: [&str; 4] = ["acme", "beta", "delta", "gamma"];

/// A function that logs in by itself, which no emulator can: it stores a token and answers with the org's record.
fn proving(ground: &Ground, contact_center: &str) -> Fault {
    let runtime = tokio::runtime::Handle::current();
    let account = ground.account.clone();
    let name = contact_center.to_owned();
    let store = move || {
        let token = format!("00D5g00000ABCDE!{}", "t".repeat(60));
        if name == "delta" {
            let put = account.parameters().put_parameter().overwrite(true);
            let put = put.name("delta-salesforce-rest-api-access-token");
            runtime.block_on(put.value(token).send()).unwrap();
            return;
        }
        let put = account.secrets().put_secret_value();
        let put = put.secret_id(format!("{name}-salesforce-access-secret"));
        let text = format!(r#"{{"{name}-salesforce-rest-api-access-token": "{token}"}}"#);
        runtime.block_on(put.secret_string(text).send()).unwrap();
    };
    Fault::invoked(
        store,
        r#"{"Id":"00D5g00000ABCDE","Name":"Practice Company","IsSandbox":true}"#,
    )
}

fn assert_allowed(told: &str) {
    for word in ["does not allow", "not-described", "aws-denied"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

#[tokio::test]
async fn who_may_only_read_sees_everything_and_plans_everything() {
    let stage = Stage::open(&policy("read-only")).await;
    let before = stage.ground.fingerprint().await;
    let checked = stage.run(Act::CheckAll);
    assert_allowed(&said(&checked));
    assert_eq!(checked.json["gaps"].as_array().unwrap().len(), 0);
    let centers = checked.json["contact_centers"].as_array().unwrap();
    let mut found: Vec<&str> = centers
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    found.sort_unstable();
    assert_eq!(found, NAMES);
    for name in EASY {
        let planned = stage.run(Act::DryRun(name)).expect(0, "planned");
        assert_allowed(&said(&planned));
    }
    assert_eq!(stage.ground.fingerprint().await, before);
}

#[tokio::test]
async fn who_may_only_read_can_prove_the_login_of_what_others_set_up() {
    let stage = Stage::open(&policy("read-only")).await;
    for name in ["gamma", "delta"] {
        let line = stage.ground.setup(name);
        stage.ground.run(&line).expect(0, "done");
        let checked = stage.run(Act::Check(name));
        assert_eq!(checked.code, Some(0), "{}", checked.out);
        assert_allowed(&said(&checked));
        stage.run(Act::Setup(name)).expect(0, "nothing-to-do");
    }
}

#[tokio::test]
async fn who_may_only_read_is_told_what_to_ask_for_and_changes_nothing() {
    let stage = Stage::open(&policy("read-only")).await;
    let before = stage.ground.fingerprint().await;
    for (name, denied) in [
        (
            "acme",
            "secretsmanager:PutSecretValue on acme-salesforce-secret",
        ),
        ("delta", "ssm:PutParameter on delta-salesforce-rest-api-"),
    ] {
        let refused = stage.run(Act::Setup(name)).expect_problem(1, "aws-denied");
        let what = refused.json["problem"]["what"].as_str().unwrap();
        assert!(what.contains(denied), "{what}");
        assert_eq!(stage.ground.fingerprint().await, before, "{name}");
    }
    stage.run(Act::Undo("acme")).expect(0, "nothing-to-do");
    // Whether there is anything to put back cannot be told without the histories.
    let undone = stage.run(Act::Undo("delta"));
    let undone = undone.expect_problem(1, "aws-denied");
    assert!(undone.out.contains("ssm:GetParameterHistory"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_policy_for_setup_suffices_for_setup_undo_and_check() {
    for (document, names) in [
        ("setup-secrets-manager", &["acme", "beta", "gamma"][..]),
        ("setup-parameter-store", &EASY),
    ] {
        let stage = Stage::open(&policy(document)).await;
        for name in names {
            is_set_up_and_put_back(&stage, name).await;
        }
    }
}

async fn is_set_up_and_put_back(stage: &Stage, name: &'static str) {
    let ground = &stage.ground;
    let before = present(ground.fingerprint().await);
    ground
        .proxy
        .rule("Invoke", Times::Every, proving(ground, name));
    let done = stage.run(Act::SetupWithCall(name)).expect(0, "done");
    assert_allowed(&said(&done));
    let again = stage.run(Act::Setup(name)).expect(0, "nothing-to-do");
    assert_allowed(&said(&again));
    assert_allowed(&said(&stage.run(Act::Check(name))));
    let undone = stage.run(Act::Undo(name)).expect(0, "done");
    assert_allowed(&said(&undone));
    let mut after = present(ground.fingerprint().await);
    let mut before = before;
    // The token that the function stored since is its own, where AWS dropped the one from before.
    for seen in [&mut before, &mut after] {
        seen.remove(&format!(
            "secret {name}-salesforce-access-secret AWSCURRENT"
        ));
    }
    assert_eq!(after, before, "{name}");
    ground.proxy.clear();
}

#[tokio::test]
async fn no_policy_allows_a_write_to_the_telephony_key() {
    let stage = Stage::open(&policy("setup-parameter-store")).await;
    let put = |suffix: &str| {
        let put = stage.user.parameters().put_parameter().overwrite(true);
        put.name(format!("delta-{suffix}")).value("written").send()
    };
    put("salesforce-rest-api-access-token").await.unwrap();
    let before = stage.ground.fingerprint().await;
    put("scrt-jwt-auth-private-key").await.unwrap_err();
    put("salesforce-scrt-jwt-auth-private-key")
        .await
        .unwrap_err();
    put("unrelated").await.unwrap_err();
    assert_eq!(stage.ground.fingerprint().await, before);
}
