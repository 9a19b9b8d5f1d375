//! Everything that is refused, by its name.

use pkcs8::der::{Encode, asn1::UintRef};
use rcgen::{CertificateParams, PKCS_ECDSA_P256_SHA256, PKCS_ED25519};

use super::{
    super::{
        BEGIN, END, Refused, SIZE_LIMIT, read,
        stored::{self, StoredKey},
    },
    armoured, body, certificate, elliptic_curve, key, pem,
};
use crate::domain::{Secret, test_keys};

/// Texts: the name, the text, the code of the refusal.
#[rustfmt::skip]
fn texts() -> Vec<(&'static str, String, &'static str)> {
    let (pem, body) = (pem(), body());
    let pair = rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let request = CertificateParams::default().serialize_request(&pair).unwrap().pem().unwrap();
    let ed25519 = rcgen::KeyPair::generate_for(&PKCS_ED25519).unwrap().serialize_pem();
    let other = test_keys::other_pair().key.to_pem();
    let rsa = |bits| armoured("RSA PRIVATE KEY", &unsound(bits));
    let json = serde_json::to_string(&pem).unwrap();
    let cut = format!("{BEGIN}\n{}\n{END}\n", body[..15].join("\n"));
    vec![
        ("empty", String::new(), "private-key-empty"),
        ("blank", " \r\n\t".to_owned(), "private-key-empty"),
        ("certificate", certificate().to_owned(), "private-key-is-certificate"),
        ("certificate on one line", certificate().replace('\n', " "), "private-key-is-certificate"),
        ("CSR", request, "private-key-is-certificate-request"),
        ("public key", pair.public_key_pem(), "private-key-is-public-key"),
        ("public key for SSH", "ssh-rsa AAAAB3NzaC1yc2E jane@acme".to_owned(), "private-key-is-public-key"),
        ("consumer secret", "0A".repeat(32), "private-key-is-consumer-secret"),
        ("consumer secret of old", "1234567890123456789".to_owned(), "private-key-is-consumer-secret"),
        ("consumer key", format!("3MVG9{}", "a.B_".repeat(20)), "private-key-is-consumer-key"),
        ("placeholder", "salesforce-rest-api-auth-private-key-value".to_owned(), "private-key-placeholder"),
        ("name", "acme-salesforce-rest-api-auth-private-key".to_owned(), "private-key-is-name"),
        ("org id", "00D5g00000ABCDE".to_owned(), "private-key-is-id"),
        ("token", "00D5g00000ABCDE!AQ0AQ.x".to_owned(), "private-key-is-token"),
        ("web address", "https://acme.my.salesforce.com".to_owned(), "private-key-is-url"),
        ("username", "jane@acme.com".to_owned(), "private-key-is-username"),
        ("JSON", "{\"a\": \"b\"}".to_owned(), "private-key-is-json"),
        ("a secret with a key in it", format!("{{\"x\": {json}}}"), "private-key-is-json"),
        ("the telephony key", format!("\"acme-scrt-jwt-auth-private-key\": {json},"), "private-key-is-telephony-key"),
        ("something else", "hello".to_owned(), "private-key-not-recognised"),
        ("OpenSSH", armoured("OPENSSH PRIVATE KEY", b"openssh-key-v1\0"), "private-key-openssh"),
        ("PuTTY", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n".to_owned(), "private-key-putty"),
        ("PGP", armoured("PGP PRIVATE KEY BLOCK", b"xxx"), "private-key-is-pgp"),
        ("EC", elliptic_curve(), "private-key-elliptic-curve"),
        ("EC in the old form", armoured("EC PRIVATE KEY", b"xxx"), "private-key-elliptic-curve"),
        ("Ed25519", ed25519, "private-key-ed25519"),
        ("DSA", armoured("DSA PRIVATE KEY", b"xxx"), "private-key-not-rsa"),
        ("RSA of 1024 bits", rsa(1024), "private-key-too-short"),
        ("RSA of 2047 bits", rsa(2047), "private-key-too-short"),
        ("RSA of 9000 bits", rsa(9000), "private-key-too-long"),
        ("RSA that is no key", rsa(2048), "private-key-damaged"),
        ("cut in the middle", pem[..pem.len() / 2].to_owned(), "private-key-truncated"),
        ("lines missing at the end", cut, "private-key-truncated"),
        ("a line missing in the middle", pem.replacen(&format!("{}\n", body[7]), "", 1), "private-key-truncated"),
        ("BEGIN missing", pem.replacen(BEGIN, "", 1), "private-key-no-begin"),
        ("nothing between", format!("{BEGIN}\n{END}\n"), "private-key-damaged"),
        ("a wrong character", pem.replacen(&body[3][..4], "!!!!", 1), "private-key-damaged"),
        ("a character changed", changed(&pem, &body[12]), "private-key-damaged"),
        ("two different keys", format!("{pem}{}", other.expose()), "private-key-several"),
    ]
}

/// Files that are no text.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let der = key().expose_der_for_signing();
    let certificate = test_keys::pair().certificate.der_bytes();
    vec![
        ("too big", vec![b'x'; SIZE_LIMIT + 1], "private-key-too-big"),
        (
            "certificate in DER",
            certificate.to_vec(),
            "private-key-is-certificate",
        ),
        (
            "Java keystore",
            vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
            "private-key-java-keystore",
        ),
        (
            "half a DER",
            der[..der.len() / 2].to_vec(),
            "private-key-truncated",
        ),
        ("noise", vec![0x80; 200], "private-key-not-recognised"),
    ]
}

