//! The table as a whole: each row is found, and each sentence is fit to be read.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;

fn answer(error: &str, description: &str) -> Refusal {
    Refusal::Answer {
        status: 400,
        error: error.into(),
        description: description.into(),
        server_date: None,
    }
}

fn login(error: &str, description: &str) -> Diagnosis {
    diagnose(Stage::Login, &answer(error, description), &Sent::default())
}

fn rest(error: &str, description: &str) -> Diagnosis {
    diagnose(Stage::Rest, &answer(error, description), &Sent::default())
}

#[test]
fn each_answer_of_the_token_endpoint_has_its_code() {
    for (error, description, code) in [
        (
            "invalid_client_id",
            "client identifier invalid",
            "consumer-key-unknown",
        ),
        (
            "invalid_client",
            "App must be installed into org",
            "app-not-installed",
        ),
        (
            "invalid_client",
            "invalid client credentials",
            "client-secret-demanded",
        ),
        (
            "app_not_found",
            "External client app is not installed in this org",
            "app-not-in-org",
        ),
        (
            "invalid_grant",
            "user hasn't approved this consumer",
            "user-not-approved",
        ),
        (
            "invalid_grant",
            "user hasn\u{2019}t approved this consumer",
            "user-not-approved",
        ),
        (
            "invalid_app_access",
            "user is not admin approved to access this app",
            "user-not-assigned",
        ),
        (
            "invalid_app_acess",
            "user is not admin approved",
            "user-not-assigned",
        ),
        (
            "OAUTH_APP_ACCESS_DENIED",
            "user is not admin approved",
            "user-not-assigned",
        ),
        (
            "invalid_request",
            "refresh_token scope is required and the connected app should be installed and preauthorized",
            "scope-missing",
        ),
        ("invalid_grant", "invalid assertion", "assertion-invalid"),
        ("invalid_grant", "audience is invalid", "audience-invalid"),
        (
            "invalid_grant",
            "Audience validation failed",
            "audience-invalid",
        ),
        ("invalid_grant", "invalid audience", "audience-invalid"),
        (
            "invalid_grant",
            "expired authorization code",
            "assertion-expired",
        ),
        ("invalid_grant", "inactive user", "user-inactive"),
        ("inactive_user", "user is inactive", "user-inactive"),
        ("invalid_grant", "user is locked", "user-locked"),
        (
            "inactive_org",
            "organization is locked, closed, or suspended",
            "org-inactive",
        ),
        ("invalid_grant", "ip restricted", "ip-or-hours-restricted"),
        (
            "invalid_grant",
            "ip restricted or invalid login hours",
            "ip-or-hours-restricted",
        ),
        (
            "invalid_grant",
            "authentication failure",
            "authentication-failed",
        ),
        (
            "invalid_grant",
            "activation secret invalid",
            "user-not-verified",
        ),
        (
            "access_denied",
            "end-user denied authorization",
            "app-blocked",
        ),
        (
            "unsupported_grant_type",
            "grant type not supported",
            "grant-type-unsupported",
        ),
        ("invalid_request", "must use HTTP POST", "request-malformed"),
        ("rate_limit_exceeded", "", "login-rate-exceeded"),
        (
            "invalid_grant",
            "login rate exceeded",
            "login-rate-exceeded",
        ),
        (
            "unknown_error",
            "retry your request",
            "salesforce-unknown-error",
        ),
        ("invalid_app_org", "", "app-not-allowed-in-org"),
    ] {
        assert_eq!(
            login(error, description).code,
            code,
            "{error}: {description}"
        );
    }
}

#[test]
fn each_answer_of_the_rest_api_has_its_code() {
    for (error, description, code) in [
        (
            "INVALID_SESSION_ID",
            "This session is not valid for use with the REST API",
            "token-not-for-rest",
        ),
        (
            "INVALID_SESSION_ID",
            "Session expired or invalid",
            "session-refused",
        ),
        (
            "URL_NOT_RESET",
            "Destination URL not reset.",
            "rest-base-on-login-host",
        ),
        ("API_DISABLED_FOR_ORG", "", "api-disabled"),
        ("API_CURRENTLY_DISABLED", "", "api-disabled"),
        (
            "NOT_FOUND",
            "The requested resource does not exist",
            "rest-path-not-found",
        ),
        (
            "INVALID_TYPE",
            "sObject type 'X' is not supported",
            "user-lacks-rights",
        ),
        ("INSUFFICIENT_ACCESS_OR_READONLY", "", "user-lacks-rights"),
        ("INVALID_FIELD", "No such column", "user-lacks-rights"),
        (
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
            "api-limit-exceeded",
        ),
    ] {
        assert_eq!(
            rest(error, description).code,
            code,
            "{error}: {description}"
        );
    }
}

#[test]
fn a_word_that_is_known_with_a_sentence_that_is_not_is_unknown() {
    let diagnosis = login("invalid_grant", "something new");
    assert_eq!(diagnosis.code, UNKNOWN);
    assert!(diagnosis.causes.is_empty());
    assert_eq!(
        diagnosis.said.as_deref(),
        Some("HTTP 400 invalid_grant: something new")
    );
    assert_eq!(
        login("NOT_FOUND", "").code,
        UNKNOWN,
        "a REST answer to a login"
    );
    assert_eq!(rest("invalid_grant", "invalid assertion").code, UNKNOWN);
}

