//! The facts about a contact center that a support case may show: an allow list, so that nothing else gets out.

use super::Seen;
use super::key::meant;
use crate::domain::center::VersionPath;
use crate::domain::moment::moment;
use crate::domain::plan::shown;
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::rest_keys::is_placeholder;
use crate::domain::snapshot::FoundSecret;
use crate::domain::{Secret, Stored, consumer_key, username};

/// A fact: what it is, and what it says.
pub type Fact = (&'static str, String);

/// Names, versions, codes, fingerprints, times, addresses, and the username. No secret, not even masked.
pub fn facts(seen: &Seen<'_>) -> Vec<Fact> {
    let mut facts = deployment(seen);
    facts.extend(stored_at(seen));
    facts.extend(values(seen));
    facts
}

fn deployment(seen: &Seen<'_>) -> Vec<Fact> {
    let center = &seen.snapshot.center;
    let unknown = || "unknown".to_owned();
    let mut facts = vec![
        ("kind", center.kind.to_string()),
        ("version", center.version.clone().unwrap_or_else(unknown)),
        ("values in", center.path.to_string()),
        ("state", center.state.to_string()),
        ("function", center.function.clone().unwrap_or_else(unknown)),
    ];
    if let Some(function) = &seen.snapshot.function {
        facts.push(("function version", function.version.clone()));
        facts.push(("runtime", function.runtime.clone()));
        facts.push(("role", function.role.clone()));
    }
    if let Some(alias) = &seen.snapshot.alias {
        facts.push(("alias", format!("{} -> {}", alias.name, alias.version)));
    }
    facts
}

fn stored_at(seen: &Seen<'_>) -> Vec<Fact> {
    let snapshot = seen.snapshot;
    match snapshot.center.path {
        VersionPath::SecretsManager => [
            ("secret", snapshot.secret.as_ref()),
            ("access secret", snapshot.access_secret.as_ref()),
        ]
        .into_iter()
        .filter_map(|(label, found)| Some((label, secret(found?))))
        .collect(),
        VersionPath::ParameterStore => snapshot
            .parameters
            .values()
            .map(|found| {
                let parameter = &found.parameter;
                let shown = format!(
                    "{} (version {}, {})",
                    parameter.name, parameter.version, parameter.kind
                );
                ("parameter", shown)
            })
            .collect(),
    }
}

fn secret(found: &FoundSecret) -> String {
    let changed = found.description.as_ref().and_then(|it| it.changed);
    let when = changed.map_or_else(String::new, |when| format!(", changed {}", moment(when)));
    format!("{} (version {}{when})", found.name, found.version)
}

fn values(seen: &Seen<'_>) -> Vec<Fact> {
    let addresses = seen.addresses().into_iter().flatten();
    let mut facts: Vec<Fact> = seen
        .values()
        .into_iter()
        .zip([
            consumer_key_fact,
            private_key_fact,
            username_fact,
            address_fact,
        ])
        .map(|(value, show)| (value.name, stored_or(value.text.as_ref(), show)))
        .chain(addresses.map(|value| (value.name, stored_or(value.text.as_ref(), address_fact))))
        .collect();
    facts.extend(meant(seen).map(|key| ("key fingerprint", key.fingerprint().to_string())));
    if let Some(id) = seen.snapshot.rest_secret().and_then(|rest| rest.org_id()) {
        let is_id = id.len() <= 18 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        facts.push(("org id", if is_id { id } else { "not an id".into() }));
    }
    facts
}

fn stored_or(text: Option<&Secret>, show: fn(&Secret) -> String) -> String {
    match text {
        None => "missing".into(),
        Some(text) if is_placeholder(text) => "placeholder".into(),
        Some(text) => show(text),
    }
}

fn consumer_key_fact(text: &Secret) -> String {
    match consumer_key::judge_stored(text) {
        Stored::Unusable(problem) => format!("unusable ({})", problem.code),
        _ => format!("set, {} characters", text.chars()),
    }
}

fn private_key_fact(text: &Secret) -> String {
    match judge(text) {
        StoredKey::Usable { key } => format!("RSA, {} bits", key.bits()),
        StoredKey::Placeholder => "placeholder".into(),
        StoredKey::Unusable { problem, .. } => format!("unusable ({})", problem.code),
    }
}

fn username_fact(text: &Secret) -> String {
    match username::judge_stored(text) {
        Stored::Usable(user) => user.as_str().to_owned(),
        Stored::Placeholder => "placeholder".into(),
        Stored::Unusable(problem) => format!("unusable ({})", problem.code),
    }
}

/// In the clear only what is an address for sure.
fn address_fact(text: &Secret) -> String {
    let shown = shown::clear(Some(text));
    let is_address = shown == text.expose() && !shown.contains('@');
    if is_address {
        shown
    } else {
        "not an address".into()
    }
}
