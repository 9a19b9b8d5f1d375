//! Replacing and adding members, and the proof that nothing else moved.

use std::ops::Range;

use zeroize::Zeroizing;

use super::member::Member;
use super::style::Style;
use super::{Document, MAX_BYTES, Value, refusal};
use crate::domain::Secret;
use crate::problem::Problem;

type Edit = (String, Secret);

/// The edits that change something, at most one a key.
pub(super) struct Edits<'a> {
    replaced: Vec<&'a Edit>,
    added: Vec<&'a Edit>,
}

impl<'a> Edits<'a> {
    /// Leaves out what a later edit overrules and what the document says already.
    pub(super) fn new(document: &Document, edits: &'a [Edit]) -> Self {
        let overruled =
            |i: usize, key: &String| edits[i + 1..].iter().any(|(later, _)| later == key);
        let (replaced, added) = edits
            .iter()
            .enumerate()
            .filter(|(i, (key, _))| !overruled(*i, key))
            .map(|(_, edit)| edit)
            .filter(|(key, new)| document.text(key).as_ref() != Some(new))
            .partition(|(key, _)| document.get(key).is_some());
        Self { replaced, added }
    }

    /// The document's text with the edits in it.
    pub(super) fn write(&self, document: &Document) -> Result<Secret, Problem> {
        let text = document.text.expose();
        let style = Style::of(document);
        let mut out = Zeroizing::new(String::with_capacity(self.room(text, &style)));
        let mut copied = 0;
        for member in &document.members {
            if let Some(new) = self.replacement(member) {
                out.push_str(&text[copied..member.value.start]);
                out.push_str(&quoted(new.expose())?);
                copied = member.value.end;
            }
        }
        out.push_str(&text[copied..style.end]);
        for (i, (key, new)) in self.added.iter().enumerate() {
            let before = if i == 0 {
                style.first()
            } else {
                &style.separator
            };
            out.push_str(before);
            out.push_str(&quoted(key)?);
            out.push_str(style.colon);
            out.push_str(&quoted(new.expose())?);
        }
        out.push_str(&text[style.end..]);
        Ok(Secret::new(std::mem::take(&mut *out)))
    }

    fn replacement(&self, member: &Member) -> Option<&Secret> {
        let edit = self.replaced.iter().find(|(key, _)| member.is(key))?;
        Some(&edit.1)
    }

    /// Enough bytes that the text never moves in memory and leaves a copy behind.
    fn room(&self, text: &str, style: &Style) -> usize {
        let edits = self.replaced.iter().chain(&self.added);
        let room = |(key, new): &&Edit| {
            quoted_room(key) + quoted_room(new.expose()) + style.separator.len() + style.colon.len()
        };
        text.len() + edits.map(room).sum::<usize>()
    }
}

impl Edits<'_> {
    /// Reads the new text back and compares it with the old: what was set is there, and every other member
    /// is byte for byte the same, in its place.
    pub(super) fn check(&self, document: &Document, edited: &Secret) -> Result<(), Problem> {
        let bytes = edited.expose().len();
        if bytes > MAX_BYTES {
            return Err(refusal::too_large(bytes));
        }
        let read_back = Document::parse(edited).map_err(|_| refusal::edit_failed())?;
        let (kept, added) = read_back
            .members
            .split_at_checked(document.len())
            .ok_or_else(refusal::edit_failed)?;
        let says = |member: &Member, new: &Secret| {
            member.value(edited.expose()) == Value::Text(new.clone())
        };
        let kept_right = kept.iter().zip(&document.members).all(|(now, before)| {
            let same = |a: &Range<usize>, b: &Range<usize>| {
                edited.expose()[a.clone()] == document.text.expose()[b.clone()]
            };
            same(&now.key, &before.key)
                && match self.replacement(before) {
                    Some(new) => says(now, new),
                    None => same(&now.value, &before.value),
                }
        });
        let added_right = added.len() == self.added.len()
            && added
                .iter()
                .zip(&self.added)
                .all(|(now, (key, new))| now.is(key) && says(now, new));
        if kept_right && added_right {
            Ok(())
        } else {
            Err(refusal::edit_failed())
        }
    }
}

