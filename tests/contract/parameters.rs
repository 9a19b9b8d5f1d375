//! Parameters: names, versions, and what must survive a write.

use scv_oauth::account::Account;
use scv_oauth::domain::resources::{ParameterDescription, ParameterType, ParameterWrite};
use scv_oauth::domain::{FailureKind, Secret};

use super::ground::{Ground, PARAMETER};

const KEY: &str = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555";

fn fresh(name: &str) -> ParameterWrite {
    ParameterWrite {
        name: name.to_owned(),
        value: Secret::new("first"),
        kind: ParameterType::SecureString,
        tier: Some("Advanced".to_owned()),
        kms_key: Some(KEY.to_owned()),
        data_type: Some("text".to_owned()),
        allowed_pattern: Some("^[a-z]+$".to_owned()),
        overwrite: false,
    }
}

/// The same parameter with another value, and everything else as it was found.
fn again(found: ParameterDescription, value: &str) -> ParameterWrite {
    ParameterWrite {
        name: found.name,
        value: Secret::new(value),
        kind: found.kind,
        tier: Some(found.tier),
        kms_key: found.kms_key,
        data_type: found.data_type,
        allowed_pattern: found.allowed_pattern,
        overwrite: true,
    }
}

async fn value(account: &dyn Account, name: &str) -> Secret {
    let answer = account.parameters(&[name.to_owned()]).await.unwrap();
    answer.found.into_iter().next().unwrap().value
}

#[tokio::test]
async fn any_number_of_names_is_read() {
    for it in Ground::each().await {
        for n in 0..23 {
            let write = fresh(&format!("many-{n}"));
            it.account.put_parameter(&write).await.unwrap();
        }
        let names: Vec<String> = (0..25).rev().map(|n| format!("many-{n}")).collect();
        let twice = [names.clone(), names.clone()].concat();
        let answer = it.account.parameters(&twice).await.unwrap();
        assert_eq!(answer.found.len(), 23, "{}", it.name);
        assert!(answer.found.iter().all(|p| p.value == Secret::new("first")));
        let mut missing = answer.missing;
        missing.sort();
        assert_eq!(missing, ["many-23", "many-24"], "{}", it.name);
        assert!(it.account.parameters(&[]).await.unwrap().found.is_empty());
        let described = it.account.describe_parameters(&names).await.unwrap();
        let mut described: Vec<String> = described.into_iter().map(|it| it.name).collect();
        described.sort();
        let mut there = names[2..].to_vec();
        there.sort();
        assert_eq!(described, there, "{}", it.name);
        assert_eq!(it.account.describe_parameters(&[]).await, Ok(Vec::new()));
    }
}

#[tokio::test]
async fn each_write_adds_a_version_that_can_be_read() {
    for it in Ground::each().await {
        let account = &it.account;
        let found = account
            .describe_parameter(PARAMETER)
            .await
            .unwrap()
            .unwrap();
        let before = value(&**account, PARAMETER).await;
        let version = account
            .put_parameter(&again(found.clone(), "new"))
            .await
            .unwrap();
        assert_eq!(version, found.version + 1, "{}", it.name);
        assert_eq!(
            value(&**account, PARAMETER).await,
            Secret::new("new"),
            "{}",
            it.name
        );
        let old = format!("{PARAMETER}:{}", found.version);
        assert_eq!(value(&**account, &old).await, before, "{}", it.name);
    }
}

#[tokio::test]
async fn what_is_sent_back_as_found_survives_a_write() {
    for it in Ground::each().await {
        let account = &it.account;
        assert_eq!(
            account.put_parameter(&fresh("kept")).await,
            Ok(1),
            "{}",
            it.name
        );
        let found = account.describe_parameter("kept").await.unwrap().unwrap();
        assert_eq!(found.kms_key.as_deref(), Some(KEY), "{}", it.name);
        assert_eq!(found.tier, "Advanced", "{}", it.name);
        account
            .put_parameter(&again(found.clone(), "second"))
            .await
            .unwrap();
        let after = account.describe_parameter("kept").await.unwrap().unwrap();
        let is_later = found.changed.is_some() && found.changed <= after.changed;
        assert!(is_later, "{}: {after:?}", it.name);
        assert_eq!(
            after,
            ParameterDescription {
                version: 2,
                changed: after.changed,
                ..found
            },
            "{}",
            it.name
        );
        assert_eq!(
            value(&**account, "kept").await,
            Secret::new("second"),
            "{}",
            it.name
        );
    }
}

#[tokio::test]
async fn what_must_be_new_does_not_overwrite() {
    for it in Ground::each().await {
        let account = &it.account;
        let before = value(&**account, PARAMETER).await;
        let failure = account.put_parameter(&fresh(PARAMETER)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Conflict, "{}", it.name);
        assert_eq!(value(&**account, PARAMETER).await, before, "{}", it.name);
    }
}

#[tokio::test]
async fn only_the_exact_name_is_described() {
    for it in Ground::each().await {
        it.account
            .put_parameter(&fresh("exact-name"))
            .await
            .unwrap();
        assert_eq!(
            it.account.describe_parameter("exact").await,
            Ok(None),
            "{}",
            it.name
        );
    }
}

#[tokio::test]
async fn a_deleted_parameter_is_gone() {
    for it in Ground::each().await {
        it.account.delete_parameter(PARAMETER).await.unwrap();
        assert_eq!(
            it.account.describe_parameter(PARAMETER).await,
            Ok(None),
            "{}",
            it.name
        );
        let failure = it.account.delete_parameter(PARAMETER).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotFound, "{}", it.name);
    }
}

#[tokio::test]
async fn the_history_tells_every_version_with_its_value_and_its_time() {
    for it in Ground::each().await {
        let account = &it.account;
        assert_eq!(
            account.put_parameter(&fresh("told")).await,
            Ok(1),
            "{}",
            it.name
        );
        let found = account.describe_parameter("told").await.unwrap().unwrap();
        let second = again(found, "second");
        account.put_parameter(&second).await.unwrap();
        let history = account.parameter_history("told").await.unwrap();
        let versions: Vec<_> = history.iter().map(|kept| kept.version).collect();
        assert_eq!(versions, [1, 2], "{}", it.name);
        assert_eq!(
            history[0].value,
            value(&**account, "told:1").await,
            "{}",
            it.name
        );
        assert_eq!(history[1].value, Secret::new("second"), "{}", it.name);
        assert!(
            history[0].when.is_some() && history[0].when <= history[1].when,
            "{}",
            it.name
        );
        assert!(history[1].by.is_some(), "{}", it.name);
        // The journal notes the one, and undo may be told the other.
        let told = account.describe_parameter("told").await.unwrap().unwrap();
        let (told, kept) = (told.changed.unwrap(), history[1].when.unwrap());
        assert!(told.duration_since(kept).abs().as_secs() < 2, "{}", it.name);
        assert_eq!(
            account.parameter_history("none").await,
            Ok(Vec::new()),
            "{}",
            it.name
        );
    }
}
