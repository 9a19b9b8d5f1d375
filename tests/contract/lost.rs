//! Writes whose answer is lost: applied once, and never taken for somebody else's.

use std::sync::Arc;

use scv_oauth::account::Account;
use scv_oauth::domain::resources::{ParameterWrite, Which};
use scv_oauth::domain::{FailureKind, Secret};

use super::ground::{FUNCTION, Ground, PARAMETER, SECRET, open_with};
use crate::support::Emulator;
use crate::support::proxy::{Fault, Proxy, Times};

const TOKEN: &str = "11111111-2222-4333-8444-555555555555";

/// An account as people have it, with three attempts, behind a proxy that loses the first answer to `operation`
/// after it was applied.
async fn losing(kind: Emulator, operation: &str) -> (Proxy, Arc<dyn Account>) {
    let (outside, _) = Ground::emulated(kind).await;
    let proxy = Proxy::before(&outside.url);
    proxy.rule(operation, Times::Nth(1), Fault::DropAfterApplied);
    let account = open_with(&outside.at(&proxy.url), "3").await;
    (proxy, account)
}

#[tokio::test]
async fn a_secret_is_put_again_and_is_one_version() {
    for kind in Emulator::BOTH {
        let (proxy, account) = losing(kind, "PutSecretValue").await;
        let text = Secret::new("{}");
        let put = account.put_secret(SECRET, &text, TOKEN, Some("scv-oauth-1"));
        assert_eq!(put.await.as_deref(), Ok(TOKEN), "{kind:?}");
        assert_eq!(proxy.count("PutSecretValue"), 2, "{kind:?}");
        let versions = account.describe_secret(SECRET).await.unwrap().versions;
        assert_eq!(versions.len(), 2, "{kind:?}");
    }
}

#[tokio::test]
async fn a_label_is_not_moved_again() {
    for kind in Emulator::BOTH {
        let (proxy, account) = losing(kind, "UpdateSecretVersionStage").await;
        let before = account
            .secret(SECRET, &Which::current())
            .await
            .unwrap()
            .version;
        let text = Secret::new("{}");
        account
            .put_secret(SECRET, &text, TOKEN, Some("scv-oauth-1"))
            .await
            .unwrap();
        let moved = account.move_label(SECRET, "AWSCURRENT", Some(&before), Some(TOKEN));
        let failure = moved.await.unwrap_err();
        assert_eq!(
            failure.kind,
            FailureKind::Unreachable,
            "{kind:?} {failure:?}"
        );
        assert!(failure.may_be_applied());
        assert_eq!(proxy.count("UpdateSecretVersionStage"), 1, "{kind:?}");
        let now = account.secret(SECRET, &Which::current()).await.unwrap();
        assert_eq!(now.version, TOKEN, "{kind:?}");
    }
}

#[tokio::test]
async fn a_parameter_is_not_written_twice() {
    for kind in Emulator::BOTH {
        let (_proxy, account) = losing(kind, "PutParameter").await;
        let found = account
            .describe_parameter(PARAMETER)
            .await
            .unwrap()
            .unwrap();
        let write = ParameterWrite {
            name: found.name,
            value: Secret::new("written"),
            kind: found.kind,
            tier: Some(found.tier),
            kms_key: found.kms_key,
            data_type: found.data_type,
            allowed_pattern: found.allowed_pattern,
            overwrite: true,
        };
        let failure = account.put_parameter(&write).await.unwrap_err();
        assert!(failure.may_be_applied(), "{kind:?} {failure:?}");
        let after = account
            .describe_parameter(PARAMETER)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(after.version, found.version + 1, "{kind:?}");
    }
}

#[tokio::test]
async fn our_own_change_of_a_function_does_not_pass_for_a_conflict() {
    for operation in [
        "UpdateFunctionConfiguration",
        "PublishVersion",
        "UpdateAlias",
    ] {
        let (proxy, account) = losing(Emulator::Ministack, operation).await;
        let latest = account.function(FUNCTION, None).await.unwrap();
        let revision = latest.revision.as_deref();
        let alias = account.alias(FUNCTION, "active").await.unwrap().revision;
        let alias = alias.as_deref();
        let none = std::collections::BTreeMap::new();
        let failure = match operation {
            "UpdateAlias" => account
                .move_alias(FUNCTION, "active", "$LATEST", None, alias)
                .await
                .err(),
            "PublishVersion" => {
                let publish = account.publish(FUNCTION, "", &latest.code_sha256, revision);
                publish.await.err()
            }
            _ => account
                .update_environment(FUNCTION, &none, revision)
                .await
                .err(),
        };
        let failure = failure.unwrap();
        assert_eq!(failure.kind, FailureKind::Unreachable, "{failure:?}");
        assert_eq!(proxy.count(operation), 1);
    }
}

#[tokio::test]
async fn a_function_is_called_once() {
    for fault in [
        Fault::DropAfterApplied,
        Fault::InternalError,
        Fault::Throttle,
    ] {
        let (outside, _) = Ground::emulated(Emulator::Moto).await;
        let proxy = Proxy::before(&outside.url);
        proxy.rule("Invoke", Times::Every, fault);
        let account = open_with(&outside.at(&proxy.url), "3").await;
        account.invoke(FUNCTION, None, "{}").await.unwrap_err();
        assert_eq!(proxy.count("Invoke"), 1);
    }
}
