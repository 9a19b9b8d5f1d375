//! Puts back what the last setup of a contact center changed: by moving versions back where AWS keeps them, and
//! only what nobody changed since. Everything is looked at before anything is put back.

mod hold;
mod look;
mod lost;
mod place;
mod prospect;
mod step;
mod take;

pub use place::Place;
pub use prospect::{Prospect, prospect};
pub use step::{Former, Step};

use hold::hold;
use take::{Trouble, take};

use crate::account::Account;
use crate::domain::CheckLine;
use crate::journal::{Entry, Journal, Journals};
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::swap;
use crate::watch::{StageState, Watch};

/// What is to be undone, and how far that was agreed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// The Region.
    pub region: &'a str,
    /// The contact center, by its name or its function's.
    pub contact_center: &'a str,
    /// When the setup began that is meant; none stands for the last one, whichever that is.
    pub begun: Option<&'a str>,
    /// What the person saw and said yes to. Whatever is only likely is put back after such a yes alone.
    pub agreed: &'a [Step],
    /// The command that undoes again, at the same place; none in practice, of which nothing stays.
    pub again: Option<&'a str>,
}

impl<'a> Wish<'a> {
    /// To undo the last setup, with nothing agreed to yet.
    pub fn last_of(contact_center: &'a str) -> Self {
        Self {
            contact_center,
            ..Self::default()
        }
    }
}

/// Puts back. Without a journal, what can be told from AWS alone.
pub async fn run(
    account: &dyn Account,
    journals: &Journals,
    wish: Wish<'_>,
    watch: &dyn Watch,
) -> Report {
    match put_back(account, journals, wish, watch).await {
        Ok(report) => report,
        Err(problem) => Report::on_undo(wish.contact_center, Outcome::Failed).untouched(problem),
    }
}

async fn put_back(
    account: &dyn Account,
    journals: &Journals,
    wish: Wish<'_>,
    watch: &dyn Watch,
) -> Result<Report, Problem> {
    // The look is part of the work for whoever watches, and so is being asked to stop in it.
    let look = "Look again".to_owned();
    watch.stages(std::slice::from_ref(&look));
    watch.stage(0, StageState::Working(String::new()));
    let reader = account.reader();
    let told = prospect(reader, journals, wish.contact_center, wish.region).await?;
    let journal = &told.journal;
    let refusal = another(&told, wish).or_else(|| told.against.clone());
    if let Some(problem) = refusal.or_else(|| not_as_agreed(&told, wish.agreed)) {
        watch.stage(0, StageState::Failed(problem.what.clone()));
        return Ok(refused(&told, problem));
    }
    if told.is_nothing() {
        return Ok(nothing(&told));
    }
    if !told.doubts.is_empty() && wish.agreed.is_empty() && !told.is_back() {
        return Ok(only_likely(&told, wish.again));
    }
    let _held = hold(journals, &told)?;
    let names: Vec<String> = told.steps.iter().map(Step::name).collect();
    let all: Vec<String> = std::iter::once(look).chain(names.iter().cloned()).collect();
    watch.stages(&all);
    let others = told.steps.iter().any(Step::keeps_others);
    let looked = match others {
        true => "somebody else wrote too; that stays",
        false => "nothing stands against it",
    };
    watch.stage(0, StageState::Done(looked.into()));
    let mut report = take_all(account, journal, &names, &told.steps, watch, wish.again).await;
    if matches!(report.outcome, Outcome::Done | Outcome::NothingToDo) {
        release(account, journal).await;
        report.lines.extend(closed(journals, &told, wish.again));
    }
    report.lines.extend(told.by_hand);
    Ok(report)
}

/// That it was put back, and what is still in place of the setups before it.
fn closed(journals: &Journals, told: &Prospect, again: Option<&str>) -> Vec<CheckLine> {
    let mut lines = Vec::new();
    if let Err(problem) = forget(journals, &told.journal) {
        lines.push(CheckLine::warn(problem.to_string()));
    }
    if !told.journal.is_on_record() {
        return lines;
    }
    lines.push(CheckLine::ok(format!("This was {}.", told.setup())));
    if let Some(earlier) = told.earlier() {
        let how = match again {
            Some(command) => format!(" To put that back too: {command}"),
            None => String::new(),
        };
        lines.push(CheckLine::warn(format!(
            "What {earlier} changed, the one before it, stays.{how}"
        )));
    }
    lines
}

/// A setup that began meanwhile keeps its journal, in which the one that was put back is an earlier one.
fn forget(journals: &Journals, journal: &Journal) -> Result<(), Problem> {
    // One that cannot be read is none that a setup has written since.
    let kept = journals.read(&journal.account, &journal.region, &journal.contact_center);
    match kept.ok().flatten().and_then(prospect::last_that_changed) {
        Some(kept) if kept != *journal => Err(Problem::new(
            "another-setup-ran",
            "Another setup of this contact center ran meanwhile.",
        )
        .cause("What it changed can be put back; what was put back now is on record before it.")),
        _ => journals.forget(journal),
    }
}

/// What was kept for this setup needs no label any more, unless an earlier one is about it too.
async fn release(account: &dyn Account, journal: &Journal) {
    let earlier = journal.earlier.iter().flat_map(|it| &it.entries);
    let needed: Vec<&str> = earlier.flat_map(Entry::versions).collect();
    for entry in &journal.entries {
        if let Entry::Secret {
            name,
            before,
            after,
            ..
        } = entry
        {
            let before = before.as_deref().filter(|it| !needed.contains(it));
            swap::release(account, name, after, before).await;
        }
    }
}

