//! From a window that got too small to the end line by line, with nothing asked twice.

use super::openings::{at_consumer_key, at_username};
use super::terminal::Terminal;

/// Goes on line by line in a window that got too small, then makes it large again.
fn hand_over(terminal: &mut Terminal, key: &str) {
    go_on_in_small(terminal, key);
    terminal.resize(120, 50);
}

fn go_on_in_small(terminal: &mut Terminal, key: &str) {
    terminal.resize(40, 10);
    terminal.wait_for("P  go on line by line");
    terminal.keys(key);
    terminal.wait_until("its terminal back", Terminal::is_given_back);
}

#[test]
fn lines_are_as_wide_as_the_window_that_got_small() {
    let mut terminal = at_consumer_key();
    go_on_in_small(&mut terminal, "p");
    terminal.wait_for("Consumer key (not shown");
    let sent = terminal.all_sent();
    let (_, told) = sent.rsplit_once("Answer line by line.").unwrap();
    let (told, _) = told.split_once("Consumer key (not shown").unwrap();
    for line in told.lines() {
        assert!(line.trim_end().chars().count() <= 40, "{line}\n{told}");
    }
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn a_setup_begun_on_the_screen_is_finished_line_by_line() {
    let mut terminal = at_username();
    terminal.paste("integration@acme.example.uat");
    // In the field: the page names it as an example as well.
    terminal.wait_for("▸ integration@acme.example.uat");
    hand_over(&mut terminal, "p");
    // What was typed and not sent yet is there; an empty line takes it.
    terminal.wait_for("[integration@acme.example.uat]");
    terminal.keys("\r");
    // Both keys came along: nothing asks for them, and Salesforce lets them in.
    terminal.wait_for("Salesforce let");
    terminal.wait_for("yes or back");
    terminal.keys("yes\r");
    terminal.wait_for("finish, again, undo [finish]");
    terminal.keys("\r");
    assert_eq!(terminal.ended(), 0);
    terminal.wait_for("done, and proved as far as asked.");
}

#[test]
fn a_secret_that_was_not_sent_yet_is_kept_masked() {
    let mut terminal = at_consumer_key();
    terminal.paste(&format!("3MVG9{}k2Qp", "CANARY".repeat(12)));
    terminal.wait_for("81 characters");
    hand_over(&mut terminal, "P");
    terminal.wait_for("[3MVG9..k2Qp (81 characters)]");
    terminal.keys("\r");
    terminal.wait_for("New key pair (number");
    assert!(!terminal.all_sent().contains("CANARY"));
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn quitting_a_window_that_is_too_small_asks_first() {
    let mut terminal = Terminal::practice(80, 24);
    terminal.wait_for("[ Begin ]");
    terminal.resize(40, 10);
    terminal.wait_for("Your answers are kept.");
    terminal.keys("q");
    terminal.wait_for("Leave scv-oauth?");
    terminal.keys("\t\r");
    assert_eq!(terminal.ended(), 130);
    terminal.wait_until("its terminal back", Terminal::is_given_back);
}

#[test]
fn a_key_means_what_the_page_on_the_screen_says_of_it() {
    let mut terminal = Terminal::practice_untold(80, 24);
    terminal.wait_for("[ Begin ]");
    terminal.resize(40, 10);
    // Any key makes it draw, and so see how large the window is by now.
    terminal.keys("\t");
    terminal.wait_for("Your answers are kept.");
    terminal.keys("q");
    terminal.wait_for("Leave scv-oauth?");
    // That its terminal goes away it has to find out by itself as well, by reading or by drawing.
    terminal.close();
    assert!([2, 130].contains(&terminal.ended()));
}
