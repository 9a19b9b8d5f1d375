//! The table of shapes: everything people have been seen to paste or store, what becomes of it when it is
//! taken in, and what the Lambda makes of it when it is stored like that.

#![allow(clippy::unwrap_used)]

use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use rcgen::{CertificateParams, PKCS_ECDSA_P256_SHA256, PKCS_ED25519};

use super::{
    BEGIN, END, PrivateKey, Refused, read,
    stored::{self, StoredKey},
};
use crate::domain::{Secret, test_keys};

/// What the Lambda makes of a stored text.
enum Lambda {
    Signs,
    Fails(&'static str),
}

use Lambda::{Fails, Signs};

fn key() -> &'static PrivateKey {
    &test_keys::pair().key
}

fn pem() -> String {
    key().to_pem().expose().to_owned()
}

fn body() -> Vec<String> {
    let pem = pem();
    let lines: Vec<&str> = pem.lines().collect();
    lines[1..lines.len() - 1]
        .iter()
        .map(|line| (*line).to_owned())
        .collect()
}

fn certificate() -> String {
    test_keys::pair().certificate_pem.clone()
}

pub(super) fn armoured(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

/// The key as PKCS#8 DER: the fixed header for RSA, then the PKCS#1 structure.
pub(super) fn pkcs8() -> Vec<u8> {
    use pkcs8::{
        PrivateKeyInfoRef,
        der::{Encode, asn1::OctetStringRef},
        spki::AlgorithmIdentifierRef,
    };
    let algorithm = AlgorithmIdentifierRef {
        oid: pkcs8::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
        parameters: Some(pkcs8::der::asn1::AnyRef::NULL),
    };
    PrivateKeyInfoRef::new(
        algorithm,
        OctetStringRef::new(key().expose_der_for_signing()).unwrap(),
    )
    .to_der()
    .unwrap()
}

fn elliptic_curve() -> String {
    rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)
        .unwrap()
        .serialize_pem()
}

