//! What somebody else changes at the same moment: what AWS refused is not done, however theirs came out. It is that
//! which is told, whatever else fails then.

use std::path::PathBuf;
use std::sync::Arc;

use super::part_way::in_the_way;
use super::*;
use crate::account::practice::{Practice, Seed, State};
use crate::domain::resources::UpdateStatus;
use crate::domain::{Failure, FailureKind};
use crate::journal::{Entry, Journals};
use crate::undo::tests::{FUNCTION, SECRET};

const LABELS: &str = "secretsmanager:UpdateSecretVersionStage";
const LOOK: &str = "secretsmanager:GetSecretValue";

fn fail_once(practice: &Practice, call: &'static str, kind: FailureKind) {
    let failure = Failure {
        kind,
        call,
        resource: String::new(),
        code: None,
        message: String::new(),
        fix: None,
    };
    practice.fail_once(call, failure);
}

/// With a journal in this folder, at the preview.
async fn previewed(seed: Seed) -> (Stage, PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("journal");
    let mut stage = Stage::of(seed).await;
    stage.apply.journals = Arc::new(Journals::at(Some(kept.clone())));
    stage.preview().await;
    (stage, kept, folder)
}

#[tokio::test]
async fn a_version_that_aws_refused_is_known_not_to_be_current_though_nobody_may_look() {
    let (stage, _, _folder) = previewed(with_secret()).await;
    let practice = stage.practice.clone();
    let watch = Amid::new(&format!("Write secret {SECRET}"), move || {
        fail_once(&practice, LABELS, FailureKind::Conflict);
        fail_once(&practice, LOOK, FailureKind::Denied);
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(
        (report.outcome, code),
        (Outcome::Failed, Some("aws-conflict")),
        "{report:?}"
    );
    assert!(texts(&report.lines).contains("Nothing has been changed"));
    assert!(stage.prospect().await.is_nothing());
}

#[tokio::test]
async fn a_secret_that_was_refused_is_told_before_a_journal_that_fails_and_a_copy_that_stays() {
    let (stage, kept, _folder) = previewed(with_secret()).await;
    let practice = stage.practice.clone();
    let watch = Amid::new(&format!("Write secret {SECRET}"), move || {
        for refused in [
            FailureKind::Conflict,
            FailureKind::Conflict,
            FailureKind::Limit,
        ] {
            fail_once(&practice, LABELS, refused);
        }
        practice.before(LOOK, move |_| in_the_way(&kept));
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    let problem = report.problem.unwrap();
    assert_eq!(problem.code, "aws-conflict", "{problem:?}");
    let notes = problem.advice.notes.join("\n");
    assert!(notes.contains("still on record as changed"), "{notes}");
    assert!(notes.contains("stays in it under the label"), "{notes}");
    assert!(!stage.labels_of_ours().await.is_empty());
}

#[tokio::test]
async fn a_function_that_was_refused_is_told_before_a_journal_that_fails() {
    let (stage, kept, _folder) = previewed(below_19()).await;
    let call = "lambda:UpdateFunctionConfiguration";
    stage.practice.before(call, move |state| {
        in_the_way(&kept);
        theirs_fails(state);
    });
    let report = stage.write().await;
    let problem = report.problem.unwrap();
    assert_eq!(problem.code, "function-changed", "{problem:?}");
    let notes = problem.advice.notes.concat();
    assert!(notes.contains("still on record as changed"), "{notes}");
}

fn theirs_fails(state: &mut State) {
    let fails = |it: &mut crate::domain::resources::Function| {
        it.update = UpdateStatus::Failed("no such subnet".into());
    };
    state.functions.change(FUNCTION, fails).unwrap();
}

#[tokio::test]
async fn a_change_that_somebody_else_s_failed_update_refused_is_known_not_to_be_done() {
    let mut stage = Stage::of(below_19()).await;
    stage.preview().await;
    let call = "lambda:UpdateFunctionConfiguration";
    stage.practice.before(call, theirs_fails);
    let report = stage.write().await;
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(code, Some("function-changed"), "{report:?}");
    let told = texts(&report.lines);
    assert!(!told.contains("Not known"), "{told}");
    let journals = &stage.apply.journals;
    let journal = journals.read("111122223333", "us-west-2", "delta").unwrap();
    let is_change = |it: &Entry| matches!(it, Entry::Environment { .. });
    assert!(!journal.unwrap().entries.iter().any(is_change));
}
