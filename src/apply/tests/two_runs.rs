//! Two runs on one computer: while one is writing, no other begins.

use std::sync::Arc;

use super::*;
use crate::journal::{Held, Journals};
use crate::problem::Problem;
use crate::undo::tests::SECRET;

/// A setup, and what another run on the same computer has of the journals.
async fn stage() -> (Stage, Journals, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let journals = || Journals::at(Some(folder.path().to_owned()));
    let mut stage = Stage::of(with_secret()).await;
    stage.apply.journals = Arc::new(journals());
    (stage, journals(), folder)
}

fn hold(journals: &Journals) -> Result<Held, Problem> {
    journals.hold("111122223333", "us-west-2", "delta")
}

fn is_refused(report: &Report) {
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(
        (report.outcome, code),
        (Outcome::Failed, Some("another-setup-runs")),
        "{report:?}"
    );
    assert!(texts(&report.lines).contains("Nothing has been changed in AWS."));
}

#[tokio::test]
async fn neither_setup_nor_undo_begins_while_another_run_is_at_it() {
    let (mut stage, other, _folder) = stage().await;
    stage.preview().await;
    let writes = stage.writes();
    let held = hold(&other).unwrap();
    is_refused(&stage.write().await);
    assert_eq!(stage.writes(), writes);
    drop(held);
    stage.set_up().await;
    let writes = stage.writes();
    let held = hold(&other).unwrap();
    is_refused(&stage.undo().await);
    assert_eq!(stage.writes(), writes);
    drop(held);
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
}

#[tokio::test]
async fn a_setup_holds_its_contact_center_while_it_writes_and_no_other() {
    let (mut stage, other, _folder) = stage().await;
    stage.preview().await;
    let watch = Amid::new(&format!("Write secret {SECRET}"), || {
        assert!(hold(&other).is_err());
        other.hold("111122223333", "us-west-2", "echo").unwrap();
        other.hold("111122223333", "eu-west-1", "delta").unwrap();
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    hold(&other).unwrap();
}
