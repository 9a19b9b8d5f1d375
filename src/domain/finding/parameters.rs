//! Below 19.0: the variables that name parameters, and the parameters they name.

use super::secret::kms;
use super::{Finding, Rule, Seen};
use crate::domain::center::{Kind, variable};
use crate::domain::parameter_name::{is_readable_by_role, is_valid};
use crate::domain::resources::ParameterType;
use crate::domain::rest_keys::is_telephony;

pub(super) const RULES: &[Rule] = &[
    variables_name_parameters,
    variables_leave_telephony_alone,
    variables_name_different_parameters,
    parameters_exist,
    names_are_readable,
    values_are_encrypted,
    keys_are_usable_by_the_role,
];

/// The function asks for all five at once; one impossible name fails them all.
const FIVE: [&str; 5] = [
    variable::CONSUMER_KEY,
    variable::PRIVATE_KEY,
    variable::SUBJECT,
    variable::AUDIENCE,
    variable::ACCESS_TOKEN,
];

/// A variable and what it holds; an empty text where it is not set.
fn variables<'a>(seen: &'a Seen<'_>) -> Vec<(&'static str, &'a str)> {
    let Some(environment) = seen.environment().filter(|_| seen.is_below_19()) else {
        return Vec::new();
    };
    FIVE.map(|name| (name, environment.get(name).unwrap_or_default()))
        .to_vec()
}

/// The variables that name a parameter, with its name.
fn named<'a>(seen: &'a Seen<'_>) -> impl Iterator<Item = (&'static str, &'a str)> {
    variables(seen)
        .into_iter()
        .filter(|(_, name)| is_valid(name))
}

fn variables_name_parameters(seen: &Seen<'_>) -> Vec<Finding> {
    let wrong = variables(seen)
        .into_iter()
        .filter(|(_, name)| !is_valid(name));
    wrong
        .map(|(variable, name)| {
            let place = seen.variable_place(variable);
            if name.trim().is_empty() {
                return Finding::error(
                    "variable-missing",
                    place,
                    format!("The variable {variable} is not set."),
                )
                .why("The function takes the parameter's name from it, and fails without.")
                .mended_by_setup();
            }
            Finding::error(
                "variable-holds-literal",
                place,
                format!("{variable} holds a value where the name of a parameter belongs."),
            )
            .why("The function takes it as a name. Parameter Store then refuses the whole request, and every call fails.")
            .fix("Put the value into a parameter and its name into the variable; setup does both.")
            .mended_by_setup()
        })
        .collect()
}

fn variables_leave_telephony_alone(seen: &Seen<'_>) -> Vec<Finding> {
    named(seen)
        .filter(|(_, name)| is_telephony(name))
        .map(|(variable, name)| {
            Finding::error(
                "variable-names-telephony-key",
                seen.variable_place(variable),
                format!("{variable} names {name}, Salesforce's own telephony key."),
            )
            .why("The app has another certificate, so the login is refused. Writing to that parameter ends all calls.")
            .fix("Let the variable name the REST key's parameter; setup does, and leaves the telephony key alone.")
            .mended_by_setup()
        })
        .collect()
}

fn variables_name_different_parameters(seen: &Seen<'_>) -> Vec<Finding> {
    let all: Vec<_> = named(seen).collect();
    let pairs = all.iter().enumerate().filter_map(|(at, (variable, name))| {
        let (earlier, _) = all[..at].iter().find(|(_, other)| other == name)?;
        Some((*variable, *earlier, *name))
    });
    pairs
        .map(|(variable, earlier, name)| {
            Finding::error(
                "variables-name-one-parameter",
                seen.variable_place(variable),
                format!("{variable} and {earlier} name the same parameter {name}."),
            )
            .why("One parameter holds one value; the function needs two.")
            .fix("Give each variable the name of a parameter of its own; setup does.")
            .mended_by_setup()
        })
        .collect()
}

/// The one with the token may be missing: the function makes it.
fn parameters_exist(seen: &Seen<'_>) -> Vec<Finding> {
    named(seen)
        .filter(|(variable, name)| {
            *variable != variable::ACCESS_TOKEN && !seen.snapshot.parameters.contains_key(*name)
        })
        .map(|(variable, name)| {
            Finding::error(
                "parameter-missing",
                format!("parameter {name}"),
                format!("There is no parameter {name}, which {variable} names."),
            )
            .why("The function crashes if one of its four parameters is missing.")
            .mended_by_setup()
        })
        .collect()
}

/// The serverless application's own role may read any name.
fn names_are_readable(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.snapshot.center.kind == Kind::ServerlessRepository {
        return Vec::new();
    }
    named(seen)
        .filter(|(_, name)| !is_readable_by_role(name) && !is_telephony(name))
        .map(|(variable, name)| {
            Finding::error(
                "parameter-not-readable-by-role",
                format!("parameter {name}"),
                format!("The function's role may not read {name}, which {variable} names."),
            )
            .why("The published role may read names with -salesforce- in them only.")
            .fix("Use a parameter with -salesforce- in its name, or allow this one in the role's policy.")
        })
        .collect()
}

fn values_are_encrypted(seen: &Seen<'_>) -> Vec<Finding> {
    let secret = [
        variable::CONSUMER_KEY,
        variable::PRIVATE_KEY,
        variable::ACCESS_TOKEN,
    ];
    named(seen)
        .filter(|(variable, name)| {
            let found = seen.snapshot.parameters.get(*name);
            secret.contains(variable)
                && found.is_some_and(|found| found.parameter.kind != ParameterType::SecureString)
        })
        .map(|(_, name)| {
            Finding::warning(
                "parameter-not-encrypted",
                format!("parameter {name}"),
                "The parameter is not a SecureString, so its value is stored in the clear.",
            )
            .why("Whoever may read parameters can read this secret.")
            .fix("Delete the parameter and run setup, which makes it anew as a SecureString.")
        })
        .collect()
}

fn keys_are_usable_by_the_role(seen: &Seen<'_>) -> Vec<Finding> {
    named(seen)
        .filter_map(|(_, name)| {
            let description = seen.snapshot.parameters.get(name)?.description.as_ref()?;
            let key = description.kms_key.as_deref()?;
            (!key.ends_with("alias/aws/ssm")).then(|| kms(format!("parameter {name}"), key))
        })
        .collect()
}
