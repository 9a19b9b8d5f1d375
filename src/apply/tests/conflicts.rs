//! A function that somebody else changes at the same moment: what AWS refused is not done, however theirs came out.

use super::*;
use crate::account::practice::State;
use crate::domain::resources::UpdateStatus;
use crate::journal::Entry;
use crate::undo::tests::FUNCTION;

#[tokio::test]
async fn a_change_that_somebody_else_s_failed_update_refused_is_known_not_to_be_done() {
    let mut stage = Stage::of(below_19()).await;
    stage.preview().await;
    let theirs = |state: &mut State| {
        let fails = |it: &mut crate::domain::resources::Function| {
            it.update = UpdateStatus::Failed("no such subnet".into());
        };
        state.functions.change(FUNCTION, fails).unwrap();
    };
    let call = "lambda:UpdateFunctionConfiguration";
    stage.practice.before(call, theirs);
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
