//! Opening encrypted keys: PKCS#8, the older `Proc-Type` PEM, and PKCS#12 archives.

use aes::{Aes128, Aes192, Aes256};
use cbc::{
    Decryptor,
    cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7},
};
use des::TdesEde3;
use md5::{Digest, Md5};
use p12_keystore::{Pkcs12Archive, error::Error as ArchiveError};
use pkcs8::{
    EncryptedPrivateKeyInfoRef,
    der::Decode,
    pkcs5::{EncryptionScheme, pbes2::Kdf},
};
use zeroize::Zeroizing;

use super::refusal;
use crate::{
    domain::{
        Secret,
        pem::{blocks::Sealing, der},
    },
    problem::Problem,
};

/// Rounds of key derivation above which a file is hostile rather than safe.
const MOST_ROUNDS: u32 = 10_000_000;
/// The most memory, in bytes, that a key derivation may take.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Opens a PKCS#8 key encrypted by PBES2, as `openssl` and `ssh-keygen -m PKCS8` write it.
pub fn open_pkcs8(bytes: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let info = EncryptedPrivateKeyInfoRef::from_der(der::exact(bytes))
        .map_err(|_| refusal::unknown_encryption())?;
    if !affordable(&info.encryption_algorithm) {
        return Err(refusal::unknown_encryption());
    }
    match info.decrypt(passphrase.expose()) {
        Ok(plain) => Ok(Zeroizing::new(plain.as_bytes().to_vec())),
        Err(pkcs8::Error::EncryptedPrivateKey(reason)) if !is_wrong_passphrase(&reason) => {
            Err(refusal::unknown_encryption())
        }
        Err(_) => Err(refusal::wrong_passphrase()),
    }
}

fn is_wrong_passphrase(reason: &pkcs8::pkcs5::Error) -> bool {
    matches!(reason, pkcs8::pkcs5::Error::DecryptFailed)
}

fn affordable(scheme: &EncryptionScheme) -> bool {
    match scheme.pbes2().map(|parameters| &parameters.kdf) {
        Some(Kdf::Pbkdf2(kdf)) => kdf.iteration_count <= MOST_ROUNDS,
        Some(Kdf::Scrypt(kdf)) => {
            let memory = u128::from(kdf.cost_parameter) * u128::from(kdf.block_size) * 128;
            memory <= u128::from(MOST_MEMORY) && kdf.parallelization <= 16
        }
        _ => false,
    }
}

/// Opens a key encrypted in the old PEM way (`Proc-Type: 4,ENCRYPTED`), as OpenSSL 1.1 writes it.
pub fn open_legacy(
    sealing: &Sealing,
    bytes: &[u8],
    passphrase: &Secret,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let plain = match sealing.cipher.as_str() {
        "AES-128-CBC" => decrypt::<Decryptor<Aes128>>(16, sealing, bytes, passphrase),
        "AES-192-CBC" => decrypt::<Decryptor<Aes192>>(24, sealing, bytes, passphrase),
        "AES-256-CBC" => decrypt::<Decryptor<Aes256>>(32, sealing, bytes, passphrase),
        "DES-EDE3-CBC" => decrypt::<Decryptor<TdesEde3>>(24, sealing, bytes, passphrase),
        _ => return Err(refusal::unknown_encryption()),
    };
    // A wrong passphrase passes the padding once in 256 times, but then it is no DER.
    plain
        .filter(|plain| der::is_binary(plain))
        .ok_or_else(refusal::wrong_passphrase)
}

fn decrypt<C: BlockModeDecrypt + KeyIvInit>(
    key_length: usize,
    sealing: &Sealing,
    bytes: &[u8],
    passphrase: &Secret,
) -> Option<Zeroizing<Vec<u8>>> {
    let key = legacy_key(key_length, &sealing.iv, passphrase);
    let cipher = C::new_from_slices(&key, &sealing.iv).ok()?;
    let mut buffer = Zeroizing::new(bytes.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round: the salt is the first half of a long IV.
fn legacy_key(length: usize, iv: &[u8], passphrase: &Secret) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut last = Zeroizing::new(Vec::new());
    while key.len() < length {
        let mut hash = Md5::new();
        hash.update(&*last);
        hash.update(passphrase.expose());
        hash.update(&iv[..iv.len().min(8)]);
        *last = hash.finalize().to_vec();
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    key
}

/// What was in a PKCS#12 archive, as DER.
pub struct Archive {
    pub keys: Vec<Zeroizing<Vec<u8>>>,
    pub certificates: Vec<Vec<u8>>,
}

/// Opens a `.p12` or `.pfx`.
pub fn open_pkcs12(bytes: &[u8], passphrase: &Secret) -> Result<Archive, Problem> {
    let archive =
        Pkcs12Archive::from_pkcs12(der::exact(bytes), passphrase.expose()).map_err(|error| {
            match error {
                ArchiveError::MacError(_)
                | ArchiveError::UnpadError
                | ArchiveError::Pkcs5Error(_) => refusal::wrong_passphrase(),
                ArchiveError::UnsupportedEncryptionScheme
                | ArchiveError::UnsupportedMacAlgorithm => refusal::unknown_encryption(),
                _ => refusal::damaged_archive(),
            }
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
