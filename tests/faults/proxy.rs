//! The test ground itself: the proxy's faults come as ordered.

use std::time::{Duration, Instant};

use aws_sdk_lambda::error::ProvideErrorMetadata;
use aws_sdk_secretsmanager::operation::put_secret_value::builders::PutSecretValueFluentBuilder;

use crate::support::fingerprint::fingerprint;
use crate::support::patience::Patience;
use crate::support::proxy::{Fault, Proxy, Times};
use crate::support::world::{Values, centers};
use crate::support::{Account, Emulator};

/// A contact center with the proxy before it, and the document of its secret.
async fn behind_proxy(kind: Emulator) -> (Account, Proxy, Account) {
    let account = Account::open(kind.shared(), "us-west-2").await;
    centers::partner("acme", &Values::placeholders())
        .seed(&account)
        .await;
    let proxy = Proxy::before(&account.url);
    let through = account.at(&proxy.url);
    (account, proxy, through)
}

fn put(account: &Account) -> PutSecretValueFluentBuilder {
    let put = account.secrets().put_secret_value();
    put.secret_id("acme-salesforce-secret")
        .secret_string("written")
}

async fn is_written(account: &Account) -> bool {
    fingerprint(account).await["secret acme-salesforce-secret AWSCURRENT"] == "written"
}

#[tokio::test]
async fn without_a_fault_the_proxy_changes_nothing() {
    for kind in [
        Emulator::Moto,
        Emulator::Ministack,
        Emulator::MinistackWithIam,
    ] {
        let (account, proxy, through) = behind_proxy(kind).await;
        assert_eq!(fingerprint(&account).await, fingerprint(&through).await);
        assert_eq!(proxy.count("ListSecrets"), 1);
        assert_eq!(proxy.count("GetSecretValue"), 2);
        through.sts().get_caller_identity().send().await.unwrap();
        let last = proxy.requests().pop().unwrap();
        assert_eq!(
            (last.operation.as_str(), last.fault.is_none()),
            ("GetCallerIdentity", true)
        );
    }
}

#[tokio::test]
async fn a_fault_on_the_connection_loses_the_write_or_its_answer() {
    let applied = [
        (Fault::DropBefore, false),
        (Fault::DropAfterApplied, true),
        (Fault::Truncate, true),
        (Fault::Html(200), false),
        (Fault::Html(502), false),
    ];
    for kind in Emulator::BOTH {
        for (fault, applied) in &applied {
            let (account, proxy, through) = behind_proxy(kind).await;
            proxy.rule("PutSecretValue", Times::Every, fault.clone());
            put(&through).send().await.unwrap_err();
            assert_eq!(is_written(&account).await, *applied, "{kind:?} {fault:?}");
            assert_eq!(proxy.count("PutSecretValue"), 1);
        }
    }
}

#[tokio::test]
async fn an_empty_answer_passes_for_success_without_a_version() {
    let (account, proxy, through) = behind_proxy(Emulator::Moto).await;
    proxy.rule("PutSecretValue", Times::Every, Fault::Empty);
    assert_eq!(put(&through).send().await.unwrap().version_id(), None);
    assert!(!is_written(&account).await);
}

#[tokio::test]
async fn a_hang_lasts_until_the_caller_gives_up_and_a_delay_ends() {
    let (account, proxy, through) = behind_proxy(Emulator::Moto).await;
    proxy.rule("PutSecretValue", Times::Nth(1), Fault::Hang);
    proxy.rule(
        "PutSecretValue",
        Times::Nth(2),
        Fault::Delay(Duration::from_millis(300)),
    );
    let caller = tokio::spawn(put(&through).send());
    let patience = Patience::with("request that hangs");
    while proxy.count("PutSecretValue") == 0 {
        patience.left();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!caller.is_finished());
    caller.abort();
    assert!(!is_written(&account).await);
    let start = Instant::now();
    put(&through).send().await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(is_written(&account).await);
}

#[tokio::test]
async fn another_writer_comes_between_where_a_test_wants_it() {
    let (account, proxy, through) = behind_proxy(Emulator::Moto).await;
    let (runtime, other) = (tokio::runtime::Handle::current(), account.clone());
    let deed = move || {
        drop(
            runtime
                .block_on(put(&other).secret_string("other").send())
                .unwrap(),
        )
    };
    proxy.rule("PutSecretValue", Times::Nth(1), Fault::meanwhile(deed));
    put(&through).send().await.unwrap();
    let seen = fingerprint(&account).await;
    assert_eq!(
        seen["history secret acme-salesforce-secret AWSPREVIOUS"],
        "other"
    );
    assert!(is_written(&account).await);
}

