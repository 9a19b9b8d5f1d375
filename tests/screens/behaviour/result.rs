//! While something is written and after it: stopping, breaking down, undo, and the way out.

use std::time::Duration;

use crossterm::event::KeyCode;
use scv_oauth::problem::Problem;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::app::{Effect, READING};
use scv_oauth::watch::Order;

use super::begins_to_write;
use crate::screens::stage::Stage;
use crate::screens::steps::{preview, works};

/// When the setup on the screen began.
const BEGUN: &str = "2026-11-24T09:30:00Z";

/// What stands between the lines of the box that asks, whatever is beside it.
fn asked(stage: &Stage) -> String {
    let text = stage.text();
    let inside = text.lines().filter_map(|line| line.split('|').nth(1));
    let words: Vec<&str> = inside.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// A setup of acme that can be undone.
fn undoable(outcome: Outcome) -> Report {
    Report {
        can_undo: true,
        ..Report::new("acme", outcome)
    }
}

/// The contact center and the begin of the setup that is to be put back.
fn undone(order: &Order) -> Option<(&str, &str)> {
    match order {
        Order::Undo(setup) => Some((&setup.contact_center, &setup.begun)),
        Order::Write(_) | Order::ProveAgain(_) => None,
    }
}

#[test]
fn nothing_was_changed_until_writing_begins() {
    let mut stage = Stage::at("review");
    assert!(stage.says("Nothing has been changed in AWS."));
    stage.press_next();
    assert!(!stage.says("Nothing has been changed in AWS."));
    stage.report(Report::new("acme", Outcome::Refused));
    assert!(stage.says("Nothing has been changed in AWS."));
    let mut stage = Stage::writing();
    stage.report(Report::new("acme", Outcome::NothingToDo));
    // The function may have stored a token of its own by then.
    assert!(stage.says("No setting has been changed in AWS."));
}

#[test]
fn ctrl_c_while_writing_stops_after_the_current_call_and_does_not_leave() {
    let mut stage = Stage::writing();
    stage.ctrl('c');
    stage.ctrl('c');
    assert!(
        stage
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::StopWork))
    );
    assert!(stage.says("Stopping after the current call."));
    assert!(stage.came_out().is_none());
}

#[test]
fn the_second_of_two_quick_presses_does_not_leave_a_result_that_nobody_has_read() {
    let leaves: [fn(&mut Stage); 3] = [
        |stage| stage.press_unseen(KeyCode::Enter),
        |stage| stage.press_unseen(KeyCode::Char(' ')),
        |stage| stage.ctrl_at_once('c'),
    ];
    for leave in leaves {
        let mut stage = Stage::writing();
        stage.report(Report::new("acme", Outcome::Done));
        leave(&mut stage);
        stage.is_seen();
        for wait in [0, 50, 300] {
            stage.pass(Duration::from_millis(wait));
            leave(&mut stage);
            assert!(stage.came_out().is_none(), "{wait} ms");
            assert!(stage.says("Read it first"), "{}", stage.text());
        }
        stage.pass(READING);
        leave(&mut stage);
        assert!(stage.came_out().is_some());
    }
}

#[test]
fn an_enter_that_is_held_down_from_the_write_on_does_not_leave_the_result() {
    let mut stage = Stage::writing();
    stage.report(Report::new("acme", Outcome::Done));
    stage.is_seen();
    for _ in 0..100 {
        stage.pass(Duration::from_millis(65));
        stage.press_unseen(KeyCode::Enter);
    }
    assert!(stage.came_out().is_none());
    stage.pass(READING);
    stage.press_unseen(KeyCode::Enter);
    assert!(stage.came_out().is_some());
}

#[test]
fn over_help_ctrl_c_stops_the_writing_too() {
    let mut stage = Stage::writing();
    stage.press(KeyCode::F(1));
    stage.ctrl('c');
    let stops = |effect: &Effect| matches!(effect, Effect::StopWork);
    assert!(stage.effects.iter().any(stops));
}

#[test]
fn amid_writing_ctrl_z_does_not_stop_between_two_calls() {
    let suspends = |stage: &Stage| {
        let suspends = |effect: &Effect| matches!(effect, Effect::Suspend);
        stage.effects.iter().any(suspends)
    };
    let mut stage = Stage::writing();
    stage.ctrl('z');
    assert!(stage.says("This cannot be left half-way."));
    assert!(!suspends(&stage));
    let mut stage = Stage::at("org");
    stage.ctrl('z');
    assert!(suspends(&stage));
}

