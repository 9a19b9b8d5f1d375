//! What is worth saying about a certificate: whose it is, for how long, and whether Salesforce takes it.

use jiff::{SignedDuration, Timestamp};

use super::Certificate;
use crate::domain::{CheckLine, PrivateKey};

/// Salesforce takes certificate files below this size, in bytes.
const SALESFORCE_LIMIT: usize = 4 * 1024;
/// Days before the end from which it is worth a warning.
const SOON: i64 = 30;

impl Certificate {
    /// Everything worth saying about it, with the key beside it if there is one.
    pub fn checks(&self, key: Option<&PrivateKey>, now: Timestamp) -> Vec<CheckLine> {
        let mut checks = Vec::new();
        if let Some(key) = key {
            checks.push(self.pairing(key));
        }
        if !self.is_rsa {
            checks.push(CheckLine::fail(
                "The certificate is not for an RSA key. Salesforce needs RSA here.",
            ));
        }
        checks.push(self.lifetime(now));
        checks.extend(self.size_check());
        checks
    }

    fn pairing(&self, key: &PrivateKey) -> CheckLine {
        if self.pairs_with(key) {
            CheckLine::ok("The certificate belongs to this private key.")
        } else {
            CheckLine::fail(
                "The certificate belongs to another private key, so Salesforce would refuse every login.",
            )
        }
    }

    fn lifetime(&self, now: Timestamp) -> CheckLine {
        let day = |moment: Timestamp| moment.strftime("%Y-%m-%d").to_string();
        let left = days(self.not_after.duration_since(now));
        if now >= self.not_after {
            CheckLine::fail(format!(
                "The certificate expired on {}. Make a new pair.",
                day(self.not_after)
            ))
        } else if now < self.not_before {
            CheckLine::fail(format!(
                "The certificate is valid only from {}.",
                day(self.not_before)
            ))
        } else if left < SOON {
            CheckLine::warn(format!(
                "The certificate expires on {}: {left} days left.",
                day(self.not_after)
            ))
        } else {
            CheckLine::ok(format!(
                "The certificate is valid until {}: {left} days left.",
                day(self.not_after)
            ))
        }
    }

    /// The limit is on the file, and people upload PEM: four characters for three bytes and two lines.
    fn size_check(&self) -> Option<CheckLine> {
        let as_pem = self.der.len().div_ceil(3) * 4 * 65 / 64 + 54;
        (as_pem >= SALESFORCE_LIMIT).then(|| {
            CheckLine::fail(format!(
                "The certificate has {as_pem} bytes; Salesforce takes less than {SALESFORCE_LIMIT}."
            ))
        })
    }
}

fn days(span: SignedDuration) -> i64 {
    span.as_hours() / 24
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::{KeyPair, Level, test_keys};

    fn levels(certificate: &Certificate, now: Timestamp) -> Vec<Level> {
        certificate
            .checks(Some(&test_keys::pair().key), now)
            .iter()
            .map(|check| check.level)
            .collect()
    }

    fn after(days: i64) -> Timestamp {
        test_keys::BEGIN + SignedDuration::from_hours(days * 24)
    }

    #[test]
    fn its_lifetime_is_judged_by_the_clock_that_is_passed_in() {
        let certificate = &test_keys::pair().certificate;
        assert_eq!(
            (certificate.not_before(), certificate.not_after()),
            (after(0), after(365))
        );
        let rows = [
            (after(-1), Level::Fail, "valid only from 2026-09-21"),
            (after(0), Level::Ok, "365 days left"),
            (after(335), Level::Ok, "30 days left"),
            (after(336), Level::Warn, "29 days left"),
            (after(365), Level::Fail, "expired on 2027-09-21"),
        ];
        for (now, level, words) in rows {
            let check = certificate.lifetime(now);
            assert_eq!(check.level, level, "{now}");
            assert!(check.text.contains(words), "{}", check.text);
        }
    }

    #[test]
    fn checks_say_whether_it_pairs_and_is_small_enough() {
        let certificate = &test_keys::pair().certificate;
        assert_eq!(levels(certificate, after(1)), [Level::Ok, Level::Ok]);
        assert_eq!(
            levels(&test_keys::other_pair().certificate, after(1)),
            [Level::Fail, Level::Ok]
        );
        let long = KeyPair::generate(&"x".repeat(3000), 365, test_keys::BEGIN).unwrap();
        assert!(long.certificate.size_bytes() > 3000);
        assert_eq!(
            levels(&long.certificate, after(1)),
            [Level::Fail, Level::Ok, Level::Fail]
        );
    }

    #[test]
    fn a_certificate_for_another_kind_of_key_is_said_to_be_of_no_use() {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let signed = rcgen::CertificateParams::default()
            .self_signed(&key)
            .unwrap();
        let certificate = Certificate::read(signed.der()).unwrap();
        assert!(
            certificate
                .checks(None, after(1))
                .iter()
                .any(|check| check.level == Level::Fail)
        );
    }
}
