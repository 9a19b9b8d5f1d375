//! The login with what is stored, over HTTP, against an org that verifies it; and callers who may not see all.

use scv_oauth::check::{LoginProof, Options, run};
use scv_oauth::domain::diagnosis::Stage;
use scv_oauth::domain::{KeyPair, Severity};
use scv_oauth::org::practice::Reply;

use super::ground::{
    account, at, at_address, center, check, codes, direct, opened, pair, right, salesforce,
};
use crate::support::world::{World, centers};
use crate::support::{CLOSED_DOOR, Emulator};

#[tokio::test]
async fn a_login_that_works_says_who_and_where() {
    let org = salesforce();
    let account = account(
        Emulator::Moto,
        &at(centers::partner("acme", &right()), &org),
    )
    .await;
    let report = check(&account, true).await;
    let LoginProof::Works(lines) = &center(&report, "acme").login else {
        panic!("{report:#?}")
    };
    assert!(
        lines[0].text.contains(super::ground::USER),
        "{}",
        lines[0].text
    );
    assert_eq!(org.org().logins(), 1);
}

#[tokio::test]
async fn a_refusal_is_a_finding_with_its_diagnosis() {
    let org = salesforce();
    let account = account(
        Emulator::Ministack,
        &at(centers::partner("acme", &right()), &org),
    )
    .await;
    let reply = Reply::No(400, "invalid_grant", "user hasn't approved this consumer");
    org.org().tell(Stage::Login, reply);
    let report = check(&account, true).await;
    let acme = center(&report, "acme");
    assert_eq!(
        (codes(acme), acme.login.word()),
        (vec!["user-not-approved", "token-cached"], "refused")
    );
    let finding = &acme.findings[0];
    assert_eq!(
        (finding.severity, finding.setup_mends),
        (Severity::Error, false)
    );
    assert!(
        finding.advice.cause().contains("hasn't approved")
            && finding.advice.fix().contains("Setup"),
        "{finding:#?}"
    );
    assert_eq!(report.exit_code(), 1);
}

#[tokio::test]
async fn an_audience_that_another_would_replace_is_told() {
    let org = salesforce();
    let mut values = right();
    values.audience = "https://login.salesforce.com/".into();
    let account = account(Emulator::Moto, &at(centers::partner("acme", &values), &org)).await;
    let report = check(&account, true).await;
    let acme = center(&report, "acme");
    assert_eq!(codes(acme), ["audience-other-works", "token-cached"]);
    assert!(acme.findings[0].setup_mends);
}

#[tokio::test]
async fn a_login_into_another_org_is_told() {
    let org = salesforce();
    let mut world = at(centers::partner("acme", &right()), &org);
    world.secrets[0].value = world.secrets[0]
        .value
        .replace("00D5g00000AbCdE", "00D5g00000ZzZzZ");
    let account = account(Emulator::Moto, &world).await;
    assert_eq!(
        codes(center(&check(&account, true).await, "acme")),
        ["other-org", "token-cached"]
    );
}

#[tokio::test]
async fn an_org_that_is_gone_is_a_warning() {
    let nowhere = format!("http://{CLOSED_DOOR}");
    let world = at_address(centers::partner("acme", &right()), &nowhere);
    let account = account(Emulator::Moto, &world).await;
    let report = check(&account, true).await;
    assert_eq!(codes(center(&report, "acme")), ["salesforce-not-reachable"]);
    assert_eq!(report.exit_code(), 0);
}

#[tokio::test]
async fn the_certificate_is_compared_with_what_is_stored() {
    let org = salesforce();
    let account = account(
        Emulator::Ministack,
        &at(centers::partner("acme", &right()), &org),
    )
    .await;
    let other = KeyPair::generate("other", 365, jiff::Timestamp::now()).unwrap();
    let short = KeyPair::generate("acme", 10, jiff::Timestamp::now()).unwrap();
    let rows: [(&KeyPair, &[&str]); 3] = [
        (pair(), &[]),
        (&other, &["certificate-other-key"]),
        (
            &short,
            &["certificate-other-key", "certificate-expires-soon"],
        ),
    ];
    for (pair, expected) in rows {
        let options = Options {
            contact_center: Some("acme".into()),
            certificate: Some(pair.certificate.clone()),
            login_proof: false,
        };
        let report = run(opened(&account).await.reader(), &direct(), &options).await;
        assert_eq!(codes(center(&report, "acme")), expected);
    }
}

const ONLY_LAMBDA: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",
    "Action":["sts:GetCallerIdentity","lambda:List*","lambda:Get*"]}]}"#;
const ONLY_SECRETS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",
    "Action":["sts:GetCallerIdentity","secretsmanager:*"]}]}"#;

#[tokio::test]
async fn who_may_not_see_all_is_told_what_was_not_seen() {
    let org = salesforce();
    let world = World::of([at(centers::partner("acme", &right()), &org)]);
    let account = account(Emulator::MinistackWithIam, &world).await;

    let report = check(&account.user("ann", ONLY_LAMBDA).await, true).await;
    let acme = center(&report, "acme");
    assert_eq!(codes(acme), ["aws-denied"; 2]);
    assert_eq!((acme.login.word(), report.exit_code()), ("not-possible", 1));
    assert_eq!(report.gaps.len(), 1, "{:?}", report.gaps);

    let report = check(&account.user("bob", ONLY_SECRETS).await, true).await;
    let acme = center(&report, "acme");
    assert_eq!(
        (codes(acme), acme.login.word()),
        (vec!["function-not-found"], "works")
    );
    assert_eq!((report.gaps.len(), report.exit_code()), (1, 0));
}