/// Every text shape: its name, the text, and what the Lambda makes of it. All of them are taken in.
fn texts() -> Vec<(&'static str, String, Lambda)> {
    let (pem, body) = (pem(), body());
    let of_lines = |lines: &[String], sep: &str| format!("{BEGIN}\n{}\n{END}\n", lines.join(sep));
    let indented = |text: &str| {
        text.lines()
            .map(|line| format!("  {line}\n"))
            .collect::<String>()
    };
    vec![
        ("as the procedure shows it", pem.clone(), Signs),
        ("PKCS#8", armoured("PRIVATE KEY", &pkcs8()), Signs),
        (
            "PKCS#8 under an RSA label",
            armoured("RSA PRIVATE KEY", &pkcs8()),
            Signs,
        ),
        ("CRLF", pem.replace('\n', "\r\n"), Signs),
        ("no line break at the end", pem.trim_end().to_owned(), Signs),
        (
            "blanks at the ends of lines",
            pem.replace('\n', " \t\n"),
            Signs,
        ),
        ("BOM", format!("\u{feff}{pem}"), Signs),
        (
            "text before and after",
            format!("Bag Attributes\n  friendlyName: acme\n{pem}that was it\n"),
            Signs,
        ),
        (
            "key, then certificate",
            format!("{pem}{}", certificate()),
            Signs,
        ),
        (
            "certificate, then key",
            format!("{}{pem}", certificate()),
            Signs,
        ),
        ("the same key twice", format!("{pem}{pem}"), Signs),
        ("body on one line", of_lines(&body, ""), Signs),
        (
            "body with blanks for line breaks",
            of_lines(&body, " "),
            Signs,
        ),
        ("body indented", of_lines(&body, "\n   "), Signs),
        (
            "a blank line after BEGIN",
            pem.replacen('\n', "\n\n", 1),
            Signs,
        ),
        (
            "CR only",
            pem.replace('\n', "\r"),
            Fails("private-key-lost-newlines"),
        ),
        (
            "literal \\n",
            pem.replace('\n', "\\n"),
            Fails("private-key-literal-newlines"),
        ),
        (
            "literal \\r\\n, as the recipe prints it",
            key().to_single_line().expose().to_owned(),
            Fails("private-key-literal-newlines"),
        ),
        (
            "literal \\\\n",
            pem.replace('\n', "\\\\n"),
            Fails("private-key-literal-newlines"),
        ),
        (
            "a JSON string",
            serde_json::to_string(&pem).unwrap(),
            Fails("private-key-literal-newlines"),
        ),
        (
            "a line of a JSON document",
            format!(
                "  \"private-key\": {},\n",
                serde_json::to_string(&pem).unwrap()
            ),
            Fails("private-key-literal-newlines"),
        ),
        (
            "line breaks turned to blanks",
            pem.replace('\n', " "),
            Fails("private-key-lost-newlines"),
        ),
        (
            "line breaks lost",
            pem.replace('\n', ""),
            Fails("private-key-lost-newlines"),
        ),
        (
            "BEGIN not on its own line",
            format!("{BEGIN}{}\n{END}\n", body.join("\n")),
            Fails("private-key-lost-newlines"),
        ),
        (
            "END not on its own line",
            format!("{BEGIN}\n{}{END}\n", body.join("\n")),
            Fails("private-key-lost-newlines"),
        ),
        (
            "blanks before every line",
            indented(&pem),
            Fails("private-key-blanks"),
        ),
        (
            "a blank before BEGIN",
            format!(" {pem}"),
            Fails("private-key-blanks"),
        ),
        (
            "a tab before END",
            pem.replace(END, &format!("\t{END}")),
            Fails("private-key-blanks"),
        ),
        (
            "blank lines between",
            pem.replace('\n', "\n\n"),
            Fails("private-key-blank-lines"),
        ),
        (
            "doubled CRLF",
            pem.replace('\n', "\r\n\r\n"),
            Fails("private-key-blank-lines"),
        ),
        (
            "quotes",
            format!("\"{}\"", pem.trim_end()),
            Fails("private-key-quotes"),
        ),
        (
            "single quotes",
            format!("'{pem}'"),
            Fails("private-key-quotes"),
        ),
        (
            "Word's quotes",
            format!("\u{201c}{}\u{201d}", pem.trim_end()),
            Fails("private-key-quotes"),
        ),
        (
            "Word's dashes",
            pem.replace("-----", "\u{2014}\u{2014}-"),
            Fails("private-key-wrong-shape"),
        ),
        (
            "four dashes",
            pem.replace("-----", "----"),
            Fails("private-key-wrong-shape"),
        ),
        (
            "zero-width characters",
            pem.replace("\n", "\n\u{200b}"),
            Fails("private-key-invisible-characters"),
        ),
        (
            "PKCS#1 under a PKCS#8 label",
            armoured("PRIVATE KEY", key().expose_der_for_signing()),
            Fails("private-key-wrong-label"),
        ),
        (
            "base64 of the whole file",
            STANDARD.encode(&pem),
            Fails("private-key-no-begin"),
        ),
        (
            "base64 without BEGIN and END",
            body.join("\n"),
            Fails("private-key-no-begin"),
        ),
        (
            "base64 of PKCS#8 without BEGIN and END",
            STANDARD.encode(pkcs8()),
            Fails("private-key-no-begin"),
        ),
    ]
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

/// Shapes that are no text, so that they come as files only.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let der = key().expose_der_for_signing().to_vec();
    let with_newline = [der.as_slice(), b"\n"].concat();
    vec![
        ("UTF-16 LE", utf16(&pem(), u16::to_le_bytes, true)),
        ("UTF-16 BE", utf16(&pem(), u16::to_be_bytes, true)),
        (
            "UTF-16 LE without a mark",
            utf16(&pem(), u16::to_le_bytes, false),
        ),
        (
            "UTF-16 BE without a mark",
            utf16(&pem(), u16::to_be_bytes, false),
        ),
        (
            "Latin-1 remarks",
            [b"Schl\xfcssel\n".as_slice(), pem().as_bytes()].concat(),
        ),
        ("DER", der),
        ("DER and a line break", with_newline),
        ("PKCS#8 DER", pkcs8()),
    ]
}

