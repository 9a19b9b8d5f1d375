//! Finding PEM blocks wherever they stand in a text, also when their line breaks are gone.

use base64::Engine;
use zeroize::Zeroizing;

use super::text::BASE64;

/// What stands between a BEGIN and an END.
pub struct Block<'a> {
    /// `RSA PRIVATE KEY`, `CERTIFICATE`.
    pub label: &'a str,
    /// The number of the line on which it begins, from 1.
    pub line: usize,
    /// Whether its END was found.
    pub closed: bool,
    body: &'a str,
    dashes: usize,
    indented: bool,
}

/// The decoded inside of a block.
pub struct Body {
    pub bytes: Zeroizing<Vec<u8>>,
    /// Cipher and initialisation vector of an old-style encrypted key (`DEK-Info`).
    pub sealed: Option<Sealing>,
}

/// How an old-style encrypted key is encrypted.
pub struct Sealing {
    pub cipher: String,
    pub iv: Vec<u8>,
}

/// Why a block's inside is not base64.
#[derive(Debug, PartialEq, Eq)]
pub enum Damage {
    /// A character that does not belong there, on this line of the text.
    Character { line: usize },
    /// As many characters as no base64 text has: at least one is missing or too many.
    Count,
    /// Nothing between BEGIN and END.
    Empty,
    /// An encryption header that cannot be read.
    Header,
}

/// All blocks of a text, in order.
pub fn scan(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(begin) = marker(text, at, "BEGIN ") {
        let end = marker(text, begin.after, "END ");
        let next = marker(text, begin.after, "BEGIN ");
        let stop = [&end, &next]
            .into_iter()
            .flatten()
            .map(|m| m.start)
            .min()
            .unwrap_or(text.len());
        let closing = end.filter(|end| end.start == stop);
        at = closing.as_ref().map_or(stop, |end| end.after);
        blocks.push(Block {
            label: begin.label,
            line: line_of(text, begin.start),
            closed: closing.is_some(),
            body: &text[begin.after..stop],
            dashes: begin.dashes,
            indented: text[..begin.start].ends_with([' ', '\t']),
        });
    }
    blocks
}

struct Marker<'a> {
    start: usize,
    after: usize,
    dashes: usize,
    label: &'a str,
}

/// The next `-----BEGIN LABEL-----`, wherever it stands and however many dashes it has.
fn marker<'a>(text: &'a str, from: usize, word: &str) -> Option<Marker<'a>> {
    text[from..].match_indices(word).find_map(|(place, _)| {
        let place = from + place;
        let before = &text[from..place];
        let start = from + before.trim_end_matches('-').len();
        let rest = &text[place + word.len()..];
        let label = &rest[..rest.find(['-', '\r', '\n'])?];
        let after = place + word.len() + label.len();
        let dashes = text[after..].len() - text[after..].trim_start_matches('-').len();
        let named = label
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ');
        (start < place && named).then(|| Marker {
            start,
            after: after + dashes,
            dashes,
            label: label.trim(),
        })
    })
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

impl Block<'_> {
    /// Decodes the inside.
    pub fn decode(&self) -> Result<Body, Damage> {
        let (sealed, base64) = match self.body.find("DEK-Info:") {
            Some(at) => {
                let (sealing, rest) =
                    sealing(&self.body[at + "DEK-Info:".len()..]).ok_or(Damage::Header)?;
                (Some(sealing), rest)
            }
            None => (None, self.after_remarks()),
        };
        let packed = self.pack(base64)?;
        if packed.is_empty() {
            return Err(Damage::Empty);
        }
        let bytes = BASE64
            .decode(packed.as_bytes())
            .map_err(|_| Damage::Count)?;
        Ok(Body {
            bytes: Zeroizing::new(bytes),
            sealed,
        })
    }

    /// Whether line breaks part BEGIN, body and END.
    pub fn has_lines(&self) -> bool {
        let ends = self.body.trim_matches([' ', '\t']);
        let breaks = ['\r', '\n'];
        ends.starts_with(breaks) && ends.ends_with(breaks)
    }

    /// Whether there are blank lines in it, other than the one that ends an encryption header.
    pub fn has_blank_lines(&self) -> bool {
        let lines = self.body.trim_matches([' ', '\t', '\r']).lines();
        self.has_lines()
            && !self.body.contains("DEK-Info:")
            && lines.skip(1).any(|line| line.trim().is_empty())
    }

    /// Whether any of its lines begins with blanks.
    pub fn is_indented(&self) -> bool {
        self.indented
            || self
                .body
                .split('\n')
                .skip(1)
                .any(|line| line.starts_with([' ', '\t']))
    }

    /// Whether its BEGIN has the dashes it should have.
    pub fn has_five_dashes(&self) -> bool {
        self.dashes == 5
    }

    /// Skips lines such as `Comment: ...`, which some programs put before the body.
    fn after_remarks(&self) -> &str {
        let mut rest = self.body;
        while let Some((line, after)) = rest.split_once('\n') {
            if !line.trim().is_empty() && !line.contains(':') {
                break;
            }
            rest = after;
        }
        rest
    }

    fn pack(&self, base64: &str) -> Result<Zeroizing<String>, Damage> {
        let offset = self.body.len() - base64.len();
        let mut packed = Zeroizing::new(String::with_capacity(base64.len()));
        for (place, c) in base64.char_indices() {
            match c {
                'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => packed.push(c),
                _ if c.is_whitespace() => {}
                _ => {
                    return Err(Damage::Character {
                        line: self.line + self.body[..offset + place].matches('\n').count(),
                    });
                }
            }
        }
        Ok(packed)
    }
}

/// `AES-256-CBC,0A1B...`, after which the body follows, perhaps without a line break in between.
fn sealing(header: &str) -> Option<(Sealing, &str)> {
    let (cipher, rest) = header.split_once(',')?;
    let cipher = cipher.trim().to_ascii_uppercase();
    let digits = if cipher.starts_with("DES") { 16 } else { 32 };
    let (iv, rest) = rest.split_at_checked(digits)?;
    let pairs = iv.as_bytes().as_chunks::<2>().0;
    let iv = pairs
        .iter()
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    Some((
        Sealing {
            cipher,
            iv: iv.collect::<Option<_>>()?,
        },
        rest,
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn finds_blocks_on_one_line_and_unclosed_ones() {
        let blocks = scan("x -----BEGIN A-----AAAA-----END A----- y\n-----BEGIN B B-----\nAAAA\n");
        let seen: Vec<_> = blocks.iter().map(|b| (b.label, b.line, b.closed)).collect();
        assert_eq!(seen, [("A", 1, true), ("B B", 2, false)]);
    }

    #[test]
    fn says_on_which_line_the_wrong_character_is() {
        let blocks = scan("remark\n-----BEGIN A-----\nAAAA\nAA!A\n-----END A-----");
        assert_eq!(
            blocks[0].decode().err(),
            Some(Damage::Character { line: 4 })
        );
    }

    #[test]
    fn reads_an_encryption_header_that_lost_its_line_breaks() {
        let text = "-----BEGIN A-----Proc-Type: 4,ENCRYPTEDDEK-Info: DES-EDE3-CBC,0102030405060708AAAA-----END A-----";
        let body = scan(text)[0].decode().ok().unwrap();
        assert_eq!(body.sealed.unwrap().iv, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(body.bytes.len(), 3);
    }
}
