//! What keys, pastes, sizes and late answers do.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use jiff::civil::time;
use scv_oauth::domain::CheckLine;
use scv_oauth::preview::{OTHER_ORG, Preview, ProofState, Replacement};
use scv_oauth::problem::Problem;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::{Effect, Message};
use scv_oauth::tui::screens::working::Work;

use super::stage::Stage;
use super::steps::{contact_centers, preview, question, refused, review, works};

/// When the setup on the screen began.
const BEGUN: &str = "2026-11-24T09:30:00Z";

fn begins_to_write(stage: &Stage) -> bool {
    stage
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Work { .. }))
}

#[test]
fn enter_alone_never_writes_however_often_it_is_pressed() {
    let mut stage = Stage::at("review");
    (0..50).for_each(|_| stage.press(KeyCode::Enter));
    assert!(!begins_to_write(&stage));
    assert!(stage.says("Enter never writes. Press Tab to reach [ Write ]."));
}

#[test]
fn the_review_names_what_comes_next_wherever_the_focus_is() {
    let mut stage = Stage::at("review");
    stage.show(review(preview(true, works())));
    let first = "Type the contact center's name first: Tab goes to its field.";
    stage.press(KeyCode::Enter);
    assert!(stage.says(first), "{}", stage.text());
    stage.type_in("a");
    assert!(stage.says(first));
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(stage.says("Type the contact center's name: acme-sales-voice."));
    stage.type_in("acme-sales");
    stage.press(KeyCode::Enter);
    assert!(stage.says("The name is not complete. It is acme-sales-voice."));
    stage.type_in("x");
    stage.press(KeyCode::Enter);
    assert!(stage.says("This is another name. It is acme-sales-voice."));
    stage.press(KeyCode::Backspace);
    stage.type_in("-voice");
    stage.press(KeyCode::Enter);
    assert!(stage.says("Enter never writes. Press Tab to reach [ Write ]."));
}

#[test]
fn the_status_of_the_review_fits_the_button_that_has_the_focus() {
    let mut stage = Stage::at("review");
    assert!(stage.says("Tab goes to the button"));
    for says in [
        "Enter presses the button.",
        "Enter copies the summary.",
        "Enter goes back.",
    ] {
        stage.press(KeyCode::Tab);
        assert!(stage.says(says), "{}", stage.text());
    }
}

