//! What holds for every document and every edit, shown on documents of all of JSON's grammar.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::generated::{OURS, Piece, Pieces, Rival, documents, rivals};
use super::{Document, TakenBack, Value};
use crate::domain::Secret;

fn parse(text: &str) -> Document {
    Document::parse(&Secret::new(text)).unwrap_or_else(|problem| panic!("{}", problem.what))
}

/// Edits of some of our keys, in any order.
fn edits() -> impl Strategy<Value = Vec<(String, Secret)>> {
    let news = prop::array::uniform3(prop::option::of(any::<String>()));
    news.prop_map(|news| {
        let set = |(key, new): (&str, Option<String>)| Some((key.to_owned(), Secret::new(new?)));
        OURS.into_iter()
            .zip(news)
            .filter_map(set)
            .collect::<Vec<_>>()
    })
    .prop_shuffle()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The edited text, put together from the pieces instead of found by a parser.
fn expected(pieces: &Pieces, edits: &[(String, Secret)]) -> String {
    edited(pieces, edits).text()
}

fn edited(pieces: &Pieces, edits: &[(String, Secret)]) -> Pieces {
    let document = parse(&pieces.text());
    let mut pieces = pieces.clone();
    for (key, new) in edits {
        if document.text(key).as_ref() == Some(new) {
            continue;
        }
        let ours = OURS.iter().position(|ours| ours == key);
        if let Some(member) = pieces.members.iter_mut().find(|member| member.ours == ours) {
            member.value = json(new.expose());
        }
    }
    add(&mut pieces, edits);
    pieces
}

/// New members: laid out like the last, whose blanks before the brace become the new last one's.
fn add(pieces: &mut Pieces, edits: &[(String, Secret)]) {
    let before_comma = match pieces.members.as_slice() {
        [.., before, _] => before.blanks[3].clone(),
        _ => String::new(),
    };
    let present: Vec<_> = pieces
        .members
        .iter()
        .filter_map(|member| member.ours)
        .collect();
    for (key, new) in edits {
        let ours = OURS.iter().position(|ours| ours == key);
        if present.iter().any(|present| Some(*present) == ours) {
            continue;
        }
        let mut member = Piece {
            ours,
            key: json(key),
            value: json(new.expose()),
            blanks: [
                String::new(),
                String::new(),
                String::new(),
                pieces.empty.clone(),
            ],
        };
        if let Some(last) = pieces.members.last_mut() {
            member.blanks = last.blanks.clone();
            last.blanks[3].clone_from(&before_comma);
        }
        pieces.members.push(member);
    }
}

/// Another's work on a document of which the last of these many members stays where it is.
fn by_rivals(pieces: &Pieces, rivals: &[Rival], mut many: usize) -> String {
    let mut pieces = pieces.clone();
    for rival in rivals {
        let Some(before_last) = many.checked_sub(1) else {
            break;
        };
        let at = rival.at.index(before_last + 1);
        let is_free = at < before_last && pieces.members[at].ours.is_none();
        match &rival.piece {
            Some(piece) if !is_free => {
                pieces.members.insert(at, piece.clone());
                many += 1;
            }
            Some(piece) => pieces.members[at].value.clone_from(&piece.value),
            None if is_free => {
                pieces.members.remove(at);
                many -= 1;
            }
            None => {}
        }
    }
    pieces.text()
}

/// The edit that made `after` of `before`, taken out of the text as it is now.
fn taken_back(now: &str, before: &str, after: &str) -> String {
    match parse(now).taking_back(&parse(before), &parse(after)) {
        Ok(TakenBack::Text(text, _)) => text.expose().to_owned(),
        Ok(TakenBack::AsBefore) => now.to_owned(),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_member_is_found_where_it_stands(pieces in documents()) {
        let text = pieces.text();
        let document = parse(&text);
        let found: Vec<_> = document
            .members
            .iter()
            .map(|member| (&text[member.key.clone()], &text[member.value.clone()]))
            .collect();
        let put: Vec<_> = pieces
            .members
            .iter()
            .map(|piece| (piece.key.as_str(), piece.value.as_str()))
            .collect();
        prop_assert_eq!(found, put);
        for (i, ours) in OURS.iter().enumerate() {
            let present = pieces.members.iter().any(|piece| piece.ours == Some(i));
            prop_assert_eq!(document.get(ours).is_some(), present);
        }
    }

    #[test]
    fn an_edit_changes_our_members_and_no_other_byte(pieces in documents(), edits in edits()) {
        let edited = parse(&pieces.text()).with(&edits).unwrap();
        prop_assert_eq!(edited.expose(), expected(&pieces, &edits));
    }

    #[test]
    fn what_was_set_is_read_back(pieces in documents(), edits in edits()) {
        let edited = parse(&pieces.text()).with(&edits).unwrap();
        let document = parse(edited.expose());
        for (key, new) in &edits {
            prop_assert_eq!(document.text(key), Some(new.clone()));
        }
        prop_assert_eq!(document.with(&edits), Ok(edited));
    }

    #[test]
    fn an_edit_is_taken_back_to_the_byte(pieces in documents(), edits in edits()) {
        let (before, after) = (pieces.text(), expected(&pieces, &edits));
        prop_assert_eq!(taken_back(&after, &before, &after), before);
    }

    #[test]
    fn what_another_did_since_stays_as_if_there_had_been_no_edit(
        pieces in documents(),
        edits in edits(),
        rivals in rivals(),
    ) {
        let after = edited(&pieces, &edits);
        let many = pieces.members.len();
        let now = by_rivals(&after, &rivals, many);
        let taken_back = taken_back(&now, &pieces.text(), &after.text());
        prop_assert_eq!(taken_back, by_rivals(&pieces, &rivals, many));
    }

    #[test]
    fn what_another_added_since_stays_as_if_there_had_been_no_edit(
        pieces in documents(),
        edits in edits(),
        values in prop::collection::vec(any::<String>(), 0..4),
    ) {
        let theirs: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(i, value)| (format!("by somebody {i}"), Secret::new(value.as_str())))
            .collect();
        let add = |text: &str| parse(text).with(&theirs).unwrap().expose().to_owned();
        let (before, after) = (pieces.text(), expected(&pieces, &edits));
        prop_assert_eq!(taken_back(&add(&after), &before, &after), add(&before));
    }

    #[test]
    fn setting_what_is_there_changes_no_byte(pieces in documents()) {
        let text = pieces.text();
        let document = parse(&text);
        let same: Vec<_> = document
            .keys()
            .filter_map(|key| Some((key.to_owned(), document.text(key)?)))
            .collect();
        prop_assert_eq!(document.with(&same), Ok(Secret::new(text)));
    }

    #[test]
    fn text_that_other_readers_can_read_is_read_alike(pieces in documents()) {
        let document = parse(&pieces.text());
        for piece in &pieces.members {
            let Ok(key) = serde_json::from_str::<String>(&piece.key) else { continue };
            match (document.get(&key), serde_json::from_str::<String>(&piece.value)) {
                (Some(Value::Text(text)), Ok(value)) => prop_assert_eq!(text.expose(), value),
                (Some(Value::Other(_)), Err(_)) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::parse(&Secret::new(String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_document_with_one_slip_is_refused_or_still_edited_exactly(
        pieces in documents(),
        place in any::<prop::sample::Index>(),
        slip in prop::option::of(prop::sample::select("\"\\{}[]:,0-.eu \n\u{feff}".chars().collect::<Vec<_>>())),
        edits in edits(),
    ) {
        let mut characters: Vec<char> = pieces.text().chars().collect();
        let place = place.index(characters.len());
        characters.splice(place..=place, slip);
        let text: String = characters.into_iter().collect();
        if let Ok(document) = Document::parse(&Secret::new(text)) {
            prop_assert!(document.with(&edits).is_ok());
        }
    }
}
