//! The window: its size, what scrolls, the cursor, colours, and what must never reach the terminal.

use crossterm::event::KeyCode;
use scv_oauth::tui::Appearance;

use crate::screens::stage::Stage;
use crate::screens::steps::{contact_centers, preview, refused, review};

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
    let mut stage = Stage::typing_my_domain("acme.my");
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
