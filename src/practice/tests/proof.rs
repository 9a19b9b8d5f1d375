//! Testing what is stored, with nothing to write.

use std::sync::Arc;

use super::*;
use crate::account::Account;
use crate::apply::Apply;
use crate::discover;
use crate::domain::rest_keys::RestKeys;
use crate::draft::{Draft, Proofs};
use crate::journal::Journals;
use crate::report::Outcome;
use crate::watch::{Unwatched, Writer};

#[tokio::test]
async fn a_function_with_a_cached_token_is_proved_where_salesforce_lets_the_values_in() {
    let world = world();
    ready(&world).await;
    let center = discover::resolve(&*world.cloud, "initech").await.unwrap();
    let event = r#"{"Details":{"Parameters":{"methodName":"queryRecord","soql":"SELECT Id FROM Organization"}}}"#;
    let (name, keys) = (function("initech"), RestKeys::of("initech"));
    world.cloud.invoke(&name, None, event).await.unwrap();
    let apply = Apply {
        cloud: world.cloud.clone(),
        org: world.org.clone(),
        journals: Arc::new(Journals::in_memory()),
    };
    let draft = |login| Draft {
        path: Some(center.path),
        center: Some(center.clone()),
        proofs: Proofs {
            login,
            function: true,
        },
        ..Draft::default()
    };

    let alone = apply.prove_again(&draft(false), &Unwatched).await;
    assert_eq!(alone.problem.unwrap().code, "function-used-cached-token");
    let both = apply.prove_again(&draft(true), &Unwatched).await;
    assert_eq!(both.outcome, Outcome::Done, "{both:?}");
    let said = |line: &crate::domain::CheckLine| line.text.contains("It did not have to log in");
    assert!(both.lines.iter().any(said), "{both:?}");

    let change = world.cloud.change_secret_behind_your_back(
        "initech-salesforce-secret",
        &keys.subject,
        "stranger@initech.example",
    );
    change.await.unwrap();
    let refused = apply.prove_again(&draft(true), &Unwatched).await;
    assert_eq!(refused.outcome, Outcome::Unproved, "{refused:?}");
}
