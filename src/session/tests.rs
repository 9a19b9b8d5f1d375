#![allow(clippy::unwrap_used)]

use super::*;
use crate::steps::STEPS;

const BEGUN: &str = "2026-11-24T09:30:00Z";

fn session(dry_run: bool) -> Session {
    let draft = Draft {
        typed_center: Some("acme".into()),
        ..Draft::default()
    };
    Session::new(&STEPS, draft, Answer::default(), dry_run)
}

/// Where this came of writing acme, on record since then.
fn written(report: Report) -> Session {
    let mut session = session(false);
    session.begin(Work::Write);
    session.on_record(BEGUN.into());
    session.ended(Work::Write, report);
    session
}

fn undoable(outcome: Outcome) -> Report {
    Report {
        can_undo: true,
        ..Report::new("acme", outcome)
    }
}

#[test]
fn what_moved_brings_the_preview_and_is_told_where_it_ends_with_that() {
    let mut session = session(false);
    session.begin(Work::Write);
    assert_eq!(session.changed(), Changed::Perhaps);
    let (moved, visit) = (Problem::new("secret-changed", ""), session.flow.visit());
    let report = Report {
        moved: true,
        problem: Some(moved.clone()),
        ..Report::new("acme", Outcome::Refused)
    };
    let after = session.ended(Work::Write, report.clone());
    assert!(matches!(after, After::Preview(problem) if problem == moved));
    assert_eq!(session.flow.draft().moved, Some(moved));
    assert!(session.flow.visit() > visit && session.result().is_none());
    assert_eq!(session.changed(), Changed::Nothing);
    let ended = session.end();
    assert_eq!((ended.exit_code(), ended.report), (1, report));
    // Whoever went on to something else left that behind.
    assert!(session.flow.go_to(0, None));
    assert_eq!(session.end().report.outcome, Outcome::Cancelled);
}

#[test]
fn the_function_may_have_been_asked_by_a_proof_and_by_nothing_else() {
    for (outcome, undo, dry_run, asked) in [
        (Outcome::NothingToDo, false, false, true),
        (Outcome::Unproved, false, false, true),
        (Outcome::Refused, false, false, false),
        (Outcome::NothingToDo, true, false, false),
        (Outcome::NothingToDo, false, true, false),
    ] {
        let mut session = session(dry_run);
        session.begin(Work::Write);
        let report = Report {
            undo,
            ..Report::new("acme", outcome)
        };
        session.ended(Work::Write, report);
        assert_eq!(session.may_have_asked_the_function(), asked, "{outcome:?}");
    }
}

#[test]
fn a_result_is_left_with_the_next_visit_and_giving_up_is_none() {
    let mut session = written(undoable(Outcome::Unproved));
    assert_eq!(session.result(), Some(&undoable(Outcome::Unproved)));
    session.flow.again();
    assert!(session.result().is_none() && session.last().is_some());
    let given_up = written(Report::new("acme", Outcome::Cancelled));
    assert!(given_up.result().is_none());
}

#[test]
fn only_the_setup_on_record_that_the_result_is_about_is_put_back() {
    let mut unknown = session(false);
    unknown.begin(Work::Write);
    unknown.ended(Work::Write, undoable(Outcome::Done));
    assert!(!unknown.last().unwrap().can_undo && unknown.begin(Work::Undo).is_none());

    let mut session = written(undoable(Outcome::Done));
    let Some(Order::Undo(setup)) = session.begin(Work::Undo) else {
        panic!("there is nothing to put back");
    };
    assert_eq!((&*setup.contact_center, &*setup.begun), ("acme", BEGUN));
    assert_eq!(session.changed(), Changed::Perhaps);
    session.ended(Work::Undo, Report::on_undo("acme", Outcome::Done));
    assert_eq!(session.changed(), Changed::PutBack);
    assert!(session.to_undo().is_none() && session.begin(Work::Undo).is_none());
}

#[test]
fn whoever_gives_up_after_a_setup_that_stands_ends_with_that_one() {
    let mut session = written(undoable(Outcome::Done));
    session.begin(Work::Write);
    session.ended(Work::Write, Report::new("acme", Outcome::Cancelled));
    let ended = session.end();
    assert_eq!(
        (ended.report.outcome, ended.exit_code()),
        (Outcome::Done, 0)
    );
    assert!(ended.earlier.is_empty());
    assert_eq!(session.to_undo().unwrap().begun, BEGUN);
}

#[test]
fn a_dry_run_changes_nothing_while_it_is_carried_out() {
    let mut session = session(true);
    assert!(matches!(session.begin(Work::Write), Some(Order::Write(_))));
    assert_eq!(session.changed(), Changed::Nothing);
}

#[test]
fn nothing_but_given_up_comes_of_a_conversation_without_work() {
    let ended = session(false).end();
    assert_eq!(ended.report, Report::new("acme", Outcome::Cancelled));
    assert_eq!(ended.exit_code(), 130);
}
