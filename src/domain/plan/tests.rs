//! Plans, made from snapshots that are written out here.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::domain::center::{ContactCenter, Kind, State, variable};
use crate::domain::change::{Action, FunctionWrite, SecretWrite, Write};
use crate::domain::document::Document;
use crate::domain::resources::{
    Alias, Environment, Function, Parameter, ParameterDescription, ParameterType, UpdateStatus,
};
use crate::domain::rest_keys::RestKeys;
use crate::domain::snapshot::{FoundParameter, FoundSecret};
use crate::domain::test_keys::{other_pair, pair};
use crate::domain::{MyDomainRead, Secret};

const TELEPHONY: &str = "acme-scrt-jwt-auth-private-key";

fn wanted() -> Wanted {
    let consumer_key = format!("3MVG9{}", "a".repeat(80));
    Wanted {
        org: OrgKind::Sandbox,
        audience: None,
        my_domain: None,
        api_version: None,
        consumer_key: ConsumerKey::read(&consumer_key).unwrap().0,
        private_key: pair().key.clone(),
        username: Username::read("jane@acme.com.uat").unwrap().0,
        finishing: false,
    }
}

fn domain(address: &str) -> Option<MyDomain> {
    match MyDomain::read(address).unwrap() {
        MyDomainRead::Good(domain, _) => Some(domain),
        other => panic!("{other:?}"),
    }
}

