//! From a text to its members.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::member::{Member, unescape};
use super::refusal;
use crate::problem::Problem;

/// Where the object's inside begins, and its members in their order.
///
/// serde_json scans a raw value without recursion and demands the whole grammar of it, so depth is no
/// matter. It accepts halves of surrogate pairs there, as `JSON.parse` does.
pub(super) fn members(text: &str) -> Result<(usize, Vec<Member>), Problem> {
    let refuse = |error| refusal::not_json(text, &error);
    let whole: &RawValue = serde_json::from_str(text).map_err(refuse)?;
    if !whole.get().starts_with('{') {
        return Err(refusal::not_an_object(whole.get()));
    }
    let opening = span(text, whole).start + 1;
    let pairs = serde_json::Deserializer::from_str(whole.get())
        .deserialize_map(Pairs)
        .map_err(refuse)?;
    let members = pairs
        .into_iter()
        .map(|(key, value)| {
            Ok(Member {
                name: unescape(key.get())?,
                key: span(text, key),
                value: span(text, value),
            })
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(refuse)?;
    refuse_duplicates(text, &members)?;
    Ok((opening, members))
}

fn refuse_duplicates(text: &str, members: &[Member]) -> Result<(), Problem> {
    let mut seen = HashSet::new();
    match members.iter().find(|member| !seen.insert(&member.name)) {
        Some(second) => Err(refusal::duplicate_key(text, second)),
        None => Ok(()),
    }
}

/// Where a raw value, borrowed from the text, stands in it.
fn span(text: &str, raw: &RawValue) -> Range<usize> {
    let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
    start..start + raw.get().len()
}

/// Takes an object apart without looking into its keys and values.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(&'de RawValue, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn members_are_known_by_their_places() {
        let text = " { \"a\" : 1e5 ,\n\t\"\\u0062\":[ 1 ]} ";
        let (opening, members) = members(text).unwrap();
        assert_eq!(&text[..opening], " {");
        let seen: Vec<_> = members
            .iter()
            .map(|m| (&text[m.key.clone()], &text[m.value.clone()]))
            .collect();
        assert_eq!(seen, [("\"a\"", "1e5"), ("\"\\u0062\"", "[ 1 ]")]);
    }
}
