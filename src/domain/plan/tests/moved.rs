//! What somebody else changed since a plan was made, in words.

use super::*;

fn moved(before: &Snapshot, now: &Snapshot) -> Vec<String> {
    let lines = crate::domain::moved::since(before, now);
    lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn what_moved_in_a_secret_is_told_by_versions_and_keys_and_never_by_value() {
    let before = with_secret(&template(""), &access("00D5g!cached"));
    assert!(moved(&before, &before).is_empty());
    let mut now = with_secret(&template(r#", "ADDED": "canary""#), &access("00D5g!other"));
    for found in [&mut now.secret, &mut now.access_secret] {
        found.as_mut().unwrap().version = "v1".into();
    }
    insta::assert_snapshot!(moved(&before, &now).join("\n"), @r"
    Secret acme-salesforce-secret: version v0 became v1. Changed: ADDED.
    Secret acme-salesforce-access-secret: version v0 became v1. Changed: the cached token; the function itself may have done it.
    ");
}

#[test]
fn what_moved_in_parameters_and_function_is_told_by_versions_and_names() {
    let keys = RestKeys::of("acme");
    let before = with_parameters(&keys.subject, &keys.audience);
    let mut now = before.clone();
    let subject = now.parameters.get_mut(&keys.subject).unwrap();
    subject.parameter.version = 4;
    subject.description.as_mut().unwrap().changed_by = Some("arn:of:jane".into());
    now.parameters.remove(&keys.audience);
    let latest = now.latest.as_mut().unwrap();
    latest.revision = Some("r2".into());
    let Environment::Variables(variables) = &mut latest.environment else {
        panic!("{:?}", latest.environment);
    };
    variables.insert("LOG_LEVEL".into(), "debug".into());
    now.alias.as_mut().unwrap().version = "8".into();
    insta::assert_snapshot!(moved(&before, &now).join("\n"), @r"
    Parameter acme-salesforce-rest-api-audience: version 3 was removed.
    Parameter acme-salesforce-rest-api-subject: version 3 became 4, written by arn:of:jane.
    Function acme-InvokeSalesforceRestApiFunction: changed: LOG_LEVEL.
    Alias active: pointed to version 7 and now to 8.
    ");
}
