//! Why a document is refused, in words for an administrator. No sentence quotes a value.

use std::fmt;

use serde_json::Error;

use super::MAX_BYTES;
use super::member::{Member, kind};
use crate::domain::diagnosis::visible;
use crate::domain::key_material;
use crate::problem::Problem;

const NOT_JSON: &str = "secret-not-json";

const REPAIR: &str = "First copy the whole text to a safe place. Then correct it in Secrets Manager, under Plaintext. \
    Do it before the next stack update: that replaces broken JSON by the template's defaults.";

/// The text is not JSON.
pub(super) fn not_json(text: &str, error: &Error) -> Problem {
    let place = Place::of_error(text, error);
    let problem = if text.trim().is_empty() {
        Problem::new(NOT_JSON, "The secret's text is empty.")
            .cause("Until it holds a JSON object, the Lambda function answers 500.")
    } else if text.starts_with('\u{feff}') {
        Problem::new(
            NOT_JSON,
            "The secret's text starts with a byte order mark, at line 1, column 1.",
        )
        .cause(
            "Some Windows editors put this invisible character at the start of a file. \
             The Lambda function cannot read JSON after it and answers 500.",
        )
    } else {
        Problem::new(
            NOT_JSON,
            format!("The secret's text is not valid JSON, near {place}."),
        )
        .cause(format!(
            "{} The Lambda function cannot read it and answers 500.",
            likely(error)
        ))
    };
    problem.fix(REPAIR)
}

fn likely(error: &Error) -> &'static str {
    if error.is_eof() {
        return "The text ends too early: a quote or a closing bracket is missing.";
    }
    // serde_json offers no code for its reasons, only these fixed words.
    let reason = error.to_string();
    if reason.starts_with("control character") {
        "A value holds a real line break or tab, as when a private key is pasted as it is."
    } else if reason.starts_with("trailing characters") {
        "There is more text after the closing bracket."
    } else if reason.starts_with("key must be a string") {
        "A key is not in double quotes, or a comma has nothing after it."
    } else {
        "A hand edit most likely left out a quote or comma, or put in one too many."
    }
}

/// The text is JSON, but no object.
pub(super) fn not_an_object(raw: &str) -> Problem {
    let kind = match raw.as_bytes().first() {
        Some(b'"') => "string",
        _ => kind(raw),
    };
    Problem::new(
        "secret-not-an-object",
        format!("The secret's text is JSON, but not an object. Its kind is: {kind}."),
    )
    .cause("The Lambda function looks its values up by key, so it finds none here.")
    .fix(
        "First copy the whole text to a safe place. Then enter an object in Secrets Manager, under Plaintext: \
         { \"key\": \"value\" }. Check also that this is the contact center's own secret.",
    )
}

/// A key appears twice.
pub(super) fn duplicate_key(text: &str, second: &Member) -> Problem {
    let place = Place::at(text, second.key.start);
    Problem::new(
        "secret-duplicate-key",
        format!(
            "The secret has the key {} twice, the second time at {place}.",
            shown(text, second)
        ),
    )
    .cause("Readers of JSON keep only the last of the two. A change could go to the wrong one.")
    .fix(
        "First copy the whole text to a safe place. Then remove one of the two in Secrets Manager, under Plaintext. \
         The function used the last one.",
    )
}

/// The new text would be more than AWS takes.
pub(super) fn too_large(bytes: usize) -> Problem {
    Problem::new(
        "secret-too-large",
        format!("The changed secret would be {bytes} bytes long. Secrets Manager takes at most {MAX_BYTES}."),
    )
    .cause("Members that do not belong to the contact center most likely take up the room.")
    .fix("Move what else is in the secret to a secret of its own, then start again. Nothing was written.")
}

/// The new text does not read back as planned.
pub(super) fn edit_failed() -> Problem {
    Problem::new(
        "secret-edit-failed",
        "The changed secret did not read back as planned. Nothing was written.",
    )
    .cause("This is a mistake in scv-oauth, not in your secret.")
    .fix("Please report it, with this code but without the secret's text.")
}

/// A key in quotes, as it can be shown.
fn shown(text: &str, member: &Member) -> String {
    match name(text, member) {
        name if name == key_material::HIDDEN => name,
        name => format!("\"{name}\""),
    }
}

/// A key as it can be shown: at most 100 characters, none of which steers the terminal.
pub(super) fn name(text: &str, member: &Member) -> String {
    const LONGEST: usize = 100;
    let raw = &text[member.key.start + 1..member.key.end - 1];
    let name = member.name().unwrap_or(raw);
    // Somebody may have put a key's value where its name belongs.
    if name.contains("3MVG") || key_material::is_in(name) {
        return key_material::HIDDEN.to_owned();
    }
    let name = visible(name);
    let cut: String = name.chars().take(LONGEST).collect();
    let more = if cut.len() < name.len() { "..." } else { "" };
    format!("{cut}{more}")
}

/// A place in the text as an editor counts it: in characters, from 1.
struct Place {
    line: usize,
    column: usize,
}

