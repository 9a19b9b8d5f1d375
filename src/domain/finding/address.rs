//! Token endpoint, REST base and org id: where the function logs in and what it asks.

use super::seen::Value;
use super::{Finding, Rule, Seen};
use crate::domain::my_domain::api_version_of;
use crate::domain::plan::shown;
use crate::domain::rest_keys::SALESFORCE_ORG_ID;
use crate::domain::{MyDomain, Secret};
use crate::problem::Problem;

pub(super) const RULES: &[Rule] = &[token_endpoint, rest_base, both_of_one_org, org_id];

const TOKEN_PATH: &str = "/services/oauth2/token";

/// What can be wrong with an address, by its codes.
pub(super) struct Codes {
    pub missing: &'static str,
    pub without_scheme: &'static str,
    pub login_host: &'static str,
    pub wrong_host: &'static str,
    pub not_https: &'static str,
    pub malformed: &'static str,
    pub unknown_host: &'static str,
    pub blanks: &'static str,
}

pub(super) const TOKEN: Codes = Codes {
    missing: "token-endpoint-missing",
    without_scheme: "token-endpoint-without-scheme",
    login_host: "token-endpoint-on-login-host",
    wrong_host: "token-endpoint-wrong-host",
    not_https: "token-endpoint-not-https",
    malformed: "token-endpoint-malformed",
    unknown_host: "token-endpoint-unknown-host",
    blanks: "token-endpoint-blanks",
};

const REST: Codes = Codes {
    missing: "rest-base-missing",
    without_scheme: "rest-base-without-scheme",
    login_host: "rest-base-on-login-host",
    wrong_host: "rest-base-wrong-host",
    not_https: "rest-base-not-https",
    malformed: "rest-base-malformed",
    unknown_host: "rest-base-unknown-host",
    blanks: "rest-base-blanks",
};

const LOGIN_HOST: &str = "my-domain-is-login-host";

/// The org's My Domain, as token endpoint or REST base tell it.
pub(super) fn my_domain(seen: &Seen<'_>) -> Option<MyDomain> {
    let of = |value: &Value| MyDomain::of_endpoint(value.text.as_ref()?.expose()).ok();
    let [token, rest] = seen.addresses()?;
    of(&token).or_else(|| of(&rest))
}

/// Whether the token endpoint is an address at all.
pub(super) fn can_be_asked(seen: &Seen<'_>) -> bool {
    let endpoint = seen.addresses().and_then(|[token, _]| token.text);
    endpoint.is_some_and(|text| match MyDomain::of_endpoint(text.expose()) {
        Ok(_) => true,
        Err(problem) => problem.code == LOGIN_HOST,
    })
}

fn token_endpoint(seen: &Seen<'_>) -> Vec<Finding> {
    let Some([value, _]) = seen.addresses() else {
        return Vec::new();
    };
    let (mut findings, text) = judge(&value, &TOKEN);
    let has_path = text.is_none_or(|text| text.expose().trim().ends_with(TOKEN_PATH));
    if !has_path {
        findings.push(
            Finding::error(
                "token-endpoint-path",
                &value.place,
                format!("The token endpoint does not end in {TOKEN_PATH}."),
            )
            .why("Salesforce hands out tokens at that path only.")
            .mended_by_setup(),
        );
    }
    findings
}

fn rest_base(seen: &Seen<'_>) -> Vec<Finding> {
    let Some([_, value]) = seen.addresses() else {
        return Vec::new();
    };
    let (mut findings, text) = judge(&value, &REST);
    let has_version = text.is_none_or(|text| api_version_of(text.expose().trim()).is_some());
    if !has_version {
        findings.push(
            Finding::error(
                "rest-base-without-version",
                &value.place,
                "The REST base does not end in /services/data/ and a version.",
            )
            .why("The function puts its questions behind it. Elsewhere it gets no 401, so it never logs in.")
            .fix("It must look like https://acme.my.salesforce.com/services/data/v64.0; setup completes it.")
            .mended_by_setup(),
        );
    }
    findings
}

