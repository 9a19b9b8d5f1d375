//! The RSA private key whose certificate is in the Salesforce app: taken in whatever shape it comes, kept
//! in one shape only.

mod intake;
mod opened;
#[cfg(test)]
mod oracle;
mod refusal;
mod seal;
#[cfg(test)]
mod shapes;
pub mod stored;

use std::fmt;

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    signature::{self, KeyPair as _, RsaKeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use pkcs8::der::Decode;
use zeroize::Zeroizing;

use super::{CheckLine, Fingerprint, Secret};
use crate::problem::Problem;

pub use intake::{Intake, Refused, SIZE_LIMIT, read, read_text};
pub use opened::LastOpened;
pub use refusal::MAKE_IT_HERE;

/// The Lambda's JWT library refuses anything shorter.
const LEAST_BITS: usize = 2048;
/// What the guides use at most; the signing library takes up to twice that.
const USUAL_BITS: usize = 4096;
const MOST_BITS: usize = 8192;
/// What a standard parameter of the Parameter Store holds, in bytes.
const STANDARD_PARAMETER: usize = 4096;

const BEGIN: &str = "-----BEGIN RSA PRIVATE KEY-----";
const END: &str = "-----END RSA PRIVATE KEY-----";

/// An RSA private key of at least 2048 bits that has been seen to sign and verify. Two are equal if their
/// public keys are.
#[derive(Clone)]
pub struct PrivateKey {
    pkcs1: Zeroizing<Vec<u8>>,
    fingerprint: Fingerprint,
    bits: usize,
}

impl PrivateKey {
    /// Takes a PKCS#1 structure, if it is a sound key that is long enough.
    pub(super) fn from_pkcs1(pkcs1: &[u8]) -> Result<Self, Problem> {
        let parsed =
            pkcs1::RsaPrivateKeyRef::from_der(pkcs1).map_err(|_| refusal::damaged_inside())?;
        match bit_length(parsed.modulus.as_bytes()) {
            bits if bits < LEAST_BITS => return Err(refusal::too_short(bits)),
            bits if bits > MOST_BITS => return Err(refusal::too_long(bits)),
            _ if parsed.other_prime_infos.is_some() => return Err(refusal::multi_prime()),
            _ => {}
        }
        let pair = RsaKeyPair::from_der(pkcs1).map_err(|_| refusal::parts_disagree())?;
        prove(&pair).ok_or_else(refusal::parts_disagree)?;
        let public = pair
            .public_key()
            .as_der()
            .map_err(|_| refusal::parts_disagree())?;
        Ok(Self {
            pkcs1: Zeroizing::new(pkcs1.to_vec()),
            fingerprint: Fingerprint::of(public.as_ref()),
            bits: bit_length(parsed.modulus.as_bytes()),
        })
    }

    /// The length of the modulus.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// SHA-256 of the public key (SubjectPublicKeyInfo in DER), the same as of its certificate's.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The one shape in which a key goes to AWS: PKCS#1 PEM with the header that the procedure shows, lines
    /// of 64 characters, LF, a line break at the end.
    pub fn to_pem(&self) -> Secret {
        self.lines("\n")
    }

    /// The procedure's single line, with the characters `\r\n` for each line break: for pasting by hand into
    /// the Plaintext view of a secret, and only there.
    pub fn to_single_line(&self) -> Secret {
        self.lines("\\r\\n")
    }

    /// PKCS#1 DER, to sign an assertion with and for nothing else.
    pub fn expose_der_for_signing(&self) -> &[u8] {
        &self.pkcs1
    }

    /// What a person should know about its size, if anything.
    pub fn checks(&self) -> Vec<CheckLine> {
        let mut checks = vec![CheckLine::ok(format!(
            "RSA private key, {} bits, fingerprint {}.",
            self.bits,
            self.fingerprint.short()
        ))];
        if self.bits > USUAL_BITS {
            checks.push(CheckLine::warn(format!(
                "A key of {} bits is larger than usual. 2048 to {USUAL_BITS} bits are sure to work.",
                self.bits
            )));
        }
        if self.to_pem().expose().len() > STANDARD_PARAMETER {
            checks.push(CheckLine::warn(
                "It does not fit into a standard parameter of 4 KB. Below version 19.0 use a shorter key.",
            ));
        }
        checks
    }

    fn lines(&self, line_break: &str) -> Secret {
        let base64 = Zeroizing::new(STANDARD.encode(&*self.pkcs1));
        let room =
            base64.len() + (base64.len() / 64 + 3) * line_break.len() + BEGIN.len() + END.len();
        // Room for all of it at once: a string that grows leaves unwiped copies behind.
        let mut pem = String::with_capacity(room);
        let mut push = |line: &str| {
            pem.push_str(line);
            pem.push_str(line_break);
        };
        push(BEGIN);
        let mut rest = &base64[..];
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            push(line);
            rest = after;
        }
        push(END);
        Secret::new(pem)
    }
}

fn bit_length(modulus: &[u8]) -> usize {
    let leading = modulus.iter().take_while(|byte| **byte == 0).count();
    let Some(first) = modulus.get(leading) else {
        return 0;
    };
    (modulus.len() - leading) * 8 - first.leading_zeros() as usize
}

/// Signs something and verifies it, as the Lambda and Salesforce will.
fn prove(pair: &RsaKeyPair) -> Option<()> {
    let message = b"scv-oauth";
    let mut signed = vec![0; pair.public_modulus_len()];
    pair.sign(
        &signature::RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        message,
        &mut signed,
    )
    .ok()?;
    UnparsedPublicKey::new(
        &signature::RSA_PKCS1_2048_8192_SHA256,
        pair.public_key().as_ref(),
    )
    .verify(message, &signed)
    .ok()
}

impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for PrivateKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "[private key {} bits {}]",
            self.bits,
            self.fingerprint.short()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::test_keys;

    #[test]
    fn is_written_as_the_procedure_shows_it() {
        let key = &test_keys::pair().key;
        let pem = key.to_pem();
        let lines: Vec<&str> = pem.expose().lines().collect();
        assert_eq!(lines.first(), Some(&BEGIN));
        assert_eq!(lines.last(), Some(&END));
        assert!(
            lines[1..lines.len() - 2]
                .iter()
                .all(|line| line.len() == 64)
        );
        assert!(pem.expose().ends_with("-----\n") && !pem.expose().contains('\r'));
    }

    #[test]
    fn the_single_line_has_the_recipes_characters_for_line_breaks() {
        let key = &test_keys::pair().key;
        let line = key.to_single_line();
        assert!(!line.expose().contains('\n'));
        assert_eq!(line.expose().replace("\\r\\n", "\n"), key.to_pem().expose());
    }

    #[test]
    fn debug_tells_only_its_size_and_fingerprint() {
        let key = &test_keys::pair().key;
        assert_eq!(
            format!("{key:?}"),
            format!("[private key 2048 bits {}]", key.fingerprint().short())
        );
    }

    #[test]
    fn a_key_whose_parts_disagree_is_refused() {
        let mut pkcs1 = test_keys::pair().key.expose_der_for_signing().to_vec();
        let last = pkcs1.len() - 1;
        pkcs1[last] ^= 1;
        assert_eq!(
            PrivateKey::from_pkcs1(&pkcs1).map_err(|p| p.code),
            Err("private-key-damaged")
        );
    }
}