async fn take_all(
    account: &dyn Account,
    journal: &Journal,
    names: &[String],
    steps: &[Step],
    watch: &dyn Watch,
    again: Option<&str>,
) -> Report {
    let mut report = Report::on_undo(&journal.contact_center, Outcome::Done);
    for (at, step) in steps.iter().enumerate() {
        if watch.stop_asked() {
            report.outcome = Outcome::Cancelled;
            return stopped(report, None, &names[at..], false, again);
        }
        let stage = at + 1;
        watch.stage(stage, StageState::Working(String::new()));
        match take(account, step).await {
            Ok(None) => watch.stage(stage, StageState::Skipped("is as it was".into())),
            Ok(Some(taken)) => {
                watch.stage(stage, StageState::Done(String::new()));
                let done = || CheckLine::ok(step.done());
                let line = taken.replaced.map_or_else(done, CheckLine::warn);
                report.lines.push(line);
                report.changes.push(taken.change);
            }
            Err(trouble) => {
                let unclear = matches!(trouble, Trouble::Unclear(_));
                let (Trouble::Failed(problem) | Trouble::Unclear(problem)) = trouble;
                watch.stage(stage, StageState::Failed(problem.what.clone()));
                report.outcome = Outcome::Failed;
                return stopped(report, Some(problem), &names[at..], unclear, again);
            }
        }
    }
    if report.changes.is_empty() {
        report.outcome = Outcome::NothingToDo;
    }
    report
}

/// Says what was not put back; undo can be tried again, since the journal stays. The outcome stays where nothing was.
fn stopped(
    mut report: Report,
    problem: Option<Problem>,
    left: &[String],
    unclear: bool,
    again: Option<&str>,
) -> Report {
    report.can_undo = true;
    if report.changes.is_empty() && !unclear {
        return report.untouched(problem);
    }
    report.problem = problem;
    report.outcome = Outcome::Partial;
    for (at, name) in left.iter().enumerate() {
        let said = match (at, unclear) {
            (0, true) => format!("Not known whether done: {name}. Undo looks again."),
            _ => format!("Not done: {name}."),
        };
        report.lines.push(CheckLine::warn(said));
    }
    report.next = vec![match again {
        Some(command) => format!("Go on with it: {command}"),
        None => "Undo once more goes on with it.".to_owned(),
    }];
    report
}

/// What is on record is another setup than the one that is meant. That one may be good, and stays.
fn another(told: &Prospect, wish: Wish<'_>) -> Option<Problem> {
    let (begun, journal) = (wish.begun?, &told.journal);
    if journal.is_on_record() && journal.begun == begun {
        return None;
    }
    let is_followed = journal.earlier.iter().any(|earlier| earlier.begun == begun);
    let problem = match is_followed {
        true => Problem::new("undo-not-the-last", "This setup is no longer the last one.")
            .cause(format!("After it came {}.", told.setup())),
        false => Problem::new("undo-put-back-already", "This setup was put back already.")
            .cause("Another run of this program did that, and took it off the record."),
    };
    Some(match wish.again {
        Some(command) => problem.fix(format!("See what else there is to put back: {command}")),
        None => problem,
    })
}

/// What was agreed to is no longer what would be done.
fn not_as_agreed(told: &Prospect, agreed: &[Step]) -> Option<Problem> {
    let is_other = !agreed.is_empty() && *agreed != told.steps;
    is_other.then(|| {
        Problem::new(
            "changed-since-asked",
            "What there is to put back changed since you were asked.",
        )
        .cause("Somebody else, or another run of this program, wrote in between.")
        .fix("Run undo again; it shows what there is to put back now.")
    })
}

/// What there is to say where something stands against it.
pub fn refused(told: &Prospect, problem: Problem) -> Report {
    Report::on_undo(&told.journal.contact_center, Outcome::Refused).untouched(problem)
}

/// What there is to say where there is nothing to put back; whether it could not be looked at all is told first.
pub fn nothing(told: &Prospect) -> Report {
    let name = &told.journal.contact_center;
    if let Some(problem) = &told.unseen {
        return Report::on_undo(name, Outcome::Failed).untouched(problem.clone());
    }
    let mut report = Report::on_undo(name, Outcome::NothingToDo);
    report.lines.push(CheckLine::ok(
        "No setup of this contact center is on record here, and AWS alone tells of none.",
    ));
    report.lines.extend(told.by_hand.iter().cloned());
    report
}

/// What is only likely is never put back without a person's yes.
fn only_likely(told: &Prospect, again: Option<&str>) -> Report {
    let problem = Problem::new(
        "undo-only-likely",
        "What the last setup changed is only likely, not certain.",
    )
    .cause("No journal is kept here, and AWS tells who wrote and when, but not by which program.")
    .fix(format!(
        "Run {} on a terminal and without --yes; it shows this and asks.",
        again.unwrap_or("undo")
    ));
    let mut report = refused(told, problem);
    let would = told.places().into_iter().map(|(place, plans)| {
        CheckLine::warn(format!("It would do this in {place}: {}", plans.join(" ")))
    });
    report.lines.extend(would);
    let doubts = told.doubts.iter().chain(&told.by_hand);
    report.lines.extend(doubts.cloned());
    report
}

#[cfg(test)]
pub(crate) mod tests;
