//! The certificate that is uploaded to the Salesforce app: whether it is the key's, and for how long.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use x509_cert::der::{Decode, Encode, oid::ObjectIdentifier};

use super::{
    CheckLine, Fingerprint, PrivateKey,
    pem::{
        blocks,
        der::{self, Kind},
        text::{self, Content},
    },
};
use crate::problem::Problem;

/// Salesforce takes certificate files below this size, in bytes.
const SALESFORCE_LIMIT: usize = 4 * 1024;
/// Days before the end from which it is worth a warning.
const SOON: i64 = 30;
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

fn days(span: SignedDuration) -> i64 {
    span.as_hours() / 24
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
