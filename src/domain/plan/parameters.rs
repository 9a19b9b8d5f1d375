//! The Parameter Store path: which parameters are written, and which variables must name them.

use std::collections::BTreeMap;

use regex_lite::Regex;

use super::names::Names;
use super::secret::{bring_addresses_in_line, is_same_audience, is_same_key};
use super::{Wanted, function, shown};
use crate::domain::center::{Kind, variable};
use crate::domain::change::{Action, Change, Plan, SERVERLESS_MISMATCH, Write};
use crate::domain::resources::{ParameterType, ParameterWrite};
use crate::domain::rest_keys::is_placeholder;
use crate::domain::snapshot::{FoundParameter, Snapshot};
use crate::domain::{MyDomain, Secret};
use crate::problem::Problem;

const PUT: &str = "ssm:PutParameter";

/// What a cached token is replaced by, since a parameter cannot be empty: Salesforce refuses it.
pub const WORTHLESS_TOKEN: &str = "reset";

/// Values up to this many bytes fit a parameter of the standard tier (AWS, "Parameter tiers").
const STANDARD_LIMIT: usize = 4096;
/// And up to this many one of the advanced tier.
const ADVANCED_LIMIT: usize = 8192;

/// One of the four values: the variable that names its parameter, and what is to be in it.
struct Slot {
    variable: &'static str,
    text: Secret,
    why: &'static str,
}

pub(super) fn plan(wanted: &Wanted, snapshot: &Snapshot, plan: &mut Plan) {
    if snapshot.function.is_none() {
        plan.refusals.push(
            Problem::new(
                "function-unknown",
                "The function of this contact center was not found.",
            )
            .cause("Below 19.0 its environment says which parameters hold the values.")
            .fix("Check contact center, Region and version path."),
        );
        return;
    }
    warn_of_serverless_mismatch(snapshot, plan);
    let mut names = Names::of(snapshot);
    plan.notices.append(&mut names.notices);
    let mut variables = names.to_change(snapshot);
    for slot in slots(wanted) {
        let name = names.named_by(slot.variable);
        write(&slot, name, snapshot.parameters.get(name), plan);
    }
    addresses(wanted, snapshot, &mut variables);
    if !variables.is_empty() {
        variables.extend(unpublished(snapshot, &names, &variables));
    }
    function::plan(snapshot, &variables, plan);
    bring_addresses_in_line(wanted, snapshot, plan);
    let changes_something = plan.finishing || !plan.writes.is_empty();
    let token = snapshot
        .parameters
        .get(names.named_by(variable::ACCESS_TOKEN));
    if let Some(found) = token.filter(|_| changes_something) {
        reset_token(found, plan);
    }
}

fn slots(wanted: &Wanted) -> [Slot; 4] {
    [
        Slot {
            variable: variable::CONSUMER_KEY,
            text: wanted.consumer_key.secret().clone(),
            why: "The app that the function logs in through.",
        },
        Slot {
            variable: variable::PRIVATE_KEY,
            text: wanted.private_key.to_pem(),
            why: "The key that signs the login.",
        },
        Slot {
            variable: variable::SUBJECT,
            text: Secret::new(wanted.username.as_str()),
            why: "The user that the function logs in as.",
        },
        Slot {
            variable: variable::AUDIENCE,
            text: Secret::new(wanted.audience()),
            why: "The login host of this kind of org.",
        },
    ]
}

fn write(slot: &Slot, name: &str, found: Option<&FoundParameter>, plan: &mut Plan) {
    let stored = found.map(|found| &found.parameter.value);
    if stored.is_some_and(|stored| is_as_wanted(slot, stored)) {
        return;
    }
    if let Some(found) = found.filter(|found| is_bare(slot, found)) {
        plan.refusals
            .push(not_encrypted(slot, name, found.parameter.kind));
        return;
    }
    if let Some(problem) = does_not_fit(name, &slot.text, found) {
        plan.refusals.push(problem);
        return;
    }
    plan.cautions.extend(not_described(name, found));
    plan.changes.push(Change {
        place: format!("parameter {name}"),
        key: String::new(),
        action: if found.is_some() {
            Action::Set
        } else {
            Action::Create
        },
        before: show(slot, stored),
        after: show(slot, Some(&slot.text)),
        why: slot.why.to_owned(),
        call: PUT,
    });
    plan.writes.push(to_write(name, slot.text.clone(), found));
}

