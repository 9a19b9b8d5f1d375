//! Telling DER structures apart by their outermost parts.

use pkcs8::{
    ObjectIdentifier, PrivateKeyInfoRef,
    der::{Decode, Reader, SliceReader, Tag, Tagged, asn1::AnyRef},
};
use zeroize::Zeroizing;

/// What a DER structure is.
pub enum Kind {
    /// An RSA private key, as PKCS#1 and said whether it came inside PKCS#8.
    Rsa {
        pkcs1: Zeroizing<Vec<u8>>,
        from_pkcs8: bool,
    },
    /// A private key on an elliptic curve, for ECDSA.
    EllipticCurve,
    /// An Ed25519 or Ed448 private key.
    Edwards,
    /// A private key of yet another kind.
    OtherKey,
    /// A PKCS#8 key encrypted with a passphrase.
    SealedPkcs8,
    /// A PKCS#12 archive.
    Pkcs12,
    /// A Java keystore.
    JavaKeystore,
    /// An X.509 certificate.
    Certificate,
    /// A certificate signing request.
    Request,
    /// A public key.
    PublicKey,
    /// Ends too early.
    CutShort { have: usize, need: usize },
    /// Nothing of the above.
    Unknown,
}

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const EDWARDS: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.3.101.112"),
    ObjectIdentifier::new_unwrap("1.3.101.113"),
];

/// Whether these bytes are DER or a Java keystore rather than text. No text begins with a long DER header.
pub fn is_binary(bytes: &[u8]) -> bool {
    is_java_keystore(bytes)
        || matches!(bytes, [0x30, 0x81..=0x84, ..])
        || announced(bytes) == Some(bytes.len())
}

fn is_java_keystore(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || bytes.starts_with(&[0xce, 0xce, 0xce, 0xce])
}

/// The length that the outer SEQUENCE says it has, header included.
fn announced(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        [0x30, short @ 0..=0x7f, ..] => Some(2 + usize::from(short)),
        [0x30, 0x81, a, ..] => Some(3 + usize::from(a)),
        [0x30, 0x82, a, b, ..] => Some(4 + usize::from(u16::from_be_bytes([a, b]))),
        _ => None,
    }
}

/// The structure without anything after its end.
pub fn exact(bytes: &[u8]) -> &[u8] {
    announced(bytes)
        .and_then(|need| bytes.get(..need))
        .unwrap_or(bytes)
}

/// Names a structure. Bytes after its end do not count.
pub fn classify(bytes: &[u8]) -> Kind {
    if is_java_keystore(bytes) {
        return Kind::JavaKeystore;
    }
    match announced(bytes) {
        Some(need) if need > bytes.len() => {
            return Kind::CutShort {
                have: bytes.len(),
                need,
            };
        }
        _ => {}
    }
    let bytes = exact(bytes);
    let Some(parts) = parts(bytes) else {
        return Kind::Unknown;
    };
    let tags: Vec<Tag> = parts.iter().map(AnyRef::tag).collect();
    use Tag::{BitString as Bits, Integer as Int, OctetString as Octets, Sequence as Seq};
    match tags.as_slice() {
        [Int, Int, Int, Int, Int, Int, Int, Int, Int, ..] => Kind::Rsa {
            pkcs1: Zeroizing::new(bytes.to_vec()),
            from_pkcs8: false,
        },
        [Int, Seq, Octets, ..] => pkcs8(bytes),
        [Int, Octets, ..] => Kind::EllipticCurve,
        [Int, Int, Int, Int, Int, Int] => Kind::OtherKey,
        [Seq, Octets] => Kind::SealedPkcs8,
        [Int, Seq] | [Int, Seq, Seq] => Kind::Pkcs12,
        [Seq, Seq, Bits] if is_request(&parts[0]) => Kind::Request,
        [Seq, Seq, Bits] => Kind::Certificate,
        [Seq, Bits] | [Int, Int] => Kind::PublicKey,
        _ => Kind::Unknown,
    }
}

/// The elements of the outermost SEQUENCE.
fn parts(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outer = AnyRef::from_der(bytes)
        .ok()
        .filter(|outer| outer.tag() == Tag::Sequence)?;
    children(outer)
}

fn children(outer: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    elements(outer.value())
}

/// What stands one after the other in these bytes, if that is DER.
pub fn elements(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(parts)
}

/// A request begins with its version and its subject's name, then the key; a certificate has no key there.
fn is_request(info: &AnyRef<'_>) -> bool {
    let Some(parts) = children(*info) else {
        return false;
    };
    let tags: Vec<Tag> = parts.iter().map(AnyRef::tag).collect();
    tags.len() <= 4 && tags.starts_with(&[Tag::Integer, Tag::Sequence, Tag::Sequence])
}

fn pkcs8(bytes: &[u8]) -> Kind {
    match PrivateKeyInfoRef::from_der(bytes) {
        Ok(info) if info.algorithm.oid == RSA => Kind::Rsa {
            pkcs1: Zeroizing::new(info.private_key.as_bytes().to_vec()),
            from_pkcs8: true,
        },
        Ok(info) if info.algorithm.oid == EC => Kind::EllipticCurve,
        Ok(info) if EDWARDS.contains(&info.algorithm.oid) => Kind::Edwards,
        Ok(_) => Kind::OtherKey,
        Err(_) => Kind::Unknown,
    }
}
