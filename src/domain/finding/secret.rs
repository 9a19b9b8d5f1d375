//! From 19.0 on: the contact center's two secrets, and what was left in Parameter Store.

use super::{Finding, Rule, Seen, Severity};
use crate::domain::center::{Kind, variable};
use crate::domain::document::Document;
use crate::domain::flow_attributes;
use crate::domain::parameter_name::is_readable_by_role;
use crate::domain::rest_keys::{CALL_CENTER_API_NAME, RestKeys, is_placeholder, is_telephony};
use crate::domain::snapshot::FoundSecret;

pub(super) const RULES: &[Rule] = &[
    holds_the_rest_keys,
    name_has_no_blanks,
    access_secret_is_usable,
    names_are_readable,
    keys_are_usable_by_the_role,
    nothing_points_to_telephony,
    old_parameters_are_gone,
    flow_sets_the_attributes,
    copies_are_told,
];

/// What is wrong where the function cannot find its keys in the secret.
fn holds_the_rest_keys(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(found) = seen
        .snapshot
        .secret
        .as_ref()
        .filter(|_| !seen.is_below_19())
    else {
        return Vec::new();
    };
    if seen.snapshot.rest_secret().is_some() {
        return Vec::new();
    }
    let place = seen.secret_place();
    let document = match Document::parse(&found.text) {
        Ok(document) => document,
        Err(problem) => {
            let finding = Finding::of_problem(Severity::Error, place, &problem);
            return vec![finding];
        }
    };
    let named = document.text(CALL_CENTER_API_NAME);
    let other = document
        .keys()
        .find_map(|key| key.strip_suffix(&RestKeys::of("").consumer_key));
    let what = match (named, other) {
        (None, _) => format!("The secret does not hold {CALL_CENTER_API_NAME}."),
        (Some(_), Some(other)) => format!(
            "The secret's keys begin with {other}, but {CALL_CENTER_API_NAME} says something else."
        ),
        (Some(_), None) => "The secret holds none of the keys of the REST function.".to_owned(),
    };
    vec![
        Finding::error("secret-without-rest-keys", place, what)
            .why("The function makes the names of its keys from that value. It finds none and answers 500.")
            .fix(format!(
                "Set {CALL_CENTER_API_NAME} to the contact center's API name, as its keys have it."
            )),
    ]
}

/// The function puts the name as it stands before the names of its keys.
fn name_has_no_blanks(seen: &Seen<'_>) -> Vec<Finding> {
    let rest = seen.snapshot.rest_secret().filter(|_| !seen.is_below_19());
    let name = rest.and_then(|rest| rest.document.text(CALL_CENTER_API_NAME));
    match name {
        Some(name) if name.expose() != name.expose().trim() => vec![
            Finding::error(
                "contact-center-name-blanks",
                seen.key_place(CALL_CENTER_API_NAME),
                "The contact center's name has blanks or a line break around it.",
            )
            .why("The function makes the names of its keys from it, and finds none.")
            .fix("Remove the blanks in the Secrets Manager console."),
        ],
        _ => Vec::new(),
    }
}

fn access_secret_is_usable(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.is_below_19() {
        return Vec::new();
    }
    let name = seen.snapshot.center.access_secret.as_deref();
    let place = name.map_or_else(|| seen.center_place(), |name| format!("secret {name}"));
    const WHY: &str =
        "The function keeps its token there. Without it, it answers 500 and never logs in.";
    if let Some(found) = &seen.snapshot.access_secret {
        let refusal = Document::parse(&found.text).err();
        let findings = refusal.iter();
        return findings
            .map(|problem| {
                Finding::error("access-secret-not-json", &place, &problem.what)
                    .why(WHY)
                    .fix(problem.advice.fix())
            })
            .collect();
    }
    let gap = seen.snapshot.access_secret_gap.as_ref();
    let finding = match gap {
        Some(gap) if gap.code != "secret-missing" => {
            Finding::of_problem(weight(gap.code), place, gap)
        }
        _ => Finding::error(
            "access-secret-missing",
            place,
            "The secret with the cached token does not exist.",
        )
        .why(WHY)
        .fix("Run the contact center's stack again so that it makes the secret."),
    };
    vec![finding]
}

/// What keeps this program from looking, or only from writing, does not keep the function from working.
pub fn weight(code: &str) -> Severity {
    const HARMLESS: [&str; 5] = [
        "aws-denied",
        "kms-denied",
        "secret-rotated",
        "secret-is-replica",
        "secret-managed-by-service",
    ];
    if HARMLESS.contains(&code) {
        Severity::Warning
    } else {
        Severity::Error
    }
}

