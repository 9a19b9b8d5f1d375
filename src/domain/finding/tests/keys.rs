use super::*;

fn with_key(text: &str) -> Case {
    let mut case = Case::secrets_manager();
    case.set(&RestKeys::of(CC).private_key, text);
    case
}

#[test]
fn a_key_that_the_function_cannot_read_is_named() {
    let pem = &four()[1];
    let rows = [
        (
            "salesforce-rest-api-auth-private-key-value".to_owned(),
            "private-key-placeholder",
        ),
        (pem.replace('\n', "\\n"), "private-key-literal-newlines"),
        (pem.replace('\n', "\\r\\n"), "private-key-literal-newlines"),
        (pem.replace('\n', " "), "private-key-lost-newlines"),
        (pem.replace('\n', ""), "private-key-lost-newlines"),
        (format!("  {pem}"), "private-key-blanks"),
        (format!("\"{pem}\""), "private-key-quotes"),
        (
            pem.lines().skip(1).collect::<Vec<_>>().join("\n"),
            "private-key-no-begin",
        ),
        (
            test_keys::pair().certificate_pem.clone(),
            "private-key-is-certificate",
        ),
        ("0A".repeat(32), "private-key-is-consumer-secret"),
    ];
    for (text, code) in rows {
        let finding = with_key(&text).only();
        assert_eq!((finding.code, finding.severity), (code, Severity::Error));
        assert!(finding.setup_mends);
    }
}

#[test]
fn the_telephony_key_must_not_be_the_rest_key_too() {
    let keys = RestKeys::of(CC);
    let pem = &four()[1];
    for shape in [pem.clone(), pem.replace('\n', "\\n")] {
        let mut case = Case::secrets_manager();
        case.set(&keys.telephony_key, &shape);
        let finding = case.only();
        assert_eq!(finding.code, "telephony-key-reused");
        assert!(finding.advice.fix().contains(&keys.telephony_key));
    }
    let mut case = Case::secrets_manager();
    case.set(
        &keys.telephony_key,
        test_keys::other_pair().key.to_pem().expose(),
    );
    assert_eq!(case.codes(), [""; 0]);
}

#[test]
fn the_certificate_must_be_the_keys_and_valid() {
    let own = &test_keys::pair().certificate;
    let other = &test_keys::other_pair().certificate;
    let rows: [(_, i64, &[&str]); 5] = [
        (own, 1, &[]),
        (other, 1, &["certificate-other-key"]),
        (own, 336, &["certificate-expires-soon"]),
        (own, 365, &["certificate-expired"]),
        (own, -1, &["certificate-not-yet-valid"]),
    ];
    for (certificate, days, codes) in rows {
        let mut case = Case::secrets_manager();
        case.certificate = Some(certificate.clone());
        case.now = test_keys::BEGIN + SignedDuration::from_hours(24 * days);
        assert_eq!(case.codes(), codes, "day {days}");
    }
}
