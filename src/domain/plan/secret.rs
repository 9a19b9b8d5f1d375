//! The Secrets Manager path: which keys of the two secrets change.

use super::{Wanted, shown};
use crate::domain::change::{Action, Change, Plan, SecretWrite, Untouched, Write};
use crate::domain::consumer_key;
use crate::domain::document::Document;
use crate::domain::org_kind::same_audience;
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::rest_keys::{
    AUTH_ENDPOINT, REST_BASE, is_of_template, is_placeholder, is_telephony,
};
use crate::domain::rest_secret::RestSecret;
use crate::domain::snapshot::{FoundSecret, Snapshot};
use crate::domain::stored::Stored;
use crate::domain::{CheckLine, MyDomain, OrgKind, Secret};
use crate::problem::Problem;

const PUT: &str = "secretsmanager:PutSecretValue";

/// What a value is, which decides how it is compared and shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    ConsumerKey,
    PrivateKey,
    Username,
    Audience,
    Address,
    Token,
}

/// A value to be in the document.
struct Edit {
    key: String,
    value: Value,
    text: Secret,
    why: String,
}

pub(super) fn plan(wanted: &Wanted, snapshot: &Snapshot, plan: &mut Plan) {
    let (Some(found), Some(rest)) = (&snapshot.secret, snapshot.rest_secret()) else {
        plan.refusals.push(not_a_rest_secret(snapshot));
        return;
    };
    if let Some(problem) = snapshot.secret_of_another() {
        plan.refusals.push(problem);
        return;
    }
    let mut edits = own_keys(wanted, &rest);
    edits.extend(named_by_procedure(wanted, &rest, plan));
    edits.extend(addresses(wanted, &rest));
    let is_changed = |edit: &Edit| !is_as_wanted(&rest.document, edit);
    let changes_something = plan.finishing || edits.iter().any(is_changed);
    let token = changes_something.then(|| reset_token(&rest));
    if snapshot.has_token_among_values() {
        edits.extend(token);
        write(found, &rest.document, &edits, plan);
    } else {
        write(found, &rest.document, &edits, plan);
        write_token(snapshot, token, plan);
    }
    plan.notices.extend(copied(found));
}

/// A contact center of global resiliency has a second function, which needs the same values in its Region.
fn copied(found: &FoundSecret) -> Option<CheckLine> {
    let copies = found.copies()?;
    Some(CheckLine::ok(format!(
        "{copies} A function there that reads the copy gets the same values."
    )))
}

/// Below 19.0 the environment may name a secret too; the procedure wants its sandbox values in line.
pub(super) fn bring_addresses_in_line(wanted: &Wanted, snapshot: &Snapshot, plan: &mut Plan) {
    let (Some(found), Some(rest)) = (&snapshot.secret, snapshot.rest_secret()) else {
        return;
    };
    if let Some(other) = snapshot.secret_of_another() {
        plan.notices.push(CheckLine::warn(format!(
            "{} It stays as it is.",
            other.what
        )));
        return;
    }
    let mut edits: Vec<Edit> = own_keys(wanted, &rest)
        .into_iter()
        .filter(|edit| edit.value == Value::Audience)
        .filter(|edit| rest.document.text(&edit.key).is_some())
        .collect();
    edits.extend(addresses(wanted, &rest));
    write(found, &rest.document, &edits, plan);
}

pub(super) fn not_a_rest_secret(snapshot: &Snapshot) -> Problem {
    let Some(found) = &snapshot.secret else {
        return Problem::new(
            "secret-unknown",
            "It is not known which secret holds the values.",
        )
        .fix("Pass --secret.")
        .when_asked("Go back and choose the secret.");
    };
    if let Err(problem) = Document::parse(&found.text) {
        return problem;
    }
    Problem::new(
        "secret-without-rest-keys",
        format!(
            "The secret {} holds no keys of a REST function.",
            found.name
        ),
    )
    .cause("Other programs make secrets whose names end the same way.")
    .fix("Choose the contact center's own secret.")
}

fn own_keys(wanted: &Wanted, rest: &RestSecret) -> Vec<Edit> {
    let keys = &rest.keys;
    let edit = |key: &str, value, why: &str| Edit {
        key: key.to_owned(),
        value,
        text: text_of(wanted, value),
        why: why.to_owned(),
    };
    vec![
        edit(
            &keys.consumer_key,
            Value::ConsumerKey,
            "The app that the function logs in through.",
        ),
        edit(
            &keys.private_key,
            Value::PrivateKey,
            "The key that signs the login.",
        ),
        edit(
            &keys.subject,
            Value::Username,
            "The user that the function logs in as.",
        ),
        edit(
            &keys.audience,
            Value::Audience,
            &format!("The login host of a {} org.", wanted.org),
        ),
    ]
}

