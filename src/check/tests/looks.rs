//! What is found, by contact center and by what the caller may do.

use super::*;
use crate::domain::FailureKind;

#[tokio::test]
async fn each_story_is_found() {
    let printed = check(&world(), "--json").await;
    assert_eq!(printed.code, 1);
    const UNSET: [&str; 4] = [
        "error consumer-key-placeholder",
        "error username-placeholder",
        "error audience-placeholder",
        "error private-key-placeholder",
    ];
    let rows: [(&str, &[&str], &str); 8] = [
        ("acme", &[UNSET[0], UNSET[1], UNSET[3]], "not-possible"),
        (
            "globex",
            &[UNSET[1], "error private-key-literal-newlines"],
            "not-possible",
        ),
        ("initech", &["info parameters-stale"], "works"),
        ("umbrella", &UNSET, "not-possible"),
        (
            "hooli",
            &["error variable-holds-literal"; 2],
            "not-possible",
        ),
        (
            "vandelay",
            &[
                UNSET[0],
                UNSET[1],
                UNSET[2],
                UNSET[3],
                "info flow-attributes",
            ],
            "not-possible",
        ),
        ("wonka", &[UNSET[2], "info flow-attributes"], "not-possible"),
        (
            "tyrell",
            &["error telephony-key-reused", "error assertion-invalid"],
            "refused",
        ),
    ];
    for (name, codes, login) in rows {
        assert_eq!(printed.codes(name), codes, "{name}");
        let center = printed.center(name);
        assert_eq!(center["login_proof"]["outcome"], login, "{name}");
        assert_eq!(center["healthy"], name == "initech", "{name}");
    }
}

#[tokio::test]
async fn the_serverless_application_is_told_to_be_published_wrongly() {
    let world = world();
    let printed = check(&world, "--json").await;
    let json = printed.json();
    let mut centers = json["contact_centers"].as_array().unwrap().iter();
    let center = centers
        .find(|center| center["kind"] == "serverless repository")
        .unwrap();
    let codes = printed.codes(center["name"].as_str().unwrap());
    assert_eq!(codes[0], "error code-and-variables-differ", "{codes:?}");
    let findings = center["findings"].as_array().unwrap();
    assert!(findings.len() > 1);
    assert!(
        findings
            .iter()
            .all(|finding| finding["setup_mends"] == false)
    );
    let name = center["name"].as_str().unwrap();
    let text = check(&world, &format!("--contact-center {name}")).await.out;
    assert!(
        !text.contains("scv-oauth setup") && !text.contains("setup would mend"),
        "{text}"
    );
    assert!(
        text.contains("Mend code-and-variables-differ first."),
        "{text}"
    );
}

#[tokio::test]
async fn nobody_is_told_to_give_the_app_the_certificate_of_the_telephony_key() {
    let world = world();
    let text = check(&world, "--contact-center tyrell").await.out;
    assert!(text.contains("error assertion-invalid"), "{text}");
    assert!(!text.contains("upload"), "{text}");
    assert_eq!(text.matches("setup would mend this").count(), 0, "{text}");
}

/// The shared function's prefix is the usual one, so that it is found as well.
#[tokio::test]
async fn a_contact_center_behind_a_prefix_is_not_taken_for_one_that_shares_its_function() {
    let world = world();
    let printed = check(&world, "--json --contact-center globex").await;
    let center = printed.center("globex");
    assert_eq!(
        center["function"],
        "globexvoice-InvokeSalesforceRestApiFunction"
    );
    let printed = check(&world, "--json --contact-center wonka").await;
    assert_eq!(
        printed.center("wonka")["kind"],
        "multi-org, prefix scvMultiorg"
    );
}

#[tokio::test]
async fn nothing_but_looking_is_done() {
    let world = world();
    for line in ["--json", "--contact-center initech", "--report"] {
        check(&world, line).await;
    }
    let calls = world.cloud.calls();
    assert!(calls.len() > 50);
    for call in calls {
        assert!(
            !call.is_write() && call.action != "lambda:InvokeFunction",
            "{call:?}"
        );
    }
}

#[tokio::test]
async fn without_the_proof_salesforce_is_left_alone() {
    let world = world();
    let printed = check_asking(
        &world,
        &Nowhere,
        "--json --no-login-proof --contact-center initech",
    )
    .await;
    assert_eq!(
        printed.center("initech")["login_proof"]["outcome"],
        "skipped"
    );
    assert_eq!((printed.code, printed.codes("initech").len()), (0, 1));
}

#[tokio::test]
async fn an_unreachable_salesforce_is_a_warning_only() {
    let world = world();
    let printed = check_asking(&world, &Nowhere, "--json --contact-center initech").await;
    assert_eq!(printed.code, 0);
    assert_eq!(
        printed.codes("initech"),
        ["warning salesforce-not-reachable", "info parameters-stale"]
    );
}

#[tokio::test]
async fn a_listing_that_is_not_allowed_leaves_a_gap() {
    let world = world();
    world.cloud.refuse("secretsmanager:ListSecrets");
    let printed = check(&world, "--json --no-login-proof").await;
    let json = printed.json();
    assert_eq!(json["gaps"][0]["code"], "aws-denied");
    printed.center("initech");
    world.cloud.refuse("lambda:ListFunctions");
    let printed = check(&world, "--json --no-login-proof").await;
    let json = printed.json();
    assert_eq!(
        (printed.code, &json["problem"]["code"]),
        (1, &"contact-center-none".into())
    );
    assert_eq!(json["gaps"].as_array().unwrap().len(), 2);
    let printed = check(&world, "--json --contact-center initech").await;
    assert_eq!(printed.code, 0, "{}", printed.out);
}