#[test]
fn every_text_shape_comes_out_as_the_same_key() {
    for (name, text, _) in texts() {
        let intake =
            read(text.as_bytes(), None).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        assert_eq!(intake.key.to_pem(), key().to_pem(), "{name}");
    }
}

#[test]
fn every_file_shape_comes_out_as_the_same_key() {
    for (name, bytes) in files() {
        let intake = read(&bytes, None).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        assert_eq!(intake.key.to_pem(), key().to_pem(), "{name}");
        assert!(
            !intake.repairs.is_empty() || name.starts_with("Latin-1"),
            "{name}"
        );
    }
}

#[test]
fn every_stored_shape_is_judged_as_the_lambda_treats_it() {
    for (name, text, lambda) in texts() {
        let judged = stored::judge(&Secret::new(text));
        match (lambda, judged) {
            (Signs, StoredKey::Usable { key: found }) => assert_eq!(&found, key(), "{name}"),
            (Fails(code), StoredKey::Unusable { problem, inside }) => {
                assert_eq!(problem.code, code, "{name}");
                assert_eq!(inside.as_ref(), Some(key()), "{name}");
            }
            (_, judged) => panic!("{name}: {judged:?}"),
        }
    }
}

#[test]
fn a_key_as_it_should_be_needs_no_repair_and_others_say_what_was_repaired() {
    assert_eq!(
        read(pem().as_bytes(), None).unwrap().repairs,
        [const { String::new() }; 0]
    );
    let quiet = [
        "as the procedure shows it",
        "no line break at the end",
        "the same key twice",
    ];
    for (name, text, lambda) in texts() {
        let repairs = read(text.as_bytes(), None).unwrap().repairs;
        if matches!(lambda, Fails(_)) {
            assert!(!repairs.is_empty(), "{name}");
        }
        if quiet.contains(&name) {
            assert!(repairs.is_empty(), "{name}: {repairs:?}");
        }
    }
}

#[test]
fn the_certificate_beside_the_key_is_found_and_the_pairing_one_preferred() {
    let other = &test_keys::other_pair().certificate_pem;
    for text in [
        format!("{other}{}{}", pem(), certificate()),
        format!("{}{}{other}", pem(), certificate()),
    ] {
        let intake = read(text.as_bytes(), None).unwrap();
        assert!(intake.certificate.unwrap().pairs_with(key()));
    }
}

