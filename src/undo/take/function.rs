//! Puts variables of a function back, each only where it still holds what the setup set.

use std::collections::BTreeMap;

use super::super::step::Former;
use super::{Trouble, after_all};
use crate::account::{Account, Outcome as Answer};
use crate::domain::plan::environment_unreadable;
use crate::domain::resources::{Environment, Function, UpdateStatus};
use crate::problem::Problem;

pub(super) async fn put_environment_back(
    account: &dyn Account,
    function: &str,
    before: &[Former],
) -> Result<(), Trouble> {
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
    Ok(())
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
