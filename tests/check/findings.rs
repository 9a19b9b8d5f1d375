//! One world per group of findings, on both emulators.

use std::time::Duration;

use aws_sdk_lambda::types::{AliasRoutingConfiguration, Environment, LastUpdateStatus};

use scv_oauth::check::{Options, run};

use super::ground::{
    account, at, center, check, codes, direct, opened_in_haste, pem, right, salesforce,
};
use crate::support::fingerprint::fingerprint;
use crate::support::patience::Patience;
use crate::support::proxy::{Fault, Proxy, Times};
use crate::support::world::{Parameter, Values, World, centers};
use crate::support::{Account, Emulator};

const FUNCTION: &str = "acme-InvokeSalesforceRestApiFunction";

/// The codes of what is found in `acme`, without asking Salesforce.
async fn found(kind: Emulator, world: &World) -> Vec<&'static str> {
    let account = account(kind, world).await;
    codes(center(&check(&account, false).await, "acme"))
}

/// The right values, one of them changed, in a secret on the stand-in's addresses.
async fn found_with(kind: Emulator, spoil: impl FnOnce(&mut Values)) -> Vec<&'static str> {
    let mut values = right();
    spoil(&mut values);
    let org = salesforce();
    found(kind, &at(centers::partner("acme", &values), &org)).await
}

