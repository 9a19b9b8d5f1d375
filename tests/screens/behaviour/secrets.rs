//! Secrets on the screen: masked, pasted, copied, and told apart from what all may read.

use std::time::Duration;

use crossterm::event::KeyCode;
use scv_oauth::question::{Body, Question};
use scv_oauth::tui::app::Effect;

use crate::screens::stage::Stage;
use crate::screens::steps::{preview, question, works};

#[test]
fn a_secret_is_on_the_screen_for_ten_seconds_and_only_on_request() {
    let key = format!("3MVG9{}k2Qp", "SECRET".repeat(12));
    let mut stage = Stage::at("consumer-key");
    stage.paste(&key);
    assert!(!stage.text().contains("SECRET"));
    assert!(stage.says("81 characters"));
    stage.resize(100, 30);
    assert!(stage.says("F3 show"));
    stage.press(KeyCode::F(3));
    assert!(stage.text().contains("SECRET"));
    assert!(stage.says("F3 hide") && !stage.says("F3 show"));
    stage.pass(Duration::from_secs(9));
    assert!(stage.text().contains("SECRET"));
    stage.pass(Duration::from_secs(2));
    assert!(!stage.text().contains("SECRET"));
    stage.press(KeyCode::F(3));
    stage.press(KeyCode::Tab);
    assert!(!stage.text().contains("SECRET"));
    assert!(stage.says("3MVG9..k2Qp (81 characters)"));
}

#[test]
fn a_secret_that_is_shown_is_masked_before_a_stop_and_in_too_small_a_window() {
    let key = format!("3MVG9{}k2Qp", "SECRET".repeat(12));
    let mut stage = Stage::at("consumer-key");
    stage.paste(&key);
    stage.press(KeyCode::F(3));
    assert!(stage.text().contains("SECRET"));
    stage.effects.clear();
    stage.ctrl('z');
    assert!(matches!(stage.effects.as_slice(), [Effect::Suspend]));
    assert!(!stage.text().contains("SECRET"));
    stage.press(KeyCode::F(3));
    stage.resize(40, 10);
    stage.resize(80, 24);
    assert!(stage.says("81 characters") && !stage.text().contains("SECRET"));
    stage.press(KeyCode::F(3));
    stage.press(KeyCode::F(1));
    stage.press(KeyCode::Esc);
    assert!(!stage.text().contains("SECRET"));
}

#[test]
fn a_pasted_key_is_kept_whole_and_never_shown() {
    let key = "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n";
    let mut stage = Stage::at("private-key");
    stage.paste(key);
    assert!(stage.says(&format!("pasted text, {} characters", key.len())));
    assert!(!stage.text().contains("SECRET"));
}

#[test]
fn a_key_that_arrives_as_single_keys_is_kept_whole_and_never_shown() {
    // A path that stands there gives way to it.
    for before in ["", "/certs/old.key"] {
        let mut stage = Stage::at("private-key");
        stage.type_in(before);
        for line in [
            "-----BEGIN PRIVATE KEY-----",
            "SECRETSECRET",
            "-----END PRIVATE KEY-----",
        ] {
            stage.type_in(line);
            stage.press(KeyCode::Enter);
            assert_eq!(stage.step(), "private-key");
            assert!(!stage.text().contains("SECRET") && !stage.says("BEGIN"));
        }
        let length = "-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----\n".len();
        assert!(stage.says(&format!("pasted text, {length} characters")));
        stage.press(KeyCode::Enter);
        assert_eq!(stage.step(), "review");
    }
}

#[test]
fn a_key_in_a_single_line_is_taken_as_a_key_and_not_shown_as_a_path() {
    let mut stage = Stage::at("private-key");
    stage.paste(&"0aF3".repeat(200));
    assert!(stage.says("pasted text, 800 characters") && !stage.text().contains("0aF3"));
}

#[test]
fn a_secret_that_is_pasted_where_all_can_be_read_is_not_shown() {
    let secret = format!("3MVG9{}", "aB3_.".repeat(16));
    for (step, tabs) in [("contact-center", 0), ("org", 1), ("private-key", 0)] {
        let mut stage = Stage::at(step);
        (0..tabs).for_each(|_| stage.press(KeyCode::Tab));
        stage.paste(&secret);
        assert!(!stage.text().contains("3MVG9aB3"), "{}", stage.text());
        assert!(stage.says("That was a consumer key."), "{}", stage.text());
        assert!(stage.says("Its page is Consumer key."));
        // A terminal without bracketed paste sends the same as keys, all at once.
        stage.type_in(&secret);
        assert!(!stage.text().contains("aB3"), "{}", stage.text());
        assert!(stage.says("That was a consumer key."));
    }
    let mut stage = Stage::reviewing(preview(true, works()));
    stage.press(KeyCode::Tab);
    stage.paste(&secret);
    assert!(!stage.text().contains("aB3") && stage.says("That was a consumer key."));
    stage.type_in(&secret);
    assert!(!stage.text().contains("aB3"), "{}", stage.text());
}

