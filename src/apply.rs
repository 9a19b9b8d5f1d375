//! Carries a plan out, reads everything back, and proves it. The only place that changes an account.
//!
//! Each part is written so that somebody else's change in between is seen and kept, and so that a lost answer
//! is looked after rather than taken for a failure.

mod function;
mod next;
mod parameter;
mod part;
mod proofs;
mod read_back;
mod secret;
mod stored;

use std::sync::Arc;

use async_trait::async_trait;

use crate::account::{Account, Cloud};
use crate::discover;
use crate::domain::center::{Kind, names};
use crate::domain::change::{Plan, Write};
use crate::domain::place::Place;
use crate::domain::plan::{Wanted, plan};
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, Failure};
use crate::draft::Draft;
use crate::journal::{Journal, Journals};
use crate::org::Org;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::undo;
use crate::watch::{StageState, Watch, Writer};
use next::Next;

/// Writes to the accounts of a cloud, proves with an org, and keeps journals.
pub struct Apply {
    /// Where accounts are opened.
    pub cloud: Arc<dyn Cloud>,
    /// Who is asked whether the values work.
    pub org: Arc<dyn Org>,
    /// Where what was changed is noted.
    pub journals: Arc<Journals>,
}

/// Why a part of the writing did not come to its end.
enum Stop {
    /// Somebody else changed what the plan was made from. This part was not written.
    Moved(Problem),
    /// A call failed; this part was not written.
    Failed(Problem),
    /// A call failed, and so did the look whether it was applied: this part may be written.
    Unclear(Problem),
    /// The person asked to stop before this part.
    Asked,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.problem())
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

#[async_trait]
impl Writer for Apply {
    async fn write(&self, draft: &Draft, watch: &dyn Watch) -> Report {
        let name = draft.center_name().unwrap_or_default();
        let Some(preview) = draft.preview.clone() else {
            let mut report = Report::new(name, Outcome::Failed);
            report.problem = Some(Problem::new("no-preview", "There is no preview to write."));
            return report;
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
            Ok(account) => Run::new(self, &*account, draft, plan, watch).prove().await,
            Err(failure) => self.not_proved(draft, &plan, failure.problem()),
        }
    }

    async fn undo(
        &self,
        place: &Place,
        contact_center: &str,
        begun: &str,
        watch: &dyn Watch,
    ) -> Report {
        let wish = undo::Wish {
            begun: Some(begun),
            ..undo::Wish::last_of(contact_center)
        };
        self.put_back(place, wish, watch).await
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
                let mut report = Report::on_undo(wish.contact_center, Outcome::Failed);
                report.problem = Some(failure.problem());
                report
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
    report
        .lines
        .push(CheckLine::ok("Nothing has been changed in AWS."));
    report.problem = Some(problem);
    report
}

/// One go at writing.
struct Run<'a> {
    apply: &'a Apply,
    account: &'a dyn Account,
    draft: &'a Draft,
    plan: Arc<Plan>,
    watch: &'a dyn Watch,
}