#[tokio::test]
async fn each_service_refuses_in_its_own_words() {
    let (account, proxy, through) = behind_proxy(Emulator::Ministack).await;
    let before = fingerprint(&account).await;
    for (fault, codes) in [
        (
            Fault::Throttle,
            [
                "TooManyRequestsException",
                "ThrottlingException",
                "ThrottlingException",
                "Throttling",
            ],
        ),
        (
            Fault::InternalError,
            [
                "ServiceException",
                "InternalServiceError",
                "InternalServerError",
                "InternalFailure",
            ],
        ),
        (
            Fault::ExpiredCredentials,
            [
                "ExpiredTokenException",
                "ExpiredTokenException",
                "ExpiredTokenException",
                "ExpiredToken",
            ],
        ),
        (
            Fault::Denied,
            [
                "AccessDeniedException",
                "AccessDeniedException",
                "AccessDeniedException",
                "AccessDenied",
            ],
        ),
        (
            Fault::Conflict,
            [
                "ResourceConflictException",
                "ResourceExistsException",
                "TooManyUpdates",
                "ConcurrentModification",
            ],
        ),
        (
            Fault::PreconditionFailed,
            [
                "PreconditionFailedException",
                "ResourceExistsException",
                "TooManyUpdates",
                "ConcurrentModification",
            ],
        ),
    ] {
        proxy.clear();
        proxy.rule("*", Times::Every, fault.clone());
        let publish = through
            .lambda()
            .publish_version()
            .function_name("acme-InvokeSalesforceRestApiFunction");
        let parameter = through
            .parameters()
            .put_parameter()
            .name("acme")
            .value("written");
        let seen = [
            publish.send().await.unwrap_err().code().map(str::to_owned),
            put(&through)
                .send()
                .await
                .unwrap_err()
                .code()
                .map(str::to_owned),
            parameter
                .send()
                .await
                .unwrap_err()
                .code()
                .map(str::to_owned),
            through
                .sts()
                .get_caller_identity()
                .send()
                .await
                .unwrap_err()
                .code()
                .map(str::to_owned),
        ];
        assert_eq!(seen.map(Option::unwrap), codes, "{fault:?}");
        assert_eq!(proxy.requests().len(), 4, "{fault:?}");
    }
    assert_eq!(before, fingerprint(&account).await);
}

#[tokio::test]
async fn a_denial_names_the_action() {
    let (_account, proxy, through) = behind_proxy(Emulator::Moto).await;
    proxy.rule("PutSecretValue", Times::Every, Fault::Denied);
    let refusal = put(&through).send().await.unwrap_err();
    let message = refusal.message().unwrap();
    assert!(message.contains("is not authorized to perform: secretsmanager:PutSecretValue on"));
}

#[tokio::test]
async fn a_rule_meets_the_times_it_was_made_for() {
    let (_account, proxy, through) = behind_proxy(Emulator::Moto).await;
    proxy.rule("PutSecretValue", Times::First(2), Fault::Throttle);
    proxy.rule("PutSecretValue", Times::Nth(4), Fault::Denied);
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(
            put(&through)
                .send()
                .await
                .err()
                .and_then(|e| e.code().map(str::to_owned)),
        );
    }
    let throttled = Some("ThrottlingException".to_owned());
    let denied = Some("AccessDeniedException".to_owned());
    assert_eq!(codes, [throttled.clone(), throttled, None, denied, None]);
}

#[tokio::test]
async fn a_function_says_what_a_test_wants_it_to_say() {
    let (_account, proxy, through) = behind_proxy(Emulator::Moto).await;
    proxy.rule(
        "Invoke",
        Times::Nth(1),
        Fault::invocation(None, r#"{"success":true}"#),
    );
    proxy.rule(
        "Invoke",
        Times::Nth(2),
        Fault::invocation(Some("Unhandled"), "{}"),
    );
    let lambda = through.lambda();
    let invoke = || {
        lambda
            .invoke()
            .function_name("acme-InvokeSalesforceRestApiFunction")
    };
    let answer = invoke().send().await.unwrap();
    assert_eq!(answer.payload().unwrap().as_ref(), br#"{"success":true}"#);
    assert_eq!(answer.function_error(), None);
    let answer = invoke().send().await.unwrap();
    assert_eq!(answer.function_error(), Some("Unhandled"));
}
