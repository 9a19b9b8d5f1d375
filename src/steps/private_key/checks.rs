//! What can be said of a key and a certificate while they are being named.

use jiff::Timestamp;

use super::offers;
use super::reading::{beside, certificate, intake, located};
use crate::domain::private_key::{self, Intake, Refused};
use crate::domain::{Certificate, CheckLine, Level, PrivateKey, Secret};
use crate::draft::Draft;
use crate::files;
use crate::problem::Problem;
use crate::question::Value;

/// What can be said of a key and of the file it is in.
pub fn of_key_file(draft: &Draft, value: &Value) -> Vec<CheckLine> {
    let mut checks = of_key(draft, value, None);
    if let Value::Path(path) = value
        && checks.iter().all(|line| line.level != Level::Fail)
    {
        checks.extend(offers::read_by_others(path).map(CheckLine::warn));
    }
    checks
}

/// What can be said of a key, and of the certificate in its file or beside it.
pub fn of_key(draft: &Draft, value: &Value, passphrase: Option<&Secret>) -> Vec<CheckLine> {
    match intake(draft, value, passphrase) {
        Ok(intake) => {
            let mut checks = intake.checks();
            checks.extend(super::telephonys(draft, &intake.key));
            checks.extend(known_before(draft, value, &intake));
            checks.extend(of_certificate_found(value, &intake));
            checks
        }
        Err(Refused::NeedsPassphrase) => vec![CheckLine::warn(
            "This key has a passphrase. It is needed as well.",
        )],
        Err(Refused::Problem(problem)) => vec![CheckLine::fail(problem.as_asked().to_string())],
    }
}

/// What can be said of a certificate that was named; `key` is the one that is given by now. Another may stand in the
/// field above it, so that one that does not belong to it is no fault yet.
pub fn of_certificate(value: &Value, key: Option<&PrivateKey>) -> Vec<CheckLine> {
    match certificate(value) {
        Ok(certificate) => {
            let mut checks = certificate.checks(None, Timestamp::now());
            checks.push(match key.is_some_and(|key| certificate.pairs_with(key)) {
                true => to_compare(&certificate),
                false => CheckLine::ok(format!(
                    "The certificate's SHA-256 is {}.",
                    certificate.sha256()
                )),
            });
            checks
        }
        Err(problem) => vec![CheckLine::fail(problem.to_string())],
    }
}

/// Why a certificate that was named is of no use to Salesforce, where it is of none.
pub fn of_no_use(certificate: &Certificate, now: Timestamp) -> Option<Problem> {
    let checks = certificate.checks(None, now);
    let fault = checks.into_iter().find(|line| line.level == Level::Fail)?;
    Some(
        Problem::new("certificate-of-no-use", fault.text)
            .cause("Salesforce refuses logins by a key whose certificate it cannot use.")
            .fix("Make a new key pair, upload its certificate to the app, and choose the new key.")
            .when_asked(private_key::MAKE_IT_HERE),
    )
}

/// Nobody named it, so what is wrong with it is a warning and no refusal.
fn of_certificate_found(value: &Value, intake: &Intake) -> Vec<CheckLine> {
    let found = intake.certificate.clone();
    let Some(certificate) = found.or_else(|| beside(value, &intake.key)) else {
        return Vec::new();
    };
    let checks = certificate.checks(Some(&intake.key), Timestamp::now());
    let mut checks: Vec<CheckLine> = checks.into_iter().map(warning_at_most).collect();
    if certificate.pairs_with(&intake.key) {
        checks.push(to_compare(&certificate));
    }
    checks
}

fn warning_at_most(line: CheckLine) -> CheckLine {
    match line.level {
        Level::Fail => CheckLine::warn(line.text),
        _ => line,
    }
}

fn to_compare(certificate: &Certificate) -> CheckLine {
    CheckLine::ok(format!(
        "The certificate's SHA-256 is {}. The one in the app must have the same.",
        certificate.sha256()
    ))
}

/// Whether the file that was given the last time still holds the key it held then.
fn known_before(draft: &Draft, value: &Value, intake: &Intake) -> Option<CheckLine> {
    let before = draft.key_before.as_ref()?;
    let Value::Path(file) = value else {
        return None;
    };
    let Value::Path(known) = located(draft, &Value::Path(before.file.clone())) else {
        return None;
    };
    if files::absolute(file) != files::absolute(&known) {
        return None;
    }
    Some(
        match intake.key.fingerprint().to_string() == before.fingerprint {
            true => CheckLine::ok("It is the same key as the last time."),
            false => CheckLine::warn(
                "This file holds another key than the last time. Its certificate must be in the app.",
            ),
        },
    )
}