/// An RSA structure of this size that was never a key.
fn unsound(bits: usize) -> Vec<u8> {
    let mut number = vec![0xff; bits.div_ceil(8)];
    number[0] >>= (8 - bits % 8) % 8;
    let (whole, small) = (UintRef::new(&number).unwrap(), UintRef::new(&[3]).unwrap());
    let key = pkcs1::RsaPrivateKey {
        modulus: whole,
        public_exponent: small,
        private_exponent: whole,
        prime1: small,
        prime2: small,
        exponent1: small,
        exponent2: small,
        coefficient: small,
        other_prime_infos: None,
    };
    key.to_der().unwrap()
}

/// The key with the first character of one line changed to another that base64 has.
fn changed(pem: &str, line: &str) -> String {
    let other = if line.starts_with('A') { 'B' } else { 'A' };
    pem.replacen(line, &format!("{other}{}", &line[1..]), 1)
}

#[test]
fn everything_else_is_refused_by_its_name_and_says_what_to_do() {
    let texts = texts()
        .into_iter()
        .map(|(name, text, code)| (name, text.into_bytes(), code));
    for (name, bytes, code) in texts.chain(files()) {
        let Err(Refused::Problem(problem)) = read(&bytes, None) else {
            panic!("{name} was not refused");
        };
        assert_eq!(problem.code, code, "{name}");
        assert!(!problem.advice.steps.is_empty(), "{name}");
    }
}

#[test]
fn every_sentence_is_short_enough_to_be_read() {
    let texts = texts().into_iter().map(|(_, text, _)| text.into_bytes());
    for bytes in texts.chain(files().into_iter().map(|(_, bytes, _)| bytes)) {
        let Err(Refused::Problem(problem)) = read(&bytes, None) else {
            panic!("was not refused");
        };
        for sentence in problem.to_string().split(". ") {
            assert!(sentence.split_whitespace().count() <= 20, "{sentence}");
        }
    }
}

#[test]
fn a_damaged_key_says_on_which_line() {
    let text = pem().replacen(&body()[3][..4], "!!!!", 1);
    let Err(Refused::Problem(problem)) = read(text.as_bytes(), None) else {
        panic!("was not refused");
    };
    assert!(problem.what.contains("Line 5 "), "{}", problem.what);
}

#[test]
fn what_is_stored_and_no_key_is_unusable_with_nothing_inside() {
    for (name, text, code) in texts() {
        match stored::judge(&Secret::new(text)) {
            StoredKey::Unusable {
                problem,
                inside: None,
            } => assert_eq!(problem.code, code, "{name}"),
            StoredKey::Placeholder => {
                assert!(["empty", "blank", "placeholder"].contains(&name), "{name}")
            }
            // OpenSSL takes the first key and asks no further.
            StoredKey::Usable { .. } => assert_eq!(name, "two different keys"),
            other => panic!("{name}: {other:?}"),
        }
    }
}