#[test]
fn ctrl_c_on_a_result_that_does_not_work_yet_asks_and_on_one_that_works_leaves() {
    for (outcome, stays) in [
        (Outcome::Unproved, Some("written, but not proved")),
        (Outcome::Partial, Some("written in part.")),
        (Outcome::Done, None),
        (Outcome::Failed, None),
    ] {
        let asks = stays.is_some();
        let mut stage = Stage::writing();
        stage.report(Report::new("acme", outcome));
        stage.ctrl('c');
        assert_eq!(stage.says("Leave scv-oauth?"), asks, "{outcome:?}");
        assert!(
            stays.is_none_or(|stays| stage.says(stays)),
            "{}",
            stage.text()
        );
        assert_eq!(stage.came_out().is_none(), asks, "{outcome:?}");
        if asks {
            stage.ctrl('c');
        }
        assert_eq!(stage.came_out().unwrap().outcome, outcome);
    }
}

#[test]
fn work_that_breaks_down_says_that_some_may_be_written() {
    let mut stage = Stage::writing();
    stage.on_record(BEGUN);
    stage.break_down();
    assert!(stage.says("Some of the changes may have been made."));
    assert!(stage.says("[ Undo ]"));
}

#[test]
fn work_that_breaks_down_before_a_setup_is_on_record_has_nothing_to_undo() {
    let mut stage = Stage::writing();
    stage.break_down();
    assert!(stage.says("It had written nothing yet."));
    assert!(!stage.says("[ Undo ]"));
}

#[test]
fn what_was_stopped_before_its_proof_is_not_said_to_fail() {
    let mut stage = Stage::writing();
    let mut report = undoable(Outcome::Unproved);
    report.problem = Some(Problem::new("stopped-before-proof", "It was not proved."));
    stage.report_on_record(report);
    assert!(stage.says("Not proved: you stopped it before that."));
    assert!(!stage.says("it does not work"));
    assert!(stage.says("[ Test again ]") && stage.says("[ Undo ]"));
}

#[test]
fn undo_is_asked_for_once_more_and_enter_keeps_what_was_written() {
    let mut stage = Stage::writing();
    stage.report_on_record(undoable(Outcome::Done));
    stage.effects.clear();
    stage.type_in("u");
    stage.press(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    stage.type_in("u");
    stage.press_next();
    assert!(begins_to_write(&stage));
}

#[test]
fn undo_names_the_setup_of_its_page_also_after_another_test() {
    let mut stage = Stage::writing();
    stage.on_record(BEGUN);
    let report = undoable(Outcome::Done);
    stage.report(report.clone());
    stage.type_in("t");
    stage.report(report);
    stage.effects.clear();
    stage.type_in("u");
    stage.press_next();
    let undone = stage.effects.iter().find_map(|effect| match effect {
        Effect::Work { order, .. } => undone(order),
        _ => None,
    });
    assert_eq!(undone, Some(("acme", BEGUN)));
}

#[test]
fn while_it_is_put_back_aws_is_being_changed() {
    let mut stage = Stage::writing();
    stage.report_on_record(undoable(Outcome::Done));
    assert!(stage.says("AWS was changed."));
    stage.type_in("u");
    stage.press_next();
    assert!(stage.says("Changes are being made in AWS."));
    stage.report(Report::on_undo("acme", Outcome::Done));
    assert!(stage.says("What was changed was put back."));
}

#[test]
fn an_undo_that_was_stopped_part_way_can_be_gone_on_with() {
    let mut stage = Stage::writing();
    let mut report = Report::on_undo("acme", Outcome::Partial);
    report.can_undo = true;
    stage.report_on_record(report);
    assert!(stage.says("[ Undo ]"));
}

#[test]
fn an_answer_can_be_edited_from_the_result() {
    let mut stage = Stage::writing();
    stage.report(Report::new("acme", Outcome::Unproved));
    stage.type_in("e");
    stage.press(KeyCode::Up);
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "private-key");
    assert!(stage.says("Where is the private key"));
}

#[test]
fn esc_leads_from_every_result_to_the_steps_and_back_again_and_says_so() {
    for outcome in [
        Outcome::Done,
        Outcome::Planned,
        Outcome::Unproved,
        Outcome::Failed,
        Outcome::Refused,
        Outcome::Partial,
    ] {
        let mut stage = Stage::writing();
        stage.report(Report::new("acme", outcome));
        assert!(stage.says("Esc steps"), "{outcome:?}");
        stage.press(KeyCode::Esc);
        assert!(stage.app.in_steps().is_some(), "{outcome:?}");
        stage.press(KeyCode::Esc);
        assert!(stage.app.in_steps().is_none() && stage.came_out().is_none());
    }
}

