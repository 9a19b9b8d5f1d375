//! Plans, made from snapshots that are written out here.
#![allow(clippy::unwrap_used)]

mod function;
mod moved;
mod names;
mod parameters;
mod secret;

use std::collections::BTreeMap;

use super::*;
use crate::domain::center::{ContactCenter, Kind, variable};
use crate::domain::change::{Action, FunctionWrite, SecretWrite, Write};
use crate::domain::resources::{
    Alias, Environment, Function, Parameter, ParameterDescription, ParameterType, UpdateStatus,
};
use crate::domain::rest_keys::RestKeys;
use crate::domain::snapshot::{FoundParameter, FoundSecret};
use crate::domain::test_keys::pair;
use crate::domain::{MyDomainRead, Secret, test_found};

const TELEPHONY: &str = "acme-scrt-jwt-auth-private-key";

fn wanted() -> Wanted {
    let consumer_key = format!("3MVG9{}", "a".repeat(80));
    Wanted {
        org: OrgKind::Sandbox,
        audience: None,
        my_domain: None,
        api_version: None,
        consumer_key: ConsumerKey::read(&consumer_key).unwrap().0,
        private_key: pair().key.clone(),
        username: Username::read("jane@acme.com.uat").unwrap().0,
        finishing: false,
    }
}

fn domain(address: &str) -> Option<MyDomain> {
    match MyDomain::read(address).unwrap() {
        MyDomainRead::Good(domain, _) => Some(domain),
        other => panic!("{other:?}"),
    }
}

fn center(path: VersionPath) -> ContactCenter {
    ContactCenter {
        function: Some("acme-InvokeSalesforceRestApiFunction".into()),
        qualifier: Some("active".into()),
        version: Some("21.0".into()),
        path,
        secret: Some("acme-salesforce-secret".into()),
        access_secret: Some("acme-salesforce-access-secret".into()),
        ..test_found::center()
    }
}

fn function(version: &str, variables: &[(&str, &str)]) -> Function {
    let pairs = variables
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    Function {
        name: "acme-InvokeSalesforceRestApiFunction".into(),
        arn: String::new(),
        version: version.into(),
        description: "Service Cloud Voice Lambda Version V18.0".into(),
        runtime: "nodejs20.x".into(),
        role: String::new(),
        environment: Environment::Variables(pairs.collect()),
        revision: Some("r1".into()),
        code_sha256: "code".into(),
        update: UpdateStatus::Successful,
        kms_key: None,
        changed: None,
    }
}

fn found(name: &str, text: &str) -> FoundSecret {
    FoundSecret {
        name: name.into(),
        description: None,
        version: "v0".into(),
        text: Secret::new(text),
    }
}

fn with_secret(document: &str, access: &str) -> Snapshot {
    Snapshot {
        center: center(VersionPath::SecretsManager),
        secret: Some(found("acme-salesforce-secret", document)),
        access_secret: Some(found("acme-salesforce-access-secret", access)),
        ..test_found::snapshot()
    }
}

/// A secret as the template makes it, with more members at its end.
fn template(more: &str) -> String {
    let keys = RestKeys::of("acme");
    format!(
        r#"{{"CALL_CENTER_API_NAME": "acme", "n": 1.50, "SALESFORCE_AUTH_ENDPOINT": "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token", "SALESFORCE_REST_API_ENDPOINT_BASE": "https://acme--uat.sandbox.my.salesforce.com/services/data/v60.0", "{}": "salesforce-rest-api-auth-consumer-key-value", "{}": "salesforce-rest-api-auth-private-key-value", "{}": "salesforce-rest-api-auth-subject", "{}": "https:\/\/test.salesforce.com/", "{TELEPHONY}": "scrt-jwt-auth-private-key-value"{more}}}"#,
        keys.consumer_key, keys.private_key, keys.subject, keys.audience
    )
}

fn access(token: &str) -> String {
    format!(r#"{{"acme-salesforce-rest-api-access-token": "{token}"}}"#)
}

const FRESH: &str = "salesforce-rest-api-auth-access-token-key-value";

fn secrets(plan: &Plan) -> Vec<&SecretWrite> {
    let writes = plan.writes.iter();
    let secrets = writes.filter_map(|write| match write {
        Write::Secret(write) => Some(write),
        _ => None,
    });
    secrets.collect()
}

fn function_write(plan: &Plan) -> Option<&FunctionWrite> {
    plan.writes.iter().find_map(|write| match write {
        Write::Function(write) => Some(write),
        _ => None,
    })
}

fn parameter(name: &str, value: &str) -> (String, FoundParameter) {
    let parameter = Parameter {
        name: name.into(),
        value: Secret::new(value),
        version: 3,
        kind: ParameterType::SecureString,
    };
    let description = ParameterDescription {
        name: name.into(),
        kind: ParameterType::SecureString,
        tier: "Standard".into(),
        kms_key: Some("alias/own".into()),
        data_type: Some("text".into()),
        allowed_pattern: None,
        version: 3,
        changed_by: None,
        changed: None,
    };
    let found = FoundParameter {
        parameter,
        description: Some(description),
    };
    (name.to_owned(), found)
}

/// Below 19.0: consumer key and private key have parameters, subject and audience as given.
fn with_parameters(subject: &str, audience: &str) -> Snapshot {
    let keys = RestKeys::of("acme");
    let variables = [
        (variable::CONSUMER_KEY, keys.consumer_key.as_str()),
        (variable::PRIVATE_KEY, keys.private_key.as_str()),
        (variable::SUBJECT, subject),
        (variable::AUDIENCE, audience),
        (variable::ACCESS_TOKEN, keys.access_token.as_str()),
        (
            variable::AUTH_ENDPOINT,
            "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token",
        ),
        (
            variable::REST_BASE,
            "https://acme--uat.sandbox.my.salesforce.com/services/data/v54.0",
        ),
        ("LOG_LEVEL", "info"),
    ];
    let names = [
        &keys.consumer_key,
        &keys.private_key,
        &keys.subject,
        &keys.audience,
    ];
    Snapshot {
        center: ContactCenter {
            secret: None,
            access_secret: None,
            ..center(VersionPath::ParameterStore)
        },
        function: Some(function("7", &variables)),
        latest: Some(function("$LATEST", &variables)),
        alias: Some(Alias {
            name: "active".into(),
            version: "7".into(),
            weights: BTreeMap::new(),
            revision: Some("a1".into()),
        }),
        secret: None,
        access_secret: None,
        parameters: names.iter().map(|name| parameter(name, "old")).collect(),
        ..with_secret("{}", "{}")
    }
}