#[test]
fn a_login_that_leads_to_another_org_is_not_called_a_refusal() {
    let elsewhere = Problem::new(OTHER_ORG, "The login works, but leads to another org.");
    let mut stage = Stage::at("review");
    stage.show(review(preview(true, ProofState::Refused(elsewhere))));
    stage.resize(80, 40);
    let told = "Salesforce let these values in, but into another org than meant.";
    assert!(
        stage.says(&format!("This is PRODUCTION. {told}")),
        "{}",
        stage.text()
    );
    assert!(stage.says("Another org. Waiting for the name."));
    assert!(!stage.says("refused"));
}

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
    assert!(stage.app.report().is_none());
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
fn production_opens_only_to_its_name() {
    let mut stage = Stage::at("review");
    stage.show(review(preview(true, works())));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-voic");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::BackTab);
    stage.type_in("e");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn what_salesforce_offers_is_taken_by_a_button_of_its_own() {
    const TOLD: &str = "https://acme-new.my.salesforce.com";
    let mut stage = Stage::at("review");
    stage.show(review(Preview {
        offers: vec![Replacement {
            field: "my_domain",
            value: TOLD.into(),
        }],
        ..preview(false, works())
    }));
    (0..3).for_each(|_| stage.press(KeyCode::Enter));
    assert_ne!(stage.app.flow().given().text("my_domain"), Some(TOLD));
    stage.press(KeyCode::Tab);
    assert!(
        stage.says(&format!("[ Use {TOLD} instead ]")),
        "{}",
        stage.text()
    );
    let visit = stage.visit();
    stage.press(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    assert_eq!(stage.app.flow().given().text("my_domain"), Some(TOLD));
    assert!(stage.step() == "review" && stage.visit() > visit);
}

#[test]
fn a_proof_that_comes_late_keeps_what_was_typed() {
    let mut stage = Stage::at("review");
    stage.show_so_far(review(preview(true, works())));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales");
    stage.show(review(preview(true, works())));
    stage.type_in("-voice");
    assert!(stage.says("The name matches."));
}

#[test]
fn a_refusal_that_comes_late_is_not_overruled_by_what_was_typed_before_it() {
    let mut stage = Stage::at("review");
    stage.show_so_far(review(preview(true, ProofState::Asking)));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-voice");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(stage.says("Salesforce is being asked."));
    stage.show(review(preview(true, refused())));
    stage.press(KeyCode::Enter);
    stage.resize(80, 40);
    assert!(!begins_to_write(&stage) && !stage.says("The name matches."));
    assert!(stage.says("This is PRODUCTION, and Salesforce refused these values."));
}

#[test]
fn what_salesforce_refused_is_written_by_its_name_and_one_press() {
    let mut stage = Stage::at("review");
    stage.show(review(preview(false, refused())));
    stage.resize(80, 40);
    assert!(
        stage
            .says("Salesforce refused these values. To write all the same, type acme-sales-voice:")
    );
    (0..5).for_each(|_| stage.press(KeyCode::Enter));
    stage.press(KeyCode::Tab);
    stage.paste("acme-sales-voice\n");
    (0..5).for_each(|_| stage.press(KeyCode::Enter));
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::Tab);
    assert!(stage.reversed().contains("[ Write anyway ]"));
    let held = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat);
    stage.send(Message::Key(held));
    stage.paste("\n");
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn the_login_is_tried_again_from_the_review() {
    let mut stage = Stage::at("review");
    stage.show(review(preview(false, refused())));
    let visit = stage.visit();
    (0..3).for_each(|_| stage.press(KeyCode::Tab));
    assert!(stage.reversed().contains("[ Test again ]"));
    stage.press(KeyCode::Enter);
    assert!(stage.step() == "review" && stage.visit() > visit);
}

#[test]
fn a_dry_run_says_so_on_every_page_and_asks_nothing() {
    let mut stage = Stage::looking(Appearance {
        ascii: true,
        dry_run: true,
        ..Appearance::default()
    });
    stage.press(KeyCode::Enter);
    for step in [
        "aws-account",
        "org",
        "consumer-key",
        "private-key",
        "review",
    ] {
        stage.go_on_to(step);
        assert!(stage.says("DRY RUN - nothing will be written"), "{step}");
    }
    stage.show(review(preview(true, refused())));
    assert!(stage.says("This would be written to acme-sales-voice. Dry run: nothing will be."));
    assert!(!stage.says("Write this to") && !stage.says("type acme-sales-voice"));
    stage.press(KeyCode::Tab);
    assert!(stage.reversed().contains("[ Finish the dry run ]"));
}

#[test]
fn a_list_that_grows_keeps_filter_and_selection() {
    let mut stage = Stage::at("contact-center");
    stage.type_in("emea");
    stage.show(contact_centers(&[
        "aaa-emea",
        "acme-sales-emea",
        "acme-sales-voice",
    ]));
    assert!(stage.reversed().contains("acme-sales-emea"));
    assert!(stage.says("2 of 3"));
}

#[test]
fn a_reply_to_a_step_that_was_left_is_dropped() {
    let mut stage = Stage::at("aws-account");
    stage.keep_waiting();
    stage.press(KeyCode::Enter);
    let late = stage.visit();
    stage.press(KeyCode::Esc);
    stage.show(question("aws-account"));
    let problem = Problem::new("late", "This comes too late.");
    stage.send(Message::Ready {
        visit: late,
        asked: Box::new(Err(problem)),
        at: time(14, 9, 0, 0),
    });
    assert!(!stage.says("too late"));
    assert!(stage.says("Is this the right AWS account"));
}

#[test]
fn esc_goes_back_from_an_invalid_page_and_keeps_what_was_typed() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("acme.lightning.force.com");
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Esc);
    assert_eq!(stage.step(), "contact-center");
    stage.press(KeyCode::Enter);
    assert!(stage.says("acme.lightning.force.com"));
}

