//! The function's environment: changed only where it must be, and carried to callers by a new version.

use std::collections::BTreeMap;

use crate::domain::Secret;
use crate::domain::change::{Action, AliasMove, Change, FunctionWrite, Plan, Untouched, Write};
use crate::domain::resources::{Environment, Function, UpdateStatus};
use crate::domain::snapshot::Snapshot;
use crate::problem::Problem;

use super::shown;

/// All names and values together (AWS, "Lambda quotas").
const ENVIRONMENT_LIMIT: usize = 4096;
/// What the runtime sets itself and nobody else may (AWS, "Reserved environment variables").
const RESERVED: [&str; 17] = [
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
];

/// Plans these variables; nothing where there are none.
pub(super) fn plan(snapshot: &Snapshot, wanted: &BTreeMap<&'static str, String>, plan: &mut Plan) {
    let Some(called) = &snapshot.function else {
        return;
    };
    let editable = snapshot.latest.as_ref().unwrap_or(called);
    let place = format!("function {}", called.name);
    let Environment::Variables(called_variables) = &called.environment else {
        plan.refusals.push(unreadable(called));
        return;
    };
    plan.untouched.push(Untouched {
        place: place.clone(),
        count: called_variables
            .keys()
            .filter(|name| !wanted.contains_key(name.as_str()))
            .count(),
    });
    if wanted.is_empty() {
        return;
    }
    let Environment::Variables(present) = &editable.environment else {
        plan.refusals.push(unreadable(editable));
        return;
    };
    let mut variables = present.clone();
    variables.extend(
        wanted
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone())),
    );
    plan.refusals.extend(obstacles(editable, &variables));
    plan.cautions
        .extend(cautions(snapshot, called, editable, wanted));
    for (name, value) in wanted {
        // Where callers have it already, it differs in what was not published.
        let called = called_variables.get(*name);
        let before = match called == Some(value) {
            true => present.get(*name),
            false => called,
        };
        plan.changes
            .push(variable_change(&place, name, before, value));
    }
    let alias = snapshot
        .alias
        .as_ref()
        .filter(|_| snapshot.latest.is_some())
        .map(|alias| {
            plan.changes.extend(carry(
                &place,
                &alias.name,
                &alias.version,
                &called.description,
            ));
            AliasMove {
                alias: alias.name.clone(),
                from: alias.version.clone(),
                weights: alias.weights.clone(),
                revision: alias.revision.clone(),
                description: called.description.clone(),
            }
        });
    plan.writes.push(Write::Function(FunctionWrite {
        function: called.name.clone(),
        variables,
        changed: wanted.keys().map(|name| (*name).to_owned()).collect(),
        revision: editable.revision.clone(),
        code_sha256: editable.code_sha256.clone(),
        alias,
    }));
}

fn variable_change(place: &str, name: &str, before: Option<&String>, after: &str) -> Change {
    let before_value = before.map(Secret::new);
    let before_shown = match before {
        Some(name) if crate::domain::parameter_name::is_valid(name) => name.clone(),
        _ => shown::clear(before_value.as_ref()),
    };
    Change {
        place: place.to_owned(),
        key: name.to_owned(),
        action: if before.is_some() {
            Action::Set
        } else {
            Action::Create
        },
        before: before_shown,
        after: after.to_owned(),
        why: match name.starts_with("SALESFORCE_") {
            true => "The address of this org.".into(),
            false => "The function takes it as the name of a parameter.".into(),
        },
        call: "lambda:UpdateFunctionConfiguration",
    }
}

/// The two changes that carry a new environment to callers.
fn carry(place: &str, alias: &str, from: &str, description: &str) -> [Change; 2] {
    [
        Change {
            place: place.to_owned(),
            key: "version".into(),
            action: Action::Publish,
            before: from.to_owned(),
            after: "a new version".into(),
            why: format!("Callers use published versions. The description stays: {description}"),
            call: "lambda:PublishVersion",
        },
        Change {
            place: place.to_owned(),
            key: format!("alias {alias}"),
            action: Action::Move,
            before: from.to_owned(),
            after: "the new version".into(),
            why: "Amazon Connect calls the function by this alias.".into(),
            call: "lambda:UpdateAlias",
        },
    ]
}

/// Why nothing can be said of its variables, and none of them can be written.
pub fn unreadable(function: &Function) -> Problem {
    Problem::new(
        "environment-unreadable",
        format!(
            "The environment variables of {} cannot be read.",
            function.name
        ),
    )
    .cause("They are encrypted with a key that you may not use. Writing would erase all of them.")
    .fix(match &function.kms_key {
        Some(key) => format!("Ask for kms:Decrypt on {key}, then try again."),
        None => "Ask for the permission to decrypt them, then try again.".into(),
    })
}

