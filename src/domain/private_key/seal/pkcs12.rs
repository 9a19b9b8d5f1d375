//! Opening PKCS#12 archives. What that costs is looked at first: an archive has as many locks as it has parts.

use p12_keystore::{Pkcs12Archive, error::Error as ArchiveError};
use pkcs8::der::{Tag, Tagged, asn1::AnyRef};
use zeroize::Zeroizing;

use super::{MOST_MEMORY, MOST_ROUNDS};
use crate::domain::private_key::refusal;
use crate::domain::{Secret, pem::der};
use crate::problem::Problem;

/// What was in a PKCS#12 archive, as DER.
pub struct Archive {
    pub keys: Vec<Zeroizing<Vec<u8>>>,
    pub certificates: Vec<Vec<u8>>,
}

/// Opens a `.p12` or `.pfx`.
pub fn open_pkcs12(bytes: &[u8], passphrase: &Secret) -> Result<Archive, Problem> {
    let bytes = der::exact(bytes);
    if rounds(bytes) > u64::from(MOST_ROUNDS) {
        return Err(refusal::costly_archive());
    }
    let opened = Pkcs12Archive::from_pkcs12(bytes, passphrase.expose());
    let archive = opened.map_err(|error| match error {
        ArchiveError::MacError(_) | ArchiveError::UnpadError | ArchiveError::Pkcs5Error(_) => {
            refusal::wrong_passphrase()
        }
        ArchiveError::UnsupportedEncryptionScheme | ArchiveError::UnsupportedMacAlgorithm => {
            refusal::unknown_encryption()
        }
        // More rounds than the library does for a part.
        ArchiveError::InvalidParameters => refusal::costly_archive(),
        _ => refusal::damaged_archive(),
    })?;
    Ok(Archive {
        keys: archive
            .keys
            .iter()
            .map(|bag| Zeroizing::new(bag.key.as_der().to_vec()))
            .collect(),
        certificates: archive
            .certs
            .iter()
            .map(|bag| bag.cert.as_der().to_vec())
            .collect(),
    })
}

/// The rounds of key derivation of all parts that can be seen before the first is opened. The library bounds those of
/// each part, and not how many parts there are.
fn rounds(bytes: &[u8]) -> u64 {
    let (mut rounds, mut left) = (0_u64, vec![bytes]);
    // Not by recursion: a hostile archive may be nested without end.
    while let Some(bytes) = left.pop() {
        let parts = der::elements(bytes).unwrap_or_default();
        rounds = rounds.saturating_add(rounds_of(&parts));
        let inner = parts.into_iter().filter(|it| may_hold_der(it.tag()));
        left.extend(inner.map(AnyRef::value));
    }
    rounds
}

fn may_hold_der(tag: Tag) -> bool {
    tag.is_constructed() || tag == Tag::OctetString
}

