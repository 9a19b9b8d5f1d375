//! Taking an edit back: its keys become what they were, and whatever others wrote since stays byte for byte.

use std::ops::Range;

use zeroize::Zeroizing;

use super::member::Member;
use super::style::Style;
use super::{Document, MAX_BYTES, Value, refusal};
use crate::domain::Secret;
use crate::problem::Problem;

/// What taking an edit back comes to. Keys are named as they can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// Nothing of the edit is there any more.
    AsBefore,
    /// This is the text without the edit, and these are the keys that differ in it.
    Text(Secret, Vec<String>),
    /// These keys were edited again since; what they hold now is not the edit's.
    EditedSince(Vec<String>),
}

/// A member as it stands in a text.
#[derive(Clone, Copy)]
struct Found<'a> {
    text: &'a str,
    member: &'a Member,
}

impl<'a> Found<'a> {
    fn key(&self) -> &'a str {
        &self.text[self.member.key.clone()]
    }

    fn value(&self) -> &'a str {
        &self.text[self.member.value.clone()]
    }
}

/// One key of the edit: where it stands now, where it stood before.
struct Return<'a> {
    now: Option<&'a Member>,
    before: Option<Found<'a>>,
}

pub(super) fn taken_back(
    now: &Document,
    before: &Document,
    after: &Document,
) -> Result<TakenBack, Problem> {
    let (mut returns, mut keys, mut edited_since) = (Vec::new(), Vec::new(), Vec::new());
    for key in keys_of(before, after) {
        let name = &key.member.name;
        let (was, left, is) = (before.found(name), after.found(name), now.found(name));
        if same(was, left) || same(is, was) {
            continue;
        }
        let shown = refusal::name(key.text, key.member);
        if same(is, left) {
            let now = is.map(|found| found.member);
            returns.push(Return { now, before: was });
            keys.push(shown);
        } else {
            edited_since.push(shown);
        }
    }
    if !edited_since.is_empty() {
        return Ok(TakenBack::EditedSince(edited_since));
    }
    if returns.is_empty() {
        return Ok(TakenBack::AsBefore);
    }
    let text = write(now, &returns)?;
    check(now, &returns, &text)?;
    Ok(TakenBack::Text(text, keys))
}

pub(super) fn differs_beside(one: &Document, other: &Document, key: &str) -> bool {
    let others = keys_of(one, other).filter(|found| !found.member.is(key));
    let mut names = others.map(|found| &found.member.name);
    names.any(|name| !same(one.found(name), other.found(name)))
}

/// Every key of the two, once.
fn keys_of<'a>(before: &'a Document, after: &'a Document) -> impl Iterator<Item = Found<'a>> {
    let new = after
        .all()
        .filter(|found| before.found(&found.member.name).is_none());
    before.all().chain(new)
}

/// Whether two members say the same; a text may be spelt in different ways.
fn same(a: Option<Found<'_>>, b: Option<Found<'_>>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return a.is_none() && b.is_none();
    };
    let read = |found: Found<'_>| match found.member.value(found.text) {
        Value::Text(text) => Some(text),
        Value::Other(_) => None,
    };
    a.value() == b.value() || read(a).is_some_and(|text| read(b) == Some(text))
}

impl Document {
    fn all(&self) -> impl Iterator<Item = Found<'_>> {
        let text = self.text.expose();
        self.members
            .iter()
            .map(move |member| Found { text, member })
    }

    fn found(&self, name: &[u8]) -> Option<Found<'_>> {
        self.all().find(|found| found.member.name == name)
    }
}

fn write(now: &Document, returns: &[Return<'_>]) -> Result<Secret, Problem> {
    let text = now.text.expose();
    let room = returns.iter().filter_map(|it| it.before);
    let room: usize = room.map(|it| it.value().len()).sum();
    let mut out = Zeroizing::new(String::with_capacity(text.len() + room));
    let mut copied = 0;
    for (at, member) in now.members.iter().enumerate() {
        let Some(back) = of(returns, member) else {
            continue;
        };
        let (place, value) = match back.before {
            Some(before) => (member.value.clone(), before.value()),
            None => (with_its_comma(now, returns, at), ""),
        };
        out.push_str(&text[copied..place.start]);
        out.push_str(value);
        copied = place.end;
    }
    out.push_str(&text[copied..]);
    let returned = Secret::new(std::mem::take(&mut *out));
    let missing: Vec<Found<'_>> = missing(returns).collect();
    if missing.is_empty() {
        return Ok(returned);
    }
    let returned = Document::parse(&returned).map_err(|_| refusal::edit_failed())?;
    Ok(added(&returned, &missing))
}

/// What the edit removed.
fn missing<'a>(returns: &[Return<'a>]) -> impl Iterator<Item = Found<'a>> {
    let missing = returns.iter().filter(|back| back.now.is_none());
    missing.filter_map(|back| back.before)
}