#[test]
fn esc_from_a_wait_loses_nothing_that_was_typed_before() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("acme");
    stage.press(KeyCode::Esc);
    stage.keep_waiting();
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Esc);
    stage.show(question("contact-center"));
    stage.press(KeyCode::Enter);
    stage.show(question("org"));
    stage.press(KeyCode::Tab);
    stage.type_in(".my.salesforce.com");
    assert!(stage.says("acme.my.salesforce.com"));
}

#[test]
fn a_suggestion_is_a_button_that_fills_the_field() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("https://acme.lightning.force.com");
    stage.press(KeyCode::Enter);
    assert!(stage.says("[ Use https://acme.my.salesforce.com ]"));
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "consumer-key");
}

#[test]
fn a_refusal_that_may_be_overruled_has_a_button_and_forgets_it_when_the_value_changes() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("https://sso.example.com");
    stage.press(KeyCode::Enter);
    // The button comes last, behind [ Continue ] and [ Back ].
    for _ in 0..3 {
        stage.press(KeyCode::Tab);
    }
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "consumer-key");
    stage.press(KeyCode::Esc);
    stage.press(KeyCode::Tab);
    stage.type_in("https://other.example.com");
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "org");
    assert!(stage.says("[ Use it anyway ]"));
}

#[test]
fn a_row_that_cannot_be_chosen_says_why() {
    let mut stage = Stage::at("contact-center");
    stage.type_in("beta");
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "contact-center");
    assert!(stage.says("[FAIL] It has no secret."));
}

#[test]
fn letters_are_text_in_a_field_and_shortcuts_outside() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("?q");
    assert!(stage.says("> ?q"));
    stage.press(KeyCode::Tab);
    stage.type_in("?");
    assert!(stage.says("Help for this page"));
}

#[test]
fn a_secret_is_on_the_screen_for_ten_seconds_and_only_on_request() {
    let key = format!("3MVG9{}k2Qp", "SECRET".repeat(12));
    let mut stage = Stage::at("consumer-key");
    stage.paste(&key);
    assert!(!stage.text().contains("SECRET"));
    assert!(stage.says("81 characters"));
    stage.press(KeyCode::F(3));
    assert!(stage.text().contains("SECRET"));
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
    let mut stage = Stage::at("private-key");
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
    assert!(stage.app.report().is_none());
    stage.press(KeyCode::Enter);
    assert!(!stage.says("Leave scv-oauth?"));
    stage.ctrl('c');
    stage.ctrl('c');
    let outcome = stage.app.report().map(|report| report.outcome);
    assert_eq!(outcome, Some(Outcome::Cancelled));
}

#[test]
fn ctrl_c_on_a_result_that_does_not_work_yet_asks_and_on_one_that_works_leaves() {
    for (outcome, asks) in [
        (Outcome::Unproved, true),
        (Outcome::Partial, true),
        (Outcome::Done, false),
        (Outcome::Failed, false),
    ] {
        let mut stage = Stage::at("review");
        stage.press(KeyCode::Tab);
        stage.press(KeyCode::Enter);
        stage.report(Report::new("acme", outcome));
        stage.ctrl('c');
        assert_eq!(stage.says("Leave scv-oauth?"), asks, "{outcome:?}");
        assert_eq!(stage.app.report().is_none(), asks, "{outcome:?}");
        if asks {
            stage.ctrl('c');
        }
        assert_eq!(stage.app.report().unwrap().outcome, outcome);
    }
}

