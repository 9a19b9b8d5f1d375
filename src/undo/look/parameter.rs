//! Looks whether a parameter can be put back.

use super::super::step::{Step, at};
use super::{as_it_was, changed_since};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::resources::Parameter;
use crate::domain::rest_keys::may_be_token;
use crate::problem::Problem;

pub(super) async fn parameter(
    reader: &dyn Reader,
    name: &str,
    before: Option<i64>,
    after: i64,
    token: bool,
) -> Answer<Result<Step, Problem>> {
    let found = reader
        .parameters(&[name.to_owned()])
        .await?
        .found
        .into_iter()
        .next();
    let as_it_was = || Ok(Ok(as_it_was(format!("parameter {name}"))));
    let Some(found) = found else {
        return as_it_was();
    };
    let now = found.version;
    let is_only_noted = before == Some(after);
    let token = token && may_be_token(name, &found.value);
    if is_only_noted && !token {
        return as_it_was();
    }
    if Some(now) == before {
        return as_it_was();
    }
    // An undo that was stopped put it back already, as a version of its own.
    if now != after && holds_what_was(reader, &found, before).await? {
        return as_it_was();
    }
    // Nobody changed what another wrote anew.
    if now != after && !token && !holds_what_was(reader, &found, Some(after)).await? {
        return Ok(Err(changed_since(
            &format!("parameter {name}"),
            &format!("version {now} by {}", writer(reader, name, now).await),
        )));
    }
    let name = name.to_owned();
    Ok(Ok(match before {
        Some(to) if token && version(reader, &name, to).await?.is_none() => {
            Step::Worthless { name }
        }
        Some(to) if token => Step::TokenParameter { name, to },
        Some(to) => Step::Parameter { name, now, to },
        None => Step::Delete { name, now },
    }))
}

/// Who wrote a version, and when, as far as AWS tells.
async fn writer(reader: &dyn Reader, name: &str, version: i64) -> String {
    let history = reader.parameter_history(name).await.unwrap_or_default();
    let found = history.into_iter().find(|kept| kept.version == version);
    let (by, when) = found.map_or((None, None), |kept| (kept.by, kept.when));
    let by = by.unwrap_or_else(|| "somebody".into());
    format!("{by}{}", at(", written", when))
}

async fn holds_what_was(reader: &dyn Reader, now: &Parameter, before: Option<i64>) -> Answer<bool> {
    let Some(before) = before else {
        return Ok(false);
    };
    let old = version(reader, &now.name, before).await?;
    Ok(old.is_some_and(|old| old.value == now.value))
}

/// A version of a parameter; AWS keeps the newest 100.
async fn version(reader: &dyn Reader, name: &str, version: i64) -> Answer<Option<Parameter>> {
    let versioned = [format!("{name}:{version}")];
    Ok(reader
        .parameters(&versioned)
        .await?
        .found
        .into_iter()
        .next())
}
