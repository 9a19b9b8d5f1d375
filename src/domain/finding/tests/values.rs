use super::*;
use crate::domain::finding::can_log_in;

/// What is stored under a key of the REST function, and what is found then.
fn rows() -> Vec<(String, String, &'static [&'static str])> {
    let keys = RestKeys::of(CC);
    let row = |key: &str, value: &str, codes: &'static [&'static str]| {
        (key.to_owned(), value.to_owned(), codes)
    };
    let consumer_key = &four()[0];
    vec![
        row(
            &keys.consumer_key,
            "salesforce-rest-api-auth-consumer-key-value",
            &["consumer-key-placeholder"],
        ),
        row(&keys.consumer_key, " ", &["consumer-key-placeholder"]),
        row(
            &keys.consumer_key,
            &format!("{consumer_key}\n"),
            &["consumer-key-blanks"],
        ),
        row(
            &keys.consumer_key,
            &format!("\"{consumer_key}\""),
            &["consumer-key-quotes"],
        ),
        row(
            &keys.consumer_key,
            &"0A".repeat(32),
            &["consumer-key-is-consumer-secret"],
        ),
        row(
            &keys.consumer_key,
            &consumer_key[..84],
            &["consumer-key-unusual"],
        ),
        row(
            &keys.subject,
            "salesforce-rest-api-auth-subject",
            &["username-placeholder"],
        ),
        row(
            &keys.subject,
            "voice@acme.com.uat ",
            &["username-not-clean"],
        ),
        row(&keys.subject, "voice", &["username-without-at"]),
        row(&keys.subject, "voice@acme.com", &["username-other-kind"]),
        row(
            &keys.audience,
            "salesforce-rest-api-auth-audience-key-value",
            &["audience-placeholder"],
        ),
        row(
            &keys.audience,
            "https://login.salesforce.com/",
            &["audience-wrong-for-org"],
        ),
        row(&keys.audience, "https://test.salesforce.com", &[]),
        row(
            &keys.audience,
            "https://test.salesforce.com/ ",
            &["audience-blanks"],
        ),
        row(&keys.audience, HOME, &["audience-unusual"]),
    ]
}

#[test]
fn each_value_is_judged_as_it_stands() {
    for (key, value, codes) in rows() {
        let mut case = Case::secrets_manager();
        case.set(&key, &value);
        assert_eq!(case.codes(), codes, "{key} = {value:?}");
        for finding in case.findings() {
            assert_eq!(
                finding.place,
                format!("secret acme-salesforce-secret, key {key}")
            );
            assert!(finding.setup_mends);
        }
    }
}

#[test]
fn a_parameter_is_judged_like_a_key_of_the_secret() {
    for (key, value, codes) in rows() {
        let mut case = Case::parameter_store();
        case.put_parameter(&key, &value);
        assert_eq!(case.codes(), codes, "{key} = {value:?}");
        for finding in case.findings() {
            assert_eq!(finding.place, format!("parameter {key}"));
        }
    }
}

#[test]
fn a_missing_key_is_missing() {
    let keys = RestKeys::of(CC);
    let codes = [
        "consumer-key-missing",
        "private-key-missing",
        "username-missing",
        "audience-missing",
    ];
    for (key, code) in keys.four().into_iter().zip(codes) {
        let mut case = Case::secrets_manager();
        case.remove(key);
        assert_eq!(case.only().code, code);
        assert!(!can_log_in(&case.seen()), "{key}");
    }
}

#[test]
fn a_production_org_wants_the_other_audience() {
    let mut case = Case::secrets_manager();
    for key in [
        "SALESFORCE_AUTH_ENDPOINT",
        "SALESFORCE_REST_API_ENDPOINT_BASE",
    ] {
        let path = if key.contains("AUTH") {
            "oauth2/token"
        } else {
            "data/v64.0"
        };
        case.set(
            key,
            &format!("https://acme.my.salesforce.com/services/{path}"),
        );
    }
    assert_eq!(
        case.codes(),
        ["audience-wrong-for-org", "username-other-kind"]
    );
    assert!(
        case.findings()[0]
            .advice
            .fix()
            .contains("https://login.salesforce.com/")
    );
}

#[test]
fn a_login_that_works_settles_what_was_a_guess_only() {
    let settled = |key: &str, value: &str| {
        let mut case = Case::secrets_manager();
        case.set(key, value);
        case.only().is_settled_by_login()
    };
    let keys = RestKeys::of(CC);
    assert!(settled(&keys.subject, "voice@acme.com"));
    assert!(settled(&keys.consumer_key, &four()[0][..84]));
    assert!(!settled("SALESFORCE_ORG_ID", "acme"));
}
