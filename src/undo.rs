//! Puts back what the last setup of a contact center changed: by moving versions back where AWS keeps them,
//! and only where nobody changed them since. Everything is looked at before anything is put back.

mod look;
mod take;

use look::look;
use take::take;

use crate::account::{Account, Reader};
use crate::domain::center::names;
use crate::domain::{CheckLine, FailureKind};
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
    if let Some(journal) = journals.read(&identity.account, region, contact_center)? {
        return Ok(Some(journal).filter(|journal| !journal.entries.is_empty()));
    }
    let entries = without_journal(reader, contact_center).await?;
    Ok((!entries.is_empty()).then(|| Journal {
        version: Journal::VERSION,
        account: identity.account,
        region: region.to_owned(),
        contact_center: contact_center.to_owned(),
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
        let mut report = Report::on_undo(contact_center, Outcome::Refused);
        report
            .lines
            .push(CheckLine::ok("Nothing has been changed in AWS."));
        report.problem = Some(problem.clone());
        return Ok(report);
    }
    watch.stage(0, StageState::Done("nobody changed it".into()));
    let mut report = Report::on_undo(contact_center, Outcome::Done);
    for (at, step) in steps.into_iter().flatten().enumerate() {
        let stage = at + 1;
        if watch.stop_asked() && !report.changes.is_empty() {
            report.outcome = Outcome::Partial;
            return Ok(report);
        }
        watch.stage(stage, StageState::Working(String::new()));
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

/// Secrets whose current version carries an id of ours and whose version before is still labelled. Of
/// parameters and aliases AWS alone does not tell who changed them.
async fn without_journal(reader: &dyn Reader, contact_center: &str) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for name in [
        names::secret(contact_center),
        names::access_secret(contact_center),
    ] {
        let description = match reader.describe_secret(&name).await {
            Ok(description) => description,
            Err(failure) if failure.kind == FailureKind::NotFound => continue,
            Err(failure) => return Err(failure.problem()),
        };
        let current = description
            .labelled(CURRENT)
            .filter(|id| id.starts_with(crate::apply::TOKEN_PREFIX));
        if let (Some(after), Some(before)) = (current, description.labelled("AWSPREVIOUS")) {
            entries.push(Entry::Secret {
                before: before.to_owned(),
                after: after.to_owned(),
                token: false,
                name,
            });
        }
    }
    Ok(entries)
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
