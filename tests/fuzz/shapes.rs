//! Keys for the key target, made when the process starts: no private key lies in the repository.

use aes::Aes256;
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::{
    Encryptor,
    cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
};
use jiff::Timestamp;
use md5::{Digest, Md5};
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKeyChain};
use pkcs8::{
    ObjectIdentifier, PrivateKeyInfoRef,
    der::{
        Decode, Encode,
        asn1::{AnyRef, OctetStringRef},
    },
    pkcs5::pbes2::{self, EncryptionScheme, Kdf, Pbkdf2Params, Pbkdf2Prf, Salt},
    spki::AlgorithmIdentifierRef,
};

use crate::domain::{KeyPair, PrivateKey};
use crate::held::CANARY;

/// The passphrase of every encrypted piece.
pub const PASSPHRASE: &str = CANARY;

const IV: [u8; 16] = *b"\x01\x02\x03\x04\x05\x06\x07\x08abcdefgh";
/// As few as one byte of DER holds: a key derivation of thousands would be all that is fuzzed.
const ROUNDS: u32 = 2;

/// The keys, and the pieces that inputs are made of.
pub struct Shapes {
    /// The only keys that can ever be taken in.
    pub keys: [PrivateKey; 2],
    /// Pieces with whole keys in them.
    pub sound: Vec<Vec<u8>>,
    /// The same pieces with one prime number wrong: alike to all but the arithmetic, and refused quickly.
    pub unsound: Vec<Vec<u8>>,
}

impl Shapes {
    /// Makes two keys and all their shapes.
    pub fn make() -> Self {
        let pairs = ["acme", "other"]
            .map(|name| KeyPair::generate(name, 365, Timestamp::UNIX_EPOCH).unwrap());
        let keys = pairs.each_ref().map(|pair| pair.key.clone());
        let ders = keys
            .each_ref()
            .map(|key| key.expose_der_for_signing().to_vec());
        Self {
            sound: pieces(&ders[0], &ders[1], &pairs[0]),
            unsound: pieces(&broken(&ders[0]), &broken(&ders[1]), &pairs[0]),
            keys,
        }
    }
}

#[rustfmt::skip]
fn pieces(pkcs1: &[u8], other: &[u8], pair: &KeyPair) -> Vec<Vec<u8>> {
    let pem = armoured("RSA PRIVATE KEY", pkcs1);
    let pkcs8 = pkcs8(pkcs1);
    let (head, tail) = pem.split_at(pem.len() / 2);
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let sealed = sealed(&pkcs8);
    let elliptic = rcgen::KeyPair::generate().unwrap();
    let texts = [
        pem.clone(), armoured("PRIVATE KEY", &pkcs8), armoured("PRIVATE KEY", pkcs1), armoured("ENCRYPTED PRIVATE KEY", &sealed),
        legacy(pkcs1), armoured("RSA PRIVATE KEY", other), pair.certificate_pem.clone(), elliptic.serialize_pem(),
        elliptic.public_key_pem(), body, head.to_owned(), tail.to_owned(),
        "-----BEGIN RSA PRIVATE KEY-----\n".into(), "\n-----END RSA PRIVATE KEY-----\n".into(),
        "-----BEGIN PRIVATE KEY-----\n".into(), "\n-----END PRIVATE KEY-----\n".into(),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n".into(), "\n-----END ENCRYPTED PRIVATE KEY-----\n".into(),
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: ".into(), "AES-256-CBC,01020304050607086162636465666768\n\n".into(),
        "-----BEGIN EC PRIVATE KEY-----\n".into(), "-----BEGIN OPENSSH PRIVATE KEY-----\n".into(),
        "{\"acme-scrt-jwt-auth-private-key\": ".into(), "Bag Attributes\n  friendlyName: acme\n".into(), CANARY.to_owned(),
    ];
    let bytes = [
        pkcs1.to_vec(), pkcs8.clone(), sealed, archive(&pkcs8, pair, PASSPHRASE), archive(&pkcs8, pair, ""),
        pair.certificate.der_bytes().to_vec(), vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2], b"\xef\xbb\xbf".to_vec(),
    ];
    texts.map(String::into_bytes).into_iter().chain(bytes).collect()
}

/// DER as PEM with this label.
fn armoured(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines = base64.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let body = lines.collect::<Vec<_>>().join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// The key with its second prime for its first.
fn broken(pkcs1: &[u8]) -> Vec<u8> {
    let mut key = pkcs1::RsaPrivateKeyRef::from_der(pkcs1).unwrap();
    key.prime1 = key.prime2;
    key.to_der().unwrap()
}

fn pkcs8(pkcs1: &[u8]) -> Vec<u8> {
    let algorithm = AlgorithmIdentifierRef {
        oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
        parameters: Some(AnyRef::NULL),
    };
    let pkcs1 = OctetStringRef::new(pkcs1).unwrap();
    PrivateKeyInfoRef::new(algorithm, pkcs1).to_der().unwrap()
}

fn sealed(pkcs8: &[u8]) -> Vec<u8> {
    let kdf = Kdf::Pbkdf2(Pbkdf2Params {
        salt: Salt::new(b"saltsalt").unwrap(),
        iteration_count: ROUNDS,
        key_length: None,
        prf: Pbkdf2Prf::HmacWithSha256,
    });
    let encryption = EncryptionScheme::Aes256Cbc { iv: IV };
    let info = PrivateKeyInfoRef::from_der(pkcs8).unwrap();
    let sealed = info.encrypt_with_params(pbes2::Parameters { kdf, encryption }, PASSPHRASE);
    sealed.unwrap().as_bytes().to_vec()
}

/// `Proc-Type` PEM: MD5 of passphrase and salt, twice, makes the AES key.
fn legacy(pkcs1: &[u8]) -> String {
    let round = |before: &[u8]| Md5::digest([before, PASSPHRASE.as_bytes(), &IV[..8]].concat());
    let first = round(&[]);
    let key = [first, round(&first)].concat();
    let mut buffer = [pkcs1, &[0; 16]].concat();
    let cipher = Encryptor::<Aes256>::new_from_slices(&key, &IV).unwrap();
    let sealed = cipher.encrypt_padded::<Pkcs7>(&mut buffer, pkcs1.len());
    let iv: String = IV.iter().map(|byte| format!("{byte:02X}")).collect();
    let header = format!("KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,{iv}\n\n");
    armoured("RSA PRIVATE KEY", sealed.unwrap()).replacen("KEY-----\n", &header, 1)
}

fn archive(pkcs8: &[u8], pair: &KeyPair, passphrase: &str) -> Vec<u8> {
    let key = p12_keystore::PrivateKey::from_der(pkcs8).unwrap();
    let certificate = p12_keystore::Certificate::from_der(pair.certificate.der_bytes()).unwrap();
    let mut store = KeyStore::new();
    let chain = PrivateKeyChain::new(b"1".to_vec(), key, [certificate]);
    store.add_entry("acme", KeyStoreEntry::PrivateKeyChain(chain));
    let writer = store.writer(passphrase).encryption_iterations(ROUNDS);
    writer.mac_iterations(ROUNDS).write().unwrap()
}
