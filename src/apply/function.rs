//! Changes a function's environment and carries it to its callers: update, wait, publish, move the alias.
//! After a lost answer AWS is looked at before any verdict.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Stop;
use super::part::Note;
use crate::account::{Account, Outcome};
use crate::domain::change::{AliasMove, FunctionWrite};
use crate::domain::resources::{Environment, Function, UpdateStatus};
use crate::domain::{CheckLine, Failure, FailureKind, Username, key_material, parameter_name};
use crate::journal::{Before, Entry, Variable};
use crate::problem::Problem;

/// An update takes seconds, with a VPC up to a few minutes.
const PATIENCE: Duration = Duration::from_secs(180);

pub(super) async fn write(
    account: &dyn Account,
    write: &FunctionWrite,
    note: &mut Note<'_>,
) -> Result<CheckLine, Stop> {
    let latest = account.function(&write.function, None).await?;
    if write.revision.is_some() && latest.revision != write.revision {
        return Err(Stop::Moved(was_changed(&write.function)));
    }
    let updated = update(account, write, latest, note).await?;
    let changed = format!(
        "Function {}: {} changed",
        write.function,
        write.changed.join(", ")
    );
    let Some(alias) = &write.alias else {
        return Ok(CheckLine::ok(format!("{changed}.")));
    };
    note.has_done(format!(
        "{changed} in $LATEST, which its callers do not get yet."
    ));
    let noted = note.add(alias_entry(write, alias, None))?;
    let version = match publish(account, write, alias, &updated).await {
        Ok(version) => version,
        // A version that nobody calls changes nothing.
        Err(stop) => return Err(note.take_back_for(noted, stop)),
    };
    let published = format!("{changed}, version {version} published");
    note.has_done(format!("{published}, which its callers do not get yet."));
    note.add(alias_entry(write, alias, Some(version.clone())))?;
    point(account, write, alias, &version).await?;
    Ok(CheckLine::ok(format!(
        "{published}, alias {} moved to it.",
        alias.alias
    )))
}

async fn update(
    account: &dyn Account,
    write: &FunctionWrite,
    latest: Function,
    note: &mut Note<'_>,
) -> Result<Function, Stop> {
    let wanted = Environment::Variables(write.variables.clone());
    if latest.environment == wanted {
        return Ok(latest);
    }
    let names = write.changed.iter();
    let variables: Vec<Variable> = names
        .filter_map(|name| variable(write, &latest, name))
        .collect();
    let entry = Entry::Environment {
        function: write.function.clone(),
        held_by: held_by(account, write, &latest, &variables).await?,
        variables,
    };
    let noted = note.add(entry)?;
    let revision = write.revision.as_deref();
    let sent = account
        .update_environment(&write.function, &write.variables, revision)
        .await;
    match sent {
        // A conflict as well: it is not sent again after a lost answer, so this one was refused.
        Err(failure) if !failure.may_be_applied() => {
            Err(note.take_back_for(noted, verdict(failure, &write.function)))
        }
        sent => {
            let now = settled(account, &write.function).await?;
            match sent {
                _ if now.environment == wanted => Ok(now),
                Ok(_) => Err(Stop::Unclear(was_changed(&write.function))),
                Err(failure) => Err(note.take_back_for(noted, verdict(failure, &write.function))),
            }
        }
    }
}

/// The published version that holds what is not written down, as `$LATEST` does: the two may differ.
async fn held_by(
    account: &dyn Account,
    write: &FunctionWrite,
    latest: &Function,
    variables: &[Variable],
) -> Outcome<Option<String>> {
    let withheld = |it: &&Variable| it.before == Before::Withheld;
    let withheld: Vec<&str> = variables
        .iter()
        .filter(withheld)
        .map(|it| it.name.as_str())
        .collect();
    let Some(alias) = write.alias.as_ref().filter(|_| !withheld.is_empty()) else {
        return Ok(None);
    };
    let published = account.function(&write.function, Some(&alias.from)).await?;
    let holds = |name: &&str| published.environment.get(name) == latest.environment.get(name);
    Ok(withheld.iter().all(holds).then(|| alias.from.clone()))
}

fn variable(write: &FunctionWrite, latest: &Function, name: &str) -> Option<Variable> {
    let harmless = |value: &str| {
        let known = value.is_empty()
            || parameter_name::is_valid(value)
            || value.starts_with("https://")
            || Username::read(value).is_ok();
        // A secret in the wrong place may have the shape of one of these.
        known && !key_material::is_in(value)
    };
    Some(Variable {
        name: name.to_owned(),
        before: match latest.environment.get(name) {
            None => Before::Nothing,
            Some(value) if harmless(value) => Before::Held(value.to_owned()),
            Some(_) => Before::Withheld,
        },
        after: write.variables.get(name)?.clone(),
    })
}

