//! Secrets Manager's rules.

use super::*;

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
