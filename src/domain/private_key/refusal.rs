//! Every way in which something is not the key that is needed, by its name and with what to do.

use crate::{
    domain::{
        pasted::{self, Pasted},
        pem::{
            blocks::Damage,
            der::{self, Kind},
        },
    },
    problem::Problem,
};

pub const WRONG_PASSPHRASE: &str = "private-key-wrong-passphrase";

const CHOOSE_THE_KEY: &str =
    "Choose the private key that was made with the app's certificate, often named server.key.";
const COPY_AGAIN: &str =
    "Choose the key's own file, or copy it again whole, from the BEGIN to the END line.";
const MAKE_A_PAIR: &str =
    "Make a new RSA key with its certificate, and upload the certificate to the Salesforce app.";
const TAKE_OFF_ENCRYPTION: &str = "Write an unencrypted copy with: openssl rsa -in server.key -out server-plain.key, and choose that.";

/// Whether a block with this label is one in which an RSA key may be.
pub fn may_hold_a_key(label: &str) -> bool {
    matches!(
        label,
        "RSA PRIVATE KEY"
            | "PRIVATE KEY"
            | "ENCRYPTED PRIVATE KEY"
            | "EC PRIVATE KEY"
            | "ANY PRIVATE KEY"
    )
}

/// Whether PKCS#1 stands under the label of PKCS#8; OpenSSL takes the other way round only.
pub fn is_mislabelled(label: &str, bytes: &[u8]) -> bool {
    label == "PRIVATE KEY"
        && matches!(
            der::classify(bytes),
            Kind::Rsa {
                from_pkcs8: false,
                ..
            }
        )
}

/// Refuses a block by its label alone, where that says enough.
pub fn of_label(label: &str) -> Option<Problem> {
    match label {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Some(of_kind(&Kind::Request)),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Some(of_kind(&Kind::PublicKey)),
        "EC PRIVATE KEY" => Some(of_kind(&Kind::EllipticCurve)),
        "DSA PRIVATE KEY" => Some(of_kind(&Kind::OtherKey)),
        "OPENSSH PRIVATE KEY" | "SSH2 ENCRYPTED PRIVATE KEY" => Some(openssh()),
        "PGP PRIVATE KEY BLOCK" | "PGP PUBLIC KEY BLOCK" => Some(
            Problem::new(
                "private-key-is-pgp",
                "This is a PGP key, as used to encrypt mail.",
            )
            .fix(CHOOSE_THE_KEY),
        ),
        _ => None,
    }
}

/// Refuses a structure by what it is.
pub fn of_kind(kind: &Kind) -> Problem {
    match kind {
        Kind::Certificate => certificate(),
        Kind::Request => Problem::new(
            "private-key-is-certificate-request",
            "This is a certificate signing request (CSR), not a private key.",
        )
        .fix(CHOOSE_THE_KEY),
        Kind::PublicKey => Problem::new("private-key-is-public-key", "This is a public key, not the private one.")
            .cause("The Lambda signs with the private half, which only you have.")
            .fix(CHOOSE_THE_KEY),
        Kind::EllipticCurve => Problem::new("private-key-elliptic-curve", "This is an elliptic-curve (EC) key.")
            .cause("The Lambda signs with RS256, which needs an RSA key.")
            .fix(MAKE_A_PAIR),
        Kind::Edwards => Problem::new("private-key-ed25519", "This is an Ed25519 or Ed448 key.")
            .cause("The Lambda signs with RS256, which needs an RSA key.")
            .fix(MAKE_A_PAIR),
        Kind::OtherKey => Problem::new("private-key-not-rsa", "This is a private key, but not an RSA key.")
            .cause("The Lambda signs with RS256, which needs an RSA key.")
            .fix(MAKE_A_PAIR),
        Kind::JavaKeystore => Problem::new("private-key-java-keystore", "This is a Java keystore (JKS).").fix(
            "Convert it with: keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype PKCS12, \
             and choose key.p12.",
        ),
        Kind::CutShort { have, need } => Problem::new(
            "private-key-truncated",
            format!("The key ends too early: {have} of {need} bytes are there."),
        )
        .cause("The end was lost when it was copied.")
        .fix(COPY_AGAIN),
        _ => damaged_inside(),
    }
}

/// Refuses a text in which there is no PEM block at all.
pub fn of_text(text: &str) -> Problem {
    if text.trim_start().starts_with("PuTTY-User-Key-File") {
        return Problem::new(
            "private-key-putty",
            "This is a key in PuTTY's own format (.ppk).",
        )
        .fix("A key made for SSH is not the app's key. Choose the one made with the certificate.");
    }
    if text.contains("-END ") && text.contains("PRIVATE KEY") {
        return Problem::new(
            "private-key-no-begin",
            "The key has an END line, but its BEGIN line is missing.",
        )
        .fix(COPY_AGAIN);
    }
    match pasted::recognise(text) {
        Some(pasted) => of_pasted(pasted),
        None => Problem::new("private-key-not-recognised", "There is no private key in this.")
            .cause("A private key begins with -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE KEY-----.")
            .fix(CHOOSE_THE_KEY),
    }
}

