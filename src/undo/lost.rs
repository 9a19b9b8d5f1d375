//! What a setup changed, as far as AWS alone tells: for where there is no journal.
//!
//! Versions of secrets carry an id of ours: of them it is certain. Parameters, variables and aliases carry no
//! mark: a label would need one more permission, and one left on an old version keeps AWS from dropping that
//! version, until writing the parameter fails. Who wrote, when, and what came before makes it likely, no more.

mod parameters;
mod published;
mod traces;

use jiff::Timestamp;

use crate::account::{Outcome as Answer, Reader};
use crate::domain::center::{ContactCenter, VersionPath};
use crate::domain::resources::{SecretDescription, Which};
use crate::domain::{CheckLine, FailureKind};
use crate::journal::Entry;
use crate::problem::Problem;
use crate::swap::{self, CURRENT, MARK, PREVIOUS};
use traces::Trace;

/// What AWS alone tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What can be put back.
    pub entries: Vec<Entry>,
    /// Why some of it is only likely to be the setup's, a line each; none where all is certain.
    pub doubts: Vec<CheckLine>,
    /// What is not put back, with the names and versions that it takes to do so by hand.
    pub by_hand: Vec<CheckLine>,
    /// What kept us from looking at all of it.
    pub unseen: Option<Problem>,
}

/// Looks at everything that a setup of this contact center could have changed.
pub(super) async fn told(reader: &dyn Reader, center: &ContactCenter) -> Result<Told, Problem> {
    let mut told = Told::default();
    let secrets = secrets(reader, center).await;
    told.entries = secrets.map_err(|failure| failure.problem())?;
    if center.path == VersionPath::ParameterStore {
        match traces(reader, center).await {
            Ok(traces) => traces::judge(traces, &mut told),
            // Whoever may not look is told so; what is certain can be put back all the same.
            Err(failure) if failure.kind == FailureKind::Denied => {
                let problem = failure.problem();
                told.by_hand.push(CheckLine::warn(problem.to_string()));
                told.unseen = Some(problem);
            }
            Err(failure) => return Err(failure.problem()),
        }
    }
    Ok(told)
}

/// In the order in which a setup writes.
async fn traces(reader: &dyn Reader, center: &ContactCenter) -> Answer<Vec<Trace>> {
    let Some(name) = &center.function else {
        return Ok(Vec::new());
    };
    let called = reader.function(name, center.qualifier.as_deref()).await?;
    let mut traces = parameters::traces(reader, &called).await?;
    traces.extend(published::trace(reader, center, &called).await?);
    traces.extend(parameters::token(reader, &called).await?);
    Ok(traces)
}

/// In the order in which a setup notes them: the cached token first.
async fn secrets(reader: &dyn Reader, center: &ContactCenter) -> Answer<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut since = None;
    if let Some(name) = &center.secret
        && let Some((before, after)) = versions(reader, name).await?
    {
        since = created(reader, name, &after).await?;
        entries.push(Entry::Secret {
            name: name.clone(),
            before: Some(before),
            after,
            token: false,
        });
    }
    if let Some(name) = &center.access_secret
        && let Some(token) = token(reader, name, since).await?
    {
        entries.insert(0, token);
    }
    Ok(entries)
}

/// The version from before a setup and the one that the setup made, where it is still to be seen in the labels.
async fn versions(reader: &dyn Reader, name: &str) -> Answer<Option<(String, String)>> {
    let Some(description) = described(reader, name).await? else {
        return Ok(None);
    };
    let current = description
        .labelled(CURRENT)
        .filter(|id| id.starts_with(MARK));
    let previous = description.labelled(PREVIOUS);
    // Once somebody else has written, AWS's own labels tell no more of what was before.
    let found = match (current, previous) {
        (Some(after), previous) => (swap::before(&description, after).or(previous), after),
        (None, Some(after)) if after.starts_with(MARK) => {
            (swap::before(&description, after), after)
        }
        _ => return Ok(None),
    };
    let (Some(before), after) = found else {
        return Ok(None);
    };
    let is_before = is_older(reader, name, before, after).await?;
    Ok(is_before.then(|| (before.to_owned(), after.to_owned())))
}

/// The cached token: the setup's own, or one that the function stored since, which lets in whom the setup named.
async fn token(reader: &dyn Reader, name: &str, since: Option<Timestamp>) -> Answer<Option<Entry>> {
    let entry = |before, after| Entry::Secret {
        name: name.to_owned(),
        before,
        after,
        token: true,
    };
    if let Some((before, after)) = versions(reader, name).await? {
        return Ok(Some(entry(Some(before), after)));
    }
    let now = match reader.secret(name, &Which::current()).await {
        Ok(now) => now,
        Err(failure) if failure.kind == FailureKind::NotFound => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let is_since = since.is_some_and(|since| now.created.is_some_and(|made| made >= since));
    Ok(is_since.then(|| entry(None, now.version)))
}

async fn described(reader: &dyn Reader, name: &str) -> Answer<Option<SecretDescription>> {
    match reader.describe_secret(name).await {
        Ok(description) => Ok(Some(description)),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

async fn created(reader: &dyn Reader, name: &str, version: &str) -> Answer<Option<Timestamp>> {
    let which = Which::Version(version.to_owned());
    Ok(reader.secret(name, &which).await?.created)
}

/// After an undo the version that is labelled as the one before is the newer one: going there would redo it.
async fn is_older(reader: &dyn Reader, name: &str, before: &str, after: &str) -> Answer<bool> {
    let before = created(reader, name, before);
    let after = created(reader, name, after);
    Ok(match tokio::try_join!(before, after)? {
        (Some(before), Some(after)) => before <= after,
        _ => true,
    })
}
