//! What Lambda refuses, and in which words.

use std::collections::BTreeMap;

use super::super::{ACCOUNT, About, REGION};
use crate::account::Outcome;
use crate::domain::{Failure, FailureKind};

/// In bytes, names and values together.
const LARGEST_ENVIRONMENT: usize = 4096;
const STALE: &str = "The RevisionId provided does not match the latest RevisionId for the Lambda function or alias. Call the GetFunction or the GetAlias API to retrieve the latest RevisionId";

pub(super) fn check_revision(
    asked: Option<&str>,
    now: Option<&str>,
    about: About<'_>,
) -> Outcome<()> {
    match asked.is_none() || asked == now {
        true => Ok(()),
        false => Err(about.no(FailureKind::Conflict, "PreconditionFailedException", STALE)),
    }
}

pub(super) fn check_environment(
    variables: &BTreeMap<String, String>,
    about: About<'_>,
) -> Outcome<()> {
    let invalid = |message: String| {
        Err(about.no(
            FailureKind::Invalid,
            "InvalidParameterValueException",
            message,
        ))
    };
    let reserved = |name: &&String| name.starts_with("AWS_") || name.starts_with("LAMBDA_");
    if let Some(name) = variables.keys().find(|name| !is_variable_name(name)) {
        return invalid(format!(
            "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]: {name}"
        ));
    }
    if let Some(name) = variables.keys().find(reserved) {
        return invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {name}"
        ));
    }
    let size: usize = variables
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > LARGEST_ENVIRONMENT {
        return invalid("Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.".into());
    }
    Ok(())
}

fn is_variable_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

pub(super) fn missing(about: About<'_>, qualifier: &str) -> Failure {
    not_found(about, qualifier, "Function not found:")
}

pub(super) fn no_alias(about: About<'_>, alias: &str) -> Failure {
    not_found(about, alias, "Cannot find alias arn:")
}

fn not_found(about: About<'_>, qualifier: &str, what: &str) -> Failure {
    let resource = match qualifier {
        "" => about.resource.to_owned(),
        qualifier => format!("{}:{qualifier}", about.resource),
    };
    let message = format!("{what} arn:aws:lambda:{REGION}:{ACCOUNT}:function:{resource}");
    Failure {
        resource,
        ..about.no(FailureKind::NotFound, "ResourceNotFoundException", message)
    }
}
