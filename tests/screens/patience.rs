//! The result page that waits: tests by itself with back-off, at once, stopped, left, and working in the end.

use std::time::Duration;

use crossterm::event::KeyCode;
use insta::assert_snapshot;

use scv_oauth::domain::CheckLine;
use scv_oauth::problem::Problem;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::Effect;
use scv_oauth::watch::Order;

use super::stage::Stage;

fn unproved(waiting_helps: bool) -> Report {
    let mut report = Report::new("acme-sales-voice", Outcome::Unproved);
    report.lines = vec![CheckLine::ok("read back from AWS and equal")];
    report.problem = Some(
        Problem::new(
            "consumer-key-unknown",
            "Salesforce does not know this consumer key.",
        )
        .cause("The app was made less than ten minutes ago.")
        .fix("Wait some minutes, then test again.")
        .waiting_helps(waiting_helps),
    );
    report.next = vec!["Any time later: scv-oauth check --contact-center acme-sales-voice".into()];
    report.can_undo = true;
    report
}

/// A result that was refused, with or without motion.
fn refused(motion: bool) -> Stage {
    let mut stage = Stage::looking(Appearance {
        ascii: true,
        motion,
        ..Appearance::default()
    });
    stage.press(KeyCode::Enter);
    stage.go_on_to("review");
    stage.press_next();
    stage.report_on_record(unproved(true));
    stage
}

fn tests_begun(stage: &Stage) -> usize {
    let tests = stage.effects.iter().filter(|effect| {
        matches!(
            effect,
            Effect::Work {
                order: Order::ProveAgain(_),
                ..
            }
        )
    });
    tests.count()
}

/// Seconds until the next test begins by itself, if it does within ten minutes.
fn waited(stage: &mut Stage) -> Option<u64> {
    let before = tests_begun(stage);
    (0..600).find(|_| {
        stage.pass(Duration::from_secs(1));
        tests_begun(stage) > before
    })
}

fn at_two_sizes(stage: &mut Stage) -> String {
    let mut both = String::new();
    for (columns, rows) in [(100, 30), (80, 24)] {
        stage.resize(columns, rows);
        both += &format!("{columns} x {rows}\n{}\n", stage.text());
    }
    both
}

#[test]
fn the_page_says_which_try_it_was_and_when_the_next_comes() {
    let mut stage = refused(true);
    stage.pass(Duration::from_secs(30));
    stage.report(unproved(true));
    stage.pass(Duration::from_secs(12));
    assert!(stage.says("Try 2 at 14:09; testing again in 48 s."));
    assert_snapshot!(at_two_sizes(&mut stage));
}

#[test]
fn it_tests_again_by_itself_with_longer_and_longer_waits_and_ten_times_at_most() {
    let mut stage = refused(true);
    let mut waits = Vec::new();
    while let Some(seconds) = waited(&mut stage) {
        waits.push(seconds + 1);
        stage.report(unproved(true));
    }
    assert_eq!(waits, [30, 60, 120, 240, 300, 300, 300, 300, 300]);
    assert!(stage.says("Try 10 at 14:09; not testing again by itself."));
    assert_eq!(stage.app.wakes(), None);
}

#[test]
fn once_it_works_the_page_is_the_good_result_and_waits_no_more() {
    let mut stage = refused(true);
    assert_eq!(waited(&mut stage), Some(29));
    stage.report(Report::new("acme", Outcome::Done));
    assert!(stage.says("Checked: what is stored works."));
    assert!(!stage.says("Try "));
    assert_eq!(stage.app.wakes(), None);
    stage.press(KeyCode::Enter);
    let outcome = stage.came_out().map(|report| report.outcome);
    assert_eq!(outcome, Some(Outcome::Done));
}

#[test]
fn t_tests_at_once_and_counts() {
    let mut stage = refused(true);
    stage.type_in("t");
    assert_eq!(tests_begun(&stage), 1);
    stage.report(unproved(true));
    assert!(stage.says("Try 2 at 14:09; testing again in 1 min 0 s."));
}

#[test]
fn waiting_can_be_stopped_by_a_control_and_by_its_letter() {
    for keys in [
        [KeyCode::Tab, KeyCode::Enter].as_slice(),
        &[KeyCode::Char('w')],
    ] {
        let mut stage = refused(true);
        assert!(stage.says("[ Stop waiting ]"));
        keys.iter().for_each(|key| stage.press(*key));
        assert!(!stage.says("[ Stop waiting ]"));
        assert!(stage.says("Try 1 at 14:09; not testing again by itself."));
        assert_eq!(waited(&mut stage), None);
    }
}

#[test]
fn a_test_that_was_told_to_stop_is_the_last_by_itself() {
    let mut stage = refused(true);
    stage.pass(Duration::from_secs(30));
    stage.ctrl('c');
    stage.report(unproved(true));
    assert_eq!(waited(&mut stage), None);
}

#[test]
fn whoever_finishes_is_told_how_to_take_it_up_again_and_leaves_with_3() {
    let mut stage = refused(true);
    assert!(stage.says("Finish leaves with exit code 3; scv-oauth check takes it up again."));
    (0..5).for_each(|_| stage.press(KeyCode::Tab));
    assert!(stage.reversed().contains("Finish"));
    stage.press(KeyCode::Enter);
    let report = stage.came_out().unwrap();
    assert_eq!(report.outcome.exit_code(), 3);
}

#[test]
fn a_question_that_is_open_is_not_swept_away_by_a_test() {
    let mut stage = refused(true);
    stage.type_in("u");
    stage.pass(Duration::from_secs(40));
    assert_eq!(tests_begun(&stage), 0);
    assert_eq!(stage.app.wakes(), None);
    stage.press(KeyCode::Esc);
    stage.pass(Duration::from_secs(1));
    assert_eq!(tests_begun(&stage), 1);
}

#[test]
fn without_motion_the_page_stands_still_and_names_the_time_of_the_next_test() {
    let mut stage = refused(false);
    assert!(stage.says("Try 1 at 14:09; testing again at 14:09:30."));
    let before = stage.text();
    stage.pass(Duration::from_secs(29));
    assert_eq!(stage.text(), before);
    stage.pass(Duration::from_secs(1));
    assert_eq!(tests_begun(&stage), 1);
}

#[test]
fn where_waiting_does_not_help_nothing_is_tested_by_itself() {
    let mut stage = refused(true);
    stage.type_in("t");
    stage.report(unproved(false));
    assert!(!stage.says("Stop waiting"));
    assert_eq!(waited(&mut stage), None);
}
