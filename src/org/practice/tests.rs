//! The practice org keeps the rules, and every refusal can be met in it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::domain::assertion::{Claims, sign};
use crate::domain::diagnosis::{Sent, UNKNOWN, codes, diagnose, meaning_of};
use crate::domain::{Username, test_keys};
use crate::org::test_world::*;
use crate::org::{Credentials, Expected, Proof, Stamps, prove};

#[tokio::test]
async fn each_wrong_value_is_refused_as_salesforce_would() {
    let world = world();
    let nobody = Secret::new("3MVG9nobody");

    let mut case = world.case();
    case.credentials.consumer_key = &nobody;
    assert_eq!(
        world.refused(case).await.diagnosis.code,
        "consumer-key-unknown"
    );

    let mut case = world.case();
    case.credentials.key = &test_keys::other_pair().key;
    assert_eq!(
        world.refused(case).await.diagnosis.code,
        "assertion-invalid"
    );

    let mut case = world.case();
    case.credentials.username = "voice@acme.example";
    assert_eq!(
        world.refused(case).await.diagnosis.code,
        "user-not-approved"
    );

    let mut case = world.case();
    case.credentials.token_endpoint = "https://test.salesforce.com/services/oauth2/token";
    assert_eq!(world.refused(case).await.diagnosis.code, "app-not-in-org");

    let mut case = world.case();
    case.credentials.token_endpoint = "https://acme--uat.sandbox.my.salesforce.com/oauth";
    let page = world.refused(case).await;
    assert_eq!(page.diagnosis.code, "web-page-instead-of-answer");

    let mut case = world.case();
    case.credentials.token_endpoint =
        "https://acme--uta.sandbox.my.salesforce.com/services/oauth2/token";
    let Proof::NotReachable(diagnosis) = world.prove(case).await else {
        panic!()
    };
    assert_eq!(diagnosis.code, "host-not-found");
}

#[tokio::test]
async fn each_user_of_the_table_meets_the_diagnosis_it_promises() {
    let world = world();
    for trigger in TRIGGERS {
        for username in [trigger.username(), format!("{}.uat", trigger.username())] {
            let mut case = world.case();
            case.credentials.username = &username;
            let code = match world.prove(case).await {
                Proof::Refused(refused) => refused.diagnosis.code,
                Proof::NotReachable(diagnosis) => diagnosis.code,
                Proof::Works(works) => panic!("{username}: {works:?}"),
            };
            assert_eq!(code, trigger.code, "{username}");
        }
    }
}

#[tokio::test]
async fn a_new_app_becomes_known_after_some_tries() {
    let world = world();
    let username = format!("{NEW_APP}.uat");
    for _ in 0..NEW_APP_REFUSALS {
        let mut case = world.case();
        case.credentials.username = &username;
        let diagnosis = world.refused(case).await.diagnosis;
        assert_eq!(diagnosis.code, "consumer-key-unknown");
        assert!(diagnosis.to_problem().waiting_helps);
    }
    let mut case = world.case();
    case.credentials.username = &username;
    assert!(matches!(world.prove(case).await, Proof::Works(_)));
}

#[tokio::test]
async fn it_can_be_told_to_give_each_answer_whoever_asks() {
    let world = world();
    for trigger in TRIGGERS {
        world.org.tell(trigger.stage, trigger.reply);
        let code = match world.prove(world.case()).await {
            Proof::Refused(refused) => refused.diagnosis.code,
            Proof::NotReachable(diagnosis) => diagnosis.code,
            Proof::Works(works) => panic!("{works:?}"),
        };
        assert_eq!(code, trigger.code);
    }
    world.org.tell_nothing();
    world.works(world.case()).await;
}

#[test]
fn each_user_of_the_table_can_be_typed_and_explained() {
    for trigger in TRIGGERS {
        let username = trigger.username();
        let (read, _) = Username::read(&username).unwrap();
        assert_eq!(read.as_str(), username);
        let explained = meaning_of(trigger.code).is_some();
        assert!(explained || trigger.code == UNKNOWN, "{username}");
    }
}

#[test]
fn every_diagnosis_that_salesforce_or_the_network_can_cause_can_be_met() {
    let met: BTreeSet<_> = TRIGGERS.iter().map(|trigger| trigger.code).collect();
    let apart = |code: &&str| {
        // What only the function, AWS or an unusable address can lead to.
        !code.starts_with("function-")
            && ![
                "kms-denied",
                "secret-scheduled-for-deletion",
                "secret-not-found",
                "address-unusable",
            ]
            .contains(code)
    };
    let missing: Vec<_> = codes()
        .into_iter()
        .filter(apart)
        .filter(|code| !met.contains(code))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn each_org_answers_at_its_own_my_domain_only() {
    const LIVE: &str = "https://acme.my.salesforce.com";
    let sandbox = world();
    let live = world_at(LIVE, OrgKind::Production, "00D5g00000LiVe1");
    let case = sandbox.case();
    let (endpoint, base) = (
        format!("{LIVE}/services/oauth2/token"),
        format!("{LIVE}/services/data/v64.0"),
    );
    let at_live = Credentials {
        token_endpoint: &endpoint,
        rest_base: &base,
        audience: "https://login.salesforce.com",
        ..case.credentials
    };
    let mixed_up = Credentials {
        rest_base: &base,
        ..case.credentials
    };
    let orgs = PracticeOrgs::new(world().org, vec![live.org]);
    let ids = async |credentials: &Credentials<'_>| match prove(
        &orgs,
        credentials,
        &Expected::default(),
        Stamps::default(),
    )
    .await
    {
        Proof::Works(works) => works.identity.org_id,
        Proof::Refused(refused) => refused.diagnosis.code.to_owned(),
        Proof::NotReachable(diagnosis) => diagnosis.code.to_owned(),
    };
    assert_eq!(ids(&case.credentials).await, "00D5g00000AbCdE");
    assert_eq!(ids(&at_live).await, "00D5g00000LiVe1");
    assert_eq!(ids(&mixed_up).await, "session-refused");
    assert!(orgs.at("https://nowhere.my.salesforce.com").is_none());
}

#[tokio::test]
async fn a_token_of_another_org_is_not_taken() {
    let (here, there) = (world(), world());
    let claims = Claims {
        issuer: there.consumer_key.clone(),
        subject: USER.into(),
        audience: HOME.into(),
    };
    let assertion = sign(
        &claims,
        there.key.expose_der_for_signing(),
        Timestamp::now(),
        "1".into(),
    )
    .unwrap();
    let session = there.org.log_in(TOKEN_ENDPOINT, &assertion).await.unwrap();
    let refusal = here.org.who(&session, REST_BASE).await.unwrap_err();
    let diagnosis = diagnose(Stage::Rest, &refusal, &Sent::default());
    assert_eq!(diagnosis.code, "session-refused");
}