fn of_pasted(pasted: Pasted) -> Problem {
    let (code, what) = match pasted {
        Pasted::Nothing => ("private-key-empty", "This is empty."),
        Pasted::Placeholder => (
            "private-key-placeholder",
            "This is the template's placeholder, not a key.",
        ),
        Pasted::KeyName => (
            "private-key-is-name",
            "This is the name under which the key is stored, not the key.",
        ),
        Pasted::ConsumerKey => (
            "private-key-is-consumer-key",
            "This is the app's consumer key, not the private key.",
        ),
        Pasted::ConsumerSecret => (
            "private-key-is-consumer-secret",
            "This is a consumer secret, not the private key. Nothing here needs the consumer secret.",
        ),
        Pasted::OrgId | Pasted::UserId => (
            "private-key-is-id",
            "This is a Salesforce id, not a private key.",
        ),
        Pasted::Token => (
            "private-key-is-token",
            "This is an access token, not a private key.",
        ),
        Pasted::Url => (
            "private-key-is-url",
            "This is a web address, not a private key.",
        ),
        Pasted::Email => (
            "private-key-is-username",
            "This is a username or e-mail address, not a private key.",
        ),
        Pasted::Json => (
            "private-key-is-json",
            "This is a JSON document without a private key in it.",
        ),
        Pasted::PrivateKey => return no_end(1),
        Pasted::OtherPem => return of_kind(&Kind::PublicKey),
    };
    Problem::new(code, what).fix(CHOOSE_THE_KEY)
}

/// Of several refusals the one that helps most: about a key before about what lay beside it.
pub fn most_telling(refusals: Vec<Problem>) -> Problem {
    let beside = |problem: &Problem| {
        [
            "private-key-is-certificate",
            "private-key-is-public-key",
            "private-key-is-certificate-request",
        ]
        .contains(&problem.code)
    };
    let (beside, about): (Vec<_>, Vec<_>) = refusals.into_iter().partition(beside);
    about
        .into_iter()
        .chain(beside)
        .next()
        .unwrap_or_else(|| of_text("-"))
}

pub fn certificate() -> Problem {
    Problem::new(
        "private-key-is-certificate",
        "This is a certificate, not the private key.",
    )
    .cause("The certificate goes to Salesforce. The private key was made together with it.")
    .fix(CHOOSE_THE_KEY)
}

fn openssh() -> Problem {
    Problem::new(
        "private-key-openssh",
        "This is a key in OpenSSH's own format, made for logging in to servers.",
    )
    .cause("The Lambda's library cannot read it.")
    .fix("Choose the app's key. If this is it, convert a copy: ssh-keygen -p -m PEM -f COPY.")
}

pub fn no_end(line: usize) -> Problem {
    Problem::new(
        "private-key-truncated",
        format!("The key that begins on line {line} has no END line."),
    )
    .cause("The end was lost when it was copied.")
    .fix(COPY_AGAIN)
}

pub fn of_damage(damage: &Damage) -> Problem {
    let what = match damage {
        Damage::Character { line } => format!("Line {line} has a character that no key contains."),
        Damage::Count => "The key has a character too many or too few.".to_owned(),
        Damage::Empty => "There is nothing between the key's BEGIN and END lines.".to_owned(),
        Damage::Header => "The key's encryption header (DEK-Info) cannot be read.".to_owned(),
    };
    damaged(what)
}

pub fn damaged_inside() -> Problem {
    damaged("The key is damaged: what is between BEGIN and END is not a key.")
}

pub fn parts_disagree() -> Problem {
    damaged("The key is damaged: its parts do not fit together, so it cannot sign.")
}

pub fn damaged_archive() -> Problem {
    damaged("The PKCS#12 archive (.p12 or .pfx) is damaged or of an unknown make.")
}

fn damaged(what: impl Into<String>) -> Problem {
    Problem::new("private-key-damaged", what)
        .cause("It was changed when it was copied or edited.")
        .fix(COPY_AGAIN)
}

pub fn archive_without_key() -> Problem {
    Problem::new(
        "private-key-missing-in-archive",
        "The PKCS#12 archive holds no private key.",
    )
    .cause("It was exported without its private key.")
    .fix("Export it again with the private key, or choose the key's own file.")
}

pub fn too_short(bits: usize) -> Problem {
    Problem::new(
        "private-key-too-short",
        format!("This RSA key has {bits} bits; at least 2048 are needed."),
    )
    .cause("The Lambda's library refuses shorter keys.")
    .fix(MAKE_A_PAIR)
}

pub fn too_long(bits: usize) -> Problem {
    Problem::new(
        "private-key-too-long",
        format!("This RSA key has {bits} bits; at most 8192 can be used."),
    )
    .fix(MAKE_A_PAIR)
}

pub fn too_big(bytes: usize) -> Problem {
    Problem::new(
        "private-key-too-big",
        format!(
            "This has {} KB, far more than any private key.",
            bytes.div_ceil(1024)
        ),
    )
    .fix(CHOOSE_THE_KEY)
}

pub fn several_keys(count: usize) -> Problem {
    Problem::new(
        "private-key-several",
        format!("There are {count} different private keys in this."),
    )
    .cause("Only one of them belongs to the app's certificate.")
    .fix("Keep only that key in a file of its own, and choose that file.")
}

pub fn wrong_passphrase() -> Problem {
    Problem::new(WRONG_PASSPHRASE, "The passphrase does not open this key.")
        .fix("Type it again. Look out for Caps Lock and for blanks at its ends.")
}

pub fn unknown_encryption() -> Problem {
    Problem::new(
        "private-key-unknown-encryption",
        "The key is encrypted in a way that this program cannot open.",
    )
    .fix(TAKE_OFF_ENCRYPTION)
}
