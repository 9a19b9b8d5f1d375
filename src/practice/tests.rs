//! Each practice contact center fails as its fault would in the field, and works once it is mended.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::*;
use crate::account::practice::{Seed, SeedFunction, SeedSecret};
use crate::account::{Account, Reader};
use crate::domain::center::{Role, role, version_told};
use crate::domain::resources::{Environment, ParameterWrite, UpdateStatus};
use crate::domain::rest_keys::RestKeys;
use crate::domain::{Certificate, Secret};
use crate::org::{ORGANIZATION_QUERY, Org};

const SILENT: &str = r#"{"success":false,"status":500}"#;
const MULTI_ORG: &str = "scvMultiorg-MultiorgInvokeSalesforceRestApiFunction";

fn world() -> World {
    World::open(Timestamp::now).unwrap()
}

fn function(prefix: &str) -> String {
    format!("{prefix}-InvokeSalesforceRestApiFunction")
}

fn event(method: &str, more: &[(&str, &str)]) -> String {
    let mut parameters = json!({"methodName": method, "soql": ORGANIZATION_QUERY});
    for (name, value) in more {
        parameters[name] = (*value).into();
    }
    json!({"Details": {"Parameters": parameters}}).to_string()
}

async fn ask(world: &World, function: &str, qualifier: Option<&str>) -> String {
    let event = event("queryRecord", &[]);
    let answer = world.cloud.invoke(function, qualifier, &event).await;
    answer.unwrap().payload
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

fn org_id(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    answer["Id"]
        .as_str()
        .unwrap_or(&answer.to_string())
        .to_owned()
}

/// Writes what is right into a contact center's secret.
async fn mend(world: &World, center: &str, username: &str, audience: &str) {
    let keys = RestKeys::of(center);
    world.cloud.identity().await.unwrap();
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
        r#"{"Id":"00D5g00000IniTcEAJ","Name":"Initech","IsSandbox":false,"OrganizationType":"Enterprise Edition","InstanceName":"NA123"}"#
    );
}

#[tokio::test]
async fn where_no_key_can_sign_nobody_is_asked_to_log_in() {
    let world = world();
    ask(&world, &function("acme"), Some("active")).await;
    let org = world
        .org
        .at("https://acme--uat.sandbox.my.salesforce.com")
        .await;
    assert_eq!(org.unwrap().logins(), 0);
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
    world.cloud.identity().await.unwrap();
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
    let moved = world.cloud.move_alias(&hooli, "active", &version, None);
    moved.await.unwrap();
    let answer = ask(&world, &hooli, Some("active")).await;
    assert_eq!(org_id(&answer), "00D5g00000HooLiEAJ");
}

async fn put(world: &World, name: &str, value: &str) {
    let write = ParameterWrite {
        overwrite: true,
        ..crate::account::practice::secure(name, Secret::new(value))
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
    let org = world
        .org
        .at("https://initech.my.salesforce.com")
        .await
        .unwrap();
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
            program: crate::account::practice::Program::RestSince19,
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

#[tokio::test]
async fn the_account_has_several_pages_and_contact_centers_of_every_kind() {
    let world = world();
    let (mut functions, mut sizes, mut from) = (Vec::new(), Vec::new(), None);
    loop {
        let page = world.cloud.functions(from.as_deref()).await.unwrap();
        sizes.push(page.items.len());
        functions.extend(page.items);
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    assert!(
        sizes.len() > 4 && sizes[..sizes.len() - 1].contains(&0),
        "{sizes:?}"
    );
    let mut roles = BTreeMap::new();
    for function in &functions {
        let kind = match role(function) {
            Role::OwnSecret { .. } => "secret",
            Role::Parameters => "parameters",
            Role::MultiOrg(_) => "multi-org",
            Role::Other => continue,
        };
        roles
            .entry(kind)
            .or_insert_with(Vec::new)
            .push(function.name.clone());
    }
    assert_eq!(
        roles["secret"],
        ["acme", "globexvoice", "initech", "tyrell"].map(function)
    );
    assert_eq!(roles["parameters"].len(), 3);
    assert_eq!(roles["multi-org"], [MULTI_ORG]);
    let active = world
        .cloud
        .function(&function("hooli"), Some("active"))
        .await
        .unwrap();
    assert_eq!(version_told(&active.description).as_deref(), Some("17.1"));
}

#[tokio::test]
async fn a_secret_is_as_the_template_writes_it() {
    let world = world();
    let text = world
        .cloud
        .secret_text("acme-salesforce-secret")
        .await
        .unwrap();
    assert_eq!(
        text.expose_for_aws(),
        concat!(
            r#"{"CALL_CENTER_API_NAME": "acme", "SALESFORCE_ORG_ID": "00D5g00000AcmeU", "#,
            r#""SALESFORCE_AUTH_ENDPOINT": "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token", "#,
            r#""SALESFORCE_REST_API_ENDPOINT_BASE": "https://acme--uat.sandbox.my.salesforce.com/services/data/v64.0", "#,
            r#""SCRT_ENDPOINT_BASE": "https://acme--uat.sandbox.my.salesforce-scrt.com/telephony/v1", "#,
            r#""TRANSCRIBE_REGION": "us-west-2", "#,
            r#""acme-salesforce-rest-api-auth-consumer-key": "salesforce-rest-api-auth-consumer-key-value", "#,
            r#""acme-salesforce-rest-api-auth-private-key": "salesforce-rest-api-auth-private-key-value", "#,
            r#""acme-salesforce-rest-api-subject": "salesforce-rest-api-auth-subject", "#,
            r#""acme-salesforce-rest-api-audience": "https://test.salesforce.com/", "#,
            r#""acme-scrt-jwt-auth-private-key": "scrt-jwt-auth-private-key-value"}"#,
        )
    );
    let rotator = world
        .cloud
        .secret_text("rotator-salesforce-secret")
        .await
        .unwrap();
    assert!(!rotator.expose_for_aws().contains("rest-api"));
}

#[tokio::test]
async fn the_files_fit_each_other_are_for_their_owner_only_and_go_with_the_world() {
    let world = world();
    world.cloud.identity().await.unwrap();
    let directory = world.directory.clone();
    let mode = |name: &str| {
        let metadata = std::fs::metadata(directory.join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(""), 0o700);
    for file in ["server.key", "server.crt", "consumer-key.txt"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    let read = |name| std::fs::read(directory.join(name)).unwrap();
    let key = crate::domain::private_key::read(&read("server.key"), None);
    let certificate = Certificate::read(&read("server.crt")).unwrap();
    assert!(certificate.pairs_with(&key.unwrap().key));
    let consumer_key = String::from_utf8(read("consumer-key.txt")).unwrap();
    assert_eq!(consumer_key.trim().len(), 85);
    assert!(
        world
            .hints
            .iter()
            .any(|hint| hint.contains(consumer_key.trim()))
    );
    drop(world);
    assert!(!directory.exists());
}

#[tokio::test]
async fn every_hint_for_a_contact_center_leads_to_an_org() {
    let world = world();
    let centers: Vec<_> = world
        .hints
        .iter()
        .filter(|hint| hint.contains("My Domain"))
        .collect();
    assert_eq!(centers.len(), 9);
    for hint in centers {
        let host = hint
            .split("My Domain ")
            .nth(1)
            .unwrap()
            .split(',')
            .next()
            .unwrap();
        let versions = world
            .org
            .api_versions(&format!("https://{host}"))
            .await
            .unwrap();
        assert!(versions.contains(&"64.0".to_owned()));
    }
}
