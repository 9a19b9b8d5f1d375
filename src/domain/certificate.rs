//! The certificate that is uploaded to the Salesforce app: whether it is the key's, and for how long.

mod checks;

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use x509_cert::der::{Decode, Encode, oid::ObjectIdentifier};

use super::{
    Fingerprint, PrivateKey,
    pem::{
        blocks,
        der::{self, Kind},
        text::{self, Content},
    },
};
use crate::problem::Problem;

const SIZE_LIMIT: usize = 64 * 1024;
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// An X.509 certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    public_key: Fingerprint,
    is_rsa: bool,
    subject: String,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Certificate {
    /// Reads the first certificate of a file or paste, PEM or DER.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.len() > SIZE_LIMIT {
            return Err(Problem::new(
                "certificate-too-big",
                "This is far larger than any certificate.",
            )
            .fix(CHOOSE));
        }
        match text::open(bytes).content {
            Content::Binary(bytes) => Self::of_binary(&bytes),
            Content::Text(text) => Self::of_text(&text),
        }
    }

    /// The certificate alone as the text of a `.crt` file, whatever else was in the file it came from.
    pub fn to_pem(&self) -> String {
        let base64: Vec<char> = STANDARD.encode(&self.der).chars().collect();
        let lines = base64
            .chunks(64)
            .map(|line| line.iter().collect::<String>() + "\n");
        let body: String = lines.collect();
        format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
    }

    pub(super) fn from_der(der: &[u8]) -> Result<Self, Problem> {
        let parsed = x509_cert::Certificate::from_der(der).map_err(|_| damaged())?;
        let inside = parsed.tbs_certificate();
        let public_key = inside.subject_public_key_info();
        let validity = inside.validity();
        Ok(Self {
            der: der.to_vec(),
            public_key: Fingerprint::of(&public_key.to_der().map_err(|_| damaged())?),
            is_rsa: public_key.algorithm.oid == RSA,
            subject: printable(&inside.subject().to_string()),
            not_before: moment(validity.not_before),
            not_after: moment(validity.not_after),
        })
    }

    fn of_binary(bytes: &[u8]) -> Result<Self, Problem> {
        match der::classify(bytes) {
            Kind::Certificate => Self::from_der(der::exact(bytes)),
            kind => Err(of_kind(&kind)),
        }
    }

    fn of_text(text: &str) -> Result<Self, Problem> {
        let blocks = blocks::scan(text);
        let named = |label: &str| label.ends_with("CERTIFICATE");
        let Some(block) = blocks
            .iter()
            .find(|block| named(block.label))
            .or(blocks.first())
        else {
            return Err(none());
        };
        let body = block.decode().map_err(|_| damaged())?;
        match der::classify(&body.bytes) {
            Kind::Certificate if block.closed => Self::from_der(der::exact(&body.bytes)),
            kind if !named(block.label) => Err(of_kind(&kind)),
            _ => Err(damaged()),
        }
    }

    /// Whether this certificate was made from that key.
    pub fn pairs_with(&self, key: &PrivateKey) -> bool {
        self.public_key == key.fingerprint()
    }

    /// From when it is valid.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// Until when it is valid.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// SHA-256 of the whole certificate, as browsers and `openssl x509 -fingerprint -sha256` show it.
    pub fn sha256(&self) -> Fingerprint {
        Fingerprint::of(&self.der)
    }

    /// SHA-256 of its public key: the same as the private key's fingerprint if they pair.
    pub fn public_key_fingerprint(&self) -> Fingerprint {
        self.public_key
    }

    /// Whom it names, as in `CN=acme`.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The certificate as DER.
    pub fn der_bytes(&self) -> &[u8] {
        &self.der
    }

    /// Its size in bytes as DER.
    pub fn size_bytes(&self) -> usize {
        self.der.len()
    }
}

const CHOOSE: &str =
    "Choose the certificate that you uploaded to the Salesforce app, often named server.crt.";

fn none() -> Problem {
    Problem::new(
        "certificate-not-recognised",
        "There is no certificate in this.",
    )
    .cause("A certificate begins with -----BEGIN CERTIFICATE-----.")
    .fix(CHOOSE)
}

fn damaged() -> Problem {
    Problem::new(
        "certificate-damaged",
        "The certificate is damaged or not complete.",
    )
    .cause("It was changed when it was copied or edited.")
    .fix(CHOOSE)
}

