//! From the yes on: what writes and what does not, another test, and the way back.

use super::*;
use crate::domain::change::{Action, Change};

#[tokio::test]
async fn an_empty_line_or_a_plain_yes_never_writes_to_production() {
    let lines = ["1", "jlee@acme.com", KEY, "", "yes", "", "yes", "y", "ACME"];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Cancelled);
    assert!(done.is_empty());
    assert_eq!(transcript.matches("Nothing is written.").count(), 4);
}

/// From the first question to the writing.
const WRITTEN: [&str; 6] = ["acme", "jlee@acme.com", KEY, "", "yes", "acme"];

#[tokio::test]
async fn as_long_as_waiting_helps_another_test_is_offered_at_each_refusal() {
    let early = Patient {
        too_early: 2,
        ..Patient::default()
    };
    let lines = [WRITTEN.as_slice(), &["yes", ""]].concat();
    let (ended, transcript, done) = talked_to(early, &lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Done);
    assert_eq!(done, ["write", "prove again", "prove again"]);
    assert_eq!(transcript.matches("Test again now?").count(), 2);
}

#[tokio::test]
async fn what_was_refused_before_writing_can_be_tested_again_and_nothing_is_written() {
    let lines = ["acme", "out@acme.com", KEY, "", "yes", "again", "again"];
    let (_, transcript, done) = talked(&lines, false).await;
    assert_eq!(transcript.matches("[user-not-approved]").count(), 3);
    let prompt = "Or type again to test again.\nacme, again or back: again";
    assert_eq!(transcript.matches(prompt).count(), 2, "{transcript}");
    assert!(done.is_empty());
    // Where nothing was refused it means nothing.
    let lines = ["acme", "j@acme.com", KEY, "", "yes", "again"];
    let (_, transcript, _) = talked(&lines, false).await;
    assert!(transcript.contains("Nothing is written."), "{transcript}");
}

#[tokio::test]
async fn what_an_undo_would_put_back_is_told_in_lines_that_fit() {
    let change = |key: &str| Change {
        place: "secret acme-salesforce-secret".into(),
        key: format!("acme-salesforce-rest-api-{key}"),
        action: Action::Set,
        before: String::new(),
        after: String::new(),
        why: String::new(),
        call: "secretsmanager:PutSecretValue",
    };
    let writer = Patient {
        first: Mutex::new(Some(Report {
            can_undo: true,
            changes: vec![change("auth-private-key"), change("subject")],
            ..Report::new("acme", Outcome::Done)
        })),
        ..Patient::default()
    };
    let lines = [WRITTEN.as_slice(), &["undo"]].concat();
    let (_, transcript, _) = talked_to(writer, &lines, false).await;
    let told = "api-auth-private-key,\n  acme-salesforce-rest-api-subject\n";
    assert!(transcript.contains(told), "{transcript}");
    assert!(!transcript.contains("<U+"), "{transcript}");
}

#[tokio::test]
async fn whoever_does_not_want_to_wait_can_finish_or_undo() {
    for (said, outcome, last) in [
        ("finish", Outcome::Unproved, "write"),
        ("undo\nyes", Outcome::Done, "undo"),
    ] {
        let early = Patient {
            too_early: 9,
            ..Patient::default()
        };
        let said: Vec<&str> = said.split('\n').collect();
        let lines = [WRITTEN.as_slice(), &["no"], &said].concat();
        let (ended, transcript, done) = talked_to(early, &lines, false).await;
        assert_eq!(ended.report.outcome, outcome);
        assert_eq!(done.last(), Some(&last));
        assert!(transcript.contains("finish, undo [finish]"), "{transcript}");
    }
}

#[tokio::test]
async fn back_at_a_result_goes_to_the_preview_and_not_out() {
    for (too_early, asked) in [(0, "finish, again, undo"), (9, "Test again now?")] {
        let writer = Patient {
            too_early,
            ..Patient::default()
        };
        let lines = [WRITTEN.as_slice(), &["back", "b", "j@acme.com"]].concat();
        let (ended, transcript, done) = talked_to(writer, &lines, false).await;
        assert_eq!(done, ["write"]);
        let (_, after) = transcript.split_once(asked).unwrap();
        // To the preview, and from there to the step before it.
        let asked: Vec<_> = after
            .lines()
            .filter(|line| line.starts_with("Step "))
            .collect();
        assert_eq!(asked.len(), 2, "{transcript}");
        assert!(asked[0].starts_with("Step 3 of 3") && asked[1].starts_with("Step 2 of 3"));
        assert_eq!(ended.report.outcome, Outcome::Unproved);
    }
}

#[tokio::test]
async fn what_works_can_be_put_back_as_well() {
    let writer = Patient {
        first: Mutex::new(Some(Report {
            can_undo: true,
            ..Report::new("acme", Outcome::Done)
        })),
        ..Patient::default()
    };
    let lines = [WRITTEN.as_slice(), &["undo", "", "undo", "yes"]].concat();
    let (ended, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "undo"], "{transcript}");
    assert!(
        transcript.contains("finish, again, undo [finish]: undo"),
        "{transcript}"
    );
    for told in [
        "The cached token goes back too",
        "setup of 2026-11-24 09:30:00 UTC",
    ] {
        assert!(transcript.contains(told), "{told}: {transcript}");
    }
    assert_eq!(ended.report.outcome, Outcome::Done);
}