impl Place {
    /// The place at a byte offset.
    fn at(text: &str, offset: usize) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The place that serde_json names: its columns count bytes, and are 0 before a line's first one.
    fn of_error(text: &str, error: &Error) -> Self {
        let line = text.split('\n').nth(error.line() - 1).unwrap_or_default();
        let characters = line
            .char_indices()
            .take_while(|(start, _)| *start < error.column())
            .count();
        Self {
            line: error.line(),
            column: characters.max(1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::domain::{Document, Secret};
    use crate::problem::Problem;

    fn refused(text: &str) -> Problem {
        Document::parse(&Secret::new(text)).unwrap_err()
    }

    #[test]
    fn broken_json_is_placed_by_line_and_character() {
        let problem = refused("{\n\"a\": \"\u{e9}\u{1f600}\" \"b\"}");
        assert_eq!(problem.code, "secret-not-json");
        assert_eq!(
            problem.what,
            "The secret's text is not valid JSON, near line 2, column 11."
        );
        assert!(
            problem
                .advice
                .fix()
                .starts_with("First copy the whole text")
        );
    }

    #[test]
    fn the_likely_slip_is_named() {
        for (text, slip) in [
            ("{\"key\": \"-----BEGIN\nMIIE\"}", "a private key is pasted"),
            ("{\"key\": \"value\"", "ends too early"),
            ("{\"key\": \"value", "ends too early"),
            ("{\"key\": \"value\"} }", "more text after"),
            ("{\"key\": \"value\",}", "a comma has nothing after"),
            ("{\"key\": value}", "A hand edit"),
            ("{'key': 'value'}", "not in double quotes"),
        ] {
            let problem = refused(text);
            assert_eq!(problem.code, "secret-not-json", "{text}");
            assert!(problem.advice.cause().contains(slip), "{text}: {problem}");
        }
    }

    #[test]
    fn an_empty_text_and_a_byte_order_mark_have_words_of_their_own() {
        for text in ["", " \r\n\t "] {
            assert_eq!(refused(text).what, "The secret's text is empty.");
        }
        let problem = refused("\u{feff}{\"a\": \"b\"}");
        assert_eq!(problem.code, "secret-not-json");
        assert!(problem.what.contains("byte order mark"));
    }

    #[test]
    fn json_that_is_no_object_is_told_by_its_kind() {
        for (text, kind) in [
            ("[{\"a\": \"b\"}]", "array"),
            ("\"hunter2\"", "string"),
            (" 12 ", "number"),
            ("null", "null"),
            ("true", "boolean"),
        ] {
            let problem = refused(text);
            assert_eq!(problem.code, "secret-not-an-object", "{text}");
            assert!(problem.what.ends_with(&format!("is: {kind}.")), "{text}");
        }
    }

    #[test]
    fn a_secret_where_a_name_belongs_is_not_repeated() {
        let secret = format!("3MVG9{}", "canary".repeat(13));
        for name in [&secret, "a3MVG9canary7Q"] {
            let problem = refused(&format!(r#"{{"{name}": "1", "{name}": "2"}}"#));
            assert_eq!(problem.code, "secret-duplicate-key");
            assert!(!problem.to_string().contains("canary"), "{problem}");
        }
    }

    #[test]
    fn a_key_twice_is_refused_by_name_and_place_however_it_is_spelt() {
        let problem = refused("{\n \"SUBJECT\": \"1\",\n \"\\u0053UBJECT\": \"2\"}");
        assert_eq!(problem.code, "secret-duplicate-key");
        assert_eq!(
            problem.what,
            "The secret has the key \"SUBJECT\" twice, the second time at line 3, column 2."
        );
        let half = refused(r#"{"\ud800": 1, "\uD800": 2}"#);
        assert!(half.what.contains(r#""\uD800""#), "{}", half.what);
    }

    #[test]
    fn a_key_in_a_message_is_short_and_cannot_steer_the_terminal() {
        let key = format!("a\\u001b[2J\u{202e}\u{61c}{}", "x".repeat(200));
        let problem = refused(&format!("{{\"{key}\":1,\"{key}\":1}}"));
        let shown = problem.what.split('"').nth(1).unwrap();
        assert!(shown.starts_with(r"a\u{1b}[2J\u{202e}\u{61c}xx"), "{shown}");
        assert_eq!(shown.chars().count(), 103);
    }

    #[test]
    fn no_refusal_quotes_a_value() {
        for text in [
            r#"{"a": "hunter2" "b"}"#,
            r#"{"a": hunter2}"#,
            r#"["hunter2"]"#,
            r#""hunter2""#,
            r#"{"a": "hunter2", "a": "hunter2"}"#,
            "hunter2",
        ] {
            assert!(!refused(text).to_string().contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn sentences_stay_short() {
        let too_large = super::too_large(70_000);
        let edit_failed = super::edit_failed();
        let refused = [
            "",
            "\u{feff}{}",
            "{\"a\": \"\n\"}",
            "[]",
            r#"{"a":1,"a":2}"#,
        ]
        .map(refused);
        for problem in refused.into_iter().chain([too_large, edit_failed]) {
            for sentence in problem.to_string().split_inclusive(['.', ':']) {
                assert!(sentence.split_whitespace().count() <= 20, "{sentence}");
            }
        }
    }
}
