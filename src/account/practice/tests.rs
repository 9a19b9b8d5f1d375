//! The practice account keeps AWS's rules, and does what it is told to do wrong.
#![allow(clippy::unwrap_used)]

mod functions;
mod parameters;
mod secrets;
mod told;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::*;
use crate::account::Reader;
use crate::domain::resources::{
    Environment, Held, ParameterType, ParameterWrite, UpdateStatus, Which,
};

const SECRET: &str = "acme-salesforce-secret";
const FUNCTION: &str = "acme-InvokeSalesforceRestApiFunction";
const PARAMETER: &str = "acme-salesforce-rest-api-subject";
const V18: &str = "Service Cloud Voice Lambda Version V18.0";

fn practice() -> Practice {
    let function = SeedFunction::new(FUNCTION, [("LOG_LEVEL", "info")]).published(V18);
    let seed = Seed::default()
        .secret(SECRET, r#"{"a": "1"}"#)
        .parameter(PARAMETER, "one")
        .function(function);
    Practice::of(seed)
}

fn with_secret(secret: SeedSecret) -> Practice {
    Practice::of(Seed {
        secrets: vec![secret],
        ..Seed::default()
    })
}

fn secret() -> SeedSecret {
    SeedSecret::new(SECRET, Secret::new("{}"))
}

fn token(letter: char) -> String {
    letter.to_string().repeat(32)
}

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn write(value: impl Into<String>) -> ParameterWrite {
    ParameterWrite {
        name: PARAMETER.into(),
        value: Secret::new(value),
        kind: ParameterType::SecureString,
        tier: Some("Standard".into()),
        kms_key: Some("alias/aws/ssm".into()),
        data_type: Some("text".into()),
        allowed_pattern: None,
        overwrite: true,
    }
}

async fn put(
    practice: &Practice,
    text: &str,
    letter: char,
    label: Option<&str>,
) -> Outcome<String> {
    practice
        .put_secret(SECRET, &Secret::new(text), &token(letter), label)
        .await
}

async fn labelled(practice: &Practice, label: &str) -> Option<String> {
    let description = practice.describe_secret(SECRET).await.unwrap();
    description.labelled(label).map(str::to_owned)
}

fn kind<T: std::fmt::Debug>(outcome: Outcome<T>) -> FailureKind {
    outcome.unwrap_err().kind
}
