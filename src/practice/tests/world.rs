//! What the world is made of.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::account::Cloud;
use crate::discover;
use crate::domain::assertion::{Claims, sign};
use crate::domain::center::{Role, role, version_told};
use crate::domain::place::Place;
use crate::domain::{Certificate, KeyPair, Secret};
use crate::hint::Hint;
use crate::org::Org;

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
        let kind = match role(function, None) {
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
    ready(&world).await;
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
            .any(|hint| hint.text.contains(consumer_key.trim()))
    );
    drop(world);
    assert!(!directory.exists());
}

#[tokio::test]
async fn the_certificate_of_a_pair_that_is_made_in_the_folder_counts_as_uploaded() {
    let world = world();
    ready(&world).await;
    let own = std::fs::read_to_string(world.directory.join("consumer-key.txt")).unwrap();
    let pair = KeyPair::generate("acme", 365, Timestamp::now()).unwrap();
    let claims = Claims {
        issuer: Secret::new(own.trim()),
        subject: "integration@acme.example.uat".into(),
        audience: "https://test.salesforce.com".into(),
    };
    let key = pair.key.expose_der_for_signing();
    let assertion = sign(&claims, key, Timestamp::now(), "once".into()).unwrap();
    let endpoint = "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token";
    assert!(world.org.log_in(endpoint, &assertion).await.is_err());
    let certificate = world.directory.join("acme-server.crt");
    std::fs::write(certificate, &pair.certificate_pem).unwrap();
    assert!(world.org.log_in(endpoint, &assertion).await.is_ok());
}

#[tokio::test]
async fn each_contact_center_that_is_listed_has_a_hint_of_its_own() {
    let world = world();
    let account = world.cloud.open(&Place::default()).await.unwrap();
    let found = discover::all(account.reader(), &|_| {}).await;
    let fields = ["username"];
    for center in &found.centers {
        let fits = |hint: &&Hint| hint.is_on_page(&fields, Some(&center.name));
        assert_eq!(
            world.hints.iter().filter(fits).count(),
            1,
            "{}",
            center.name
        );
    }
    assert_eq!(found.centers.len(), 9);
}

#[tokio::test]
async fn every_hint_for_a_contact_center_leads_to_an_org() {
    let world = world();
    let centers: Vec<_> = world
        .hints
        .iter()
        .filter(|hint| hint.text.contains("My Domain"))
        .collect();
    assert_eq!(centers.len(), 9);
    for hint in centers {
        let host = hint
            .text
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
