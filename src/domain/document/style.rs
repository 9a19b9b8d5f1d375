//! How a document is laid out, for new members to look like the old.

use std::borrow::Cow;

use super::Document;

/// How the document is laid out around its last member, for new ones to look the same.
pub(super) struct Style<'a> {
    /// Where new members go: after the last value, or after the brace of an empty object.
    pub(super) end: usize,
    empty: bool,
    /// Comma and blanks between two members.
    pub(super) separator: Cow<'a, str>,
    /// Colon and blanks between key and value.
    pub(super) colon: &'a str,
}

impl<'a> Style<'a> {
    /// Looks at the last two members.
    pub(super) fn of(document: &'a Document) -> Self {
        let text = document.text.expose();
        let (before, last) = match document.members.as_slice() {
            [] => {
                return Self {
                    end: document.opening,
                    empty: true,
                    separator: ",".into(),
                    colon: ":",
                };
            }
            [only] => (None, only),
            [.., before, last] => (Some(before), last),
        };
        Self {
            end: last.value.end,
            empty: false,
            separator: match before {
                Some(before) => text[before.value.end..last.key.start].into(),
                None => format!(",{}", &text[document.opening..last.key.start]).into(),
            },
            colon: &text[last.key.end..last.value.start],
        }
    }

    /// What stands before the first new member.
    pub(super) fn first(&self) -> &str {
        if self.empty { "" } else { &self.separator }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::Secret;

    #[test]
    fn new_members_follow_the_style_of_the_last() {
        let added = [("x", "1"), ("w", "2")].map(|(key, new)| (key.to_owned(), Secret::new(new)));
        for (text, expected) in [
            (
                r#"{"a": 1, "b": 2}"#,
                r#"{"a": 1, "b": 2, "x": "1", "w": "2"}"#,
            ),
            (r#"{"a":1,"b":2}"#, r#"{"a":1,"b":2,"x":"1","w":"2"}"#),
            (
                "{\n    \"a\": 1,\n    \"b\": 2\n}\n",
                "{\n    \"a\": 1,\n    \"b\": 2,\n    \"x\": \"1\",\n    \"w\": \"2\"\n}\n",
            ),
            (
                "{\n\t\"a\" : 1\n}",
                "{\n\t\"a\" : 1,\n\t\"x\" : \"1\",\n\t\"w\" : \"2\"\n}",
            ),
            (
                "{ \"a\":1\n, \"b\":2\n}",
                "{ \"a\":1\n, \"b\":2\n, \"x\":\"1\"\n, \"w\":\"2\"\n}",
            ),
            ("{}", r#"{"x":"1","w":"2"}"#),
            (" { } ", r#" {"x":"1","w":"2" } "#),
        ] {
            let document = Document::parse(&Secret::new(text)).unwrap();
            let edited = document.with(&added).unwrap();
            assert_eq!(edited.expose(), expected);
        }
    }
}
