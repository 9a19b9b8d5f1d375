use super::*;

#[test]
fn a_function_that_is_not_seen_is_told() {
    let mut case = Case::secrets_manager();
    case.snapshot.function = None;
    assert_eq!(case.only().code, "function-not-readable");
    case.snapshot.center.function = None;
    assert_eq!(case.only().code, "function-not-found");
}

#[test]
fn amazon_connect_needs_the_alias_except_in_multi_org() {
    let mut case = Case::secrets_manager();
    case.snapshot.center.qualifier = None;
    case.snapshot.alias = None;
    assert_eq!(
        (case.only().code, case.only().severity),
        ("alias-missing", Severity::Error)
    );
    case.snapshot.center.kind = Kind::MultiOrg("scvMultiorg".into());
    assert_eq!(case.only().code, "flow-attributes");
}

#[test]
fn calls_should_not_be_shared_out_among_versions() {
    let mut case = Case::secrets_manager();
    let alias = case.snapshot.alias.as_mut().unwrap();
    alias.weights.insert("2".into(), 0.1);
    let finding = case.only();
    assert_eq!(finding.code, "alias-weighted");
    assert!(finding.what.contains("version 2 (10%)"), "{}", finding.what);
}

fn with_an_edit() -> Case {
    let mut case = Case::parameter_store();
    let Environment::Variables(map) = &mut case.called().environment else {
        panic!("unreadable")
    };
    map.insert("LOG_LEVEL".into(), "debug".into());
    case
}

#[test]
fn an_edit_of_latest_is_not_what_callers_run() {
    let finding = with_an_edit().only();
    assert_eq!(finding.code, "latest-not-published");
    assert!(
        finding
            .what
            .ends_with("runs version 3. Different: LOG_LEVEL."),
        "{}",
        finding.what
    );
    let mut case = Case::parameter_store();
    case.called().code_sha256 = "old".into();
    assert!(case.only().what.ends_with("Different: code."));
}

#[test]
fn a_published_version_is_of_no_use_until_the_alias_is_moved() {
    let mut case = with_an_edit();
    let latest = case.snapshot.latest.clone().unwrap();
    case.newest = Some(Function {
        version: "4".into(),
        ..latest
    });
    let finding = case.only();
    assert_eq!(finding.code, "alias-not-moved");
    assert!(
        finding.what.starts_with("Version 4 was published"),
        "{}",
        finding.what
    );
}

#[test]
fn an_update_that_goes_on_or_failed_is_told() {
    let rows = [
        (
            UpdateStatus::InProgress,
            "function-being-updated",
            Severity::Warning,
        ),
        (
            UpdateStatus::Failed("KMS key disabled".into()),
            "function-update-failed",
            Severity::Error,
        ),
    ];
    for (update, code, severity) in rows {
        let mut case = Case::secrets_manager();
        case.snapshot.latest.as_mut().unwrap().update = update;
        assert_eq!((case.only().code, case.only().severity), (code, severity));
    }
}

#[test]
fn an_environment_that_cannot_be_read_hides_everything_else() {
    let mut case = Case::parameter_store();
    case.called().environment = Environment::Unreadable {
        code: "KMSAccessDeniedException".into(),
        message: "no".into(),
    };
    case.called().kms_key = Some("arn:aws:kms:us-west-2:1:key/5b2".into());
    let finding = case.only();
    assert_eq!(finding.code, "environment-unreadable");
    assert!(finding.advice.fix().contains("key/5b2"));
}

#[test]
fn new_code_with_old_variables_cannot_log_in() {
    let rows: [(Kind, &str, Option<&str>, bool); 5] = [
        (Kind::ServerlessRepository, "nodejs22.x", None, true),
        (Kind::ServerlessRepository, "nodejs20.x", None, false),
        (Kind::Partner, "nodejs22.x", Some("18.0"), false),
        (Kind::Partner, "nodejs22.x", Some("20.1"), true),
        (Kind::Partner, "nodejs20.x", None, false),
    ];
    for (kind, runtime, version, differ) in rows {
        let mut case = Case::parameter_store();
        case.snapshot.center.kind = kind;
        case.snapshot.center.version = version.map(str::to_owned);
        case.called().runtime = runtime.into();
        let found = case.codes().contains(&"code-and-variables-differ");
        assert_eq!(found, differ, "{runtime} {version:?}");
    }
}