fn text_of(wanted: &Wanted, value: Value) -> Secret {
    match value {
        Value::ConsumerKey => wanted.consumer_key.secret().clone(),
        Value::PrivateKey => wanted.private_key.to_pem(),
        Value::Username => Secret::new(wanted.username.as_str()),
        Value::Audience | Value::Address => Secret::new(wanted.audience()),
        Value::Token => Secret::new(""),
    }
}

/// The keys that the documented procedure tells to set, where the secret has them. The published function
/// reads none of them; but whoever follows the procedure looks there.
fn named_by_procedure(wanted: &Wanted, rest: &RestSecret, plan: &mut Plan) -> Vec<Edit> {
    const NAMED: [(&str, Value, bool); 4] = [
        ("CONSUMER_KEY_PARAM_NAME", Value::ConsumerKey, true),
        ("PRIVATE_KEY_PARAM_NAME", Value::PrivateKey, true),
        ("SUBJECT", Value::Username, false),
        ("AUDIENCE", Value::Audience, false),
    ];
    let mut edits = Vec::new();
    for (name, value, only_a_name) in NAMED {
        let Some(pointed) = rest.document.text(name) else {
            continue;
        };
        let pointed = pointed.expose().to_owned();
        let exists = rest.document.text(&pointed).is_some();
        let key = match exists {
            true if is_telephony(&pointed) => {
                plan.notices.push(points_to_telephony(name, &pointed));
                continue;
            }
            true if is_of_template(&pointed) => {
                plan.notices.push(points_to_template_s(name, &pointed));
                continue;
            }
            true => pointed,
            false if only_a_name => {
                plan.notices.push(CheckLine::warn(format!(
                    "{name} in the secret names no key of it. The function does not read it; it stays as it is."
                )));
                continue;
            }
            false => name.to_owned(),
        };
        if !rest.keys.four().contains(&key.as_str()) {
            edits.push(Edit {
                why: format!("The documented procedure names it ({name}); the function itself does not read it."),
                text: text_of(wanted, value),
                key,
                value,
            });
        }
    }
    edits
}

fn points_to_telephony(name: &str, key: &str) -> CheckLine {
    CheckLine::warn(format!(
        "{name} points to {key}, Salesforce's own telephony key. It is never written here: calls would fail."
    ))
}

fn points_to_template_s(name: &str, key: &str) -> CheckLine {
    CheckLine::warn(format!(
        "{name} points to {key}, which holds something else. The function does not read {name}; both stay as they are."
    ))
}

/// Token endpoint and REST base, where My Domain was given and differs. The API version stays, unless another
/// was agreed to.
fn addresses(wanted: &Wanted, rest: &RestSecret) -> Vec<Edit> {
    let edit = |key: &str, text: String, why: &str| Edit {
        key: key.to_owned(),
        value: Value::Address,
        text: Secret::new(text),
        why: why.to_owned(),
    };
    let endpoint = wanted.my_domain.as_ref().map(MyDomain::token_endpoint);
    let endpoint =
        endpoint.map(|text| edit(AUTH_ENDPOINT, text, "Where this org hands out tokens."));
    let why = match &wanted.api_version {
        Some(_) => "Where this org's REST API is, in a version that it has.",
        None => "Where this org's REST API is; its version is kept.",
    };
    let base = wanted.rest_base(rest.rest_base().as_deref());
    let base = base.map(|text| edit(REST_BASE, text, why));
    endpoint.into_iter().chain(base).collect()
}

/// Adds the changes and the write for one document; nothing where all is as wanted.
fn write(found: &FoundSecret, document: &Document, edits: &[Edit], plan: &mut Plan) {
    let needed: Vec<&Edit> = edits
        .iter()
        .filter(|edit| !is_as_wanted(document, edit))
        .collect();
    let place = format!("secret {}", found.name);
    plan.untouched.push(Untouched {
        place: place.clone(),
        count: document.len().saturating_sub(needed.len()),
    });
    if needed.is_empty() {
        return;
    }
    let pairs: Vec<(String, Secret)> = needed
        .iter()
        .map(|e| (e.key.clone(), e.text.clone()))
        .collect();
    match document.with(&pairs) {
        Ok(text) => {
            plan.changes
                .extend(needed.iter().map(|edit| change(&place, document, edit)));
            plan.writes.push(Write::Secret(SecretWrite {
                name: found.name.clone(),
                read: found.version.clone(),
                text,
                keys: pairs.into_iter().map(|(key, _)| key).collect(),
            }));
        }
        Err(problem) => plan.refusals.push(problem),
    }
}

