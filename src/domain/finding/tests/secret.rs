use super::*;
use crate::domain::finding::cached_token;
use crate::problem::Problem;

fn with_text(text: &str) -> Case {
    let mut case = Case::secrets_manager();
    case.snapshot.secret.as_mut().unwrap().text = Secret::new(text);
    case
}

#[test]
fn a_secret_in_which_the_function_finds_no_keys_is_named() {
    let rows = [
        ("not JSON", "secret-not-json", ""),
        ("[]", "secret-not-an-object", ""),
        (r#"{"a":"1","a":"2"}"#, "secret-duplicate-key", ""),
        (
            r#"{"a":"1"}"#,
            "secret-without-rest-keys",
            "does not hold CALL_CENTER_API_NAME",
        ),
        (
            r#"{"CALL_CENTER_API_NAME":"acme"}"#,
            "secret-without-rest-keys",
            "none of the keys",
        ),
        (
            r#"{"CALL_CENTER_API_NAME":"acme","beta-salesforce-rest-api-auth-consumer-key":"1"}"#,
            "secret-without-rest-keys",
            "begin with beta",
        ),
    ];
    for (text, code, words) in rows {
        let finding = with_text(text).only();
        assert_eq!(
            (finding.code, finding.severity),
            (code, Severity::Error),
            "{text}"
        );
        assert!(finding.what.contains(words), "{}", finding.what);
    }
}

#[test]
fn a_blank_in_the_contact_centers_name_hides_all_keys() {
    let mut case = Case::secrets_manager();
    case.set("CALL_CENTER_API_NAME", "acme ");
    assert_eq!(case.only().code, "contact-center-name-blanks");
}

#[test]
fn without_its_access_secret_the_function_does_not_even_log_in() {
    let gaps = [
        ("secret-missing", "access-secret-missing", Severity::Error),
        ("aws-denied", "aws-denied", Severity::Warning),
        (
            "secret-marked-for-deletion",
            "secret-marked-for-deletion",
            Severity::Error,
        ),
        ("secret-rotated", "secret-rotated", Severity::Warning),
    ];
    for (gap, code, severity) in gaps {
        let mut case = Case::secrets_manager();
        case.snapshot.access_secret = None;
        let problem = Problem::new(gap, "It cannot be read.")
            .cause("A cause.")
            .fix("A cure.");
        case.snapshot.access_secret_gap = Some(problem);
        let finding = case.only();
        assert_eq!((finding.code, finding.severity), (code, severity));
        assert_eq!(finding.place, "secret acme-salesforce-access-secret");
    }
    let mut case = Case::secrets_manager();
    case.snapshot.access_secret = Some(found("acme-salesforce-access-secret", "00Dtoken"));
    assert_eq!(case.only().code, "access-secret-not-json");
}

#[test]
fn a_kms_key_of_ones_own_is_worth_a_warning() {
    let rows: [(&str, &[&str]); 2] = [
        (
            "arn:aws:kms:us-west-2:1:key/5b2",
            &["kms-key-customer-managed"],
        ),
        ("arn:aws:kms:us-west-2:1:alias/aws/secretsmanager", &[]),
    ];
    for (key, codes) in rows {
        let mut case = Case::secrets_manager();
        let secret = case.snapshot.access_secret.as_mut().unwrap();
        secret.description.as_mut().unwrap().kms_key = Some(key.into());
        assert_eq!(case.codes(), codes);
        for finding in case.findings() {
            assert!(
                finding
                    .advice
                    .fix()
                    .contains("kms:Decrypt and kms:GenerateDataKey")
            );
        }
    }
}

#[test]
fn a_secret_of_another_name_is_out_of_the_roles_reach() {
    let mut case = Case::secrets_manager();
    case.snapshot.center.secret = Some("acme/rest".into());
    let finding = case.only();
    assert_eq!(
        (finding.code, finding.place.as_str()),
        ("secret-not-readable-by-role", "secret acme/rest")
    );
}

#[test]
fn the_documented_name_must_not_lead_to_the_telephony_key() {
    let keys = RestKeys::of(CC);
    let mut case = Case::secrets_manager();
    case.set("PRIVATE_KEY_PARAM_NAME", &keys.telephony_key);
    let finding = case.only();
    assert_eq!(finding.code, "secret-points-to-telephony-key");
    assert!(finding.advice.fix().contains(&keys.private_key));
    case.set("PRIVATE_KEY_PARAM_NAME", &keys.private_key);
    case.snapshot.secret.as_mut().unwrap().text = Secret::new("");
    assert_eq!(case.codes(), [""; 0]);
}

#[test]
fn old_parameters_are_told_to_be_of_no_use() {
    let mut case = Case::secrets_manager();
    case.leftovers = vec!["acme-salesforce-rest-api-subject".into()];
    let finding = case.only();
    assert_eq!(
        (finding.code, finding.severity),
        ("parameters-stale", Severity::Info)
    );
    assert!(finding.place.contains("acme-salesforce-rest-api-subject"));
}

#[test]
fn a_multi_org_flow_is_told_what_to_set() {
    let mut case = Case::secrets_manager();
    case.snapshot.center.kind = Kind::MultiOrg("scvMultiorg".into());
    case.snapshot.center.qualifier = None;
    let finding = case.only();
    assert_eq!(
        (finding.code, finding.severity),
        ("flow-attributes", Severity::Info)
    );
    let set = "secretName = acme-salesforce-secret and accessTokenSecretName = acme-salesforce-access-secret";
    assert!(finding.what.contains(set), "{}", finding.what);
}

#[test]
fn a_cached_token_is_told_by_its_place_only() {
    let mut case = Case::secrets_manager();
    case.write_document();
    let finding = cached_token(&case.seen()).unwrap();
    assert_eq!(
        finding.place,
        "secret acme-salesforce-access-secret, key acme-salesforce-rest-api-access-token"
    );
    is_fit_to_be_read(&finding);
    let mut case = Case::parameter_store();
    assert_eq!(cached_token(&case.seen()), None);
    let name = RestKeys::of(CC).access_token;
    case.put_parameter(&name, "salesforce-rest-api-auth-access-token-key-value");
    assert_eq!(cached_token(&case.seen()), None);
    case.put_parameter(&name, "00Dtoken");
    assert_eq!(cached_token(&case.seen()).unwrap().code, "token-cached");
}

#[test]
fn a_secret_that_is_copied_names_the_regions() {
    let mut case = Case::secrets_manager();
    let secret = case.snapshot.secret.as_mut().unwrap();
    secret.description.as_mut().unwrap().replicas = vec!["eu-west-2".into(), "eu-west-1".into()];
    let finding = case.only();
    assert_eq!(
        (finding.code, finding.severity),
        ("secret-replicated", Severity::Info)
    );
    assert!(finding.what.contains("eu-west-2, eu-west-1"));
}

#[test]
fn what_may_not_be_described_is_told_with_the_action_to_ask_for() {
    let mut case = Case::secrets_manager();
    case.snapshot.secret.as_mut().unwrap().description = None;
    let finding = case.only();
    assert_eq!(finding.code, "not-described");
    assert_eq!(
        finding.advice.fix(),
        "Ask for secretsmanager:DescribeSecret on it."
    );
}
