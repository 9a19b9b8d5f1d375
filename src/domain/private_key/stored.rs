//! What the published Lambda makes of a key text as it is stored in AWS.
//!
//! The Lambda hands the text to Node's `crypto` as it is: nothing is trimmed or repaired. The rules are
//! measured (jsonwebtoken 9.0.0 and 9.0.3 on Node 20), not guessed.

use super::{Intake, PrivateKey, Refused, read, refusal};
use crate::{
    domain::{
        Secret, paste, pasted,
        pem::{
            der::{self, Kind},
            strict,
        },
    },
    problem::Problem,
};

/// A stored key text, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredKey {
    /// The Lambda can sign with it.
    Usable {
        /// The key.
        key: PrivateKey,
    },
    /// Nothing yet, or what the template put there.
    Placeholder,
    /// The Lambda cannot sign with it.
    Unusable {
        /// Why, and what to do.
        problem: Problem,
        /// The key, if only its shape is wrong.
        inside: Option<PrivateKey>,
    },
}

impl StoredKey {
    /// The key, whatever its shape.
    pub fn key(self) -> Option<PrivateKey> {
        match self {
            Self::Usable { key } => Some(key),
            Self::Unusable { inside, .. } => inside,
            Self::Placeholder => None,
        }
    }
}

/// Judges a stored text by the Lambda's rules.
pub fn judge(text: &Secret) -> StoredKey {
    if text.is_blank() || pasted::is_template_placeholder(text.expose()) {
        return StoredKey::Placeholder;
    }
    match as_the_lambda_reads(text.expose()) {
        Some(Ok(key)) => StoredKey::Usable { key },
        Some(Err(problem)) => StoredKey::Unusable {
            problem,
            inside: None,
        },
        None => unreadable(text.expose()),
    }
}

/// The first key that OpenSSL would settle on; `None` if it finds none.
fn as_the_lambda_reads(text: &str) -> Option<Result<PrivateKey, Problem>> {
    strict::blocks(text).iter().find_map(|block| {
        if block.sealed {
            return Some(Err(encrypted()));
        }
        let kind = der::classify(&block.bytes);
        match (block.label.as_str(), kind) {
            ("ENCRYPTED PRIVATE KEY", Kind::SealedPkcs8) => Some(Err(encrypted())),
            ("RSA PRIVATE KEY", Kind::Rsa { pkcs1, .. })
            | (
                "PRIVATE KEY",
                Kind::Rsa {
                    pkcs1,
                    from_pkcs8: true,
                },
            ) => Some(PrivateKey::from_pkcs1(der::exact(&pkcs1))),
            (
                "EC PRIVATE KEY" | "PRIVATE KEY",
                kind @ (Kind::EllipticCurve | Kind::Edwards | Kind::OtherKey),
            ) => Some(Err(refusal::of_kind(&kind))),
            _ => None,
        }
    })
}

/// Says what keeps the Lambda from reading it, and what is inside all the same.
fn unreadable(text: &str) -> StoredKey {
    match read(text.as_bytes(), None) {
        Ok(Intake { key, .. }) => StoredKey::Unusable {
            problem: wrong_shape(text),
            inside: Some(key),
        },
        Err(Refused::NeedsPassphrase) => StoredKey::Unusable {
            problem: encrypted(),
            inside: None,
        },
        Err(Refused::Problem(problem)) => StoredKey::Unusable {
            problem,
            inside: None,
        },
    }
}

/// Names the first thing that is wrong with the shape of a text in which a good key is hidden.
fn wrong_shape(text: &str) -> Problem {
    let fault = FAULTS
        .iter()
        .find(|fault| (fault.holds)(text))
        .unwrap_or(&OTHER_FAULT);
    Problem::new(fault.code, fault.what)
        .cause(
            "The Lambda reads it exactly as stored, so it cannot sign and answers with status 500.",
        )
        .fix("Run setup again: it stores the key in the right form.")
}

struct Fault {
    holds: fn(&str) -> bool,
    code: &'static str,
    what: &'static str,
}

/// In this order: a text may have several faults, and an earlier one explains the later ones.
const FAULTS: [Fault; 9] = [
    Fault {
        holds: |text| text.contains("\\n") || text.contains("\\r"),
        code: "private-key-literal-newlines",
        what: "The stored key has the characters \\n where line breaks belong.",
    },
    Fault {
        holds: |text| text.trim_start().starts_with(['"', '\'', '\u{201c}', '`']),
        code: "private-key-quotes",
        what: "The stored key has quotes around it.",
    },
    Fault {
        holds: |text| !text.contains("BEGIN "),
        code: "private-key-no-begin",
        what: "The stored key lacks its BEGIN and END lines.",
    },
    Fault {
        holds: |text| {
            text.trim_start_matches('\u{feff}')
                .contains(paste::is_invisible)
        },
        code: "private-key-invisible-characters",
        what: "The stored key has characters in it that cannot be seen.",
    },
    Fault {
        holds: |text| !text.trim().contains('\n'),
        code: "private-key-lost-newlines",
        what: "The stored key has lost its line breaks.",
    },
    Fault {
        holds: |text| {
            text.lines()
                .any(|line| line.trim().starts_with("-----") && line.starts_with([' ', '\t']))
        },
        code: "private-key-blanks",
        what: "The stored key has blanks before its BEGIN or END line.",
    },
    Fault {
        holds: |text| {
            text.lines()
                .any(|line| line.contains("-----") && !is_marker_line(line.trim_end()))
        },
        code: "private-key-lost-newlines",
        what: "The stored key's BEGIN or END line is not on a line of its own.",
    },
    Fault {
        holds: is_mislabelled,
        code: "private-key-wrong-label",
        what: "The stored key's BEGIN line names another format than the one below it.",
    },
    Fault {
        holds: |text| text.trim().lines().any(|line| line.trim().is_empty()),
        code: "private-key-blank-lines",
        what: "The stored key has blank lines in it.",
    },
];

const OTHER_FAULT: Fault = Fault {
    holds: |_| true,
    code: "private-key-wrong-shape",
    what: "The stored key is not in the form that the Lambda can read.",
};

fn is_mislabelled(text: &str) -> bool {
    strict::blocks(text)
        .iter()
        .any(|block| refusal::is_mislabelled(&block.label, &block.bytes))
}

fn is_marker_line(line: &str) -> bool {
    (line.starts_with("-----BEGIN ") || line.starts_with("-----END ")) && line.ends_with("-----")
}

fn encrypted() -> Problem {
    Problem::new(
        "private-key-encrypted",
        "The stored key is encrypted with a passphrase.",
    )
    .cause("The Lambda knows no passphrase, so it cannot sign.")
    .fix("Run setup again with this key: it asks for the passphrase and stores the key without it.")
}