fn show(slot: &Slot, value: Option<&Secret>) -> String {
    match slot.variable {
        variable::CONSUMER_KEY => shown::masked(value),
        variable::PRIVATE_KEY => shown::key(value),
        _ => shown::clear(value),
    }
}

fn is_as_wanted(slot: &Slot, stored: &Secret) -> bool {
    match slot.variable {
        variable::PRIVATE_KEY => is_same_key(stored, &slot.text),
        variable::AUDIENCE => is_same_audience(stored.expose(), slot.text.expose()),
        _ => *stored == slot.text,
    }
}

/// An existing parameter keeps type, tier, key, data type and pattern: all are sent, since what AWS does
/// where they are left out is not the same everywhere.
fn to_write(name: &str, value: Secret, found: Option<&FoundParameter>) -> Write {
    let description = found.and_then(|found| found.description.as_ref());
    let is_new = found.is_none();
    let of_new = |usual: &str| is_new.then(|| usual.to_owned());
    let write = ParameterWrite {
        name: name.to_owned(),
        value,
        kind: found.map_or(ParameterType::SecureString, |found| found.parameter.kind),
        tier: description
            .map(|d| d.tier.clone())
            .or_else(|| of_new("Standard")),
        kms_key: description.and_then(|d| d.kms_key.clone()),
        data_type: description
            .and_then(|d| d.data_type.clone())
            .or_else(|| of_new("text")),
        allowed_pattern: description.and_then(|d| d.allowed_pattern.clone()),
        overwrite: found.is_some(),
    };
    Write::Parameter {
        write,
        read: found.map(|found| found.parameter.version),
    }
}

/// What cannot be seen cannot be sent back as it was, and AWS promises nothing for what is not sent.
fn not_described(name: &str, found: Option<&FoundParameter>) -> Option<Problem> {
    found?.description.is_none().then(|| {
        Problem::new(
            "parameter-not-described",
            format!("Key, tier and pattern of the parameter {name} cannot be seen."),
        )
        .cause("Without ssm:DescribeParameters and ssm:GetParameterHistory they cannot be kept for sure.")
        .fix("Ask for one of the two permissions, then look again.")
    })
}

/// Whether something secret would lie in the clear: an existing parameter keeps its type.
fn is_bare(slot: &Slot, found: &FoundParameter) -> bool {
    let is_secret = [variable::CONSUMER_KEY, variable::PRIVATE_KEY].contains(&slot.variable);
    is_secret && found.parameter.kind != ParameterType::SecureString
}

fn not_encrypted(slot: &Slot, name: &str, kind: ParameterType) -> Problem {
    let what = match slot.variable {
        variable::PRIVATE_KEY => "private key",
        _ => "consumer key",
    };
    Problem::new(
        "parameter-not-encrypted",
        format!("The parameter {name} is not encrypted: its type is {kind}."),
    )
    .cause(format!(
        "The {what} would lie there in the clear. AWS does not change the type of a parameter."
    ))
    .fix("Delete it in the Systems Manager console and run setup again: it is then made anew as a SecureString.")
}

fn does_not_fit(name: &str, value: &Secret, found: Option<&FoundParameter>) -> Option<Problem> {
    let description = found.and_then(|found| found.description.as_ref());
    let tier = description.map(|d| d.tier.as_str());
    let limit = match tier {
        Some("Advanced" | "Intelligent-Tiering") => ADVANCED_LIMIT,
        _ => STANDARD_LIMIT,
    };
    let text = value.expose();
    if text.contains("{{") && text.contains("}}") {
        return Some(
            Problem::new(
                "parameter-nested",
                format!("The value for {name} has double braces in it."),
            )
            .cause("Parameter Store takes what stands between them as another parameter's name.")
            .fix("Enter the value without {{ and }}."),
        );
    }
    let pattern = description.and_then(|d| d.allowed_pattern.as_deref());
    if let Some(pattern) = pattern.filter(|pattern| !may_match(pattern, text)) {
        return Some(does_not_match(name, pattern));
    }
    let size = text.len();
    (size > limit).then(|| {
        Problem::new(
            "parameter-too-large",
            format!("The value for {name} has {size} bytes; this parameter takes {limit}."),
        )
        .cause("RSA keys beyond 4096 bits do not fit a parameter of the standard tier.")
        .fix("Make a key pair with 2048 bits, upload its certificate to the app, and use that one.")
    })
}