#[test]
fn what_is_no_answer_is_told_apart() {
    let unreached = |why| Refusal::Unreached {
        host: "acme.my.salesforce.com".into(),
        why,
        detail: "no".into(),
        proxy: None,
    };
    let page = |status| Refusal::Html {
        status,
        host: "acme.example".into(),
        server_date: None,
    };
    for (refusal, code) in [
        (page(200), "web-page-instead-of-answer"),
        (page(404), "web-page-instead-of-answer"),
        (page(503), "salesforce-unavailable"),
        (
            Refusal::Redirect {
                status: 302,
                host: "a".into(),
                to: "b".into(),
                server_date: None,
            },
            "redirected",
        ),
        (
            Refusal::Garbled {
                status: 200,
                host: "a".into(),
                server_date: None,
            },
            "answer-not-understood",
        ),
        (Refusal::Address("acme".into()), "address-unusable"),
        (unreached(Unreached::Name), "host-not-found"),
        (unreached(Unreached::Connection), "connection-refused"),
        (unreached(Unreached::Tls), "certificate-not-trusted"),
        (unreached(Unreached::Proxy), "proxy-refused"),
        (unreached(Unreached::TimedOut), "salesforce-timed-out"),
        (unreached(Unreached::Lost), "connection-lost"),
    ] {
        for stage in [Stage::Login, Stage::Rest] {
            assert_eq!(diagnose(stage, &refusal, &Sent::default()).code, code);
        }
    }
}

#[test]
fn a_wrong_clock_comes_first_where_it_may_be_the_reason() {
    let sent = Sent {
        clock_ahead: Some(SignedDuration::from_mins(-12)),
        ..Sent::default()
    };
    let note = "This computer's clock is 12 minutes behind Salesforce's.";
    let diagnosis = diagnose(
        Stage::Login,
        &answer("invalid_grant", "invalid assertion"),
        &sent,
    );
    assert_eq!(diagnosis.causes[0], note);
    let other = diagnose(
        Stage::Login,
        &answer("invalid_grant", "inactive user"),
        &sent,
    );
    assert!(other.causes[0] != note && other.notes.contains(&note.to_owned()));
    assert_eq!(clock_note(SignedDuration::from_secs(59)), None);
    assert_eq!(
        clock_note(SignedDuration::from_hours(3)).unwrap(),
        "This computer's clock is 3 hours ahead of Salesforce's."
    );
}

#[test]
fn a_refused_audience_shows_what_was_sent() {
    let sent = Sent {
        address: "https://acme.my.salesforce.com/services/oauth2/token".into(),
        username: "voice@acme.example".into(),
        audience: "https://test.salesforce.com/".into(),
        clock_ahead: None,
    };
    let diagnosis = diagnose(
        Stage::Login,
        &answer("invalid_grant", "audience is invalid"),
        &sent,
    );
    assert!(
        diagnosis
            .notes
            .contains(&"Audience sent: https://test.salesforce.com/".to_owned())
    );
}

#[test]
fn as_a_problem_it_says_what_came_why_and_where_to_mend_it() {
    let problem = login("invalid_grant", "user hasn't approved this consumer").to_problem();
    assert_eq!(problem.code, "user-not-approved");
    assert_eq!(
        problem.advice.said.as_deref(),
        Some("HTTP 400 invalid_grant: user hasn't approved this consumer")
    );
    assert!(problem.advice.causes.len() > 1 && problem.advice.steps.len() > 1);
    assert!(problem.advice.fix().contains("External Client App Manager"));
    assert!(
        problem.advice.steps[0].contains("/lightning/setup/ManageExternalClientApplication/home")
    );
}

#[test]
fn every_entry_can_be_read_by_a_person_and_told_on_the_phone() {
    for entry in entries() {
        let sentences = entry
            .causes
            .iter()
            .chain(entry.steps.iter().map(|(text, _)| text))
            .chain([&entry.meaning]);
        for text in sentences {
            assert!(text.ends_with('.'), "{}: {text}", entry.code);
            for sentence in text.split(". ") {
                let words = sentence.split_whitespace().count();
                assert!(words <= 20, "{}: {words} words: {sentence}", entry.code);
            }
        }
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(entry.code.chars().all(kebab), "{}", entry.code);
        assert!(
            !entry.causes.is_empty() && !entry.steps.is_empty(),
            "{}",
            entry.code
        );
    }
}

#[test]
fn no_code_means_two_things() {
    let mut meanings = BTreeMap::new();
    for entry in entries() {
        let first = meanings.entry(entry.code).or_insert(entry.meaning);
        assert_eq!(*first, entry.meaning, "{}", entry.code);
    }
}

#[test]
fn an_external_client_app_is_named_before_a_connected_app() {
    for entry in entries() {
        let place = |name: &str| {
            entry.steps.iter().position(|(text, page)| {
                text.contains(name) || page.is_some_and(|page| page.menu.contains(name))
            })
        };
        if let Some(connected) = place("connected app")
            && entry.code != "app-not-installed"
        {
            let external = place("External Client App").unwrap();
            assert!(external < connected, "{}", entry.code);
        }
    }
}
