//! Looks whether a function's variables and its alias can be put back.

use super::super::Place;
use super::super::step::{Former, Step, at};
use super::{Obstacle, as_it_was, changed_since, edited_since};
use crate::account::Reader;
use crate::domain::FailureKind;
use crate::domain::plan::environment_unreadable;
use crate::domain::resources::{Alias, Environment, Function};
use crate::journal::{Before, Entry, Variable};
use crate::problem::Problem;

/// The version from before, as long as the alias sends all calls to the setup's.
pub(super) async fn alias(
    reader: &dyn Reader,
    function: &str,
    was: Alias,
    after: Option<&str>,
    entries: &[Entry],
) -> Result<Step, Obstacle> {
    let alias = &was.name;
    let now = reader.alias(function, alias).await?;
    let is_before = now.version == was.version && now.weights == was.weights;
    if is_before || after.is_none() {
        return Ok(as_it_was(Place::Function(function.to_owned())));
    }
    // A roll-out that somebody began on top of it is theirs to end.
    if after == Some(&*now.version) && now.weights.is_empty() {
        return Ok(Step::Alias {
            function: function.to_owned(),
            alias: was.name,
            from: now.version,
            to: was.version,
            weights: was.weights,
        });
    }
    if calls_what_was(reader, function, &now, entries).await? {
        return Ok(as_it_was(Place::Function(function.to_owned())));
    }
    let what = format!("alias {alias} of {function}");
    Err(changed_since(what, &format!("on version {}", of_calls(&now))).into())
}

/// Whether what somebody has given to the callers since is without the setup's variables, or will be once these are
/// back in `$LATEST`. A version of theirs that has them is not replaced: to publish another would be to ship what
/// nobody has seen.
async fn calls_what_was(
    reader: &dyn Reader,
    function: &str,
    alias: &Alias,
    entries: &[Entry],
) -> Result<bool, Obstacle> {
    let ours = entries.iter().find_map(|entry| match entry {
        Entry::Environment {
            function: its,
            variables,
            held_by,
        } if its == function => Some((variables, held_by.as_deref())),
        _ => None,
    });
    let Some((variables, held_by)) = ours.filter(|_| alias.weights.is_empty()) else {
        return Ok(false);
    };
    if alias.version == "$LATEST" {
        return Ok(true);
    }
    let called = reader.function(function, Some(&alias.version)).await?;
    let former = former(reader, function, variables, held_by).await?;
    readable(&called)?;
    let is_back = |it: &Option<Former>| {
        let known = it.as_ref();
        known.is_some_and(|it| called.environment.get(&it.name) == it.value.as_deref())
    };
    Ok(former.iter().all(is_back))
}

/// What callers get, in words.
fn of_calls(alias: &Alias) -> String {
    let others = alias
        .weights
        .keys()
        .map(|version| format!(" and {version}"));
    std::iter::once(alias.version.clone())
        .chain(others)
        .collect()
}

/// Makes sure that its variables can be seen. Of those that cannot, none is to be taken for one that is not there.
fn readable(function: &Function) -> Result<(), Problem> {
    match function.environment {
        Environment::Variables(_) => Ok(()),
        Environment::Unreadable { .. } => Err(environment_unreadable(function)),
    }
}

/// What each of the variables held before; nothing of one where it was not written down, and no published version
/// tells.
async fn former(
    reader: &dyn Reader,
    function: &str,
    variables: &[Variable],
    held_by: Option<&str>,
) -> Result<Vec<Option<Former>>, Obstacle> {
    let older = match held_by {
        Some(version) => match reader.function(function, Some(version)).await {
            Ok(older) => Some(older),
            Err(failure) if failure.kind == FailureKind::NotFound => None,
            Err(failure) => return Err(failure.into()),
        },
        None => None,
    };
    older.as_ref().map_or(Ok(()), readable)?;
    let held_then = |name: &str| older.as_ref()?.environment.get(name).map(str::to_owned);
    let former = variables.iter().map(|variable| {
        let value = match &variable.before {
            Before::Nothing => None,
            Before::Held(value) => Some(value.clone()),
            Before::Withheld => Some(held_then(&variable.name)?),
        };
        Some(Former {
            name: variable.name.clone(),
            value,
            after: variable.after.clone(),
        })
    });
    Ok(former.collect())
}

pub(super) async fn environment(
    reader: &dyn Reader,
    function: &str,
    variables: &[Variable],
    held_by: Option<&str>,
) -> Result<Step, Obstacle> {
    let latest = reader.function(function, None).await?;
    readable(&latest)?;
    let former = former(reader, function, variables, held_by).await?;
    let (mut before, mut edited) = (Vec::new(), Vec::new());
    for (variable, former) in variables.iter().zip(former) {
        let held = latest.environment.get(&variable.name);
        let is_left = variable.is_left(held);
        match former {
            Some(former) if held == former.value.as_deref() => {}
            Some(former) if is_left => before.push(former),
            Some(former) => edited.push(former.name),
            None if is_left => return Err(not_known(function, &variable.name).into()),
            // Somebody has set it by hand, as they were told to.
            None => {}
        }
    }
    let place = Place::Function(function.to_owned());
    if !edited.is_empty() {
        let now = format!("other variables{}", at(", last changed", latest.changed));
        return Err(edited_since(changed_since(&place, &now), &edited).into());
    }
    if before.is_empty() {
        return Ok(as_it_was(place));
    }
    Ok(Step::Environment {
        function: function.to_owned(),
        variables: before,
    })
}

fn not_known(function: &str, variable: &str) -> Problem {
    Problem::new("variable-not-known", format!("What {variable} of {function} held before is not known."))
        .cause("It could have been a secret, so it was not written down, and no published version holds it.")
        .fix("Set it by hand in the Lambda console, then undo again: it puts the rest back.")
}
