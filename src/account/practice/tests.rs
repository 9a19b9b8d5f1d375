//! The practice account keeps AWS's rules, and does what it is told to do wrong.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::*;
use crate::account::Reader;
use crate::domain::resources::{
    Environment, Held, ParameterType, ParameterWrite, UpdateStatus, Which,
};

const SECRET: &str = "acme-salesforce-secret";
const FUNCTION: &str = "acme-InvokeSalesforceRestApiFunction";
const PARAMETER: &str = "acme-salesforce-rest-api-subject";
const V18: &str = "Service Cloud Voice Lambda Version V18.0";

fn practice() -> Practice {
    let function = SeedFunction::new(FUNCTION, [("LOG_LEVEL", "info")]).published(V18);
    let seed = Seed::default()
        .secret(SECRET, r#"{"a": "1"}"#)
        .parameter(PARAMETER, "one")
        .function(function);
    Practice::of(seed)
}

fn with_secret(secret: SeedSecret) -> Practice {
    Practice::of(Seed {
        secrets: vec![secret],
        ..Seed::default()
    })
}

fn secret() -> SeedSecret {
    SeedSecret::new(SECRET, Secret::new("{}"))
}

fn token(letter: char) -> String {
    letter.to_string().repeat(32)
}

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn write(value: impl Into<String>) -> ParameterWrite {
    ParameterWrite {
        name: PARAMETER.into(),
        value: Secret::new(value),
        kind: ParameterType::SecureString,
        tier: Some("Standard".into()),
        kms_key: Some("alias/aws/ssm".into()),
        data_type: Some("text".into()),
        allowed_pattern: None,
        overwrite: true,
    }
}

async fn put(
    practice: &Practice,
    text: &str,
    letter: char,
    label: Option<&str>,
) -> Outcome<String> {
    practice
        .put_secret(SECRET, &Secret::new(text), &token(letter), label)
        .await
}

async fn labelled(practice: &Practice, label: &str) -> Option<String> {
    let description = practice.describe_secret(SECRET).await.unwrap();
    description.labelled(label).map(str::to_owned)
}

fn kind<T: std::fmt::Debug>(outcome: Outcome<T>) -> FailureKind {
    outcome.unwrap_err().kind
}

/// Waits until an update is done, as a caller must.
async fn settled(practice: &Practice) -> crate::domain::resources::Function {
    loop {
        let function = practice.function(FUNCTION, None).await.unwrap();
        if function.update == UpdateStatus::Successful {
            return function;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_put_moves_current_to_the_new_version_and_previous_to_the_old_one() {
    let practice = practice();
    let first = labelled(&practice, "AWSCURRENT").await;
    put(&practice, "two", 'b', None).await.unwrap();
    assert_eq!(labelled(&practice, "AWSCURRENT").await, Some(token('b')));
    assert_eq!(labelled(&practice, "AWSPREVIOUS").await, first);
}

#[tokio::test]
async fn a_put_with_a_label_leaves_current_where_it_is() {
    let practice = practice();
    let first = labelled(&practice, "AWSCURRENT").await.unwrap();
    put(&practice, "two", 'b', Some("ours")).await.unwrap();
    assert_eq!(labelled(&practice, "AWSCURRENT").await, Some(first.clone()));
    let ours = practice.secret(SECRET, &Which::Version(token('b'))).await;
    assert_eq!(ours.unwrap().held, Held::Text(Secret::new("two")));

    practice
        .move_label(SECRET, "AWSCURRENT", Some(&first), Some(&token('b')))
        .await
        .unwrap();
    practice
        .move_label(SECRET, "ours", Some(&token('b')), None)
        .await
        .unwrap();
    assert_eq!(labelled(&practice, "AWSCURRENT").await, Some(token('b')));
    assert_eq!(labelled(&practice, "AWSPREVIOUS").await, Some(first));
    assert_eq!(labelled(&practice, "ours").await, None);
}

#[tokio::test]
async fn a_label_moves_only_from_where_the_caller_believes_it_to_be() {
    let practice = practice();
    let first = labelled(&practice, "AWSCURRENT").await.unwrap();
    put(&practice, "two", 'b', Some("ours")).await.unwrap();
    put(&practice, "three", 'c', None).await.unwrap();
    let (from, to) = (Some(first.as_str()), token('b'));
    for from in [from, None] {
        let moved = practice.move_label(SECRET, "AWSCURRENT", from, Some(&to));
        assert_eq!(kind(moved.await), FailureKind::Conflict);
    }
    assert_eq!(labelled(&practice, "AWSCURRENT").await, Some(token('c')));
    let at = token('c');
    let off = practice.move_label(SECRET, "AWSCURRENT", Some(&at), None);
    assert!(
        off.await
            .unwrap_err()
            .message
            .contains("completely removed")
    );
    let nowhere = practice.move_label(SECRET, "ours", Some(&to), Some("no such version"));
    assert_eq!(kind(nowhere.await), FailureKind::NotFound);
}

#[tokio::test]
async fn the_same_token_is_one_version_and_takes_no_other_text() {
    let practice = practice();
    put(&practice, "two", 'b', None).await.unwrap();
    put(&practice, "three", 'c', None).await.unwrap();
    put(&practice, "two", 'b', None).await.unwrap();
    assert_eq!(labelled(&practice, "AWSCURRENT").await, Some(token('c')));
    let other = put(&practice, "other", 'b', None).await.unwrap_err();
    assert_eq!(other.kind, FailureKind::Conflict);
    assert_eq!(other.code.as_deref(), Some("ResourceExistsException"));
    let text = Secret::new("x");
    let short = practice.put_secret(SECRET, &text, "short", None);
    assert_eq!(kind(short.await), FailureKind::Invalid);
}

#[tokio::test]
async fn a_secret_holds_65536_bytes_and_no_more() {
    let practice = practice();
    let bytes = "\u{e9}".repeat(32_768);
    put(&practice, &bytes, 'b', None).await.unwrap();
    let more = format!("{bytes}x");
    assert_eq!(
        kind(put(&practice, &more, 'c', None).await),
        FailureKind::Invalid
    );
    assert_eq!(
        kind(put(&practice, "", 'd', None).await),
        FailureKind::Invalid
    );
}

#[tokio::test]
async fn a_secret_takes_a_hundred_versions_and_twenty_labels() {
    let practice = practice();
    for number in 1..20 {
        let label = format!("label-{number}");
        let text = Secret::new(number.to_string());
        let token = format!("{number:032}");
        let put = practice.put_secret(SECRET, &text, &token, Some(&label));
        put.await.unwrap();
    }
    let one_more = put(&practice, "x", 'x', Some("one-more")).await;
    assert_eq!(kind(one_more), FailureKind::Limit);
    for number in 20..100 {
        let text = Secret::new(number.to_string());
        let token = format!("{number:032}");
        let put = practice.put_secret(SECRET, &text, &token, Some("label-1"));
        put.await.unwrap();
    }
    assert_eq!(
        kind(put(&practice, "x", 'x', None).await),
        FailureKind::Limit
    );
}

#[tokio::test]
async fn a_secret_marked_for_deletion_a_managed_one_and_a_replica_take_no_value() {
    let deleted = SeedSecret {
        deleted: Some(Timestamp::UNIX_EPOCH),
        ..secret()
    };
    let managed = SeedSecret {
        owning_service: Some("rds".into()),
        ..secret()
    };
    let replica = SeedSecret {
        primary_region: Some("us-east-1".into()),
        ..secret()
    };
    for seed in [deleted.clone(), managed, replica] {
        let practice = with_secret(seed);
        assert_eq!(
            kind(put(&practice, "x", 'b', None).await),
            FailureKind::Invalid
        );
        assert!(practice.describe_secret(SECRET).await.is_ok());
    }
    let practice = with_secret(deleted);
    let read = practice.secret(SECRET, &Which::current()).await;
    assert_eq!(kind(read), FailureKind::Invalid);
    assert!(practice.secrets(None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_secret_without_a_version_has_no_value_and_its_first_one_is_current() {
    let practice = with_secret(SeedSecret {
        held: None,
        ..secret()
    });
    let read = practice.secret(SECRET, &Which::current()).await;
    assert_eq!(kind(read), FailureKind::NotFound);
    put(&practice, "x", 'b', Some("ours")).await.unwrap();
    assert_eq!(labelled(&practice, "AWSCURRENT").await, Some(token('b')));
    assert_eq!(labelled(&practice, "ours").await, Some(token('b')));
}

#[tokio::test]
async fn each_write_of_a_parameter_adds_a_version_and_the_old_ones_can_be_read() {
    let practice = practice();
    assert_eq!(practice.put_parameter(&write("two")).await.unwrap(), 2);
    assert_eq!(practice.put_parameter(&write("two")).await.unwrap(), 3);
    let names = [
        PARAMETER.to_owned(),
        format!("{PARAMETER}:1"),
        "none".into(),
    ];
    let answer = practice.parameters(&names).await.unwrap();
    let values: Vec<_> = answer
        .found
        .iter()
        .map(|found| (found.version, found.value.expose_for_aws()))
        .collect();
    assert_eq!(values, [(3, "two"), (1, "one")]);
    assert_eq!(answer.missing, ["none"]);
}

#[tokio::test]
async fn a_parameter_is_created_or_replaced_as_was_asked() {
    let practice = practice();
    let create = ParameterWrite {
        overwrite: false,
        ..write("x")
    };
    assert_eq!(
        kind(practice.put_parameter(&create).await),
        FailureKind::Conflict
    );
    practice.delete_parameter(PARAMETER).await.unwrap();
    assert_eq!(practice.put_parameter(&create).await.unwrap(), 1);
    let gone = practice.delete_parameter("none").await;
    assert_eq!(kind(gone), FailureKind::NotFound);
    assert_eq!(practice.describe_parameter("none").await.unwrap(), None);
}

#[tokio::test]
async fn the_tier_decides_the_size_and_only_grows() {
    let practice = practice();
    let advanced = |length| ParameterWrite {
        tier: Some("Advanced".into()),
        ..write("x".repeat(length))
    };
    practice
        .put_parameter(&write("x".repeat(4096)))
        .await
        .unwrap();
    let refused = [write("x".repeat(4097)), advanced(8193), write("")];
    for write in refused {
        assert_eq!(
            kind(practice.put_parameter(&write).await),
            FailureKind::Invalid
        );
    }
    practice.put_parameter(&advanced(8192)).await.unwrap();
    let back = practice.put_parameter(&write("x")).await.unwrap_err();
    assert!(back.message.contains("downgrade"), "{}", back.message);
    let description = practice.describe_parameter(PARAMETER).await.unwrap();
    assert_eq!(description.unwrap().tier, "Advanced");
}

#[tokio::test]
async fn what_a_parameter_cannot_be_is_refused() {
    let practice = practice();
    let refused = [
        ParameterWrite {
            name: "integration@acme.example".into(),
            ..write("x")
        },
        ParameterWrite {
            name: "ssm-acme".into(),
            ..write("x")
        },
        ParameterWrite {
            kind: ParameterType::String,
            kms_key: None,
            ..write("x")
        },
        ParameterWrite {
            kind: ParameterType::String,
            name: "new".into(),
            ..write("x")
        },
        ParameterWrite {
            tier: Some("Large".into()),
            ..write("x")
        },
        write("{{other}}"),
    ];
    for write in refused {
        let refused = practice.put_parameter(&write).await;
        assert_eq!(kind(refused), FailureKind::Invalid, "{write:?}");
    }
}

#[tokio::test]
async fn key_and_pattern_that_are_left_out_are_not_kept() {
    let practice = practice();
    let own = ParameterWrite {
        kms_key: Some("alias/own".into()),
        allowed_pattern: Some(".+".into()),
        ..write("x")
    };
    practice.put_parameter(&own).await.unwrap();
    let bare = ParameterWrite {
        kms_key: None,
        ..write("y")
    };
    practice.put_parameter(&bare).await.unwrap();
    let description = practice
        .describe_parameter(PARAMETER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(description.kms_key.as_deref(), Some("alias/aws/ssm"));
    assert_eq!(description.allowed_pattern, None);
}

#[tokio::test]
async fn an_update_takes_a_moment_and_everything_else_is_refused_meanwhile() {
    let practice = practice();
    let before = practice.function(FUNCTION, None).await.unwrap();
    let map = variables(&[("LOG_LEVEL", "debug")]);
    let revision = before.revision.as_deref();
    let after = practice
        .update_environment(FUNCTION, &map, revision)
        .await
        .unwrap();
    assert_eq!(after.update, UpdateStatus::InProgress);
    assert_ne!(after.revision, before.revision);
    let second = practice.update_environment(FUNCTION, &map, None).await;
    assert_eq!(kind(second), FailureKind::Conflict);
    let published = practice
        .publish(FUNCTION, "", &after.code_sha256, None)
        .await;
    assert_eq!(kind(published), FailureKind::Conflict);

    settled(&practice).await;
    let stale = practice.update_environment(FUNCTION, &map, revision).await;
    let stale = stale.unwrap_err();
    assert_eq!(stale.code.as_deref(), Some("PreconditionFailedException"));
    assert_eq!(stale.kind, FailureKind::Conflict);
}

#[tokio::test]
async fn publishing_makes_a_version_only_where_something_changed() {
    let practice = practice();
    let latest = practice.function(FUNCTION, None).await.unwrap();
    let publish = |sha: String, revision: Option<String>| {
        let practice = practice.clone();
        async move {
            let published = practice.publish(FUNCTION, V18, &sha, revision.as_deref());
            published.await
        }
    };
    let same = publish(latest.code_sha256.clone(), latest.revision.clone());
    assert_eq!(same.await.unwrap().version, "1");
    let map = variables(&[("LOG_LEVEL", "debug")]);
    let update = practice.update_environment(FUNCTION, &map, None);
    update.await.unwrap();
    let now = settled(&practice).await;
    let stale = publish(latest.code_sha256, latest.revision).await;
    assert_eq!(kind(stale), FailureKind::Conflict);
    let other = publish("other".into(), None).await;
    assert_eq!(kind(other), FailureKind::Conflict);
    let second = publish(now.code_sha256, now.revision).await.unwrap();
    assert_eq!(
        (second.version.as_str(), second.description.as_str()),
        ("2", V18)
    );

    let through_alias = practice.function(FUNCTION, Some("active")).await.unwrap();
    assert_eq!(through_alias.environment.get("LOG_LEVEL"), Some("info"));
    let versions = practice.versions(FUNCTION, None).await.unwrap().items;
    let versions: Vec<_> = versions.iter().map(|it| it.version.as_str()).collect();
    assert_eq!(versions, ["$LATEST", "1", "2"]);
}

#[tokio::test]
async fn an_alias_moves_only_to_a_version_that_is_and_only_from_its_revision() {
    let practice = practice();
    let alias = practice.alias(FUNCTION, "active").await.unwrap();
    let revision = alias.revision.as_deref();
    let nowhere = practice.move_alias(FUNCTION, "active", "9", revision).await;
    assert_eq!(kind(nowhere), FailureKind::NotFound);
    let moved = practice.move_alias(FUNCTION, "active", "$LATEST", revision);
    assert_ne!(moved.await.unwrap().revision, alias.revision);
    let stale = practice.move_alias(FUNCTION, "active", "1", revision).await;
    assert_eq!(kind(stale), FailureKind::Conflict);
    let none = practice.alias(FUNCTION, "none").await;
    assert_eq!(kind(none), FailureKind::NotFound);
}

#[tokio::test]
async fn an_environment_keeps_to_lambdas_rules() {
    let practice = practice();
    let long = "x".repeat(4096 - 9);
    let refused: [&[(&str, &str)]; 5] = [
        &[("AWS_REGION", "x")],
        &[("LAMBDA_TASK_ROOT", "x")],
        &[("_HANDLER", "x")],
        &[("x", "one letter")],
        &[("LOG_LEVEL", &long), ("XY", "")],
    ];
    for map in refused {
        let whole = variables(map);
        let update = practice.update_environment(FUNCTION, &whole, None);
        assert_eq!(kind(update.await), FailureKind::Invalid, "{:?}", map[0].0);
    }
    let full = variables(&[("LOG_LEVEL", &long)]);
    let update = practice.update_environment(FUNCTION, &full, None).await;
    let whole = Environment::Variables(full);
    assert_eq!(
        update.unwrap().environment,
        whole,
        "the whole map is replaced"
    );
}

#[tokio::test]
async fn a_refused_call_says_which_and_changes_nothing() {
    let practice = practice();
    practice.refuse("secretsmanager:PutSecretValue");
    let refused = put(&practice, "x", 'b', None).await.unwrap_err();
    assert_eq!(refused.kind, FailureKind::Denied);
    assert!(refused.message.contains("secretsmanager:PutSecretValue"));
    practice.allow("secretsmanager:PutSecretValue");
    put(&practice, "x", 'b', None).await.unwrap();
    let writes = practice
        .calls()
        .iter()
        .filter(|call| call.is_write())
        .count();
    assert_eq!(writes, 2);
}

#[tokio::test]
async fn a_failure_comes_once_and_a_lost_answer_comes_after_the_deed() {
    let practice = practice();
    let throttled = Failure {
        kind: FailureKind::Throttled,
        call: "ssm:PutParameter",
        resource: PARAMETER.into(),
        code: None,
        message: "Rate exceeded".into(),
        fix: None,
    };
    practice.fail_once("ssm:PutParameter", throttled.clone());
    let failed = practice.put_parameter(&write("two")).await;
    assert_eq!(failed, Err(throttled));
    practice.lose_answer_once("ssm:PutParameter");
    let lost = practice.put_parameter(&write("two")).await.unwrap_err();
    assert!(lost.may_be_applied());
    assert_eq!(practice.put_parameter(&write("two")).await, Ok(3));
}

#[tokio::test]
async fn somebody_else_can_be_a_moment_faster() {
    let practice = practice();
    let first = labelled(&practice, "AWSCURRENT").await.unwrap();
    put(&practice, "ours", 'b', Some("ours")).await.unwrap();
    practice.before("secretsmanager:UpdateSecretVersionStage", |state| {
        state.secrets.set_key(SECRET, "a", "theirs").unwrap();
    });
    let (from, to) = (Some(first.as_str()), token('b'));
    let moved = practice.move_label(SECRET, "AWSCURRENT", from, Some(&to));
    assert_eq!(kind(moved.await), FailureKind::Conflict);
    let change = practice.change_secret_behind_your_back(SECRET, "b", "2");
    change.await.unwrap();
    let text = practice.secret_text(SECRET).await.unwrap();
    assert_eq!(text.expose_for_aws(), r#"{"a":"theirs","b":"2"}"#);
}

#[tokio::test]
async fn a_slow_account_takes_its_time() {
    let practice = practice();
    practice.slow(Duration::from_millis(60));
    let begun = Instant::now();
    practice.identity().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn other_regions_are_empty_and_other_profiles_are_not_there() {
    let practice = practice();
    let place = |profile: Option<&str>, region: Option<&str>| Place {
        profile: profile.map(str::to_owned),
        region: region.map(str::to_owned),
    };
    let elsewhere = practice
        .open(&place(None, Some("eu-west-1")))
        .await
        .unwrap();
    assert!(elsewhere.functions(None).await.unwrap().items.is_empty());
    let here = practice.open(&place(Some("practice"), None)).await.unwrap();
    assert_eq!(here.functions(None).await.unwrap().items.len(), 1);
    let other = practice.open(&place(Some("prod"), None)).await;
    assert_eq!(other.err().unwrap().kind, FailureKind::Configuration);
    assert!(practice.is_practice());
}
