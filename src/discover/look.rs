//! Looks at one contact center: through its function, through its secret, or by its name alone.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::join;

use crate::account::{Outcome, Reader};
use crate::domain::center::{
    ACTIVE, ContactCenter, Kind, Role, State, VersionPath, names, names_both, names_parameters,
    role, variable, version_told,
};
use crate::domain::document::Document;
use crate::domain::resources::{Environment, Function, Held, SecretSummary, Which};
use crate::domain::rest_keys::is_placeholder;
use crate::domain::rest_secret::{RestSecret, VALUE_NAMES};
use crate::domain::{CheckLine, Failure, FailureKind, parameter_name};

/// Looks at each of these functions. A plain list of futures: closures in a stream do not cross threads.
pub(super) fn all_behind<'a>(
    reader: &'a dyn Reader,
    functions: &'a [Function],
) -> Vec<BoxFuture<'a, ContactCenter>> {
    let looks = functions
        .iter()
        .map(|function| behind(reader, function).boxed());
    looks.collect()
}

/// Looks at each of these secrets that is named like a contact center's and is not owned by one already.
pub(super) fn all_alone<'a>(
    reader: &'a dyn Reader,
    secrets: &'a [SecretSummary],
    owned: &BTreeSet<String>,
    shared: &'a [Function],
) -> Vec<BoxFuture<'a, Option<ContactCenter>>> {
    let names = secrets.iter().map(|secret| secret.name.as_str());
    let candidates =
        names.filter(|name| names::of_secret(name).is_some() && !owned.contains(*name));
    candidates
        .map(|name| secret_alone(reader, name, shared).boxed())
        .collect()
}

/// The contact center behind a function of its own, as Amazon Connect would call it.
pub(super) async fn behind(reader: &dyn Reader, listed: &Function) -> ContactCenter {
    let (function, qualifier, mut evidence) = as_called(reader, listed).await;
    let version = version_of(reader, &function, &mut evidence).await;
    match role(&function, version.as_deref()) {
        Role::OwnSecret {
            secret,
            access_secret,
        } => {
            let certain =
                told_by_secret_name(&function, &secret, version.as_deref(), &mut evidence);
            let (name, state) = told_by_secret(reader, &secret).await;
            let name = name
                .or_else(|| names::of_secret(&secret).map(str::to_owned))
                .unwrap_or_else(|| function.name.clone());
            ContactCenter {
                kind: kind_of(&function, &name),
                name,
                function: Some(function.name),
                qualifier,
                version,
                path: VersionPath::SecretsManager,
                certain,
                evidence,
                secret: Some(secret),
                access_secret,
                state,
            }
        }
        _ => with_parameters(reader, function, qualifier, version, evidence).await,
    }
}

async fn with_parameters(
    reader: &dyn Reader,
    function: Function,
    qualifier: Option<String>,
    version: Option<String>,
    mut evidence: Vec<CheckLine>,
) -> ContactCenter {
    let certain = match names_both(&function) && version.is_none() {
        true => {
            evidence.push(either(&function, "below 19.0"));
            None
        }
        false => told_by_environment(&function, &mut evidence),
    };
    let name = name_from_parameters(&function);
    let kind = kind_of(&function, &name);
    if kind == Kind::ServerlessRepository && function.runtime == "nodejs22.x" {
        evidence.push(CheckLine::warn(
            "But it runs on nodejs22, as 19.0 and later do. The serverless application ships that \
             code with the old variables; as published, this combination cannot log in.",
        ));
    }
    ContactCenter {
        state: told_by_parameters(reader, &function).await,
        kind,
        name,
        secret: function
            .environment
            .get(variable::SECRET_NAME)
            .map(str::to_owned),
        access_secret: function
            .environment
            .get(variable::ACCESS_SECRET_NAME)
            .map(str::to_owned),
        function: Some(function.name),
        qualifier,
        version,
        path: VersionPath::ParameterStore,
        certain,
        evidence,
    }
}

/// Whether the environment says for certain that this secret holds the values.
fn told_by_secret_name(
    function: &Function,
    secret: &str,
    version: Option<&str>,
    evidence: &mut Vec<CheckLine>,
) -> Option<(VersionPath, String)> {
    if names_both(function) && version.is_none() {
        evidence.push(either(function, "19.0 or later"));
        return None;
    }
    let told = match names_parameters(function) {
        false => format!("Its environment names the secret {secret}: 19.0 or later."),
        true => format!(
            "Its environment names the secret {secret}, which its version reads. It reads none of \
             the parameters named there too."
        ),
    };
    evidence.push(CheckLine::ok(&told));
    Some((VersionPath::SecretsManager, told))
}

