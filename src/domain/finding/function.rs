//! The function itself: whether it could be seen, what its alias runs, and whether code and variables fit.

use std::collections::BTreeSet;

use super::{Finding, Rule, Seen};
use crate::domain::center::{ACTIVE, Kind, is_19_or_later, variable};
use crate::domain::resources::{Environment, Function, UpdateStatus};

/// The function's code looks for what its variables do not name.
pub(super) const CODE_AND_VARIABLES: &str = "code-and-variables-differ";

pub(super) const RULES: &[Rule] = &[
    is_seen,
    has_its_alias,
    alias_runs_one_version,
    alias_runs_the_latest,
    is_at_rest,
    environment_is_readable,
    code_and_variables_fit,
    no_variable_is_left_over,
];

fn is_seen(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.snapshot.function.is_some() {
        return Vec::new();
    }
    let finding = match &seen.snapshot.center.function {
        Some(name) => Finding::warning(
            "function-not-readable",
            seen.function_place(),
            format!("The function {name} could not be read."),
        )
        .why("What its alias runs and what its variables hold was not looked at.")
        .fix("Ask for lambda:GetFunctionConfiguration and lambda:GetAlias on it."),
        None => Finding::warning(
            "function-not-found",
            seen.center_place(),
            "No REST function of this contact center was found.",
        )
        .why("The secret may be left over from a contact center that is gone.")
        .fix("Check account and Region, and that you may use lambda:ListFunctions."),
    };
    vec![finding]
}

/// Only the alias may be called by Amazon Connect, except in multi-org.
fn has_its_alias(seen: &Seen<'_>) -> Vec<Finding> {
    let center = &seen.snapshot.center;
    let calls_latest = matches!(center.kind, Kind::MultiOrg(_));
    if calls_latest || seen.snapshot.function.is_none() || center.qualifier.is_some() {
        return Vec::new();
    }
    let place = seen.function_place();
    let what = format!("The function has no alias {ACTIVE}.");
    let finding = match center.kind {
        Kind::ServerlessRepository => Finding::warning("alias-missing", place, what).why(
            "The template makes one for Amazon Connect to call. $LATEST was looked at instead.",
        ),
        _ => Finding::error("alias-missing", place, what)
            .why("Amazon Connect calls this alias, and may call nothing else of the function."),
    };
    vec![finding.fix(format!(
        "Publish a version and make the alias {ACTIVE} for it, or run the contact center's stack again."
    ))]
}

fn alias_runs_one_version(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(alias) = seen
        .snapshot
        .alias
        .as_ref()
        .filter(|alias| !alias.weights.is_empty())
    else {
        return Vec::new();
    };
    let others: Vec<String> = alias
        .weights
        .iter()
        .map(|(version, weight)| format!("version {version} ({:.0}%)", weight * 100.0))
        .collect();
    vec![
        Finding::warning(
            "alias-weighted",
            format!("{}, alias {}", seen.function_place(), alias.name),
            format!(
                "A part of the calls goes to {} instead of version {}.",
                others.join(", "),
                alias.version
            ),
        )
        .why("Versions can have different settings, so that some calls work and others fail.")
        .fix("End the weighted routing of the alias in the Lambda console."),
    ]
}

/// Amazon Connect runs what the alias points to; the console's Test button and edits act on `$LATEST`.
fn alias_runs_the_latest(seen: &Seen<'_>) -> Vec<Finding> {
    let snapshot = seen.snapshot;
    let (Some(called), Some(latest), Some(alias)) =
        (&snapshot.function, &snapshot.latest, &snapshot.alias)
    else {
        return Vec::new();
    };
    let differing = difference(called, latest);
    if differing.is_empty() {
        return Vec::new();
    }
    let place = format!("{}, alias {}", seen.function_place(), alias.name);
    let differing = differing.join(", ");
    let newest = seen
        .newest
        .filter(|newest| newest.version != called.version && difference(newest, latest).is_empty());
    let finding = match newest {
        Some(newest) => Finding::warning(
            "alias-not-moved",
            place,
            format!(
                "Version {} was published, but the alias still runs version {}. Different: {differing}.",
                newest.version, alias.version
            ),
        )
        .fix(format!("If version {} is meant, move the alias to it.", newest.version)),
        None => Finding::warning(
            "latest-not-published",
            place,
            format!(
                "$LATEST was changed, but the alias runs version {}. Different: {differing}.",
                alias.version
            ),
        )
        .fix("If the change is meant, publish a version and move the alias to it; else undo it."),
    };
    vec![
        finding.why("Amazon Connect does not see the change. The Test button of the console does."),
    ]
}

