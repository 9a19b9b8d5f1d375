use super::*;

fn with_variable(name: &str, value: &str) -> Case {
    let mut case = Case::parameter_store();
    case.set_variable(name, value);
    case
}

#[test]
fn a_value_where_a_name_belongs_is_told_and_not_shown() {
    for (variable, literal) in [
        ("SUBJECT", "voice@acme.com.uat"),
        ("AUDIENCE", "https://test.salesforce.com"),
        ("ACCESS_TOKEN_PARAM_NAME", "00Dtoken!"),
        (
            "PRIVATE_KEY_PARAM_NAME",
            "-----BEGIN RSA PRIVATE KEY-----\nMII",
        ),
    ] {
        let finding = with_variable(variable, literal).only();
        assert_eq!(finding.code, "variable-holds-literal");
        assert!(finding.place.ends_with(&format!("variable {variable}")));
        assert!(finding.setup_mends && !format!("{finding:?}").contains(literal));
    }
}

#[test]
fn a_variable_must_be_there() {
    let finding = with_variable("CONSUMER_KEY_PARAM_NAME", "").only();
    assert_eq!(
        (finding.code, finding.setup_mends),
        ("variable-missing", true)
    );
}

#[test]
fn a_variable_must_not_name_the_telephony_key() {
    let mut case = with_variable("PRIVATE_KEY_PARAM_NAME", "acme-scrt-jwt-auth-private-key");
    case.put_parameter("acme-scrt-jwt-auth-private-key", &four()[1]);
    assert_eq!(case.only().code, "variable-names-telephony-key");
}

#[test]
fn two_variables_must_not_name_one_parameter() {
    let keys = RestKeys::of(CC);
    let mut case = with_variable("AUDIENCE", &keys.subject);
    let found = case.findings();
    let finding = found
        .iter()
        .find(|it| it.code == "variables-name-one-parameter")
        .unwrap();
    assert!(finding.what.starts_with("AUDIENCE and SUBJECT name"));
}

#[test]
fn a_named_parameter_must_exist_unless_it_holds_the_token() {
    let mut case = Case::parameter_store();
    let name = RestKeys::of(CC).subject;
    case.snapshot.parameters.remove(&name);
    let finding = case.only();
    assert_eq!(
        (finding.code, finding.place),
        ("parameter-missing", format!("parameter {name}"))
    );
}

#[test]
fn a_parameter_of_another_name_is_out_of_the_roles_reach() {
    let [_, _, username, _] = four();
    let mut case = with_variable("SUBJECT", "username");
    case.put_parameter("username", &username);
    assert_eq!(case.only().code, "parameter-not-readable-by-role");
    case.snapshot.center.kind = Kind::ServerlessRepository;
    case.called().runtime = "nodejs20.x".into();
    assert_eq!(case.codes(), [""; 0]);
}

#[test]
fn a_secret_in_the_clear_or_under_a_key_of_ones_own_is_worth_a_warning() {
    let name = RestKeys::of(CC).private_key;
    let mut case = Case::parameter_store();
    case.parameter(&name).parameter.kind = ParameterType::String;
    assert_eq!(case.only().code, "parameter-not-encrypted");
    let mut case = Case::parameter_store();
    let description = case.parameter(&name).description.as_mut().unwrap();
    description.kms_key = Some("arn:aws:kms:us-west-2:1:key/5b2".into());
    let finding = case.only();
    assert_eq!(
        (finding.code, finding.severity),
        ("kms-key-customer-managed", Severity::Warning)
    );
    assert_eq!(finding.place, format!("parameter {name}"));
}
