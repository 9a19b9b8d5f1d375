//! From the fuzzer's bytes to a file or paste with keys in it: ASCII bytes stand for themselves, the others
//! splice in a piece of a key or change all that is there so far, as editors and clipboards do.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Several keys with their certificates; what is longer takes long and shows nothing new.
const MOST: usize = 10_000;

type Change = fn(&str) -> String;

/// What people's programs do to a whole text.
const CHANGES: [Change; 16] = [
    |text| text.replace('\n', "\r\n"),
    |text| text.replace('\n', "\r"),
    |text| text.replace('\n', "\\n"),
    |text| text.replace('\n', "\\r\\n"),
    |text| text.replace('\n', " "),
    |text| text.replace('\n', ""),
    |text| text.replace('\n', "\n\n"),
    |text| text.replace('\n', "\n  "),
    |text| text.replace('\n', "\n\u{200b}"),
    |text| text.replace("-----", "----"),
    |text| text.replace("-----", "\u{2014}\u{2014}-"),
    |text| text.trim().to_owned(),
    |text| serde_json::Value::from(text).to_string(),
    |text| format!("\"{text}\""),
    |text| format!("\u{201c}{text}\u{201d}"),
    |text| format!("\u{feff}{text}"),
];

/// Runs the bytes as a program that makes a text.
pub fn run(program: &[u8], pieces: &[Vec<u8>]) -> Vec<u8> {
    let mut made = Vec::new();
    let mut program = program.iter().copied();
    while let Some(byte) = program.next() {
        match byte {
            0..=0x7f => made.push(byte),
            0x80..=0xbf => made.extend(&pieces[usize::from(byte - 0x80) % pieces.len()]),
            0xc0..=0xcf => change_text(&mut made, CHANGES[usize::from(byte - 0xc0)]),
            0xd0..=0xdf => change_bytes(&mut made, byte, &mut program),
            _ => made.push(byte),
        }
        if made.len() > MOST {
            break;
        }
    }
    made
}

fn change_text(made: &mut Vec<u8>, change: Change) {
    if let Ok(text) = std::str::from_utf8(made) {
        *made = change(text).into_bytes();
    }
}

fn change_bytes(made: &mut Vec<u8>, operation: u8, program: &mut impl Iterator<Item = u8>) {
    let mut next = || program.next().unwrap_or_default();
    match operation {
        0xd0 => *made = STANDARD.encode(&*made).into_bytes(),
        0xd1 => *made = utf16(made, u16::to_le_bytes),
        0xd2 => *made = utf16(made, u16::to_be_bytes),
        0xd3 => made.extend_from_within(..),
        0xd4 => made.push(next()),
        _ => {
            let place = usize::from(u16::from_be_bytes([next(), next()])) % (made.len() + 1);
            match operation {
                0xd5 | 0xd6 => made.truncate(place),
                0xd7 | 0xd8 => drop(made.drain(..place)),
                0xd9 | 0xda if place < made.len() => drop(made.remove(place)),
                0xdb | 0xdc if place < made.len() => made[place] = next(),
                _ => made.insert(place, next()),
            }
        }
    }
}

fn utf16(made: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = String::from_utf8_lossy(made);
    text.encode_utf16().flat_map(bytes).collect()
}
