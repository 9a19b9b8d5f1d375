//! Parameter Store's rules.

use super::*;

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
