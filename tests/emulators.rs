//! The test ground itself: accounts are apart, worlds are seeded and read back, users are held to policies.

use aws_sdk_lambda::error::ProvideErrorMetadata;

use crate::support::fingerprint::{Fingerprint, fingerprint, present, standing};
use crate::support::world::{Function, Values, World, centers};
use crate::support::{Account, Emulator};

fn everything() -> World {
    World::of([
        centers::partner("acme", &Values::placeholders()),
        centers::partner("beta", &Values::without_private_key()),
        centers::prefixed("gamma", "prod", &Values::placeholders()),
        centers::multi_org(
            "scvMultiorg",
            &[
                ("orgone", Values::multi_org_placeholders()),
                ("orgtwo", Values::without_private_key()),
            ],
        ),
        centers::below_19("delta", &Values::placeholders()),
        centers::below_19_with_literals("epsilon", &Values::without_private_key()),
        centers::serverless_repository(),
        centers::rotator_secret("rotated"),
        centers::crowd(3, 3),
    ])
}

#[tokio::test]
async fn every_account_and_region_is_its_own() {
    for kind in [
        Emulator::Moto,
        Emulator::Ministack,
        Emulator::MinistackWithIam,
    ] {
        let one = Account::open(kind.shared(), "us-west-2").await;
        let other = Account::open(kind.shared(), "us-west-2").await;
        let identity = one.sts().get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some(one.id.as_str()), "{kind:?}");
        centers::partner("acme", &Values::placeholders())
            .seed(&one)
            .await;
        assert!(!fingerprint(&one).await.is_empty(), "{kind:?}");
        for place in [other, one.in_region("eu-west-1")] {
            assert!(fingerprint(&place).await.is_empty(), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_world_reads_back_as_it_was_seeded() {
    for kind in Emulator::BOTH {
        let account = Account::open(kind.shared(), "us-west-2").await;
        let world = everything();
        world.seed(&account).await;
        let seen = fingerprint(&account).await;
        for secret in &world.secrets {
            let place = format!("secret {} AWSCURRENT", secret.name);
            assert_eq!(seen[&place], secret.value, "{kind:?}");
        }
        for parameter in &world.parameters {
            let of = |what| &seen[&format!("parameter {} {what}", parameter.name)];
            assert_eq!(of("value"), &parameter.value, "{kind:?}");
            assert_eq!(of("type"), "Some(SecureString)", "{kind:?}");
            assert_eq!(of("tier"), "Some(Standard)", "{kind:?}");
        }
        for function in &world.functions {
            assert_function(&seen, function);
        }
    }
}

fn assert_function(seen: &Fingerprint, function: &Function) {
    let Function {
        name,
        environment,
        published_as,
        ..
    } = function;
    for (variable, value) in environment {
        assert_eq!(
            &seen[&format!("function {name} $LATEST variable {variable}")],
            value
        );
    }
    let alias = seen.get(&format!("function {name} alias active"));
    assert_eq!(
        alias.map(String::as_str),
        published_as.as_ref().map(|_| "1")
    );
    if let Some(description) = published_as {
        assert_eq!(
            &seen[&format!("history function {name} 1 description")],
            description
        );
    }
}

#[tokio::test]
async fn a_listing_takes_several_pages() {
    let account = Account::open(Emulator::Ministack.shared(), "us-west-2").await;
    centers::crowd(60, 110).seed(&account).await;
    let functions = account.lambda().list_functions().send().await.unwrap();
    assert!(functions.next_marker().is_some());
    let secrets = account.secrets().list_secrets().send().await.unwrap();
    assert!(secrets.next_token().is_some());
}

#[tokio::test]
async fn a_fingerprint_tells_any_write_and_what_of_it_is_past() {
    for kind in Emulator::BOTH {
        let account = Account::open(kind.shared(), "us-west-2").await;
        let world = World::of([
            centers::partner("acme", &Values::placeholders()),
            centers::below_19("delta", &Values::placeholders()),
        ]);
        world.seed(&account).await;
        let before = fingerprint(&account).await;
        assert_eq!(before, fingerprint(&account).await, "{kind:?}");

        let name = "delta-salesforce-rest-api-subject";
        let put = || {
            account
                .parameters()
                .put_parameter()
                .name(name)
                .overwrite(true)
        };
        put().value("other").send().await.unwrap();
        let changed = fingerprint(&account).await;
        assert_ne!(present(before.clone()), present(changed), "{kind:?}");
        put()
            .value("salesforce-rest-api-auth-subject")
            .send()
            .await
            .unwrap();
        let restored = fingerprint(&account).await;
        assert_ne!(before, restored, "{kind:?}");
        assert_eq!(present(before), present(restored), "{kind:?}");
    }
}

#[tokio::test]
async fn a_user_may_do_what_the_policy_says_and_nothing_else() {
    let account = Account::open(Emulator::MinistackWithIam.shared(), "us-west-2").await;
    centers::partner("acme", &Values::placeholders())
        .seed(&account)
        .await;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:ListFunctions","Resource":"*"}]}"#;
    let user = account.user("reader", policy).await;
    user.lambda().list_functions().send().await.unwrap();
    let refusal = user.secrets().list_secrets().send().await.unwrap_err();
    assert_eq!(refusal.code(), Some("AccessDeniedException"));
}

#[test]
fn the_program_sees_the_account_and_nothing_of_this_machine() {
    let account = tokio::runtime::Runtime::new().unwrap();
    let account = account.block_on(Account::open(Emulator::Moto.shared(), "us-west-2"));
    let program = account.program();
    let environment: Vec<_> = program
        .get_envs()
        .filter(|(_, value)| value.is_some())
        .collect();
    let paths = [
        "HOME",
        "XDG_STATE_HOME",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    ];
    for name in paths {
        let (_, value) = environment.iter().find(|(key, _)| *key == name).unwrap();
        assert!(
            std::path::Path::new(value.unwrap()).starts_with(account.home()),
            "{name}"
        );
    }
    let status = account.program().arg("checklist").output().unwrap().status;
    assert!(status.success());
}

#[tokio::test]
async fn what_stands_now_is_the_same_with_and_without_the_past() {
    for kind in Emulator::BOTH {
        let account = Account::open(kind.shared(), "us-west-2").await;
        let values = Values::placeholders();
        let world = World::of([
            centers::partner("acme", &values),
            centers::below_19("delta", &values),
        ]);
        world.seed(&account).await;
        let put = account.secrets().put_secret_value();
        let put = put.secret_id("acme-salesforce-secret").secret_string("{}");
        put.send().await.unwrap();
        let whole = present(fingerprint(&account).await);
        assert_eq!(standing(&account).await, whole, "{kind:?}");
    }
}
