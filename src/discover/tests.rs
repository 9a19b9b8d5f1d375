//! What is found in the practice world, whose contact centers are of every kind.

#![allow(clippy::unwrap_used)]

use std::sync::Mutex;

use super::*;
use crate::account::practice::{Practice, Seed, SeedFunction};
use crate::account::{Account, Cloud};
use crate::domain::center::{Kind, State, VersionPath, variable};
use crate::domain::place::Place;
use crate::domain::plan::{Wanted, plan};
use crate::domain::resources::{Environment, ParameterType, ParameterWrite};
use crate::domain::test_keys::pair;
use crate::domain::{ConsumerKey, Level, OrgKind, Secret, Username};
use crate::practice::World;
use std::sync::Arc;

async fn practice() -> (World, Arc<dyn Account>) {
    let world = World::open(jiff::Timestamp::now).unwrap();
    let account = world.cloud.open(&Place::default()).await.unwrap();
    (world, account)
}

async fn found() -> Inventory {
    let (_world, account) = practice().await;
    all(account.reader(), &|_| {}).await
}

fn center<'a>(inventory: &'a Inventory, name: &str) -> &'a ContactCenter {
    among(inventory, name).unwrap_or_else(|| panic!("{name} was not found"))
}

#[tokio::test]
async fn every_kind_of_contact_center_is_found_and_told_apart() {
    use VersionPath::*;
    let inventory = found().await;
    let rows = [
        ("acme", Kind::Partner, Some("21.0"), SecretsManager),
        (
            "globex",
            Kind::Prefixed("globexvoice".into()),
            Some("20.1"),
            SecretsManager,
        ),
        ("initech", Kind::Partner, Some("19.0"), SecretsManager),
        ("umbrella", Kind::Partner, Some("18.0"), ParameterStore),
        ("hooli", Kind::Partner, Some("17.1"), ParameterStore),
        (
            "vandelay",
            Kind::MultiOrg("scvMultiorg".into()),
            Some("20.1"),
            SecretsManager,
        ),
        (
            "wonka",
            Kind::MultiOrg("scvMultiorg".into()),
            Some("20.1"),
            SecretsManager,
        ),
    ];
    for (name, kind, version, path) in rows {
        let center = center(&inventory, name);
        assert_eq!(center.kind, kind, "{name}");
        assert_eq!(center.version.as_deref(), version, "{name}");
        assert_eq!(center.path, path, "{name}");
    }
    let serverless = |center: &&ContactCenter| center.kind == Kind::ServerlessRepository;
    assert_eq!(inventory.centers.iter().filter(serverless).count(), 1);
    assert_eq!(inventory.centers.len(), 9, "the rotator's secret is none");
    assert!(inventory.gaps.is_empty());
}

#[tokio::test]
async fn the_state_says_how_far_the_values_are_set() {
    let inventory = found().await;
    assert_eq!(center(&inventory, "acme").state, State::NeverSetUp);
    assert_eq!(center(&inventory, "initech").state, State::Set);
    assert_eq!(
        center(&inventory, "globex").state,
        State::Partly(vec!["username"])
    );
    assert_eq!(
        center(&inventory, "wonka").state,
        State::Partly(vec!["audience"])
    );
}

#[tokio::test]
async fn amazon_connect_calls_the_alias_and_in_multi_org_latest() {
    let inventory = found().await;
    assert_eq!(
        center(&inventory, "acme").qualifier.as_deref(),
        Some("active")
    );
    assert_eq!(center(&inventory, "wonka").qualifier, None);
}

#[tokio::test]
async fn not_being_allowed_to_list_leaves_a_gap_and_not_the_end() {
    let (world, account) = practice().await;
    world.cloud.refuse("lambda:ListFunctions");
    let inventory = all(account.reader(), &|_| {}).await;
    assert_eq!(inventory.gaps[0].code, "aws-denied");
    assert!(
        among(&inventory, "acme").is_some(),
        "its secret could be listed"
    );
    let acme = resolve(account.reader(), "acme").await.unwrap();
    assert_eq!(
        acme.function.as_deref(),
        Some("acme-InvokeSalesforceRestApiFunction")
    );
}

#[tokio::test]
async fn a_name_behind_a_prefix_or_in_multi_org_is_found_by_listing() {
    let (_world, account) = practice().await;
    let globex = resolve(account.reader(), "globex").await.unwrap();
    assert_eq!(
        globex.function.as_deref(),
        Some("globexvoice-InvokeSalesforceRestApiFunction")
    );
    let wonka = resolve(account.reader(), "wonka").await.unwrap();
    assert_eq!(wonka.secret.as_deref(), Some("wonka-salesforce-secret"));
    let unknown = resolve(account.reader(), "nobody").await.unwrap_err();
    assert_eq!(unknown.code, "contact-center-unknown");
    assert!(unknown.advice.cause().contains("acme"), "{unknown}");
}

/// Undo of the one must never be undo of the other.
#[tokio::test]
async fn a_lambda_prefix_is_taken_for_a_name_only_where_no_contact_center_can_be_called_so() {
    let (world, account) = practice().await;
    let function = "globexvoice-InvokeSalesforceRestApiFunction";
    for name in ["globex", function, "globexvoice"] {
        let found = resolve(account.reader(), name).await.unwrap();
        assert_eq!(found.name, "globex", "{name}");
    }
    world.cloud.refuse("lambda:ListFunctions");
    let problem = resolve(account.reader(), "globexvoice").await.unwrap_err();
    assert_eq!(problem.code, "contact-center-unknown");
    assert!(problem.advice.cause().contains(function), "{problem}");
    assert!(problem.advice.fix().contains("globex "), "{problem}");
}

