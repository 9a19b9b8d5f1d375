//! Plans of contact centers below 19.0: what becomes of their parameters.

use super::*;

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

#[test]
fn a_token_s_parameter_that_cannot_be_described_takes_a_deliberate_yes() {
    let keys = RestKeys::of("acme");
    let mut snapshot = with_parameters(&keys.subject, &keys.audience);
    let (name, mut token) = parameter(&keys.access_token, "00D!cached");
    token.description = None;
    snapshot.parameters.insert(name, token);
    let cautions = plan(&wanted(), &snapshot).cautions;
    assert_eq!(cautions[0].code, "parameter-not-described");
    assert!(cautions[0].what.contains(&keys.access_token));
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
