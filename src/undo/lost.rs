//! What a setup changed, as far as AWS alone tells: for where there is no journal.
//!
//! Versions of secrets carry an id of ours: of them it is certain. Parameters, variables and aliases carry no
//! mark: a label would need one more permission, and one left on an old version keeps AWS from dropping that
//! version, until writing the parameter fails. Who wrote, when, and what came before makes it likely, no more.

mod parameters;
mod published;
mod traces;

use super::CURRENT;
use crate::account::{Outcome as Answer, Reader};
use crate::domain::center::{ContactCenter, VersionPath};
use crate::domain::resources::Which;
use crate::domain::{CheckLine, FailureKind};
use crate::journal::Entry;
use crate::problem::Problem;
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
    for name in [&center.secret, &center.access_secret]
        .into_iter()
        .flatten()
    {
        let entry = entry(reader, name).await;
        told.entries
            .extend(entry.map_err(|failure| failure.problem())?);
    }
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

async fn entry(reader: &dyn Reader, name: &str) -> Answer<Option<Entry>> {
    let description = match reader.describe_secret(name).await {
        Ok(description) => description,
        Err(failure) if failure.kind == FailureKind::NotFound => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let current = description
        .labelled(CURRENT)
        .filter(|id| id.starts_with(crate::swap::MARK));
    let (Some(after), Some(before)) = (current, description.labelled("AWSPREVIOUS")) else {
        return Ok(None);
    };
    Ok(is_older(reader, name, before, after)
        .await?
        .then(|| Entry::Secret {
            name: name.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
            token: false,
        }))
}

/// After an undo the version that is labelled as the one before is the newer one: going there would redo it.
async fn is_older(reader: &dyn Reader, name: &str, before: &str, after: &str) -> Answer<bool> {
    let before = Which::Version(before.to_owned());
    let after = Which::Version(after.to_owned());
    let (before, after) =
        tokio::try_join!(reader.secret(name, &before), reader.secret(name, &after))?;
    Ok(match (before.created, after.created) {
        (Some(before), Some(after)) => before <= after,
        _ => true,
    })
}
