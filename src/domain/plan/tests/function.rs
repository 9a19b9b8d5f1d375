//! Plans of contact centers below 19.0: what becomes of the function, its variables and its alias.

use super::*;

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
fn what_callers_have_right_is_not_replaced_by_what_was_never_published() {
    let keys = RestKeys::of("acme");
    let drifted = |audience: &str| {
        let mut snapshot = with_parameters(&keys.subject, audience);
        let environment = &mut snapshot.latest.as_mut().unwrap().environment;
        let Environment::Variables(variables) = environment else {
            panic!("{environment:?}");
        };
        variables.insert(variable::SUBJECT.into(), "wrong@acme.com".into());
        variables.remove(variable::PRIVATE_KEY);
        variables.insert(variable::REST_BASE.into(), "https://wrong.example".into());
        snapshot
    };
    let snapshot = drifted("https://test.salesforce.com");
    let plan_of = |snapshot: &Snapshot| plan(&wanted(), snapshot);
    let plan = plan_of(&snapshot);
    let write = function_write(&plan).unwrap();
    assert_eq!(write.variables[variable::SUBJECT], keys.subject);
    assert_eq!(write.variables[variable::PRIVATE_KEY], keys.private_key);
    assert_eq!(
        write.variables[variable::REST_BASE],
        snapshot.variable(variable::REST_BASE).unwrap()
    );
    let subject = plan.changes.iter().find(|it| it.key == variable::SUBJECT);
    assert_eq!(subject.unwrap().before, "wrong@acme.com");
    assert!(plan.cautions.iter().any(|it| it.code == "latest-differs"));
    // Where nothing is to be published, $LATEST is not touched.
    assert!(function_write(&plan_of(&drifted(&keys.audience))).is_none());
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

#[test]
fn a_plan_tells_no_value_of_a_variable_however_it_is_printed() {
    let mut snapshot = with_parameters("jane@acme.com.uat", "https://test.salesforce.com");
    let environment = &mut snapshot.latest.as_mut().unwrap().environment;
    let Environment::Variables(variables) = environment else {
        panic!("unreadable");
    };
    variables.insert("BY_SOMEBODY".into(), "somebody's password".into());
    let plan = plan(&wanted(), &snapshot);
    let printed = format!("{:?}", plan.writes);
    assert!(printed.contains("BY_SOMEBODY"), "{printed}");
    assert!(!printed.contains("somebody's password"), "{printed}");
}