#[tokio::test]
async fn an_undo_in_vain_is_told_beside_the_setup_that_stands() {
    for (outcome, told) in [
        (Outcome::Refused, vec![Outcome::Unproved, Outcome::Refused]),
        (Outcome::Failed, vec![Outcome::Unproved, Outcome::Failed]),
        (Outcome::Partial, vec![Outcome::Unproved, Outcome::Partial]),
        (Outcome::Cancelled, vec![Outcome::Unproved]),
    ] {
        let writer = Patient {
            undone: Some(outcome),
            ..Patient::default()
        };
        let lines = [WRITTEN.as_slice(), &["undo", "yes", "undo", "yes", ""]].concat();
        let (ended, transcript, done) = talked_to(writer, &lines, false).await;
        assert_eq!(done, ["write", "undo", "undo"], "{transcript}");
        let reports = ended.earlier.iter().chain([&ended.report]);
        let outcomes: Vec<Outcome> = reports.map(|report| report.outcome).collect();
        assert_eq!(outcomes, told);
    }
}

#[tokio::test]
async fn what_moved_before_it_was_written_brings_the_new_preview_and_asks_again() {
    let moved = Problem::new("secret-changed", "The secret was changed meanwhile.");
    let writer = Patient {
        first: Mutex::new(Some(Report {
            moved: true,
            problem: Some(moved),
            ..Report::new("acme", Outcome::Refused)
        })),
        ..Patient::default()
    };
    let lines = [
        "acme",
        "j@acme.com",
        KEY,
        "",
        "yes",
        "acme",
        "acme",
        "finish",
    ];
    let (_, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "write"], "{transcript}");
    let (_, after) = transcript.split_once("[secret-changed]").unwrap();
    insta::assert_snapshot!(after.split_once("To write").unwrap().0.trim(), @r"
    Step 3 of 3, Review. Page S9.
    Write this?
    Contact center acme, PRODUCTION org.
    Changed in AWS since the last preview:
    warning: The secret was changed meanwhile.
    Nothing needs to be changed.
    Salesforce was not asked, as you wished.
    ");
}

#[tokio::test]
async fn whoever_leaves_at_the_new_preview_is_told_that_nothing_was_written() {
    let writer = Patient {
        first: Mutex::new(Some(Report {
            moved: true,
            problem: Some(Problem::new("secret-changed", "It was changed meanwhile.")),
            ..Report::new("acme", Outcome::Refused)
        })),
        ..Patient::default()
    };
    let (ended, ..) = talked_to(writer, &WRITTEN, false).await;
    let problem = ended.report.problem.map(|problem| problem.code);
    assert_eq!(
        (ended.report.outcome, problem),
        (Outcome::Refused, Some("secret-changed"))
    );
}

#[tokio::test]
async fn what_was_stopped_part_way_can_be_put_back_at_once() {
    let writer = Patient {
        first: Mutex::new(Some(Report {
            can_undo: true,
            ..Report::new("acme", Outcome::Partial)
        })),
        ..Patient::default()
    };
    let lines = ["acme", "j@acme.com", KEY, "", "yes", "acme", "undo", "yes"];
    let (ended, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "undo"], "{transcript}");
    assert!(
        transcript.contains("finish, again, undo [finish]: undo"),
        "{transcript}"
    );
    assert_eq!(ended.report.outcome, Outcome::Done);
}

#[tokio::test]
async fn what_failed_or_was_refused_is_tried_again_with_nothing_asked_anew() {
    for outcome in [Outcome::Failed, Outcome::Refused] {
        let writer = Patient {
            first: Mutex::new(Some(Report::new("acme", outcome))),
            ..Patient::default()
        };
        let lines = [WRITTEN.as_slice(), &["", "acme", "finish"]].concat();
        let (ended, transcript, done) = talked_to(writer, &lines, false).await;
        assert_eq!(done, ["write", "write"], "{transcript}");
        assert!(
            transcript.contains("again, finish [again]:"),
            "{transcript}"
        );
        assert_eq!(transcript.matches("Consumer key (").count(), 1);
        assert_eq!(ended.report.outcome, Outcome::Unproved);
    }
}

#[tokio::test]
async fn what_was_stopped_part_way_can_be_gone_on_with() {
    let writer = Patient {
        first: Mutex::new(Some(Report {
            can_undo: true,
            ..Report::new("acme", Outcome::Partial)
        })),
        ..Patient::default()
    };
    let lines = [WRITTEN.as_slice(), &["again", "acme", "finish"]].concat();
    let (ended, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "write"], "{transcript}");
    // The setup that went on is one setup.
    assert!(ended.earlier.is_empty());
}

#[tokio::test]
async fn whoever_leaves_what_failed_is_told_so() {
    for said in [&["finish"][..], &[]] {
        let writer = Patient {
            first: Mutex::new(Some(Report::new("acme", Outcome::Failed))),
            ..Patient::default()
        };
        let lines = [WRITTEN.as_slice(), said].concat();
        let (ended, _, done) = talked_to(writer, &lines, false).await;
        assert_eq!(
            (done, ended.report.outcome),
            (vec!["write"], Outcome::Failed)
        );
    }
}
