use super::*;

const TOKEN: &str = "SALESFORCE_AUTH_ENDPOINT";
const REST: &str = "SALESFORCE_REST_API_ENDPOINT_BASE";

/// What is stored as one of the addresses, and what is found then.
const ROWS: [(&str, &str, &[&str]); 18] = [
    (TOKEN, "", &["token-endpoint-missing"]),
    (
        TOKEN,
        "acme--uat.sandbox.my.salesforce.com/services/oauth2/token",
        &["token-endpoint-without-scheme"],
    ),
    (
        TOKEN,
        "https://test.salesforce.com/services/oauth2/token",
        &["token-endpoint-on-login-host"],
    ),
    (
        TOKEN,
        "https://acme--uat.sandbox.lightning.force.com/services/oauth2/token",
        &["token-endpoint-wrong-host"],
    ),
    (
        TOKEN,
        "http://acme--uat.sandbox.my.salesforce.com/services/oauth2/token",
        &["token-endpoint-not-https"],
    ),
    (
        TOKEN,
        "https:///services/oauth2/token",
        &["token-endpoint-wrong-host"],
    ),
    (
        TOKEN,
        "https://acme--uat.sandbox.my.salesforce.com/",
        &["token-endpoint-path"],
    ),
    (
        TOKEN,
        "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token\n",
        &["token-endpoint-blanks"],
    ),
    (
        TOKEN,
        "https://orgs.acme.com/services/oauth2/token",
        &["token-endpoint-unknown-host", "addresses-differ"],
    ),
    (
        TOKEN,
        "https://beta--uat.sandbox.my.salesforce.com/services/oauth2/token",
        &["addresses-differ"],
    ),
    (REST, " ", &["rest-base-missing"]),
    (
        REST,
        "https://acme--uat.sandbox.my.salesforce.com",
        &["rest-base-without-version"],
    ),
    (
        REST,
        "https://acme--uat.sandbox.my.salesforce.com/services/data/v64.0/",
        &[],
    ),
    (
        REST,
        "https://login.salesforce.com/services/data/v54.0",
        &["rest-base-on-login-host"],
    ),
    (
        REST,
        "https://acme--uat.sandbox.lightning.force.com/services/data/v64.0",
        &["rest-base-wrong-host"],
    ),
    (
        REST,
        "acme--uat.sandbox.my.salesforce.com/services/data/v64.0",
        &["rest-base-without-scheme"],
    ),
    (
        REST,
        "https://orgs.acme.com/services/data/v64.0",
        &["rest-base-unknown-host", "addresses-differ"],
    ),
    (
        REST,
        "https://a b/services/data/v64.0",
        &["rest-base-malformed", "rest-base-blanks"],
    ),
];

#[test]
fn an_address_in_the_secret_is_judged() {
    for (key, value, codes) in ROWS {
        let mut case = Case::secrets_manager();
        case.set(key, value);
        assert_eq!(case.codes(), codes, "{key} = {value:?}");
    }
}

#[test]
fn an_address_in_a_variable_is_judged_alike() {
    for (variable, value, codes) in ROWS {
        let mut case = Case::parameter_store();
        case.set_variable(variable, value);
        assert_eq!(case.codes(), codes, "{variable} = {value:?}");
    }
}

#[test]
fn a_login_host_is_fatal_to_the_rest_base_only() {
    let severity = |key, value| {
        let mut case = Case::secrets_manager();
        case.set(key, value);
        case.only().severity
    };
    let token = severity(TOKEN, "https://login.salesforce.com/services/oauth2/token");
    let rest = severity(REST, "https://login.salesforce.com/services/data/v54.0");
    assert_eq!((token, rest), (Severity::Warning, Severity::Error));
}

#[test]
fn an_org_id_has_its_shape() {
    let rows: [(&str, &[&str]); 4] = [
        ("00D5g00000AbCdEEAV", &[]),
        ("00D5g00000AbC", &["org-id-shape"]),
        ("0055g00000AbCdE", &["org-id-shape"]),
        ("", &["org-id-shape"]),
    ];
    for (id, codes) in rows {
        let mut case = Case::secrets_manager();
        case.set("SALESFORCE_ORG_ID", id);
        assert_eq!(case.codes(), codes, "{id}");
    }
}
