//! Everything is stored as wanted already: nothing is written, and yet it is to be proved.

use crate::domain::CheckLine;
use crate::draft::Draft;
use crate::journal::Journal;
use crate::preview::{Preview, ProofState, after_the_function};
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::Watch;

use super::proofs::not_asked_from_here;
use super::{Apply, Run};

impl Apply {
    /// Nothing is written, but the function is still to prove itself where that was asked for: that the values
    /// are stored says nothing of whether they work.
    pub(super) async fn stored(
        &self,
        draft: &Draft,
        preview: &Preview,
        watch: &dyn Watch,
    ) -> Report {
        let was_stopped = self.close_journal(draft);
        let mut report = nothing_to_do(preview, draft.proofs.function, was_stopped);
        if report.outcome != Outcome::NothingToDo || !draft.proofs.function {
            if report.outcome == Outcome::NothingToDo {
                self.note_proof(draft);
            }
            return report;
        }
        match self.cloud.open(&draft.place).await {
            Ok(account) => {
                let run = Run::new(self, &*account, draft, preview.plan.clone(), watch);
                let let_in = matches!(preview.proof, ProofState::Works(_));
                match run.function_as_stored(let_in).await {
                    Ok(line) => {
                        report.lines.push(line);
                        let unreachable = std::mem::take(&mut report.asides).into_iter();
                        report.lines.extend(unreachable.map(not_asked_from_here));
                    }
                    Err(problem) => unproved(&mut report, problem),
                }
                run.name_the_root(&mut report);
            }
            Err(failure) => unproved(&mut report, failure.problem()),
        }
        if report.outcome == Outcome::Unproved {
            report.next = self.next(draft, &preview.plan).after(&report);
        } else {
            self.note_proof(draft);
            report.lines.push(as_it_should_be(was_stopped));
        }
        report
    }

    /// A setup that was stopped at its very end has nothing left to do: it is finished now. Whether there was one.
    fn close_journal(&self, draft: &Draft) -> bool {
        self.renote(draft, Journal::is_open, |journal| {
            journal.finished = true;
            journal.unproved = true;
        })
    }

    /// What the last setup wrote turned out to work.
    pub(super) fn note_proof(&self, draft: &Draft) {
        if draft.proofs.login || draft.proofs.function {
            let unproved = |journal: &Journal| journal.unproved;
            self.renote(draft, unproved, |journal| journal.unproved = false);
        }
    }

    /// Changes what is noted of the last setup, where it is one of these. Whether it was.
    fn renote(
        &self,
        draft: &Draft,
        is_meant: impl Fn(&Journal) -> bool,
        change: impl Fn(&mut Journal),
    ) -> bool {
        let bar = draft.bar();
        let (Some(account), Some(region), Some(name)) =
            (bar.account, bar.region, draft.center_name())
        else {
            return false;
        };
        // Where another run is at it, it is for that one to note.
        let Ok(_held) = self.journals.hold(&account, &region, name) else {
            return false;
        };
        let kept = self.journals.read(&account, &region, name);
        let Some(mut journal) = kept.ok().flatten().filter(is_meant) else {
            return false;
        };
        change(&mut journal);
        // One that stays as it was is looked at again the next time; nothing else comes of it.
        self.journals.write(&journal).is_ok()
    }
}

/// `more_proof`: whether the function is asked as well.
fn nothing_to_do(preview: &Preview, more_proof: bool, was_stopped: bool) -> Report {
    let plan = &preview.plan;
    let mut report = Report::new(&plan.contact_center, Outcome::NothingToDo);
    report.lines = plan.notices.clone();
    match &preview.proof {
        ProofState::Works(lines) => report.lines.extend(lines.iter().cloned()),
        ProofState::NotReachable(problem) | ProofState::Refused(problem)
            if more_proof && preview.proof.may_be_the_network() =>
        {
            report.asides.push(after_the_function(problem.clone()));
        }
        // Stored as wanted, and still no login: that is not as it should be.
        ProofState::NotReachable(problem) | ProofState::Refused(problem) => {
            unproved(&mut report, problem.clone());
            return report;
        }
        ProofState::Asking | ProofState::Skipped => {}
    }
    if !more_proof {
        report.lines.push(as_it_should_be(was_stopped));
    }
    report
}

/// `was_stopped`: whether a setup that was stopped had written all of it.
fn as_it_should_be(was_stopped: bool) -> CheckLine {
    CheckLine::ok(match was_stopped {
        true => "The setup that was stopped part-way is finished: nothing was left to write.",
        false => "Everything was as it should be; no setting was changed.",
    })
}

/// Stored as wanted, and yet not proved.
fn unproved(report: &mut Report, problem: Problem) {
    report.outcome = Outcome::Unproved;
    report.problem = Some(problem);
    report.lines.push(CheckLine::ok(
        "These values are stored already; no setting was changed.",
    ));
}