/// A text as a JSON string.
fn quoted(text: &str) -> Result<Zeroizing<String>, Problem> {
    let mut json = Zeroizing::new(Vec::with_capacity(quoted_room(text)));
    serde_json::to_writer(&mut *json, text).map_err(|_| refusal::edit_failed())?;
    let json = String::from_utf8(std::mem::take(&mut *json));
    json.map(Zeroizing::new).map_err(|_| refusal::edit_failed())
}

/// The most bytes that a text can take as a JSON string: every one as `\u001f`, and the quotes.
fn quoted_room(text: &str) -> usize {
    text.len() * 6 + 2
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse(&Secret::new(text)).unwrap()
    }

    fn edits(edits: &[(&str, &str)]) -> Vec<Edit> {
        edits
            .iter()
            .map(|(key, new)| ((*key).to_owned(), Secret::new(*new)))
            .collect()
    }

    fn edited(text: &str, wanted: &[(&str, &str)]) -> String {
        let edited = document(text).with(&edits(wanted)).unwrap();
        edited.expose().to_owned()
    }

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        assert_eq!(
            edited(
                "{ \"a\" :\t1.0e2 ,\n\"b\":\"old\"\r\n}\n",
                &[("b", "new"), ("a", "one")]
            ),
            "{ \"a\" :\t\"one\" ,\n\"b\":\"new\"\r\n}\n"
        );
    }

    #[test]
    fn a_value_that_says_it_already_keeps_its_spelling() {
        let text = r#"{"a": "https:\/\/\u0061.example", "b": "old"}"#;
        let same = ("a", "https://a.example");
        assert_eq!(edited(text, &[same]), text);
        assert_eq!(
            edited(text, &[same, ("b", "new")]),
            r#"{"a": "https:\/\/\u0061.example", "b": "new"}"#
        );
    }

    #[test]
    fn a_private_key_is_written_with_escapes() {
        assert_eq!(
            edited(r#"{"k":null}"#, &[("k", "-----BEGIN\nMIIE+/=\n")]),
            r#"{"k":"-----BEGIN\nMIIE+/=\n"}"#
        );
    }

    #[test]
    fn of_two_edits_of_one_key_the_later_counts() {
        let twice = [("a", "1"), ("x", "3"), ("a", "2"), ("x", "4")];
        assert_eq!(edited(r#"{"a":"0"}"#, &twice), r#"{"a":"2","x":"4"}"#);
    }

    #[test]
    fn ten_thousand_levels_do_not_overflow_the_stack() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let text = |new| format!("{{\"deep\":{deep},\"k\":\"{new}\"}}");
        assert_eq!(edited(&text("old"), &[("k", "new")]), text("new"));
    }

    #[test]
    fn exactly_as_much_as_aws_takes_is_allowed() {
        let document = document("{}");
        let frame = r#"{"k":""}"#.len();
        let fits = "x".repeat(MAX_BYTES - frame);
        let full = document.with(&edits(&[("k", &fits)])).unwrap();
        assert_eq!(full.expose().len(), MAX_BYTES);
        let problem = document
            .with(&edits(&[("k", &format!("{fits}x"))]))
            .unwrap_err();
        assert_eq!(problem.code, "secret-too-large");
        assert!(problem.what.contains("65537"), "{}", problem.what);
    }

    #[test]
    fn a_text_that_is_not_the_planned_one_is_not_handed_out() {
        let before = document(r#"{"a":"1","b":2.0}"#);
        let wanted = edits(&[("a", "new"), ("x", "added")]);
        let edits = Edits::new(&before, &wanted);
        let check = |text: &str| edits.check(&before, &Secret::new(text));
        assert_eq!(check(r#"{"a":"new","b":2.0,"x":"added"}"#), Ok(()));
        for wrong in [
            r#"{"a":"new","b":2.0,"x":"added""#,
            r#"{"a":"new","b":2.0}"#,
            r#"{"a":"new"}"#,
            r#"{"a":"new","b":2,"x":"added"}"#,
            r#"{"a":"1","b":2.0,"x":"added"}"#,
            r#"{"a":"new","\u0062":2.0,"x":"added"}"#,
            r#"{"b":2.0,"a":"new","x":"added"}"#,
            r#"{"a":"new","b":2.0,"x":"other"}"#,
            r#"{"a":"new","b":2.0,"y":"added"}"#,
            r#"{"a":"new","b":2.0,"x":"added","y":1}"#,
        ] {
            assert_eq!(
                check(wrong).unwrap_err().code,
                "secret-edit-failed",
                "{wrong}"
            );
        }
    }
}
