//! What clipboards hand over: keys of many lines, line ends of every system, characters nobody sees.

use std::time::Duration;

use jiff::Timestamp;
use scv_oauth::domain::KeyPair;

use super::openings::{at_consumer_key, at_private_key, consumer_key};

#[test]
fn a_consumer_key_with_unseen_characters_is_cleaned_and_says_so() {
    let mut terminal = at_consumer_key();
    let key = consumer_key(&terminal);
    let (start, end) = key.split_at(20);
    terminal.paste(&format!("\u{feff}\t{start}\u{200b}{end}\u{202c}\r\n"));
    terminal.wait_for("Characters that cannot be seen were removed.");
    terminal.wait_for("Blanks or line breaks at the ends were removed.");
    terminal.wait_for(&format!("{} characters", key.len()));
    // The line end in it pressed nothing.
    assert!(terminal.text().contains("What is the app's consumer key?"));
    terminal.keys("\r");
    terminal.wait_for("Where is the private key");
}

/// What a terminal without bracketed paste makes of a paste: keys, and Enter for a line end.
#[test]
fn a_consumer_key_that_is_broken_in_two_and_typed_by_the_terminal_stays_in_its_field() {
    let mut terminal = at_consumer_key();
    let key = consumer_key(&terminal);
    let (start, end) = key.split_at(40);
    terminal.keys(&format!("{start}\r"));
    terminal.wait_for("Enter again takes it as it is.");
    terminal.wait_for("It has 40 characters, not the usual 85.");
    assert!(terminal.text().contains("What is the app's consumer key?"));
    // The rest joins it, and a whole key goes on with its line end.
    terminal.keys(&format!("{end}\r"));
    terminal.wait_for("Where is the private key");
    terminal.keys("\x1b");
    terminal.wait_for(&format!("3MVG9..{} (85 characters)", &key[81..]));
}

#[test]
fn a_short_consumer_key_is_taken_by_the_enter_of_a_person_or_by_a_second_one() {
    let mut terminal = at_consumer_key();
    let key = consumer_key(&terminal);
    terminal.keys(&key[..40]);
    terminal.wait_for("40 characters");
    std::thread::sleep(Duration::from_millis(200));
    terminal.keys("\r");
    terminal.wait_for("Where is the private key");
    terminal.keys("\x1b");
    terminal.wait_for("What is the app's consumer key?");
    terminal.keys(&format!("{}\r", &key[..41]));
    terminal.wait_for("Enter again takes it as it is.");
    std::thread::sleep(Duration::from_millis(200));
    terminal.keys("\r");
    terminal.wait_for("Where is the private key");
}

/// What a terminal without bracketed paste sends: all of it as keys, which is more than is read at once.
#[test]
fn a_private_key_that_is_typed_by_the_terminal_arrives_whole() {
    let mut terminal = at_private_key();
    let pair = KeyPair::generate("acme", 365, Timestamp::now()).unwrap();
    let text = pair.key.to_pem().in_the_clear().replace('\n', "\r");
    assert!(text.len() > 1500);
    terminal.keys("\x1b[B\x1b[A");
    terminal.keys(&text);
    terminal.wait_for(&format!("pasted text, {} characters", text.len()));
    terminal.wait_for("RSA private key, 2048 bits");
    assert!(terminal.text().contains("Where is the private key"));
}

#[test]
fn a_private_key_pasted_with_the_line_ends_of_windows_is_taken_whole() {
    let mut terminal = at_consumer_key();
    let key = consumer_key(&terminal);
    terminal.paste(&key);
    terminal.keys("\r");
    terminal.wait_for("Where is the private key");
    let pair = KeyPair::generate("acme", 365, Timestamp::now()).unwrap();
    let text = pair.key.to_pem().in_the_clear();
    let text = text.trim_end().replace('\n', "\r\n") + "\r\n\r\n";
    terminal.paste(&text);
    terminal.wait_for("pasted text,");
    terminal.wait_for("RSA private key, 2048 bits");
    assert!(terminal.text().contains("Where is the private key"));
    terminal.keys("\r");
    terminal.wait_for("Which Salesforce user");
    let body = text.lines().nth(3).unwrap();
    assert!(body.len() > 40 && !terminal.all_sent().contains(&body[..20]));
}
