//! After the last part: closes the journal, reads everything back, and goes on to the proofs.

use crate::apply::{part, proofs};
use crate::domain::CheckLine;
use crate::journal::Journal;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::StageState;

use super::Run;

impl Run<'_> {
    /// All written: read back, close the journal, prove.
    pub(super) async fn finish(&self, mut journal: Journal, done: Vec<CheckLine>) -> Report {
        let stage = self.plan.writes.len() + 1;
        self.watch.stage(stage, StageState::Working(String::new()));
        let mut report = Report::new(&self.plan.contact_center, Outcome::Done);
        report.changes = self.plan.changes.clone();
        report.lines = done;
        report.can_undo = true;
        if let Err(problem) = self.close(&mut journal) {
            report.lines.push(CheckLine::warn(problem.to_string()));
        }
        report.lines.extend(self.plan.notices.iter().cloned());
        match self.read_back().await {
            Ok(snapshot) => {
                self.watch
                    .stage(stage, StageState::Done("as written".into()));
                report.lines.push(CheckLine::ok(
                    "Read back from AWS: everything is as written.",
                ));
                self.prove_into(&snapshot, stage + 1, &mut report).await;
                if report.outcome == Outcome::Done {
                    self.note_proof(journal);
                }
            }
            Err(problem) => {
                let what = problem.what.clone();
                report.outcome = Outcome::Unproved;
                report.problem = Some(problem);
                if report.is_stopped_proof() {
                    self.watch.stage(stage, proofs::left_out());
                    report.next = self.next().after(&report);
                } else {
                    self.watch.stage(stage, StageState::Failed(what));
                    report.next = self.next().after_no_read_back();
                }
            }
        }
        report
    }

    fn close(&self, journal: &mut Journal) -> Result<(), Problem> {
        let journals = &self.apply.journals;
        part::Note::of(journal, journals).is_undisturbed()?;
        journal.finished = true;
        journal.unproved = true;
        journals.write(journal)
    }

    /// What is not noted is only told once too often as not proved.
    fn note_proof(&self, mut journal: Journal) {
        let journals = &self.apply.journals;
        if part::Note::of(&mut journal, journals)
            .is_undisturbed()
            .is_ok()
        {
            journal.unproved = false;
            let _ = journals.write(&journal);
        }
    }
}
