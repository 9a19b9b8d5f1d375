//! Key intake: any file or paste is one of the keys that were put into it, or is refused in words.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scv_oauth_fuzz::domain::private_key::{
    Intake, Refused, read, read_text,
    stored::{StoredKey, judge},
};
use scv_oauth_fuzz::domain::{PrivateKey, Secret};
use scv_oauth_fuzz::held;
use scv_oauth_fuzz::shapes::{PASSPHRASE, Shapes};
use scv_oauth_fuzz::{lot, machine};

/// One input in this many is made of sound keys: proving one takes as long as a hundred other inputs.
const SOUND: u32 = 64;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let shapes = Shapes::make();
    shapes.keys.iter().for_each(canonical);
    shapes
});

fuzz_target!(|data: &[u8]| {
    let Some((manner, program)) = data.split_first() else {
        return;
    };
    let pieces = match lot::falls_on(data, SOUND) {
        true => &SHAPES.sound,
        false => &SHAPES.unsound,
    };
    let bytes = match manner & 4 {
        0 => machine::run(program, pieces),
        _ => program.to_vec(),
    };
    match manner & 3 {
        0 => as_stored(&String::from_utf8_lossy(&bytes)),
        1 => take_in(&bytes, None),
        2 => take_in(&bytes, Some(PASSPHRASE)),
        _ => take_in(&bytes, Some("")),
    }
});

/// What goes to AWS: the Lambda signs with it, and reading it again changes nothing.
fn canonical(key: &PrivateKey) {
    let pem = key.to_pem();
    assert_eq!(judge(&pem), StoredKey::Usable { key: key.clone() });
    let again = read_text(&pem, None).unwrap();
    assert!(again.repairs.is_empty(), "{:?}", again.repairs);
    assert!(again.key.to_pem() == pem);
    let from_line = read_text(&key.to_single_line(), None).unwrap();
    assert!(from_line.key.to_pem() == pem);
}

fn take_in(bytes: &[u8], passphrase: Option<&str>) {
    let passphrase = passphrase.map(Secret::new);
    match read(bytes, passphrase.as_ref()) {
        Ok(intake) => accepted(&intake),
        Err(refused) => refused_in_words(&refused),
    }
}

/// An accepted key is one of ours to the last byte, so that `canonical` holds for what is handed out.
fn accepted(intake: &Intake) {
    let ours = SHAPES.keys.iter();
    let mut pems = ours.map(PrivateKey::to_pem);
    let pem = intake.key.to_pem();
    assert!(pems.any(|ours| ours == pem), "a key from nowhere");
    silent(&format!("{intake:?}"));
    silent(&format!("{:?}", intake.checks()));
}

fn refused_in_words(refused: &Refused) {
    if let Refused::Problem(problem) = refused {
        held::to_be_of_use(problem);
        silent(&format!("{problem:?}"));
    }
}

/// What the Lambda can use is taken in as the same key, unless it is refused for what stands around it.
fn as_stored(text: &str) {
    let text = Secret::new(text);
    let judged = judge(&text);
    silent(&format!("{judged:?}"));
    match (judged, read_text(&text, None)) {
        (StoredKey::Usable { key }, Ok(intake)) => {
            assert_eq!(key, intake.key);
            accepted(&intake);
        }
        (StoredKey::Unusable { problem, inside }, read) => {
            held::to_be_of_use(&problem);
            let read = read.map(|intake| intake.key);
            assert!(inside.is_none_or(|inside| read == Ok(inside)));
        }
        (StoredKey::Placeholder | StoredKey::Usable { .. }, Err(refused)) => {
            refused_in_words(&refused);
        }
        (StoredKey::Placeholder, Ok(_)) => panic!("a key in a placeholder"),
    }
}

/// Nothing said repeats a line of a key, or a secret beside it.
fn silent(said: &str) {
    static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let pem = SHAPES.keys[0].to_pem().in_the_clear();
        let lines = pem.lines().filter(|line| line.len() == 64);
        lines.map(|line| line[..16].to_owned()).collect()
    });
    held::to_be_silent(said);
    let repeated = LINES.iter().any(|line| said.contains(line));
    assert!(!repeated, "a line of a key was repeated");
}
