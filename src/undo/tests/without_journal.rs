//! Undo where no journal is kept: what AWS alone tells.

use super::*;

#[tokio::test]
async fn without_a_journal_the_older_path_is_offered_and_takes_a_deliberate_yes() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let after = stage.present().await;
    stage.lose_the_journal();
    let written = stage.writes();
    let report = stage.undo().await;
    assert_eq!(report.problem.as_ref().unwrap().code, "undo-only-likely");
    assert_eq!(report.outcome, Outcome::Refused);
    let told = texts(&report.lines);
    for name in &NAMES[..4] {
        let would =
            format!("It would do this in parameter {name}: Goes back to what version 1 holds.");
        assert!(told.contains(&would), "{told}");
    }
    for would in [
        "parameter delta-salesforce-rest-api-access-token: The cached token goes back to the one from before (version 1).",
        "function delta-InvokeSalesforceRestApiFunction: Alias active goes back from version 3 to version 2.",
        "Variables that go back to what they held: SUBJECT.",
    ] {
        assert!(told.contains(would), "{told}");
    }
    assert!(told.contains("Practice/you"), "{told}");
    assert_eq!((stage.writes(), stage.present().await), (written, after));

    let agreed = stage.prospect().await.steps;
    let report = stage.undo_agreed(&agreed).await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    assert_eq!(stage.present().await, before);
    let again = stage.undo().await;
    assert_eq!(again.outcome, Outcome::NothingToDo, "{again:?}");
    let told = texts(&again.lines);
    assert!(
        told.contains("may have been put back already. Version 2 can be read as"),
        "{told}"
    );
}

#[tokio::test]
async fn what_changed_between_the_yes_and_the_undo_is_not_put_back() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    let agreed = stage.prospect().await.steps;
    stage.somebody_writes(SUBJECT, "other@acme.com").await;
    let written = stage.writes();
    let report = stage.undo_agreed(&agreed).await;
    assert_eq!(report.problem.unwrap().code, "changed-since-asked");
    assert_eq!(report.outcome, Outcome::Refused);
    assert_eq!(stage.writes(), written);
}

#[tokio::test]
async fn what_somebody_else_wrote_since_is_told_and_never_offered() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    stage.somebody_writes(SUBJECT, "other@acme.com").await;
    let told = stage.prospect().await;
    let is_subject =
        |entry: &Entry| matches!(entry, Entry::Parameter { name, .. } if name == SUBJECT);
    assert!(!told.journal.entries.iter().any(is_subject), "{told:?}");
    let by_hand = texts(&told.by_hand);
    assert!(
        by_hand.contains(&format!("Parameter {SUBJECT}: version 3, written by")),
        "{by_hand}"
    );
    assert!(by_hand.contains(&format!("{SUBJECT}:2")), "{by_hand}");
}

#[tokio::test]
async fn a_contact_center_that_was_never_set_up_has_nothing_to_put_back() {
    let stage = Stage::of(below_19()).await;
    let told = stage.prospect().await;
    assert!(
        told.journal.entries.is_empty() && told.by_hand.is_empty(),
        "{told:?}"
    );
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn without_a_journal_others_changes_in_the_secret_stay_too() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    stage.lose_the_journal();
    let now = stage.text(SECRET).await.replace("v64.0", "v99.0");
    stage.somebody_writes_text(SECRET, now).await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.text(SECRET).await, before.replace("v64.0", "v99.0"));
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn without_a_journal_the_token_of_the_undone_login_does_not_stay() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    let token = r#"{"delta-salesforce-rest-api-access-token": "00D!of.the.new.user"}"#;
    stage.somebody_writes_text(ACCESS, token.into()).await;
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    // The version from before has a label of ours still.
    assert_eq!(stage.text(ACCESS).await, ACCESS_BEFORE);

    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    for version in ["one", "two"] {
        let token = token.replace("user", version);
        stage.somebody_writes_text(ACCESS, token).await;
    }
    let report = stage.undo().await;
    assert!(
        texts(&report.lines).contains("no cached token any more"),
        "{report:?}"
    );
    assert!(!stage.text(ACCESS).await.contains("00D!"));
}
