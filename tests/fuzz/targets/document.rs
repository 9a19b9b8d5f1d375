//! The secret document: an edit sets what it should and moves no other byte, held against a reader of
//! JSON that knows nothing of ours.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scv_oauth_fuzz::domain::{Document, Secret};
use scv_oauth_fuzz::held;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// Parts the document from the keys and values to set; no UTF-8 text has this byte.
const PART: u8 = 0xff;

fuzz_target!(|data: &[u8]| {
    let mut parts = data
        .split(|byte| *byte == PART)
        .map(String::from_utf8_lossy);
    let text = parts.next().unwrap_or_default().into_owned();
    let parts: Vec<String> = parts.map(String::from).collect();
    let edits: Vec<(String, Secret)> = parts
        .chunks_exact(2)
        .map(|edit| (edit[0].clone(), Secret::new(edit[1].as_str())))
        .collect();
    match Document::parse(&Secret::new(text.as_str())) {
        Err(problem) => {
            held::to_be_of_use(&problem);
            refused_with_reason(&text, problem.code);
        }
        Ok(document) => {
            held::to_be_silent(&format!("{document:?}"));
            all_at_once(&text, &document, &edits);
            one_after_the_other(text, &edits);
        }
    }
});

fn refused_with_reason(text: &str, code: &str) {
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    assert_eq!(is_json, code != "secret-not-json", "{code}");
    let is_object = text
        .trim_start_matches([' ', '\t', '\r', '\n'])
        .starts_with('{');
    assert_eq!(
        is_json && is_object,
        code == "secret-duplicate-key",
        "{code}"
    );
}

/// The edited text means what the old one meant, with the edits in it, and editing it again changes nothing.
fn all_at_once(text: &str, document: &Document, edits: &[(String, Secret)]) {
    let edited = match document.with(edits) {
        Ok(edited) => edited,
        Err(problem) => {
            assert_eq!(problem.code, "secret-too-large");
            return held::to_be_of_use(&problem);
        }
    };
    let after = Document::parse(&edited).unwrap();
    for (key, new) in last_of_each(edits) {
        assert!(after.text(key).as_ref() == Some(new), "was not set");
    }
    assert!(after.with(edits).as_ref() == Ok(&edited), "is not settled");
    // Halves of surrogate pairs and great depth are beyond the other reader.
    if let Ok(mut meant) = serde_json::from_str::<Map<String, Value>>(text) {
        for (key, new) in last_of_each(edits) {
            meant.insert(key.clone(), new.in_the_clear().into());
        }
        let found: Map<String, Value> = serde_json::from_str(edited.expose_for_aws()).unwrap();
        assert!(found.iter().eq(meant.iter()), "means something else");
    }
}

/// In the order in which the document gets them: of two edits of one key the later counts.
fn last_of_each(edits: &[(String, Secret)]) -> impl Iterator<Item = &(String, Secret)> {
    edits.iter().enumerate().filter_map(|(i, edit)| {
        let later = edits[i + 1..].iter().any(|(key, _)| *key == edit.0);
        (!later).then_some(edit)
    })
}

/// Each edit by itself is one stretch of the text that is replaced or put in.
fn one_after_the_other(mut text: String, edits: &[(String, Secret)]) {
    for edit in edits {
        let document = Document::parse(&Secret::new(text.as_str())).unwrap();
        let Ok(edited) = document.with(std::slice::from_ref(edit)) else {
            return;
        };
        let edited = edited.in_the_clear();
        let (key, new) = (&edit.0, edit.1.in_the_clear());
        let right = match document.text(key) {
            Some(old) if old == edit.1 => edited == text,
            old if document.get(key).is_some() => {
                let is_old = |stretch: &str| match &old {
                    Some(old) => serde_json::from_str::<String>(stretch)
                        .is_ok_and(|found| found == old.in_the_clear()),
                    None => serde_json::from_str::<IgnoredAny>(stretch).is_ok(),
                };
                stretches(&text, &edited, &Value::from(new).to_string()).any(is_old)
            }
            _ => is_put_in(&text, &edited, key, &new),
        };
        assert!(right, "another byte moved");
        text = edited;
    }
}

/// The stretches of the old text in whose place the new one has this and nothing else differs.
fn stretches<'a>(old: &'a str, new: &'a str, put: &'a str) -> impl Iterator<Item = &'a str> {
    let alike = |(a, b): &(u8, u8)| a == b;
    let head = old.bytes().zip(new.bytes()).take_while(alike).count();
    let tail = old.bytes().rev().zip(new.bytes().rev());
    let tail = tail.take_while(alike).count();
    let places = (new.len() - put.len()).saturating_sub(tail)..=head;
    places.filter_map(move |start| {
        let after = new.get(start..)?.strip_prefix(put)?;
        old.get(start..old.len().checked_sub(after.len())?)
    })
}

/// Whether a member of this key and value, with a comma where one is needed, is all that is new.
fn is_put_in(old: &str, new: &str, key: &str, value: &str) -> bool {
    let (key, value) = (Value::from(key).to_string(), Value::from(value).to_string());
    let head = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b);
    let head = head.count();
    let length = new.len() - old.len();
    (0..=head).rev().any(|start| {
        let Some(put) = new.get(start..start + length) else {
            return false;
        };
        let blank = [' ', '\t', '\r', '\n'];
        let member = put.trim_matches(blank);
        let member = member
            .strip_prefix(',')
            .unwrap_or(member)
            .trim_start_matches(blank);
        let parts = member
            .strip_prefix(&key)
            .and_then(|rest| rest.strip_suffix(&value));
        parts.is_some_and(|colon| colon.trim_matches(blank) == ":")
            && new[start + length..] == old[start..]
    })
}
