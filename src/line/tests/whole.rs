//! A conversation as a whole: how it reads, its ways back and out, and what it says while one waits.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn a_conversation_reads_like_one() {
    let lines = [
        "2", "acme", "jlee", "", KEY, "1", "yes", "acm", "acme", "again",
    ];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Done);
    assert_eq!(done, ["write", "prove again"]);
    assert_eq!(ended.given.text("username"), Some("jlee@acme.com"));
    assert!(!transcript.contains("canary"), "{transcript}");
    insta::assert_snapshot!(transcript, @r"
    Answer line by line. An empty line takes what stands in brackets. Type back for
    the question before, ? for help. Ctrl-C stops. Nothing is changed in AWS before
    you have seen every change and said yes.

    Step 1 of 3, Contact center. Page S2.
    Which contact center?
       Name  State
    1  acme  partly set
    2  beta  never set up
       cannot be chosen: it has no secret
    Contact center (number or name): 2
    beta cannot be chosen: it has no secret
    Contact center (number or name): acme
    Version: 20.0 (the alias active)

    Step 2 of 3.
    Which user?
    Example: user@acme.com
    Username: jlee
    error: A username looks like an e-mail. [username-without-at]
      to do: Enter it whole.
    Use jlee@acme.com instead?
    yes or no [yes]:
    Consumer key (not shown while you type):
    received, 29 characters, starts 3MVG9
    1  server.crt
    Certificate (number, path, or paste; may stay empty): 1
    ok: server.crt is there.
    error: A consumer key has 85 characters. [consumer-key-length]
      to do: Copy it again.
    Go on with it all the same?
    yes or no [no]: yes

    Step 3 of 3, Review. Page S9.
    Write this?
    Contact center acme, PRODUCTION org.
    Nothing needs to be changed.
    Salesforce was not asked, as you wished.
    To write, type the contact center's name, acme.
    acme or back: acm
    Nothing is written. To write, type the contact center's name, acme.
    acme or back: acme
    ok: 1 of 2, Write the secret: version d4e5
    error: 2 of 2, Log in: not yet

    Contact center acme: written, but not proved to work.
    finish, again, undo [finish]: again
    ");
}

#[tokio::test]
async fn back_goes_to_the_field_and_then_to_the_step_before_and_loses_nothing() {
    let lines = ["1", "jlee@acme.com", KEY, "back", "b", "b", "acme", "", "b"];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Cancelled);
    assert!(done.is_empty());
    assert_eq!(transcript.matches("Step 1 of 3").count(), 2);
    assert!(
        transcript.contains("Username [jlee@acme.com]: \n")
            || transcript.contains("Username [jlee@acme.com]:\n"),
        "{transcript}"
    );
}

#[tokio::test]
async fn going_back_twice_loses_nothing_either() {
    let lines = [
        "1",
        "jlee@acme.com",
        "b",
        "b",
        "1",
        "b",
        "1",
        "other@acme.com",
    ];
    let (_, transcript, _) = talked(&lines, false).await;
    let last = transcript
        .lines()
        .rfind(|line| line.starts_with("Username"));
    assert_eq!(
        last,
        Some("Username [jlee@acme.com]: other@acme.com"),
        "{transcript}"
    );
}

#[tokio::test]
async fn a_question_mark_explains_and_asks_again() {
    let (_, transcript, _) = talked(&["?", "1"], false).await;
    let asked = transcript
        .matches("Contact center (number or name):")
        .count();
    assert_eq!(asked, 2);
    assert!(transcript.contains("Quick Find"), "{transcript}");
}

#[tokio::test]
async fn the_end_of_input_stops_and_writes_nothing() {
    let (ended, _, done) = talked(&["1", "jlee@acme.com"], false).await;
    assert_eq!(ended.report.outcome.exit_code(), 130);
    assert!(done.is_empty());
}

#[tokio::test]
async fn a_dry_run_ends_with_the_preview() {
    let lines = ["1", "jlee@acme.com", KEY, "", "yes"];
    let (ended, transcript, done) = talked(&lines, true).await;
    assert_eq!(ended.report.outcome, Outcome::Planned);
    assert!(done.is_empty());
    assert!(transcript.ends_with("Salesforce was not asked, as you wished.\n"));
}

#[tokio::test]
async fn a_long_wait_says_again_and_again_what_for() {
    let script = Script::typing(&[]);
    let waiting = Waiting::told_every(Duration::from_millis(1));
    waiting.note("Listing functions");
    let told_twice = async {
        while script.transcript().matches("Listing functions").count() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    assert!(
        wait(&script, &waiting, told_twice, || false)
            .await
            .is_some()
    );
}
