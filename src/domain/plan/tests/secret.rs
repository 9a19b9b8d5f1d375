//! Plans of contact centers that keep their values in a secret.

use super::*;
use crate::domain::document::Document;
use crate::domain::test_keys::other_pair;

#[test]
fn placeholders_are_set_and_the_audience_that_is_right_keeps_its_spelling() {
    let plan = plan(&wanted(), &with_secret(&template(""), &access(FRESH)));
    let keys = RestKeys::of("acme");
    let [write] = secrets(&plan)[..] else {
        panic!("{:?}", plan.changes);
    };
    assert_eq!(
        write.keys,
        [keys.consumer_key, keys.private_key, keys.subject]
    );
    let text = write.text.expose();
    assert!(text.contains(r#""https:\/\/test.salesforce.com/""#));
    assert!(text.contains(r#""n": 1.50"#));
    assert_eq!(plan.untouched[0].count, 6);
}

#[test]
fn what_is_right_already_is_not_written_again() {
    let first = plan(&wanted(), &with_secret(&template(""), &access(FRESH)));
    let set = secrets(&first)[0].text.expose().to_owned();
    let second = plan(
        &wanted(),
        &with_secret(&set, &access("00D5g!a.token.that.works")),
    );
    assert!(second.is_nothing(), "{:?}", second.changes);
}

#[test]
fn a_cached_token_is_cleared_once_something_changes_and_a_placeholder_is_not() {
    let cached = with_secret(&template(""), &access("00D5g!cached"));
    let plan = plan(&wanted(), &cached);
    let last = plan.changes.last().unwrap();
    assert_eq!(
        (last.action, last.after.as_str()),
        (Action::Reset, "(empty)")
    );
    let token = Document::parse(&secrets(&plan)[1].text).unwrap();
    let token = token.text("acme-salesforce-rest-api-access-token").unwrap();
    assert_eq!(token, Secret::new(""));
}

#[test]
fn finishing_a_setup_resets_the_token_though_all_else_is_written() {
    let stored = secrets(&plan(
        &wanted(),
        &with_secret(&template(""), &access(FRESH)),
    ))[0]
        .text
        .in_the_clear();
    let token = access("00D5g00000ABCDE!AQ0AQ");
    let done = with_secret(&stored, &token);
    assert!(plan(&wanted(), &done).is_nothing());
    let finishing = Wanted {
        finishing: true,
        ..wanted()
    };
    let keys = secrets(&plan(&finishing, &done))[0].keys.clone();
    assert_eq!(keys, ["acme-salesforce-rest-api-access-token"]);
    assert!(plan(&finishing, &with_secret(&stored, &access(""))).is_nothing());
}

#[test]
fn what_the_procedure_names_is_set_too_where_it_exists() {
    let more = r#", "CONSUMER_KEY_PARAM_NAME": "my-key", "my-key": "old", "SUBJECT": "old@acme.com", "AUDIENCE": "acme-salesforce-rest-api-audience""#;
    let plan = plan(&wanted(), &with_secret(&template(more), &access(FRESH)));
    let keys = &secrets(&plan)[0].keys;
    assert!(keys.iter().any(|key| key == "my-key"));
    assert!(keys.iter().any(|key| key == "SUBJECT"));
    assert!(
        keys.iter()
            .all(|key| key != "AUDIENCE" && key != "CONSUMER_KEY_PARAM_NAME")
    );
}

#[test]
fn another_my_domain_moves_both_addresses_and_keeps_the_version() {
    let wanted = Wanted {
        my_domain: domain("https://acme--dev.sandbox.my.salesforce.com"),
        ..wanted()
    };
    let plan = plan(&wanted, &with_secret(&template(""), &access(FRESH)));
    let document = Document::parse(&secrets(&plan)[0].text).unwrap();
    let base = document.text("SALESFORCE_REST_API_ENDPOINT_BASE").unwrap();
    assert_eq!(
        base,
        Secret::new("https://acme--dev.sandbox.my.salesforce.com/services/data/v60.0")
    );
}

#[test]
fn the_telephony_key_is_never_written_whatever_points_to_it() {
    let pointing = format!(r#", "PRIVATE_KEY_PARAM_NAME": "{TELEPHONY}""#);
    let plan = plan(
        &wanted(),
        &with_secret(&template(&pointing), &access(FRESH)),
    );
    assert!(secrets(&plan)[0].keys.iter().all(|key| key != TELEPHONY));
    assert!(
        plan.notices
            .iter()
            .any(|notice| notice.text.contains(TELEPHONY))
    );
}

#[test]
fn what_the_template_keeps_there_is_not_written_whatever_points_to_it() {
    for key in [
        "SALESFORCE_AUTH_ENDPOINT",
        "SALESFORCE_REST_API_ENDPOINT_BASE",
        "SALESFORCE_ORG_ID",
        "SCRT_ENDPOINT_BASE",
        "TRANSCRIBE_REGION",
        "CALL_CENTER_API_NAME",
    ] {
        let more = match template("").contains(key) {
            true => format!(r#", "AUDIENCE": "{key}""#),
            false => format!(r#", "AUDIENCE": "{key}", "{key}": "theirs""#),
        };
        let plan = plan(&wanted(), &with_secret(&template(&more), &access(FRESH)));
        let keys = &secrets(&plan)[0].keys;
        assert!(
            !keys.iter().any(|it| it == key || it == "AUDIENCE"),
            "{keys:?}"
        );
        let told = format!("AUDIENCE points to {key}");
        assert!(plan.notices.iter().any(|it| it.text.contains(&told)));
    }
}

#[test]
fn the_telephony_key_chosen_for_rest_needs_a_deliberate_yes() {
    let pem = serde_json::to_string(other_pair().key.to_pem().expose()).unwrap();
    let reused = template("").replace(r#""scrt-jwt-auth-private-key-value""#, &pem);
    let wanted = Wanted {
        private_key: other_pair().key.clone(),
        ..wanted()
    };
    let plan = plan(&wanted, &with_secret(&reused, &access(FRESH)));
    assert_eq!(plan.cautions[0].code, "telephony-key-reused");
}

#[test]
fn a_secret_that_says_it_is_anothers_is_refused_whatever_it_is_called() {
    let keys = RestKeys::of("beta");
    let beta = template("")
        .replace(r#""acme""#, r#""beta""#)
        .replace(&RestKeys::of("acme").consumer_key, &keys.consumer_key);
    let plan = plan(&wanted(), &with_secret(&beta, &access(FRESH)));
    assert_eq!(plan.refusals[0].code, "secret-of-another");
    assert!(plan.writes.is_empty() && plan.changes.is_empty());
}

#[test]
fn a_secret_that_the_function_does_not_read_takes_a_deliberate_yes() {
    let codes = |named: &str| {
        let mut snapshot = with_secret(&template(""), &access(FRESH));
        snapshot.function = Some(function("7", &[(variable::SECRET_NAME, named)]));
        let cautions = plan(&wanted(), &snapshot).cautions;
        cautions.iter().map(|it| it.code).collect::<Vec<_>>()
    };
    let arn = "arn:aws:secretsmanager:us-west-2:111122223333:secret:acme-salesforce-secret";
    for own in ["acme-salesforce-secret", arn, &format!("{arn}-a1B2c3")] {
        assert!(codes(own).is_empty(), "{own}");
    }
    for other in ["acme-new-salesforce-secret", &format!("{arn}-new-a1B2c3")] {
        assert_eq!(codes(other), ["secret-not-read"], "{other}");
    }
}

#[test]
fn what_is_written_without_having_been_described_is_said() {
    let keys = RestKeys::of("acme");
    let snapshot = with_secret(
        &template(""),
        &format!(r#"{{"{}": "reset"}}"#, keys.access_token),
    );
    let told = plan(&wanted(), &snapshot).notices;
    let denied = "secretsmanager:DescribeSecret on secret acme-salesforce-secret.";
    assert!(
        told.iter().any(|line| line.text.contains(denied)),
        "{told:?}"
    );
}

#[test]
fn nothing_in_a_preview_gives_a_secret_away() {
    let plan = plan(
        &wanted(),
        &with_secret(&template(""), &access("00D5g!cached")),
    );
    let shown = format!("{:?}", plan.changes);
    let pem = wanted().private_key.to_pem();
    let body = pem.expose().lines().nth(1).unwrap().to_owned();
    for secret in [
        body.as_str(),
        wanted().consumer_key.secret().expose(),
        "00D5g!cached",
    ] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn a_username_that_may_be_another_orgs_is_told_before_it_is_written() {
    let wanted = Wanted {
        username: Username::read("jane@acme.com").unwrap().0,
        ..wanted()
    };
    let said = |plan: &Plan| plan.notices.iter().any(|it| it.text.contains(".uat"));
    let stored = with_secret(&template(""), &access(FRESH));
    assert!(said(&plan(&wanted, &stored)));
    assert!(!said(&plan(&self::wanted(), &stored)));
}

#[test]
fn one_secret_for_values_and_token_is_written_once_with_both() {
    let with_token = |token: &str| {
        let member = format!(r#", "acme-salesforce-rest-api-access-token": "{token}""#);
        let mut snapshot = with_secret(&template(&member), "{}");
        snapshot.access_secret = snapshot.secret.clone();
        snapshot
    };
    let snapshot = with_token("00D5g!cached");
    let first = plan(&wanted(), &snapshot);
    let [write] = secrets(&first)[..] else {
        panic!("{:?}", first.changes);
    };
    assert_eq!(write.keys.len(), 4, "{:?}", write.keys);
    let actions: Vec<_> = first.changes.iter().map(|change| change.action).collect();
    assert_eq!(actions.last(), Some(&Action::Reset));
    assert!(first.cautions.is_empty(), "{:?}", first.cautions);

    let mut written = with_token("");
    written.secret.as_mut().unwrap().text = write.text.clone();
    written.access_secret = written.secret.clone();
    assert!(plan(&wanted(), &written).is_nothing());
    // A placeholder is no token.
    let fresh = plan(&wanted(), &with_token(FRESH));
    assert_eq!(secrets(&fresh)[0].keys.len(), 3);
}
