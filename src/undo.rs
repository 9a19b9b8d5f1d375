//! Puts back what the last setup of a contact center changed: by moving versions back where AWS keeps them,
//! and only where nobody changed them since. Everything is looked at before anything is put back.

mod look;
mod lost;
mod prospect;
mod take;

pub use prospect::{Prospect, describe, prospect};

use look::{Step, look};
use take::{Trouble, take};

use crate::account::{Account, Reader};
use crate::domain::CheckLine;
use crate::journal::{Entry, Journal, Journals};
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::{StageState, Watch};

const CURRENT: &str = "AWSCURRENT";

/// What is to be undone, and how far that was agreed to.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The Region.
    pub region: &'a str,
    /// The contact center, by its name or its function's.
    pub contact_center: &'a str,
    /// What the person saw and said yes to. Whatever is only likely is put back after such a yes alone.
    pub agreed: &'a [Entry],
    /// The command that undoes again, at the same place; none in practice, of which nothing stays.
    pub again: Option<&'a str>,
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
        Err(problem) => untouched(wish.contact_center, Outcome::Failed, problem),
    }
}

fn untouched(contact_center: &str, outcome: Outcome, problem: Problem) -> Report {
    let mut report = Report::on_undo(contact_center, outcome);
    report
        .lines
        .push(CheckLine::ok("Nothing has been changed in AWS."));
    report.problem = Some(problem);
    report
}

async fn put_back(
    account: &dyn Account,
    journals: &Journals,
    wish: Wish<'_>,
    watch: &dyn Watch,
) -> Result<Report, Problem> {
    let reader = account.reader();
    let told = prospect(reader, journals, wish.contact_center, wish.region).await?;
    let journal = &told.journal;
    if !wish.agreed.is_empty() && wish.agreed != journal.entries {
        return Ok(untouched(
            &journal.contact_center,
            Outcome::Refused,
            not_as_agreed(),
        ));
    }
    if journal.entries.is_empty() {
        return Ok(nothing(&told));
    }
    if !told.doubts.is_empty() && wish.agreed.is_empty() {
        return Ok(only_likely(&told, wish.again));
    }
    let mut backwards: Vec<&Entry> = journal.entries.iter().rev().collect();
    // The token comes last: as long as the new values stand, a call would bring a new one.
    backwards.sort_by_key(|entry| entry.is_token());
    let mut names = vec!["Look again".to_owned()];
    names.extend(backwards.iter().map(|entry| describe(entry)));
    watch.stages(&names);
    watch.stage(0, StageState::Working(String::new()));
    let steps = match all_fit(reader, &backwards).await? {
        Ok(steps) => steps,
        Err(problem) => {
            watch.stage(0, StageState::Failed(problem.what.clone()));
            return Ok(untouched(
                &journal.contact_center,
                Outcome::Refused,
                problem,
            ));
        }
    };
    watch.stage(0, StageState::Done("nobody changed it".into()));
    let mut report = take_all(account, journal, &names[1..], &steps, watch, wish.again).await;
    if matches!(report.outcome, Outcome::Done | Outcome::NothingToDo) {
        journals.remove(journal);
    }
    report.lines.extend(told.by_hand);
    Ok(report)
}

/// All steps, or the first thing that stands against one of them.
async fn all_fit(
    reader: &dyn Reader,
    entries: &[&Entry],
) -> Result<Result<Vec<Step>, Problem>, Problem> {
    let mut steps = Vec::new();
    for entry in entries {
        match look(reader, entry)
            .await
            .map_err(|failure| failure.problem())?
        {
            Ok(step) => steps.push(step),
            Err(problem) => return Ok(Err(problem)),
        }
    }
    Ok(Ok(steps))
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
            stopped(&mut report, Outcome::Cancelled, &names[at..], false, again);
            return report;
        }
        let stage = at + 1;
        watch.stage(stage, StageState::Working(String::new()));
        match take(account, step).await {
            Ok(None) => watch.stage(stage, StageState::Skipped("is as it was".into())),
            Ok(Some(change)) => {
                watch.stage(stage, StageState::Done(String::new()));
                report
                    .lines
                    .push(CheckLine::ok(format!("{}: put back.", change.place)));
                report.changes.push(change);
            }
            Err(trouble) => {
                let unclear = matches!(trouble, Trouble::Unclear(_));
                let problem = trouble.failure().problem();
                watch.stage(stage, StageState::Failed(problem.what.clone()));
                report.problem = Some(problem);
                stopped(&mut report, Outcome::Failed, &names[at..], unclear, again);
                return report;
            }
        }
    }
    if report.changes.is_empty() {
        report.outcome = Outcome::NothingToDo;
    }
    report
}

/// Says what was not put back; undo can be tried again, since the journal stays.
fn stopped(
    report: &mut Report,
    clean: Outcome,
    left: &[String],
    unclear: bool,
    again: Option<&str>,
) {
    report.can_undo = true;
    if report.changes.is_empty() && !unclear {
        report.outcome = clean;
        report
            .lines
            .push(CheckLine::ok("Nothing has been changed in AWS."));
        return;
    }
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
}

fn not_as_agreed() -> Problem {
    Problem::new(
        "changed-since-asked",
        "What there is to put back changed since you were asked.",
    )
    .cause("Somebody else, or another run of this program, wrote in between.")
    .fix("Run undo again; it shows what there is to put back now.")
}

/// What there is to say where there is nothing to put back; whether it could not be looked at all is told first.
pub fn nothing(told: &Prospect) -> Report {
    if let Some(problem) = &told.unseen {
        return untouched(
            &told.journal.contact_center,
            Outcome::Failed,
            problem.clone(),
        );
    }
    let mut report = Report::on_undo(&told.journal.contact_center, Outcome::NothingToDo);
    report.lines.push(CheckLine::ok(
        "No setup of this contact center is on record here, and AWS alone tells of none.",
    ));
    report.lines.extend(told.by_hand.iter().cloned());
    report
}

/// What is only likely is never put back without a person's yes.
fn only_likely(told: &Prospect, again: Option<&str>) -> Report {
    let name = &told.journal.contact_center;
    let problem = Problem::new(
        "undo-only-likely",
        "What the last setup changed is only likely, not certain.",
    )
    .cause("No journal is kept here, and AWS tells who wrote and when, but not by which program.")
    .fix(format!(
        "Run {} on a terminal and without --yes; it shows this and asks.",
        again.unwrap_or("undo")
    ));
    let mut report = untouched(name, Outcome::Refused, problem);
    let would = told.journal.entries.iter().rev();
    report.lines.extend(
        would.map(|entry| CheckLine::warn(format!("It would do this: {}.", describe(entry)))),
    );
    let doubts = told.doubts.iter().chain(&told.by_hand);
    report.lines.extend(doubts.cloned());
    report
}

#[cfg(test)]
mod tests;
