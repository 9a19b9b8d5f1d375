//! 19.0 and later: four values and the addresses in one secret, the cached token in another.

use scv_oauth::domain::OrgKind;

use super::ground::{Ground, right_values};
use crate::support::Emulator;
use crate::support::world::{Values, World, centers};

const SECRET: &str = "acme-salesforce-secret";
const ACCESS_SECRET: &str = "acme-salesforce-access-secret";

/// All that JSON allows and that an edit could spoil: blanks, escapes, numbers no machine word holds.
const ODDITIES: &str = "{\n\t\"ODD\" : {\"b\": [1.50e+10, 123456789012345678901234567890, -0.0], \"a\": \"\\u00e9\\/\\ud83d\"} ,";

fn with_oddities(text: &str) -> String {
    text.replacen('{', ODDITIES, 1)
}

fn never_set_up() -> World {
    let values = Values::with_cached_token();
    let mut world = centers::partner("acme", &values);
    world.secrets[0].value = with_oddities(&world.secrets[0].value).replace("v64.0", "v58.0");
    world
}

#[tokio::test]
async fn the_values_are_written_under_the_keys_that_the_function_reads_and_nothing_else_is() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &never_set_up()).await;
        let ended = ground.run(&ground.setup("acme")).expect(0, "done");
        let right = right_values(OrgKind::Sandbox).secret("acme");
        let right = with_oddities(&right).replace("v64.0", "v58.0");
        assert_eq!(
            ground.secret(SECRET).await,
            ground.at_the_org(&right, "acme"),
            "{kind:?}"
        );
        let access = right_values(OrgKind::Sandbox).access_secret("acme");
        assert_eq!(ground.secret(ACCESS_SECRET).await, access, "{kind:?}");
        for secret in [SECRET, ACCESS_SECRET] {
            assert_eq!(ground.versions(secret).await, 2, "{kind:?} {secret}");
        }
        assert_eq!(
            ended.changes(),
            [
                "secret acme-salesforce-secret acme-salesforce-rest-api-auth-consumer-key",
                "secret acme-salesforce-secret acme-salesforce-rest-api-auth-private-key",
                "secret acme-salesforce-secret acme-salesforce-rest-api-subject",
                "secret acme-salesforce-secret acme-salesforce-rest-api-audience",
                "secret acme-salesforce-secret SALESFORCE_AUTH_ENDPOINT",
                "secret acme-salesforce-secret SALESFORCE_REST_API_ENDPOINT_BASE",
                "secret acme-salesforce-access-secret acme-salesforce-rest-api-access-token",
            ]
        );
    }
}

#[tokio::test]
async fn a_second_run_finds_nothing_to_do_and_writes_no_version() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &never_set_up()).await;
        ground.run(&ground.setup("acme")).expect(0, "done");
        let after_first = ground.fingerprint().await;
        let ended = ground.run(&ground.setup("acme")).expect(0, "nothing-to-do");
        assert!(ended.changes().is_empty(), "{}", ended.out);
        assert_eq!(ground.fingerprint().await, after_first, "{kind:?}");
        for secret in [SECRET, ACCESS_SECRET] {
            assert_eq!(ground.versions(secret).await, 2, "{kind:?} {secret}");
        }
    }
}

#[tokio::test]
async fn the_document_on_standard_output_is_the_one_that_scripts_rely_on() {
    let ground = Ground::open(Emulator::Moto, &never_set_up()).await;
    let ended = ground.run(&ground.setup("acme")).expect(0, "done");
    let json = &ended.json;
    assert_eq!(json["contact_center"], "acme");
    assert!(json["problem"].is_null());
    let changes = json["changes"].as_array().unwrap();
    for change in changes {
        for key in ["where", "key", "action", "before", "after", "why"] {
            assert!(change[key].is_string(), "{key}: {change}");
        }
    }
    assert_eq!(changes[1]["before"], "(placeholder)");
    assert!(
        changes[1]["after"]
            .as_str()
            .unwrap()
            .starts_with("RSA 2048, ")
    );
    assert_eq!(changes[6]["action"], "reset");
}

#[tokio::test]
async fn addresses_stay_as_found_where_no_my_domain_is_given() {
    let world = centers::partner("acme", &Values::placeholders());
    let ground = Ground::open(Emulator::Moto, &world).await;
    let stored = ground.at_the_org(&ground.secret(SECRET).await, "acme");
    ground.put(SECRET, &stored).await;
    let line = ground.setup("acme").without("--my-domain");
    let ended = ground.run(&line).expect(0, "done");
    let addresses = |change: &&String| change.contains("SALESFORCE_");
    assert_eq!(ended.changes().iter().find(addresses), None);
    let right = right_values(OrgKind::Sandbox).secret("acme");
    assert_eq!(
        ground.secret(SECRET).await,
        ground.at_the_org(&right, "acme")
    );
}

#[tokio::test]
async fn what_is_stored_and_right_need_not_be_given_again() {
    let values = Values {
        subject: "someone@else.example".into(),
        ..right_values(OrgKind::Sandbox)
    };
    let ground = Ground::open(Emulator::Ministack, &centers::partner("acme", &values)).await;
    let stored = ground.at_the_org(&ground.secret(SECRET).await, "acme");
    ground.put(SECRET, &stored).await;
    let mut line = ground.setup("acme");
    for known in [
        "--consumer-key-file",
        "--private-key-file",
        "--org",
        "--my-domain",
    ] {
        line = line.without(known);
    }
    let ended = ground.run(&line).expect(0, "done");
    assert_eq!(
        ended.changes(),
        ["secret acme-salesforce-secret acme-salesforce-rest-api-subject"]
    );
}

#[tokio::test]
async fn a_production_org_is_written_once_it_is_named() {
    let world = centers::partner("acme", &Values::placeholders());
    let ground = Ground::of_org(Emulator::Moto, &world, OrgKind::Production).await;
    let before = ground.fingerprint().await;
    let line = ground.setup("acme").with("--org", "production");
    let other = line.clone().with("--confirm-production", "beta");
    for (wrong, is_other) in [(line.clone(), false), (other, true)] {
        let ended = ground
            .run(&wrong)
            .expect_problem(2, "production-not-confirmed");
        assert!(ended.out.contains("--confirm-production acme"));
        let told = "names another contact center: beta.";
        assert_eq!(ended.out.contains(told), is_other, "{}", ended.out);
        assert_eq!(ground.fingerprint().await, before);
    }
    ground
        .run(&line.clone().and("--dry-run"))
        .expect(0, "planned");
    assert_eq!(ground.fingerprint().await, before);
    let planned = ground
        .run(&line.clone().and("--dry-run"))
        .expect(0, "planned");
    let next = planned.json["next"].to_string();
    assert!(next.contains("--confirm-production acme"), "{next}");
    let right = line.with("--confirm-production", "acme");
    ground.run(&right).expect(0, "done");
    let values = right_values(OrgKind::Production).secret("acme");
    assert_eq!(
        ground.secret(SECRET).await,
        ground.at_the_org(&values, "acme")
    );
}
