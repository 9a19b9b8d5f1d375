//! The deployments that an administrator may find in an account, and what stands beside them.

use aws_sdk_lambda::types::Runtime;

use super::values::{auth_endpoint, document, org};
use super::{Function, Parameter, Secret, Values, World};

const VERSION_19: &str = "Service Cloud Voice Lambda Version V19.0";
const VERSION_18: &str = "Service Cloud Voice Lambda Version V18.0";
const REST: &str = "InvokeSalesforceRestApiFunction";

/// Partner telephony, 19.0: one function named after the contact center, one pair of secrets.
pub fn partner(name: &str, values: &Values) -> World {
    prefixed(name, name, values)
}

/// Partner telephony, 19.0, deployed with a LambdaPrefix. The prefix is in the functions' names only.
pub fn prefixed(name: &str, prefix: &str, values: &Values) -> World {
    let environment = pairs(&[
        ("LOG_LEVEL", "info"),
        ("SECRET_NAME", &format!("{name}-salesforce-secret")),
        (
            "ACCESS_SECRET_NAME",
            &format!("{name}-salesforce-access-secret"),
        ),
    ]);
    let sibling = format!("{prefix}-InvokeTelephonyIntegrationApiFunction");
    World {
        functions: vec![
            published(&format!("{prefix}-{REST}"), VERSION_19, environment.clone()),
            published(&sibling, VERSION_19, environment),
        ],
        secrets: secrets(name, values),
        parameters: Vec::new(),
    }
}

/// One function for several orgs, 19.0: its environment names no secret, each contact center has a pair.
pub fn multi_org(prefix: &str, centers: &[(&str, Values)]) -> World {
    let environment = || pairs(&[("LOG_LEVEL", "info")]);
    let functions = [
        format!("Multiorg{REST}"),
        "MultiorgInvokeTelephonyIntegrationApiFunction".into(),
    ]
    .map(|name| published(&format!("{prefix}-{name}"), VERSION_19, environment()));
    World {
        functions: functions.into(),
        secrets: centers
            .iter()
            .flat_map(|(name, values)| secrets(name, values))
            .collect(),
        parameters: Vec::new(),
    }
}

/// Partner telephony below 19.0: seven variables, five of which name parameters.
pub fn below_19(name: &str, values: &Values) -> World {
    let parameter = |suffix: &str, value: &str| Parameter::new(format!("{name}-{suffix}"), value);
    let environment = seven_variables(
        &format!("{name}-"),
        &auth_endpoint(&org(name)),
        &rest_base(name),
    );
    World {
        functions: vec![Function {
            runtime: Runtime::Nodejs20x,
            ..published(&format!("{name}-{REST}"), VERSION_18, environment)
        }],
        secrets: Vec::new(),
        parameters: vec![
            parameter(
                "salesforce-rest-api-auth-consumer-key",
                &values.consumer_key,
            ),
            parameter("salesforce-rest-api-auth-private-key", &values.private_key),
            parameter("salesforce-rest-api-access-token", &values.access_token),
            parameter("salesforce-rest-api-subject", &values.subject),
            parameter("salesforce-rest-api-audience", &values.audience),
        ],
    }
}

/// Below 19.0, where somebody followed the guide and wrote the username and the login host themselves into
/// the variables that are to name parameters. No function below 19.0 can log in so.
pub fn below_19_with_literals(name: &str, values: &Values) -> World {
    let mut world = below_19(name, values);
    let environment = &mut world.functions[0].environment;
    set(environment, "SUBJECT", &values.subject);
    set(environment, "AUDIENCE", &values.audience);
    let literal = |parameter: &Parameter| {
        parameter.name.ends_with("-subject") || parameter.name.ends_with("-audience")
    };
    world.parameters.retain(|parameter| !literal(parameter));
    world
}

/// The Serverless Application Repository application: a generated name, the variables of versions below
/// 19.0 with the runtime of later ones, and none of the parameters they name.
pub fn serverless_repository() -> World {
    let name = format!("serverlessrepo-ServiceCloudV-{REST}-8Xq2Lr0TzK1d");
    let host = "https://login.salesforce.com";
    let environment = seven_variables(
        "",
        &auth_endpoint(host),
        &format!("{host}/services/data/v54.0"),
    );
    World {
        functions: vec![published(&name, "", environment)],
        ..World::default()
    }
}

/// The secret of the key rotator that stands alone (22.1): the name of a contact center's, but no REST values.
pub fn rotator_secret(name: &str) -> World {
    let value = document(&[
        ("CALL_CENTER_API_NAME".into(), name),
        ("SALESFORCE_ORG_ID".into(), "00D5g00000ABCDE"),
        (
            format!("{name}-scrt-jwt-auth-private-key"),
            "scrt-jwt-auth-private-key-value",
        ),
    ]);
    World {
        secrets: vec![Secret::new(format!("{name}-salesforce-secret"), value)],
        ..World::default()
    }
}

/// What others keep in the account, to fill pages with.
pub fn crowd(functions: usize, secrets: usize) -> World {
    let function = |n| Function {
        name: format!("unrelated-{n:04}"),
        runtime: Runtime::Python313,
        environment: pairs(&[("STAGE", "production")]),
        published_as: None,
    };
    World {
        functions: (0..functions).map(function).collect(),
        secrets: (0..secrets)
            .map(|n| Secret::new(format!("unrelated/{n:04}"), "unrelated"))
            .collect(),
        parameters: Vec::new(),
    }
}

fn secrets(name: &str, values: &Values) -> Vec<Secret> {
    vec![
        Secret::new(format!("{name}-salesforce-secret"), values.secret(name)),
        Secret::new(
            format!("{name}-salesforce-access-secret"),
            values.access_secret(name),
        ),
    ]
}

fn published(name: &str, description: &str, environment: Vec<(String, String)>) -> Function {
    Function {
        name: name.into(),
        runtime: Runtime::Nodejs22x,
        environment,
        published_as: Some(description.into()),
    }
}

fn seven_variables(prefix: &str, auth_endpoint: &str, rest_base: &str) -> Vec<(String, String)> {
    let parameter = |suffix: &str| format!("{prefix}salesforce-rest-api-{suffix}");
    pairs(&[
        ("PRIVATE_KEY_PARAM_NAME", &parameter("auth-private-key")),
        ("CONSUMER_KEY_PARAM_NAME", &parameter("auth-consumer-key")),
        ("ACCESS_TOKEN_PARAM_NAME", &parameter("access-token")),
        ("SUBJECT", &parameter("subject")),
        ("AUDIENCE", &parameter("audience")),
        ("SALESFORCE_AUTH_ENDPOINT", auth_endpoint),
        ("SALESFORCE_REST_API_ENDPOINT_BASE", rest_base),
    ])
}

fn rest_base(name: &str) -> String {
    format!("{}/services/data/v54.0", org(name))
}

fn pairs(entries: &[(&str, &str)]) -> Vec<(String, String)> {
    entries
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect()
}

fn set(environment: &mut [(String, String)], key: &str, value: &str) {
    let entry = environment.iter_mut().find(|(name, _)| name == key);
    entry.unwrap().1 = value.into();
}