/// A setup of acme that is written, on record since then.
fn written() -> Stage {
    let mut stage = Stage::writing();
    stage.on_record(BEGUN);
    let mut report = undoable(Outcome::Done);
    report.contact_center = "acme-sales-voice".into();
    report.changes = preview(false, works()).plan.changes.clone();
    stage.report(report);
    stage
}

/// Goes from a result to the review, and writes once more.
fn write_again(stage: &mut Stage) {
    stage.type_in("e");
    stage.press(KeyCode::Enter);
    stage.press_next();
}

#[test]
fn what_is_written_stands_whatever_comes_of_the_next_try() {
    for outcome in [Outcome::Refused, Outcome::Failed, Outcome::Cancelled] {
        let mut stage = written();
        write_again(&mut stage);
        stage.report(Report::new("acme-sales-voice", outcome));
        assert!(!stage.says("Nothing has been changed"), "{}", stage.text());
        stage.effects.clear();
        stage.type_in("u");
        assert!(
            asked(&stage).contains("2026-11-24 09:30:00 UTC"),
            "{}",
            stage.text()
        );
        stage.press(KeyCode::Tab);
        stage.press(KeyCode::Enter);
        let undone = stage.effects.iter().find_map(|effect| match effect {
            Effect::Work { order, .. } => undone(order),
            _ => None,
        });
        assert_eq!(undone, Some(("acme-sales-voice", BEGUN)));
    }
}

#[test]
fn whoever_leaves_after_a_next_try_is_told_what_stands() {
    let mut stage = written();
    write_again(&mut stage);
    stage.report(Report::new("acme-sales-voice", Outcome::Cancelled));
    assert!(stage.says("Exit code will be 0"), "{}", stage.text());
    stage.ctrl('c');
    assert_eq!(stage.came_out().unwrap().outcome, Outcome::Done);
    assert!(stage.app.ended().unwrap().earlier.is_empty());

    let mut stage = written();
    write_again(&mut stage);
    stage.report(Report::new("globex", Outcome::Refused));
    stage.ctrl('c');
    assert_eq!(stage.came_out().unwrap().outcome, Outcome::Refused);
    assert_eq!(
        stage.app.ended().unwrap().earlier[0].contact_center,
        "acme-sales-voice"
    );
}

#[test]
fn an_undo_in_vain_leaves_the_setup_told_as_it_came_out() {
    for outcome in [Outcome::Refused, Outcome::Failed, Outcome::Partial] {
        let mut stage = written();
        stage.type_in("u");
        stage.press_next();
        let undone = Report::on_undo("acme-sales-voice", outcome);
        stage.report(undone.clone());
        assert!(stage.says("[ Undo ]"), "{}", stage.text());
        stage.ctrl('c');
        if stage.came_out().is_none() {
            stage.ctrl('c');
        }
        let told = stage.came_out().unwrap();
        assert!(told.undo && told.outcome == outcome, "{told:?}");
        let earlier = stage.app.ended().unwrap().earlier;
        assert_eq!(earlier.len(), 1, "{earlier:?}");
        assert!(!earlier[0].undo && earlier[0].outcome == Outcome::Done);
        assert!(!earlier[0].changes.is_empty());
    }
}

#[test]
fn the_question_before_undo_says_which_setup_and_what_goes_back() {
    let mut stage = written();
    stage.type_in("u");
    assert!(asked(&stage).contains("auth-consumer-key"));
    for (columns, rows) in [(80, 24), (60, 16)] {
        stage.resize(columns, rows);
        let asked = asked(&stage);
        for told in [
            "Put back what the setup of 2026-11-24 09:30:00 UTC changed in acme-sales-voice?",
            "The cached token goes back too, or is reset.",
            "[ Undo ]",
        ] {
            assert!(asked.contains(told), "{told}\n{}", stage.text());
        }
    }
}

#[test]
fn another_contact_center_is_a_key_away_from_a_result() {
    let mut stage = written();
    assert!(stage.says("[ Another contact center ]"), "{}", stage.text());
    stage.type_in("n");
    assert_eq!(stage.step(), "contact-center");
}
