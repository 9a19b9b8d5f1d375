//! The keys that the documented procedure names, where a secret has them: `CONSUMER_KEY_PARAM_NAME` and
//! `PRIVATE_KEY_PARAM_NAME` name the key to set, `SUBJECT` and `AUDIENCE` do so or hold the value.

use scv_oauth::domain::OrgKind;

use super::ground::{Ground, USER, consumer_key, pair, right_values};
use crate::support::Emulator;
use crate::support::world::values::document;
use crate::support::world::{Values, World, centers};

const SECRET: &str = "acme-salesforce-secret";

/// A contact center whose secret has these keys before all others.
fn with_keys(keys: &[(&str, &str)]) -> World {
    let mut world = centers::partner("acme", &Values::placeholders());
    world.secrets[0].value = prefixed(keys, &world.secrets[0].value);
    world
}

fn prefixed(keys: &[(&str, &str)], text: &str) -> String {
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, value)| ((*key).into(), *value))
        .collect();
    let front = document(&keys);
    text.replacen('{', &format!("{}, ", front.trim_end_matches('}')), 1)
}

/// What the secret is after a setup, if these keys were given these values.
fn right(ground: &Ground, keys: &[(&str, &str)]) -> String {
    let text = prefixed(keys, &right_values(OrgKind::Sandbox).secret("acme"));
    ground.at_the_org(&text, "acme")
}

fn warnings(ended: &super::ground::Ended) -> String {
    ended.json["checks"].to_string()
}

#[tokio::test]
async fn the_key_that_is_named_is_set_beside_the_one_that_the_function_reads() {
    let world = with_keys(&[
        ("CONSUMER_KEY_PARAM_NAME", "old-consumer-key"),
        ("PRIVATE_KEY_PARAM_NAME", "old-private-key"),
        ("SUBJECT", "old-subject"),
        ("AUDIENCE", "https://login.salesforce.com"),
        ("old-consumer-key", "3MVG9old"),
        ("old-private-key", "old"),
        ("old-subject", "someone@old.example"),
    ]);
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        ground.run(&ground.setup("acme")).expect(0, "done");
        let pem = pair().key.to_pem().in_the_clear();
        let after = right(
            &ground,
            &[
                ("CONSUMER_KEY_PARAM_NAME", "old-consumer-key"),
                ("PRIVATE_KEY_PARAM_NAME", "old-private-key"),
                ("SUBJECT", "old-subject"),
                ("AUDIENCE", OrgKind::Sandbox.audience()),
                ("old-consumer-key", &consumer_key()),
                ("old-private-key", &pem),
                ("old-subject", USER),
            ],
        );
        assert_eq!(ground.secret(SECRET).await, after, "{kind:?}");
    }
}

#[tokio::test]
async fn the_telephony_key_is_never_written_whatever_points_to_it() {
    let named = [
        ("PRIVATE_KEY_PARAM_NAME", "acme-scrt-jwt-auth-private-key"),
        ("SUBJECT", "acme-scrt-jwt-auth-private-key"),
    ];
    let ground = Ground::open(Emulator::Moto, &with_keys(&named)).await;
    let ended = ground.run(&ground.setup("acme").and("--dry-run"));
    let ended = ended.expect(0, "planned");
    assert!(warnings(&ended).contains("telephony key"), "{}", ended.out);
    ground.run(&ground.setup("acme")).expect(0, "done");
    assert_eq!(ground.secret(SECRET).await, right(&ground, &named));
}

#[tokio::test]
async fn a_name_of_no_key_stays_and_is_told_of() {
    let named = [("CONSUMER_KEY_PARAM_NAME", "no-such-key")];
    let ground = Ground::open(Emulator::Ministack, &with_keys(&named)).await;
    let planned = ground.run(&ground.setup("acme").and("--dry-run"));
    let planned = planned.expect(0, "planned");
    let told = warnings(&planned);
    assert!(told.contains("CONSUMER_KEY_PARAM_NAME"), "{}", planned.out);
    ground.run(&ground.setup("acme")).expect(0, "done");
    assert_eq!(ground.secret(SECRET).await, right(&ground, &named));
}

#[tokio::test]
async fn a_username_or_login_host_in_place_of_a_name_is_replaced() {
    let world = with_keys(&[
        ("SUBJECT", "someone@old.example"),
        ("AUDIENCE", "https://login.salesforce.com"),
    ]);
    let ground = Ground::open(Emulator::Ministack, &world).await;
    ground.run(&ground.setup("acme")).expect(0, "done");
    let audience = OrgKind::Sandbox.audience();
    let after = right(&ground, &[("SUBJECT", USER), ("AUDIENCE", audience)]);
    assert_eq!(ground.secret(SECRET).await, after);
}
