//! Making a key and its certificate, for those who have none and no OpenSSL.

use std::time::Duration;

use jiff::Timestamp;
use rcgen::{CertificateParams, DnType, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd};
use zeroize::Zeroizing;

use super::{Certificate, PrivateKey, private_key};
use crate::problem::Problem;

/// A new private key and the self-signed certificate to upload to Salesforce.
#[derive(Debug, Clone)]
pub struct KeyPair {
    /// The private key, which goes to AWS.
    pub key: PrivateKey,
    /// The certificate as the text of a `.crt` file, which goes to Salesforce.
    pub certificate_pem: String,
    /// The certificate.
    pub certificate: Certificate,
}

impl KeyPair {
    /// Makes an RSA key of 2048 bits and a certificate that is valid from `now` on.
    pub fn generate(common_name: &str, valid_days: u32, now: Timestamp) -> Result<Self, Problem> {
        let pair = rcgen::KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .map_err(failed)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
        let start = Duration::from_secs(u64::try_from(now.as_second()).unwrap_or_default());
        params.not_before = date_time_ymd(1970, 1, 1) + start;
        params.not_after =
            params.not_before + Duration::from_secs(u64::from(valid_days) * 24 * 60 * 60);
        let signed = params.self_signed(&pair).map_err(failed)?;
        let pkcs8 = Zeroizing::new(pair.serialize_der());
        let key = private_key::read(&pkcs8, None).map_err(|_| unusable())?.key;
        Ok(Self {
            key,
            certificate_pem: signed.pem().replace("\r\n", "\n"),
            certificate: Certificate::from_der(signed.der())?,
        })
    }
}

fn failed(error: rcgen::Error) -> Problem {
    Problem::new(
        "key-pair-not-made",
        format!("No key could be made: {error}."),
    )
    .fix("Make one with OpenSSL instead, and choose its files.")
}

fn unusable() -> Problem {
    Problem::new("key-pair-not-made", "The new key did not pass the checks.").fix("Try again.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::domain::{Certificate, private_key, test_keys};

    #[test]
    fn a_new_pair_is_a_pair_that_is_read_back_from_its_files() {
        let pair = test_keys::pair();
        assert_eq!(pair.key.bits(), 2048);
        assert!(pair.certificate.pairs_with(&pair.key));
        assert!(
            pair.certificate_pem
                .starts_with("-----BEGIN CERTIFICATE-----\n")
        );
        assert_eq!(
            Certificate::read(pair.certificate_pem.as_bytes()).unwrap(),
            pair.certificate
        );
        assert_eq!(pair.certificate.to_pem(), pair.certificate_pem);
        let read = private_key::read(pair.key.to_pem().expose().as_bytes(), None).unwrap();
        assert_eq!(read.key, pair.key);
    }

    #[test]
    fn two_pairs_are_different() {
        assert_ne!(test_keys::pair().key, test_keys::other_pair().key);
    }
}
