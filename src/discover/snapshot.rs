//! Takes the snapshot of a contact center. What cannot be written is recognised here, before anything is asked.

use std::collections::BTreeSet;

use futures_util::future::OptionFuture;
use tokio::join;

use crate::account::{Outcome, Reader};
use crate::domain::center::{ContactCenter, VersionPath, names, variable};
use crate::domain::resources::{
    Alias, Function, Held, ParameterDescription, SecretDescription, Which,
};
use crate::domain::rest_keys::RestKeys;
use crate::domain::snapshot::{FoundParameter, FoundSecret, Snapshot};
use crate::domain::{Failure, FailureKind, parameter_name};
use crate::problem::Problem;

/// Looks at everything the plan depends on, all at once.
pub async fn snapshot(
    reader: &dyn Reader,
    center: &ContactCenter,
    path: VersionPath,
    secret: Option<&str>,
) -> Result<Snapshot, Problem> {
    let mut center = center.clone();
    center.path = path;
    // Below 19.0 no secret is read, so one that was named is not looked at either.
    if let Some(secret) = secret.filter(|_| path == VersionPath::SecretsManager) {
        if center.secret.as_deref() != Some(secret) || center.access_secret.is_none() {
            center.access_secret = names::access_of(secret);
        }
        center.secret = Some(secret.to_owned());
    }
    let (callers, main, access) = join!(
        callers(reader, &center),
        OptionFuture::from(
            center
                .secret
                .as_deref()
                .map(|name| found_secret(reader, name))
        ),
        OptionFuture::from(
            center
                .access_secret
                .as_deref()
                .map(|name| found_secret(reader, name))
        ),
    );
    let callers = callers.map_err(|failure| failure.problem())?;
    let main = match main.transpose() {
        Ok(main) => main,
        Err(_) if path == VersionPath::ParameterStore => None,
        Err(problem) => return Err(problem),
    };
    let (access_secret, access_secret_gap) = match access.transpose() {
        Ok(access) => (access, None),
        Err(problem) => (None, Some(problem)),
    };
    let parameters = match (&callers.function, path) {
        (Some(function), VersionPath::ParameterStore) => {
            named_parameters(reader, function, &center.name).await?
        }
        _ => Vec::new(),
    };
    Ok(Snapshot {
        function: callers.function,
        latest: callers.latest,
        alias: callers.alias,
        warm: callers.warm,
        secret: main,
        access_secret,
        access_secret_gap,
        parameters: parameters.into_iter().collect(),
        center,
    })
}

#[derive(Default)]
struct Callers {
    function: Option<Function>,
    latest: Option<Function>,
    alias: Option<Alias>,
    warm: i32,
}

/// The function as it is called, `$LATEST` behind it, and the alias between.
async fn callers(reader: &dyn Reader, center: &ContactCenter) -> Outcome<Callers> {
    let Some(name) = center.function.as_deref() else {
        return Ok(Callers::default());
    };
    let Some(qualifier) = center.qualifier.as_deref() else {
        let function = reader.function(name, None).await;
        return Ok(Callers {
            function: needed(center, function)?,
            ..Callers::default()
        });
    };
    let (function, latest, alias, warm) = join!(
        reader.function(name, Some(qualifier)),
        reader.function(name, None),
        reader.alias(name, qualifier),
        reader.provisioned_concurrency(name, qualifier),
    );
    let alias = needed(center, alias)?;
    let on_latest = alias.as_ref().is_some_and(|a| a.version == "$LATEST");
    Ok(Callers {
        function: needed(center, function)?,
        latest: if on_latest {
            None
        } else {
            needed(center, latest)?
        },
        alias,
        warm: warm.unwrap_or(0),
    })
}

/// The Secrets Manager path can do without the function; the Parameter Store path starts from it.
fn needed<T>(center: &ContactCenter, outcome: Outcome<T>) -> Outcome<Option<T>> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(failure) if center.path == VersionPath::SecretsManager => match failure.kind {
            FailureKind::Denied | FailureKind::NotFound => Ok(None),
            _ => Err(failure),
        },
        Err(failure) => Err(failure),
    }
}

async fn found_secret(reader: &dyn Reader, name: &str) -> Result<FoundSecret, Problem> {
    let current = Which::current();
    let (description, value) = join!(reader.describe_secret(name), reader.secret(name, &current));
    let description = match description {
        Ok(description) => Some(description),
        Err(failure) if failure.kind == FailureKind::Denied => None,
        Err(failure) => return Err(missing_or(failure, name)),
    };
    if let Some(problem) = description.as_ref().and_then(unwritable) {
        return Err(problem);
    }
    let value = value.map_err(|failure| no_value_or(failure, name))?;
    match value.held {
        Held::Text(text) => Ok(FoundSecret {
            name: name.to_owned(),
            description,
            version: value.version,
            text,
        }),
        Held::Binary => Err(Problem::new(
            "secret-binary",
            format!("The secret {name} holds bytes, not text."),
        )
        .cause("The function reads text only; somebody stored a file here.")
        .fix(
            "Store the contact center's JSON document as text again, or restore an older version.",
        )),
    }
}

