//! Every shape in which a key is taken in, and what the Lambda makes of it when it is stored like that.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    super::{
        BEGIN, END, read,
        stored::{self, StoredKey},
    },
    armoured, body, certificate, elliptic_curve, key, pem, pkcs8,
};
use crate::domain::{Secret, test_keys};

/// What the Lambda makes of a stored text.
pub enum Lambda {
    Signs,
    Fails(&'static str),
}

use Lambda::{Fails, Signs};

/// Every text shape: its name, the text, and what the Lambda makes of it. All of them are taken in.
#[rustfmt::skip]
pub fn texts() -> Vec<(&'static str, String, Lambda)> {
    let (pem, body) = (pem(), body());
    let pkcs1 = key().expose_der_for_signing();
    let of_lines = |line_break: &str| format!("{BEGIN}\n{}\n{END}\n", body.join(line_break));
    let indented = pem.lines().map(|line| format!("  {line}\n")).collect();
    let json = serde_json::to_string(&pem).unwrap();
    let single_line = key().to_single_line().expose().to_owned();
    vec![
        ("as the procedure shows it", pem.clone(), Signs),
        ("PKCS#8", armoured("PRIVATE KEY", &pkcs8()), Signs),
        ("PKCS#8 under an RSA label", armoured("RSA PRIVATE KEY", &pkcs8()), Signs),
        ("CRLF", pem.replace('\n', "\r\n"), Signs),
        ("no line break at the end", pem.trim_end().to_owned(), Signs),
        ("blanks at the ends of lines", pem.replace('\n', " \t\n"), Signs),
        ("BOM", format!("\u{feff}{pem}"), Signs),
        ("text before and after", format!("Bag Attributes\n  friendlyName: acme\n{pem}that was it\n"), Signs),
        ("key, then certificate", format!("{pem}{}", certificate()), Signs),
        ("certificate, then key", format!("{}{pem}", certificate()), Signs),
        ("the same key twice", format!("{pem}{pem}"), Signs),
        ("body on one line", of_lines(""), Signs),
        ("body with blanks for line breaks", of_lines(" "), Signs),
        ("body indented", of_lines("\n   "), Signs),
        ("a blank line after BEGIN", pem.replacen('\n', "\n\n", 1), Signs),

        ("CR only", pem.replace('\n', "\r"), Fails("private-key-lost-newlines")),
        ("literal \\n", pem.replace('\n', "\\n"), Fails("private-key-literal-newlines")),
        ("literal \\r\\n, as the recipe prints it", single_line, Fails("private-key-literal-newlines")),
        ("literal \\\\n", pem.replace('\n', "\\\\n"), Fails("private-key-literal-newlines")),
        ("a JSON string", json.clone(), Fails("private-key-literal-newlines")),
        ("a line of a JSON document", format!("  \"private-key\": {json},\n"), Fails("private-key-literal-newlines")),
        ("JSON with + escaped", json.replace('+', "\\u002b") + ",", Fails("private-key-literal-newlines")),
        ("line breaks turned to blanks", pem.replace('\n', " "), Fails("private-key-lost-newlines")),
        ("line breaks lost", pem.replace('\n', ""), Fails("private-key-lost-newlines")),
        ("BEGIN not on its own line", pem.replacen('\n', "", 1), Fails("private-key-lost-newlines")),
        ("END not on its own line", pem.replace(&format!("\n{END}"), END), Fails("private-key-lost-newlines")),
        ("blanks before every line", indented, Fails("private-key-blanks")),
        ("a blank before BEGIN", format!(" {pem}"), Fails("private-key-blanks")),
        ("a tab before END", pem.replace(END, &format!("\t{END}")), Fails("private-key-blanks")),
        ("blank lines between", pem.replace('\n', "\n\n"), Fails("private-key-blank-lines")),
        ("doubled CRLF", pem.replace('\n', "\r\n\r\n"), Fails("private-key-blank-lines")),
        ("quotes", format!("\"{}\"", pem.trim_end()), Fails("private-key-quotes")),
        ("single quotes", format!("'{pem}'"), Fails("private-key-quotes")),
        ("Word's quotes", format!("\u{201c}{}\u{201d}", pem.trim_end()), Fails("private-key-quotes")),
        ("Word's dashes", pem.replace("-----", "\u{2014}\u{2014}-"), Fails("private-key-wrong-shape")),
        ("four dashes", pem.replace("-----", "----"), Fails("private-key-wrong-shape")),
        ("zero-width characters", pem.replace('\n', "\n\u{200b}"), Fails("private-key-invisible-characters")),
        ("PKCS#1 under a PKCS#8 label", armoured("PRIVATE KEY", pkcs1), Fails("private-key-wrong-label")),
        ("base64 of the whole file", STANDARD.encode(&pem), Fails("private-key-no-begin")),
        ("base64 of PKCS#1", body.join("\n"), Fails("private-key-no-begin")),
        ("base64 of PKCS#8", STANDARD.encode(pkcs8()), Fails("private-key-no-begin")),
    ]
}

/// Shapes that are no text, so that they come as files only.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let utf16 =
        |bytes: fn(u16) -> [u8; 2], text: String| text.encode_utf16().flat_map(bytes).collect();
    let der = key().expose_der_for_signing();
    vec![
        (
            "UTF-16 LE",
            utf16(u16::to_le_bytes, format!("\u{feff}{}", pem())),
        ),
        (
            "UTF-16 BE",
            utf16(u16::to_be_bytes, format!("\u{feff}{}", pem())),
        ),
        ("UTF-16 LE without a mark", utf16(u16::to_le_bytes, pem())),
        ("UTF-16 BE without a mark", utf16(u16::to_be_bytes, pem())),
        (
            "remarks in Latin-1",
            [b"Schl\xfcssel\n", pem().as_bytes()].concat(),
        ),
        ("DER", der.to_vec()),
        ("DER and a line break", [der, b"\n"].concat()),
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
        assert_eq!(
            intake.repairs.is_empty(),
            name == "remarks in Latin-1",
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
fn what_goes_to_aws_is_accepted_by_the_lambda() {
    assert_eq!(
        stored::judge(&key().to_pem()),
        StoredKey::Usable { key: key().clone() }
    );
}

#[test]
fn the_lambda_stops_at_a_key_of_the_wrong_kind_and_never_reaches_a_good_one() {
    let judged = stored::judge(&Secret::new(format!("{}{}", elliptic_curve(), pem())));
    assert!(
        matches!(judged, StoredKey::Unusable { problem, .. } if problem.code == "private-key-elliptic-curve")
    );
}

#[test]
fn what_was_repaired_is_said_and_what_was_right_is_not() {
    let quiet = [
        "as the procedure shows it",
        "no line break at the end",
        "the same key twice",
        "key, then certificate",
    ];
    for (name, text, lambda) in texts() {
        let repairs = read(text.as_bytes(), None).unwrap().repairs;
        assert!(
            !quiet.contains(&name) || repairs.is_empty(),
            "{name}: {repairs:?}"
        );
        assert!(matches!(lambda, Signs) || !repairs.is_empty(), "{name}");
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