#[tokio::test]
async fn nothing_is_found_where_nothing_is_wrong_and_nothing_is_changed() {
    let org = salesforce();
    for kind in Emulator::BOTH {
        for world in [
            centers::partner("acme", &right()),
            centers::below_19("acme", &right()),
        ] {
            let account = account(kind, &at(world, &org)).await;
            let before = fingerprint(&account).await;
            let report = check(&account, true).await;
            let acme = center(&report, "acme");
            assert_eq!(
                (codes(acme), acme.login.word()),
                (vec![], "works"),
                "{kind:?}"
            );
            assert!(report.is_healthy() && report.problem.is_none());
            assert_eq!(before, fingerprint(&account).await, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn values_that_are_placeholders_or_spoilt_are_found() {
    for kind in Emulator::BOTH {
        let codes = found_with(kind, |values| *values = Values::multi_org_placeholders()).await;
        let placeholders = [
            "consumer-key-placeholder",
            "username-placeholder",
            "audience-placeholder",
            "private-key-placeholder",
        ];
        assert_eq!(codes, placeholders, "{kind:?}");
        let codes = found_with(kind, |values| {
            values.private_key = pem().replace('\n', "\\n")
        })
        .await;
        assert_eq!(codes, ["private-key-literal-newlines"], "{kind:?}");
        let codes = found_with(kind, |values| values.consumer_key.push('\n')).await;
        assert_eq!(codes, ["consumer-key-blanks"], "{kind:?}");
        let codes = found_with(kind, |values| values.subject.push(' ')).await;
        assert_eq!(codes, ["username-not-clean"], "{kind:?}");
    }
}

#[tokio::test]
async fn an_audience_of_the_other_kind_of_org_is_found() {
    for kind in Emulator::BOTH {
        let codes = found(kind, &centers::partner("acme", &right())).await;
        assert_eq!(codes, ["audience-wrong-for-org"], "{kind:?}");
    }
}

/// A secret with one text in it replaced.
fn replaced(from: &str, to: &str) -> World {
    let org = salesforce();
    let mut world = at(centers::partner("acme", &right()), &org);
    let text = &mut world.secrets[0].value;
    assert!(text.contains(from), "{from}");
    *text = text.replace(from, to);
    world
}

#[tokio::test]
async fn addresses_that_cannot_work_are_found() {
    let rows: [(&str, &str, &str); 3] = [
        ("/services/data/v64.0", "", "rest-base-without-version"),
        ("/services/oauth2/token", "/", "token-endpoint-path"),
        ("\"00D5g00000AbCdE\"", "\"acme\"", "org-id-shape"),
    ];
    for kind in Emulator::BOTH {
        for (from, to, code) in rows {
            assert_eq!(found(kind, &replaced(from, to)).await, [code], "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_secret_the_function_cannot_use_is_found() {
    let telephony = serde_json::to_string(&pem()).unwrap();
    let rows: [(World, &[&str]); 3] = [
        (replaced("{", "{,"), &["secret-not-json"]),
        (
            replaced("\"scrt-jwt-auth-private-key-value\"", &telephony),
            &["telephony-key-reused"],
        ),
        (
            replaced("\"CALL_CENTER_API_NAME\": \"acme\"", "\"A\": \"acme\""),
            &["secret-without-rest-keys"],
        ),
    ];
    for kind in Emulator::BOTH {
        for (world, codes) in &rows {
            assert_eq!(found(kind, world).await, *codes, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn what_stands_beside_the_secret_is_found() {
    let org = salesforce();
    let good = at(centers::partner("acme", &right()), &org);
    let mut without_access = good.clone();
    without_access.secrets.pop();
    let mut left_over = good.clone();
    left_over.parameters = vec![Parameter::new("acme-salesforce-rest-api-subject", "old")];
    let mut encrypted = good.clone();
    encrypted.secrets[1].kms_key = Some("arn:aws:kms:us-west-2:111122223333:key/5b2".into());
    let rows = [
        (without_access, "access-secret-missing"),
        (left_over, "parameters-stale"),
        (encrypted, "kms-key-customer-managed"),
    ];
    for kind in Emulator::BOTH {
        for (world, code) in &rows {
            assert_eq!(found(kind, world).await, [*code], "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_secret_marked_for_deletion_is_found_beside_all_else() {
    let org = salesforce();
    for kind in Emulator::BOTH {
        let account = account(kind, &at(centers::partner("acme", &right()), &org)).await;
        for name in ["acme-salesforce-secret", "acme-salesforce-access-secret"] {
            account
                .secrets()
                .delete_secret()
                .secret_id(name)
                .send()
                .await
                .unwrap();
        }
        let report = check(&account, false).await;
        let acme = center(&report, "acme");
        assert_eq!(codes(acme), ["secret-marked-for-deletion"; 2], "{kind:?}");
    }
}

#[tokio::test]
async fn variables_and_parameters_that_do_not_fit_are_found() {
    let org = salesforce();
    let literals = at(centers::below_19_with_literals("acme", &right()), &org);
    let mut telephony = at(centers::below_19("acme", &right()), &org);
    let named = &mut telephony.functions[0].environment[0];
    named.1 = "acme-scrt-jwt-auth-private-key".into();
    telephony.parameters.push(Parameter::new(&named.1, pem()));
    let mut missing = at(centers::below_19("acme", &right()), &org);
    missing
        .parameters
        .retain(|parameter| !parameter.name.ends_with("-subject"));
    let mut renamed = at(centers::below_19("acme", &right()), &org);
    renamed.functions[0].environment[1].1 = "consumer-key".into();
    renamed.parameters[0].name = "consumer-key".into();
    let rows: [(World, &[&str]); 4] = [
        (literals, &["variable-holds-literal"; 2]),
        (telephony, &["variable-names-telephony-key"]),
        (missing, &["parameter-missing"]),
        (renamed, &["parameter-not-readable-by-role"]),
    ];
    for kind in Emulator::BOTH {
        for (world, codes) in &rows {
            assert_eq!(found(kind, world).await, *codes, "{kind:?}");
        }
    }
}

async fn edit_latest(account: &Account, variable: &str) {
    let lambda = account.lambda();
    let seen = lambda.get_function_configuration().function_name(FUNCTION);
    let seen = seen.send().await.unwrap();
    let mut variables = seen.environment.unwrap().variables.unwrap();
    variables.insert(variable.into(), "changed".into());
    let environment = Environment::builder()
        .set_variables(Some(variables))
        .build();
    let update = lambda
        .update_function_configuration()
        .function_name(FUNCTION);
    update.environment(environment).send().await.unwrap();
    let seen = lambda.get_function_configuration().function_name(FUNCTION);
    let patience = Patience::with("function at rest");
    while seen.clone().send().await.unwrap().last_update_status
        != Some(LastUpdateStatus::Successful)
    {
        patience.left();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn an_alias_that_runs_something_else_is_found() {
    let org = salesforce();
    for kind in Emulator::BOTH {
        let account = account(kind, &at(centers::partner("acme", &right()), &org)).await;
        edit_latest(&account, "LOG_LEVEL").await;
        let codes = async || codes(center(&check(&account, false).await, "acme"));
        assert_eq!(codes().await, ["latest-not-published"], "{kind:?}");
        let lambda = account.lambda();
        lambda
            .publish_version()
            .function_name(FUNCTION)
            .send()
            .await
            .unwrap();
        assert_eq!(codes().await, ["alias-not-moved"], "{kind:?}");
        let weights = AliasRoutingConfiguration::builder().additional_version_weights("2", 0.25);
        let update = lambda.update_alias().function_name(FUNCTION).name("active");
        update.routing_config(weights.build()).send().await.unwrap();
        assert_eq!(
            codes().await,
            ["alias-weighted", "alias-not-moved"],
            "{kind:?}"
        );
        lambda
            .delete_alias()
            .function_name(FUNCTION)
            .name("active")
            .send()
            .await
            .unwrap();
        assert_eq!(codes().await, ["alias-missing"], "{kind:?}");
    }
}

#[tokio::test]
async fn kinds_of_their_own_have_findings_of_their_own() {
    for kind in Emulator::BOTH {
        let org = salesforce();
        let shared = centers::multi_org("scvMultiorg", &[("acme", right())]);
        let world = World::of([
            at(shared, &org),
            centers::serverless_repository(),
            centers::rotator_secret("rotated"),
        ]);
        let account = account(kind, &world).await;
        let report = check(&account, false).await;
        assert_eq!(
            codes(center(&report, "acme")),
            ["flow-attributes"],
            "{kind:?}"
        );
        assert_eq!(report.centers.len(), 2);
        let serverless = report
            .centers
            .iter()
            .find(|it| it.center.name != "acme")
            .unwrap();
        assert!(
            codes(serverless).contains(&"code-and-variables-differ"),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn a_service_that_never_answers_is_waited_for_once_and_told_once() {
    /// Only what hangs may last as long.
    const PATIENCE: Duration = Duration::from_secs(15);
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let world = World::of(names.map(|name| centers::partner(name, &Values::placeholders())));
    let account = account(Emulator::Moto, &world).await;
    let proxy = Proxy::before(&account.url);
    proxy.rule("GetSecretValue", Times::Every, Fault::Hang);
    let behind = opened_in_haste(&account.at(&proxy.url), PATIENCE).await;
    let options = Options {
        contact_center: None,
        certificate: None,
        login_proof: false,
    };
    let report = run(behind.reader(), &direct(), &options).await;
    // Those that were on their way at the same time; nobody asks again once one was not answered.
    assert!(proxy.count("GetSecretValue") <= 8);
    assert_eq!(report.centers.len(), names.len());
    assert!(!report.is_healthy());
    let told: Vec<_> = report.gaps.iter().map(|gap| gap.code).collect();
    assert_eq!(told, ["aws-timed-out"]);
}
