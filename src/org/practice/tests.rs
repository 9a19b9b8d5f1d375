//! The practice org keeps the rules, and every refusal can be met in it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::domain::PrivateKey;
use crate::domain::assertion::{Claims, sign};
use crate::domain::diagnosis::{Sent, codes, diagnose};
use crate::domain::test_keys;
use crate::org::proof::{Credentials, Expected, Proof, Refused, Stamps, Works, prove};

const HOME: &str = "https://acme--uat.sandbox.my.salesforce.com";
const USER: &str = "voice@acme.example.uat";

/// An org, and a private key that fits it.
struct World {
    org: PracticeOrg,
    key: &'static PrivateKey,
    consumer_key: Secret,
}

fn world() -> World {
    let key = &test_keys::pair().key;
    let consumer_key = Secret::new(format!("3MVG9{}", "k".repeat(80)));
    let ground = Ground::new(
        consumer_key.clone(),
        public_key_of(key).unwrap(),
        vec![USER.into()],
        HOME.into(),
        OrgKind::Sandbox,
        "00D5g00000AbCdE".into(),
    );
    World {
        org: PracticeOrg::new(ground),
        key,
        consumer_key,
    }
}

/// A case of the proof, of which a test changes what it is about.
struct Case<'a> {
    credentials: Credentials<'a>,
    expected: Expected<'a>,
    stamps: Stamps,
}

const TOKEN_ENDPOINT: &str = "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token";
const REST_BASE: &str = "https://acme--uat.sandbox.my.salesforce.com/services/data/v64.0";

impl World {
    fn case(&self) -> Case<'_> {
        Case {
            credentials: Credentials {
                key: self.key,
                consumer_key: &self.consumer_key,
                username: USER,
                audience: "https://test.salesforce.com/",
                token_endpoint: TOKEN_ENDPOINT,
                rest_base: REST_BASE,
            },
            expected: Expected {
                org_id: Some("00D5g00000AbCdE"),
                kind: Some(OrgKind::Sandbox),
                my_domain: Some(HOME),
            },
            stamps: Stamps::default(),
        }
    }

    async fn prove(&self, case: Case<'_>) -> Proof {
        prove(&self.org, &case.credentials, &case.expected, case.stamps).await
    }

    async fn works(&self, case: Case<'_>) -> Works {
        match self.prove(case).await {
            Proof::Works(works) => *works,
            other => panic!("{other:?}"),
        }
    }

    async fn refused(&self, case: Case<'_>) -> Refused {
        match self.prove(case).await {
            Proof::Refused(refused) => *refused,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_right_values_are_let_in_and_lead_to_the_right_org() {
    let world = world();
    let works = world.works(world.case()).await;
    assert!(works.is_right_org());
    assert!(
        works
            .notes
            .iter()
            .all(|note| note.level == crate::domain::Level::Ok)
    );
    assert_eq!(works.identity.username.as_deref(), Some(USER));
    assert_eq!(works.audience_used, "https://test.salesforce.com/");
    assert_eq!(works.instance_url, HOME);
    assert_eq!(world.org.logins(), 1);
}

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
async fn a_clock_that_is_ten_minutes_fast_is_named_as_the_reason() {
    let world = world();
    let mut case = world.case();
    case.stamps.now = || Timestamp::now() + jiff::SignedDuration::from_mins(10);
    let refused = world.refused(case).await;
    assert_eq!(refused.diagnosis.code, "assertion-expired");
    assert!(refused.diagnosis.causes[0].contains("10 minutes ahead of Salesforce's"));
}

#[tokio::test]
async fn another_audience_is_found_and_told() {
    let mut world = world();
    world.org.ground.audiences = vec![HOME.into()];
    let works = world.works(world.case()).await;
    assert_eq!(works.audience_used, HOME);
    assert_eq!(world.org.logins(), 2);
    let told =
        format!("The audience https://test.salesforce.com/ is refused, but {HOME} is accepted.");
    assert!(works.notes.contains(&crate::domain::CheckLine::warn(told)));
}

#[tokio::test]
async fn no_more_than_four_logins_are_tried_whatever_comes() {
    let mut world = world();
    world.org.ground.audiences = Vec::new();
    let mut case = world.case();
    case.credentials.audience = "https://tset.salesforce.com";
    let refused = world.refused(case).await;
    assert_eq!(refused.diagnosis.code, "audience-invalid");
    assert_eq!(world.org.logins(), 4);
    assert_eq!(refused.tried.len(), 4);
    assert!(
        refused
            .diagnosis
            .notes
            .contains(&"Audience sent: https://tset.salesforce.com".to_owned())
    );
}

#[tokio::test]
async fn a_refusal_past_the_audience_tells_more_than_the_audience() {
    let mut world = world();
    world.org.ground.audiences = vec![HOME.into()];
    let mut case = world.case();
    case.credentials.username = "inactive@practice.example";
    let refused = world.refused(case).await;
    assert_eq!(refused.diagnosis.code, "user-inactive");
    assert_eq!(world.org.logins(), 2);
}

#[tokio::test]
async fn the_wrong_org_or_kind_is_seen_although_the_login_works() {
    let world = world();
    let mut case = world.case();
    case.expected.org_id = Some("00D5g00000ZZZZZ");
    case.expected.kind = Some(OrgKind::Production);
    case.expected.my_domain = Some("https://acme.my.salesforce.com");
    let works = world.works(case).await;
    assert!(!works.is_right_org());
    let levels: Vec<_> = works.notes.iter().map(|note| note.level).collect();
    use crate::domain::Level::{Fail, Ok, Warn};
    assert_eq!(levels, [Ok, Ok, Fail, Fail, Warn]);
}

#[tokio::test]
async fn an_org_id_of_eighteen_characters_is_the_same_org() {
    let world = world();
    let mut case = world.case();
    case.expected.org_id = Some("00D5g00000AbCdEEAV");
    assert!(world.works(case).await.is_right_org());
}

#[tokio::test]
async fn a_rest_base_that_leads_nowhere_is_told_from_a_refused_login() {
    let world = world();
    for (rest_base, code, advice) in [
        (
            "https://acme--uat.sandbox.my.salesforce.com/services/data/v640",
            "rest-path-not-found",
            Some("This org has the API versions v50.0 to v66.0."),
        ),
        (
            "https://login.salesforce.com/services/data/v54.0",
            "rest-base-on-login-host",
            None,
        ),
        (
            "https://nowhere.my.salesforce.com/services/data/v64.0",
            "host-not-found",
            None,
        ),
    ] {
        let mut case = world.case();
        case.credentials.rest_base = rest_base;
        let refused = world.refused(case).await;
        assert_eq!(refused.diagnosis.code, code);
        assert_eq!(refused.instance_url.as_deref(), Some(HOME));
        if let Some(advice) = advice {
            assert!(refused.diagnosis.notes.contains(&advice.to_owned()));
        }
    }
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
