//! What keys and pastes do on any page: held, as letters, to leave with, and from control to control.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use scv_oauth::report::Outcome;
use scv_oauth::tui::app::Message;

use super::begins_to_write;
use crate::screens::stage::Stage;
use crate::screens::steps::{preview, works};

#[test]
fn a_held_key_does_not_press_the_button() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    let held = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat);
    stage.send(Message::Key(held));
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn a_key_that_is_held_down_presses_and_leaves_nothing() {
    let mut stage = Stage::at("org");
    let mut hold = |code, modifiers| {
        let held = KeyEvent::new_with_kind(code, modifiers, KeyEventKind::Repeat);
        stage.send(Message::Key(held));
    };
    hold(KeyCode::Enter, KeyModifiers::NONE);
    hold(KeyCode::Esc, KeyModifiers::NONE);
    hold(KeyCode::Char('c'), KeyModifiers::CONTROL);
    hold(KeyCode::Tab, KeyModifiers::NONE);
    hold(KeyCode::Char('a'), KeyModifiers::NONE);
    hold(KeyCode::Char('a'), KeyModifiers::NONE);
    assert_eq!(stage.step(), "org");
    assert!(stage.app.overlay().is_none());
    assert!(stage.says("> aa"), "it moves and types");
    stage.ctrl('c');
    stage.press(KeyCode::Tab);
    let held = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat);
    stage.send(Message::Key(held));
    assert!(stage.came_out().is_none());
}

#[test]
fn a_page_is_not_answered_before_it_was_seen() {
    let mut stage = Stage::new();
    stage.press(KeyCode::Enter);
    let first = stage.step();
    stage.press_unseen(KeyCode::Enter);
    stage.press_just_before(KeyCode::Enter);
    assert_eq!(stage.step(), first);
    stage.press(KeyCode::Enter);
    assert_ne!(stage.step(), first);
}

#[test]
fn a_paste_presses_nothing() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.paste("\r\n\r\n");
    assert!(!begins_to_write(&stage));
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.paste("https://acme.my.salesforce.com\r\n");
    assert_eq!(stage.step(), "org");
    assert!(stage.says("Blanks or line breaks at the ends were removed."));
}

#[test]
fn letters_are_text_in_a_field_and_shortcuts_outside() {
    let mut stage = Stage::typing_my_domain("?q");
    assert!(stage.says("> ?q"));
    stage.press(KeyCode::Tab);
    stage.type_in("?");
    assert!(stage.says("Help for this page"));
}

#[test]
fn a_question_mark_in_a_list_opens_help() {
    for step in ["contact-center", "org"] {
        let mut stage = Stage::at(step);
        stage.type_in("?");
        assert!(stage.says("Help for this page"), "{step}");
    }
}

#[test]
fn a_step_of_the_list_can_be_gone_to_and_one_too_far_cannot() {
    let mut stage = Stage::at("consumer-key");
    stage.press(KeyCode::F(2));
    (0..9).for_each(|_| stage.press(KeyCode::Down));
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "consumer-key");
    assert!(stage.says("not answered yet"));
    (0..9).for_each(|_| stage.press(KeyCode::Up));
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "aws-account");
}

#[test]
fn a_step_of_the_list_that_needs_no_answer_says_why() {
    let mut stage = Stage::at("contact-center");
    stage.type_in("emea");
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "consumer-key");
    stage.press(KeyCode::F(2));
    stage.press(KeyCode::Up);
    stage.press(KeyCode::Enter);
    assert!(
        stage.says("Salesforce org needs no answer: it is told."),
        "{}",
        stage.text()
    );
    assert_eq!(stage.step(), "consumer-key");
}

#[test]
fn a_paste_that_comes_as_keys_presses_no_button() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    for c in "see above ".chars() {
        stage.press_unseen(KeyCode::Char(c));
    }
    stage.press_unseen(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    assert!(stage.says("so it pressed nothing"));
    let mut named = Stage::reviewing(preview(true, works()));
    named.press(KeyCode::Tab);
    named.type_in("acme-sales-voice");
    named.press_unseen(KeyCode::Tab);
    named.press_unseen(KeyCode::Enter);
    assert!(!begins_to_write(&named));
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn a_letter_that_is_let_go_of_is_not_typed_once_more() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    let key = KeyCode::Char('x');
    let release = KeyEvent::new_with_kind(key, KeyModifiers::NONE, KeyEventKind::Release);
    stage.send(Message::Key(release));
    stage.press_unseen(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn ctrl_c_over_help_means_the_program_and_not_the_help() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::F(1));
    stage.ctrl('c');
    assert!(stage.says("Leave scv-oauth?"), "{}", stage.text());
}

#[test]
fn tab_reaches_every_control_and_comes_round() {
    let mut stage = Stage::at("consumer-key");
    stage.type_in("abc");
    let mut seen = Vec::new();
    for _ in 0..5 {
        stage.press(KeyCode::Tab);
        seen.push(stage.reversed());
    }
    assert!(seen[0].contains("Show for 10 s"));
    assert!(seen[1].contains("Continue"));
    assert!(seen[2].contains("Back"));
    assert!(seen[3].contains("Consumer key"), "the step list");
    stage.type_in("d");
    assert!(stage.says("4 characters"));
}

#[test]
fn ctrl_c_asks_once_and_leaves_on_the_second_press() {
    let mut stage = Stage::at("org");
    stage.ctrl('c');
    assert!(stage.says("Leave scv-oauth?") && stage.says("Nothing has been changed in AWS."));
    assert!(stage.came_out().is_none());
    stage.press(KeyCode::Enter);
    assert!(!stage.says("Leave scv-oauth?"));
    stage.ctrl('c');
    stage.ctrl('c');
    let outcome = stage.came_out().map(|report| report.outcome);
    assert_eq!(outcome, Some(Outcome::Cancelled));
}
