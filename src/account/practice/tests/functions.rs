//! Lambda's rules.

use super::*;

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
async fn an_update_takes_a_moment_and_everything_else_is_refused_meanwhile() {
    let practice = practice();
    let long = Duration::from_secs(3600);
    let set = practice.meddle(|state| state.functions.moment = long);
    set.await.unwrap();
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
}

#[tokio::test]
async fn an_update_of_a_function_that_was_changed_since_it_was_read_is_refused() {
    let practice = practice();
    let before = practice.function(FUNCTION, None).await.unwrap();
    let map = variables(&[("LOG_LEVEL", "debug")]);
    let revision = before.revision.as_deref();
    let update = practice.update_environment(FUNCTION, &map, revision);
    update.await.unwrap();
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
    let nowhere = practice
        .move_alias(FUNCTION, "active", "9", None, revision)
        .await;
    assert_eq!(kind(nowhere), FailureKind::NotFound);
    let moved = practice.move_alias(FUNCTION, "active", "$LATEST", None, revision);
    assert_ne!(moved.await.unwrap().revision, alias.revision);
    let stale = practice
        .move_alias(FUNCTION, "active", "1", None, revision)
        .await;
    assert_eq!(kind(stale), FailureKind::Conflict);
    let none = practice.alias(FUNCTION, "none").await.unwrap_err();
    let through_none = practice.function(FUNCTION, Some("none")).await;
    for failure in [none, through_none.unwrap_err()] {
        assert_eq!(failure.kind, FailureKind::NotFound);
        assert_eq!(failure.resource, format!("{FUNCTION}:none"));
    }
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
