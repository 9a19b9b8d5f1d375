//! Each contact center fails as its fault would in the field, and works once it is mended.

use serde_json::{Value, json};

use super::*;
use crate::account::Account;
use crate::account::practice::{Program, Seed, SeedFunction, SeedSecret, secure};
use crate::domain::Secret;
use crate::domain::resources::{Environment, ParameterWrite, UpdateStatus};
use crate::domain::rest_keys::RestKeys;
use crate::org::ORGANIZATION_QUERY;

const SILENT: &str = r#"{"success":false,"status":500}"#;

fn org_id(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    answer["Id"]
        .as_str()
        .unwrap_or(&answer.to_string())
        .to_owned()
}

async fn ask_multi_org(world: &World, secret: &str, access_secret: &str) -> String {
    let named = [
        ("secretName", secret),
        ("accessTokenSecretName", access_secret),
    ];
    let event = event("queryRecord", &named);
    let answer = world.cloud.invoke(MULTI_ORG, None, &event).await;
    answer.unwrap().payload
}

async fn ask(world: &World, function: &str, qualifier: Option<&str>) -> String {
    let event = event("queryRecord", &[]);
    let answer = world.cloud.invoke(function, qualifier, &event).await;
    answer.unwrap().payload
}

fn event(method: &str, more: &[(&str, &str)]) -> String {
    let mut parameters = json!({"methodName": method, "soql": ORGANIZATION_QUERY});
    for (name, value) in more {
        parameters[name] = (*value).into();
    }
    json!({"Details": {"Parameters": parameters}}).to_string()
}

/// Writes what is right into a contact center's secret.
async fn mend(world: &World, center: &str, username: &str, audience: &str) {
    let keys = RestKeys::of(center);
    ready(world).await;
    let file = |name| std::fs::read_to_string(world.directory.join(name)).unwrap();
    for (key, value) in [
        (
            keys.consumer_key,
            file("consumer-key.txt").trim().to_owned(),
        ),
        (keys.private_key, file("server.key")),
        (keys.subject, username.to_owned()),
        (keys.audience, audience.to_owned()),
    ] {
        let secret = format!("{center}-salesforce-secret");
        let cloud = &world.cloud;
        let change = cloud.change_secret_behind_your_back(&secret, &key, &value);
        change.await.unwrap();
    }
}

#[tokio::test]
async fn each_contact_center_answers_as_its_fault_would() {
    let world = world();
    for silent in ["acme", "globexvoice", "umbrella", "hooli"] {
        let answer = ask(&world, &function(silent), Some("active")).await;
        assert_eq!(answer, SILENT, "{silent}");
    }
    let repository =
        "serverlessrepo-ServiceCloudVoiceLam-InvokeSalesforceRestApiFunction-8Xq2Lr0TzK1d";
    assert_eq!(ask(&world, repository, None).await, SILENT);
    assert_eq!(
        ask(&world, &function("tyrell"), Some("active")).await,
        r#"{"success":false,"status":400,"statusText":"Bad Request","errorCode":"invalid_grant","errorMessage":"invalid assertion"}"#
    );
    let wonka = ask_multi_org(
        &world,
        "wonka-salesforce-secret",
        "wonka-salesforce-access-secret",
    );
    assert_eq!(
        wonka.await,
        r#"{"success":false,"status":400,"statusText":"Bad Request","errorCode":"invalid_grant","errorMessage":"audience is invalid"}"#
    );
    let vandelay = "vandelay-salesforce-secret";
    let vandelay = ask_multi_org(&world, vandelay, "vandelay-salesforce-access-secret");
    assert_eq!(vandelay.await, SILENT);
    assert_eq!(
        ask(&world, &function("initech"), Some("active")).await,
        r#"{"Id":"00D5g00000IniTcEAJ","Name":"Initech","IsSandbox":false,"OrganizationType":"Enterprise Edition","InstanceName":"USA658"}"#
    );
}

#[tokio::test]
async fn where_no_key_can_sign_nobody_is_asked_to_log_in() {
    let world = world();
    ask(&world, &function("acme"), Some("active")).await;
    let orgs = world.org.orgs().await.unwrap();
    let org = orgs
        .at("https://acme--uat.sandbox.my.salesforce.com")
        .unwrap();
    assert_eq!(org.logins(), 0);
}

