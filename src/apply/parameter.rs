//! Writes a parameter. AWS has no precondition for it: the version that was read and the version that comes
//! back tell whether somebody else wrote in between.

use jiff::Timestamp;

use super::part::Note;
use super::{Stop, reset};
use crate::account::{Account, Outcome};
use crate::domain::resources::{Parameter, ParameterDescription, ParameterWrite};
use crate::domain::{CheckLine, Failure};
use crate::journal::Entry;
use crate::problem::Problem;

pub(super) async fn write(
    account: &dyn Account,
    write: &ParameterWrite,
    read: Option<i64>,
    note: &mut Note<'_>,
) -> Result<CheckLine, Stop> {
    let now = current(account, &write.name).await?;
    let seen = now.as_ref().map(|parameter| parameter.version);
    let read = reset::now_read(write, now.as_ref()).or(read);
    if seen != read {
        return Err(Stop::Moved(changed(account, &write.name, read, seen).await));
    }
    let expected = read.unwrap_or(0) + 1;
    let noted = note.add(entry(write, read, expected, None))?;
    let version = match put(account, write, read).await {
        Ok(version) => version,
        Err(Stop::Unclear(problem)) => return Err(Stop::Unclear(problem)),
        Err(stop) => {
            note.take_back(noted)?;
            return Err(stop);
        }
    };
    note.has_done(format!("Parameter {}: written.", write.name));
    let now = account.describe_parameter(&write.name).await;
    let described = now.as_ref().ok().and_then(Option::as_ref);
    let written = described.filter(|it| it.version == version);
    let written = written.and_then(|it| it.changed);
    let replaced = if version == expected {
        read
    } else {
        Some(version - 1)
    };
    note.correct(noted, entry(write, replaced, version, written))?;
    // One that the function stored just before is no loss.
    if version != expected && !reset::is_parameter(write) {
        return Ok(CheckLine::warn(format!(
            "Parameter {}: written as version {version}, but somebody else wrote version {} just before. \
             It can be read as {}:{}.",
            write.name,
            version - 1,
            write.name,
            version - 1
        )));
    }
    Ok(compared(write, now))
}

fn entry(
    write: &ParameterWrite,
    before: Option<i64>,
    after: i64,
    written: Option<Timestamp>,
) -> Entry {
    Entry::Parameter {
        name: write.name.clone(),
        before,
        after,
        token: reset::is_parameter(write),
        written,
    }
}

/// Writes; where no answer comes, looks whether it is in before trying once more. The first try may still be under way
/// when the second is refused: then, too, only a look tells.
async fn put(
    account: &dyn Account,
    write: &ParameterWrite,
    read: Option<i64>,
) -> Result<i64, Stop> {
    let lost = match account.put_parameter(write).await {
        Ok(version) => return Ok(version),
        Err(failure) if failure.may_be_applied() => failure,
        Err(failure) => return Err(failure.into()),
    };
    if let Some(version) = is_in(account, write, read, &lost).await? {
        return Ok(version);
    }
    let refused = match account.put_parameter(write).await {
        Ok(version) => return Ok(version),
        Err(failure) if failure.may_be_applied() => return Err(Stop::Unclear(failure.problem())),
        Err(failure) => failure,
    };
    let version = is_in(account, write, read, &lost).await?;
    version.ok_or_else(|| refused.into())
}

/// The version that it made, or nothing where all is as it was read.
async fn is_in(
    account: &dyn Account,
    write: &ParameterWrite,
    read: Option<i64>,
    lost: &Failure,
) -> Result<Option<i64>, Stop> {
    let now = current(account, &write.name).await;
    let now = now.map_err(|unknown| Stop::Unclear(unknown.problem()))?;
    match now {
        now if now.as_ref().map(|parameter| parameter.version) == read => Ok(None),
        Some(now) if now.value == write.value => Ok(Some(now.version)),
        _ => Err(Stop::Unclear(lost.problem())),
    }
}

async fn current(account: &dyn Account, name: &str) -> Result<Option<Parameter>, Failure> {
    let names = [name.to_owned()];
    Ok(account.parameters(&names).await?.found.into_iter().next())
}

/// Type, key, tier and the like must come out as they went in.
fn compared(write: &ParameterWrite, now: Outcome<Option<ParameterDescription>>) -> CheckLine {
    let now = match now {
        Ok(Some(now)) => now,
        Ok(None) => return CheckLine::ok(format!("Parameter {}: written.", write.name)),
        Err(failure) => {
            let why = failure.problem().what;
            let text = format!(
                "Parameter {}: written, but not compared after. {why}",
                write.name
            );
            return CheckLine::warn(text);
        }
    };
    let kept = [
        ("type", now.kind == write.kind),
        (
            "KMS key",
            write.kms_key.is_none() || now.kms_key == write.kms_key,
        ),
        (
            "tier",
            write.tier.as_ref().is_none_or(|tier| *tier == now.tier),
        ),
        (
            "data type",
            write.data_type.is_none() || now.data_type == write.data_type,
        ),
        (
            "pattern",
            write.allowed_pattern == now.allowed_pattern || !write.overwrite,
        ),
    ];
    let lost: Vec<&str> = kept
        .iter()
        .filter(|(_, kept)| !kept)
        .map(|(what, _)| *what)
        .collect();
    if !write.overwrite {
        CheckLine::ok(format!("Parameter {}: made.", write.name))
    } else if lost.is_empty() {
        CheckLine::ok(format!(
            "Parameter {}: written; type, key, tier and data type kept.",
            write.name
        ))
    } else {
        CheckLine::warn(format!(
            "Parameter {}: written, but its {} changed.",
            write.name,
            lost.join(", ")
        ))
    }
}

/// Who wrote in between, and which version that made.
async fn changed(
    account: &dyn Account,
    name: &str,
    read: Option<i64>,
    now: Option<i64>,
) -> Problem {
    let version = |version: Option<i64>| match version {
        Some(version) => format!("version {version}"),
        None => "not there".to_owned(),
    };
    let description = account.describe_parameter(name).await.ok().flatten();
    let by = description.and_then(|description| description.changed_by);
    let by = by.map_or(String::new(), |by| format!(", written by {by}"));
    Problem::new(
        "parameter-changed",
        format!("The parameter {name} was changed meanwhile."),
    )
    .cause(format!(
        "It is now {}{by}; the preview was made from {}.",
        version(now),
        version(read)
    ))
    .fix("It was not written; the other change is kept. Look at the new preview.")
}
