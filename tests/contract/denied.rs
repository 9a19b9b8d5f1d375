//! What the caller may not do is denied, and the action to ask for is named.

use std::collections::BTreeMap;

use scv_oauth::account::{Account, Outcome};
use scv_oauth::domain::resources::{ParameterType, ParameterWrite, Which};
use scv_oauth::domain::{Failure, FailureKind, Secret};

use super::ground::{FUNCTION, Ground, PARAMETER, SECRET, open};
use crate::support::Emulator;

/// AWS tells everybody who they are, so a policy that allows nothing has this one statement at least.
const NOTHING: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"sts:GetSessionToken","Resource":"*"}]}"#;
const HISTORY: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"ssm:GetParameterHistory","Resource":"*"}]}"#;

fn refusal<T>(outcome: Outcome<T>) -> Failure {
    outcome.err().unwrap()
}

async fn every_refusal(account: &dyn Account) -> Vec<Failure> {
    let text = Secret::new("{}");
    let token = "11111111-2222-4333-8444-555555555555";
    let none = BTreeMap::new();
    let write = ParameterWrite {
        name: PARAMETER.to_owned(),
        value: text.clone(),
        kind: ParameterType::SecureString,
        tier: None,
        kms_key: None,
        data_type: None,
        allowed_pattern: None,
        overwrite: true,
    };
    vec![
        refusal(account.functions(None).await),
        refusal(account.function(FUNCTION, None).await),
        refusal(account.versions(FUNCTION, None).await),
        refusal(account.alias(FUNCTION, "active").await),
        refusal(account.provisioned_concurrency(FUNCTION, "active").await),
        refusal(account.secrets(None).await),
        refusal(account.describe_secret(SECRET).await),
        refusal(account.secret(SECRET, &Which::current()).await),
        refusal(account.parameters(&[PARAMETER.to_owned()]).await),
        refusal(account.describe_parameter(PARAMETER).await),
        refusal(account.put_secret(SECRET, &text, token, None).await),
        refusal(account.move_label(SECRET, "l", None, Some(token)).await),
        refusal(account.put_parameter(&write).await),
        refusal(account.delete_parameter(PARAMETER).await),
        refusal(account.update_environment(FUNCTION, &none, None).await),
        refusal(account.publish(FUNCTION, "", "", None).await),
        refusal(
            account
                .move_alias(FUNCTION, "active", "1", None, None)
                .await,
        ),
        refusal(account.invoke(FUNCTION, None, "{}").await),
    ]
}

#[tokio::test]
async fn who_may_do_nothing_is_told_the_action_of_each_call() {
    let (outside, _) = Ground::emulated(Emulator::MinistackWithIam).await;
    let account = open(&outside.user("jlee", NOTHING).await).await;
    for failure in every_refusal(&*account).await {
        assert_eq!(failure.kind, FailureKind::Denied, "{failure:?}");
        assert!(failure.message.contains(failure.call), "{failure:?}");
        assert!(!failure.may_be_applied());
    }
}

#[tokio::test]
async fn a_parameter_is_described_by_its_history_where_the_listing_is_denied() {
    let (outside, it) = Ground::emulated(Emulator::MinistackWithIam).await;
    let found = it.account.describe_parameter(PARAMETER).await.unwrap();
    let account = open(&outside.user("jlee", HISTORY).await).await;
    let by_history = account.describe_parameter(PARAMETER).await.unwrap();
    assert_eq!(by_history, found);
    let names = ["nobody", PARAMETER].map(str::to_owned);
    let all = account.describe_parameters(&names).await.unwrap();
    assert_eq!(all, Vec::from_iter(found));
    assert_eq!(account.describe_parameter("nobody").await, Ok(None));
}

#[tokio::test]
async fn keys_that_aws_does_not_know_are_bad_credentials() {
    let (outside, _) = Ground::emulated(Emulator::MinistackWithIam).await;
    let mut stranger = outside.user("jlee", NOTHING).await;
    let keys = &stranger.credentials;
    let (id, token) = (
        keys.access_key_id().to_owned(),
        keys.session_token().map(str::to_owned),
    );
    for (id, secret) in [("AKIANOBODY", "wrong"), (&id, "wrong")] {
        stranger.credentials =
            aws_credential_types::Credentials::new(id, secret, token.clone(), None, "tests");
        let failure = open(&stranger).await.identity().await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::BadCredentials, "{failure:?}");
        assert!(failure.fix.is_some());
    }
}
