//! What moved in an account between two looks at a contact center, in words: which secret, parameter or
//! function, from which version to which, and which of its keys. Never a value.

use std::collections::BTreeSet;

use super::CheckLine;
use super::document::Document;
use super::resources::{Environment, Function};
use super::rest_keys::RestKeys;
use super::snapshot::{FoundSecret, Snapshot};

/// Every difference between the two, a line each; none where the same was seen twice.
pub fn since(before: &Snapshot, now: &Snapshot) -> Vec<CheckLine> {
    let token = RestKeys::of(&now.center.name).access_token;
    let mut lines = Vec::new();
    lines.extend(secret(&before.secret, &now.secret, &token));
    lines.extend(secret(&before.access_secret, &now.access_secret, &token));
    lines.extend(parameters(before, now));
    let editable = |seen: &Snapshot| seen.latest.clone().or_else(|| seen.function.clone());
    lines.extend(function(editable(before), editable(now)));
    lines.extend(alias(before, now));
    lines
}

fn secret(
    before: &Option<FoundSecret>,
    now: &Option<FoundSecret>,
    token: &str,
) -> Option<CheckLine> {
    let (before, now) = match (before, now) {
        (Some(before), Some(now)) => (before, now),
        (Some(gone), None) => {
            return Some(warn(format!(
                "Secret {}: cannot be read any more.",
                gone.name
            )));
        }
        (None, Some(new)) => return Some(warn(format!("Secret {}: can be read now.", new.name))),
        (None, None) => return None,
    };
    if before.version == now.version {
        return None;
    }
    let keys = changed_keys(before, now);
    let what = match keys.as_deref() {
        None => "it cannot be compared key by key".to_owned(),
        Some([]) => "no value differs".to_owned(),
        Some([key]) if key == token => {
            "the cached token; the function itself may have done it".to_owned()
        }
        Some(keys) => keys.join(", "),
    };
    Some(warn(format!(
        "Secret {}: version {} became {}. Changed: {what}.",
        now.name, before.version, now.version
    )))
}

/// The keys whose values differ, by name; nothing where one of the two is no JSON object.
fn changed_keys(before: &FoundSecret, now: &FoundSecret) -> Option<Vec<String>> {
    let before = Document::parse(&before.text).ok()?;
    let now = Document::parse(&now.text).ok()?;
    let keys: BTreeSet<&str> = before.keys().chain(now.keys()).collect();
    let differ = keys
        .into_iter()
        .filter(|key| before.get(key) != now.get(key));
    Some(differ.map(str::to_owned).collect())
}

fn parameters(before: &Snapshot, now: &Snapshot) -> Vec<CheckLine> {
    let names: BTreeSet<&String> = before
        .parameters
        .keys()
        .chain(now.parameters.keys())
        .collect();
    let told = names.into_iter().filter_map(|name| {
        let version = |seen: &Snapshot| Some(seen.parameters.get(name)?.parameter.version);
        let by = now.parameters.get(name).and_then(|found| {
            let by = found.description.as_ref()?.changed_by.as_ref()?;
            Some(format!(", written by {by}"))
        });
        let by = by.unwrap_or_default();
        match (version(before), version(now)) {
            (before, now) if before == now => None,
            (Some(before), Some(now)) => Some(format!("version {before} became {now}{by}")),
            (Some(before), None) => Some(format!("version {before} was removed")),
            (None, now) => Some(format!("version {} was made{by}", now.unwrap_or_default())),
        }
        .map(|what| warn(format!("Parameter {name}: {what}.")))
    });
    told.collect()
}

fn function(before: Option<Function>, now: Option<Function>) -> Option<CheckLine> {
    let (before, now) = (before?, now?);
    let mut what = Vec::new();
    if before.code_sha256 != now.code_sha256 {
        what.push("its code".to_owned());
    }
    if before.environment != now.environment {
        what.push(variables(&before.environment, &now.environment));
    }
    if what.is_empty() && before.revision == now.revision {
        return None;
    }
    if what.is_empty() {
        what.push("neither its code nor its variables".to_owned());
    }
    let when = now.changed.map_or(String::new(), |at| format!(" at {at}"));
    Some(warn(format!(
        "Function {}: changed{when}: {}.",
        now.name,
        what.join(", ")
    )))
}

fn variables(before: &Environment, now: &Environment) -> String {
    let (Environment::Variables(all_before), Environment::Variables(all_now)) = (before, now)
    else {
        return "its variables".to_owned();
    };
    let names: BTreeSet<&String> = all_before.keys().chain(all_now.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|name| before.get(name) != now.get(name));
    differ.cloned().collect::<Vec<_>>().join(", ")
}

fn alias(before: &Snapshot, now: &Snapshot) -> Option<CheckLine> {
    let (before, now) = (before.alias.as_ref()?, now.alias.as_ref()?);
    let what = if before.version != now.version {
        format!(
            "pointed to version {} and now to {}",
            before.version, now.version
        )
    } else if before.weights != now.weights {
        "shares its calls in another way".to_owned()
    } else {
        return None;
    };
    Some(warn(format!("Alias {}: {what}.", now.name)))
}

fn warn(text: String) -> CheckLine {
    CheckLine::warn(text)
}
