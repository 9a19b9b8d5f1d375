//! PEM exactly as OpenSSL 3 reads it, which is how the published Lambda reads its key.
//!
//! Follows `get_name` and `get_header_and_data` of OpenSSL's `crypto/pem/pem_lib.c`, and was held against
//! Node 20's `crypto.createPrivateKey` with thousands of damaged keys. Where OpenSSL's answer depends on the
//! processor (characters beyond ASCII at the end of a line) this takes the stricter one.

use base64::{Engine, alphabet, engine};
use zeroize::Zeroizing;

/// Padding is a must for OpenSSL, stray bits before it are not looked at.
const BASE64: engine::GeneralPurpose = engine::GeneralPurpose::new(
    &alphabet::STANDARD,
    engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// One block that OpenSSL would hand to its key decoders.
pub struct StrictBlock {
    /// The label of its BEGIN line.
    pub label: String,
    /// Its decoded body.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether an encryption header stands before the body.
    pub sealed: bool,
}

/// The blocks that OpenSSL finds, in order, up to where it gives up.
pub fn blocks(text: &str) -> Vec<StrictBlock> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split('\n').map(clean);
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(label) = between(line, "-----BEGIN ") else {
            continue;
        };
        match Inside::read(label, &mut lines).and_then(|inside| inside.decode(label)) {
            Ok(block) => found.push(block),
            Err(Fault::Passing) => {}
            Err(Fault::Final) => break,
        }
    }
    found
}

/// What OpenSSL does about a block that it cannot read.
enum Fault {
    /// Looks for the next block.
    Passing,
    /// Looks no further.
    Final,
}

/// OpenSSL cuts control characters and blanks off the end of a line, never off its start.
fn clean(line: &str) -> &str {
    line.trim_end_matches(|c: char| c <= ' ')
}

fn between<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}

/// The lines between BEGIN and END; `header` is what stood before a blank line.
#[derive(Default)]
struct Inside<'a> {
    header: Option<Vec<&'a str>>,
    data: Vec<&'a str>,
}

impl<'a> Inside<'a> {
    fn read(label: &str, lines: &mut impl Iterator<Item = &'a str>) -> Result<Self, Fault> {
        let mut inside = Self::default();
        for line in lines {
            if line.starts_with("-----END ") {
                let ends_this = between(line, "-----END ") == Some(label);
                return if ends_this {
                    Ok(inside)
                } else {
                    Err(Fault::Passing)
                };
            }
            if !line.is_empty() {
                inside.data.push(line);
            } else if inside.header.is_none() {
                inside.header = Some(std::mem::take(&mut inside.data));
            } else {
                return Err(Fault::Passing);
            }
        }
        Err(Fault::Passing)
    }

    fn decode(self, label: &str) -> Result<StrictBlock, Fault> {
        if self.header.is_some() && !self.has_full_lines() {
            return Err(Fault::Passing);
        }
        let packed = self.packed();
        let bytes = BASE64
            .decode(packed.as_bytes())
            .ok()
            .filter(|bytes| !bytes.is_empty());
        let bytes = Zeroizing::new(bytes.ok_or(Fault::Passing)?);
        let first = self.header.iter().flatten().next();
        match first.map(|line| line.starts_with("Proc-Type:")) {
            Some(false) => Err(Fault::Final),
            sealed => Ok(StrictBlock {
                label: label.to_owned(),
                bytes,
                sealed: sealed == Some(true),
            }),
        }
    }

    /// After a header every line but the last must have 64 characters, and the last no more.
    fn has_full_lines(&self) -> bool {
        let Some((last, others)) = self.data.split_last() else {
            return false;
        };
        others.iter().all(|line| line.len() == 64) && last.len() <= 64
    }

    /// Blanks do not count, and a hyphen ends the data.
    fn packed(&self) -> Zeroizing<String> {
        let data = Zeroizing::new(self.data.concat());
        let ended = data.split('-').next().unwrap_or_default();
        Zeroizing::new(ended.replace([' ', '\t', '\r'], ""))
    }
}