fn of<'a, 'b>(returns: &'a [Return<'b>], member: &Member) -> Option<&'a Return<'b>> {
    let is_it = |back: &&Return<'_>| back.now.is_some_and(|now| now.name == member.name);
    returns.iter().find(is_it)
}

/// What goes with a member that the edit added: the comma before it, or after it where it is the first of all.
fn with_its_comma(now: &Document, returns: &[Return<'_>], at: usize) -> Range<usize> {
    let stays = |member: &Member| of(returns, member).is_none_or(|back| back.before.is_some());
    let member = &now.members[at];
    let (earlier, later) = (&now.members[..at], &now.members[at + 1..]);
    match later.first() {
        Some(next) if !earlier.iter().any(stays) && later.iter().any(stays) => {
            member.key.start..next.key.start
        }
        _ => earlier.last().map_or(now.opening, |last| last.value.end)..member.value.end,
    }
}

fn added(document: &Document, missing: &[Found<'_>]) -> Secret {
    let text = document.text.expose();
    let style = Style::of(document);
    let room = |it: &Found<'_>| it.key().len() + it.value().len();
    let room: usize = missing.iter().map(room).sum();
    let each = style.separator.len() + style.colon.len();
    let room = text.len() + room + missing.len() * each;
    let mut out = Zeroizing::new(String::with_capacity(room));
    out.push_str(&text[..style.end]);
    for (at, found) in missing.iter().enumerate() {
        out.push_str(match at {
            0 => style.first(),
            _ => &style.separator,
        });
        out.push_str(found.key());
        out.push_str(style.colon);
        out.push_str(found.value());
    }
    out.push_str(&text[style.end..]);
    Secret::new(std::mem::take(&mut *out))
}

/// Reads the new text back: what went back is as it was, all else byte for byte as it is now, in its order.
fn check(now: &Document, returns: &[Return<'_>], edited: &Secret) -> Result<(), Problem> {
    let bytes = edited.expose().len();
    if bytes > MAX_BYTES {
        return Err(refusal::too_large(bytes));
    }
    let read_back = Document::parse(edited).map_err(|_| refusal::edit_failed())?;
    let stays = now
        .all()
        .filter_map(|found| match of(returns, found.member) {
            None => Some((found.key(), found.value())),
            Some(back) => back.before.map(move |before| (found.key(), before.value())),
        });
    let missing = missing(returns).map(|it| (it.key(), it.value()));
    let found = read_back.all().map(|it| (it.key(), it.value()));
    match stays.chain(missing).eq(found) {
        true => Ok(()),
        false => Err(refusal::edit_failed()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse(&Secret::new(text)).unwrap()
    }

    fn back(now: &str, before: &str, after: &str) -> TakenBack {
        let (before, after) = (document(before), document(after));
        document(now).taking_back(&before, &after).unwrap()
    }

    fn text(now: &str, before: &str, after: &str) -> (String, Vec<String>) {
        match back(now, before, after) {
            TakenBack::Text(text, keys) => (text.expose().to_owned(), keys),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_edit_goes_back_and_the_others_work_stays() {
        let before = r#"{"user": "\u0061", "key": 1.0, "scrt": "old"}"#;
        let after = r#"{"user": "b", "key": "k", "scrt": "old", "new": "n"}"#;
        let now = r#"{"by": [1e5], "user":"b", "key": "k", "scrt": "new", "new": "n", "more": 2}"#;
        let (text, keys) = text(now, before, after);
        assert_eq!(
            text,
            r#"{"by": [1e5], "user":"\u0061", "key": 1.0, "scrt": "new", "more": 2}"#
        );
        assert_eq!(keys, ["user", "key", "new"]);
    }

    #[test]
    fn a_text_that_another_program_spelt_anew_is_still_the_edit_s() {
        let (text, _) = text(
            r#"{"a":"https:\/\/b\u002f"}"#,
            r#"{"a":"1"}"#,
            r#"{"a":"https://b/"}"#,
        );
        assert_eq!(text, r#"{"a":"1"}"#);
    }

    #[test]
    fn members_that_were_added_go_wherever_they_stand() {
        for (now, expected) in [
            (r#"{ "x": "1" }"#, "{ }"),
            (r#"{"x": "1", "y": "2" }"#, "{ }"),
            (r#"{ "x": "1", "y": "2", "a": 1 }"#, r#"{ "a": 1 }"#),
            (r#"{ "x": "1", "a": 1, "y": "2" }"#, r#"{ "a": 1 }"#),
            (
                "{\"a\": 1,\n\"x\": \"1\",\"y\": \"2\" , \"b\": 2\n}",
                "{\"a\": 1 , \"b\": 2\n}",
            ),
        ] {
            let (text, _) = text(now, "{}", r#"{"x": "1", "y": "2"}"#);
            assert_eq!(text, expected, "{now}");
        }
    }

    #[test]
    fn a_member_that_was_replaced_by_accident_comes_back() {
        let before = r#"{"a": 1,"theirs": {"x": [2]}}"#;
        let (text, _) = text(r#"{"a": "1"}"#, before, r#"{"a": "1"}"#);
        assert_eq!(text, before);
    }

    #[test]
    fn a_key_that_was_edited_again_is_named_and_nothing_is_taken_back() {
        let (before, after) = (r#"{"a": "1", "b": "1"}"#, r#"{"a": "2", "b": "2"}"#);
        for (now, named) in [
            (r#"{"a": "2", "b": "3"}"#, ["b"].as_slice()),
            (r#"{"a": "2"}"#, &["b"]),
            (r#"{"a": 2, "b": null}"#, &["a", "b"]),
        ] {
            let named: Vec<String> = named.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(back(now, before, after), TakenBack::EditedSince(named));
        }
        assert_eq!(
            back(r#"{"b":"1","a":"1"}"#, before, after),
            TakenBack::AsBefore
        );
        let half_back = text(r#"{"b": "1", "a": "2"}"#, before, after);
        assert_eq!(half_back.0, r#"{"b": "1", "a": "1"}"#);
    }

    #[test]
    fn two_texts_differ_beside_a_key_by_what_the_others_say() {
        let one = document(r#"{"token": "1", "a": "b/c", "n": 1}"#);
        for (other, differs) in [
            (r#"{"n":1,"a":"b\/c","token":"2"}"#, false),
            (r#"{"a": "b/c", "n": 1}"#, false),
            (r#"{"token": "1", "a": "b/c", "n": 2}"#, true),
            (r#"{"token": "1", "a": "b/c"}"#, true),
            (r#"{"token": "1", "a": "b/c", "n": 1, "new": ""}"#, true),
        ] {
            let other = document(other);
            assert_eq!(one.differs_beside("token", &other), differs, "{other:?}");
            assert_eq!(other.differs_beside("token", &one), differs, "{other:?}");
        }
    }

    #[test]
    fn what_would_be_more_than_aws_takes_is_refused() {
        let long = "x".repeat(MAX_BYTES - 20);
        let now = document(&format!(r#"{{"a":"1","theirs":"{}"}}"#, "y".repeat(100)));
        let before = document(&format!(r#"{{"a":"{long}"}}"#));
        let refused = now.taking_back(&before, &document(r#"{"a":"1"}"#));
        assert_eq!(refused.unwrap_err().code, "secret-too-large");
    }

    #[test]
    fn a_text_that_is_not_the_planned_one_is_not_handed_out() {
        let (now, before) = (
            document(r#"{"a":"new","b":2.0}"#),
            document(r#"{"a":"old"}"#),
        );
        let back = Return {
            now: now.found(b"a").map(|found| found.member),
            before: before.found(b"a"),
        };
        let check = |text: &str| check(&now, std::slice::from_ref(&back), &Secret::new(text));
        assert_eq!(check(r#"{"a":"old","b":2.0}"#), Ok(()));
        for wrong in [
            r#"{"a":"old","b":2.0"#,
            r#"{"a":"new","b":2.0}"#,
            r#"{"a":"old","b":2}"#,
            r#"{"b":2.0,"a":"old"}"#,
            r#"{"a":"old","b":2.0,"x":1}"#,
        ] {
            assert_eq!(
                check(wrong).unwrap_err().code,
                "secret-edit-failed",
                "{wrong}"
            );
        }
    }
}
