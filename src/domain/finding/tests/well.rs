use super::*;
use crate::domain::finding::can_log_in;
use crate::domain::finding::summary::facts;

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    for mut case in [Case::secrets_manager(), Case::parameter_store()] {
        assert_eq!(case.findings(), []);
        assert!(can_log_in(&case.seen()));
    }
}

#[test]
fn the_worst_comes_first() {
    let mut case = Case::secrets_manager();
    case.leftovers = vec!["acme-salesforce-rest-api-subject".into()];
    case.set("SALESFORCE_ORG_ID", "acme");
    case.remove("acme-salesforce-rest-api-audience");
    let severities: Vec<_> = case
        .findings()
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(
        severities,
        [Severity::Error, Severity::Warning, Severity::Info]
    );
}

#[test]
fn facts_for_a_support_case_hold_no_secret() {
    for mut case in [Case::secrets_manager(), Case::parameter_store()] {
        case.write_document();
        let facts = facts(&case.seen());
        let [consumer_key, key, username, _] = four();
        let shown = format!("{facts:?}");
        assert!(shown.contains(&username) && shown.contains(HOME));
        assert!(shown.contains(&test_keys::pair().key.fingerprint().to_string()));
        let line = key.lines().nth(2).unwrap();
        for secret in [consumer_key.as_str(), &consumer_key[80..], line, "00Dtoken"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

#[test]
fn facts_tell_of_a_misplaced_secret_only_that_it_is_one() {
    let mut case = Case::secrets_manager();
    let [consumer_key, key, ..] = four();
    let keys = RestKeys::of(CC);
    case.set(&keys.subject, &key);
    case.set(&keys.audience, &consumer_key);
    case.set("SALESFORCE_AUTH_ENDPOINT", &consumer_key);
    case.set("SALESFORCE_ORG_ID", &consumer_key);
    case.write_document();
    let shown = format!("{:?}", facts(&case.seen()));
    for secret in ["3MVG9", "k2Qp", key.lines().nth(2).unwrap()] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
