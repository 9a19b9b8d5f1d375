//! Functions: what clients get through an alias, and the way a change gets there.

use std::collections::BTreeMap;
use std::time::Duration;

use scv_oauth::account::Account;
use scv_oauth::domain::FailureKind;
use scv_oauth::domain::resources::{Environment, Function, UpdateStatus};

use super::ground::{Behaviour, FUNCTION, Ground, open};
use crate::support::Emulator;
use crate::support::patience::Patience;
use crate::support::proxy::{Fault, Proxy, Times};

fn variables(function: &Function) -> BTreeMap<String, String> {
    match &function.environment {
        Environment::Variables(map) => map.clone(),
        unreadable => panic!("{unreadable:?}"),
    }
}

async fn latest(account: &dyn Account) -> Function {
    account.function(FUNCTION, None).await.unwrap()
}

/// `$LATEST` with one variable more, and at rest.
async fn change(account: &dyn Account) -> Function {
    let before = latest(account).await;
    let mut variables = variables(&before);
    variables.insert("ADDED".to_owned(), "yes".to_owned());
    let update = account.update_environment(FUNCTION, &variables, before.revision.as_deref());
    update.await.unwrap();
    let patience = Patience::with("end of the update");
    loop {
        patience.left();
        let now = latest(account).await;
        match now.update {
            UpdateStatus::Successful => return now,
            UpdateStatus::InProgress => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn publish(account: &dyn Account, of: &Function) -> Function {
    let revision = of.revision.as_deref();
    let published = account.publish(FUNCTION, "set up", &of.code_sha256, revision);
    published.await.unwrap()
}

#[tokio::test]
async fn a_function_is_read_as_of_latest_a_version_and_an_alias() {
    for it in Ground::each().await {
        let latest = latest(&*it.account).await;
        assert_eq!(latest.version, "$LATEST", "{}", it.name);
        assert_eq!(latest.update, UpdateStatus::Successful, "{}", it.name);
        assert!(latest.runtime.starts_with("nodejs"), "{}", it.name);
        assert_eq!(
            latest.environment.get("LOG_LEVEL"),
            Some("info"),
            "{}",
            it.name
        );
        for qualifier in ["1", "active"] {
            let version = it
                .account
                .function(FUNCTION, Some(qualifier))
                .await
                .unwrap();
            assert_eq!(version.version, "1", "{} {qualifier}", it.name);
            assert!(version.description.contains("V19.0"), "{}", it.name);
        }
        let alias = it.account.alias(FUNCTION, "active").await.unwrap();
        assert_eq!(
            (alias.name.as_str(), alias.version.as_str()),
            ("active", "1")
        );
        assert!(
            alias.weights.is_empty() && alias.revision.is_some(),
            "{}",
            it.name
        );
    }
}

#[tokio::test]
async fn versions_are_listed_with_latest() {
    for it in Ground::each().await {
        let changed = change(&*it.account).await;
        publish(&*it.account, &changed).await;
        let page = it.account.versions(FUNCTION, None).await.unwrap();
        let versions: Vec<_> = page.items.iter().map(|f| f.version.as_str()).collect();
        assert_eq!(versions, ["$LATEST", "1", "2"], "{}", it.name);
    }
}

#[tokio::test]
async fn nothing_is_kept_warm_where_nobody_asked_for_it() {
    for it in Ground::each().await {
        let warm = it.account.provisioned_concurrency(FUNCTION, "active").await;
        if it.does(Behaviour::ProvisionedConcurrencyIsTold) {
            assert_eq!(warm, Ok(0), "{}", it.name);
        }
    }
}

#[tokio::test]
async fn a_changed_environment_reaches_clients_when_the_alias_moves() {
    for it in Ground::each().await {
        let account = &*it.account;
        let before = variables(&latest(account).await);
        let changed = change(account).await;
        let mut expected = before.clone();
        expected.insert("ADDED".to_owned(), "yes".to_owned());
        assert_eq!(variables(&changed), expected, "{}", it.name);

        let published = publish(account, &changed).await;
        assert_eq!(published.version, "2", "{}", it.name);
        assert_eq!(published.description, "set up", "{}", it.name);
        let clients = account.function(FUNCTION, Some("active")).await.unwrap();
        assert_eq!(variables(&clients), before, "{}", it.name);

        let alias = account.alias(FUNCTION, "active").await.unwrap();
        let moved = account.move_alias(FUNCTION, "active", "2", None, alias.revision.as_deref());
        assert_eq!(moved.await.unwrap().version, "2", "{}", it.name);
        let clients = account.function(FUNCTION, Some("active")).await.unwrap();
        assert_eq!(variables(&clients), expected, "{}", it.name);
    }
}

#[tokio::test]
async fn publishing_what_did_not_change_makes_no_version() {
    for it in Ground::each().await {
        let changed = change(&*it.account).await;
        let first = publish(&*it.account, &changed).await;
        let now = latest(&*it.account).await;
        let second = publish(&*it.account, &now).await;
        assert_eq!(first.version, second.version, "{}", it.name);
    }
}

#[tokio::test]
async fn a_change_of_what_somebody_else_changed_is_a_conflict() {
    for it in Ground::each().await {
        if !it.does(Behaviour::RevisionsAreChecked) {
            continue;
        }
        let account = &*it.account;
        let stale = latest(account).await.revision;
        assert!(stale.is_some(), "{}", it.name);
        let changed = change(account).await;
        let none = BTreeMap::new();
        let update = account.update_environment(FUNCTION, &none, stale.as_deref());
        assert_eq!(
            update.await.unwrap_err().kind,
            FailureKind::Conflict,
            "{}",
            it.name
        );
        assert_eq!(
            variables(&latest(account).await),
            variables(&changed),
            "{}",
            it.name
        );

        publish(account, &changed).await;
        let stale = account.alias(FUNCTION, "active").await.unwrap().revision;
        let revision = stale.as_deref();
        account
            .move_alias(FUNCTION, "active", "2", None, revision)
            .await
            .unwrap();
        let failure = account
            .move_alias(FUNCTION, "active", "1", None, revision)
            .await
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::Conflict, "{}", it.name);
    }
}

#[tokio::test]
async fn an_alias_cannot_point_at_nothing() {
    for it in Ground::each().await {
        if it.does(Behaviour::VersionsOfAliasesAreChecked) {
            let moved = it
                .account
                .move_alias(FUNCTION, "active", "99", None, None)
                .await;
            assert_eq!(
                moved.unwrap_err().kind,
                FailureKind::NotFound,
                "{}",
                it.name
            );
        }
    }
}

/// No emulator can run the function, so a proxy answers for it.
#[tokio::test]
async fn a_called_function_returns_or_throws() {
    let (outside, _) = Ground::emulated(Emulator::Moto).await;
    let proxy = Proxy::before(&outside.url);
    let account = open(&outside.at(&proxy.url)).await;
    let thrown = r#"{"errorMessage":"no"}"#;
    proxy.rule(
        "Invoke",
        Times::Nth(1),
        Fault::invocation(None, r#"{"success":true}"#),
    );
    proxy.rule(
        "Invoke",
        Times::Nth(2),
        Fault::invocation(Some("Unhandled"), thrown),
    );
    let returned = account
        .invoke(FUNCTION, Some("active"), "{}")
        .await
        .unwrap();
    assert_eq!(
        (returned.payload.as_str(), returned.error),
        (r#"{"success":true}"#, None)
    );
    let threw = account
        .invoke(FUNCTION, Some("active"), "{}")
        .await
        .unwrap();
    assert_eq!(
        (threw.payload.as_str(), threw.error.as_deref()),
        (thrown, Some("Unhandled"))
    );
}

#[tokio::test]
async fn an_alias_shares_its_calls_as_it_is_told_when_it_is_moved() {
    for it in Ground::each().await {
        let account = &*it.account;
        let changed = change(account).await;
        publish(account, &changed).await;
        let shared = BTreeMap::from([("1".to_owned(), 0.25)]);
        let nobody = BTreeMap::new();
        for weights in [&shared, &nobody] {
            let alias = account.alias(FUNCTION, "active").await.unwrap();
            let moved = account.move_alias(
                FUNCTION,
                "active",
                "2",
                Some(weights),
                alias.revision.as_deref(),
            );
            moved.await.unwrap();
            let now = account.alias(FUNCTION, "active").await.unwrap();
            assert_eq!(now.weights, *weights, "{}", it.name);
        }
    }
}
