//! From a window that is too small to the conversation line by line: what is offered, and what is handed over.

use crossterm::event::KeyCode;

use scv_oauth::domain::Secret;
use scv_oauth::question::Value;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::{Effect, READING};

use super::stage::Stage;
use super::steps::question;

fn at(step: &str) -> Stage {
    let mut stage = Stage::looking(Appearance {
        ascii: true,
        lines: true,
        ..Appearance::default()
    });
    stage.press(KeyCode::Enter);
    stage.go_on_to(step);
    stage
}

/// What a field starts out with where the conversation goes on.
fn initial(stage: Stage, step: &'static str, field: &str) -> Option<Value> {
    let mut flow = stage.app.hand_over().flow;
    assert_eq!(flow.step().id(), step);
    let question = flow.learn(super::stage::asked(question(step)));
    let scv_oauth::question::Body::Form(fields) = question.body else {
        panic!("{step} has no fields");
    };
    let field = fields.into_iter().find(|found| found.id == field);
    field.and_then(|field| field.initial)
}

#[test]
fn everything_entered_is_handed_over_secrets_included() {
    let mut stage = at("consumer-key");
    stage.paste("3MVG9half-a-key");
    stage.resize(40, 10);
    assert!(stage.says("P go on line by line, without the full screen"));
    stage.type_in("p");
    assert!(stage.app.is_handed_over());
    assert_eq!(stage.app.flow().given().text("region"), Some("us-west-2"));
    let key = Value::Secret(Secret::new("3MVG9half-a-key"));
    assert_eq!(initial(stage, "consumer-key", "consumer_key"), Some(key));
}

#[test]
fn a_row_that_nobody_chose_is_not_handed_over_as_an_answer() {
    let mut stage = at("org");
    stage.resize(40, 10);
    stage.type_in("p");
    assert_eq!(initial(stage, "org", "org"), None);

    let mut stage = at("org");
    stage.press(KeyCode::Down);
    stage.resize(40, 10);
    stage.type_in("p");
    let production = Value::Text("production".into());
    assert_eq!(initial(stage, "org", "org"), Some(production));
}

#[test]
fn while_something_is_written_both_keys_wait() {
    let mut stage = at("review");
    stage.press_next();
    stage.resize(40, 10);
    stage.type_in("p");
    assert!(!stage.app.is_handed_over());
    assert!(stage.says("It goes on line by line after that."));
    stage.type_in("q");
    let stops = |effect: &Effect| matches!(effect, Effect::StopWork);
    assert!(stage.effects.iter().any(stops));
    assert!(stage.says("Stopping after the current call."));
    assert!(stage.came_out().is_none());
    let report = Report {
        can_undo: true,
        ..Report::new("acme", Outcome::Unproved)
    };
    stage.report_on_record(report);
    assert!(stage.app.is_handed_over());
    let session = stage.app.hand_over();
    let begun = session.to_undo().map(|setup| setup.begun);
    assert_eq!(begun.as_deref(), Some("2026-11-24T09:30:00Z"));
    let outcome = session.result().map(|report| report.outcome);
    assert_eq!(outcome, Some(Outcome::Unproved));
}

#[test]
fn a_larger_window_takes_the_wish_back() {
    let mut stage = at("review");
    stage.press_next();
    stage.resize(40, 10);
    stage.type_in("p");
    stage.resize(80, 24);
    stage.report(Report::new("acme", Outcome::Done));
    assert!(!stage.app.is_handed_over());
    assert!(stage.says("Written and checked."));
}

#[test]
fn quitting_asks_once_in_however_small_a_window() {
    let mut stage = at("org");
    stage.resize(30, 8);
    stage.type_in("q");
    assert!(stage.came_out().is_none());
    assert!(stage.says("Leave scv-oauth?") && stage.says("Nothing has been changed in AWS."));
    stage.press(KeyCode::Esc);
    assert!(stage.says("Your answers are kept."));
    stage.type_in("q");
    stage.press_next();
    let outcome = stage.came_out().map(|report| report.outcome);
    assert_eq!(outcome, Some(Outcome::Cancelled));
}

#[test]
fn where_lines_would_not_be_seen_they_are_not_offered() {
    let mut stage = Stage::at("org");
    stage.resize(40, 10);
    assert!(!stage.says("line by line"));
    stage.type_in("p");
    assert!(!stage.app.is_handed_over());
}

#[test]
fn a_finished_result_is_told_and_leaves_nothing_to_go_on_with() {
    let mut stage = at("review");
    stage.press_next();
    stage.report(Report::new("acme", Outcome::Done));
    stage.resize(40, 10);
    assert!(stage.says("Written and checked.") && !stage.says("line by line"));
    stage.is_seen();
    stage.pass(READING);
    stage.type_in("q");
    let outcome = stage.came_out().map(|report| report.outcome);
    assert_eq!(outcome, Some(Outcome::Done));
}
