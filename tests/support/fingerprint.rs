//! Everything in an account that setup and undo could have touched, as lines that can be compared.

use std::collections::BTreeMap;

use aws_sdk_lambda::error::ProvideErrorMetadata;
use aws_sdk_lambda::types::FunctionConfiguration;
use aws_sdk_secretsmanager::types::SecretListEntry;
use aws_sdk_ssm::types::ParameterMetadata;

use super::Account;

/// From a place, as in `secret acme-salesforce-secret AWSCURRENT`, to what stands there.
pub type Fingerprint = BTreeMap<String, String>;

/// How much of the past is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Past {
    Read,
    Left,
}

/// Reads the whole account. Equal fingerprints mean that nothing was written in between.
pub async fn fingerprint(account: &Account) -> Fingerprint {
    read(account, Past::Read).await
}

/// The same as [`present`] of a [`fingerprint`], in half as many calls.
pub async fn standing(account: &Account) -> Fingerprint {
    present(read(account, Past::Left).await)
}

async fn read(account: &Account, past: Past) -> Fingerprint {
    let (secrets, parameters, functions) = tokio::join!(
        secrets(account, past),
        parameters(account),
        functions(account, past)
    );
    secrets
        .into_iter()
        .chain(parameters)
        .chain(functions)
        .collect()
}

/// Without what AWS keeps of the past: earlier versions and their numbers. Equal after a setup that was undone.
pub fn present(mut fingerprint: Fingerprint) -> Fingerprint {
    fingerprint.retain(|place, _| !place.starts_with("history "));
    fingerprint
}

type Lines = Vec<(String, String)>;

async fn secrets(account: &Account, past: Past) -> Lines {
    let client = account.secrets();
    let mut pages = client
        .list_secrets()
        .include_planned_deletion(true)
        .into_paginator()
        .send();
    let mut lines = Vec::new();
    while let Some(page) = pages.next().await {
        for secret in page.unwrap().secret_list.unwrap_or_default() {
            lines.extend(secret_lines(&client, &secret, past).await);
        }
    }
    lines
}

async fn secret_lines(
    client: &aws_sdk_secretsmanager::Client,
    secret: &SecretListEntry,
    past: Past,
) -> Lines {
    let name = secret.name().unwrap();
    let described = client
        .describe_secret()
        .secret_id(name)
        .send()
        .await
        .unwrap();
    let mut lines = vec![
        (format!("secret {name} key"), text(described.kms_key_id())),
        (
            format!("secret {name} description"),
            text(described.description()),
        ),
        (
            format!("secret {name} deleted"),
            format!("{:?}", described.deleted_date()),
        ),
    ];
    for (version, stages) in described.version_ids_to_stages.unwrap_or_default() {
        let is_current = stages.iter().any(|stage| stage == "AWSCURRENT");
        // Moto lists versions without a label too.
        if stages.is_empty() || (past == Past::Left && !is_current) {
            continue;
        }
        let read = client
            .get_secret_value()
            .secret_id(name)
            .version_id(&version);
        let value = match read.send().await {
            Ok(read) => text(read.secret_string()),
            Err(refusal) => format!("({})", text(refusal.code())),
        };
        for stage in stages {
            let past = if stage == "AWSCURRENT" {
                ""
            } else {
                "history "
            };
            lines.push((
                format!("history secret {name} {stage} version"),
                version.clone(),
            ));
            lines.push((format!("{past}secret {name} {stage}"), value.clone()));
        }
    }
    lines
}

async fn parameters(account: &Account) -> Lines {
    let client = account.parameters();
    let mut pages = client.describe_parameters().into_paginator().send();
    let mut lines = Vec::new();
    while let Some(page) = pages.next().await {
        let described = page.unwrap().parameters.unwrap_or_default();
        for ten in described.chunks(10) {
            let names = ten.iter().map(|it| it.name().unwrap().to_owned());
            let read = client.get_parameters().set_names(Some(names.collect()));
            let read = read.with_decryption(true).send().await.unwrap();
            for parameter in ten {
                let mut found = read.parameters().iter();
                let found = found.find(|it| it.name() == parameter.name()).unwrap();
                lines.extend(parameter_lines(parameter, found.value()));
            }
        }
    }
    lines
}

fn parameter_lines(parameter: &ParameterMetadata, value: Option<&str>) -> Lines {
    let name = parameter.name().unwrap();
    let of = |what: &str| format!("parameter {name} {what}");
    vec![
        (of("value"), text(value)),
        (of("type"), format!("{:?}", parameter.r#type())),
        (of("key"), text(parameter.key_id())),
        (of("tier"), format!("{:?}", parameter.tier())),
        (of("data type"), text(parameter.data_type())),
        (of("pattern"), text(parameter.allowed_pattern())),
        (of("description"), text(parameter.description())),
        (
            format!("history {}", of("version")),
            parameter.version().to_string(),
        ),
    ]
}

async fn functions(account: &Account, past: Past) -> Lines {
    let client = account.lambda();
    let mut pages = client.list_functions().into_paginator().send();
    let mut lines = Vec::new();
    while let Some(page) = pages.next().await {
        for function in page.unwrap().functions.unwrap_or_default() {
            lines.extend(function_lines(&client, &function, past).await);
        }
    }
    lines
}

async fn function_lines(
    client: &aws_sdk_lambda::Client,
    function: &FunctionConfiguration,
    past: Past,
) -> Lines {
    let name = function.function_name().unwrap();
    let mut lines = match past {
        Past::Read => version_lines(client, name).await,
        Past::Left => configuration_lines(&format!("function {name} $LATEST"), function),
    };
    let aliases = client
        .list_aliases()
        .function_name(name)
        .send()
        .await
        .unwrap();
    for alias in aliases.aliases.unwrap_or_default() {
        let place = format!("function {name} alias {}", alias.name().unwrap());
        lines.push((place.clone(), text(alias.function_version())));
        lines.push((
            format!("{place} weights"),
            format!("{:?}", alias.routing_config()),
        ));
    }
    lines
}

async fn version_lines(client: &aws_sdk_lambda::Client, name: &str) -> Lines {
    let mut lines = Vec::new();
    let mut pages = client
        .list_versions_by_function()
        .function_name(name)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        for version in page.unwrap().versions.unwrap_or_default() {
            let number = version.version().unwrap();
            let past = if number == "$LATEST" { "" } else { "history " };
            let place = format!("{past}function {name} {number}");
            lines.extend(configuration_lines(&place, &version));
        }
    }
    lines
}

fn configuration_lines(place: &str, configuration: &FunctionConfiguration) -> Lines {
    let mut lines = vec![
        (
            format!("{place} description"),
            text(configuration.description()),
        ),
        (format!("{place} code"), text(configuration.code_sha256())),
        (format!("{place} key"), text(configuration.kms_key_arn())),
    ];
    let variables = configuration
        .environment()
        .and_then(|environment| environment.variables());
    for (name, value) in variables.into_iter().flatten() {
        lines.push((format!("{place} variable {name}"), value.clone()));
    }
    lines
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or("(none)").to_owned()
}