/// Why a secret must not be written, as far as its description tells.
fn unwritable(secret: &SecretDescription) -> Option<Problem> {
    let name = &secret.name;
    let region_of_arn = secret.arn.split(':').nth(3).unwrap_or_default();
    if let Some(when) = secret.deleted {
        return Some(
            Problem::new(
                "secret-marked-for-deletion",
                format!("The secret {name} is marked for deletion since {when}."),
            )
            .cause("Somebody deleted it; AWS keeps it for some days.")
            .fix(format!(
                "Restore it in the Secrets Manager console (or `aws secretsmanager restore-secret --secret-id {name}`), then try again."
            )),
        );
    }
    if let Some(service) = &secret.owning_service {
        return Some(
            Problem::new(
                "secret-managed-by-service",
                format!("The secret {name} is managed by {service}."),
            )
            .cause("Only that service may change its value.")
            .fix("Check that this is the contact center's secret; choose another one if not."),
        );
    }
    if secret.rotated {
        return Some(
            Problem::new(
                "secret-rotated",
                format!("The secret {name} is rotated automatically."),
            )
            .cause("A rotation function replaces its value, and would undo what is set here.")
            .fix("Switch rotation off for this secret in the Secrets Manager console, then try again."),
        );
    }
    match &secret.primary_region {
        Some(primary) if primary != region_of_arn => Some(
            Problem::new(
                "secret-is-replica",
                format!("The secret {name} is a replica; the original is in {primary}."),
            )
            .cause("AWS refuses to change a replica.")
            .fix(format!("Start again with --region {primary}."))
            .when_asked(format!(
                "Go back to the first page and choose the Region {primary}."
            )),
        ),
        _ => None,
    }
}

fn missing_or(failure: Failure, name: &str) -> Problem {
    if failure.kind != FailureKind::NotFound {
        return failure.problem();
    }
    Problem::new("secret-missing", format!("There is no secret named {name}."))
        .cause("The stack that should have made it may have failed without saying so, or it is in another Region.")
        .fix("Check the Region; if it is right, run the contact center's stack again so that it makes the secret.")
}

fn no_value_or(failure: Failure, name: &str) -> Problem {
    if failure.kind != FailureKind::NotFound {
        return failure.problem();
    }
    Problem::new(
        "secret-without-value",
        format!("The secret {name} has no current value."),
    )
    .cause("It was made without a value, or its label AWSCURRENT was lost.")
    .fix("Run the contact center's stack again, or label an older version AWSCURRENT.")
}

/// The parameters that the environment names, and those of the standard names: a variable that cannot name what it
/// names now will be pointed to one of these, which may exist already.
async fn named_parameters(
    reader: &dyn Reader,
    function: &Function,
    contact_center: &str,
) -> Result<Vec<(String, FoundParameter)>, Problem> {
    let named = variable::FOUR
        .into_iter()
        .chain([variable::ACCESS_TOKEN])
        .filter_map(|variable| function.environment.get(variable))
        .filter(|name| parameter_name::is_valid(name));
    let keys = RestKeys::of(contact_center);
    let standard = keys
        .four()
        .into_iter()
        .chain([keys.access_token.as_str()])
        .filter(|name| parameter_name::is_valid(name));
    let names: BTreeSet<&str> = named.chain(standard).collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let parameters = reader
        .parameters(&names)
        .await
        .map_err(|failure| failure.problem())?;
    let found: Vec<String> = parameters.found.iter().map(|it| it.name.clone()).collect();
    let mut described = match reader.describe_parameters(&found).await {
        Ok(described) => described,
        Err(failure) if failure.kind == FailureKind::Denied => Vec::new(),
        Err(failure) => return Err(failure.problem()),
    };
    let found = parameters.found.into_iter().map(|parameter| {
        let its = |it: &ParameterDescription| it.name == parameter.name;
        let at = described.iter().position(its);
        let description = at.map(|at| described.swap_remove(at));
        let found = FoundParameter {
            parameter,
            description,
        };
        (found.parameter.name.clone(), found)
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::account::practice::Practice;
    use crate::domain::test_found;
    use crate::undo::tests::seeds::below_19;

    fn secret() -> SecretDescription {
        test_found::secret("acme-salesforce-secret")
    }

    #[test]
    fn what_must_not_be_written_is_recognised_by_its_description() {
        let rotated = SecretDescription {
            rotated: true,
            ..secret()
        };
        let managed = SecretDescription {
            owning_service: Some("rds".into()),
            ..secret()
        };
        let deleted = SecretDescription {
            deleted: Some(jiff::Timestamp::UNIX_EPOCH),
            ..secret()
        };
        let replica = SecretDescription {
            primary_region: Some("eu-central-1".into()),
            ..secret()
        };
        let original = SecretDescription {
            primary_region: Some("us-west-2".into()),
            replicas: vec!["eu-central-1".into()],
            ..secret()
        };
        let code = |secret: &SecretDescription| unwritable(secret).map(|problem| problem.code);
        assert_eq!(code(&secret()), None);
        assert_eq!(code(&original), None);
        assert_eq!(code(&rotated), Some("secret-rotated"));
        assert_eq!(code(&managed), Some("secret-managed-by-service"));
        assert_eq!(code(&deleted), Some("secret-marked-for-deletion"));
        assert_eq!(code(&replica), Some("secret-is-replica"));
    }

    /// A call for each would soon be throttled, and then nothing could be set up.
    #[tokio::test]
    async fn all_parameters_are_described_by_one_call() {
        let practice = Practice::of(below_19());
        let center = crate::discover::resolve(&practice, "delta").await.unwrap();
        let found = snapshot(&practice, &center, center.path, None)
            .await
            .unwrap();
        let mut parameters = found.parameters.values();
        assert!(parameters.len() >= 5 && parameters.all(|it| it.description.is_some()));
        let calls = practice.calls();
        let described = calls
            .iter()
            .filter(|it| it.action == "ssm:DescribeParameters");
        assert_eq!(described.count(), 1);
    }
}
