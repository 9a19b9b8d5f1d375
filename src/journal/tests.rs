//! What is kept of setups, for how long, and what comes of a journal that cannot be used.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use super::*;

fn journal() -> Journal {
    Journal {
        version: Journal::VERSION,
        account: "111122223333".into(),
        region: "us-west-2".into(),
        contact_center: "acme".into(),
        begun: "2026-11-24T00:00:00Z".into(),
        finished: false,
        unproved: false,
        entries: vec![Entry::Alias {
            function: "f".into(),
            alias: "active".into(),
            before: "3".into(),
            weights: BTreeMap::new(),
            after: None,
        }],
        earlier: Vec::new(),
    }
}

#[test]
fn what_was_written_is_read_back_and_can_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let journals = Journals::at(Some(folder.path().join("deep").join("er")));
    journals.write(&journal()).unwrap();
    let read = || journals.read("111122223333", "us-west-2", "acme").unwrap();
    assert_eq!(read(), Some(journal()));
    journals.forget(&journal()).unwrap();
    assert_eq!(read(), None);
}

#[test]
fn a_setup_that_did_not_come_to_its_end_is_found_where_it_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    for journals in [
        Journals::at(Some(folder.path().to_owned())),
        Journals::in_memory(),
    ] {
        journals.write(&journal()).unwrap();
        let names = |region| journals.unfinished("111122223333", region).len();
        assert_eq!((names("us-west-2"), names("eu-west-1")), (1, 0));
        let finished = Journal {
            finished: true,
            ..journal()
        };
        journals.write(&finished).unwrap();
        assert_eq!(names("us-west-2"), 0);
    }
}

#[test]
fn the_same_contact_center_elsewhere_has_a_journal_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    for journals in [
        Journals::at(Some(folder.path().to_owned())),
        Journals::without_home(),
    ] {
        let elsewhere = Journal {
            region: "eu-west-1".into(),
            ..journal()
        };
        let read = |region| journals.read("111122223333", region, "acme").unwrap();
        journals.write(&journal()).unwrap();
        assert_eq!(read("eu-west-1"), None);
        journals.write(&elsewhere).unwrap();
        assert_eq!(read("us-west-2"), Some(journal()));
        journals.forget(&journal()).unwrap();
        assert_eq!(
            (read("us-west-2"), read("eu-west-1")),
            (None, Some(elsewhere))
        );
    }
}

fn secret(before: &str, after: &str) -> Entry {
    Entry::Secret {
        name: "acme-salesforce-secret".into(),
        before: Some(before.into()),
        after: after.into(),
        token: false,
    }
}

#[test]
fn a_setup_that_goes_on_brings_back_what_the_first_part_replaced() {
    let mut entry = secret("a", "b");
    entry.now_leads_to(secret("b", "c"));
    assert_eq!(entry, secret("a", "c"));
}

#[test]
fn an_entry_is_a_token_s_only_while_both_sides_are() {
    let token = |before: i64, after: i64, token: bool| Entry::Parameter {
        name: "p".into(),
        before: Some(before),
        after,
        token,
        written: None,
    };
    for (first, later, merged) in [
        (token(3, 3, true), token(5, 6, true), token(3, 6, true)),
        (token(3, 3, true), token(3, 4, false), token(3, 4, false)),
        (token(3, 3, true), token(5, 6, false), token(5, 6, false)),
        (token(3, 4, false), token(4, 5, true), token(3, 5, false)),
        (token(3, 4, false), token(6, 7, true), token(6, 7, false)),
    ] {
        let mut entry = first;
        entry.now_leads_to(later);
        assert_eq!(entry, merged);
    }
}

#[test]
fn a_withheld_value_is_read_from_a_version_that_holds_it_only() {
    let entry = |name: &str, before: Before, held_by: Option<&str>| Entry::Environment {
        function: "f".into(),
        variables: vec![Variable {
            name: name.into(),
            before,
            after: name.to_lowercase(),
        }],
        held_by: held_by.map(str::to_owned),
    };
    let held_by = |first: Entry, later: Entry| {
        let mut entry = first;
        entry.now_leads_to(later);
        match entry {
            Entry::Environment { held_by, .. } => held_by,
            _ => None,
        }
    };
    use Before::{Nothing, Withheld};
    let first = |name| entry(name, Withheld, Some("3"));
    // It was somebody else's value that was replaced later.
    assert_eq!(held_by(first("A"), entry("A", Withheld, None)), None);
    let held = held_by(first("A"), entry("A", Withheld, Some("4")));
    assert_eq!(held.as_deref(), Some("4"));
    let held = held_by(first("A"), entry("B", Nothing, Some("4")));
    assert_eq!(held.as_deref(), Some("3"));
    let held = held_by(first("A"), entry("B", Withheld, Some("3")));
    assert_eq!(held.as_deref(), Some("3"));
    assert_eq!(held_by(first("A"), entry("B", Withheld, Some("4"))), None);
}

