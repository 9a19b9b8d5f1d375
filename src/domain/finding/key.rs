//! The private key: whether the function can sign with it, whether it is the right one, and its certificate.

use jiff::{SignedDuration, Timestamp};

use super::values::{Absent, PRIVATE_KEY, of_value, unusable};
use super::{Finding, Rule, Seen};
use crate::domain::change::TELEPHONY_KEY_REUSED;
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::{Certificate, PrivateKey};

pub(super) const RULES: &[Rule] = &[
    key_is_usable,
    key_is_not_telephonys,
    certificate_pairs,
    certificate_lasts,
];

/// From here on the end of a certificate is near.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The key that the function signs with, if it can.
pub(super) fn stored(seen: &Seen<'_>) -> Option<PrivateKey> {
    match judge(&seen.value(PRIVATE_KEY)?.text?) {
        StoredKey::Usable { key } => Some(key),
        _ => None,
    }
}

/// The key that is meant, in whatever shape it is stored.
pub(super) fn meant(seen: &Seen<'_>) -> Option<PrivateKey> {
    judge(&seen.value(PRIVATE_KEY)?.text?).key()
}

fn key_is_usable(seen: &Seen<'_>) -> Vec<Finding> {
    const CODES: Absent = Absent {
        missing: "private-key-missing",
        placeholder: "private-key-placeholder",
    };
    of_value(seen, PRIVATE_KEY, &CODES, |text, place| match judge(text) {
        StoredKey::Unusable { problem, .. } => vec![unusable(place, &problem)],
        _ => Vec::new(),
    })
}

/// Both keys are in one secret, so whether they are the same can be seen.
fn key_is_not_telephonys(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(rest) = seen.snapshot.rest_secret() else {
        return Vec::new();
    };
    match meant(seen) {
        Some(own) if rest.is_telephonys(&own) => vec![
            Finding::error(
                TELEPHONY_KEY_REUSED,
                seen.key_place(&rest.keys.private_key),
                "The private key is the one that telephony uses.",
            )
            .why("Telephony and the REST API need a key pair each; with one for both the login is refused.")
            .fix(format!(
                "Make a second key pair, give its certificate to the app, and run setup. Leave {} as it is.",
                rest.keys.telephony_key
            ))
            .mended_by_setup(),
        ],
        _ => Vec::new(),
    }
}

fn certificate_pairs(seen: &Seen<'_>) -> Vec<Finding> {
    let (Some(certificate), Some(key)) = (seen.certificate, meant(seen)) else {
        return Vec::new();
    };
    if certificate.pairs_with(&key) {
        return Vec::new();
    }
    let place = seen
        .value(PRIVATE_KEY)
        .map_or_else(String::new, |value| value.place);
    vec![
        Finding::error(
            "certificate-other-key",
            place,
            "The certificate belongs to another private key.",
        )
        .why(format!(
            "If this certificate is in the app, Salesforce refuses the login. Its key has the fingerprint {}, the stored one {}.",
            certificate.public_key_fingerprint().short(),
            key.fingerprint().short()
        ))
        .fix("Run setup with the key that belongs to the certificate, or upload the stored key's certificate to the app.")
        .mended_by_setup(),
    ]
}

fn certificate_lasts(seen: &Seen<'_>) -> Vec<Finding> {
    seen.certificate
        .and_then(|certificate| lifetime(certificate, seen))
        .into_iter()
        .collect()
}

fn lifetime(certificate: &Certificate, seen: &Seen<'_>) -> Option<Finding> {
    let place = format!("certificate of {}", seen.center_place());
    let (begin, end) = (certificate.not_before(), certificate.not_after());
    let finding = if seen.now >= end {
        Finding::error(
            "certificate-expired",
            place,
            format!("The certificate expired on {}.", day(end)),
        )
        .why("Salesforce refuses every login that is signed with its key.")
    } else if seen.now < begin {
        Finding::error(
            "certificate-not-yet-valid",
            place,
            format!("The certificate is valid only from {} on.", day(begin)),
        )
        .why("Until then Salesforce refuses every login that is signed with its key.")
    } else if end.duration_since(seen.now) < SOON {
        Finding::warning(
            "certificate-expires-soon",
            place,
            format!("The certificate expires on {}.", day(end)),
        )
        .why("From that day on all calls that need the REST API fail.")
    } else {
        return None;
    };
    Some(
        finding
            .fix("Make a new pair in setup and upload its certificate to the app.")
            .mended_by_setup(),
    )
}

fn day(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d").to_string()
}
