//! PKCS#8 keys encrypted by PBES1 (RFC 8018, section 6.1), as `openssl pkcs8 -topk8` wrote them before 1.1.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use cbc::Decryptor;
use des::Des;
use md5::{Digest as _, Md5};
use pkcs8::pkcs5::pbes1::{Algorithm, DigestAlgorithm, SymmetricCipher};
use zeroize::Zeroizing;

use super::decrypted;
use crate::domain::private_key::refusal;
use crate::domain::{Secret, pem::der};
use crate::problem::Problem;

/// Key and initialisation vector of DES.
const DERIVED: usize = 16;

pub(super) fn open(
    algorithm: &Algorithm,
    sealed: &[u8],
    passphrase: &Secret,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let scheme = algorithm.encryption;
    let (SymmetricCipher::DesCbc, Some(hash)) = (scheme.cipher(), hash(scheme.digest())) else {
        return Err(refusal::unknown_encryption());
    };
    let parameters = &algorithm.parameters;
    let rounds = parameters.iteration_count;
    let derived = derive(hash, passphrase, &parameters.salt, rounds);
    let (key, iv) = derived.split_at(DERIVED / 2);
    // A wrong passphrase passes the padding once in 256 times, but then it is no DER.
    decrypted::<Decryptor<Des>>(key, iv, sealed)
        .filter(|plain| der::is_binary(plain))
        .ok_or_else(refusal::wrong_passphrase)
}

type Hash = fn(&[u8]) -> Zeroizing<Vec<u8>>;

/// MD2 is in no library that is kept up, and OpenSSL cannot write it any more.
fn hash(algorithm: DigestAlgorithm) -> Option<Hash> {
    match algorithm {
        DigestAlgorithm::Md2 => None,
        DigestAlgorithm::Md5 => Some(|bytes| Zeroizing::new(Md5::digest(bytes).to_vec())),
        DigestAlgorithm::Sha1 => {
            Some(|bytes| Zeroizing::new(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()))
        }
    }
}

/// PBKDF1 (RFC 8018, section 5.1).
fn derive(hash: Hash, passphrase: &Secret, salt: &[u8], rounds: u16) -> Zeroizing<Vec<u8>> {
    let text = passphrase.expose().as_bytes();
    // Room for all of it at once: a vector that grows leaves unwiped copies behind.
    let mut seed = Zeroizing::new(Vec::with_capacity(text.len() + salt.len()));
    seed.extend_from_slice(text);
    seed.extend_from_slice(salt);
    let mut derived = hash(&seed);
    for _ in 1..rounds {
        derived = hash(&derived);
    }
    derived.truncate(DERIVED);
    derived
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use cbc::{
        Encryptor,
        cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
    };
    use pkcs8::{
        EncryptedPrivateKeyInfoRef,
        der::{Encode, asn1::OctetStringRef},
        pkcs5::{
            EncryptionScheme,
            pbes1::{EncryptionScheme as Scheme, Parameters},
        },
    };

    use super::*;
    use crate::domain::private_key::shapes;

    const SALT: [u8; 8] = *b"saltsalt";

    /// The test key, sealed with the passphrase `secret`.
    pub(in super::super) fn sealed(encryption: Scheme) -> Vec<u8> {
        let hash = hash(encryption.digest()).unwrap_or(|_| Zeroizing::new(vec![0; DERIVED]));
        let derived = derive(hash, &Secret::new("secret"), &SALT, 2048);
        let (key, iv) = derived.split_at(DERIVED / 2);
        let plain = shapes::pkcs8();
        let mut buffer = [plain.as_slice(), &[0; 8]].concat();
        let cipher = Encryptor::<Des>::new_from_slices(key, iv).unwrap();
        let text = cipher.encrypt_padded::<Pkcs7>(&mut buffer, plain.len());
        let parameters = Parameters {
            salt: SALT,
            iteration_count: 2048,
        };
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: EncryptionScheme::Pbes1(Algorithm {
                encryption,
                parameters,
            }),
            encrypted_data: OctetStringRef::new(text.unwrap()).unwrap(),
        };
        info.to_der().unwrap()
    }

    /// From Python's hashlib: MD5 and SHA-1 of `secret` and the salt, 2048 times over, 16 bytes of it.
    #[test]
    fn the_derivation_is_that_of_the_standard() {
        for (algorithm, expected) in [
            (DigestAlgorithm::Md5, "FD686C56466BDC731D0B17134161C936"),
            (DigestAlgorithm::Sha1, "02F531F6052EA3C8C506323EA884FB1F"),
        ] {
            let hash = hash(algorithm).unwrap();
            let derived = derive(hash, &Secret::new("secret"), &SALT, 2048);
            let hex: String = derived.iter().map(|byte| format!("{byte:02X}")).collect();
            assert_eq!(hex, expected);
        }
    }
}