#[test]
fn ctrl_c_while_writing_stops_after_the_current_call_and_does_not_leave() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    stage.ctrl('c');
    stage.ctrl('c');
    assert!(
        stage
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::StopWork))
    );
    assert!(stage.says("Stopping after the current call."));
    assert!(stage.app.report().is_none());
}

#[test]
fn nothing_was_changed_until_writing_begins() {
    let mut stage = Stage::at("review");
    assert!(stage.says("Nothing has been changed in AWS."));
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(!stage.says("Nothing has been changed in AWS."));
    stage.report(Report::new("acme", Outcome::Refused));
    assert!(stage.says("Nothing has been changed in AWS."));
}

#[test]
fn undo_is_asked_for_once_more_and_enter_keeps_what_was_written() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    let mut report = Report::new("acme", Outcome::Done);
    report.can_undo = true;
    stage.report(report);
    stage.effects.clear();
    stage.type_in("u");
    stage.press(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    stage.type_in("u");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn work_that_breaks_down_says_that_some_may_be_written() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    stage.send(Message::OnRecord {
        run: 1,
        begun: BEGUN.into(),
    });
    stage.break_down();
    assert!(stage.says("Some of the changes may have been made."));
    assert!(stage.says("[ Undo ]"));
}

#[test]
fn work_that_breaks_down_before_a_setup_is_on_record_has_nothing_to_undo() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    stage.break_down();
    assert!(stage.says("It had written nothing yet."));
    assert!(!stage.says("[ Undo ]"));
}

#[test]
fn what_was_stopped_before_its_proof_is_not_said_to_fail() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    let mut report = Report::new("acme", Outcome::Unproved);
    report.can_undo = true;
    report.problem = Some(Problem::new("stopped-before-proof", "It was not proved."));
    stage.report(report);
    assert!(stage.says("Not proved: you stopped it before that."));
    assert!(!stage.says("it does not work"));
    assert!(stage.says("[ Test again ]") && stage.says("[ Undo ]"));
}

#[test]
fn undo_names_the_setup_of_its_page_also_after_another_test() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    stage.send(Message::OnRecord {
        run: 1,
        begun: BEGUN.into(),
    });
    let mut report = Report::new("acme", Outcome::Done);
    report.can_undo = true;
    stage.report(report.clone());
    stage.type_in("t");
    stage.report(report);
    stage.effects.clear();
    stage.type_in("u");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    let undone = stage.effects.iter().find_map(|effect| match effect {
        Effect::Work { work, begun, .. } => Some((*work, begun.as_deref())),
        _ => None,
    });
    assert_eq!(undone, Some((Work::Undo, Some(BEGUN))));
}

#[test]
fn an_answer_can_be_edited_from_the_result() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
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
        let mut stage = Stage::at("review");
        stage.press(KeyCode::Tab);
        stage.press(KeyCode::Enter);
        stage.report(Report::new("acme", outcome));
        assert!(stage.says("Esc steps"), "{outcome:?}");
        stage.press(KeyCode::Esc);
        assert!(stage.app.in_steps().is_some(), "{outcome:?}");
        stage.press(KeyCode::Esc);
        assert!(stage.app.in_steps().is_none() && stage.app.report().is_none());
    }
}

#[test]
fn a_page_taller_than_the_window_keeps_its_question_and_says_how_to_scroll() {
    let mut stage = Stage::at("review");
    stage.resize(60, 16);
    for _ in 0..3 {
        assert!(stage.says("Write this to acme-sales-voice?"));
        assert!(stage.says("PgUp/PgDn"));
        assert!(stage.says("more below") || stage.says("more above"));
        assert!(stage.cursor().is_some());
        stage.press(KeyCode::Tab);
    }
    assert!(stage.reversed().contains("[ Back ]"));
    stage.press(KeyCode::PageUp);
    assert!(stage.says("Write this to acme-sales-voice?") && stage.says("more below"));
    stage.resize(100, 40);
    assert!(!stage.says("PgUp/PgDn") && !stage.says("more below"));
}

