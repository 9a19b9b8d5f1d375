//! A part that stops before its end: what it did do is told.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::account::practice::State;
use crate::journal::Journals;
use crate::undo::tests::NAMES;

/// The lines of a setup that AWS lets go no further than this call.
async fn stopped_at(call: &str) -> String {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.everything().await;
    stage.preview().await;
    stage.practice.refuse(call);
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Partial, "{report:?}");
    assert_eq!(stage.undo().await.outcome, Outcome::Done, "{call}");
    assert_eq!(stage.everything().await, before, "{call}");
    texts(&report.lines)
}

#[tokio::test]
async fn a_function_that_was_changed_and_not_published_or_switched_over_is_not_called_not_done() {
    let told = stopped_at("lambda:PublishVersion").await;
    assert!(
        told.contains("changed in $LATEST, which its callers do not get yet.")
            && told.contains("Not finished: Change, publish and switch over function"),
        "{told}"
    );
    let told = stopped_at("lambda:UpdateAlias").await;
    assert!(
        told.contains("version 3 published, which its callers do not get yet.")
            && told.contains("Not finished: Change, publish and switch over function"),
        "{told}"
    );
}

#[tokio::test]
async fn a_function_of_which_nothing_was_changed_is_called_not_done() {
    let told = stopped_at("lambda:UpdateFunctionConfiguration").await;
    assert!(
        told.contains("Not done: Change, publish and switch over function"),
        "{told}"
    );
}

#[tokio::test]
async fn what_is_written_and_cannot_be_noted_any_more_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("journal");
    let mut stage = Stage::of(below_19()).await;
    stage.apply.journals = Arc::new(Journals::at(Some(kept.clone())));
    stage.preview().await;
    let name = NAMES[0];
    let fails = move |_: &mut State| in_the_way(&kept);
    let practice = stage.practice.clone();
    let watch = Amid::new(&format!("Write parameter {name}"), move || {
        practice.before("ssm:PutParameter", fails);
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    let told = texts(&report.lines);
    assert_eq!(report.outcome, Outcome::Partial, "{report:?}");
    assert!(
        told.contains(&format!("Parameter {name}: written.")),
        "{told}"
    );
    assert!(
        told.contains(&format!("Not finished: Write parameter {name}.")),
        "{told}"
    );
}

/// No journal can be written any more.
pub fn in_the_way(folder: &Path) {
    fs::remove_dir_all(folder).unwrap();
    fs::write(folder, "").unwrap();
}

#[tokio::test]
async fn a_setup_that_could_not_note_its_first_change_has_changed_nothing() {
    for moves in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("journal");
        let mut stage = Stage::of(with_secret()).await;
        stage.apply.journals = Arc::new(Journals::at(Some(kept.clone())));
        stage.preview().await;
        if !moves {
            let call = "secretsmanager:UpdateSecretVersionStage";
            stage.practice.refuse(call);
        }
        let fails = move |_: &mut State| in_the_way(&kept);
        stage
            .practice
            .before("secretsmanager:PutSecretValue", fails);
        let report = stage.write().await;
        assert_eq!(report.outcome, Outcome::Failed, "{report:?}");
        assert!(texts(&report.lines).contains("Nothing has been changed"));
        let notes = report.problem.unwrap().advice.notes.concat();
        let stays = notes.contains("stays in it under the label");
        assert_eq!(
            (stays, stage.labels_of_ours().await.is_empty()),
            (!moves, moves)
        );
    }
}
