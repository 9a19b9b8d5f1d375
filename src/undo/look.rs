//! Looks whether an entry of the journal can be put back: only where nobody changed it since.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::account::{Outcome as Answer, Reader};
use crate::domain::FailureKind;
use crate::domain::resources::{Parameter, Which};
use crate::journal::{Before, Entry, Variable};
use crate::problem::Problem;

/// One thing to put back, looked at and found fit.
pub(super) enum Step {
    /// It is already as it was.
    Nothing,
    Label {
        name: String,
        from: String,
        to: String,
    },
    Parameter {
        name: String,
        to: i64,
    },
    Delete {
        name: String,
    },
    /// Only a cached token, of which AWS no longer keeps the version from before: any worthless one will do.
    Worthless {
        name: String,
    },
    /// The same in a secret, where it is a key among others.
    Cleared {
        name: String,
    },
    Environment {
        function: String,
        variables: Vec<(String, Option<String>)>,
    },
    Alias {
        function: String,
        alias: String,
        from: String,
        to: String,
        weights: BTreeMap<String, f64>,
    },
}

/// Whether an entry can be put back; `Err` inside says who stands against it.
pub(super) async fn look(reader: &dyn Reader, entry: &Entry) -> Answer<Result<Step, Problem>> {
    match entry {
        Entry::Secret {
            name,
            before,
            after,
            token,
        } => {
            let current = reader.secret(name, &Which::current()).await?;
            let now = current.version;
            if now == *before {
                return Ok(Ok(Step::Nothing));
            }
            if now != *after && !token {
                let place = format!("secret {name}");
                let now = format!("version {now}{}", at(", made", current.created));
                return Ok(Err(changed_since(&place, &now)));
            }
            Ok(if is_kept(reader, name, before).await? {
                Ok(Step::Label {
                    name: name.clone(),
                    from: now,
                    to: before.clone(),
                })
            } else if *token {
                Ok(Step::Cleared { name: name.clone() })
            } else {
                Err(version_gone(name, before))
            })
        }
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
                Ok(Step::Nothing)
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

/// AWS may drop a version that carries no label any more, as after the function has stored a token of its own.
async fn is_kept(reader: &dyn Reader, name: &str, version: &str) -> Answer<bool> {
    match reader
        .secret(name, &Which::Version(version.to_owned()))
        .await
    {
        Ok(_) => Ok(true),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(false),
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
            (Before::Withheld, Some(older)) => {
                older.environment.get(&variable.name).map(str::to_owned)
            }
            (Before::Withheld, None) => return Ok(Err(not_known(function, &variable.name))),
        };
        before.push((variable.name.clone(), value));
    }
    let held = |name: &str| latest.environment.get(name).map(str::to_owned);
    let is_as_before = before.iter().all(|(name, value)| held(name) == *value);
    let is_ours = variables
        .iter()
        .all(|v| held(&v.name).as_ref() == Some(&v.after));
    Ok(if is_as_before {
        Ok(Step::Nothing)
    } else if is_ours {
        Ok(Step::Environment {
            function: function.to_owned(),
            variables: before,
        })
    } else {
        Err(changed_since(
            &format!("function {function}"),
            &format!("other variables{}", at(", last changed", latest.changed)),
        ))
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
    let Some(found) = found else {
        return Ok(Ok(Step::Nothing));
    };
    let now = found.version;
    if Some(now) == before {
        return Ok(Ok(Step::Nothing));
    }
    // An undo that was stopped put it back already, as a version of its own.
    if now != after && holds_what_was(reader, &found, before).await? {
        return Ok(Ok(Step::Nothing));
    }
    if now != after && !token {
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
        Some(to) => Step::Parameter { name, to },
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

fn at(what: &str, when: Option<Timestamp>) -> String {
    when.map_or(String::new(), |when| format!("{what} at {when:.0}"))
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