fn center(path: VersionPath) -> ContactCenter {
    ContactCenter {
        name: "acme".into(),
        kind: Kind::Partner,
        function: Some("acme-InvokeSalesforceRestApiFunction".into()),
        qualifier: Some("active".into()),
        version: Some("21.0".into()),
        path,
        certain: None,
        evidence: Vec::new(),
        secret: Some("acme-salesforce-secret".into()),
        access_secret: Some("acme-salesforce-access-secret".into()),
        state: State::NeverSetUp,
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

fn function(version: &str, variables: &[(&str, &str)]) -> Function {
    let pairs = variables
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    Function {
        name: "acme-InvokeSalesforceRestApiFunction".into(),
        arn: String::new(),
        version: version.into(),
        description: "Service Cloud Voice Lambda Version V18.0".into(),
        runtime: "nodejs20.x".into(),
        role: String::new(),
        environment: Environment::Variables(pairs.collect()),
        revision: Some("r1".into()),
        code_sha256: "code".into(),
        update: UpdateStatus::Successful,
        kms_key: None,
        changed: None,
    }
}

fn found(name: &str, text: &str) -> FoundSecret {
    FoundSecret {
        name: name.into(),
        description: None,
        version: "v0".into(),
        text: Secret::new(text),
    }
}

fn with_secret(document: &str, access: &str) -> Snapshot {
    Snapshot {
        center: center(VersionPath::SecretsManager),
        function: None,
        latest: None,
        alias: None,
        warm: 0,
        secret: Some(found("acme-salesforce-secret", document)),
        access_secret: Some(found("acme-salesforce-access-secret", access)),
        access_secret_gap: None,
        parameters: BTreeMap::new(),
    }
}

/// A secret as the template makes it, with more members at its end.
fn template(more: &str) -> String {
    let keys = RestKeys::of("acme");
    format!(
        r#"{{"CALL_CENTER_API_NAME": "acme", "n": 1.50, "SALESFORCE_AUTH_ENDPOINT": "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token", "SALESFORCE_REST_API_ENDPOINT_BASE": "https://acme--uat.sandbox.my.salesforce.com/services/data/v60.0", "{}": "salesforce-rest-api-auth-consumer-key-value", "{}": "salesforce-rest-api-auth-private-key-value", "{}": "salesforce-rest-api-auth-subject", "{}": "https:\/\/test.salesforce.com/", "{TELEPHONY}": "scrt-jwt-auth-private-key-value"{more}}}"#,
        keys.consumer_key, keys.private_key, keys.subject, keys.audience
    )
}

fn access(token: &str) -> String {
    format!(r#"{{"acme-salesforce-rest-api-access-token": "{token}"}}"#)
}

const FRESH: &str = "salesforce-rest-api-auth-access-token-key-value";

fn secrets(plan: &Plan) -> Vec<&SecretWrite> {
    let writes = plan.writes.iter();
    let secrets = writes.filter_map(|write| match write {
        Write::Secret(write) => Some(write),
        _ => None,
    });
    secrets.collect()
}

fn function_write(plan: &Plan) -> Option<&FunctionWrite> {
    plan.writes.iter().find_map(|write| match write {
        Write::Function(write) => Some(write),
        _ => None,
    })
}

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

fn parameter(name: &str, value: &str) -> (String, FoundParameter) {
    let parameter = Parameter {
        name: name.into(),
        value: Secret::new(value),
        version: 3,
        kind: ParameterType::SecureString,
    };
    let description = ParameterDescription {
        name: name.into(),
        kind: ParameterType::SecureString,
        tier: "Standard".into(),
        kms_key: Some("alias/own".into()),
        data_type: Some("text".into()),
        allowed_pattern: None,
        version: 3,
        changed_by: None,
    };
    let found = FoundParameter {
        parameter,
        description: Some(description),
    };
    (name.to_owned(), found)
}

/// Below 19.0: consumer key and private key have parameters, subject and audience as given.
fn with_parameters(subject: &str, audience: &str) -> Snapshot {
    let keys = RestKeys::of("acme");
    let variables = [
        (variable::CONSUMER_KEY, keys.consumer_key.as_str()),
        (variable::PRIVATE_KEY, keys.private_key.as_str()),
        (variable::SUBJECT, subject),
        (variable::AUDIENCE, audience),
        (
            variable::AUTH_ENDPOINT,
            "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token",
        ),
        (
            variable::REST_BASE,
            "https://acme--uat.sandbox.my.salesforce.com/services/data/v54.0",
        ),
        ("LOG_LEVEL", "info"),
    ];
    let names = [
        &keys.consumer_key,
        &keys.private_key,
        &keys.subject,
        &keys.audience,
    ];
    Snapshot {
        center: ContactCenter {
            secret: None,
            access_secret: None,
            ..center(VersionPath::ParameterStore)
        },
        function: Some(function("7", &variables)),
        latest: Some(function("$LATEST", &variables)),
        alias: Some(Alias {
            name: "active".into(),
            version: "7".into(),
            weights: BTreeMap::new(),
            revision: Some("a1".into()),
        }),
        secret: None,
        access_secret: None,
        parameters: names.iter().map(|name| parameter(name, "old")).collect(),
        ..with_secret("{}", "{}")
    }
}

#[test]
fn named_parameters_are_written_with_type_and_key_kept_and_no_variable_changes() {
    let keys = RestKeys::of("acme");
    let plan = plan(&wanted(), &with_parameters(&keys.subject, &keys.audience));
    assert_eq!(plan.writes.len(), 4);
    assert!(function_write(&plan).is_none());
    for write in &plan.writes {
        let Write::Parameter { write, read } = write else {
            panic!("{write:?}");
        };
        assert_eq!(write.kms_key.as_deref(), Some("alias/own"));
        assert_eq!((write.kind, *read), (ParameterType::SecureString, Some(3)));
    }
}

#[test]
fn a_literal_becomes_the_name_of_a_parameter_and_is_carried_to_callers() {
    let plan = plan(
        &wanted(),
        &with_parameters("jane@acme.com.uat", "https://test.salesforce.com"),
    );
    let keys = RestKeys::of("acme");
    let write = function_write(&plan).unwrap();
    assert_eq!(write.changed, [variable::AUDIENCE, variable::SUBJECT]);
    assert_eq!(write.variables[variable::SUBJECT], keys.subject);
    assert_eq!(write.variables["LOG_LEVEL"], "info");
    let alias = write.alias.as_ref().unwrap();
    assert_eq!(
        alias.description,
        "Service Cloud Voice Lambda Version V18.0"
    );
    let said = plan
        .notices
        .iter()
        .filter(|n| n.text.contains("documented procedure"));
    assert_eq!(said.count(), 2);
}

#[test]
fn a_missing_parameter_is_made_under_the_name_that_the_role_may_read() {
    let keys = RestKeys::of("acme");
    let mut snapshot = with_parameters("not-readable-by-role", &keys.audience);
    snapshot.parameters.clear();
    let plan = plan(&wanted(), &snapshot);
    let made: Vec<&str> = plan
        .changes
        .iter()
        .filter(|c| c.action == Action::Create)
        .map(|c| c.place.as_str())
        .collect();
    assert!(
        made.contains(&format!("parameter {}", keys.subject).as_str()),
        "{made:?}"
    );
    assert_eq!(function_write(&plan).unwrap().changed, [variable::SUBJECT]);
}

#[test]
fn unpublished_changes_and_unreadable_variables_are_never_shipped_or_erased_silently() {
    let mut drifted = with_parameters("jane@acme.com.uat", "https://test.salesforce.com");
    if let Some(latest) = &mut drifted.latest {
        latest.code_sha256 = "other".into();
    }
    let codes = |plan: &Plan| {
        plan.cautions
            .iter()
            .map(|caution| caution.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&plan(&wanted(), &drifted)), ["latest-differs"]);

    let mut sealed = with_parameters("jane@acme.com.uat", "https://test.salesforce.com");
    if let Some(latest) = &mut sealed.latest {
        latest.environment = Environment::Unreadable {
            code: "KMSAccessDenied".into(),
            message: String::new(),
        };
    }
    let plan = plan(&wanted(), &sealed);
    assert_eq!(plan.refusals[0].code, "environment-unreadable");
    assert!(function_write(&plan).is_none());
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

#[test]
fn a_new_parameter_says_tier_and_data_type_and_an_old_one_keeps_its_own() {
    let keys = RestKeys::of("acme");
    let mut snapshot = with_parameters(&keys.subject, &keys.audience);
    snapshot.parameters.remove(&keys.subject);
    let old = snapshot.parameters.get_mut(&keys.audience).unwrap();
    old.description.as_mut().unwrap().data_type = Some("aws:ec2:image".into());
    let plan = plan(&wanted(), &snapshot);
    let sent = |name: &str| {
        let named = plan.writes.iter().find_map(|write| match write {
            Write::Parameter { write, .. } if write.name == name => Some(write),
            _ => None,
        });
        let write = named.unwrap();
        (write.tier.clone(), write.data_type.clone())
    };
    let standard = Some("Standard".to_owned());
    assert_eq!(sent(&keys.subject), (standard.clone(), Some("text".into())));
    assert_eq!(
        sent(&keys.audience),
        (standard, Some("aws:ec2:image".into()))
    );
}

#[test]
fn a_parameter_whose_key_and_tier_cannot_be_seen_needs_a_deliberate_yes() {
    let keys = RestKeys::of("acme");
    let mut snapshot = with_parameters(&keys.subject, &keys.audience);
    snapshot
        .parameters
        .get_mut(&keys.subject)
        .unwrap()
        .description = None;
    let plan = plan(&wanted(), &snapshot);
    let codes: Vec<_> = plan.cautions.iter().map(|caution| caution.code).collect();
    assert_eq!(codes, ["parameter-not-described"]);
    assert!(plan.cautions[0].what.contains(&keys.subject));
}

#[test]
fn a_value_that_the_parameters_pattern_refuses_is_refused_before_anything_is_written() {
    let keys = RestKeys::of("acme");
    let refusals = |pattern: &str| {
        let mut snapshot = with_parameters(&keys.subject, &keys.audience);
        let subject = snapshot.parameters.get_mut(&keys.subject).unwrap();
        subject.description.as_mut().unwrap().allowed_pattern = Some(pattern.into());
        let plan = plan(&wanted(), &snapshot);
        let told = plan.refusals.iter();
        told.map(|it| (it.code, it.advice.cause()))
            .collect::<Vec<_>>()
    };
    let refused = refusals("^[0-9]+$");
    assert_eq!(refused[0].0, "parameter-pattern");
    assert!(refused[0].1.contains("^[0-9]+$"), "{refused:?}");
    // What can be matched, and what cannot be read here.
    assert_eq!(refusals("@"), []);
    assert_eq!(refusals("(?<=x)y"), []);
}

#[test]
fn a_key_that_is_too_large_for_its_tier_is_refused_before_anything_is_written() {
    let keys = RestKeys::of("acme");
    let mut snapshot = with_parameters(&keys.subject, &keys.audience);
    let wanted = Wanted {
        audience: Some(format!("https://{}", "a".repeat(4096))),
        ..wanted()
    };
    let codes = |plan: &Plan| plan.refusals.iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(codes(&plan(&wanted, &snapshot)), ["parameter-too-large"]);
    let audience = snapshot.parameters.get_mut(&keys.audience).unwrap();
    audience.description.as_mut().unwrap().tier = "Advanced".into();
    assert!(codes(&plan(&wanted, &snapshot)).is_empty());
    let nested = Wanted {
        audience: Some("https://{{acme}}".into()),
        ..wanted
    };
    assert_eq!(codes(&plan(&nested, &snapshot)), ["parameter-nested"]);
}

/// Subject and audience as literals, so that the function must change, and this done to the snapshot.
fn changing_the_function(meddle: impl FnOnce(&mut Snapshot)) -> Plan {
    let mut snapshot = with_parameters("jane@acme.com.uat", "https://test.salesforce.com");
    meddle(&mut snapshot);
    plan(&wanted(), &snapshot)
}

fn with_variable(snapshot: &mut Snapshot, name: &str, value: &str) {
    for function in [&mut snapshot.latest, &mut snapshot.function] {
        let environment = &mut function.as_mut().unwrap().environment;
        let Environment::Variables(variables) = environment else {
            panic!("{environment:?}");
        };
        variables.insert(name.into(), value.into());
    }
}

#[test]
fn what_lambda_would_not_take_is_refused_before_anything_is_written() {
    let refused = |name: &str, value: &str| {
        let plan = changing_the_function(|snapshot| with_variable(snapshot, name, value));
        plan.refusals.first().map(|problem| problem.code)
    };
    assert_eq!(refused("ADDED", &"x".repeat(3000)), None);
    assert_eq!(
        refused("ADDED", &"x".repeat(4096)),
        Some("environment-too-large")
    );
    assert_eq!(refused("1ST", "x"), Some("variable-name-refused"));
    assert_eq!(refused("X", "x"), Some("variable-name-refused"));
    assert_eq!(refused("AWS_REGION", "x"), Some("variable-name-refused"));
    assert_eq!(refused("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"), None);
}

#[test]
fn a_weighted_alias_and_copies_kept_warm_need_a_deliberate_yes_and_weights_are_kept_for_undo() {
    let weights = BTreeMap::from([("6".to_owned(), 0.25)]);
    let plan = changing_the_function(|snapshot| {
        snapshot.warm = 5;
        snapshot
            .alias
            .as_mut()
            .unwrap()
            .weights
            .clone_from(&weights);
    });
    let codes: Vec<_> = plan.cautions.iter().map(|caution| caution.code).collect();
    assert_eq!(codes, ["alias-weighted", "alias-provisioned"]);
    let alias = function_write(&plan).unwrap().alias.clone().unwrap();
    assert_eq!(alias.weights, weights);
}

#[test]
fn an_alias_on_latest_needs_neither_publishing_nor_moving() {
    let plan = changing_the_function(|snapshot| {
        snapshot.latest = None;
        snapshot.alias.as_mut().unwrap().version = "$LATEST".into();
    });
    assert!(function_write(&plan).unwrap().alias.is_none());
    let actions = plan.changes.iter().map(|change| change.action);
    assert!(
        actions
            .into_iter()
            .all(|action| !matches!(action, Action::Publish | Action::Move))
    );
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
fn a_path_against_the_evidence_takes_a_deliberate_yes() {
    let mut snapshot = with_parameters("subject-salesforce-name", "audience-salesforce-name");
    assert!(plan(&wanted(), &snapshot).cautions.is_empty());
    let told = "Its environment names the secret acme-salesforce-secret.".to_owned();
    snapshot.center.certain = Some((VersionPath::SecretsManager, told));
    let against = &plan(&wanted(), &snapshot).cautions[0];
    assert_eq!(against.code, "version-path-against-evidence");
    assert!(against.advice.cause().contains("names the secret"));
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
fn what_keeps_every_login_from_working_is_known_before_anything_is_tried() {
    let keys = RestKeys::of("acme");
    let mut serverless = with_parameters(&keys.subject, &keys.audience);
    assert!(plan(&wanted(), &serverless).root_cause().is_none());
    serverless.center.kind = Kind::ServerlessRepository;
    serverless.function.as_mut().unwrap().runtime = "nodejs22.x".into();
    let planned = plan(&wanted(), &serverless);
    let root = planned.root_cause().unwrap();
    assert_eq!(root.code, "serverless-code-mismatch");
}
