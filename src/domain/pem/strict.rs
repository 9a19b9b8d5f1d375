//! PEM exactly as OpenSSL 3 reads it, which is how the published Lambda reads its key.
//!
//! Follows `get_name` and `get_header_and_data` of OpenSSL's `crypto/pem/pem_lib.c`; measured against
//! Node 20's `crypto.createPrivateKey`, shape by shape.

use base64::Engine;
use zeroize::Zeroizing;

use super::text::BASE64;

/// One block that OpenSSL would hand to its key decoders.
pub struct StrictBlock {
    /// The label of its BEGIN line.
    pub label: String,
    /// Its decoded body.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether an encryption header stands before the body.
    pub sealed: bool,
}

/// The blocks that OpenSSL finds, in order; whatever it cannot read is left out, as it skips it too.
pub fn blocks(text: &str) -> Vec<StrictBlock> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split('\n').map(clean);
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(label) = between(line, "-----BEGIN ") {
            found.extend(body(label, &mut lines));
        }
    }
    found
}

/// OpenSSL cuts control characters and blanks off the end of a line, never off its start.
fn clean(line: &str) -> &str {
    line.trim_end_matches(|c: char| c <= ' ')
}

fn between<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}

/// Reads up to the END line; `None` where OpenSSL gives the block up.
fn body<'a>(label: &str, lines: &mut impl Iterator<Item = &'a str>) -> Option<StrictBlock> {
    let mut header: Vec<&str> = Vec::new();
    let mut data: Vec<&str> = Vec::new();
    let mut parted = false;
    for line in lines {
        if line.is_empty() {
            // A blank line ends the header; a second one is an error.
            if parted {
                return None;
            }
            parted = true;
            header = std::mem::take(&mut data);
        } else if line.starts_with("-----END ") {
            return (between(line, "-----END ") == Some(label))
                .then(|| finish(label, &header, &data, parted))?;
        } else {
            data.push(line);
        }
    }
    None
}

fn finish(label: &str, header: &[&str], data: &[&str], parted: bool) -> Option<StrictBlock> {
    // After a header every line but the last must have exactly 64 characters.
    let full = data.iter().rev().skip(1).all(|line| line.len() == 64);
    if parted && !(full && data.last().is_some_and(|line| line.len() <= 64)) {
        return None;
    }
    let sealed = header
        .first()
        .is_some_and(|line| line.starts_with("Proc-Type:"));
    if !header.is_empty() && !sealed {
        return None;
    }
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r');
    let packed = Zeroizing::new(data.concat().replace(blank, ""));
    let bytes = BASE64
        .decode(packed.as_bytes())
        .ok()
        .filter(|bytes| !bytes.is_empty())?;
    Some(StrictBlock {
        label: label.to_owned(),
        bytes: Zeroizing::new(bytes),
        sealed,
    })
}
