//! Puts back what the last setup of a contact center changed: by moving versions back where AWS keeps them,
//! and only where nobody changed them since. Everything is looked at before anything is put back.

mod look;
mod lost;
mod take;

use look::{Step, look};
use take::take;

use crate::account::{Account, Reader};
use crate::discover;
use crate::domain::CheckLine;
use crate::journal::{Entry, Journal, Journals};
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::{StageState, Watch};

const CURRENT: &str = "AWSCURRENT";

/// Puts back. Without a journal, what can be told from AWS alone: secrets whose current version is ours.
pub async fn run(
    account: &dyn Account,
    journals: &Journals,
    region: &str,
    contact_center: &str,
    watch: &dyn Watch,
) -> Report {
    match put_back(account, journals, region, contact_center, watch).await {
        Ok(report) => report,
        Err(problem) => {
            let mut report = Report::on_undo(contact_center, Outcome::Failed);
            report
                .lines
                .push(CheckLine::ok("Nothing has been changed in AWS."));
            report.problem = Some(problem);
            report
        }
    }
}

/// What undoing would come to: the journal, or what AWS alone tells. `None` where there is nothing to put back.
pub async fn prospect(
    reader: &dyn Reader,
    journals: &Journals,
    contact_center: &str,
    region: &str,
) -> Result<Option<Journal>, Problem> {
    let identity = reader
        .identity()
        .await
        .map_err(|failure| failure.problem())?;
    let noted = |name: &str| journals.read(&identity.account, region, name);
    let is_something = |journal: &Journal| !journal.entries.is_empty();
    if let Some(journal) = noted(contact_center)? {
        return Ok(Some(journal).filter(is_something));
    }
    // It may have been called by its function's name or a LambdaPrefix; journals go by the API name.
    let center = discover::resolve(reader, contact_center).await?;
    if let Some(journal) = noted(&center.name)? {
        return Ok(Some(journal).filter(is_something));
    }
    let entries = lost::entries(reader, &center).await?;
    Ok((!entries.is_empty()).then(|| Journal {
        version: Journal::VERSION,
        account: identity.account,
        region: region.to_owned(),
        contact_center: center.name,
        begun: String::new(),
        finished: true,
        entries,
    }))
}

async fn put_back(
    account: &dyn Account,
    journals: &Journals,
    region: &str,
    contact_center: &str,
    watch: &dyn Watch,
) -> Result<Report, Problem> {
    let Some(journal) = prospect(account.reader(), journals, contact_center, region).await? else {
        let mut report = Report::on_undo(contact_center, Outcome::NothingToDo);
        report.lines.push(CheckLine::ok(
            "No change to this contact center is on record here, so there is nothing to put back.",
        ));
        return Ok(report);
    };
    let backwards: Vec<&Entry> = journal.entries.iter().rev().collect();
    let mut names = vec!["Look again".to_owned()];
    names.extend(backwards.iter().map(|entry| describe(entry)));
    watch.stages(&names);
    watch.stage(0, StageState::Working(String::new()));
    let mut steps = Vec::new();
    for entry in &backwards {
        steps.push(
            look(account.reader(), entry)
                .await
                .map_err(|failure| failure.problem())?,
        );
    }
    if let Some(problem) = steps.iter().find_map(|step| step.as_ref().err()) {
        watch.stage(0, StageState::Failed(problem.what.clone()));
        let mut report = Report::on_undo(&journal.contact_center, Outcome::Refused);
        report
            .lines
            .push(CheckLine::ok("Nothing has been changed in AWS."));
        report.problem = Some(problem.clone());
        return Ok(report);
    }
    watch.stage(0, StageState::Done("nobody changed it".into()));
    let mut report = Report::on_undo(&journal.contact_center, Outcome::Done);
    for (at, step) in steps.into_iter().flatten().enumerate() {
        let stage = at + 1;
        if watch.stop_asked() && !report.changes.is_empty() {
            report.outcome = Outcome::Partial;
            return Ok(report);
        }
        watch.stage(stage, StageState::Working(String::new()));
        if let Step::Gone { name } = &step {
            watch.stage(stage, StageState::Skipped("AWS no longer keeps it".into()));
            report.lines.push(CheckLine::warn(format!(
                "secret {name}: AWS no longer keeps the token from before. The one stored now stays until it expires."
            )));
            continue;
        }
        match take(account, &step).await {
            Ok(None) => watch.stage(stage, StageState::Skipped("is as it was".into())),
            Ok(Some(change)) => {
                watch.stage(stage, StageState::Done(String::new()));
                report
                    .lines
                    .push(CheckLine::ok(format!("{}: put back.", change.place)));
                report.changes.push(change);
            }
            Err(failure) => {
                watch.stage(stage, StageState::Failed(failure.problem().what));
                report.problem = Some(failure.problem());
                report.outcome = match report.changes.is_empty() {
                    true => Outcome::Failed,
                    false => Outcome::Partial,
                };
                return Ok(report);
            }
        }
    }
    journals.remove(&journal);
    if report.changes.is_empty() {
        report.outcome = Outcome::NothingToDo;
    }
    Ok(report)
}

/// What putting an entry back is called.
pub fn describe(entry: &Entry) -> String {
    match entry {
        Entry::Secret { name, .. } => format!("Put secret {name} back to its version before"),
        Entry::Parameter {
            name,
            before: Some(version),
            ..
        } => {
            format!("Put parameter {name} back to what version {version} holds")
        }
        Entry::Parameter { name, .. } => format!("Remove parameter {name}, which setup made"),
        Entry::Environment { function, .. } => {
            format!("Put the variables of function {function} back")
        }
        Entry::Alias {
            function,
            alias,
            before,
            ..
        } => {
            format!("Point alias {alias} of {function} back to version {before}")
        }
    }
}
