//! One go at writing: looks again, writes part by part, stops where it must, and proves what is written.

mod finish;
mod prepare;
mod prove;
mod read_back;

use std::sync::Arc;

use crate::account::Account;
use crate::domain::CheckLine;
use crate::domain::change::{Plan, Write};
use crate::draft::Draft;
use crate::report::{Outcome, Report};
use crate::watch::{StageState, Watch};

use super::next::Next;
use super::{Apply, Stop, function, parameter, part, proofs, secret};

/// One go at writing.
pub(super) struct Run<'a> {
    apply: &'a Apply,
    account: &'a dyn Account,
    draft: &'a Draft,
    plan: Arc<Plan>,
    watch: &'a dyn Watch,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        apply: &'a Apply,
        account: &'a dyn Account,
        draft: &'a Draft,
        plan: Arc<Plan>,
        watch: &'a dyn Watch,
    ) -> Self {
        Self {
            apply,
            account,
            draft,
            plan,
            watch,
        }
    }

    pub(super) async fn write(&self) -> Report {
        self.watch.stages(&self.stage_names());
        self.watch.stage(0, StageState::Working(String::new()));
        // Held until all is written and proved.
        let (_held, mut journal) = match self.prepare().await {
            Ok(prepared) => prepared,
            Err(stop) => return self.stopped(0, stop, false, Vec::new(), Vec::new()),
        };
        self.watch.on_record(&journal.begun);
        self.watch
            .stage(0, StageState::Done("nobody changed it".into()));
        let mut done = Vec::new();
        for (at, write) in self.plan.writes.iter().enumerate() {
            let stage = at + 1;
            self.watch.stage(stage, StageState::Working(String::new()));
            let mut note = part::Note::of(&mut journal, &self.apply.journals);
            match self.part(write, &mut note).await {
                Ok(line) => {
                    self.watch.stage(stage, StageState::Done(String::new()));
                    done.push(line);
                }
                Err(stop) => return self.stopped_at(at, stop, note, done),
            }
        }
        self.finish(journal, done).await
    }

    fn stage_names(&self) -> Vec<String> {
        let mut names = vec!["Look again".to_owned()];
        names.extend(self.plan.writes.iter().map(part::name));
        names.push("Read everything back".into());
        names.extend(proofs::stage_names(self.draft));
        names
    }

    async fn part(&self, write: &Write, note: &mut part::Note<'_>) -> Result<CheckLine, Stop> {
        if self.watch.stop_asked() {
            return Err(Stop::Asked);
        }
        note.is_undisturbed()?;
        match write {
            Write::Secret(write) => secret::write(self.account, write, note).await,
            Write::Parameter { write, read } => {
                parameter::write(self.account, write, *read, note).await
            }
            Write::Function(write) => function::write(self.account, write, note).await,
        }
    }

    fn next(&self) -> Next<'_> {
        self.apply.next(self.draft, &self.plan)
    }

    /// The parts from this one on, which were not written; the first of them may be, or a piece of it is.
    fn left(&self, at: usize, unclear: bool, begun: bool) -> Vec<CheckLine> {
        let mut left: Vec<CheckLine> = self.plan.writes[at..]
            .iter()
            .map(|write| CheckLine::warn(format!("Not done: {}.", part::name(write))))
            .collect();
        let name = part::name(&self.plan.writes[at]);
        if unclear {
            left[0] = CheckLine::warn(format!(
                "Not known whether done: {name}. Setup and undo look again."
            ));
        } else if begun {
            left[0] = CheckLine::warn(format!("Not finished: {name}."));
        }
        left
    }

    /// Stopped at this part. A setup that has changed nothing leaves no journal.
    fn stopped_at(
        &self,
        at: usize,
        stop: Stop,
        mut note: part::Note<'_>,
        mut done: Vec<CheckLine>,
    ) -> Report {
        let unclear = matches!(stop, Stop::Unclear(_));
        let left = self.left(at, unclear, !note.done.is_empty());
        done.append(&mut note.done);
        let changed = note.journal.has_changes();
        let report = self.stopped(at + 1, stop, changed, done, left);
        if !changed && note.is_undisturbed().is_ok() {
            // One that stays changed nothing, and is passed over.
            let _ = self.apply.journals.forget(note.journal);
        }
        report
    }

    fn stopped(
        &self,
        stage: usize,
        stop: Stop,
        changed: bool,
        done: Vec<CheckLine>,
        left: Vec<CheckLine>,
    ) -> Report {
        let moved = matches!(stop, Stop::Moved(_));
        let (outcome, problem) = stop.told(changed);
        let said = problem.as_ref().map_or("stopped", |problem| &problem.what);
        self.watch.stage(stage, StageState::Failed(said.to_owned()));
        let mut report = Report::new(&self.plan.contact_center, outcome);
        report.changes = self.plan.changes.clone();
        report.moved = moved && outcome == Outcome::Refused;
        report.can_undo = outcome == Outcome::Partial;
        if outcome != Outcome::Partial {
            return report.untouched(problem);
        }
        report.problem = problem;
        report.lines = done;
        report.lines.extend(left);
        report.next = self.next().after_stop();
        report
    }
}