/// Which of two places it reads cannot be told for certain.
fn either(function: &Function, guess: &str) -> CheckLine {
    let runtime = match function.runtime.as_str() {
        "" => "a container image",
        runtime => runtime,
    };
    CheckLine::warn(format!(
        "Its environment names a secret and parameters too, and its version could not be told. It runs on \
         {runtime}; that it is {guess} is a guess."
    ))
}

/// Whether the environment says for certain that parameters hold the values.
fn told_by_environment(
    function: &Function,
    evidence: &mut Vec<CheckLine>,
) -> Option<(VersionPath, String)> {
    let told = match &function.environment {
        Environment::Unreadable { .. } => {
            "Its environment could not be read; that it is below 19.0 is a guess."
        }
        _ if names_parameters(function) => {
            "Its environment names parameters of Parameter Store: below 19.0."
        }
        _ => {
            "Its environment names neither secret nor parameters; that it is below 19.0 is a guess."
        }
    };
    evidence.push(match names_parameters(function) {
        true => CheckLine::ok(told),
        false => CheckLine::warn(told),
    });
    names_parameters(function).then(|| (VersionPath::ParameterStore, told.to_owned()))
}

/// The contact center that a secret alone tells of; `None` where the secret is not one of a REST function. Which of
/// several shared functions is told this secret shows nowhere.
pub(super) async fn secret_alone(
    reader: &dyn Reader,
    secret: &str,
    all_shared: &[Function],
) -> Option<ContactCenter> {
    let multi_org = all_shared.first();
    let (name, state) = told_by_secret(reader, secret).await;
    if name.is_none() && !matches!(state, State::Unknown(_)) {
        return None;
    }
    let name = name.or_else(|| names::of_secret(secret).map(str::to_owned))?;
    let mut evidence = vec![CheckLine::ok(format!("Found by its secret {secret}."))];
    let shared = multi_org.map(|function| {
        format!(
            "{} is shared by all orgs and is told the secret with each call.",
            function.name
        )
    });
    let certain = shared
        .clone()
        .map(|told| (VersionPath::SecretsManager, told));
    evidence.extend(shared.map(CheckLine::ok));
    evidence.extend(one_of_several(all_shared));
    let (kind, version) = match multi_org {
        Some(function) => {
            let version = version_of(reader, function, &mut evidence).await;
            let prefix = names::of_multi_org_function(&function.name).unwrap_or_default();
            (Kind::MultiOrg(prefix.to_owned()), version)
        }
        None => {
            evidence.push(CheckLine::warn("No function of its own was found."));
            (Kind::Partner, None)
        }
    };
    Some(ContactCenter {
        name,
        kind,
        function: multi_org.map(|function| function.name.clone()),
        qualifier: None,
        version,
        path: VersionPath::SecretsManager,
        certain,
        evidence,
        secret: Some(secret.to_owned()),
        access_secret: names::access_of(secret),
        state,
    })
}

/// Where several shared functions were found, the first is only a guess.
fn one_of_several(shared: &[Function]) -> Option<CheckLine> {
    let (first, others) = shared.split_first()?;
    let others: Vec<&str> = others.iter().map(|other| other.name.as_str()).collect();
    (!others.is_empty()).then(|| {
        CheckLine::warn(format!(
            "There are other shared functions here: {}. Which one its calls go to could not be told; that it is {} \
             is a guess.",
            others.join(", "),
            first.name
        ))
    })
}

/// Looks a contact center up by its API name, its function's name or its secret's, without listing anything.
pub async fn named(reader: &dyn Reader, name: &str) -> Outcome<ContactCenter> {
    let name = name.trim();
    let function = match name.contains("InvokeSalesforceRestApi") {
        true => name.to_owned(),
        false => names::function(name),
    };
    match reader.function(&function, None).await {
        Ok(function) => return Ok(behind(reader, &function).await),
        Err(failure) if failure.kind != FailureKind::NotFound => return Err(failure),
        Err(_) => {}
    }
    let secret = match names::of_secret(name) {
        Some(_) => name.to_owned(),
        None => names::secret(name),
    };
    let shared = names::multi_org_function(names::MULTI_ORG_DEFAULT);
    let current = Which::current();
    let (shared, found) = join!(
        reader.function(&shared, None),
        reader.secret(&secret, &current)
    );
    found?;
    secret_alone(reader, &secret, shared.ok().as_slice())
        .await
        .ok_or_else(|| Failure {
            kind: FailureKind::NotFound,
            call: "lambda:GetFunctionConfiguration",
            resource: function,
            code: None,
            message: format!("The secret {secret} exists, but holds no REST keys."),
            fix: None,
        })
}

