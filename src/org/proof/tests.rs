//! What the login proof tells of each combination of values.
#![allow(clippy::unwrap_used)]

use jiff::SignedDuration;

use super::*;
use crate::domain::diagnosis::Stage;
use crate::org::practice::Reply;
use crate::org::test_world::*;

#[tokio::test]
async fn the_right_values_are_let_in_and_lead_to_the_right_org() {
    let world = world();
    let works = world.works(world.case()).await;
    assert!(works.is_right_org());
    assert!(works.notes.iter().all(|note| note.level == Level::Ok));
    assert_eq!(works.identity.username.as_deref(), Some(USER));
    assert_eq!(works.audience_used, "https://test.salesforce.com/");
    assert_eq!(works.instance_url, HOME);
    assert_eq!(world.org.logins(), 1);
}

#[tokio::test]
async fn a_clock_that_is_ten_minutes_fast_is_named_as_the_reason() {
    let world = world();
    let mut case = world.case();
    case.stamps.now = || Timestamp::now() + SignedDuration::from_mins(10);
    let refused = world.refused(case).await;
    assert_eq!(refused.diagnosis.code, "assertion-expired");
    assert!(refused.diagnosis.causes[0].contains("10 minutes ahead of Salesforce's"));
}

#[tokio::test]
async fn another_audience_is_found_and_told() {
    let world = world().accepting(&[HOME]);
    let works = world.works(world.case()).await;
    assert_eq!(works.audience_used, HOME);
    assert_eq!(world.org.logins(), 2);
    let told =
        format!("The audience https://test.salesforce.com/ is refused, but {HOME} is accepted.");
    assert!(works.notes.contains(&CheckLine::warn(told)));
}

#[tokio::test]
async fn no_more_than_four_logins_are_tried_whatever_comes() {
    let world = world().accepting(&[]);
    let mut case = world.case();
    case.credentials.audience = "https://tset.salesforce.com";
    let refused = world.refused(case).await;
    assert_eq!(refused.diagnosis.code, "audience-invalid");
    assert_eq!(world.org.logins(), 4);
    assert_eq!(refused.tried.len(), 4);
    assert_eq!(
        refused.diagnosis.causes[0],
        format!(
            "None of these is accepted as audience: https://tset.salesforce.com, {HOME}, \
             https://login.salesforce.com/, https://test.salesforce.com/."
        )
    );
    assert!(
        refused
            .diagnosis
            .notes
            .contains(&"Audience sent: https://tset.salesforce.com".to_owned())
    );
}

#[tokio::test]
async fn a_refusal_past_the_audience_tells_more_than_the_audience() {
    let world = world().accepting(&[HOME]);
    let mut case = world.case();
    case.credentials.username = "inactive@practice.example";
    let refused = world.refused(case).await;
    assert_eq!(refused.diagnosis.code, "user-inactive");
    let note = "Not accepted as audience: https://test.salesforce.com/.";
    assert!(refused.diagnosis.notes.contains(&note.to_owned()));
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
    use Level::{Fail, Ok, Warn};
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
async fn a_consumer_key_in_a_refusal_is_not_shown() {
    let world = world();
    let told: &'static str =
        format!("no such key {}", world.consumer_key.expose_for_signing()).leak();
    world.org.tell(Stage::Login, Reply::No(400, "odd", told));
    let refused = world.refused(world.case()).await;
    assert_eq!(
        refused.diagnosis.said.unwrap(),
        "HTTP 400 odd: no such key [consumer key]"
    );
}
