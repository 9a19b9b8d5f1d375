//! Puts variables of a function back, each only where it still holds what the setup set, and its alias.

use std::collections::BTreeMap;

use super::super::Place;
use super::super::step::Former;
use super::{Taken, Trouble, after_all};
use crate::account::{Account, Outcome as Answer};
use crate::domain::change::Action;
use crate::domain::plan::environment_unreadable;
use crate::domain::resources::{Environment, Function, UpdateStatus};
use crate::problem::Problem;

pub(super) async fn put_environment_back(
    account: &dyn Account,
    function: &str,
    before: &[Former],
) -> Result<Option<Taken>, Trouble> {
    let latest = at_rest(account, function).await?;
    let Environment::Variables(now) = &latest.environment else {
        return Err(environment_unreadable(&latest).into());
    };
    let variables = put_back(now, before).map_err(|others| changed(function, &others))?;
    let sent = account
        .update_environment(function, &variables, latest.revision.as_deref())
        .await;
    let is_in = holds(account, function, &variables);
    after_all(sent.map(drop), is_in).await?;
    // It is in; whoever cannot see it come to rest has still put it back.
    let _ = at_rest(account, function).await;
    let names: Vec<&str> = before.iter().map(|it| it.name.as_str()).collect();
    Ok(Some(Taken::of(
        Place::Function(function.to_owned()),
        Action::Set,
        &names.join(", "),
        "as before",
        "lambda:UpdateFunctionConfiguration",
    )))
}

/// Sends calls to the version from before again, if they all still go to the setup's.
pub(super) async fn put_alias_back(
    account: &dyn Account,
    function: &str,
    alias: &str,
    [from, to]: [&str; 2],
    weights: &BTreeMap<String, f64>,
) -> Result<Option<Taken>, Trouble> {
    let now = account.alias(function, alias).await?;
    if now.version != from || !now.weights.is_empty() {
        return Err(moved_since(alias, function, &now.version).into());
    }
    let shares = (now.weights != *weights).then_some(weights);
    let moved = account
        .move_alias(function, alias, to, shares, now.revision.as_deref())
        .await;
    let is_in = async { Ok(account.alias(function, alias).await?.version == to) };
    after_all(moved.map(drop), is_in).await?;
    Ok(Some(Taken::of(
        Place::Function(function.to_owned()),
        Action::Move,
        &format!("alias {alias} on version {from}"),
        &format!("alias {alias} on version {to}"),
        "lambda:UpdateAlias",
    )))
}

fn moved_since(alias: &str, function: &str, version: &str) -> Problem {
    Problem::new(
        "alias-changed",
        format!("The alias {alias} of {function} was changed meanwhile."),
    )
    .cause(format!(
        "It sends calls to version {version} now, or to several versions."
    ))
    .fix("It was not put back; the other change is kept. Undo again: it looks anew.")
}

/// All variables with these as they were; or those of them that somebody has set anew since they were looked at.
fn put_back(
    now: &BTreeMap<String, String>,
    before: &[Former],
) -> Result<BTreeMap<String, String>, Vec<String>> {
    let (mut variables, mut others) = (now.clone(), Vec::new());
    for Former { name, value, after } in before {
        let is = now.get(name);
        if is != Some(after) && is != value.as_ref() {
            others.push(name.clone());
        }
        match value {
            Some(value) => variables.insert(name.clone(), value.clone()),
            None => variables.remove(name),
        };
    }
    match others.is_empty() {
        true => Ok(variables),
        false => Err(others),
    }
}

fn changed(function: &str, variables: &[String]) -> Problem {
    Problem::new(
        "variables-changed",
        format!("Variables of the function {function} were changed meanwhile."),
    )
    .cause(format!(
        "Somebody else, or another program, set anew: {}.",
        variables.join(", ")
    ))
    .fix("They were not put back; the other change is kept. Undo again: it looks anew.")
}

/// The function once no update is going on any more, or after half a minute.
async fn at_rest(account: &dyn Account, function: &str) -> Answer<Function> {
    let mut now = account.function(function, None).await?;
    for _ in 0..60 {
        if now.update != UpdateStatus::InProgress {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        now = account.function(function, None).await?;
    }
    Ok(now)
}

async fn holds(
    account: &dyn Account,
    function: &str,
    variables: &BTreeMap<String, String>,
) -> Answer<bool> {
    let now = account.function(function, None).await?.environment;
    Ok(now == Environment::Variables(variables.clone()))
}