/// Waits until the update that was sent is done. Whatever keeps us from seeing that leaves it unclear.
async fn settled(account: &dyn Account, function: &str) -> Result<Function, Stop> {
    let begun = tokio::time::Instant::now();
    let mut pause = Duration::from_millis(200);
    loop {
        let now = account.function(function, None).await;
        let now = now.map_err(|failure| Stop::Unclear(failure.problem()))?;
        match &now.update {
            UpdateStatus::Successful => return Ok(now),
            UpdateStatus::Failed(reason) => {
                return Err(Stop::Unclear(update_failed(function, reason)));
            }
            UpdateStatus::InProgress if begun.elapsed() > PATIENCE => {
                let why = "it is still going on";
                return Err(Stop::Unclear(update_failed(function, why)));
            }
            UpdateStatus::InProgress => tokio::time::sleep(pause).await,
        }
        pause = (pause * 2).min(Duration::from_secs(3));
    }
}

/// Publishes `$LATEST` as it was seen; the new version's number.
async fn publish(
    account: &dyn Account,
    write: &FunctionWrite,
    alias: &AliasMove,
    updated: &Function,
) -> Result<String, Stop> {
    let published = account
        .publish(
            &write.function,
            &alias.description,
            &write.code_sha256,
            updated.revision.as_deref(),
        )
        .await;
    match published {
        Ok(published) => Ok(published.version),
        Err(failure) if is_unclear(&failure) => match newest_like(account, updated, alias).await? {
            Some(version) => Ok(version),
            None => Err(verdict(failure, &write.function)),
        },
        Err(failure) => Err(failure.into()),
    }
}

/// A version published after the one in use that holds just what `$LATEST` holds.
async fn newest_like(
    account: &dyn Account,
    updated: &Function,
    alias: &AliasMove,
) -> Outcome<Option<String>> {
    let older: u64 = alias.from.parse().unwrap_or(0);
    let mut found = None;
    let mut from = None;
    loop {
        let page = account.versions(&updated.name, from.as_deref()).await?;
        let like = page.items.into_iter().filter(|version| {
            version
                .version
                .parse()
                .is_ok_and(|number: u64| number > older)
                && version.environment == updated.environment
                && version.code_sha256 == updated.code_sha256
        });
        found = like
            .max_by_key(|version| version.version.parse().unwrap_or(0_u64))
            .map(|version| version.version)
            .or(found);
        match page.next {
            Some(next) => from = Some(next),
            None => return Ok(found),
        }
    }
}

/// Points the alias to a version, if it is as it was seen.
async fn point(
    account: &dyn Account,
    write: &FunctionWrite,
    alias: &AliasMove,
    version: &str,
) -> Result<(), Stop> {
    let none = BTreeMap::new();
    let weights = (!alias.weights.is_empty()).then_some(&none);
    let mut revision = alias.revision.clone();
    let (mut again, mut is_lost) = (true, false);
    loop {
        let moved = account
            .move_alias(
                &write.function,
                &alias.alias,
                version,
                weights,
                revision.as_deref(),
            )
            .await;
        let Err(failure) = moved else {
            return Ok(());
        };
        // After a first try without an answer, only a look tells what a second one that is refused came to.
        if !is_unclear(&failure) && !is_lost {
            return Err(verdict(failure, &write.function));
        }
        is_lost |= failure.may_be_applied();
        let now = match account.alias(&write.function, &alias.alias).await {
            Ok(now) => now,
            Err(unknown) if is_lost => return Err(Stop::Unclear(unknown.problem())),
            Err(_) => return Err(verdict(failure, &write.function)),
        };
        if now.version == version {
            return Ok(());
        }
        // A roll-out that somebody began meanwhile is theirs to end.
        let is_as_seen = now.version == alias.from && now.weights == alias.weights;
        if !is_as_seen || !again || !is_unclear(&failure) {
            return Err(verdict(failure, &write.function));
        }
        (again, revision) = (false, now.revision);
    }
}

fn alias_entry(write: &FunctionWrite, alias: &AliasMove, after: Option<String>) -> Entry {
    Entry::Alias {
        function: write.function.clone(),
        alias: alias.alias.clone(),
        before: alias.from.clone(),
        weights: alias.weights.clone(),
        after,
    }
}

/// Whether a look tells more of what a failed write came to.
fn is_unclear(failure: &Failure) -> bool {
    failure.may_be_applied() || failure.kind == FailureKind::Conflict
}

fn verdict(failure: Failure, function: &str) -> Stop {
    match failure.kind {
        FailureKind::Conflict => Stop::Moved(was_changed(function)),
        _ => Stop::Failed(failure.problem()),
    }
}

fn was_changed(function: &str) -> Problem {
    Problem::new(
        "function-changed",
        format!("The function {function} was changed meanwhile."),
    )
    .cause("Somebody else, or a stack update, is changing it.")
    .fix("Wait until that is done, then look at the new preview.")
}

fn update_failed(function: &str, why: &str) -> Problem {
    Problem::new(
        "function-update-failed",
        format!("The update of {function} did not come to its end."),
    )
    .cause(format!("AWS said: {why}"))
    .fix("Look at the function in the Lambda console. undo puts its variables back.")
}
