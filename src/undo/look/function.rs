//! Looks whether a function's variables and its alias can be put back.

use std::collections::BTreeMap;

use super::super::step::{Step, at};
use super::{as_it_was, changed_since, edited_since};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::resources::{Alias, Environment};
use crate::journal::{Before, Entry, Variable};
use crate::problem::Problem;

/// The version from before, as long as the alias points to the setup's.
pub(super) async fn alias(
    reader: &dyn Reader,
    entry: &Entry,
    entries: &[Entry],
) -> Answer<Result<Step, Problem>> {
    let Entry::Alias {
        function,
        alias,
        before,
        weights,
        after,
    } = entry
    else {
        return Ok(Ok(as_it_was(String::new())));
    };
    let now = reader.alias(function, alias).await?;
    let is_before = now.version == *before && now.weights == *weights;
    if is_before || after.is_none() {
        return Ok(Ok(as_it_was(format!("function {function}"))));
    }
    if Some(&now.version) == after.as_ref() {
        return Ok(Ok(Step::Alias {
            function: function.clone(),
            alias: alias.clone(),
            from: now.version,
            to: before.clone(),
            weights: weights.clone(),
        }));
    }
    Ok(
        match published_since(reader, function, &now, entries).await? {
            Some(step) => Ok(step),
            None => Err(changed_since(
                &format!("alias {alias} of {function}"),
                &format!("on version {}", now.version),
            )),
        },
    )
}

/// Whether all that is called now is in `$LATEST` too, but for the setup's variables: then it can be published
/// without them, and ships nothing that was not called before.
async fn published_since(
    reader: &dyn Reader,
    function: &str,
    alias: &Alias,
    entries: &[Entry],
) -> Answer<Option<Step>> {
    let ours = entries.iter().find_map(|entry| match entry {
        Entry::Environment {
            function: its,
            variables,
            held_by,
        } if its == function => Some((variables, held_by.as_deref())),
        _ => None,
    });
    let Some((variables, held_by)) = ours.filter(|_| alias.weights.is_empty()) else {
        return Ok(None);
    };
    if alias.version == "$LATEST" {
        // Its callers get the variables back as they are.
        return Ok(Some(as_it_was(format!("function {function}"))));
    }
    let called = reader.function(function, Some(&alias.version)).await?;
    let latest = reader.function(function, None).await?;
    let (Environment::Variables(now), Environment::Variables(next)) =
        (&called.environment, &latest.environment)
    else {
        return Ok(None);
    };
    let is_ours = |name: &String| variables.iter().any(|it| it.name == *name);
    let others = |all: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        let others = all.iter().filter(|(name, _)| !is_ours(name));
        others
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let is_same = others(now) == others(next) && called.code_sha256 == latest.code_sha256;
    let Ok(before) = former(reader, function, variables, held_by).await? else {
        return Ok(None);
    };
    let is_back = before
        .iter()
        .all(|(name, value)| now.get(name) == value.as_ref());
    Ok(match (is_back, is_same) {
        (true, _) => Some(as_it_was(format!("function {function}"))),
        (false, false) => None,
        (false, true) => Some(Step::Publish {
            function: function.to_owned(),
            alias: alias.name.clone(),
            from: alias.version.clone(),
            description: called.description,
        }),
    })
}

/// What the variables held before; `Err` inside where that is not known of one of them.
async fn former(
    reader: &dyn Reader,
    function: &str,
    variables: &[Variable],
    held_by: Option<&str>,
) -> Answer<Result<Vec<(String, Option<String>)>, Problem>> {
    let older = match held_by {
        Some(version) => reader.function(function, Some(version)).await.ok(),
        None => None,
    };
    let mut before = Vec::new();
    for variable in variables {
        let value = match &variable.before {
            Before::Nothing => None,
            Before::Held(value) => Some(value.clone()),
            Before::Withheld => {
                let older = older
                    .as_ref()
                    .and_then(|it| it.environment.get(&variable.name));
                let Some(value) = older else {
                    return Ok(Err(not_known(function, &variable.name)));
                };
                Some(value.to_owned())
            }
        };
        before.push((variable.name.clone(), value));
    }
    Ok(Ok(before))
}

pub(super) async fn environment(
    reader: &dyn Reader,
    function: &str,
    variables: &[Variable],
    held_by: Option<&str>,
) -> Answer<Result<Step, Problem>> {
    let latest = reader.function(function, None).await?;
    let mut before = match former(reader, function, variables, held_by).await? {
        Ok(before) => before,
        Err(problem) => return Ok(Err(problem)),
    };
    let held = |name: &str| latest.environment.get(name);
    before.retain(|(name, value)| held(name) != value.as_deref());
    let is_to_go = |name: &str| before.iter().any(|(to_go, _)| to_go == name);
    let edited = variables
        .iter()
        .filter(|it| is_to_go(&it.name) && !it.is_left(held(&it.name)));
    let edited: Vec<String> = edited.map(|it| it.name.clone()).collect();
    Ok(if before.is_empty() {
        Ok(as_it_was(format!("function {function}")))
    } else if edited.is_empty() {
        Ok(Step::Environment {
            function: function.to_owned(),
            variables: before,
        })
    } else {
        let now = format!("other variables{}", at(", last changed", latest.changed));
        let changed = changed_since(&format!("function {function}"), &now);
        Err(edited_since(changed, &edited))
    })
}

fn not_known(function: &str, variable: &str) -> Problem {
    Problem::new("variable-not-known", format!("What {variable} of {function} held before is not known."))
        .cause("It could have been a secret, so it was not written down, and no published version holds it.")
        .fix("Set it by hand in the Lambda console.")
}
