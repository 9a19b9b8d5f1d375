//! What the histories of the parameters tell: who wrote the newest version, and what the one before it held.

use super::traces::{Trace, written};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::center::variable;
use crate::domain::parameter_name;
use crate::domain::plan::WORTHLESS_TOKEN;
use crate::domain::resources::{Function, ParameterVersion};
use crate::journal::Entry;

/// Of the parameters that the environment names: those whose newest version is not their only one.
pub(super) async fn traces(reader: &dyn Reader, called: &Function) -> Answer<Vec<Trace>> {
    let mut traces = Vec::new();
    for name in variable::FOUR
        .into_iter()
        .filter_map(|variable| named(called, variable))
    {
        let history = reader.parameter_history(name).await?;
        traces.extend(trace(name, &history));
    }
    Ok(traces)
}

fn named<'a>(called: &'a Function, variable: &str) -> Option<&'a str> {
    let name = called.environment.get(variable)?;
    parameter_name::is_valid(name).then_some(name)
}

fn trace(name: &str, history: &[ParameterVersion]) -> Option<Trace> {
    let (now, earlier) = history.split_last()?;
    let wrote = written(now.by.as_deref(), now.when);
    let is = format!("Parameter {name}: version {}{wrote}.", now.version);
    let told = |entries: Vec<Entry>, more: String, weight| Trace {
        when: now.when,
        by: now.by.clone(),
        entries,
        said: format!("{is} {more}"),
        weight,
    };
    let Some((before, older)) = earlier.split_last() else {
        // The stack made it, or setup did: what was there from the start is never removed on a guess.
        let more = "There is none before it.".to_owned();
        return Some(told(Vec::new(), more, 0));
    };
    if before.value == now.value {
        return None;
    }
    let readable = format!("Version {} can be read as {name}:{0}.", before.version);
    if let Some(same) = older.iter().rev().find(|older| older.value == now.value) {
        let back = format!(
            "It holds what version {} held; it may have been put back already.",
            same.version
        );
        return Some(told(Vec::new(), format!("{back} {readable}"), 1));
    }
    let entry = Entry::Parameter {
        name: name.to_owned(),
        before: Some(before.version),
        after: now.version,
        token: false,
        written: now.when,
    };
    let wrote = written(before.by.as_deref(), before.when);
    let more = format!(
        "The one before is version {}{wrote}. {readable}",
        before.version
    );
    Some(told(vec![entry], more, 1))
}

/// The cached token, where its history has a version that was made worthless, as setup does.
pub(super) async fn token(reader: &dyn Reader, called: &Function) -> Answer<Option<Trace>> {
    let Some(name) = named(called, variable::ACCESS_TOKEN) else {
        return Ok(None);
    };
    let history = reader.parameter_history(name).await?;
    let worthless =
        |kept: &ParameterVersion| kept.value == crate::domain::Secret::new(WORTHLESS_TOKEN);
    let Some(at) = history.iter().rposition(worthless).filter(|at| *at > 0) else {
        return Ok(None);
    };
    let (before, reset) = (&history[at - 1], &history[at]);
    if history.last().is_some_and(|now| now.value == before.value) {
        return Ok(None);
    }
    Ok(Some(Trace {
        when: reset.when,
        by: reset.by.clone(),
        entries: vec![Entry::Parameter {
            name: name.to_owned(),
            before: Some(before.version),
            after: reset.version,
            token: true,
            written: reset.when,
        }],
        said: format!(
            "Parameter {name}: the cached token was made worthless as version {}{}.",
            reset.version,
            written(reset.by.as_deref(), reset.when)
        ),
        weight: 1,
    }))
}
