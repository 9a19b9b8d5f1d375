//! A function whose environment names both places for its values, or one place for two. It reads one of them, told by
//! its version: proofs and undo look there, and what the other holds does not matter.

use super::ground::Ground;
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::proxy::{Fault, Times};
use crate::support::world::{Secret, Values, World, centers};

const RECORD: &str = r#"{"Id":"00D5g00000ABCDE","Name":"Practice Company","IsSandbox":true}"#;
const TOKEN: &str = "00D5g00000ABCDE!AQ8token.that.the.function.stored";

fn with_variables(mut world: World, more: &[(&str, &str)]) -> World {
    let more = more
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    world.functions[0].environment.extend(more);
    world
}

/// 19.0, with the variables of older versions left: their addresses lead nowhere.
fn with_old_variables() -> World {
    let names = |name: &str| format!("acme-salesforce-rest-api-{name}");
    with_variables(
        centers::partner("acme", &Values::placeholders()),
        &[
            ("CONSUMER_KEY_PARAM_NAME", &names("auth-consumer-key")),
            ("PRIVATE_KEY_PARAM_NAME", &names("auth-private-key")),
            ("SUBJECT", &names("subject")),
            ("AUDIENCE", &names("audience")),
            (
                "SALESFORCE_AUTH_ENDPOINT",
                "http://127.0.0.1:9/services/oauth2/token",
            ),
            (
                "SALESFORCE_REST_API_ENDPOINT_BASE",
                "http://127.0.0.1:9/services/data/v50.0",
            ),
        ],
    )
}

/// Below 19.0, with the secrets of later versions named already.
fn with_secrets() -> World {
    let (secret, access) = ("delta-salesforce-secret", "delta-salesforce-access-secret");
    let values = Values::placeholders();
    let mut world = with_variables(
        centers::below_19("delta", &values),
        &[("SECRET_NAME", secret), ("ACCESS_SECRET_NAME", access)],
    );
    world
        .secrets
        .push(Secret::new(secret, values.secret("delta")));
    world
        .secrets
        .push(Secret::new(access, values.access_secret("delta")));
    world
}

/// 19.0, with one secret for the values and for the token.
fn with_one_secret() -> World {
    let mut world = centers::partner("acme", &Values::placeholders());
    for (name, value) in &mut world.functions[0].environment {
        if name == "ACCESS_SECRET_NAME" {
            *value = "acme-salesforce-secret".into();
        }
    }
    let token = format!(r#"{{"acme-salesforce-rest-api-access-token": "{TOKEN}", "#);
    let secret = &mut world.secrets[0];
    secret.value = secret.value.replacen('{', &token, 1);
    world
}

#[tokio::test]
async fn one_secret_for_values_and_token_is_set_up_at_once_and_put_back() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &with_one_secret()).await;
        let before = present(ground.fingerprint().await);
        let line = ground.setup("acme");
        ground.run(&line).expect(0, "done");
        let stored = ground.secret("acme-salesforce-secret").await.to_string();
        assert!(!stored.contains(TOKEN), "{kind:?}: {stored}");
        ground.run(&line).expect(0, "nothing-to-do");
        ground.run(&ground.undo("acme")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

#[tokio::test]
async fn from_19_on_the_login_is_proved_at_the_addresses_in_the_secret() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &with_old_variables()).await;
        let line = ground.setup("acme");
        ground.run(&line).expect(0, "done");
        // Without My Domain those in the secret are kept, and asked.
        let kept = line.without("--my-domain");
        ground.run(&kept).expect(0, "nothing-to-do");
        assert!(!ground.salesforce.requests().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn below_19_the_token_is_looked_for_in_its_parameter_and_goes_back_with_undo() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &with_secrets()).await;
        let before = present(ground.fingerprint().await);
        let (runtime, account) = (tokio::runtime::Handle::current(), ground.account.clone());
        let store = move || {
            let put = account.parameters().put_parameter().overwrite(true);
            let put = put.name("delta-salesforce-rest-api-access-token");
            runtime.block_on(put.value(TOKEN).send()).unwrap();
        };
        ground
            .proxy
            .rule("Invoke", Times::Every, Fault::invoked(store, RECORD));
        let line = ground.setup("delta").without("--no-lambda-proof");
        let ended = ground.run(&line).expect(0, "done");
        let told = ended.json["checks"].to_string();
        assert!(told.contains("stored a new token"), "{kind:?}: {told}");
        ground.run(&ground.undo("delta")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}
