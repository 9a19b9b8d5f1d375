//! Carries a plan out, reads everything back, and proves it. Beside undo, the only place that changes an account.
//!
//! Each part is written so that somebody else's change in between is seen and kept, and so that a lost answer
//! is looked after rather than taken for a failure.

mod function;
mod next;
mod parameter;
mod part;
mod pause;
mod proofs;
mod reset;
mod run;
mod secret;
mod stop;
mod stored;

use std::sync::Arc;

use async_trait::async_trait;

use crate::account::Cloud;
use crate::domain::change::Plan;
use crate::domain::place::Place;
use crate::draft::Draft;
use crate::journal::Journals;
use crate::ledger::Setup;
use crate::org::Org;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::undo;
use crate::watch::{Watch, Writer};
use next::Next;
use run::Run;
use stop::Stop;

/// Writes to the accounts of a cloud, proves with an org, and keeps journals.
pub struct Apply {
    /// Where accounts are opened.
    pub cloud: Arc<dyn Cloud>,
    /// Who is asked whether the values work.
    pub org: Arc<dyn Org>,
    /// Where what was changed is noted.
    pub journals: Arc<Journals>,
}

#[async_trait]
impl Writer for Apply {
    async fn write(&self, draft: &Draft, watch: &dyn Watch) -> Report {
        let name = draft.center_name().unwrap_or_default();
        let Some(preview) = draft.preview.clone() else {
            let problem = Problem::new("no-preview", "There is no preview to write.");
            return Report::new(name, Outcome::Failed).untouched(problem);
        };
        if preview.plan.is_nothing() {
            return self.stored(draft, &preview, watch).await;
        }
        match self.cloud.open(&draft.place).await {
            Ok(account) => {
                let run = Run::new(self, &*account, draft, preview.plan.clone(), watch);
                run.write().await
            }
            Err(failure) => failed(&preview.plan, failure.problem()),
        }
    }

    async fn prove_again(&self, draft: &Draft, watch: &dyn Watch) -> Report {
        let plan = draft
            .preview
            .as_ref()
            .map(|preview| preview.plan.clone())
            .unwrap_or_default();
        match self.cloud.open(&draft.place).await {
            Ok(account) => {
                let report = Run::new(self, &*account, draft, plan, watch).prove().await;
                if report.outcome == Outcome::Done {
                    self.note_proof(draft);
                }
                report
            }
            Err(failure) => self.not_proved(draft, &plan, failure.problem()),
        }
    }

    async fn undo(&self, setup: &Setup, watch: &dyn Watch) -> Report {
        let wish = undo::Wish {
            begun: Some(&setup.begun),
            ..undo::Wish::last_of(&setup.contact_center)
        };
        self.put_back(&setup.place, wish, watch).await
    }
}

impl Apply {
    /// Puts back, also what is only likely to be a setup's, where it is just what was agreed to.
    pub async fn undo_agreed(
        &self,
        place: &Place,
        contact_center: &str,
        agreed: &[undo::Step],
        watch: &dyn Watch,
    ) -> Report {
        let wish = undo::Wish {
            agreed,
            ..undo::Wish::last_of(contact_center)
        };
        self.put_back(place, wish, watch).await
    }

    async fn put_back(&self, place: &Place, wish: undo::Wish<'_>, watch: &dyn Watch) -> Report {
        let opened = tokio::try_join!(self.cloud.standing(place), self.cloud.open(place));
        let again = (!self.cloud.is_practice()).then(|| place.command("undo", wish.contact_center));
        match opened {
            Ok((standing, account)) => {
                let region = standing
                    .region
                    .map(|region| region.value)
                    .unwrap_or_default();
                let wish = undo::Wish {
                    region: &region,
                    again: again.as_deref(),
                    ..wish
                };
                undo::run(&*account, &self.journals, wish, watch).await
            }
            Err(failure) => {
                Report::on_undo(wish.contact_center, Outcome::Failed).untouched(failure.problem())
            }
        }
    }

    fn next<'a>(&self, draft: &'a Draft, plan: &'a Plan) -> Next<'a> {
        Next {
            place: &draft.place,
            contact_center: &plan.contact_center,
            practice: self.cloud.is_practice(),
        }
    }

    /// What was written earlier could not be looked at; it is still there.
    fn not_proved(&self, draft: &Draft, plan: &Plan, problem: Problem) -> Report {
        let mut report = Report::new(&plan.contact_center, Outcome::Unproved);
        report.changes = plan.changes.clone();
        report.can_undo = !report.changes.is_empty();
        report.problem = Some(problem);
        report.next = self.next(draft, plan).after_no_proof(report.can_undo);
        report
    }
}

fn failed(plan: &Plan, problem: Problem) -> Report {
    let mut report = Report::new(&plan.contact_center, Outcome::Failed);
    report.changes = plan.changes.clone();
    report.untouched(problem)
}

#[cfg(test)]
mod tests;
