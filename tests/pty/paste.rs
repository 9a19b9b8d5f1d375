//! What clipboards hand over: keys of many lines, line ends of every system, characters nobody sees.

use jiff::Timestamp;
use scv_oauth::domain::KeyPair;

use super::openings::{at_consumer_key, consumer_key};

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
