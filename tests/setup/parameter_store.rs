//! Below 19.0: parameters that the environment names, and the environment only where it must change.

use aws_sdk_ssm::types::{ParameterTier, ParameterType};
use scv_oauth::domain::OrgKind;

use super::ground::{Ground, USER, consumer_key, pair, right_values};
use crate::support::Emulator;
use crate::support::fingerprint::{Fingerprint, present};
use crate::support::world::{Parameter, Secret, Values, World, centers};

const FUNCTION: &str = "function delta-InvokeSalesforceRestApiFunction";

fn below_19() -> World {
    let values = Values::with_cached_token();
    centers::below_19("delta", &values)
}

fn parameter<'a>(seen: &'a Fingerprint, suffix: &str, what: &str) -> &'a str {
    &seen[&format!("parameter delta-salesforce-rest-api-{suffix} {what}")]
}

fn assert_values(seen: &Fingerprint, audience: &str) {
    let value = |suffix| parameter(seen, suffix, "value");
    assert_eq!(value("auth-consumer-key"), consumer_key());
    assert_eq!(
        value("auth-private-key"),
        pair().key.to_pem().in_the_clear()
    );
    assert_eq!(value("subject"), USER);
    assert_eq!(value("audience"), audience);
}

#[tokio::test]
async fn parameters_change_and_the_function_stays_where_its_addresses_are_right() {
    for kind in Emulator::BOTH {
        let ground = Ground::of_org(kind, &below_19(), OrgKind::Production).await;
        let before = ground.fingerprint().await;
        let line = ground
            .setup("delta")
            .without("--my-domain")
            .with("--org", "production")
            .with("--confirm-production", "delta")
            .and("--no-login-proof");
        ground.run(&line).expect(0, "done");
        let after = ground.fingerprint().await;
        assert_values(&after, "https://login.salesforce.com/");
        assert_eq!(parameter(&after, "access-token", "value"), "reset");
        let function = |seen: &Fingerprint| {
            let mut seen = seen.clone();
            seen.retain(|place, _| place.contains(FUNCTION));
            seen
        };
        assert_eq!(function(&after), function(&before), "{kind:?}");
        ground.run(&line).expect(0, "nothing-to-do");
        assert_eq!(ground.fingerprint().await, after, "{kind:?}");
    }
}

#[tokio::test]
async fn addresses_that_differ_are_changed_published_and_switched_to() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &below_19()).await;
        let before = ground.fingerprint().await;
        let ended = ground.run(&ground.setup("delta")).expect(0, "done");
        let after = ground.fingerprint().await;
        assert_eq!(after[&format!("{FUNCTION} alias active")], "2");
        let published = |what: &str| &after[&format!("history {FUNCTION} 2 {what}")];
        let description = "Service Cloud Voice Lambda Version V18.0";
        assert_eq!(published("description"), description);
        let origin = ground.salesforce.origin();
        let base = format!("{origin}/services/data/v54.0");
        assert_eq!(
            published("variable SALESFORCE_REST_API_ENDPOINT_BASE"),
            &base
        );
        assert_eq!(
            published("variable SUBJECT"),
            "delta-salesforce-rest-api-subject"
        );
        for (place, value) in &before {
            if place.starts_with(&format!("history {FUNCTION} 1")) {
                assert_eq!(&after[place], value, "{kind:?} {place}");
            }
        }
        let moved = format!("{FUNCTION} alias active");
        assert!(ended.changes().contains(&moved), "{:?}", ended.changes());
    }
}

#[tokio::test]
async fn key_tier_and_type_of_a_parameter_are_kept() {
    let mut world = below_19();
    let key: &mut Parameter = &mut world.parameters[1];
    key.kms_key = Some("alias/voice".into());
    key.tier = ParameterTier::Advanced;
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        ground.run(&ground.setup("delta")).expect(0, "done");
        let after = ground.fingerprint().await;
        let of = |what| parameter(&after, "auth-private-key", what);
        assert_eq!(of("key"), "alias/voice", "{kind:?}");
        assert_eq!(of("tier"), "Some(Advanced)", "{kind:?}");
        assert_eq!(of("type"), "Some(SecureString)", "{kind:?}");
        assert_eq!(of("value"), pair().key.to_pem().in_the_clear());
    }
}

#[tokio::test]
async fn a_label_on_an_older_version_and_the_data_type_survive_setup_and_undo() {
    let name = "delta-salesforce-rest-api-subject";
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &below_19()).await;
        let before = ground.fingerprint().await;
        let client = ground.account.parameters();
        let label = client.label_parameter_version().name(name);
        let label = label.parameter_version(1).labels("by-somebody");
        label.send().await.unwrap();
        let labelled = || async {
            let read = client.get_parameter().name(format!("{name}:by-somebody"));
            let read = read.with_decryption(true).send().await.unwrap();
            read.parameter.unwrap().value.unwrap()
        };
        let was = labelled().await;
        ground.run(&ground.setup("delta")).expect(0, "done");
        assert_eq!(labelled().await, was, "{kind:?}");
        let after = ground.fingerprint().await;
        for suffix in ["subject", "audience"] {
            let of = |seen| parameter(seen, suffix, "data type").to_owned();
            assert_eq!(of(&after), of(&before), "{kind:?}");
        }
        ground.run(&ground.undo("delta")).expect(0, "done");
        assert_eq!(labelled().await, was, "{kind:?}");
    }
}

