//! Proves what is written: right after the writing, once more later, or where it was stored before.

use crate::apply::proofs;
use crate::domain::CheckLine;
use crate::domain::snapshot::Snapshot;
use crate::problem::Problem;
use crate::report::{Outcome, Report};

use super::Run;

impl Run<'_> {
    pub(in crate::apply) async fn prove(&self) -> Report {
        self.watch.stages(&proofs::stage_names(self.draft));
        let mut report = Report::new(&self.plan.contact_center, Outcome::Done);
        report.changes = self.plan.changes.clone();
        report.can_undo = !report.changes.is_empty();
        report.lines = self.plan.notices.clone();
        match self.look().await {
            Ok(snapshot) => self.prove_into(&snapshot, 0, &mut report).await,
            Err(problem) => return self.apply.not_proved(self.draft, &self.plan, problem),
        }
        report
    }

    /// Lets the function prove what was stored before. Its cached token stays, since nothing else is written.
    pub(in crate::apply) async fn function_as_stored(
        &self,
        let_in: bool,
    ) -> Result<CheckLine, Problem> {
        let names = proofs::stage_names(self.draft);
        self.watch.stages(&names[names.len() - 1..]);
        let snapshot = self.look().await?;
        self.proofs(0, let_in).function_alone(&snapshot).await
    }

    /// `let_in`: whether Salesforce has let the stored values in already.
    fn proofs(&self, stage: usize, let_in: bool) -> proofs::Proofs<'_> {
        proofs::Proofs {
            account: self.account,
            org: &*self.apply.org,
            draft: self.draft,
            watch: self.watch,
            stage,
            written: !self.plan.writes.is_empty(),
            let_in,
        }
    }

    /// Where it was known before writing why no proof can come, that is named before what the proof said.
    pub(in crate::apply) fn name_the_root(&self, report: &mut Report) {
        if report.outcome != Outcome::Unproved {
            return;
        }
        let Some(root) = self.plan.root_cause() else {
            return;
        };
        let said = report.problem.replace(root.clone());
        report
            .lines
            .extend(said.map(|problem| CheckLine::warn(problem.what)));
    }

    pub(super) async fn prove_into(&self, snapshot: &Snapshot, stage: usize, report: &mut Report) {
        self.proofs(stage, false).run(snapshot, report).await;
        self.name_the_root(report);
        if report.outcome == Outcome::Unproved {
            report.next = self.next().after(report);
        }
    }
}
