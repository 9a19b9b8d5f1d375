//! A setup that was stopped at its very end: nothing is left to write, and it is finished.

use std::sync::Arc;

use super::*;
use crate::journal::Journal;
use crate::preview::{self, ProofState};
use crate::problem::Problem;

fn journal(stage: &Stage) -> Journal {
    let journals = &stage.apply.journals;
    let kept = journals.read("111122223333", "us-west-2", "delta");
    kept.unwrap().unwrap()
}

#[tokio::test]
async fn it_is_told_as_finished_and_not_as_stopped() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    // As if the program had ended before its last note.
    let stopped = Journal {
        finished: false,
        ..journal(&stage)
    };
    stage.apply.journals.write(&stopped).unwrap();
    stage.preview().await;
    let prompt = stage.prompt().await;
    assert!(
        prompt.contains("all that the stopped setup was to write"),
        "{prompt}"
    );
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::NothingToDo, "{report:?}");
    let told = texts(&report.lines);
    assert!(
        told.contains("The setup that was stopped part-way is finished"),
        "{told}"
    );
    assert!(journal(&stage).finished);
    // From then on it is a setup like any other.
    let again = texts(&stage.write().await.lines);
    assert!(again.contains("Everything was as it should be"), "{again}");
}

#[tokio::test]
async fn where_no_org_answered_the_function_is_the_proof() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage.draft.proofs.function = true;
    stage.preview().await;
    let mut page = Problem::new("web-page-instead-of-answer", "A web page came.");
    preview::advise_the_function(&mut page, true);
    let shown = stage.draft.preview.as_mut().unwrap();
    Arc::make_mut(shown).proof = ProofState::Refused(page);
    // No function answers here, which is what is told then.
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Unproved, "{report:?}");
    assert_ne!(report.problem.unwrap().code, "web-page-instead-of-answer");
    let aside = &report.asides[0];
    assert_eq!(aside.code, "web-page-instead-of-answer");
    assert!(aside.advice.steps.is_empty(), "{aside:?}");
}
