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
    let put = match put(account, write, read).await {
        Ok(put) => put,
        Err(Stop::Unclear(problem)) => return Err(Stop::Unclear(problem)),
        Err(stop) => return Err(note.take_back_for(noted, stop)),
    };
    let version = put.version;
    note.has_done(format!("Parameter {}: written.", write.name));
    let now = account.describe_parameter(&write.name).await;
    let described = now.as_ref().ok().and_then(Option::as_ref);
    let written = described.filter(|it| it.version == version);
    let written = written.and_then(|it| it.changed);
    let replaced = replaced(account, write, read, put).await;
    note.correct(noted, entry(write, replaced, version, written))?;
    // One that the function stored just before is no loss.
    match replaced.filter(|_| replaced != read && !reset::is_parameter(write)) {
        Some(theirs) => Ok(CheckLine::warn(format!(
            "Parameter {}: written as version {version}, but somebody else wrote version {theirs} just before. \
             It can be read as {}:{theirs}.",
            write.name, write.name,
        ))),
        None => Ok(compared(write, now)),
    }
}

/// The version that was replaced; none where there was no parameter then. A first try without an answer may have come
/// in just before the second: then it is that from before both.
async fn replaced(
    account: &dyn Account,
    write: &ParameterWrite,
    read: Option<i64>,
    put: Put,
) -> Option<i64> {
    let before = (put.version > 1).then_some(put.version - 1);
    let Some(version) = before.filter(|_| put.twice && before != read) else {
        return before;
    };
    let found = account
        .parameters(&[format!("{}:{version}", write.name)])
        .await;
    let is_theirs = |it: &Parameter| it.value != write.value;
    // Where it cannot be seen, it is ours more likely than somebody's of the same moment.
    if found.is_ok_and(|it| it.found.iter().any(is_theirs)) {
        return before;
    }
    (version > 1).then_some(version - 1)
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

/// What writing came to.
#[derive(Clone, Copy)]
struct Put {
    /// The version that it made.
    version: i64,
    /// Whether it was tried twice, the first time without an answer.
    twice: bool,
}

impl Put {
    fn once(version: i64) -> Self {
        let twice = false;
        Self { version, twice }
    }
}

/// Writes; where no answer comes, looks whether it is in before trying once more. The first try may still be under way
/// when the second is refused: then, too, only a look tells.
async fn put(
    account: &dyn Account,
    write: &ParameterWrite,
    read: Option<i64>,
) -> Result<Put, Stop> {
    let lost = match account.put_parameter(write).await {
        Ok(version) => return Ok(Put::once(version)),
        Err(failure) if failure.may_be_applied() => failure,
        Err(failure) => return Err(failure.into()),
    };
    if let Some(version) = is_in(account, write, read, &lost).await? {
        return Ok(Put::once(version));
    }
    let twice = true;
    let refused = match account.put_parameter(write).await {
        Ok(version) => return Ok(Put { version, twice }),
        Err(failure) if failure.may_be_applied() => return Err(Stop::Unclear(failure.problem())),
        Err(failure) => failure,
    };
    let version = is_in(account, write, read, &lost).await?;
    version.map(Put::once).ok_or_else(|| refused.into())
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