#[test]
fn what_somebody_else_wrote_in_between_is_not_passed_over() {
    let mut entry = secret("a", "b");
    entry.now_leads_to(secret("other", "c"));
    assert_eq!(entry, secret("other", "c"));
}

#[test]
fn a_setup_that_follows_another_does_not_push_it_out_of_mind() {
    let journals = Journals::in_memory();
    let mut last = journal();
    for begun in 1..=15 {
        last = last.next(begun.to_string());
        assert!(!last.has_changes());
        last.entries = vec![secret("a", &begun.to_string())];
        last.finished = true;
    }
    journals.write(&last).unwrap();
    let mut seen = Vec::new();
    while let Some(now) = journals.read("111122223333", "us-west-2", "acme").unwrap() {
        assert!(now.finished);
        assert_eq!(now.entries, [secret("a", &now.begun)]);
        seen.push(now.begun.clone());
        journals.forget(&now).unwrap();
    }
    let expected: Vec<String> = (6..=15).rev().map(|begun: u8| begun.to_string()).collect();
    assert_eq!(seen, expected);
}

#[test]
fn one_that_changed_nothing_is_not_remembered() {
    let mut noted = journal().next("2".into());
    noted.add_first(Some(Entry::Secret {
        name: "acme-salesforce-access-secret".into(),
        before: Some("a".into()),
        after: "a".into(),
        token: true,
    }));
    assert!(!noted.has_changes() && !noted.is_open());
    let next = noted.next("3".into());
    let begun: Vec<_> = next.earlier.iter().map(|it| it.begun.as_str()).collect();
    assert_eq!(begun, ["2026-11-24T00:00:00Z"]);
}

#[test]
fn what_an_older_version_wrote_is_read() {
    let text = r#"{"version": 1, "account": "1", "region": "r", "contact_center": "c", "begun": "",
        "finished": true, "entries": [
            {"kind": "secret", "name": "acme-salesforce-secret", "before": "a", "after": "b", "token": false}
        ]}"#;
    let journal: Journal = serde_json::from_str(text).unwrap();
    assert_eq!(journal.entries, [secret("a", "b")]);
    assert!(journal.earlier.is_empty());
}

#[test]
fn a_parameter_of_an_older_version_is_read_and_when_it_was_written_is_kept() {
    let text = r#"{"kind": "parameter", "name": "p", "before": null, "after": 1, "token": false}"#;
    let mut entry: Entry = serde_json::from_str(text).unwrap();
    let Entry::Parameter { written, .. } = &mut entry else {
        panic!("{entry:?}");
    };
    assert_eq!(*written, None);
    *written = "2026-11-24T09:30:00.123Z".parse().ok();
    let text = serde_json::to_string(&entry).unwrap();
    assert!(text.contains("2026-11-24T09:30:00.123Z"), "{text}");
    assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
}

#[test]
fn a_setup_that_was_not_proved_is_one_still_once_a_later_one_came_to_nothing() {
    let mut unproved = Journal {
        finished: true,
        unproved: true,
        ..journal()
    };
    let later = unproved.clone().next("2026-11-25T00:00:00Z".into());
    assert!(!later.unproved);
    let text = serde_json::to_string(&later).unwrap();
    let read: Journal = serde_json::from_str(&text).unwrap();
    assert_eq!(read.before(), Some(unproved.clone()));
    unproved.unproved = false;
    let later = unproved.clone().next("2026-11-25T00:00:00Z".into());
    assert_eq!(later.before(), Some(unproved));
}

#[test]
fn one_that_cannot_be_removed_is_told_of_and_one_that_is_gone_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let journals = Journals::at(Some(folder.path().to_owned()));
    journals.forget(&journal()).unwrap();
    // Only a file can be removed.
    fs::create_dir(folder.path().join("111122223333_us-west-2_acme.json")).unwrap();
    let problem = journals.forget(&journal()).unwrap_err();
    assert_eq!(problem.code, "journal-stays");
    assert!(problem.what.contains("111122223333_us-west-2_acme.json"));
}

#[test]
fn a_damaged_journal_is_a_problem_and_not_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let journals = Journals::at(Some(folder.path().to_owned()));
    fs::write(folder.path().join("111122223333_us-west-2_acme.json"), "{").unwrap();
    let read = journals.read("111122223333", "us-west-2", "acme");
    assert_eq!(read.unwrap_err().code, "journal-unreadable");
}
