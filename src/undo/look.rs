//! Looks whether an entry of the journal can be put back: what the setup changed, only where nobody changed that
//! since.

use super::step::{Step, at};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::FailureKind;
use crate::domain::document::{Document, TakenBack};
use crate::domain::resources::{Held, Parameter, SecretValue, Which};
use crate::journal::{Before, Entry, Variable};
use crate::problem::Problem;

/// Whether an entry can be put back; `Err` inside says who stands against it.
pub(super) async fn look(reader: &dyn Reader, entry: &Entry) -> Answer<Result<Step, Problem>> {
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
        Entry::Alias {
            function,
            alias,
            before,
            weights,
            after,
        } => {
            let now = reader.alias(function, alias).await?;
            let is_before = now.version == *before && now.weights == *weights;
            let now = now.version;
            Ok(if is_before || after.is_none() {
                Ok(as_it_was(format!("function {function}")))
            } else if Some(&now) == after.as_ref() {
                let (function, alias, to) = (function.clone(), alias.clone(), before.clone());
                Ok(Step::Alias {
                    function,
                    alias,
                    from: now,
                    to,
                    weights: weights.clone(),
                })
            } else {
                Err(changed_since(
                    &format!("alias {alias} of {function}"),
                    &format!("on version {now}"),
                ))
            })
        }
    }
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

async fn environment(
    reader: &dyn Reader,
    function: &str,
    variables: &[Variable],
    held_by: Option<&str>,
) -> Answer<Result<Step, Problem>> {
    let latest = reader.function(function, None).await?;
    let older = match held_by {
        Some(version) => reader.function(function, Some(version)).await.ok(),
        None => None,
    };
    let mut before = Vec::new();
    for variable in variables {
        let value = match (&variable.before, &older) {
            (Before::Nothing, _) => None,
            (Before::Held(value), _) => Some(value.clone()),
            (Before::Withheld, older) => {
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
