//! Texts that must be read and texts that must be refused, in the spirit of JSONTestSuite. `JSON.parse` of
//! the Lambda's runtime (Node.js) decides alike on every row, but for the last table.

use super::Document;
use crate::domain::Secret;

/// Values that stand in an object as `{"a":VALUE}`.
const VALUES: [&str; 48] = [
    "\"\"",
    "\"a\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u0000\"",
    "\"\\u00e9\\u00E9\"",
    "\"\\uD83D\\uDE00\"",
    "\"\\ud83d\\ude00\"",
    "\"\u{1f600}\"",
    "\"\u{e9}\u{2028}\u{2029}\u{7f}\u{80}\u{feff}\u{fffe}\"",
    // Halves of surrogate pairs: alone, the wrong way round, twice, before another escape.
    "\"\\ud800\"",
    "\"\\udfff\"",
    "\"\\ude00\\ud83d\"",
    "\"\\ud83d\\ud83d\\ude00\"",
    "\"\\ud83d\\n\"",
    "\"\\ud83d\\u0041\"",
    "\"\\ud83dx\"",
    "0",
    "-0",
    "0.0",
    "-0.0e-0",
    "1",
    "10",
    "-123",
    "1.50",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.5e0005",
    "0e9",
    "1e400",
    "-1e400",
    "1e-400",
    "123456789012345678901234567890",
    "0.1000000000000000055511151231257827021181583404541015625",
    "1e999999999999999999999",
    "true",
    "false",
    "null",
    "[]",
    "[ ]",
    "[\"a\",[1],{},null]",
    "{}",
    "{ }",
    "{\"a\":{\"a\":[]}}",
    "{\"a\":1,\"a\":2}",
    "{\"\":\"\"}",
    " \t\r\n1 \t\r\n",
];

/// What can never stand in an object as `{"a":VALUE}`.
const BROKEN_VALUES: [&str; 60] = [
    "",
    "\"",
    "\"a",
    "a",
    "'a'",
    "`a`",
    "\u{201c}a\u{201d}",
    "\"a\nb\"",
    "\"a\tb\"",
    "\"a\rb\"",
    "\"\u{0}\"",
    "\"\u{1f}\"",
    "\"\\\"",
    "\"\\a\"",
    "\"\\'\"",
    "\"\\0\"",
    "\"\\x41\"",
    "\"\\v\"",
    "\"\\U0041\"",
    "\"\\u\"",
    "\"\\u12\"",
    "\"\\u123\"",
    "\"\\u123g\"",
    "\"\\u{41}\"",
    "\"\\\n\"",
    "\"\\\u{e9}\"",
    "\"\\ud800\\\"",
    "\"\\ud800\\u\"",
    "\"\\ud800\\u1\"",
    "\"\\ud800\\x\"",
    "01",
    "-01",
    "00",
    "+1",
    "-",
    "--1",
    "-a",
    ".5",
    "-.5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "1e1.5",
    "1 2",
    "1_000",
    "0x1F",
    "1n",
    "\u{661}",
    "Infinity",
    "-Infinity",
    "NaN",
    "undefined",
    "True",
    "nul",
    "nulll",
    "[1,]",
    "[,1]",
    "[1",
    "{1:1}",
];

/// Whole texts that are objects.
const OBJECTS: [&str; 9] = [
    "{}",
    " \t\r\n{ \t\r\n} \t\r\n",
    "{\"\":0}",
    "{\"a\":1,\"b\":2}",
    "{\"a\":1,\"A\":2}",
    " { \"a\" : 1 , \"b\" : 2 } ",
    "{\"__proto__\":1}",
    // A composed and a combined letter are two keys; so are the halves of a pair and what stands for them.
    "{\"\u{e9}\":1,\"e\u{301}\":2}",
    "{\"\\ud800\":1,\"\\udc00\":2,\"\\ufffd\":3,\"\\ud800\\ud800\":4}",
];

/// Whole texts that are not JSON.
const BROKEN: [&str; 32] = [
    "",
    " ",
    "{",
    "}",
    "{\"",
    "{\"a",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{\"a\"}",
    "{\"a\",1}",
    "{\"a\"=1}",
    "{\"a\"::1}",
    "{a:1}",
    "{'a':1}",
    "{null:1}",
    "{\"a\n\":1}",
    "{\"\\x\":1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1;\"b\":2}",
    "{\"a\":1]",
    "{\"a\":[1}",
    "{}}",
    "{} {}",
    "{}\u{0}",
    "{\"a\":1} // why",
    "/* why */ {}",
    "\u{feff}{}",
    "\u{a0}{}",
];

/// Whole texts that are JSON, but not objects.
const NOT_OBJECTS: [&str; 8] = [
    "[]", "[{}]", "\"\"", "\"{}\"", "0", "true", "false", " null ",
];

/// Objects that `JSON.parse` accepts and we refuse: one key twice.
const DUPLICATES: [&str; 6] = [
    "{\"a\":1,\"a\":1}",
    "{\"a\":1,\"b\":2,\"\\u0061\":3}",
    "{\"\":1,\"\":2}",
    "{\"/\":1,\"\\/\":2}",
    "{\"\u{1f600}\":1,\"\\ud83d\\uDE00\":2}",
    "{\"\\ud800\":1,\"\\uD800\":2}",
];

fn verdict(text: &str) -> &'static str {
    match Document::parse(&Secret::new(text)) {
        Ok(_) => "accepted",
        Err(problem) => problem.code,
    }
}

#[test]
fn every_form_of_value_is_accepted() {
    for value in VALUES {
        assert_eq!(
            verdict(&format!("{{\"a\":{value}}}")),
            "accepted",
            "{value:?}"
        );
        let nested = format!("{{\"a\":[{{\"b\":{value}}}]}}");
        assert_eq!(verdict(&nested), "accepted", "{value:?}");
    }
}

#[test]
fn every_broken_value_is_refused_at_any_depth() {
    for value in BROKEN_VALUES {
        let flat = format!("{{\"a\":{value}}}");
        assert_eq!(verdict(&flat), "secret-not-json", "{value:?}");
        let nested = format!("{{\"a\":[{{\"b\":{value}}}]}}");
        assert_eq!(verdict(&nested), "secret-not-json", "{value:?}");
    }
}

#[test]
fn every_string_is_good_or_bad_as_a_key_too() {
    let strings = |values: &[&'static str]| {
        let quoted =
            |value: &&str| value.len() > 1 && value.starts_with('"') && value.ends_with('"');
        values.iter().copied().filter(quoted).collect::<Vec<_>>()
    };
    for (keys, expected) in [
        (strings(&VALUES), "accepted"),
        (strings(&BROKEN_VALUES), "secret-not-json"),
    ] {
        assert!(keys.len() > 10);
        for key in keys {
            assert_eq!(verdict(&format!("{{{key}:1}}")), expected, "{key:?}");
        }
    }
}

#[test]
fn whole_texts_are_told_apart() {
    for (texts, expected) in [
        (&OBJECTS[..], "accepted"),
        (&BROKEN[..], "secret-not-json"),
        (&NOT_OBJECTS[..], "secret-not-an-object"),
        (&DUPLICATES[..], "secret-duplicate-key"),
    ] {
        for text in texts {
            assert_eq!(verdict(text), expected, "{text:?}");
        }
    }
}