fn of_kind(kind: &Kind) -> Problem {
    let (code, what) = match kind {
        Kind::Rsa { .. }
        | Kind::EllipticCurve
        | Kind::Edwards
        | Kind::OtherKey
        | Kind::SealedPkcs8 => (
            "certificate-is-private-key",
            "This is a private key, not a certificate.",
        ),
        Kind::Request => (
            "certificate-is-request",
            "This is a certificate signing request, not a certificate.",
        ),
        Kind::PublicKey => (
            "certificate-is-public-key",
            "This is a bare public key, not a certificate.",
        ),
        Kind::Pkcs12 => (
            "certificate-is-archive",
            "This is a PKCS#12 archive. Choose it as the private key instead.",
        ),
        Kind::CutShort { .. } => return damaged(),
        _ => return none(),
    };
    Problem::new(code, what).fix(CHOOSE)
}

fn moment(time: x509_cert::time::Time) -> Timestamp {
    i64::try_from(time.to_unix_duration().as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or(Timestamp::MAX)
}

/// A subject is anybody's text: nothing in it may steer a terminal.
fn printable(subject: &str) -> String {
    subject
        .chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[certificate {} until {}]", self.subject, self.not_after)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::domain::test_keys;

    #[test]
    fn is_read_in_every_shape() {
        let pair = test_keys::pair();
        let pem = &pair.certificate_pem;
        for (name, bytes) in [
            ("PEM", pem.clone().into_bytes()),
            ("CRLF", pem.replace('\n', "\r\n").into_bytes()),
            ("on one line", pem.replace('\n', " ").into_bytes()),
            ("literal \\n", pem.replace('\n', "\\n").into_bytes()),
            (
                "after its key",
                format!("{}{pem}", pair.key.to_pem().expose()).into_bytes(),
            ),
            ("DER", pair.certificate.der_bytes().to_vec()),
        ] {
            assert_eq!(
                Certificate::read(&bytes).as_ref(),
                Ok(&pair.certificate),
                "{name}"
            );
        }
    }

    #[test]
    fn pairs_with_its_own_key_only() {
        let certificate = &test_keys::pair().certificate;
        assert!(certificate.pairs_with(&test_keys::pair().key));
        assert!(!certificate.pairs_with(&test_keys::other_pair().key));
        assert_eq!(
            certificate.public_key_fingerprint(),
            test_keys::pair().key.fingerprint()
        );
        assert_eq!(certificate.subject(), "CN=acme");
    }

    #[test]
    fn what_is_no_certificate_is_refused_by_its_name() {
        let pair = test_keys::pair();
        let pem = &pair.certificate_pem;
        let rcgen_key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let request = rcgen::CertificateParams::default()
            .serialize_request(&rcgen_key)
            .unwrap();
        let rows: [(&str, Vec<u8>, &str); 9] = [
            (
                "a key",
                pair.key.to_pem().expose().into(),
                "certificate-is-private-key",
            ),
            (
                "a key in DER",
                pair.key.expose_der_for_signing().to_vec(),
                "certificate-is-private-key",
            ),
            (
                "a request",
                request.pem().unwrap().into_bytes(),
                "certificate-is-request",
            ),
            (
                "a public key",
                rcgen_key.public_key_pem().into_bytes(),
                "certificate-is-public-key",
            ),
            (
                "half of one",
                pem[..pem.len() / 2].into(),
                "certificate-damaged",
            ),
            (
                "half of one in DER",
                pair.certificate.der_bytes()[..400].to_vec(),
                "certificate-damaged",
            ),
            ("nothing", Vec::new(), "certificate-not-recognised"),
            (
                "something else",
                b"hello".to_vec(),
                "certificate-not-recognised",
            ),
            ("a film", vec![b'x'; SIZE_LIMIT + 1], "certificate-too-big"),
        ];
        for (name, bytes, code) in rows {
            assert_eq!(
                Certificate::read(&bytes).map_err(|problem| problem.code),
                Err(code),
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(place in 0..900usize, byte in any::<u8>(), noise in proptest::collection::vec(any::<u8>(), 0..100)) {
            let mut der = test_keys::pair().certificate.der_bytes().to_vec();
            let last = der.len() - 1;
            der[place.min(last)] = byte;
            if let Ok(certificate) = Certificate::read(&der) {
                let _ = certificate.checks(None, test_keys::BEGIN);
            }
            let _ = Certificate::read(&noise);
        }
    }
}
