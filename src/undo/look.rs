//! Looks whether an entry of the journal can be put back: what the setup changed, only where nobody changed that
//! since.

use std::collections::BTreeMap;

use super::step::{Step, at};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::FailureKind;
use crate::domain::document::{Document, TakenBack};
use crate::domain::resources::{Alias, Environment, Held, Parameter, SecretValue, Which};
use crate::journal::{Before, Entry, Variable};
use crate::problem::Problem;

/// Whether an entry of all these can be put back; `Err` inside says who stands against it.
pub(super) async fn look(
    reader: &dyn Reader,
    entry: &Entry,
    entries: &[Entry],
) -> Answer<Result<Step, Problem>> {
    match entry {
        Entry::Secret {
            name,
            before,
            token: true,
            ..
        } => token(reader, name, before.as_deref()).await.map(Ok),
        Entry::Secret {
            name,
            before,
            after,
            ..
        } => secret(reader, name, before.as_deref().unwrap_or(after), after).await,
        Entry::Parameter {
            name,
            before,
            after,
            token,
        } => parameter(reader, name, *before, *after, *token).await,
        Entry::Environment {
            function,
            variables,
            held_by,
        } => environment(reader, function, variables, held_by.as_deref()).await,
        Entry::Alias { .. } => alias(reader, entry, entries).await,
    }
}

/// The version from before, as long as the alias points to the setup's.
async fn alias(
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

fn as_it_was(place: String) -> Step {
    Step::Nothing { place }
}

/// The function replaces the token at any time, so it goes back whoever wrote it. Where AWS no longer keeps the one
/// from before, none will do.
async fn token(reader: &dyn Reader, name: &str, before: Option<&str>) -> Answer<Step> {
    let now = reader.secret(name, &Which::current()).await?.version;
    let Some(before) = before else {
        return Ok(Step::Cleared {
            name: name.to_owned(),
        });
    };
    if now == before {
        return Ok(as_it_was(format!("secret {name}")));
    }
    Ok(match version_of(reader, name, before).await?.is_some() {
        true => Step::Label {
            name: name.to_owned(),
            from: now,
            to: before.to_owned(),
            token: true,
        },
        false => Step::Cleared {
            name: name.to_owned(),
        },
    })
}

async fn secret(
    reader: &dyn Reader,
    name: &str,
    before: &str,
    after: &str,
) -> Answer<Result<Step, Problem>> {
    let now = reader.secret(name, &Which::current()).await?;
    if now.version == before {
        return Ok(Ok(as_it_was(format!("secret {name}"))));
    }
    let Some(was) = version_of(reader, name, before).await? else {
        return Ok(Err(version_gone(name, before)));
    };
    if now.version == after {
        return Ok(Ok(Step::Label {
            name: name.to_owned(),
            from: now.version,
            to: before.to_owned(),
            token: false,
        }));
    }
    let Some(left) = version_of(reader, name, after).await? else {
        return Ok(Err(version_gone(name, after)));
    };
    Ok(keys(name, &now, &was, &left))
}

/// Somebody wrote the secret since: the setup's keys go back where they hold what the setup left.
fn keys(
    name: &str,
    now: &SecretValue,
    was: &SecretValue,
    left: &SecretValue,
) -> Result<Step, Problem> {
    let changed = || {
        let version = format!("version {}{}", now.version, at(", made", now.created));
        changed_since(&format!("secret {name}"), &version)
    };
    let (Some(document), Some(was), Some(left)) = (read(now), read(was), read(left)) else {
        return Err(changed().cause(
            "It cannot be compared key by key: it is no JSON object, or a key is in it twice.",
        ));
    };
    match document.taking_back(&was, &left)? {
        TakenBack::AsBefore => Ok(as_it_was(format!("secret {name}"))),
        TakenBack::Text(text, keys) => Ok(Step::Keys {
            name: name.to_owned(),
            now: now.version.clone(),
            made: now.created,
            text,
            keys,
        }),
        TakenBack::EditedSince(keys) => Err(edited_since(changed(), &keys)),
    }
}

fn read(value: &SecretValue) -> Option<Document> {
    match &value.held {
        Held::Text(text) => Document::parse(text).ok(),
        Held::Binary => None,
    }
}

/// A version of a secret. AWS may drop one that carries no label any more.
async fn version_of(reader: &dyn Reader, name: &str, version: &str) -> Answer<Option<SecretValue>> {
    match reader
        .secret(name, &Which::Version(version.to_owned()))
        .await
    {
        Ok(value) => Ok(Some(value)),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn version_gone(name: &str, version: &str) -> Problem {
    Problem::new(
        "version-gone",
        format!("AWS no longer keeps version {version} of the secret {name}."),
    )
    .cause("A version without a label may be dropped at any time; somebody took its label.")
    .fix("Nothing was put back. Run setup again with the values from before.")
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

async fn environment(
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

async fn parameter(
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
        Some(to) => Step::Parameter { name, to, token },
        None => Step::Delete { name },
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

fn changed_since(what: &str, now: &str) -> Problem {
    Problem::new(
        "changed-since-setup",
        format!("The {what} was changed since the setup (now {now})."),
    )
    .cause("Somebody else, or another program, wrote it after the setup did.")
    .fix("Nothing was put back. Look at that change first; setup can be run again instead.")
}

/// What the setup set was set again by somebody else: to take that back would be to lose their change.
fn edited_since(changed: Problem, keys: &[String]) -> Problem {
    changed
        .cause(format!(
            "Somebody else, or another program, set anew what the setup had set: {}.",
            keys.join(", ")
        ))
        .fix(
            "Nothing was put back, so that this change is not lost. Keep it, or run setup again with the right \
             values. To undo all the same, first give these the values that the setup had set.",
        )
}
