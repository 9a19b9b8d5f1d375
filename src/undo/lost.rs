//! What a setup changed, as far as AWS alone tells: for where there is no journal.

use super::CURRENT;
use crate::account::{Outcome as Answer, Reader};
use crate::domain::FailureKind;
use crate::domain::center::ContactCenter;
use crate::domain::resources::Which;
use crate::journal::Entry;
use crate::problem::Problem;

/// Secrets whose current version carries an id of ours and whose version before is still labelled. Of
/// parameters and aliases AWS alone does not tell who changed them.
pub(super) async fn entries(
    reader: &dyn Reader,
    center: &ContactCenter,
) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for name in [&center.secret, &center.access_secret]
        .into_iter()
        .flatten()
    {
        let entry = entry(reader, name).await;
        entries.extend(entry.map_err(|failure| failure.problem())?);
    }
    Ok(entries)
}

async fn entry(reader: &dyn Reader, name: &str) -> Answer<Option<Entry>> {
    let description = match reader.describe_secret(name).await {
        Ok(description) => description,
        Err(failure) if failure.kind == FailureKind::NotFound => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let current = description
        .labelled(CURRENT)
        .filter(|id| id.starts_with(crate::apply::TOKEN_PREFIX));
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