/// Judges scheme and host. Hands the text on where there is one to say more about.
fn judge(value: &Value, codes: &Codes) -> (Vec<Finding>, Option<Secret>) {
    let Some(text) = value.text.clone().filter(|text| !text.is_blank()) else {
        let what = format!("There is no {}.", value.name);
        let finding = Finding::error(codes.missing, &value.place, what)
            .why("The function does not know where to ask.")
            .mended_by_setup();
        return (vec![finding], None);
    };
    let mut findings = Vec::new();
    if text.expose().contains(char::is_whitespace) {
        findings.push(
            Finding::warning(
                codes.blanks,
                &value.place,
                format!("The {} has blanks or a line break in it.", value.name),
            )
            .why("The function uses it exactly as stored.")
            .mended_by_setup(),
        );
    }
    match MyDomain::of_endpoint(text.expose().trim()) {
        Ok(domain) if domain.is_known() => {}
        Ok(domain) => findings.push(unknown_host(value, codes, &domain)),
        Err(problem) => findings.push(wrong(value, codes, &problem)),
    }
    (findings, Some(text))
}

fn unknown_host(value: &Value, codes: &Codes, domain: &MyDomain) -> Finding {
    Finding::warning(
        codes.unknown_host,
        &value.place,
        format!(
            "The {} is at {domain}, which is no known address of Salesforce.",
            value.name
        ),
    )
    .why("If it is misspelt, the function asks the wrong computer.")
    .fix("Compare it with My Domain in Salesforce Setup; setup stores another one.")
    .mended_by_setup()
}

fn wrong(value: &Value, codes: &Codes, problem: &Problem) -> Finding {
    let name = value.name;
    let place = &value.place;
    let shown = shown::clear(value.text.as_ref());
    let finding = match problem.code {
        LOGIN_HOST if codes.login_host == TOKEN.login_host => Finding::warning(
            codes.login_host,
            place,
            "The token endpoint is on Salesforce's common login host.",
        )
        .why("External Client Apps and Government Cloud need the org's own address; a policy may forbid this one."),
        LOGIN_HOST => Finding::error(
            codes.login_host,
            place,
            "The REST base is on Salesforce's common login host.",
        )
        .why("No REST API answers there. The function gets the error URL_NOT_RESET and never logs in."),
        "endpoint-without-scheme" => Finding::error(
            codes.without_scheme,
            place,
            format!("The {name} does not begin with https://."),
        )
        .why("The function uses it as stored and fails with ERR_INVALID_URL."),
        "my-domain-not-https" => Finding::error(
            codes.not_https,
            place,
            format!("The {name} begins with http://, which is not encrypted."),
        )
        .why("Salesforce does not answer there."),
        "my-domain-wrong-host" | "my-domain-is-instance" | "my-domain-is-public-site" => Finding::error(
            codes.wrong_host,
            place,
            format!("The {name} {shown} is not on the org's My Domain. {}", problem.what),
        )
        .why("Salesforce's login and REST API answer at the My Domain only.")
        .fix(problem.advice.fix()),
        _ => Finding::error(codes.malformed, place, format!("The {name} is not a web address."))
            .why(&problem.what),
    };
    finding.mended_by_setup()
}

/// Two orgs in one set-up: the token of one is worth nothing in the other.
fn both_of_one_org(seen: &Seen<'_>) -> Vec<Finding> {
    let Some([token, rest]) = seen.addresses() else {
        return Vec::new();
    };
    let of = |value: &Value| MyDomain::of_endpoint(value.text.as_ref()?.expose().trim()).ok();
    match (of(&token), of(&rest)) {
        (Some(login), Some(api)) if login.origin() != api.origin() => vec![
            Finding::warning(
                "addresses-differ",
                &rest.place,
                format!("The REST base is at {api}, but the token endpoint is at {login}."),
            )
            .why("A token of one org is refused by another.")
            .fix("Set both to the org's My Domain; setup does.")
            .mended_by_setup(),
        ],
        _ => Vec::new(),
    }
}

fn org_id(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(rest) = seen.snapshot.rest_secret().filter(|_| !seen.is_below_19()) else {
        return Vec::new();
    };
    let id = rest.org_id().unwrap_or_default();
    let is_id = matches!(id.len(), 15 | 18)
        && id.starts_with("00D")
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_id {
        return Vec::new();
    }
    let what = match id.is_empty() {
        true => "There is no org id.",
        false => "The org id does not look like one.",
    };
    vec![
        Finding::warning("org-id-shape", seen.key_place(SALESFORCE_ORG_ID), what)
            .why("Without it nobody can tell whether a login leads to the right org.")
            .fix("It has 15 characters and begins with 00D. The contact center's stack sets it; see Company Information in Salesforce Setup."),
    ]
}
