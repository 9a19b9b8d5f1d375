//! Lists, fields and their refusals, the way back, and answers of AWS that come late.

use crossterm::event::KeyCode;
use jiff::civil::time;
use scv_oauth::problem::Problem;
use scv_oauth::tui::app::{Effect, Message};
use scv_oauth::tui::fields::listing::Listing;

use crate::screens::stage::Stage;
use crate::screens::steps::{LOOKS, contact_centers, question};
use crate::support::pace::{TEN_TIMES, times_longer};

#[test]
fn a_list_that_grows_keeps_filter_and_selection() {
    let mut stage = Stage::at("contact-center");
    stage.type_in("emea");
    assert!(stage.says("acme-sales-voice"), "a short list hides nothing");
    let others: Vec<String> = (1..9).map(|number| format!("other-{number}")).collect();
    let more = ["aaa-emea", "acme-sales-emea", "acme-sales-voice"];
    let more: Vec<&str> = more
        .into_iter()
        .chain(others.iter().map(String::as_str))
        .collect();
    stage.show(contact_centers(&more));
    assert!(stage.reversed().contains("acme-sales-emea"));
    assert!(stage.says("2 of 11"), "{}", stage.text());
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
    let mut stage = Stage::typing_my_domain("acme.lightning.force.com");
    stage.press(KeyCode::Enter);
    stage.press(KeyCode::Esc);
    assert_eq!(stage.step(), "contact-center");
    stage.press(KeyCode::Enter);
    assert!(stage.says("acme.lightning.force.com"));
}

#[test]
fn a_row_that_nobody_chose_is_not_looked_for_in_another_region() {
    let mut stage = Stage::at("contact-center");
    stage.press(KeyCode::Esc);
    stage.press(KeyCode::Enter);
    stage.show(contact_centers(&["globex", "initech"]));
    assert!(!stage.says("Typed:"), "{}", stage.text());
    assert!(stage.reversed().contains("globex"));
}

#[test]
fn esc_from_a_wait_loses_nothing_that_was_typed_before() {
    let mut stage = Stage::typing_my_domain("acme");
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
fn a_suggestion_is_a_button_that_fills_the_field() {
    let mut stage = Stage::typing_my_domain("https://acme.lightning.force.com");
    stage.press(KeyCode::Enter);
    assert!(stage.says("[ Use https://acme.my.salesforce.com ]"));
    stage.press_next();
    stage.press(KeyCode::Enter);
    assert_eq!(stage.step(), "consumer-key");
}

#[test]
fn a_refusal_that_may_be_overruled_has_a_button_and_forgets_it_when_the_value_changes() {
    let mut stage = Stage::typing_my_domain("https://sso.example.com");
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
fn a_paste_that_is_too_long_is_refused_at_once_and_what_was_typed_stays() {
    let log = "2026-01-01 nothing to see. ".repeat(2_000);
    let told = "That was not taken: it is too long. At most 4096 characters fit here.";
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("acme");
    stage.paste(&log);
    assert!(stage.says(told) && stage.says("acme"), "{}", stage.text());
    stage.type_in(".my.salesforce.com");
    assert!(!stage.says(told) && stage.says("acme.my.salesforce.com"));
    stage.press(KeyCode::BackTab);
    stage.type_in("prod");
    stage.paste(&log);
    assert!(stage.says(told) && stage.says("prod"), "{}", stage.text());
    let mut pastes = [log.len() / 10, log.len()].map(|length| log[..length].to_owned());
    let longer = times_longer(&mut pastes, |log| {
        stage.paste(log);
        assert!(stage.says(told));
    });
    assert!(longer < TEN_TIMES, "it took {longer} times as long");
}

#[test]
fn what_is_said_of_a_paste_into_a_list_is_seen_in_the_smallest_window() {
    let mut stage = Stage::at("contact-center");
    let names: Vec<String> = (0..20).map(|at| format!("center-{at:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    stage.show(contact_centers(&names));
    stage.resize(60, 16);
    stage.press(KeyCode::End);
    stage.paste(&"x".repeat(5_000));
    assert!(
        stage.says("At most 4096 characters fit here."),
        "{}",
        stage.text()
    );
}

#[test]
fn what_a_refusal_says_is_not_said_once_more_as_a_warning() {
    let told = "This is no address of Salesforce.";
    let mut stage = Stage::at("org");
    stage.press(KeyCode::Tab);
    stage.type_in("https://sso.example.com");
    assert!(stage.says(&format!("[warn] {told}")), "{}", stage.text());
    stage.press(KeyCode::Enter);
    assert_eq!(stage.text().matches(told).count(), 1, "{}", stage.text());
    assert!(stage.says(&format!("[FAIL] {told}")));
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
fn a_list_in_which_nothing_matches_is_not_passed_by() {
    let mut stage = Stage::at("org");
    stage.type_in("/keys/server.key");
    stage.press(KeyCode::Enter);
    assert!(
        stage.step() == "org" && stage.says("Nothing matches. Backspace takes back what is typed.")
    );
    assert!(stage.says("Sandbox: logs in at test.salesforce.com"));
    (0..16).for_each(|_| stage.press(KeyCode::Backspace));
    stage.press(KeyCode::Enter);
    assert!(!stage.says("Nothing matches."));
}

#[test]
fn what_is_missing_is_asked_for_on_its_page_without_a_word_of_flags() {
    let mut stage = Stage::at("consumer-key");
    stage.press(KeyCode::Enter);
    assert!(stage.says("The consumer key is missing.") && stage.says("Enter it."));
    assert!(!stage.says("--consumer-key-file"));
}

#[test]
fn what_arrives_as_many_keys_is_looked_at_once() {
    let mut stage = Stage::at("consumer-key");
    let before = LOOKS.get();
    stage.type_at_once(&"x".repeat(84));
    assert_eq!(LOOKS.get(), before);
    stage.press(KeyCode::Char('x'));
    assert_eq!(LOOKS.get(), before + 1);
    assert!(stage.says("It has the shape of a consumer key."));
}

#[test]
fn what_can_be_done_with_a_file_is_offered_also_where_it_was_chosen_from_a_list() {
    let mut stage = Stage::at("private-key");
    stage.type_in("/certs/");
    stage.send(Message::Listed(Listing {
        typed: "/certs/".into(),
        entries: vec!["offered.key".into()],
        unreadable: None,
    }));
    stage.press(KeyCode::Down);
    stage.press(KeyCode::Enter);
    assert!(stage.says("[ Make it private ]"), "{}", stage.text());
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
