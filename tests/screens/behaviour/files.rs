//! Files on a server that does not answer, and sealed keys that take long to open: nothing on the screen waits for
//! them.

use std::time::Duration;

use crossterm::event::KeyCode;
use scv_oauth::tui::app::Message;
use scv_oauth::tui::fields::listing::Listing;

use crate::screens::stage::Stage;

const SECOND: Duration = Duration::from_secs(1);

/// The private key page, where every file is read for ever.
fn hung() -> Stage {
    let mut stage = Stage::at("private-key");
    stage.hold_looks();
    stage
}

#[test]
fn a_key_is_drawn_while_a_file_is_read_and_a_long_read_is_told() {
    let mut stage = hung();
    stage.type_in("server");
    assert!(stage.says("> server") && !stage.says("Reading"));
    stage.pass(SECOND);
    assert!(stage.says("Reading server"), "{}", stage.text());
    stage.type_in(".key");
    assert!(stage.says("> server.key"), "{}", stage.text());
    stage.pass(SECOND * 30);
    assert!(stage.says("Reading server.key 2"), "{}", stage.text());
    assert!(stage.says("Go on waiting, or name another file."));
}

#[test]
fn keys_that_come_while_a_file_hangs_begin_few_looks() {
    let mut stage = hung();
    stage.type_in("/a/path/that/is/long/enough/to/be/typed/in/a/second");
    assert_eq!(stage.looks_held(), 1);
    stage.pass(SECOND);
    assert_eq!(stage.looks_held(), 2);
    stage.pass(SECOND * 60);
    assert_eq!(stage.looks_held(), 2);
}

#[test]
fn what_comes_late_of_another_path_is_dropped() {
    let mut stage = hung();
    stage.paste("missing.key");
    stage.ctrl('u');
    stage.paste("offered.key");
    stage.pass(SECOND);
    assert_eq!(stage.looks_held(), 2);
    stage.end_look();
    assert!(!stage.says("There is no file"), "{}", stage.text());
    assert!(!stage.says("[ Make it private ]"));
    stage.end_look();
    assert!(stage.says("[ Make it private ]"), "{}", stage.text());
    assert!(!stage.says("Reading"));
}

#[test]
fn what_was_offered_for_a_file_is_no_offer_for_another_one() {
    let mut stage = Stage::at("private-key");
    stage.paste("offered.key");
    stage.hold_looks();
    stage.press(KeyCode::Char('x'));
    assert!(!stage.says("[ Make it private ]"), "{}", stage.text());
}

#[test]
fn an_answer_goes_on_by_itself_once_it_was_judged() {
    let mut stage = hung();
    stage.paste("server.key");
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "private-key");
    stage.pass(SECOND);
    assert!(stage.says("It goes on by itself;"), "{}", stage.text());
    // Once more changes nothing.
    stage.press(KeyCode::Enter);
    assert_eq!(stage.looks_held(), 2);
    stage.end_look();
    stage.end_look();
    assert_eq!(stage.step(), "review");
}

#[test]
fn an_answer_that_is_refused_late_says_why_at_its_field() {
    let mut stage = hung();
    stage.paste("missing.key");
    stage.press(KeyCode::Enter);
    stage.pass(SECOND);
    stage.end_look();
    stage.end_look();
    assert_eq!(stage.step(), "private-key");
    assert!(stage.says("There is no file"), "{}", stage.text());
    assert!(!stage.says("It goes on by itself;"));
}

#[test]
fn who_goes_back_or_changes_something_does_not_go_on_with_what_was_handed_in() {
    let mut stage = hung();
    stage.paste("server.key");
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Char('2'));
    assert!(stage.says("Not handed in, since this changed."));
    stage.end_look();
    stage.end_look();
    assert_eq!(stage.step(), "private-key");
    stage.press(KeyCode::Char('3'));
    assert!(!stage.says("Not handed in"), "{}", stage.text());

    let mut stage = hung();
    stage.paste("/certs/server");
    stage.send(Message::Listed(Listing {
        typed: "/certs/".into(),
        entries: vec!["server.key".into(), "server.key.bak".into()],
        unreadable: None,
    }));
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Down);
    stage.press(KeyCode::Enter);
    assert!(stage.says("> /certs/server.key"), "{}", stage.text());
    stage.end_look();
    stage.end_look();
    assert_eq!(stage.step(), "private-key");

    let mut stage = hung();
    stage.paste("server.key");
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Esc);
    assert_eq!(stage.step(), "consumer-key");
    stage.end_look();
    stage.end_look();
    assert_eq!(stage.step(), "consumer-key");
}

#[test]
fn who_is_in_the_step_list_meanwhile_stays_there() {
    let mut stage = hung();
    stage.paste("server.key");
    stage.press(KeyCode::Enter);
    while stage.app.in_steps().is_none() {
        stage.press(KeyCode::Tab);
    }
    stage.end_look();
    stage.end_look();
    assert_eq!(stage.step(), "review");
    assert!(stage.app.in_steps().is_some());
}

#[test]
fn a_sealed_key_is_opened_while_keys_are_heard() {
    let mut stage = hung();
    stage.paste("server.key");
    stage.press(KeyCode::Tab);
    stage.paste("open sesame");
    stage.press(KeyCode::Enter);
    stage.end_look();
    stage.pass(SECOND);
    let opening = "Opening the key with this passphrase";
    assert!(stage.says(opening), "{}", stage.text());
    stage.ctrl('c');
    stage.ctrl('c');
    assert!(stage.came_out().is_some());
}

#[test]
fn a_file_is_made_private_beside_the_screen() {
    let mut stage = Stage::at("private-key");
    stage.paste("offered.key");
    stage.hold_looks();
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    stage.type_in("2");
    assert!(stage.says("> offered.key2"), "{}", stage.text());
    stage.end_look();
    assert!(stage.says("stay as they are"), "{}", stage.text());
}
