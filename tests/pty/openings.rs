//! How conversations in the practice world begin, up to the page that a test is about.

use super::terminal::Terminal;

/// Where a username or a consumer key is shown in one piece.
fn wide() -> Terminal {
    Terminal::practice(190, 50)
}

/// At the question for the consumer key of acme.
pub fn at_consumer_key() -> Terminal {
    let mut terminal = wide();
    go_to_consumer_key(&mut terminal);
    terminal
}

/// At the question for the private key of acme.
pub fn at_private_key() -> Terminal {
    let mut terminal = wide();
    go_to_private_key(&mut terminal);
    terminal
}

/// At the question for the user of acme, both keys given.
pub fn at_username() -> Terminal {
    let mut terminal = wide();
    go_to_username(&mut terminal);
    terminal
}

/// At the review of acme, which Salesforce accepts.
pub fn at_review() -> Terminal {
    let terminal = at_review_of("integration@acme.example.uat");
    terminal.wait_for("[ Write ]");
    terminal.wait_for("Salesforce let");
    terminal
}

/// At the review of acme with this user.
pub fn at_review_of(username: &str) -> Terminal {
    let mut terminal = wide();
    answer_all(&mut terminal, username);
    terminal.wait_for("[ Write");
    terminal
}

/// From the first page to the end of the questions about acme, with this user.
pub fn answer_all(terminal: &mut Terminal, username: &str) {
    go_to_username(terminal);
    terminal.paste(username);
    terminal.keys("\r");
}

/// The consumer key that practice asks to be pasted; the window is wide enough to show it in one piece. It may
/// be drawn a moment after the question.
pub fn consumer_key(terminal: &Terminal) -> String {
    terminal.wait_until("the consumer key", |terminal| hinted(terminal).is_some());
    hinted(terminal).unwrap()
}

fn hinted(terminal: &Terminal) -> Option<String> {
    let text = terminal.text();
    let (_, after) = text.split_once("Consumer key: paste ")?;
    let key = after.split_whitespace().next()?;
    (key.len() == 85).then(|| key.to_owned())
}

/// From the first page to the question for the consumer key of acme.
fn go_to_consumer_key(terminal: &mut Terminal) {
    terminal.wait_for("[ Begin ]");
    terminal.keys("\r");
    terminal.wait_for("Is this the right AWS account");
    terminal.keys("\r");
    terminal.wait_for("acme-InvokeSalesforceRestApiFunction");
    terminal.keys("\r");
    terminal.wait_for("Where does acme keep its values?");
    terminal.keys("\r");
    terminal.wait_for("Is this a sandbox or a production org?");
    terminal.keys("\r");
    terminal.wait_for("What is the app's consumer key?");
}

/// From the first page to the question for the private key of acme.
fn go_to_private_key(terminal: &mut Terminal) {
    go_to_consumer_key(terminal);
    let key = consumer_key(terminal);
    terminal.paste(&format!(" {key}\r\n"));
    terminal.wait_for("Blanks or line breaks at the ends were removed.");
    terminal.keys("\r");
    terminal.wait_for("Where is the private key");
    terminal.wait_for("Private key: load ");
    terminal.wait_for("New key pair: one that is made here");
}

/// From the first page to the question for the user of acme, both keys given.
fn go_to_username(terminal: &mut Terminal) {
    go_to_private_key(terminal);
    terminal.keys("\x1b[B\r");
    terminal.wait_for("RSA private key, 2048 bits");
    terminal.keys("\r");
    terminal.wait_for("Which Salesforce user");
}
