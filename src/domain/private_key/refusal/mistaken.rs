//! What was given instead of an RSA private key.

use super::{CHOOSE_THE_KEY, COPY_AGAIN, MAKE_A_PAIR, MAKE_IT_HERE, damaged_inside, no_end};
use crate::{
    domain::{
        pasted::{self, Pasted},
        pem::der::Kind,
    },
    problem::Problem,
};

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
            .fix(MAKE_A_PAIR)
            .when_asked(MAKE_IT_HERE),
        Kind::Edwards => Problem::new("private-key-ed25519", "This is an Ed25519 or Ed448 key.")
            .cause("The Lambda signs with RS256, which needs an RSA key.")
            .fix(MAKE_A_PAIR)
            .when_asked(MAKE_IT_HERE),
        Kind::OtherKey => Problem::new("private-key-not-rsa", "This is a private key, but not a plain RSA key.")
            .cause("The Lambda signs with RS256, which needs an RSA key.")
            .fix(MAKE_A_PAIR)
            .when_asked(MAKE_IT_HERE),
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

/// Refuses a text by the whole of it, whatever keys are in it: a secret also holds the telephony key, which
/// must never be taken for the app's.
pub fn of_whole(text: &str) -> Option<Problem> {
    if pasted::recognise(text) == Some(Pasted::Json) {
        return Some(of_pasted(Pasted::Json));
    }
    text.contains("scrt-jwt-auth-private-key\"").then(|| {
        Problem::new(
            "private-key-is-telephony-key",
            "This is the telephony (SCRT) key, which Salesforce made for itself.",
        )
        .cause("The app has a key of its own. Sharing this one breaks one of the two.")
        .fix(CHOOSE_THE_KEY)
    })
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
    if text.trim_start().starts_with("ssh-") {
        return of_kind(&Kind::PublicKey);
    }
    match pasted::recognise(text) {
        Some(pasted) => of_pasted(pasted),
        None => not_recognised(),
    }
}

pub fn not_recognised() -> Problem {
    Problem::new(
        "private-key-not-recognised",
        "There is no private key in this.",
    )
    .cause(
        "A private key begins with -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE KEY-----.",
    )
    .fix(CHOOSE_THE_KEY)
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
            "This is a whole JSON document. Give only the private key in it.",
        ),
        Pasted::PrivateKey => return no_end(1),
        Pasted::OtherPem => return not_recognised(),
    };
    Problem::new(code, what).fix(CHOOSE_THE_KEY)
}

fn openssh() -> Problem {
    Problem::new(
        "private-key-openssh",
        "This is a key in OpenSSH's own format, made for logging in to servers.",
    )
    .cause("The Lambda's library cannot read it.")
    .fix("Choose the app's key. If this is it, convert a copy: ssh-keygen -p -m PEM -f COPY.")
}

pub fn certificate() -> Problem {
    Problem::new(
        "private-key-is-certificate",
        "This is a certificate, not the private key.",
    )
    .cause("The certificate goes to Salesforce. The private key was made together with it.")
    .fix(CHOOSE_THE_KEY)
}