#[test]
fn what_stops_every_look_is_told_once() {
    let (unknown, denied) = (Problem::new("a", "Nobody."), Problem::new("b", "Denied."));
    let mut report = CheckReport::failed(unknown.clone());
    report.gaps = vec![unknown.clone(), unknown, denied.clone(), denied.clone()];
    tell_once(&mut report);
    assert_eq!(report.gaps, [denied]);
}

#[tokio::test]
async fn what_may_not_be_read_is_a_finding() {
    let rows: [(&str, &str, u8, &[&str]); 5] = [
        (
            "secretsmanager:GetSecretValue",
            "initech",
            1,
            &[
                "error aws-denied",
                "warning aws-denied",
                "info parameters-stale",
            ],
        ),
        ("ssm:GetParameters", "initech", 0, &[]),
        ("ssm:GetParameters", "hooli", 1, &["error aws-denied"]),
        (
            "secretsmanager:DescribeSecret",
            "initech",
            0,
            &[
                "warning not-described",
                "warning not-described",
                "info parameters-stale",
            ],
        ),
        (
            "sts:GetCallerIdentity",
            "initech",
            0,
            &["info parameters-stale"],
        ),
    ];
    for (call, name, code, codes) in rows {
        let world = world();
        world.cloud.refuse(call);
        let printed = check(&world, &format!("--json --contact-center {name}")).await;
        assert_eq!(
            (printed.code, printed.codes(name)),
            (code, codes.iter().map(|&it| it.into()).collect()),
            "{call}"
        );
    }
}

#[tokio::test]
async fn a_certificate_is_compared_with_the_stored_key() {
    let world = world();
    keys_are_made(&world).await;
    let own = world.directory.join("server.crt");
    let own = own.display();
    let printed = check(
        &world,
        &format!("--json --contact-center initech --certificate-file {own}"),
    )
    .await;
    assert_eq!(
        (printed.code, printed.codes("initech")),
        (0, vec!["info parameters-stale".to_owned()])
    );
    let printed = check(
        &world,
        &format!("--json --contact-center tyrell --certificate-file {own}"),
    )
    .await;
    assert!(
        printed
            .codes("tyrell")
            .contains(&"error certificate-other-key".into())
    );
    // Looked at with others, only the contact centers that it is for are compared with it.
    let printed = check(&world, &format!("--json --certificate-file {own}")).await;
    assert_eq!(printed.json()["problem"], Value::Null);
    assert!(
        !printed
            .codes("tyrell")
            .contains(&"error certificate-other-key".into())
    );
}

#[tokio::test]
async fn a_certificate_of_nobodys_key_is_told() {
    let world = world();
    let file = world.directory.join("other.crt");
    keys_are_made(&world).await;
    std::fs::write(
        &file,
        &crate::domain::test_keys::other_pair().certificate_pem,
    )
    .unwrap();
    let printed = check(
        &world,
        &format!("--json --certificate-file {}", file.display()),
    )
    .await;
    assert_eq!(
        printed.json()["problem"]["code"],
        "certificate-pairs-with-none"
    );
    assert_eq!(printed.code, 1);
}

#[tokio::test]
async fn the_exit_code_tells_wrong_from_unusable() {
    let rows = [
        ("--contact-center initech", 0, ""),
        ("--contact-center nobody", 2, "contact-center-unknown"),
        ("--certificate-file /nonexistent.crt", 2, "file-not-found"),
        ("--profile nobody", 2, "aws-configuration"),
    ];
    for (line, code, problem) in rows {
        let printed = check(&world(), &format!("{line} --json")).await;
        let told = printed.json()["problem"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!((printed.code, told.as_str()), (code, problem), "{line}");
        let printed = check(&world(), line).await;
        assert_eq!(printed.code, code);
        assert!(printed.err.contains(problem), "{}", printed.err);
    }
}

#[tokio::test]
async fn a_listing_that_breaks_off_is_not_called_healthy() {
    use FailureKind::{Denied, Throttled};
    let gone = |kind| Failure {
        kind,
        call: "lambda:ListFunctions",
        resource: String::new(),
        code: None,
        message: String::new(),
        fix: None,
    };
    for (kind, healthy) in [(Throttled, false), (Denied, true)] {
        let world = world();
        keys_are_made(&world).await;
        // One that is well is left to be found.
        world.cloud.fail_once("lambda:ListFunctions", gone(kind));
        let reader = world.cloud.open(&Place::default()).await.unwrap();
        let options = Options {
            contact_center: None,
            certificate: None,
            login_proof: false,
        };
        let mut report = run(reader.reader(), &*world.org, &options).await;
        report.centers.retain(Checked::is_healthy);
        assert!(!report.centers.is_empty() && report.gaps.len() == 1);
        assert_eq!(
            (report.is_healthy(), report.exit_code() == 0),
            (healthy, healthy)
        );
        assert_eq!(report.json()["healthy"], healthy);
        let mut out = Vec::new();
        text::show(&report, &mut out, &mut Vec::new()).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(
            out.contains("there may be more contact centers"),
            !healthy,
            "{out}"
        );
    }
}
