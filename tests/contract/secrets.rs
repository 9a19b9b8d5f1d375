//! Secrets: versions, tokens, labels, and the compare-and-swap that is made of them.

use scv_oauth::account::Account;
use scv_oauth::domain::resources::{Held, SecretValue, Which};
use scv_oauth::domain::{FailureKind, Secret};

use super::ground::{Behaviour, Ground, SECRET};
use crate::support::Emulator;

const TOKEN: &str = "11111111-2222-4333-8444-555555555555";
const LABEL: &str = "scv-oauth-11111111";

async fn current(account: &dyn Account) -> SecretValue {
    account.secret(SECRET, &Which::current()).await.unwrap()
}

async fn labelled(account: &dyn Account, label: &str) -> Option<String> {
    let description = account.describe_secret(SECRET).await.unwrap();
    description.labelled(label).map(str::to_owned)
}

fn text(text: &str) -> Secret {
    Secret::new(text)
}

#[tokio::test]
async fn a_secret_is_read_by_label_and_by_version() {
    for it in Ground::each().await {
        let by_label = current(&*it.account).await;
        let by_version = Which::Version(by_label.version.clone());
        let by_version = it.account.secret(SECRET, &by_version).await.unwrap();
        assert_eq!(by_label, by_version, "{}", it.name);
        assert!(matches!(by_label.held, Held::Text(_)), "{}", it.name);
        let on = labelled(&*it.account, "AWSCURRENT").await;
        assert_eq!(on, Some(by_label.version), "{}", it.name);
    }
}

#[tokio::test]
async fn a_secret_without_value_and_one_of_bytes_are_told_apart() {
    for kind in Emulator::BOTH {
        let (outside, it) = Ground::emulated(kind).await;
        let create = || outside.secrets().create_secret();
        create().name("bare").send().await.unwrap();
        let bytes = aws_sdk_secretsmanager::primitives::Blob::new([0, 1]);
        let binary = create().name("binary").secret_binary(bytes);
        binary.send().await.unwrap();
        let bare = it
            .account
            .secret("bare", &Which::current())
            .await
            .unwrap_err();
        assert_eq!(bare.kind, FailureKind::NotFound, "{}", it.name);
        let binary = it
            .account
            .secret("binary", &Which::current())
            .await
            .unwrap();
        assert_eq!(binary.held, Held::Binary, "{}", it.name);
    }
}

#[tokio::test]
async fn a_plain_put_moves_the_labels() {
    for it in Ground::each().await {
        let before = current(&*it.account).await;
        let put = it
            .account
            .put_secret(SECRET, &text("{}"), TOKEN, None)
            .await;
        assert_eq!(put.as_deref(), Ok(TOKEN), "{}", it.name);
        let after = current(&*it.account).await;
        assert_eq!(after.version, TOKEN, "{}", it.name);
        assert_eq!(after.held, Held::Text(text("{}")), "{}", it.name);
        let previous = labelled(&*it.account, "AWSPREVIOUS").await;
        assert_eq!(previous, Some(before.version), "{}", it.name);
    }
}

#[tokio::test]
async fn the_same_token_and_text_are_one_version() {
    for it in Ground::each().await {
        for _ in 0..2 {
            let put = it
                .account
                .put_secret(SECRET, &text("{}"), TOKEN, Some(LABEL))
                .await;
            assert_eq!(put.as_deref(), Ok(TOKEN), "{}", it.name);
        }
        let description = it.account.describe_secret(SECRET).await.unwrap();
        assert_eq!(description.versions.len(), 2, "{}", it.name);
    }
}

#[tokio::test]
async fn the_same_token_with_another_text_is_a_conflict() {
    for it in Ground::each().await {
        let account = &it.account;
        account
            .put_secret(SECRET, &text("{}"), TOKEN, Some(LABEL))
            .await
            .unwrap();
        let other = account
            .put_secret(SECRET, &text("[]"), TOKEN, Some(LABEL))
            .await;
        if it.does(Behaviour::TokensAreChecked) {
            assert_eq!(
                other.unwrap_err().kind,
                FailureKind::Conflict,
                "{}",
                it.name
            );
        }
    }
}

#[tokio::test]
async fn a_version_with_our_label_becomes_current_only_when_moved() {
    for it in Ground::each().await {
        let account = &it.account;
        let before = current(&**account).await.version;
        account
            .put_secret(SECRET, &text("{}"), TOKEN, Some(LABEL))
            .await
            .unwrap();
        assert_eq!(current(&**account).await.version, before, "{}", it.name);

        let moved = account.move_label(SECRET, "AWSCURRENT", Some(&before), Some(TOKEN));
        moved.await.unwrap();
        account
            .move_label(SECRET, LABEL, Some(TOKEN), None)
            .await
            .unwrap();
        let after = current(&**account).await;
        assert_eq!(after.version, TOKEN, "{}", it.name);
        assert_eq!(after.held, Held::Text(text("{}")), "{}", it.name);
        assert_eq!(
            labelled(&**account, "AWSPREVIOUS").await,
            Some(before),
            "{}",
            it.name
        );
        assert_eq!(labelled(&**account, LABEL).await, None, "{}", it.name);
    }
}

#[tokio::test]
async fn who_comes_second_meets_a_conflict_and_changes_nothing() {
    for it in Ground::each().await {
        let account = &it.account;
        let before = current(&**account).await.version;
        account
            .put_secret(SECRET, &text("ours"), TOKEN, Some(LABEL))
            .await
            .unwrap();
        let theirs = TOKEN.replace('1', "9");
        account
            .put_secret(SECRET, &text("theirs"), &theirs, None)
            .await
            .unwrap();

        let moved = account.move_label(SECRET, "AWSCURRENT", Some(&before), Some(TOKEN));
        let failure = moved.await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Conflict, "{}", it.name);
        assert!(!failure.may_be_applied());
        assert_eq!(current(&**account).await.version, theirs, "{}", it.name);
        account
            .move_label(SECRET, LABEL, Some(TOKEN), None)
            .await
            .unwrap();
        assert_eq!(labelled(&**account, LABEL).await, None, "{}", it.name);
    }
}

#[tokio::test]
async fn the_change_can_be_taken_back_by_its_labels() {
    for it in Ground::each().await {
        let account = &it.account;
        let before = current(&**account).await;
        account
            .put_secret(SECRET, &text("{}"), TOKEN, None)
            .await
            .unwrap();
        let back = account.move_label(SECRET, "AWSCURRENT", Some(TOKEN), Some(&before.version));
        back.await.unwrap();
        assert_eq!(current(&**account).await, before, "{}", it.name);
    }
}