fn obstacles(function: &Function, variables: &BTreeMap<String, String>) -> Vec<Problem> {
    let size: usize = variables
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    let mut problems: Vec<Problem> = variables
        .keys()
        .find(|name| !is_variable_name(name))
        .map(|name| refused_name(name))
        .into_iter()
        .collect();
    if size > ENVIRONMENT_LIMIT {
        problems.push(
            Problem::new(
                "environment-too-large",
                format!("The environment would have {size} bytes; AWS allows {ENVIRONMENT_LIMIT}."),
            )
            .fix("Shorten or remove a variable of the function that is no longer used."),
        );
    }
    match &function.update {
        UpdateStatus::InProgress => problems.push(
            Problem::new(
                "function-being-updated",
                format!("{} is being updated right now.", function.name),
            )
            .cause("Somebody else, or a stack update, is changing it.")
            .fix("Wait until that is done, then look again."),
        ),
        UpdateStatus::Failed(reason) => problems.push(
            Problem::new(
                "function-update-failed",
                format!("The last update of {} failed.", function.name),
            )
            .cause(format!("AWS said: {reason}"))
            .fix("Mend that first; a function in this state cannot be published."),
        ),
        UpdateStatus::Successful => {}
    }
    problems
}

/// Whether Lambda takes a variable of this name: `[a-zA-Z]([a-zA-Z0-9_])+`, and none of its own.
fn is_variable_name(name: &str) -> bool {
    let is_formed = name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_formed && !RESERVED.contains(&name)
}

fn refused_name(name: &str) -> Problem {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    Problem::new(
        "variable-name-refused",
        format!("The function has a variable {shown}, which Lambda does not take back."),
    )
    .cause("All variables are sent together; AWS refuses them all for one such name.")
    .fix("Remove or rename that variable in the Lambda console, then look again.")
}

/// Whether `$LATEST` has variables that differ for another reason than that they are what is wanted: those are
/// shown in the plan anyway, and a setup that stopped before it published left them.
fn has_others(
    called: &Function,
    editable: &Function,
    wanted: &BTreeMap<&'static str, String>,
) -> bool {
    let (Environment::Variables(called), Environment::Variables(editable)) =
        (&called.environment, &editable.environment)
    else {
        return true;
    };
    let mut names = called.keys().chain(editable.keys());
    names.any(|name| {
        let now = editable.get(name);
        called.get(name) != now && (now.is_none() || wanted.get(name.as_str()) != now)
    })
}

/// What needs a deliberate yes, since publishing does more than change these variables.
fn cautions(
    snapshot: &Snapshot,
    called: &Function,
    editable: &Function,
    wanted: &BTreeMap<&'static str, String>,
) -> Vec<Problem> {
    let mut cautions = Vec::new();
    if snapshot.latest.is_some() {
        let other_code = called.code_sha256 != editable.code_sha256;
        let other_variables = has_others(called, editable, wanted);
        if other_code || other_variables {
            let what = match (other_code, other_variables) {
                (true, true) => "code and variables",
                (true, false) => "code",
                _ => "variables",
            };
            cautions.push(
                Problem::new(
                    "latest-differs",
                    format!("$LATEST has other {what} than version {}, which callers use.", called.version),
                )
                .cause("Somebody changed the function without publishing it. Publishing ships that too.")
                .fix("Find out what was changed in the Lambda console; go on only if it should go live."),
            );
        }
    }
    if let Some(alias) = snapshot
        .alias
        .as_ref()
        .filter(|alias| !alias.weights.is_empty())
    {
        let others: Vec<&str> = alias.weights.keys().map(String::as_str).collect();
        cautions.push(
            Problem::new(
                "alias-weighted",
                format!("The alias {} shares its calls with version {}.", alias.name, others.join(", ")),
            )
            .cause("Somebody is rolling a version out step by step.")
            .fix("Going on sends all calls to the new version. Finish or end the roll-out first if unsure."),
        );
    }
    if snapshot.warm > 0 {
        cautions.push(
            Problem::new(
                "alias-provisioned",
                format!(
                    "{} copies of the function are kept warm for its alias.",
                    snapshot.warm
                ),
            )
            .cause("They are made anew for the new version, which takes minutes.")
            .fix("Go on when a few slow calls do no harm."),
        );
    }
    cautions
}
