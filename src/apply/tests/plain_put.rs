//! A secret put plainly, since no label may be moved, and somebody else at work on it.

use super::*;
use crate::account::practice::State;
use crate::journal::Entry;
use crate::undo::tests::SECRET;

/// Sets up while somebody writes this often right before that call on the secret. What is told of the secret, and
/// which version it is noted to have replaced.
async fn put_amid(call: &'static str, times: usize) -> (String, Option<String>, Stage) {
    let mut stage = Stage::of(with_secret()).await;
    let labels = "secretsmanager:UpdateSecretVersionStage";
    stage.practice.refuse(labels);
    stage.preview().await;
    let practice = stage.practice.clone();
    let writes = move |state: &mut State| {
        for time in 0..times {
            let key = format!("BY_SOMEBODY_{time}");
            state.secrets.set_key(SECRET, &key, "1").unwrap();
        }
    };
    let watch = Amid::new(&format!("Write secret {SECRET}"), move || {
        if call == PUT {
            // The first is the staged one.
            practice.before(call, |_| {});
        }
        practice.before(call, writes);
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    let journals = &stage.apply.journals;
    let journal = journals.read("111122223333", "us-west-2", "delta").unwrap();
    let before = journal.and_then(|journal| {
        let mut entries = journal.entries.into_iter();
        entries.find_map(|entry| match entry {
            Entry::Secret { name, before, .. } if name == SECRET => before,
            _ => None,
        })
    });
    (texts(&report.lines), before, stage)
}

const PUT: &str = "secretsmanager:PutSecretValue";
const LOOK: &str = "secretsmanager:DescribeSecret";

#[tokio::test]
async fn what_somebody_wrote_after_it_is_not_taken_for_what_it_replaced() {
    for times in [1, 2] {
        let (told, before, stage) = put_amid(LOOK, times).await;
        assert!(
            told.contains("it could not be seen which version"),
            "{told}"
        );
        assert!(told.contains("written right after. Look at"), "{told}");
        assert!(!told.contains("somebody else's version"), "{told}");
        let snapshot = stage.draft.snapshot.as_ref().unwrap();
        let read = &snapshot.secret.as_ref().unwrap().version;
        assert_eq!(before.as_ref(), Some(read));
    }
}

#[tokio::test]
async fn why_it_cannot_be_seen_what_was_replaced_is_told() {
    let mut stage = Stage::of(with_secret()).await;
    stage
        .practice
        .refuse("secretsmanager:UpdateSecretVersionStage");
    stage.preview().await;
    let practice = stage.practice.clone();
    let watch = Amid::new(&format!("Write secret {SECRET}"), move || {
        practice.refuse(LOOK);
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    let told = texts(&report.lines);
    let expected = format!(
        "it could not be seen which version was replaced. AWS does not allow {LOOK} on {SECRET}. Look at"
    );
    assert!(told.contains(&expected), "{told}");
}

#[tokio::test]
async fn what_somebody_wrote_right_before_it_is_told_and_noted() {
    let (told, before, stage) = put_amid(PUT, 1).await;
    let before = before.unwrap();
    assert!(
        told.contains(&format!("somebody else's version {before}")),
        "{told}"
    );
    let snapshot = stage.draft.snapshot.as_ref().unwrap();
    assert_ne!(before, snapshot.secret.as_ref().unwrap().version);
}