/// The rounds that a structure asks for, if it is one that does: they come after the salt.
fn rounds_of(parts: &[AnyRef<'_>]) -> u64 {
    let tags: Vec<Tag> = parts.iter().map(AnyRef::tag).collect();
    use Tag::{Integer as Int, OctetString as Octets, Sequence as Seq};
    match tags.as_slice() {
        // scrypt (RFC 7914, section 7).
        [Octets, Int, Int, Int, ..] => scrypt([&parts[1], &parts[2], &parts[3]].map(number)),
        // PBKDF2 (RFC 8018, appendix A.2) and the ways of PKCS#12 itself (RFC 7292, appendix C).
        [Octets, Int, ..] => number(&parts[1]),
        // What seals the archive as a whole (RFC 7292, section 4).
        [Seq, Octets, Int] => number(&parts[2]),
        _ => 0,
    }
}

/// In rounds of the others, each of which takes about as long as one step of it.
fn scrypt([cost, block_size, parallelization]: [u64; 3]) -> u64 {
    let steps = cost.saturating_mul(block_size);
    match steps.saturating_mul(128) <= MOST_MEMORY {
        true => steps.saturating_mul(parallelization),
        false => u64::MAX,
    }
}

fn number(integer: &AnyRef<'_>) -> u64 {
    let digits = integer.value().iter();
    digits.fold(0, |number: u64, digit| {
        number.saturating_mul(256).saturating_add((*digit).into())
    })
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use p12_keystore::{
        EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKeyChain,
    };
    use pkcs8::der::Encode;
    use pkcs8::pkcs5::pbes2::{Salt, ScryptParams};

    use super::super::tests::code;
    use super::*;
    use crate::domain::private_key::{read, shapes};
    use crate::domain::test_keys;

    const MODERN: EncryptionAlgorithm = EncryptionAlgorithm::PbeWithHmacSha256AndAes256;
    const OLD: EncryptionAlgorithm = EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc;

    fn store(keys: usize) -> KeyStore {
        let key = p12_keystore::PrivateKey::from_der(&shapes::pkcs8()).unwrap();
        let certificate =
            p12_keystore::Certificate::from_der(test_keys::pair().certificate.der_bytes()).unwrap();
        let mut store = KeyStore::new();
        for at in 0..keys {
            let chain = PrivateKeyChain::new(vec![1], key.clone(), [certificate.clone()]);
            store.add_entry(&at.to_string(), KeyStoreEntry::PrivateKeyChain(chain));
        }
        store
    }

    /// The test key and its certificate, sealed with a passphrase.
    pub(in super::super) fn archive(algorithm: EncryptionAlgorithm, passphrase: &str) -> Vec<u8> {
        let store = store(1);
        let writer = store.writer(passphrase).encryption_algorithm(algorithm);
        let writer = writer.mac_algorithm(MacAlgorithm::HmacSha1);
        writer.write().unwrap()
    }

    /// With other rounds wherever it asks for 65536.
    fn with_rounds(mut bytes: Vec<u8>, rounds: [u8; 3]) -> Vec<u8> {
        let found = |bytes: &[u8]| bytes.windows(5).position(|it| it == [2, 3, 1, 0, 0]);
        while let Some(at) = found(&bytes) {
            bytes[at + 2..at + 5].copy_from_slice(&rounds);
        }
        bytes
    }

    #[test]
    fn an_archive_with_an_empty_passphrase_asks_for_none() {
        let bytes = archive(MODERN, "");
        assert_eq!(read(&bytes, None).unwrap().key, test_keys::pair().key);
    }

    #[test]
    fn an_archive_without_a_key_says_so() {
        let mut store = KeyStore::new();
        let certificate =
            p12_keystore::Certificate::from_der(test_keys::pair().certificate.der_bytes()).unwrap();
        store.add_entry("acme", KeyStoreEntry::Certificate(certificate));
        let bytes = store.writer("secret").write().unwrap();
        let refused = read(&bytes, Some(&Secret::new("secret"))).map_err(code);
        assert_eq!(refused.err(), Some("private-key-missing-in-archive"));
    }

    #[test]
    fn the_rounds_of_all_parts_count() {
        for algorithm in [MODERN, OLD] {
            let store = store(3);
            let writer = store.writer("secret").encryption_algorithm(algorithm);
            let writer = writer.encryption_iterations(500).mac_iterations(200);
            // The certificates are one part.
            assert_eq!(rounds(&writer.write().unwrap()), 4 * 500 + 200);
        }
    }

    #[test]
    fn an_archive_that_would_take_for_ever_is_refused_by_name_before_a_passphrase_is_asked_for() {
        let store = store(1);
        // Two parts of eight million rounds each, or one that the library does not open.
        for (parts, whole) in [(65536, 1), (1, 65536)] {
            let writer = store.writer("secret").encryption_iterations(parts);
            let sealed = writer.mac_iterations(whole).write().unwrap();
            let endless = with_rounds(sealed, [0x7f, 0xff, 0xff]);
            for passphrase in [None, Some(&Secret::new("secret"))] {
                let refused = read(&endless, passphrase).map_err(code).err();
                assert_eq!(refused, Some("private-key-costly-encryption"));
            }
        }
    }

    #[test]
    fn scrypt_counts_by_its_steps_and_its_memory() {
        let rounds = |cost_parameter, block_size, parallelization| {
            let parameters = ScryptParams {
                salt: Salt::new(b"saltsalt").unwrap(),
                cost_parameter,
                block_size,
                parallelization,
                key_length: None,
            };
            rounds(&parameters.to_der().unwrap())
        };
        assert_eq!(rounds(1024, 8, 2), 1024 * 8 * 2);
        assert_eq!(rounds(1 << 20, 8, 1), u64::MAX);
    }

    #[test]
    fn an_archive_that_is_nested_without_end_is_looked_through() {
        let mut backwards = Vec::new();
        while backwards.len() < 60_000 {
            let [high, low] = u16::try_from(backwards.len()).unwrap().to_be_bytes();
            backwards.extend([low, high, 0x82, 0x30]);
        }
        backwards.reverse();
        assert_eq!(rounds(&backwards), 0);
    }
}