#[tokio::test]
async fn what_is_not_a_query_throws_its_failure() {
    let world = world();
    for (center, message) in [("acme", ""), ("tyrell", "invalid assertion")] {
        let event = event("createRecord", &[]);
        let function = function(center);
        let answer = world.cloud.invoke(&function, Some("active"), &event);
        let answer = answer.await.unwrap();
        assert_eq!(answer.error.as_deref(), Some("Unhandled"));
        let thrown: Value = serde_json::from_str(&answer.payload).unwrap();
        assert_eq!(thrown["errorMessage"], message);
    }
}

#[tokio::test]
async fn a_mended_secret_works_at_once() {
    let world = world();
    let user = "integration@acme.example.uat";
    mend(&world, "acme", user, "https://test.salesforce.com/").await;
    let answer = ask(&world, &function("acme"), Some("active")).await;
    assert_eq!(org_id(&answer), "00D5g00000AcmeUEAR");
    assert!(answer.contains(r#""IsSandbox":true"#), "{answer}");

    let user = "integration@wonka.example.qa";
    mend(&world, "wonka", user, "https://test.salesforce.com").await;
    let named = ("wonka-salesforce-secret", "wonka-salesforce-access-secret");
    let answer = ask_multi_org(&world, named.0, named.1).await;
    assert_eq!(org_id(&answer), "00D5g00000WonKaEAJ");
    assert_eq!(ask_multi_org(&world, named.0, "").await, SILENT);
    assert_eq!(ask(&world, MULTI_ORG, None).await, SILENT);
}

#[tokio::test]
async fn mended_parameters_work_once_the_variables_name_them() {
    let world = world();
    ready(&world).await;
    let file = |name| std::fs::read_to_string(world.directory.join(name)).unwrap();
    let consumer_key = file("consumer-key.txt").trim().to_owned();
    let (user, audience) = (
        "integration@umbrella.example",
        "https://login.salesforce.com",
    );
    for (what, value) in [
        ("auth-consumer-key", consumer_key.as_str()),
        ("auth-private-key", &file("server.key")),
        ("subject", user),
        ("audience", audience),
    ] {
        put(
            &world,
            &format!("umbrella-salesforce-rest-api-{what}"),
            value,
        )
        .await;
    }
    let answer = ask(&world, &function("umbrella"), Some("active")).await;
    assert_eq!(org_id(&answer), "00D5g00000UmBrLEAV");
    let token = "umbrella-salesforce-rest-api-access-token";
    let token = world.cloud.parameter_text(token).await.unwrap();
    assert!(token.expose_for_aws().starts_with("00D5g00000UmBrL"));

    put(
        &world,
        "hooli-salesforce-rest-api-subject",
        "integration@hooli.example.dev",
    )
    .await;
    put(
        &world,
        "hooli-salesforce-rest-api-audience",
        "https://test.salesforce.com",
    )
    .await;
    let hooli = function("hooli");
    name_parameters(&world, &hooli).await;
    assert_eq!(
        ask(&world, &hooli, Some("active")).await,
        SILENT,
        "not published"
    );
    assert_eq!(
        org_id(&ask(&world, &hooli, None).await),
        "00D5g00000HooLiEAJ"
    );
    let latest = world.cloud.function(&hooli, None).await.unwrap();
    let published = world.cloud.publish(&hooli, "", &latest.code_sha256, None);
    let version = published.await.unwrap().version;
    let moved = world
        .cloud
        .move_alias(&hooli, "active", &version, None, None);
    moved.await.unwrap();
    let answer = ask(&world, &hooli, Some("active")).await;
    assert_eq!(org_id(&answer), "00D5g00000HooLiEAJ");
}

async fn put(world: &World, name: &str, value: &str) {
    let write = ParameterWrite {
        overwrite: true,
        ..secure(name, Secret::new(value))
    };
    world.cloud.put_parameter(&write).await.unwrap();
}

async fn name_parameters(world: &World, function: &str) {
    let latest = world.cloud.function(function, None).await.unwrap();
    let Environment::Variables(mut map) = latest.environment else {
        panic!("{function} has no variables");
    };
    for (variable, what) in [("SUBJECT", "subject"), ("AUDIENCE", "audience")] {
        map.insert(variable.into(), format!("hooli-salesforce-rest-api-{what}"));
    }
    let update = world.cloud.update_environment(function, &map, None);
    update.await.unwrap();
    while world.cloud.function(function, None).await.unwrap().update != UpdateStatus::Successful {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_cached_token_is_used_and_hides_what_is_wrong_since() {
    let world = world();
    let initech = function("initech");
    ask(&world, &initech, Some("active")).await;
    let keys = RestKeys::of("initech");
    let change = world.cloud.change_secret_behind_your_back(
        "initech-salesforce-secret",
        &keys.private_key,
        "broken",
    );
    change.await.unwrap();
    let orgs = world.org.orgs().await.unwrap();
    let org = orgs.at("https://initech.my.salesforce.com").unwrap();
    assert_eq!(
        org_id(&ask(&world, &initech, None).await),
        "00D5g00000IniTcEAJ"
    );
    assert_eq!(org.logins(), 1);

    let access = "initech-salesforce-access-secret";
    let cleared = world
        .cloud
        .change_secret_behind_your_back(access, &keys.access_token, "");
    cleared.await.unwrap();
    assert_eq!(ask(&world, &initech, None).await, SILENT);
}

#[tokio::test]
async fn what_the_role_may_not_read_and_what_is_no_json_end_in_a_bare_500() {
    let world = world();
    let good = world
        .cloud
        .secret_text("initech-salesforce-secret")
        .await
        .unwrap();
    let access = world
        .cloud
        .secret_text("initech-salesforce-access-secret")
        .await
        .unwrap();
    let named = |secret: &str| {
        let variables = [
            ("SECRET_NAME", secret),
            ("ACCESS_SECRET_NAME", "a-salesforce-access-secret"),
        ];
        SeedFunction {
            program: Program::RestSince19,
            ..SeedFunction::new(secret, variables)
        }
    };
    let own_key = SeedSecret {
        kms_key: Some("arn:aws:kms:us-west-2:111122223333:key/own".into()),
        ..SeedSecret::new("own-salesforce-secret", good.clone())
    };
    let mut seed = Seed::default()
        .secret("a-salesforce-access-secret", access.expose_for_aws())
        .secret("good-salesforce-secret", good.expose_for_aws())
        .secret("initech-secret", good.expose_for_aws())
        .secret(
            "torn-salesforce-secret",
            r#"{"CALL_CENTER_API_NAME": "initech""#,
        )
        .secret(
            "other-salesforce-secret",
            &good.expose_for_aws().replacen("\"initech\"", "\"x\"", 1),
        );
    seed.secrets.push(own_key);
    let names = [
        "initech-secret",
        "torn-salesforce-secret",
        "other-salesforce-secret",
        "own-salesforce-secret",
        "missing-salesforce-secret",
    ];
    for name in names.into_iter().chain(["good-salesforce-secret"]) {
        seed.functions.push(named(name));
    }
    let code = RestFunction::new(world.org.clone(), Timestamp::now);
    let practice = Practice::of(seed).running(Arc::new(code));
    let event = event("queryRecord", &[]);
    for name in names {
        let answer = practice.invoke(name, None, &event).await.unwrap();
        assert_eq!(answer.payload, SILENT, "{name}");
    }
    let answer = practice
        .invoke("good-salesforce-secret", None, &event)
        .await;
    assert_eq!(org_id(&answer.unwrap().payload), "00D5g00000IniTcEAJ");
}

#[tokio::test]
async fn a_wrong_rest_base_is_told_as_the_functions_http_client_would() {
    let world = world();
    for (rest_base, answer) in [
        (
            "initech.my.salesforce.com/services/data/v64.0",
            "ERR_INVALID_URL",
        ),
        (
            "https://initec.my.salesforce.com/services/data/v64.0",
            "ENOTFOUND",
        ),
        (
            "https://login.salesforce.com/services/data/v64.0",
            "URL_NOT_RESET",
        ),
        (
            "https://initech.my.salesforce.com/services/data/v1.0",
            "NOT_FOUND",
        ),
    ] {
        let secret = "initech-salesforce-secret";
        let key = "SALESFORCE_REST_API_ENDPOINT_BASE";
        let change = world
            .cloud
            .change_secret_behind_your_back(secret, key, rest_base);
        change.await.unwrap();
        let said = ask(&world, &function("initech"), Some("active")).await;
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["errorCode"], answer, "{rest_base}");
    }
}