#[tokio::test]
async fn a_parameter_that_is_missing_is_created_encrypted() {
    let mut world = below_19();
    world.parameters.retain(|it| it.name.ends_with("-token"));
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let before = present(ground.fingerprint().await);
        ground.run(&ground.setup("delta")).expect(0, "done");
        let after = ground.fingerprint().await;
        assert_values(&after, OrgKind::Sandbox.audience());
        for suffix in [
            "auth-consumer-key",
            "auth-private-key",
            "subject",
            "audience",
        ] {
            assert_eq!(parameter(&after, suffix, "type"), "Some(SecureString)");
        }
        ground.run(&ground.undo("delta")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

#[tokio::test]
async fn values_in_place_of_names_move_into_parameters() {
    let mut world = centers::below_19_with_literals("delta", &Values::without_private_key());
    let extra = ("BY_SOMEBODY".to_owned(), " a=\"b\" \u{e9}\n".to_owned());
    world.functions[0].environment.push(extra.clone());
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        ground.run(&ground.setup("delta")).expect(0, "done");
        let after = ground.fingerprint().await;
        assert_values(&after, OrgKind::Sandbox.audience());
        let published = |name: &str| &after[&format!("history {FUNCTION} 2 variable {name}")];
        assert_eq!(published("SUBJECT"), "delta-salesforce-rest-api-subject");
        assert_eq!(published("AUDIENCE"), "delta-salesforce-rest-api-audience");
        assert_eq!(published("BY_SOMEBODY"), &extra.1, "{kind:?}");
        let old = format!("history {FUNCTION} 1 variable SUBJECT");
        assert_eq!(after[&old], "integration@acme.com");
    }
}

#[tokio::test]
async fn a_secret_that_the_environment_names_too_is_brought_in_line() {
    let mut world = below_19();
    let named = (
        "SECRET_NAME".to_owned(),
        "delta-salesforce-secret".to_owned(),
    );
    world.functions[0].environment.push(named.clone());
    let text = Values::placeholders().secret("delta");
    world.secrets.push(Secret::new(named.1, &text));
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &world).await;
        let line = ground
            .setup("delta")
            .with("--version-path", "parameter-store");
        ground.run(&line).expect(0, "done");
        let values = Values {
            audience: right_values(OrgKind::Sandbox).audience,
            ..Values::placeholders()
        };
        let right = ground.at_the_org(&values.secret("delta"), "delta");
        assert_eq!(
            ground.secret("delta-salesforce-secret").await,
            right,
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn no_key_is_written_in_the_clear_into_a_parameter_of_type_string() {
    for at in [0, 1] {
        let mut world = below_19();
        world.parameters[at].kind = ParameterType::String;
        let name = world.parameters[at].name.clone();
        for kind in Emulator::BOTH {
            let ground = Ground::open(kind, &world).await;
            let before = ground.fingerprint().await;
            let ended = ground.run(&ground.setup("delta"));
            let ended = ended.expect_problem(1, "parameter-not-encrypted");
            assert!(ended.out.contains(&name), "{}", ended.out);
            assert_eq!(ground.fingerprint().await, before, "{kind:?}");
            // As the refusal says: deleted, it is made anew, encrypted.
            let delete = ground.account.parameters().delete_parameter();
            delete.name(&name).send().await.unwrap();
            ground.run(&ground.setup("delta")).expect(0, "done");
            let after = ground.fingerprint().await;
            let kept = &after[&format!("parameter {name} type")];
            assert_eq!(kept, "Some(SecureString)", "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_secret_that_is_named_below_19_is_told_not_to_be_used() {
    let mut world = below_19();
    let other = centers::partner("beta", &Values::placeholders());
    world.secrets = other.secrets;
    let ground = Ground::open(Emulator::Moto, &world).await;
    let before = ground.secret("beta-salesforce-secret").await;
    let line = ground
        .setup("delta")
        .with("--secret", "beta-salesforce-secret");
    let planned = ground
        .run(&line.clone().and("--dry-run"))
        .expect(0, "planned");
    let said = "beta-salesforce-secret was named, but is not used";
    assert!(planned.out.contains(said), "{}", planned.out);
    ground.run(&line).expect(0, "done");
    assert_eq!(ground.secret("beta-salesforce-secret").await, before);
}