#[test]
fn back_from_a_place_that_cannot_be_looked_at_asks_for_the_place_again() {
    let mut stage = Stage::at("contact-center");
    stage.keep_waiting();
    stage.press(KeyCode::Esc);
    stage.fail(Problem::new(
        "aws-no-credentials",
        "No AWS credentials were found.",
    ));
    assert!(stage.says("Last tried at 14:09:00."), "{}", stage.text());
    let visit = stage.visit();
    stage.press(KeyCode::Esc);
    assert!(stage.visit() > visit && !stage.app.is_welcoming());
    assert_eq!(stage.app.flow().draft().place.region, None);
    stage.show(question("aws-account"));
    assert!(stage.says("Is this the right AWS account and Region?"));
    assert!(stage.says("> us-west-2"), "{}", stage.text());
    stage.press(KeyCode::Esc);
    assert!(stage.app.is_welcoming());
}

#[test]
fn page_keys_scroll_the_page_and_choose_nothing_in_a_short_list() {
    let mut stage = Stage::at("contact-center");
    stage.show(contact_centers(&["acme", "globex", "initech"]));
    stage.resize(60, 16);
    assert!(stage.says("more below") && stage.says("PgUp/PgDn"));
    stage.press(KeyCode::PageDown);
    assert!(stage.says("more above"), "{}", stage.text());
    stage.press(KeyCode::PageUp);
    assert!(stage.says("more below"));
    stage.resize(100, 40);
    assert!(stage.says("> acme"), "{}", stage.text());
    assert!(!stage.says("PgUp/PgDn"));
}