#[test]
fn a_key_that_is_pasted_beside_its_field_goes_into_it() {
    let mut stage = Stage::at("private-key");
    stage.show(with_a_list_first(question("private-key")));
    stage.paste("-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----\n");
    assert!(stage.says("pasted text, 67 characters"), "{}", stage.text());
}

/// The same, with a choice above its fields, as the real page has one.
fn with_a_list_first(mut question: Question) -> Question {
    if let Body::Form(fields) = &mut question.body {
        let Body::Form(lists) = crate::screens::steps::question("org").body else {
            panic!("a form");
        };
        fields.splice(0..0, lists.into_iter().take(1));
    }
    question
}

#[test]
fn a_private_key_is_not_taken_for_a_consumer_key_and_cannot_be_shown_there() {
    let key = "-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----\n";
    let told = "That was a private key. It was not taken: another value belongs here.";
    let mut pasted = Stage::at("consumer-key");
    pasted.paste(key);
    let mut in_a_line = Stage::at("consumer-key");
    in_a_line.paste(&"SECRET0aF3".repeat(80));
    let mut typed = Stage::at("consumer-key");
    for line in key.lines() {
        typed.type_in(line);
        typed.press_unseen(KeyCode::Enter);
    }
    for mut stage in [pasted, in_a_line, typed] {
        assert!(stage.says(told), "{}", stage.text());
        assert_eq!(stage.step(), "consumer-key");
        stage.press(KeyCode::F(3));
        assert!(!stage.text().contains("SECRET") && !stage.says("BEGIN"));
    }
}

#[test]
fn the_rest_of_a_secret_is_kept_out_of_a_list_that_grows_meanwhile() {
    let mut stage = Stage::at("contact-center");
    let secret = format!("3MVG9{}", "aB3_.".repeat(16));
    let (begun, rest) = secret.split_at(60);
    stage.type_in(begun);
    stage.show_so_far(question("contact-center"));
    stage.type_in(rest);
    assert!(!stage.text().contains("aB3"), "{}", stage.text());
}

/// The private key page, with a file in its field that can be copied and is not there.
fn at_the_offers() -> Stage {
    let mut stage = Stage::at("private-key");
    stage.paste("offered.key");
    stage
}

fn copies(stage: &Stage) -> usize {
    let copy = |effect: &&Effect| matches!(effect, Effect::CopySecret(_));
    stage.effects.iter().filter(copy).count()
}

#[test]
fn a_secret_is_copied_only_after_a_second_yes() {
    let mut stage = at_the_offers();
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Tab);
    assert!(stage.reversed().contains("[ Copy PRIVATE key ]"));
    stage.press(KeyCode::Enter);
    assert!(stage.says("Other programs can read the clipboard."));
    stage.press(KeyCode::Enter);
    assert_eq!(copies(&stage), 0, "the harmless answer has the focus");
    for key in [KeyCode::Enter, KeyCode::Tab, KeyCode::Enter] {
        stage.press(key);
    }
    assert_eq!(copies(&stage), 1);
    assert!(!stage.says("canary"));
    assert!(stage.app.offered().is_none());
}

#[test]
fn a_certificate_is_copied_at_once_and_to_no_file() {
    let mut stage = at_the_offers();
    (0..3).for_each(|_| stage.press(KeyCode::Tab));
    assert!(stage.reversed().contains("[ Copy certificate ]"));
    stage.press(KeyCode::Enter);
    let copied =
        |effect: &Effect| matches!(effect, Effect::CopyPublic(text) if text == "a certificate");
    assert!(stage.effects.iter().any(copied));
    let saved = |effect: &Effect| matches!(effect, Effect::Copy(_));
    assert!(!stage.effects.iter().any(saved));
}

#[test]
fn a_file_is_made_private_at_once_and_a_failure_is_told() {
    let mut stage = at_the_offers();
    stage.press(KeyCode::Tab);
    assert!(stage.reversed().contains("[ Make it private ]"));
    stage.press(KeyCode::Enter);
    assert!(stage.says("stay as they are"), "{}", stage.text());
    assert_eq!(stage.step(), "private-key");
}

#[test]
fn why_a_secret_was_not_taken_is_said_until_something_else_is_entered_on_the_page() {
    let kept_out = "That was a consumer key.";
    let mut stage = Stage::at("org");
    stage.paste(&format!("3MVG9{}", "x".repeat(80)));
    assert!(stage.says(kept_out));
    stage.press(KeyCode::Tab);
    assert!(stage.says(kept_out));
    stage.paste("https://acme.my.salesforce.com");
    assert!(!stage.says(kept_out), "{}", stage.text());
}
