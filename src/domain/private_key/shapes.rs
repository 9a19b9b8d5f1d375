//! The tables of shapes: everything people have been seen to paste or store, and what becomes of it. Here is
//! what the tables are made of.

#![allow(clippy::unwrap_used)]

mod accepted;
mod properties;
mod refused;

use base64::{Engine, engine::general_purpose::STANDARD};
use pkcs8::{
    ObjectIdentifier, PrivateKeyInfoRef,
    der::{
        Encode,
        asn1::{AnyRef, OctetStringRef},
    },
    spki::AlgorithmIdentifierRef,
};

use super::PrivateKey;
use crate::domain::test_keys;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

fn key() -> &'static PrivateKey {
    &test_keys::pair().key
}

fn pem() -> String {
    key().to_pem().expose().to_owned()
}

/// The lines between BEGIN and END.
fn body() -> Vec<String> {
    let pem = pem();
    let lines: Vec<&str> = pem.lines().collect();
    lines[1..lines.len() - 1]
        .iter()
        .map(|line| (*line).to_owned())
        .collect()
}

fn certificate() -> &'static str {
    &test_keys::pair().certificate_pem
}

fn elliptic_curve() -> String {
    rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)
        .unwrap()
        .serialize_pem()
}

/// The test key as PKCS#8 DER.
pub(super) fn pkcs8() -> Vec<u8> {
    let algorithm = AlgorithmIdentifierRef {
        oid: RSA,
        parameters: Some(AnyRef::NULL),
    };
    let pkcs1 = OctetStringRef::new(key().expose_der_for_signing()).unwrap();
    PrivateKeyInfoRef::new(algorithm, pkcs1).to_der().unwrap()
}

/// DER as PEM with this label.
pub(super) fn armoured(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines = base64
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap());
    let body = lines.collect::<Vec<_>>().join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}