#[tokio::test]
async fn what_is_found_is_told_while_more_is_looked_for() {
    let (_world, account) = practice().await;
    let seen = Mutex::new(Vec::new());
    let tell = |inventory: &Inventory| seen.lock().unwrap().push(inventory.centers.len());
    all(account.reader(), &tell).await;
    assert_eq!(*seen.lock().unwrap(), (1..=9).collect::<Vec<_>>());
}

/// An overwrite keeps a parameter's type, so a key would lie in the clear.
#[tokio::test]
async fn no_key_is_planned_into_a_parameter_that_is_not_encrypted() {
    let (world, account) = practice().await;
    let name = "umbrella-salesforce-rest-api-auth-private-key";
    account.delete_parameter(name).await.ok();
    let write = ParameterWrite {
        name: name.into(),
        value: Secret::new("nothing yet"),
        kind: ParameterType::String,
        tier: None,
        kms_key: None,
        data_type: None,
        allowed_pattern: None,
        overwrite: false,
    };
    account.put_parameter(&write).await.unwrap();
    let inventory = all(account.reader(), &|_| {}).await;
    let umbrella = center(&inventory, "umbrella");
    let found = snapshot(account.reader(), umbrella, umbrella.path, None).await;
    let wanted = Wanted {
        org: OrgKind::Production,
        audience: None,
        my_domain: None,
        consumer_key: ConsumerKey::read(&format!("3MVG9{}", "a".repeat(80)))
            .unwrap()
            .0,
        private_key: pair().key.clone(),
        username: Username::read("integration@umbrella.example").unwrap().0,
        api_version: None,
        finishing: false,
    };
    let plan = plan(&wanted, &found.unwrap());
    assert_eq!(plan.refusals[0].code, "parameter-not-encrypted");
    drop(world);
}

#[tokio::test]
async fn a_version_that_reads_its_secret_does_so_whatever_parameters_are_named_beside() {
    let (_world, account) = practice().await;
    let name = "acme-InvokeSalesforceRestApiFunction";
    let mut acme = account.function(name, None).await.unwrap();
    let Environment::Variables(variables) = &mut acme.environment else {
        panic!("unreadable");
    };
    for name in variable::FOUR {
        variables.insert(name.into(), "acme-salesforce-rest-api".into());
    }
    assert!(matches!(role(&acme, Some("21.0")), Role::OwnSecret { .. }));
    assert_eq!(role(&acme, Some("18.0")), Role::Parameters);
}

#[tokio::test]
async fn an_environment_that_names_the_place_of_the_values_is_certain() {
    let inventory = found().await;
    for (name, path) in [
        ("acme", VersionPath::SecretsManager),
        ("hooli", VersionPath::ParameterStore),
        ("wonka", VersionPath::SecretsManager),
    ] {
        let (certain, told) = center(&inventory, name).certain.clone().unwrap();
        assert_eq!(certain, path, "{told}");
    }
}

/// Somebody published by hand, and the description that tells the version is lost.
#[tokio::test]
async fn where_both_places_are_named_and_the_version_is_lost_neither_is_certain() {
    for (runtime, path) in [
        ("nodejs22.x", VersionPath::SecretsManager),
        ("nodejs24.x", VersionPath::SecretsManager),
        ("nodejs20.x", VersionPath::ParameterStore),
        ("", VersionPath::ParameterStore),
    ] {
        let name = "delta-InvokeSalesforceRestApiFunction";
        let mut function = SeedFunction::new(
            name,
            [
                ("SECRET_NAME", "delta-salesforce-secret"),
                (variable::CONSUMER_KEY, "delta-salesforce-rest-api-key"),
                (variable::PRIVATE_KEY, "delta-salesforce-rest-api-pem"),
                (variable::SUBJECT, "delta-salesforce-rest-api-subject"),
            ],
        )
        .published("by hand");
        function.runtime = runtime.into();
        let practice = Practice::of(Seed::default().function(function));
        let center = resolve(&practice, name).await.unwrap();
        assert_eq!((center.path, &center.certain), (path, &None), "{runtime}");
        let told = &center.evidence.last().unwrap();
        assert_eq!(told.level, Level::Warn);
        assert!(told.text.contains("a guess"), "{}", told.text);
        for path in VersionPath::ALL {
            let center = ContactCenter {
                path,
                ..center.clone()
            };
            assert_eq!(center.against_evidence(), None);
        }
    }
}

#[tokio::test]
async fn which_of_two_shared_functions_a_contact_center_has_is_said_to_be_a_guess() {
    let document =
        r#"{"CALL_CENTER_API_NAME": "delta", "delta-salesforce-rest-api-subject": "a@b.c"}"#;
    for (prefixes, is_guess) in [(["one", "two"].as_slice(), true), (&["one"], false)] {
        let seed = Seed::default().secret("delta-salesforce-secret", document);
        let functions = prefixes.iter().map(|prefix| {
            let name = format!("{prefix}-MultiorgInvokeSalesforceRestApiFunction");
            SeedFunction::new(&name, [("LOG_LEVEL", "info")])
        });
        let practice = Practice::of(functions.fold(seed, Seed::function));
        let center = resolve(&practice, "delta").await.unwrap();
        assert_eq!(center.kind, Kind::MultiOrg("one".into()));
        let says = |line: &&crate::domain::CheckLine| line.text.contains("two-Multiorg");
        let told = center.evidence.iter().find(says).map(|line| line.level);
        assert_eq!(told, is_guess.then_some(Level::Warn));
    }
}

#[tokio::test]
async fn what_cannot_log_in_as_published_is_no_good_news() {
    let inventory = found().await;
    let mut evidence = inventory.centers.iter().flat_map(|center| &center.evidence);
    let told = evidence
        .find(|line| line.text.contains("cannot log in"))
        .unwrap();
    assert_eq!(told.level, Level::Warn);
}