/// Whether AWS may take this value. What it makes of a pattern that cannot be read here is left to AWS.
fn may_match(pattern: &str, value: &str) -> bool {
    let Ok(pattern) = Regex::new(pattern) else {
        return true;
    };
    // In AWS's dialect $ also stands before the line break at the end, which keys have.
    pattern.is_match(value) || pattern.is_match(value.trim_end_matches('\n'))
}

/// Told before anything is written: AWS would refuse this part in the middle of the setup.
fn does_not_match(name: &str, pattern: &str) -> Problem {
    Problem::new(
        "parameter-pattern",
        format!("The parameter {name} does not take this value."),
    )
    .cause(format!(
        "It only takes what matches the pattern {pattern}, which somebody gave it."
    ))
    .fix("Change its AllowedPattern in Systems Manager, or delete it: setup makes it anew.")
}

/// The environment holds the addresses themselves. Only what differs from what is wanted is changed.
fn addresses(wanted: &Wanted, snapshot: &Snapshot, variables: &mut BTreeMap<&'static str, String>) {
    let endpoint = wanted.my_domain.as_ref().map(MyDomain::token_endpoint);
    let base = wanted.rest_base(snapshot.variable(variable::REST_BASE));
    let addresses = [
        (variable::AUTH_ENDPOINT, endpoint),
        (variable::REST_BASE, base),
    ];
    for (name, address) in addresses {
        let Some(address) = address else {
            continue;
        };
        let stored = snapshot.variable(name).unwrap_or_default();
        if stored.trim_end_matches('/') != address {
            variables.insert(name, address);
        }
    }
}

/// What `$LATEST` holds in place of what callers are to get: it was not published, and would be with the rest.
fn unpublished(
    snapshot: &Snapshot,
    names: &Names,
    variables: &BTreeMap<&'static str, String>,
) -> BTreeMap<&'static str, String> {
    let Some(latest) = &snapshot.latest else {
        return BTreeMap::new();
    };
    let addresses = [variable::AUTH_ENDPOINT, variable::REST_BASE];
    let kept = addresses
        .into_iter()
        .filter_map(|name| Some((name, snapshot.variable(name)?)));
    let differs = |(name, value): &(&'static str, &str)| {
        !variables.contains_key(name) && latest.environment.get(name) != Some(value)
    };
    let all = names.all().chain(kept).filter(differs);
    all.map(|(name, value)| (name, value.to_owned())).collect()
}

/// A parameter cannot be empty; anything that is no token is refused by Salesforce and replaced by the function.
fn reset_token(found: &FoundParameter, plan: &mut Plan) {
    let token = &found.parameter.value;
    if is_placeholder(token) || token.expose() == WORTHLESS_TOKEN {
        return;
    }
    let name = &found.parameter.name;
    let worthless = Secret::new(WORTHLESS_TOKEN);
    if let Some(problem) = does_not_fit(name, &worthless, Some(found)) {
        plan.refusals.push(problem);
        return;
    }
    plan.cautions.extend(not_described(name, Some(found)));
    plan.changes.push(Change {
        place: format!("parameter {name}"),
        key: String::new(),
        action: Action::Reset,
        before: shown::token(Some(token)),
        after: WORTHLESS_TOKEN.to_owned(),
        why: "The function uses a cached token for hours before it logs in anew.".into(),
        call: PUT,
    });
    plan.writes.push(to_write(name, worthless, Some(found)));
}

fn warn_of_serverless_mismatch(snapshot: &Snapshot, plan: &mut Plan) {
    let runs_new_code = snapshot
        .function
        .as_ref()
        .is_some_and(|f| f.runtime == "nodejs22.x");
    if snapshot.center.kind == Kind::ServerlessRepository && runs_new_code {
        plan.cautions.push(
            Problem::new(
                SERVERLESS_MISMATCH,
                "This function runs 19.0 code, but its variables are those of older versions.",
            )
            .cause("The serverless application ships this combination; its code looks for a secret that no variable names.")
            .fix("Deploy an older version of the application, or the contact center's own stack. Writing these values alone will not make it log in."),
        );
    }
}
