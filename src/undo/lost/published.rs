//! What the published versions of the function tell: whether the newest one differs from the one before it in
//! nothing but the variables that a setup writes.

use std::collections::BTreeSet;

use super::traces::Trace;
use crate::account::{Outcome as Answer, Reader};
use crate::domain::center::{ContactCenter, variable};
use crate::domain::moment::moment;
use crate::domain::resources::{Environment, Function};
use crate::journal::{Before, Entry, Variable};

/// The variables that a setup writes.
const OURS: [&str; 7] = [
    variable::CONSUMER_KEY,
    variable::PRIVATE_KEY,
    variable::SUBJECT,
    variable::AUDIENCE,
    variable::ACCESS_TOKEN,
    variable::AUTH_ENDPOINT,
    variable::REST_BASE,
];

/// The newest version, where the alias points to it and the version before it is told by elimination.
pub(super) async fn trace(
    reader: &dyn Reader,
    center: &ContactCenter,
    called: &Function,
) -> Answer<Option<Trace>> {
    let (Some(qualifier), Some(number)) = (&center.qualifier, number(called)) else {
        // Callers use $LATEST: of what its variables held before, AWS keeps nothing.
        return Ok(None);
    };
    let published = published(reader, &called.name).await?;
    let older = |version: &&Function| self::number(version).is_some_and(|it| it < number);
    let is_newest = published.iter().all(|it| self::number(it) <= Some(number));
    let before = published
        .iter()
        .filter(older)
        .max_by_key(|it| self::number(it));
    let (Some(before), true) = (before, is_newest) else {
        return Ok(None);
    };
    let Some(variables) = changed(before, called) else {
        return Ok(None);
    };
    let latest = reader.function(&called.name, None).await?;
    let alias = reader.alias(&called.name, qualifier).await?;
    let stands = latest.environment == called.environment
        && latest.code_sha256 == called.code_sha256
        && alias.version == called.version
        && alias.weights.is_empty();
    Ok(Some(told(called, before, qualifier, variables, stands)))
}

fn told(
    called: &Function,
    before: &Function,
    alias: &str,
    variables: Vec<Variable>,
    stands: bool,
) -> Trace {
    let (function, now, then) = (&called.name, &called.version, &before.version);
    let names: Vec<&str> = variables.iter().map(|it| it.name.as_str()).collect();
    let names = names.join(", ");
    let when = called
        .changed
        .map_or(String::new(), |at| format!(" of {}", moment(at)));
    let but = if stands {
        ""
    } else {
        " The function or the alias was changed after that."
    };
    let entries = vec![
        Entry::Environment {
            function: function.clone(),
            variables,
            held_by: Some(then.clone()),
        },
        Entry::Alias {
            function: function.clone(),
            alias: alias.to_owned(),
            before: then.clone(),
            weights: std::collections::BTreeMap::new(),
            after: Some(now.clone()),
        },
    ];
    Trace {
        when: called.changed,
        by: None,
        entries: if stands { entries } else { Vec::new() },
        said: format!(
            "Alias {alias} of {function}: version {now}{when}. Version {then} is the newest before it and \
             differs in {names} only.{but}"
        ),
        weight: 1,
    }
}

async fn published(reader: &dyn Reader, function: &str) -> Answer<Vec<Function>> {
    let mut all = Vec::new();
    let mut from: Option<String> = None;
    loop {
        let page = reader.versions(function, from.as_deref()).await?;
        all.extend(page.items.into_iter().filter(|it| number(it).is_some()));
        match page.next {
            Some(next) => from = Some(next),
            None => return Ok(all),
        }
    }
}

fn number(function: &Function) -> Option<u64> {
    function.version.parse().ok()
}

/// The variables that differ; nothing where none does, or anything differs that a setup does not write.
fn changed(before: &Function, now: &Function) -> Option<Vec<Variable>> {
    let (Environment::Variables(then), Environment::Variables(held)) =
        (&before.environment, &now.environment)
    else {
        return None;
    };
    let is_same_program = before.code_sha256 == now.code_sha256
        && before.runtime == now.runtime
        && before.description == now.description;
    let names: BTreeSet<&String> = then.keys().chain(held.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|name| then.get(*name) != held.get(*name));
    let variables = differ.map(|name| {
        let is_ours = OURS.contains(&name.as_str());
        Some(Variable {
            name: name.clone(),
            before: match then.contains_key(name) {
                true => Before::Withheld,
                false => Before::Nothing,
            },
            after: held.get(name).filter(|_| is_ours)?.clone(),
        })
    });
    let variables: Vec<Variable> = variables.collect::<Option<_>>()?;
    (is_same_program && !variables.is_empty()).then_some(variables)
}
