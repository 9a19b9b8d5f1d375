//! Whole conversations in the practice world, with back, resize and paste.

use super::openings::{
    answer_all, at_consumer_key, at_private_key, at_review, at_review_of, at_username,
};
use super::terminal::Terminal;

#[test]
fn a_setup_is_written_proved_and_told_again_on_the_normal_screen() {
    let mut terminal = at_review();
    terminal.wait_for("Nothing has been");
    terminal.keys("\r\r\r");
    terminal.wait_for("Enter never writes.");
    terminal.press_next("[ Write ]");
    terminal.wait_for("[ Finish ]");
    terminal.leave_result();
    assert_eq!(terminal.ended(), 0);
    terminal.wait_until("its terminal back", Terminal::is_given_back);
    // What is told may come after the terminal was given back.
    terminal.wait_for("Practice: nothing of this is real.");
    terminal.wait_for("Contact center acme");
}

#[test]
fn a_file_that_was_refused_and_mended_is_looked_at_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("later.key");
    let mut terminal = at_private_key();
    terminal.paste(&file.display().to_string());
    terminal.keys("\r");
    terminal.wait_for("There is no file");
    std::fs::write(
        &file,
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    )
    .unwrap();
    terminal.keys("\r");
    terminal.wait_for("public");
    terminal.wait_until("what is wrong now alone", |terminal| {
        !terminal.text().contains("There is no file")
    });
}

#[test]
fn a_dry_run_ends_with_the_plan_and_asks_for_no_name() {
    let mut terminal = Terminal::run(&["--practice", "--dry-run"], 190, 50, &[]);
    answer_all(&mut terminal, "integration@acme.example.uat");
    terminal.wait_for("DRY RUN - nothing will be written");
    terminal.wait_for("This would be written to acme. Dry run");
    terminal.wait_for("Salesforce let");
    terminal.press_next("[ Finish the dry run ]");
    terminal.wait_for("Dry run: nothing was written.");
    terminal.wait_for("Nothing has been");
    terminal.leave_result();
    assert_eq!(terminal.ended(), 0);
    terminal.wait_for("this is what would be changed. Nothing was written.");
}

#[test]
fn a_new_app_is_tested_until_salesforce_knows_it() {
    let mut terminal = at_review_of("new-app@practice.example.uat");
    terminal.wait_for("consumer-key-unknown");
    terminal.keys("\t");
    terminal.paste("acme");
    terminal.press_next("[ Write anyway ]");
    terminal.wait_for("Try 1 at ");
    terminal.keys("t");
    terminal.wait_for("Try 2 at ");
    terminal.keys("t");
    terminal.wait_for("Checked: what is stored works.");
    terminal.leave_result();
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn going_back_and_changing_the_size_loses_nothing() {
    let mut terminal = at_review();
    for (columns, rows) in [(100, 30), (80, 24), (60, 16), (40, 10), (190, 50)] {
        terminal.resize(columns, rows);
        let expected = if columns < 60 { "at least" } else { "Review" };
        terminal.wait_for(expected);
    }
    terminal.keys("\x1b");
    terminal.wait_for("Step 8 of 9");
    // The wait for the question shows its step and the answer as well, and drops a key.
    terminal.wait_for("Which Salesforce user");
    terminal.wait_for("integration@acme.example.uat");
    terminal.keys("\r");
    terminal.wait_for("Salesforce let");
}

#[test]
fn no_consumer_key_that_was_pasted_is_ever_sent_to_the_terminal() {
    let mut terminal = at_consumer_key();
    terminal.paste(&format!("3MVG9{}k2Qp", "CANARY".repeat(12)));
    terminal.wait_for("81 characters");
    terminal.keys("\r");
    terminal.wait_for("Where is the private key");
    assert!(!terminal.all_sent().contains("CANARY"));
}

#[test]
fn whoever_comes_back_to_the_private_key_is_at_its_file() {
    let mut terminal = at_username();
    terminal.keys("\x1b");
    terminal.wait_for("Where is the private key");
    terminal.paste("/nowhere.key");
    terminal.wait_for("There is no file /nowhere.key");
}
