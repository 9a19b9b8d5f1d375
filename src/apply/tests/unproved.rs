//! A setup that was written and not proved is remembered as such until it works.

use super::*;

async fn of_next_session(stage: &mut Stage) -> String {
    stage.draft.preview = None;
    stage.draft.is_written = false;
    let told = stage.notices().await;
    stage.preview().await;
    told
}

#[tokio::test]
async fn the_next_session_hears_of_it_until_it_is_proved() {
    let mut stage = Stage::of(with_secret()).await;
    // No function answers here, so nothing is proved.
    stage.draft.proofs.function = true;
    stage.preview().await;
    let written = stage.write().await;
    assert_eq!(written.outcome, Outcome::Unproved, "{written:?}");
    let told = of_next_session(&mut stage).await;
    assert!(told.contains("was not proved to work"), "{told}");
    assert!(
        told.contains("scv-oauth undo --contact-center delta"),
        "{told}"
    );

    // Written once more with no proof asked for, nothing is known to be better.
    stage.draft.proofs.function = false;
    let again = stage.write().await;
    assert_eq!(again.outcome, Outcome::NothingToDo, "{again:?}");
    let told = of_next_session(&mut stage).await;
    assert!(told.contains("was not proved to work"), "{told}");

    stage.draft.proofs.function = true;
    stage.apply.note_proof(&stage.draft);
    assert_eq!(of_next_session(&mut stage).await, "");
}

#[tokio::test]
async fn a_setup_that_was_proved_as_far_as_asked_is_told_of_no_more() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    assert_eq!(of_next_session(&mut stage).await, "");
}

#[tokio::test]
async fn a_consumer_key_of_an_unusual_length_is_told_once_more_before_writing() {
    let mut stage = Stage::of(with_secret()).await;
    let (short, _) = crate::domain::ConsumerKey::read(&format!("3MVG9{}", "a".repeat(48))).unwrap();
    stage.draft.consumer_key = Some(crate::draft::OfCenter::given(short, stage.draft.here()));
    let told = stage.notices().await;
    assert!(
        told.contains("The consumer key: It has 53 characters"),
        "{told}"
    );
}