/// What of the function as it matters here differs: variables by name, and the code.
fn difference(one: &Function, other: &Function) -> Vec<String> {
    let names = |function: &Function| match &function.environment {
        Environment::Variables(map) => map.keys().cloned().collect(),
        Environment::Unreadable { .. } => BTreeSet::new(),
    };
    if !is_readable(one) || !is_readable(other) {
        return Vec::new();
    }
    let all: BTreeSet<String> = names(one).union(&names(other)).cloned().collect();
    let mut differing: Vec<String> = all
        .into_iter()
        .filter(|name| one.environment.get(name) != other.environment.get(name))
        .collect();
    if one.code_sha256 != other.code_sha256 {
        differing.push("code".into());
    }
    differing
}

fn is_readable(function: &Function) -> bool {
    matches!(function.environment, Environment::Variables(_))
}

fn is_at_rest(seen: &Seen<'_>) -> Vec<Finding> {
    let snapshot = seen.snapshot;
    let Some(function) = snapshot.latest.as_ref().or(snapshot.function.as_ref()) else {
        return Vec::new();
    };
    let place = seen.function_place();
    match &function.update {
        UpdateStatus::Successful => Vec::new(),
        UpdateStatus::InProgress => vec![
            Finding::warning(
                "function-being-updated",
                place,
                "The function is being updated right now.",
            )
            .why("What was seen may be about to change.")
            .fix("Wait until the update is done, then check again."),
        ],
        UpdateStatus::Failed(reason) => vec![
            Finding::error(
                "function-update-failed",
                place,
                "The last update of the function failed.",
            )
            .why(format!("AWS said: {reason}"))
            .fix("Mend what AWS names, then update the function or its stack again."),
        ],
    }
}

fn environment_is_readable(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(function) = seen
        .snapshot
        .function
        .as_ref()
        .filter(|found| !is_readable(found))
    else {
        return Vec::new();
    };
    let fix = match &function.kms_key {
        Some(key) => format!("Ask for kms:Decrypt on {key}, then check again."),
        None => "Ask for the permission to decrypt them, then check again.".into(),
    };
    vec![
        Finding::error(
            "environment-unreadable",
            seen.function_place(),
            "The function's environment variables cannot be read.",
        )
        .why("They are encrypted with a key that you may not use. Where the values are cannot be told.")
        .fix(fix),
    ]
}

/// Code of 19.0 and later reads a secret that only a variable names; older variables mean nothing to it.
fn code_and_variables_fit(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(function) = seen
        .snapshot
        .function
        .as_ref()
        .filter(|_| seen.is_below_19())
    else {
        return Vec::new();
    };
    let center = &seen.snapshot.center;
    let serverless = center.kind == Kind::ServerlessRepository && function.runtime == "nodejs22.x";
    let told = center
        .version
        .as_deref()
        .filter(|version| is_19_or_later(version));
    if !is_readable(function) || !(serverless || told.is_some()) {
        return Vec::new();
    }
    let what = match told {
        Some(version) => format!(
            "The function is of version {version}, but has the variables of versions below 19.0."
        ),
        None => {
            "The serverless application has new code, but the variables of versions below 19.0."
                .into()
        }
    };
    vec![
        Finding::error(CODE_AND_VARIABLES, seen.function_place(), what)
            .why(format!(
                "Code of 19.0 and later asks for {}, and cannot log in without it.",
                variable::SECRET_NAME
            ))
            .fix("Deploy the contact center's own stack instead, or a release whose code and variables fit. If only the runtime was changed by hand, ignore this."),
    ]
}

/// Code of 19.0 and later reads none of the older variables, whatever somebody put there.
fn no_variable_is_left_over(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(environment) = seen.environment().filter(|_| !seen.is_below_19()) else {
        return Vec::new();
    };
    let left: Vec<&str> = variable::FOUR
        .into_iter()
        .filter(|name| environment.get(name).is_some())
        .collect();
    if left.is_empty() {
        return Vec::new();
    }
    vec![
        Finding::warning(
            "variables-not-read",
            seen.function_place(),
            format!(
                "It has variables of versions below 19.0: {}.",
                left.join(", ")
            ),
        )
        .why("The function reads its secret and none of these. Values kept there change nothing.")
        .fix("Keep the values in the secret; setup does. Then remove these variables."),
    ]
}