/// The published role reads secrets with `-salesforce-` in their names only.
fn names_are_readable(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.is_below_19() {
        return Vec::new();
    }
    let center = &seen.snapshot.center;
    let names = center.secret.iter().chain(&center.access_secret);
    names
        .filter(|name| !is_readable_by_role(name))
        .map(|name| {
            Finding::error(
                "secret-not-readable-by-role",
                format!("secret {name}"),
                "The function's role may not read a secret of this name.",
            )
            .why("The published role may read names with -salesforce- in them only.")
            .fix("Use the names that the stack made, or allow this one in the role's policy.")
        })
        .collect()
}

fn keys_are_usable_by_the_role(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.is_below_19() {
        return Vec::new();
    }
    let snapshot = seen.snapshot;
    let secrets = snapshot.secret.iter().chain(&snapshot.access_secret);
    secrets.filter_map(customer_managed).collect()
}

fn customer_managed(found: &FoundSecret) -> Option<Finding> {
    let key = found.description.as_ref()?.kms_key.as_deref()?;
    (!key.ends_with("alias/aws/secretsmanager")).then(|| kms(format!("secret {}", found.name), key))
}

/// A key of the customer's own: the published role has no permission for any.
pub(super) fn kms(place: String, key: &str) -> Finding {
    Finding::warning(
        "kms-key-customer-managed",
        place,
        format!("It is encrypted with a KMS key of your own: {key}."),
    )
    .why("The published role has no permission for KMS keys. Without it the function answers 500.")
    .fix("Check that the function's role may use kms:Decrypt and kms:GenerateDataKey on this key.")
}

/// The documented procedure speaks of variables of old; the function reads none of them in the secret.
fn nothing_points_to_telephony(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(rest) = seen.snapshot.rest_secret().filter(|_| !seen.is_below_19()) else {
        return Vec::new();
    };
    let pointed = rest.document.text(variable::PRIVATE_KEY);
    match pointed {
        Some(name) if is_telephony(name.expose()) => vec![
            Finding::warning(
                "secret-points-to-telephony-key",
                seen.key_place(variable::PRIVATE_KEY),
                format!("{} points to Salesforce's own telephony key.", variable::PRIVATE_KEY),
            )
            .why("Whoever follows it and writes there ends all calls. The REST function does not read it.")
            .fix(format!("Leave it and the telephony key alone. The REST key is {}.", rest.keys.private_key)),
        ],
        _ => Vec::new(),
    }
}

/// Where the login is refused: a token of better days lets calls through for a while, which misleads.
pub fn cached_token(seen: &Seen<'_>) -> Option<Finding> {
    let snapshot = seen.snapshot;
    let (place, token) = if seen.is_below_19() {
        let name = snapshot.variable(variable::ACCESS_TOKEN)?;
        let found = snapshot.parameters.get(name)?;
        (format!("parameter {name}"), found.parameter.value.clone())
    } else {
        let found = snapshot.access_secret.as_ref()?;
        let key = snapshot.rest_secret()?.keys.access_token;
        let document = Document::parse(&found.text).ok()?;
        (
            format!("secret {}, key {key}", found.name),
            document.text(&key)?,
        )
    };
    (!is_placeholder(&token)).then(|| {
        Finding::info(
            "token-cached",
            place,
            "A token from an earlier login is stored, so some calls may still work.",
        )
        .why("The function uses it until it expires. From then on every call fails.")
        .fix("Mend the login; setup clears the token whenever it changes a value.")
    })
}

fn old_parameters_are_gone(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.leftovers.is_empty() || seen.is_below_19() {
        return Vec::new();
    }
    vec![
        Finding::info(
            "parameters-stale",
            format!("parameters {}", seen.leftovers.join(", ")),
            "Parameters of the time before 19.0 still exist.",
        )
        .why("The function no longer reads them: changing them changes nothing.")
        .fix("Leave them, or delete them once nothing else uses them."),
    ]
}

fn copies_are_told(seen: &Seen<'_>) -> Vec<Finding> {
    let secret = seen.snapshot.secret.as_ref();
    let copies = secret.and_then(FoundSecret::copies);
    let finding = copies.map(|copies| {
        Finding::info("secret-replicated", seen.secret_place(), copies)
            .why("A function there that reads the copy gets the same values; AWS refuses to change the copy.")
            .fix("Nothing to do. A function there with a secret of its own needs a setup of its own.")
    });
    finding.into_iter().collect()
}

fn flow_sets_the_attributes(seen: &Seen<'_>) -> Vec<Finding> {
    let center = &seen.snapshot.center;
    let (Kind::MultiOrg(_), Some(secret), Some(access)) =
        (&center.kind, &center.secret, &center.access_secret)
    else {
        return Vec::new();
    };
    vec![
        Finding::info(
            "flow-attributes",
            "contact flows in Amazon Connect",
            flow_attributes::needed(secret, access),
        )
        .why("One function serves several orgs and is told the secrets with each call. Without both it answers 500.")
        .fix(flow_attributes::HOW),
    ]
}