/// Everything that is refused: its name, the bytes, the code of the refusal.
fn refused() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let pem = pem();
    let pair = rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let request = CertificateParams::default()
        .serialize_request(&pair)
        .unwrap()
        .pem()
        .unwrap();
    let half: String = pem[..pem.len() / 2].to_owned();
    let der = key().expose_der_for_signing();
    let texts: Vec<(&'static str, String, &'static str)> = vec![
        ("empty", String::new(), "private-key-empty"),
        ("blank", " \r\n\t".to_owned(), "private-key-empty"),
        ("certificate", certificate(), "private-key-is-certificate"),
        (
            "certificate on one line",
            certificate().replace('\n', " "),
            "private-key-is-certificate",
        ),
        ("CSR", request, "private-key-is-certificate-request"),
        (
            "public key",
            pair.public_key_pem(),
            "private-key-is-public-key",
        ),
        (
            "public key for SSH",
            "ssh-rsa AAAAB3NzaC1yc2E jane@acme".to_owned(),
            "private-key-is-public-key",
        ),
        (
            "consumer secret",
            "0A".repeat(32),
            "private-key-is-consumer-secret",
        ),
        (
            "consumer key",
            format!("3MVG9{}", "a.B_".repeat(20)),
            "private-key-is-consumer-key",
        ),
        (
            "placeholder",
            "salesforce-rest-api-auth-private-key-value".to_owned(),
            "private-key-placeholder",
        ),
        (
            "name",
            "acme-salesforce-rest-api-auth-private-key".to_owned(),
            "private-key-is-name",
        ),
        ("org id", "00D5g00000ABCDE".to_owned(), "private-key-is-id"),
        (
            "token",
            "00D5g00000ABCDE!AQ0AQ.x".to_owned(),
            "private-key-is-token",
        ),
        (
            "web address",
            "https://acme.my.salesforce.com".to_owned(),
            "private-key-is-url",
        ),
        (
            "username",
            "jane@acme.com".to_owned(),
            "private-key-is-username",
        ),
        ("JSON", "{\"a\": \"b\"}".to_owned(), "private-key-is-json"),
        (
            "something else",
            "hello".to_owned(),
            "private-key-not-recognised",
        ),
        (
            "OpenSSH",
            armoured("OPENSSH PRIVATE KEY", b"openssh-key-v1\0"),
            "private-key-openssh",
        ),
        (
            "PuTTY",
            "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n".to_owned(),
            "private-key-putty",
        ),
        (
            "PGP",
            armoured("PGP PRIVATE KEY BLOCK", b"xxx"),
            "private-key-is-pgp",
        ),
        ("EC", elliptic_curve(), "private-key-elliptic-curve"),
        (
            "EC in the old form",
            armoured("EC PRIVATE KEY", b"xxx"),
            "private-key-elliptic-curve",
        ),
        (
            "Ed25519",
            rcgen::KeyPair::generate_for(&PKCS_ED25519)
                .unwrap()
                .serialize_pem(),
            "private-key-ed25519",
        ),
        (
            "DSA",
            armoured("DSA PRIVATE KEY", b"xxx"),
            "private-key-not-rsa",
        ),
        (
            "RSA of 1024 bits",
            armoured("RSA PRIVATE KEY", &unsound(1024)),
            "private-key-too-short",
        ),
        (
            "RSA of 2047 bits",
            armoured("RSA PRIVATE KEY", &unsound(2047)),
            "private-key-too-short",
        ),
        (
            "RSA of 9000 bits",
            armoured("RSA PRIVATE KEY", &unsound(9000)),
            "private-key-too-long",
        ),
        (
            "RSA that is no key",
            armoured("RSA PRIVATE KEY", &unsound(2048)),
            "private-key-damaged",
        ),
        ("cut in the middle", half, "private-key-truncated"),
        (
            "lines missing at the end",
            format!("{BEGIN}\n{}\n{END}\n", body()[..15].join("\n")),
            "private-key-truncated",
        ),
        (
            "a line missing in the middle",
            pem.replacen(&format!("{}\n", body()[7]), "", 1),
            "private-key-truncated",
        ),
        (
            "BEGIN missing",
            pem.replacen(BEGIN, "", 1),
            "private-key-no-begin",
        ),
        (
            "nothing between",
            format!("{BEGIN}\n{END}\n"),
            "private-key-damaged",
        ),
        (
            "a wrong character",
            pem.replacen(&body()[3][..4], "!!!!", 1),
            "private-key-damaged",
        ),
        ("a character changed", changed(&pem), "private-key-damaged"),
        (
            "two different keys",
            format!("{pem}{}", test_keys::other_pair().key.to_pem().expose()),
            "private-key-several",
        ),
    ];
    let files = vec![
        (
            "too big",
            vec![b' '; super::SIZE_LIMIT + 1],
            "private-key-too-big",
        ),
        (
            "a certificate in DER",
            test_keys::pair().certificate.der_bytes().to_vec(),
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
    ];
    texts
        .into_iter()
        .map(|(name, text, code)| (name, text.into_bytes(), code))
        .chain(files)
        .collect()
}