impl<'a> Run<'a> {
    fn new(
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

    async fn write(&self) -> Report {
        let names = self.stage_names();
        self.watch.stages(&names);
        self.watch.stage(0, StageState::Working(String::new()));
        let mut journal = match self.prepare().await {
            Ok(journal) => journal,
            Err(stop) => {
                let moved = matches!(stop, Stop::Moved(_));
                let (outcome, problem) = told(stop, false);
                let said = problem.as_ref().map_or("stopped", |problem| &problem.what);
                self.watch.stage(0, StageState::Failed(said.to_owned()));
                let mut report = self.stopped(outcome, problem, Vec::new(), Vec::new());
                report.moved = moved;
                return report;
            }
        };
        self.watch.on_record(&journal.begun);
        self.watch
            .stage(0, StageState::Done("nobody changed it".into()));
        let mut done = Vec::new();
        for (at, write) in self.plan.writes.iter().enumerate() {
            let stage = at + 1;
            self.watch.stage(stage, StageState::Working(String::new()));
            let mut note = part::Note {
                journal: &mut journal,
                journals: &self.apply.journals,
            };
            match self.part(write, &mut note).await {
                Ok(line) => {
                    self.watch.stage(stage, StageState::Done(String::new()));
                    done.push(line);
                }
                Err(stop) => {
                    let unclear = matches!(stop, Stop::Unclear(_));
                    let moved = matches!(stop, Stop::Moved(_));
                    let (outcome, problem) = told(stop, journal.has_changes());
                    let said = problem.as_ref().map_or("stopped", |problem| &problem.what);
                    self.watch.stage(stage, StageState::Failed(said.to_owned()));
                    let note = part::Note {
                        journal: &mut journal,
                        journals: &self.apply.journals,
                    };
                    if !note.journal.has_changes() && note.is_undisturbed().is_ok() {
                        // One that stays changed nothing, and is passed over.
                        let _ = self.apply.journals.forget(&journal);
                    }
                    let left = self.left(at, unclear);
                    let mut report = self.stopped(outcome, problem, done, left);
                    report.moved = moved && outcome == Outcome::Refused;
                    return report;
                }
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

    /// Looks again, as late as possible, and makes sure that a journal can be kept: that of this setup, or the one
    /// before, which counts until something is changed. It notes the cached token first of all: the function
    /// replaces it by one for the new values as soon as they are there, however this setup ends.
    async fn prepare(&self) -> Result<Journal, Stop> {
        let identity = self
            .account
            .identity()
            .await
            .map_err(|failure| failure.problem())?;
        if self
            .draft
            .identity
            .as_ref()
            .is_some_and(|seen| *seen != identity)
        {
            return Err(Problem::new(
                "identity-changed",
                "You are somebody else in AWS than at the preview.",
            )
            .cause("The profile or session changed meanwhile.")
            .fix("Look at the account again, then at the preview.")
            .into());
        }
        let fresh = self.look().await?;
        let seen = self.draft.snapshot.as_ref();
        if let Some(gap) = fresh.access_secret_gap.clone()
            && seen.is_some_and(|seen| seen.access_secret.is_some())
        {
            return Err(gap.into());
        }
        if self.replan(&fresh, self.plan.finishing).writes != self.plan.writes {
            return Err(Stop::Moved(moved(seen.map(|seen| &**seen), &fresh)));
        }
        Ok(self.journal(identity.account, &fresh)?)
    }

    fn journal(&self, account: String, fresh: &Snapshot) -> Result<Journal, Problem> {
        let region = self.draft.bar().region.unwrap_or_default();
        let journals = &self.apply.journals;
        let known = journals.read(&account, &region, &self.plan.contact_center)?;
        let mut journal = match known {
            // An unfinished setup is continued: what it replaced first is what undo puts back.
            Some(known) if known.is_open() => known,
            known => {
                let first = Journal {
                    account,
                    region,
                    contact_center: self.plan.contact_center.clone(),
                    ..Journal::default()
                };
                known
                    .unwrap_or(first)
                    .next(jiff::Timestamp::now().to_string())
            }
        };
        journal.add_first(part::token(fresh));
        let before = journal.before().filter(|_| !journal.has_changes());
        journals.write(before.as_ref().unwrap_or(&journal))?;
        Ok(journal)
    }

    async fn look(&self) -> Result<Snapshot, Problem> {
        let (Some(center), Some(path)) = (&self.draft.center, self.draft.path) else {
            return Err(Problem::new("answer-first", "No contact center is chosen."));
        };
        let secret = self.draft.secret.as_deref();
        discover::snapshot(self.account.reader(), center, path, secret).await
    }

    fn replan(&self, snapshot: &Snapshot, finishing: bool) -> Plan {
        let wanted = self.draft.wanted();
        wanted
            .map(|wanted| {
                plan(
                    &Wanted {
                        finishing,
                        ..wanted
                    },
                    snapshot,
                )
            })
            .unwrap_or_default()
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

    /// All written: read back, close the journal, prove.
    async fn finish(&self, mut journal: Journal, done: Vec<CheckLine>) -> Report {
        let stage = self.plan.writes.len() + 1;
        self.watch.stage(stage, StageState::Working(String::new()));
        let mut report = Report::new(&self.plan.contact_center, Outcome::Done);
        report.changes = self.plan.changes.clone();
        report.lines = done;
        report.can_undo = true;
        if let Err(problem) = self.close(&mut journal) {
            report.lines.push(CheckLine::warn(problem.to_string()));
        }
        report.lines.extend(self.flow_attributes());
        report.lines.extend(self.plan.notices.iter().cloned());
        match self.read_back().await {
            Ok(snapshot) => {
                self.watch
                    .stage(stage, StageState::Done("as written".into()));
                report.lines.push(CheckLine::ok(
                    "Read back from AWS: everything is as written.",
                ));
                self.prove_into(&snapshot, stage + 1, &mut report).await;
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
                }
            }
        }
        report
    }

    fn close(&self, journal: &mut Journal) -> Result<(), Problem> {
        let journals = &self.apply.journals;
        part::Note { journal, journals }.is_undisturbed()?;
        journal.finished = true;
        journals.write(journal)
    }

    /// In multi-org the function is told the secrets with each call; without that it answers 500.
    fn flow_attributes(&self) -> Option<CheckLine> {
        let center = self.draft.center.as_ref()?;
        let secret = self.draft.secret.as_ref().or(center.secret.as_ref())?;
        let access = names::access_of(secret)?;
        matches!(center.kind, Kind::MultiOrg(_)).then(|| {
            CheckLine::warn(format!(
                "One step is left, in Amazon Connect: the contact flow must set the attributes secretName = \
                 {secret} and accessTokenSecretName = {access}."
            ))
        })
    }

    async fn prove(&self) -> Report {
        self.watch.stages(&proofs::stage_names(self.draft));
        let mut report = Report::new(&self.plan.contact_center, Outcome::Done);
        report.changes = self.plan.changes.clone();
        report.can_undo = !report.changes.is_empty();
        match self.look().await {
            Ok(snapshot) => self.prove_into(&snapshot, 0, &mut report).await,
            Err(problem) => return self.apply.not_proved(self.draft, &self.plan, problem),
        }
        report
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
    fn name_the_root(&self, report: &mut Report) {
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

    async fn prove_into(&self, snapshot: &Snapshot, stage: usize, report: &mut Report) {
        self.proofs(stage, false).run(snapshot, report).await;
        self.name_the_root(report);
        if report.outcome == Outcome::Unproved {
            report.next = self.next().after(report);
        }
    }

    fn next(&self) -> Next<'_> {
        self.apply.next(self.draft, &self.plan)
    }

    /// The parts from this one on, which were not written; the first of them may be.
    fn left(&self, at: usize, unclear: bool) -> Vec<CheckLine> {
        let mut left: Vec<CheckLine> = self.plan.writes[at..]
            .iter()
            .map(|write| CheckLine::warn(format!("Not done: {}.", part::name(write))))
            .collect();
        if unclear {
            let name = part::name(&self.plan.writes[at]);
            left[0] = CheckLine::warn(format!(
                "Not known whether done: {name}. Setup and undo look again."
            ));
        }
        left
    }

    fn stopped(
        &self,
        outcome: Outcome,
        problem: Option<Problem>,
        done: Vec<CheckLine>,
        left: Vec<CheckLine>,
    ) -> Report {
        let mut report = Report::new(&self.plan.contact_center, outcome);
        report.changes = self.plan.changes.clone();
        report.problem = problem;
        report.can_undo = outcome == Outcome::Partial;
        if outcome != Outcome::Partial {
            report
                .lines
                .push(CheckLine::ok("Nothing has been changed in AWS."));
            return report;
        }
        report.lines = done;
        report.lines.extend(left);
        report.next = self.next().after_stop();
        report
    }
}

fn told(stop: Stop, something_changed: bool) -> (Outcome, Option<Problem>) {
    let (clean, problem) = match stop {
        Stop::Moved(problem) => (Outcome::Refused, Some(problem)),
        Stop::Failed(problem) => (Outcome::Failed, Some(problem)),
        Stop::Unclear(problem) => (Outcome::Partial, Some(problem)),
        Stop::Asked => (Outcome::Cancelled, None),
    };
    (
        if something_changed {
            Outcome::Partial
        } else {
            clean
        },
        problem,
    )
}

/// What moved, by name and version, as far as both looks tell.
fn moved(seen: Option<&Snapshot>, fresh: &Snapshot) -> Problem {
    let lines = seen.map_or(Vec::new(), |seen| crate::domain::moved::since(seen, fresh));
    let told: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    let told = match told.as_slice() {
        [] => "Somebody else, or the function itself, wrote in between.".to_owned(),
        told => told.join(" "),
    };
    Problem::new(
        "changed-since-preview",
        "Something was changed in AWS since the preview.",
    )
    .cause(told)
    .fix("Nothing was written. Look at the new preview and decide again.")
}