/// Whether the function would do the same with what is stored: then not a byte is touched.
fn is_as_wanted(document: &Document, edit: &Edit) -> bool {
    let Some(stored) = document.text(&edit.key) else {
        return edit.value == Value::Token;
    };
    let same = |text: &str| text == edit.text.expose();
    match edit.value {
        Value::PrivateKey => is_same_key(&stored, &edit.text),
        Value::ConsumerKey => match consumer_key::judge_stored(&stored) {
            Stored::Usable(key) => *key.secret() == edit.text,
            _ => same(stored.expose()),
        },
        Value::Audience => is_same_audience(stored.expose(), edit.text.expose()),
        Value::Username => stored.expose() == edit.text.expose(),
        Value::Address => stored.expose().trim_end_matches('/') == edit.text.expose(),
        Value::Token => is_placeholder(&stored),
    }
}

/// Whether a stored text is the same key in a shape that the function can use.
pub(super) fn is_same_key(stored: &Secret, wanted: &Secret) -> bool {
    match (judge(stored), judge(wanted)) {
        (StoredKey::Usable { key: stored }, StoredKey::Usable { key: wanted }) => stored == wanted,
        _ => false,
    }
}

/// Whether a stored audience means the same login host; the vendor itself uses it with and without slash.
pub(super) fn is_same_audience(stored: &str, wanted: &str) -> bool {
    match OrgKind::of_audience(wanted) {
        Some(kind) => same_audience(stored, kind),
        None => stored.trim_end_matches('/') == wanted.trim_end_matches('/'),
    }
}

fn change(place: &str, document: &Document, edit: &Edit) -> Change {
    let before = document.text(&edit.key);
    let (before_shown, after) = match edit.value {
        Value::ConsumerKey => (shown::masked(before.as_ref()), edit.text.masked()),
        Value::PrivateKey => (shown::key(before.as_ref()), shown::key(Some(&edit.text))),
        Value::Token => (shown::token(before.as_ref()), "(empty)".into()),
        _ => (shown::clear(before.as_ref()), edit.text.expose().to_owned()),
    };
    Change {
        place: place.to_owned(),
        key: edit.key.clone(),
        action: match before {
            _ if edit.value == Value::Token => Action::Reset,
            Some(_) => Action::Set,
            None => Action::Create,
        },
        before: before_shown,
        after,
        why: edit.why.clone(),
        call: PUT,
    }
}

/// Clears the cached token, since it would hide whether the new values work. The template's placeholder is
/// harmless and stays.
fn reset_token(rest: &RestSecret) -> Edit {
    Edit {
        key: rest.keys.access_token.clone(),
        value: Value::Token,
        text: Secret::new(""),
        why: "The function uses a cached token for hours before it logs in anew.".into(),
    }
}

/// In the secret that holds nothing else.
fn write_token(snapshot: &Snapshot, token: Option<Edit>, plan: &mut Plan) {
    let Some(found) = &snapshot.access_secret else {
        plan.cautions.push(no_access_secret(snapshot));
        return;
    };
    match Document::parse(&found.text) {
        Ok(document) => write(found, &document, token.as_slice(), plan),
        Err(problem) => plan.cautions.push(problem),
    }
}

fn no_access_secret(snapshot: &Snapshot) -> Problem {
    let seen = snapshot.access_secret_gap.as_ref();
    // A call that failed says nothing of the secret; it may work the next time.
    if let Some(failed) =
        seen.filter(|gap| gap.code.starts_with("aws-") && gap.code != "aws-denied")
    {
        return failed.clone();
    }
    let what = seen.map_or("No access secret is known.", |problem| &problem.what);
    Problem::new("access-secret-missing", format!("The secret with the cached token cannot be used: {what}"))
        .cause("Without it the function answers 500 before it even tries to log in.")
        .fix("Run the contact center's stack again so that it makes the secret, or ask for access to it.")
}
