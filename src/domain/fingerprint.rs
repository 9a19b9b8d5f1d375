//! SHA-256 fingerprints, by which keys and certificates are told apart without showing them.

use std::fmt;

use aws_lc_rs::digest;

/// The SHA-256 of a public key or of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut sum = [0; 32];
        sum.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
        Self(sum)
    }

    /// Its ends, as in `3f9a..e7b4`: enough to tell two keys apart at a glance.
    pub fn short(&self) -> String {
        let [a, b, .., y, z] = self.0;
        format!("{a:02x}{b:02x}..{y:02x}{z:02x}")
    }
}

/// All 32 bytes in pairs, `3f:9a:...`, as OpenSSL prints them but in lower case.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            let colon = if place == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_all_pairs_or_only_the_ends() {
        let fingerprint = Fingerprint::of(b"abc");
        assert_eq!(fingerprint.short(), "ba78..15ad");
        assert!(fingerprint.to_string().starts_with("ba:78:16:bf:"));
        assert_eq!(fingerprint.to_string().len(), 32 * 3 - 1);
    }
}
