//! Opening encrypted keys: PKCS#8, the older `Proc-Type` PEM, and PKCS#12 archives.

mod pbes1;
mod pkcs12;

pub use pkcs12::open_pkcs12;

use aes::{Aes128, Aes192, Aes256};
use cbc::{
    Decryptor,
    cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7},
};
use des::TdesEde3;
use md5::{Digest, Md5};
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

/// Opens a PKCS#8 key encrypted by PBES2, as `openssl` and `ssh-keygen -m PKCS8` write it, or by PBES1.
pub fn open_pkcs8(bytes: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let info = EncryptedPrivateKeyInfoRef::from_der(der::exact(bytes))
        .map_err(|_| refusal::unknown_encryption())?;
    if let EncryptionScheme::Pbes1(algorithm) = &info.encryption_algorithm {
        return pbes1::open(algorithm, info.encrypted_data.as_bytes(), passphrase);
    }
    within_limits(&info.encryption_algorithm)?;
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

/// Why a key will not be opened whatever its passphrase is: nobody is asked for one in vain.
pub fn refused_unopened(bytes: &[u8]) -> Option<Problem> {
    let info = EncryptedPrivateKeyInfoRef::from_der(der::exact(bytes)).ok()?;
    let scheme = &info.encryption_algorithm;
    scheme.pbes2().and_then(|_| within_limits(scheme).err())
}

fn within_limits(scheme: &EncryptionScheme) -> Result<(), Problem> {
    let affordable = match scheme.pbes2().map(|parameters| &parameters.kdf) {
        Some(Kdf::Pbkdf2(kdf)) => kdf.iteration_count <= MOST_ROUNDS,
        Some(Kdf::Scrypt(kdf)) => {
            let memory = u128::from(kdf.cost_parameter) * u128::from(kdf.block_size) * 128;
            memory <= u128::from(MOST_MEMORY) && kdf.parallelization <= 16
        }
        _ => return Err(refusal::unknown_encryption()),
    };
    affordable
        .then_some(())
        .ok_or_else(refusal::costly_encryption)
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
    decrypted::<C>(&key, &sealing.iv, bytes)
}

fn decrypted<C: BlockModeDecrypt + KeyIvInit>(
    key: &[u8],
    iv: &[u8],
    bytes: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = C::new_from_slices(key, iv).ok()?;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use cbc::{Encryptor, cipher::BlockModeEncrypt};
    use p12_keystore::EncryptionAlgorithm;
    use pkcs8::{
        der::{Encode, asn1::OctetStringRef},
        pkcs5::pbes1::EncryptionScheme as Scheme,
        pkcs5::pbes2::{
            self, EncryptionScheme as Cipher, Pbkdf2Params, Pbkdf2Prf, Salt, ScryptParams,
        },
    };

    use super::*;
    use crate::domain::{
        private_key::{Refused, read, shapes},
        test_keys,
    };

    const IV: [u8; 16] = *b"\x01\x02\x03\x04\x05\x06\x07\x08abcdefgh";
    const SHORT_IV: [u8; 8] = *b"\x01\x02\x03\x04\x05\x06\x07\x08";

    fn pbes2(kdf: Kdf, encryption: Cipher) -> Vec<u8> {
        let pkcs8 = shapes::pkcs8();
        let info = pkcs8::PrivateKeyInfoRef::from_der(&pkcs8).unwrap();
        let sealed = info
            .encrypt_with_params(pbes2::Parameters { kdf, encryption }, "secret")
            .unwrap();
        sealed.as_bytes().to_vec()
    }

    fn pbkdf2(prf: Pbkdf2Prf, iteration_count: u32) -> Kdf {
        let salt = Salt::new(b"saltsalt").unwrap();
        Kdf::Pbkdf2(Pbkdf2Params {
            salt,
            iteration_count,
            key_length: None,
            prf,
        })
    }

    fn scrypt() -> Kdf {
        let salt = Salt::new(b"saltsalt").unwrap();
        Kdf::Scrypt(ScryptParams {
            salt,
            cost_parameter: 1024,
            block_size: 8,
            parallelization: 1,
            key_length: None,
        })
    }

    fn legacy<C: BlockModeEncrypt + KeyIvInit>(
        cipher: &str,
        key_length: usize,
        iv: &[u8],
    ) -> Vec<u8> {
        let key = legacy_key(key_length, iv, &Secret::new("secret"));
        let plain = test_keys::pair().key.expose_der_for_signing();
        let mut buffer = [plain, &[0; 16]].concat();
        let cipher_text = C::new_from_slices(&key, iv).unwrap();
        let sealed = cipher_text
            .encrypt_padded::<Pkcs7>(&mut buffer, plain.len())
            .unwrap();
        let hex: String = iv.iter().map(|byte| format!("{byte:02X}")).collect();
        let header = format!("KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: {cipher},{hex}\n\n");
        shapes::armoured("RSA PRIVATE KEY", sealed)
            .replacen("KEY-----\n", &header, 1)
            .into_bytes()
    }

    fn sealed() -> Vec<(&'static str, Vec<u8>)> {
        let modern = pbes2(
            pbkdf2(Pbkdf2Prf::HmacWithSha256, 2048),
            Cipher::Aes256Cbc { iv: IV },
        );
        let in_pem = shapes::armoured("ENCRYPTED PRIVATE KEY", &modern).into_bytes();
        let aes = legacy::<Encryptor<Aes256>>("AES-256-CBC", 32, &IV);
        let lost_lines = String::from_utf8(aes.clone())
            .unwrap()
            .replace('\n', "")
            .into_bytes();
        let blanks = String::from_utf8(aes.clone())
            .unwrap()
            .replace('\n', " ")
            .into_bytes();
        let sha1 = pbkdf2(Pbkdf2Prf::HmacWithSha1, 2048);
        vec![
            ("PKCS#8, AES-256", modern),
            ("PKCS#8 in PEM", in_pem),
            (
                "PKCS#8, SHA-1, AES-128",
                pbes2(sha1.clone(), Cipher::Aes128Cbc { iv: IV }),
            ),
            (
                "PKCS#8, SHA-1, 3DES",
                pbes2(sha1, Cipher::DesEde3Cbc { iv: SHORT_IV }),
            ),
            (
                "PKCS#8, scrypt",
                pbes2(scrypt(), Cipher::Aes256Cbc { iv: IV }),
            ),
            (
                "PKCS#8, PBES1, MD5",
                pbes1::tests::sealed(Scheme::PbeWithMd5AndDesCbc),
            ),
            (
                "PKCS#8, PBES1, SHA-1",
                pbes1::tests::sealed(Scheme::PbeWithSha1AndDesCbc),
            ),
            (
                "PEM, AES-128",
                legacy::<Encryptor<Aes128>>("AES-128-CBC", 16, &IV),
            ),
            (
                "PEM, AES-192",
                legacy::<Encryptor<Aes192>>("AES-192-CBC", 24, &IV),
            ),
            ("PEM, AES-256", aes),
            (
                "PEM, 3DES",
                legacy::<Encryptor<TdesEde3>>("DES-EDE3-CBC", 24, &SHORT_IV),
            ),
            ("PEM, line breaks lost", lost_lines),
            ("PEM, line breaks turned to blanks", blanks),
            (
                "PKCS#12, AES",
                pkcs12::tests::archive(EncryptionAlgorithm::PbeWithHmacSha256AndAes256, "secret"),
            ),
            (
                "PKCS#12, 3DES",
                pkcs12::tests::archive(
                    EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc,
                    "secret",
                ),
            ),
        ]
    }

    pub(super) fn code(refused: Refused) -> &'static str {
        match refused {
            Refused::NeedsPassphrase => "passphrase",
            Refused::Problem(problem) => problem.code,
        }
    }

    #[test]
    fn every_encrypted_key_asks_for_its_passphrase_and_opens_with_the_right_one_only() {
        for (name, bytes) in sealed() {
            assert_eq!(
                read(&bytes, None).map_err(code).err(),
                Some("passphrase"),
                "{name}"
            );
            let wrong = read(&bytes, Some(&Secret::new("wrong")))
                .map_err(code)
                .err();
            assert_eq!(wrong, Some(refusal::WRONG_PASSPHRASE), "{name}");
            let intake = read(&bytes, Some(&Secret::new("secret")))
                .unwrap_or_else(|r| panic!("{name}: {r:?}"));
            assert_eq!(intake.key, test_keys::pair().key, "{name}");
            assert!(!intake.repairs.is_empty(), "{name}");
            assert_eq!(
                intake.certificate.is_some(),
                name.starts_with("PKCS#12"),
                "{name}"
            );
        }
    }

    #[test]
    fn encryption_that_would_take_for_ever_is_refused_by_name_before_a_passphrase_is_asked_for() {
        let endless = pbes2::Parameters {
            kdf: pbkdf2(Pbkdf2Prf::HmacWithSha256, MOST_ROUNDS + 1),
            encryption: Cipher::Aes256Cbc { iv: IV },
        };
        let hostile = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: endless.into(),
            encrypted_data: OctetStringRef::new(&[0; 32]).unwrap(),
        };
        let hostile = hostile.to_der().unwrap();
        for passphrase in [None, Some(&Secret::new("secret"))] {
            let refused = read(&hostile, passphrase).map_err(code).err();
            assert_eq!(refused, Some("private-key-costly-encryption"));
        }
    }

    #[test]
    fn encryption_that_cannot_be_opened_is_refused_by_name() {
        let mut unknown =
            String::from_utf8(legacy::<Encryptor<Aes256>>("AES-256-CBC", 32, &IV)).unwrap();
        unknown = unknown.replace("AES-256-CBC", "CAMELLIA-256-CBC");
        let rc2 = pbes1::tests::sealed(Scheme::PbeWithMd5AndRc2Cbc);
        let md2 = pbes1::tests::sealed(Scheme::PbeWithMd2AndDesCbc);
        for bytes in [unknown.into_bytes(), rc2, md2] {
            let refused = read(&bytes, Some(&Secret::new("secret")))
                .map_err(code)
                .err();
            assert_eq!(refused, Some("private-key-unknown-encryption"));
        }
    }

    /// From `openssl enc -aes-256-cbc -k secret -S 0102030405060708 -md md5 -P`.
    #[test]
    fn the_old_derivation_gives_the_keys_that_openssl_gives() {
        let key = legacy_key(32, &IV, &Secret::new("secret"));
        let hex: String = key.iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(
            hex,
            "C9E5A1BD216DBE1317E230CEF48F38EE7F0E17AD64022144BCCEC4A1AA2879AB"
        );
    }
}
