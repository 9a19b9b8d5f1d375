//! From the bytes of a file or paste to plain text or DER: encodings, quotes, JSON, escapes, base64.

use base64::{Engine, alphabet, engine};
use zeroize::Zeroizing;

use super::der;
use crate::domain::paste;

/// Reads base64 with or without its padding.
pub const BASE64: engine::GeneralPurpose = engine::GeneralPurpose::new(
    &alphabet::STANDARD,
    engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(engine::DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What was inside all the wrappings.
pub enum Content {
    /// Text, perhaps with PEM blocks in it.
    Text(Zeroizing<String>),
    /// DER or another binary form.
    Binary(Zeroizing<Vec<u8>>),
}

/// The content and, in sentences, the wrappings that were taken off.
pub struct Opened {
    pub content: Content,
    pub notes: Vec<String>,
}

/// More wrappings than anybody makes by accident: a JSON string of base64 of a JSON string of base64.
const WRAPPINGS: usize = 4;

/// Takes off every wrapping that hides PEM or DER.
pub fn open(bytes: &[u8]) -> Opened {
    let mut notes = Vec::new();
    let mut bytes = Zeroizing::new(bytes.to_vec());
    let mut text = Zeroizing::new(String::new());
    for _ in 0..WRAPPINGS {
        if der::is_binary(&bytes) {
            return Opened {
                content: Content::Binary(bytes),
                notes,
            };
        }
        text = unwrap(decode(&bytes, &mut notes), &mut notes);
        let Some(inner) = base64_inside(&text) else {
            break;
        };
        let whole = !der::is_binary(&inner);
        add(
            &mut notes,
            if whole {
                "It was base64 of a whole file."
            } else {
                "It had no BEGIN and END lines."
            },
        );
        bytes = inner;
    }
    Opened {
        content: Content::Text(text),
        notes,
    }
}

fn decode(bytes: &[u8], notes: &mut Vec<String>) -> Zeroizing<String> {
    if let Some(text) = utf16(bytes) {
        add(notes, "It was UTF-16 text, as Windows programs write it.");
        return text;
    }
    let (bytes, marked) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if marked {
        add(notes, "An invisible mark at its start (BOM) was removed.");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Zeroizing::new(text.to_owned()),
        // Windows-1252 remarks around a key: every byte a character, since only the ASCII ones count.
        Err(_) => Zeroizing::new(bytes.iter().copied().map(char::from).collect()),
    }
}

fn utf16(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let (rest, big_endian) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, false),
        [0xfe, 0xff, rest @ ..] => (rest, true),
        _ if mostly_zero(bytes, 1) => (bytes, false),
        _ if mostly_zero(bytes, 0) => (bytes, true),
        _ => return None,
    };
    let unit = if big_endian {
        u16::from_be_bytes
    } else {
        u16::from_le_bytes
    };
    let units = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(Zeroizing::new(chars.collect()))
}

/// Whether every second byte, from `start` on, is zero, as in ASCII text written as UTF-16 without a mark.
fn mostly_zero(bytes: &[u8], start: usize) -> bool {
    bytes.len() >= 64
        && bytes
            .iter()
            .skip(start)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
            * 20
            > bytes.len() * 9
}

fn unwrap(mut text: Zeroizing<String>, notes: &mut Vec<String>) -> Zeroizing<String> {
    for _ in 0..WRAPPINGS {
        let Some(next) = json_string(&text, notes)
            .or_else(|| quotes(&text, notes))
            .or_else(|| escapes(&text, notes))
        else {
            break;
        };
        text = next;
    }
    dashes(invisible(text, notes), notes)
}

fn json_string(text: &str, notes: &mut Vec<String>) -> Option<Zeroizing<String>> {
    let trimmed = text.trim().trim_end_matches(',');
    if !trimmed.starts_with('"') {
        return None;
    }
    let inside: String = serde_json::from_str(trimmed).ok()?;
    add(notes, "It was a JSON string.");
    Some(Zeroizing::new(inside))
}

fn quotes(text: &str, notes: &mut Vec<String>) -> Option<Zeroizing<String>> {
    let inside = paste::unquoted(text.trim())?;
    add(notes, "Quotes around it were removed.");
    Some(Zeroizing::new(inside.to_owned()))
}

/// The documented recipe turns line breaks into the characters `\r\n`; PowerShell's one into `\n`.
fn escapes(text: &str, notes: &mut Vec<String>) -> Option<Zeroizing<String>> {
    if !text.contains("\\n") && !text.contains("\\r") {
        return None;
    }
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        while chars.next_if_eq(&'\\').is_some() {}
        match chars.next() {
            Some('r') => {}
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('u') => plain.extend(code_point(&mut chars)),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    add(notes, "The characters \\n stood where line breaks belong.");
    Some(plain)
}

/// Some programs write even `=` as `\u003d` in JSON.
fn code_point(chars: &mut impl Iterator<Item = char>) -> Option<char> {
    let digits: String = chars.by_ref().take(4).collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

fn invisible(text: Zeroizing<String>, notes: &mut Vec<String>) -> Zeroizing<String> {
    if !text.contains(paste::is_invisible) {
        return text;
    }
    add(notes, "Characters that cannot be seen were removed.");
    Zeroizing::new(text.replace(paste::is_invisible, ""))
}

/// Word processors make long dashes of the five short ones.
fn dashes(text: Zeroizing<String>, notes: &mut Vec<String>) -> Zeroizing<String> {
    let long = |c: char| {
        matches!(
            c,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}'
        )
    };
    if !text.contains("BEGIN ") || !text.contains(long) {
        return text;
    }
    add(notes, "Long dashes became the plain ones of a key file.");
    Zeroizing::new(text.replace(long, "-"))
}

/// The bytes, if the text is nothing but base64 and what it hides is PEM or DER.
fn base64_inside(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut packed = Zeroizing::new(String::with_capacity(text.len()));
    packed.extend(text.split_whitespace());
    if packed.len() < 64 {
        return None;
    }
    let bytes = Zeroizing::new(BASE64.decode(packed.as_bytes()).ok()?);
    let has_pem = || bytes.windows(6).any(|w| w == b"BEGIN ") || utf16(&bytes).is_some();
    (der::is_binary(&bytes) || has_pem()).then_some(bytes)
}

fn add(notes: &mut Vec<String>, note: &str) {
    if !notes.iter().any(|known| known == note) {
        notes.push(note.to_owned());
    }
}
