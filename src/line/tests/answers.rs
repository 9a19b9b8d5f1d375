//! What an answer does: refused, taken from an offer, or a secret to be copied.

use super::*;

#[tokio::test]
async fn what_salesforce_offers_is_taken_by_its_number_and_the_preview_made_anew() {
    let lines = [
        "acme",
        "old@acme.com",
        KEY,
        "",
        "yes",
        "2",
        "1",
        "1",
        "acme",
        "finish",
    ];
    let (ended, transcript, _) = talked(&lines, false).await;
    assert_eq!(ended.given.text("api_version"), Some("v62.0"));
    assert_eq!(
        transcript.matches("Or type 1: Use v62.0 instead.").count(),
        1
    );
    assert_eq!(transcript.matches("Write this?").count(), 2);
    // Neither 2, nor 1 once it was taken, means anything.
    assert_eq!(transcript.matches("Nothing is written.").count(), 2);
}

#[tokio::test]
async fn each_caution_takes_a_yes_and_what_salesforce_refused_takes_the_name_alone() {
    let lines = [
        "acme",
        "doubt@acme.com",
        KEY,
        "",
        "yes",
        "acme",
        "",
        "acme",
        "yes",
        "finish",
    ];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(done, ["write"], "{transcript}");
    assert_eq!(transcript.matches("Write all the same?").count(), 2);
    assert_eq!(transcript.matches("[user-not-approved]").count(), 1);
    assert_eq!(ended.report.outcome, Outcome::Unproved);
}

#[tokio::test]
async fn a_refused_answer_is_told_before_the_next_question_and_is_no_default_then() {
    let lines = ["1", "jlee", "no", "", "jlee@acme.com"];
    let (_, transcript, _) = talked(&lines, false).await;
    let refused = transcript.find("username-without-at").unwrap();
    assert!(
        !transcript[..refused].contains("Consumer key"),
        "{transcript}"
    );
    assert!(!transcript.contains("Username [jlee]"), "{transcript}");
}

#[tokio::test]
async fn a_secret_is_copied_only_after_a_yes_in_full_and_is_never_said() {
    for (said, copies) in [("y", 0), ("", 0), ("yes", 1)] {
        let script = Script::typing(&["1", "jlee@acme.com", KEY, "?", "copy", said, "b"]);
        scripted(Patient::default(), &script, false).await;
        let transcript = script.transcript();
        assert!(
            transcript.contains("Type copy to copy as one line"),
            "{transcript}"
        );
        assert!(
            transcript.contains("Other programs can read"),
            "{transcript}"
        );
        assert!(!transcript.contains("canary"), "{transcript}");
        let copied = script.copied.lock().unwrap();
        assert_eq!(copied.len(), copies, "{said}");
        assert!(copied.iter().all(|text| *text == Secret::new(KEY)));
    }
}

#[tokio::test]
async fn where_nothing_is_offered_copy_is_an_answer_like_any_other() {
    let (ended, ..) = talked(&["1", "copy", "yes", KEY], false).await;
    assert_eq!(ended.report.outcome, Outcome::Cancelled);
}

#[tokio::test]
async fn an_answer_that_is_refused_with_the_others_is_no_default_either() {
    let (_, transcript, _) = talked(&["1", "jlee@acme.com", KEY, "", "no", KEY], false).await;
    let asked = transcript
        .lines()
        .filter(|line| line.starts_with("Consumer key"));
    assert_eq!(asked.clone().count(), 2, "{transcript}");
    assert!(
        asked.clone().all(|line| !line.contains('[')),
        "{transcript}"
    );
}

#[tokio::test]
async fn what_a_secret_lets_be_said_of_another_answer_is_said_once_it_is_there() {
    let (_, transcript, _) = talked(&["1", "sealed@acme.com", KEY, ""], false).await;
    let received = transcript.find("received, 29 characters").unwrap();
    let opened = transcript.find("Opening the key ...").unwrap();
    let said = transcript.find("ok: The key fits this user.").unwrap();
    assert!(received < opened && opened < said, "{transcript}");
    assert_eq!(transcript.matches("fits this user").count(), 1);
}

#[tokio::test]
async fn a_private_key_where_another_secret_belongs_is_not_taken_and_told() {
    let key = "-----BEGIN PRIVATE KEY-----";
    let script = Script::typing(&[key, "canary", key, "canary"]);
    let talk = Talk::with(&script, "");
    for typed in [
        talk.hidden("Consumer key").await,
        talk.hidden_word("Passphrase").await,
    ] {
        assert_eq!(typed, Ok(Reply::Given(Secret::new("canary"))));
    }
    let told = "That was a private key. It was not taken: another value belongs here.";
    assert_eq!(script.transcript().matches(told).count(), 2);
}

#[tokio::test]
async fn a_word_that_means_something_can_be_a_passphrase_all_the_same() {
    let lines = ["?", "", "back", "yes"];
    let script = Script::typing(&lines);
    let talk = Talk::with(&script, "It was chosen with the key.");
    let typed = talk.hidden_word("Passphrase").await.unwrap();
    assert_eq!(typed, Reply::Given(Secret::new("back")));
    let transcript = script.transcript();
    assert_eq!(transcript.matches("It was chosen with the key.").count(), 1);

    let script = Script::typing(&["b", "no"]);
    let talk = Talk::with(&script, "");
    assert_eq!(talk.hidden_word("Passphrase").await, Ok(Reply::Back));
}

#[tokio::test]
async fn a_part_of_a_name_that_fits_one_row_only_is_taken_after_a_yes() {
    for (said, taken) in [("", true), ("yes", true), ("no", false)] {
        let (_, transcript, _) = talked(&["acm", said, "jlee"], false).await;
        assert!(transcript.contains("Do you mean acme?"), "{transcript}");
        assert_eq!(transcript.contains("Username"), taken, "{transcript}");
    }
    // One that cannot be chosen is not offered, and says why.
    let (_, transcript, _) = talked(&["bet", "1"], false).await;
    assert!(!transcript.contains("Do you mean"), "{transcript}");
}