/// The function as Amazon Connect calls it: through the alias `active`, or `$LATEST` where there is none.
async fn as_called(
    reader: &dyn Reader,
    listed: &Function,
) -> (Function, Option<String>, Vec<CheckLine>) {
    match reader.function(&listed.name, Some(ACTIVE)).await {
        Ok(function) => (function, Some(ACTIVE.to_owned()), Vec::new()),
        Err(failure) if failure.kind == FailureKind::NotFound => (
            listed.clone(),
            None,
            vec![CheckLine::warn(
                "It has no alias active, so $LATEST was read.",
            )],
        ),
        Err(failure) => (
            listed.clone(),
            Some(ACTIVE.to_owned()),
            vec![CheckLine::warn(format!(
                "The alias active could not be read, so $LATEST was. {}",
                failure.problem().what
            ))],
        ),
    }
}

/// The version from the description of what is called or, where somebody published by hand, of an older one.
async fn version_of(
    reader: &dyn Reader,
    function: &Function,
    evidence: &mut Vec<CheckLine>,
) -> Option<String> {
    if let Some(version) = version_told(&function.description) {
        evidence.push(CheckLine::ok(format!(
            "The description of its version {} says {version}.",
            function.version
        )));
        return Some(version);
    }
    let mut from = None;
    let mut newest = None;
    while let Ok(page) = reader.versions(&function.name, from.as_deref()).await {
        let told = |f: &Function| Some((f.version.clone(), version_told(&f.description)?));
        newest = page.items.iter().rev().find_map(told).or(newest);
        match page.next {
            Some(next) => from = Some(next),
            None => break,
        }
    }
    let (published, version) = newest?;
    evidence.push(CheckLine::ok(format!(
        "The description of its older version {published} says {version}."
    )));
    Some(version)
}

fn kind_of(function: &Function, name: &str) -> Kind {
    match names::of_function(&function.name) {
        None => Kind::ServerlessRepository,
        Some(prefix) if prefix != name => Kind::Prefixed(prefix.to_owned()),
        Some(_) => {
            let role = function.role.rsplit('/').next().unwrap_or_default();
            let of_salesforce =
                role.contains("InvokeSalesforceRestApiFunctionRole") && !role.starts_with("SCV");
            if of_salesforce {
                Kind::Provisioned
            } else {
                Kind::Partner
            }
        }
    }
}

/// Below 19.0 the parameters' names carry the contact center's name; a LambdaPrefix is in the function's only.
fn name_from_parameters(function: &Function) -> String {
    const SUFFIXES: [(&str, &str); 2] = [
        (
            variable::PRIVATE_KEY,
            "-salesforce-rest-api-auth-private-key",
        ),
        (
            variable::CONSUMER_KEY,
            "-salesforce-rest-api-auth-consumer-key",
        ),
    ];
    SUFFIXES
        .iter()
        .find_map(|(variable, suffix)| function.environment.get(variable)?.strip_suffix(suffix))
        .or_else(|| names::of_function(&function.name))
        .unwrap_or(&function.name)
        .to_owned()
}

/// The contact center's name as the secret itself has it, and how far its values are set. No name where
/// the secret does not hold the keys that a REST function reads.
async fn told_by_secret(reader: &dyn Reader, secret: &str) -> (Option<String>, State) {
    let value = match reader.secret(secret, &Which::current()).await {
        Ok(value) => value,
        Err(failure) => return (None, State::Unknown(failure.problem().what)),
    };
    let Held::Text(text) = value.held else {
        return (None, State::Unknown("the secret is binary".into()));
    };
    match Document::parse(&text).map(RestSecret::of) {
        Ok(Some(rest)) => (Some(rest.contact_center.clone()), rest.state()),
        Ok(None) => (None, State::NeverSetUp),
        Err(problem) => (None, State::Unknown(problem.what)),
    }
}

async fn told_by_parameters(reader: &dyn Reader, function: &Function) -> State {
    let named: Vec<String> = variable::FOUR
        .iter()
        .filter_map(|variable| function.environment.get(variable))
        .filter(|name| parameter_name::is_valid(name))
        .map(str::to_owned)
        .collect();
    let parameters = match reader.parameters(&named).await {
        Ok(parameters) => parameters,
        Err(failure) => return State::Unknown(failure.problem().what),
    };
    let is_set = |variable: &str| {
        function.environment.get(variable).is_some_and(|name| {
            let mut found = parameters.found.iter();
            found.any(|p| p.name == name && !is_placeholder(&p.value))
        })
    };
    let values = variable::FOUR.into_iter().zip(VALUE_NAMES);
    State::of(
        values
            .filter(|(variable, _)| !is_set(variable))
            .map(|(_, name)| name)
            .collect(),
    )
}
