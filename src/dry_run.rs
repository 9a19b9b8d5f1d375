//! A dry run: the preview told as a report. Its writer holds no account, so it cannot write.

use async_trait::async_trait;

use crate::domain::CheckLine;
use crate::draft::Draft;
use crate::ledger::Setup;
use crate::preview::{Preview, ProofState};
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::{Watch, Writer};

/// Stands where a writer is wanted, and writes nothing.
pub struct DryRun;

/// What would be written, and whether something speaks against it.
pub fn report(preview: &Preview) -> Report {
    let plan = &preview.plan;
    let mut report = Report::new(&plan.contact_center, Outcome::Planned);
    report.changes = plan.changes.clone();
    report.lines = plan.notices.clone();
    match &preview.proof {
        ProofState::Works(lines) => report.lines.extend(lines.iter().cloned()),
        ProofState::NotReachable(problem) => report.asides.push(problem.clone()),
        ProofState::Refused(problem) => report.problems.push(problem.clone()),
        ProofState::Asking | ProofState::Skipped => {}
    }
    report.asides.extend(plan.cautions.iter().cloned());
    report.problems.splice(0..0, plan.refusals.iter().cloned());
    report.problem = report.problems.first().cloned();
    if report.problem.is_some() {
        report.outcome = Outcome::Refused;
    } else if plan.is_nothing() {
        report.outcome = Outcome::NothingToDo;
        report.lines.push(CheckLine::ok(
            "Everything is as it should be; nothing is written.",
        ));
    }
    report
}

#[async_trait]
impl Writer for DryRun {
    async fn write(&self, draft: &Draft, _: &dyn Watch) -> Report {
        match &draft.preview {
            Some(preview) => report(preview),
            None => Report::new(draft.center_name().unwrap_or_default(), Outcome::Failed),
        }
    }

    async fn prove_again(&self, draft: &Draft, watch: &dyn Watch) -> Report {
        self.write(draft, watch).await
    }

    async fn undo(&self, setup: &Setup, _: &dyn Watch) -> Report {
        let mut report = Report::on_undo(&setup.contact_center, Outcome::Refused);
        report.problem = Some(
            Problem::new("dry-run", "This is a dry run; it puts nothing back.")
                .fix("Run scv-oauth undo without it."),
        );
        report
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::change::Plan;

    fn preview(proof: ProofState) -> Preview {
        Preview {
            plan: Arc::new(Plan::default()),
            proof,
            confirm: None,
            moved: Vec::new(),
            offers: Vec::new(),
        }
    }

    #[test]
    fn a_plan_that_salesforce_refuses_does_not_stand() {
        let refusal = Problem::new("user-not-approved", "Salesforce does not let the user in.");
        let report = report(&preview(ProofState::Refused(refusal.clone())));
        assert_eq!(report.outcome, Outcome::Refused);
        assert_eq!(report.problem, Some(refusal));
    }

    #[test]
    fn without_a_change_there_is_nothing_to_do() {
        let report = report(&preview(ProofState::Works(vec![CheckLine::ok("In.")])));
        assert_eq!(report.outcome, Outcome::NothingToDo);
        assert_eq!(report.lines.len(), 2);
    }
}