#[test]
fn page_keys_move_in_a_list_that_is_longer_than_a_page() {
    let mut stage = Stage::at("contact-center");
    let names: Vec<String> = (1..=30).map(|n| format!("center-{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    stage.show(contact_centers(&names));
    stage.press(KeyCode::PageDown);
    assert!(stage.says("> center-11"), "{}", stage.text());
}

#[test]
fn no_size_and_no_change_of_size_loses_anything() {
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("acme.my");
    for columns in (1..=130).step_by(3) {
        for rows in (1..=40).step_by(3) {
            stage.resize(columns, rows);
            stage.text();
        }
    }
    stage.resize(80, 24);
    stage.type_in(".salesforce.com");
    assert!(stage.says("acme.my.salesforce.com"));
}

#[test]
fn the_cursor_is_on_what_has_the_focus() {
    let mut stage = Stage::at("org");
    for _ in 0..5 {
        assert!(stage.cursor().is_some());
        stage.press(KeyCode::Tab);
    }
    let mut stage = Stage::at("contact-center");
    let first = stage.cursor();
    stage.press(KeyCode::Down);
    assert_ne!(stage.cursor(), first);
}

#[test]
fn without_colour_the_selection_is_still_seen() {
    let stage = Stage::at("contact-center");
    assert!(!stage.is_coloured());
    assert!(stage.reversed().contains("acme-sales-voice"));
}

#[test]
fn where_colour_is_wanted_there_is_some() {
    // Which ones is in the snapshots: a map of styles knows no others than the terminal's own.
    let mut stage = Stage::looking(Appearance {
        color: true,
        ..Appearance::default()
    });
    stage.press(KeyCode::Enter);
    stage.go_on_to("consumer-key");
    stage.type_in("short");
    assert!(stage.is_coloured());
}

#[test]
fn what_would_steer_the_terminal_is_shown_and_not_sent() {
    let mut stage = Stage::at("contact-center");
    stage.show(contact_centers(&["evil\u{1b}[2J\u{202e}"]));
    assert!(stage.says("<U+001B>[2J<U+202E>"));
    assert!(!stage.text().contains('\u{1b}'));
}

#[test]
fn nothing_moves_by_itself_while_nothing_is_waited_for() {
    for step in [
        "aws-account",
        "contact-center",
        "org",
        "consumer-key",
        "review",
    ] {
        assert_eq!(Stage::at(step).app.wakes(), None, "{step}");
    }
}

#[test]
fn a_folder_is_read_once_for_a_path_that_is_typed_into_it() {
    let mut stage = Stage::at("private-key");
    stage.type_in("~/certs/se");
    let folders: Vec<_> = stage
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::List { folder, .. } => Some(folder.display().to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(folders, [".", "/home/jlee/", "/home/jlee/certs/"]);
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
    assert!(stage.reversed().contains("[ Copy as one line ]"));
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
fn a_file_is_made_private_at_once_and_a_failure_is_told() {
    let mut stage = at_the_offers();
    stage.press(KeyCode::Tab);
    assert!(stage.reversed().contains("[ Make it private ]"));
    stage.press(KeyCode::Enter);
    assert!(stage.says("stay as they are"), "{}", stage.text());
    assert_eq!(stage.step(), "private-key");
}

#[test]
fn what_moved_before_it_was_written_brings_the_new_preview_at_once() {
    let mut stage = Stage::at("review");
    stage.show(review(preview(true, works())));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-voice");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
    let mut report = Report::new("acme", Outcome::Refused);
    report.moved = true;
    report.problem = Some(Problem::new(
        "secret-changed",
        "The secret was changed meanwhile.",
    ));
    stage.effects.clear();
    stage.keep_waiting();
    stage.report(report);
    let asks = |effect: &Effect| match effect {
        Effect::Ask { step, draft, .. } => {
            step.id() == "review"
                && draft
                    .moved
                    .as_ref()
                    .is_some_and(|it| it.code == "secret-changed")
        }
        _ => false,
    };
    assert!(stage.effects.iter().any(asks));
    assert!(stage.says("Nothing was written; this is the new preview."));
    assert!(stage.says("Nothing has been changed in AWS."));
    let mut moved = preview(true, works());
    moved.moved = vec![CheckLine::warn(
        "Secret acme-salesforce-secret: version a1b2 became c3d4. Changed: SUBJECT.",
    )];
    stage.show(review(moved));
    assert!(stage.says("Changed in AWS since the last preview"));
    assert!(stage.says("version a1b2 became c3d4. Changed: SUBJECT."));
    // It is asked again: what was typed for the other preview opens nothing.
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
}

#[test]
fn an_undo_that_was_stopped_part_way_can_be_gone_on_with() {
    let mut stage = Stage::at("review");
    stage.press(KeyCode::Tab);
    stage.press(KeyCode::Enter);
    let mut report = Report::on_undo("acme", Outcome::Partial);
    report.can_undo = true;
    stage.report(report);
    assert!(stage.says("[ Undo ]"));
}

#[test]
fn what_is_missing_is_asked_for_on_its_page_without_a_word_of_flags() {
    let mut stage = Stage::at("consumer-key");
    stage.press(KeyCode::Enter);
    assert!(stage.says("The consumer key is missing.") && stage.says("Enter it."));
    assert!(!stage.says("--consumer-key-file"));
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
    let mut stage = Stage::at("review");
    stage.show(review(preview(true, works())));
    stage.press(KeyCode::Tab);
    stage.paste(&secret);
    assert!(!stage.text().contains("aB3") && stage.says("That was a consumer key."));
}

#[test]
fn a_key_in_a_single_line_is_taken_as_a_key_and_not_shown_as_a_path() {
    let mut stage = Stage::at("private-key");
    stage.paste(&"0aF3".repeat(200));
    assert!(stage.says("pasted text, 800 characters") && !stage.text().contains("0aF3"));
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
fn a_list_in_which_nothing_matches_is_not_passed_by() {
    let mut stage = Stage::at("org");
    stage.type_in("/keys/server.key");
    stage.press(KeyCode::Enter);
    assert!(
        stage.step() == "org" && stage.says("Nothing matches. Backspace brings the list back.")
    );
    (0..16).for_each(|_| stage.press(KeyCode::Backspace));
    assert!(stage.says("Sandbox: logs in at test.salesforce.com"));
}
