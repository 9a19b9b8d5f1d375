//! Every way in which something is not the key that is needed, by its name and with what to do. Here is what
//! is wrong with keys; what is something else altogether is in `mistaken`.

mod mistaken;

use crate::{
    domain::pem::{
        blocks::Damage,
        der::{self, Kind},
    },
    problem::Problem,
};

pub use mistaken::{certificate, not_recognised, of_kind, of_label, of_text, of_whole};

pub const WRONG_PASSPHRASE: &str = "private-key-wrong-passphrase";

const CHOOSE_THE_KEY: &str =
    "Choose the private key that was made with the app's certificate, often named server.key.";
const COPY_AGAIN: &str =
    "Choose the key's own file, or copy it again whole, from the BEGIN to the END line.";
const MAKE_A_PAIR: &str =
    "Make a new RSA key with its certificate, and upload the certificate to the Salesforce app.";
/// The page that asks for the key offers it in these words.
pub const MAKE_IT_HERE: &str = "Choose \"Make one here\" at New key pair, and upload the new certificate to the Salesforce app.";
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
        .unwrap_or_else(not_recognised)
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
    .when_asked(MAKE_IT_HERE)
}

pub fn too_long(bits: usize) -> Problem {
    Problem::new(
        "private-key-too-long",
        format!("This RSA key has {bits} bits; at most 8192 can be used."),
    )
    .fix(MAKE_A_PAIR)
    .when_asked(MAKE_IT_HERE)
}

pub fn multi_prime() -> Problem {
    Problem::new(
        "private-key-multi-prime",
        "This RSA key is made of more than two primes.",
    )
    .cause("Such keys are rare, and few programs can sign with them.")
    .fix(MAKE_A_PAIR)
    .when_asked(MAKE_IT_HERE)
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

/// The encryption can be opened, and asks for more work than any honest file does.
pub fn costly_encryption() -> Problem {
    costly("At most 10 million rounds, or 256 MB of memory, are spent on opening a key.")
        .fix(TAKE_OFF_ENCRYPTION)
}

/// The same of an archive.
pub fn costly_archive() -> Problem {
    costly("At most 1 million rounds a part, 10 million in all and 256 MB of memory are spent on an archive.").fix(
        "Write the key without encryption: openssl pkcs12 -in server.p12 -nodes -out server-plain.key, and choose that.",
    )
}

fn costly(limit: &str) -> Problem {
    let what = "Opening this key would take more work than this program does.";
    Problem::new("private-key-costly-encryption", what).cause(limit)
}

pub fn unknown_encryption() -> Problem {
    Problem::new(
        "private-key-unknown-encryption",
        "The key is encrypted in a way that this program cannot open.",
    )
    .fix(TAKE_OFF_ENCRYPTION)
}