/// An RSA structure of this size that was never a key.
fn unsound(bits: usize) -> Vec<u8> {
    use pkcs8::der::{Encode, asn1::UintRef};
    let mut number = vec![0xff; bits.div_ceil(8)];
    number[0] >>= (8 - bits % 8) % 8;
    let whole = UintRef::new(&number).unwrap();
    let small = UintRef::new(&[3]).unwrap();
    pkcs1::RsaPrivateKey {
        modulus: whole,
        public_exponent: small,
        private_exponent: whole,
        prime1: small,
        prime2: small,
        exponent1: small,
        exponent2: small,
        coefficient: small,
        other_prime_infos: None,
    }
    .to_der()
    .unwrap()
}

/// The key with one base64 character of its middle changed to another.
fn changed(pem: &str) -> String {
    let line = &body()[12];
    let other = if line.starts_with('A') { 'B' } else { 'A' };
    pem.replacen(line, &format!("{other}{}", &line[1..]), 1)
}

#[test]
fn everything_else_is_refused_by_its_name_and_says_what_to_do() {
    for (name, bytes, code) in refused() {
        match read(&bytes, None) {
            Err(Refused::Problem(problem)) => {
                assert_eq!(problem.code, code, "{name}");
                assert!(!problem.fix.is_empty(), "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn a_damaged_key_says_on_which_line() {
    let text = pem().replacen(&body()[3][..4], "!!!!", 1);
    let Err(Refused::Problem(problem)) = read(text.as_bytes(), None) else {
        panic!("was accepted")
    };
    assert!(problem.what.contains("Line 5 "), "{}", problem.what);
}

#[test]
fn what_is_stored_and_no_key_is_unusable_with_nothing_inside() {
    for (name, bytes, code) in refused() {
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        match stored::judge(&Secret::new(text)) {
            StoredKey::Unusable {
                problem,
                inside: None,
            } => assert_eq!(problem.code, code, "{name}"),
            StoredKey::Placeholder => assert!(
                ["empty", "blank", "placeholder", "too big"].contains(&name),
                "{name}"
            ),
            // OpenSSL takes the first key and asks no further.
            StoredKey::Usable { .. } => assert_eq!(name, "two different keys"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn the_lambda_stops_at_a_key_of_the_wrong_kind_and_never_reaches_a_good_one() {
    let text = format!("{}{}", elliptic_curve(), pem());
    let StoredKey::Unusable { problem, .. } = stored::judge(&Secret::new(text)) else {
        panic!("was accepted")
    };
    assert_eq!(problem.code, "private-key-elliptic-curve");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_shape_with_any_remarks_around_it_is_the_same_key(
        shape in 0..40usize,
        before in "[a-zA-Z0-9 .,;!?]{0,40}",
        after in "[a-zA-Z0-9 .,;!?]{0,40}",
    ) {
        let texts = texts();
        let (name, text, _) = &texts[shape % texts.len()];
        // Quotes and base64 are recognised only where they are around everything.
        prop_assume!(text.contains("BEGIN ") && !text.starts_with(['"', '\'', '\u{201c}']));
        let wrapped = format!("{before}\n{text}\n{after}");
        let intake = read(wrapped.as_bytes(), None);
        prop_assert!(intake.is_ok(), "{name}: {intake:?}");
        prop_assert_eq!(intake.unwrap().key.to_pem(), key().to_pem());
    }

    #[test]
    fn what_the_lambda_can_use_setup_can_read(cut in 0..1700usize, noise in "\\PC{0,3}") {
        let mut text = pem();
        let place = cut.min(text.len());
        text.insert_str(place, &noise);
        if let StoredKey::Usable { key } = stored::judge(&Secret::new(text.clone())) {
            let read = read(text.as_bytes(), None);
            prop_assert!(read.is_ok_and(|intake| intake.key == key));
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, Some(&Secret::new("x")));
        let _ = stored::judge(&Secret::new(String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn no_damaged_key_makes_it_panic(place in 0..1200usize, byte in any::<u8>(), length in 0..1300usize) {
        let mut der = pkcs8();
        let last = der.len() - 1;
        der[place.min(last)] = byte;
        der.truncate(length);
        let _ = read(&der, Some(&Secret::new("x")));
        let _ = read(armoured("PRIVATE KEY", &der).as_bytes(), None);
    }
}
