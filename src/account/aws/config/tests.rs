//! Which of flag, variable and file wins, and what is said about it.

#![allow(clippy::unwrap_used)]

use tempfile::TempDir;

use super::super::Aws;
use super::super::loopback::{Computer, Reply, Server};
use super::*;
use crate::account::Cloud;

const FILE: &str = "[default]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = b\n\
                    [profile zoo]\nregion = us-east-1\n[sso-session corp]\nsso_region = us-east-1\n\
                    [profile acme]\nregion = us-west-1\ncredential_process = true\n";

fn place(profile: Option<&str>, region: Option<&str>) -> Place {
    Place {
        profile: profile.map(str::to_owned),
        region: region.map(str::to_owned),
    }
}

fn region_of(standing: Standing) -> (String, String) {
    let region = standing.region.unwrap();
    (region.value, region.source)
}

#[tokio::test]
async fn a_flag_wins_over_variables_and_those_over_files() {
    let computer = Computer::with_config(FILE);
    let acme = place(Some("acme"), None);
    let both = [
        ("AWS_REGION", "us-east-2"),
        ("AWS_DEFAULT_REGION", "us-west-2"),
    ];
    for (variables, place, region, source) in [
        (&[][..], Place::default(), "eu-west-1", "profile default"),
        (&[], acme.clone(), "us-west-1", "profile acme"),
        (
            &[("AWS_PROFILE", "zoo")],
            Place::default(),
            "us-east-1",
            "profile zoo",
        ),
        (&both[1..], acme.clone(), "us-west-2", "AWS_DEFAULT_REGION"),
        (&both, acme, "us-east-2", "AWS_REGION"),
        (
            &both,
            place(None, Some("eu-central-1")),
            "eu-central-1",
            "--region",
        ),
    ] {
        let standing = computer.aws(variables).standing(&place).await.unwrap();
        assert_eq!(region_of(standing), (region.to_owned(), source.to_owned()));
    }
}

#[tokio::test]
async fn where_credentials_come_from_is_told() {
    let computer = Computer::with_config(FILE);
    let keys = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let shell = [(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://localhost:1338/",
    )];
    let named = [("AWS_PROFILE", "zoo")];
    let bare = Computer::with_config("");
    let acme = place(Some("acme"), None);
    let none = Place::default();
    let cases: [(&Computer, &[_], _, Option<&str>, &str); 6] = [
        (
            &computer,
            &[],
            &none,
            Some("default"),
            "the AWS configuration files",
        ),
        (&computer, &named, &none, Some("zoo"), "AWS_PROFILE"),
        (&computer, &keys, &none, None, "AWS_ACCESS_KEY_ID"),
        (&computer, &keys, &acme, Some("acme"), "--profile"),
        (
            &bare,
            &shell,
            &none,
            None,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ),
        (&bare, &[], &none, None, "nowhere"),
    ];
    for (computer, variables, place, profile, source) in cases {
        let standing = computer.aws(variables).standing(place).await.unwrap();
        let expected = Sourced {
            value: profile.map(str::to_owned),
            source: source.to_owned(),
        };
        assert_eq!(standing.profile, expected);
    }
}

#[tokio::test]
async fn a_missing_profile_is_named_with_those_there_are() {
    let computer = Computer::with_config(FILE);
    let by_variable = computer.aws(&[("AWS_PROFILE", "amce")]);
    let failure = by_variable.standing(&Place::default()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert_eq!(
        failure.message,
        "There is no profile named amce (from AWS_PROFILE). These exist: default, zoo, acme."
    );
    let blank = computer.aws(&[]).open(&place(Some("my org"), None)).await;
    assert!(blank.err().unwrap().fix.unwrap().starts_with("Rename"));
    let by_flag = computer.aws(&[]).open(&place(Some("amce"), None)).await;
    assert!(by_flag.err().unwrap().message.contains("(from --profile)"));
}

#[tokio::test]
async fn profiles_come_in_the_order_of_the_files() {
    let computer = Computer::with_config(FILE);
    assert_eq!(
        computer.aws(&[]).profiles().await,
        ["default", "zoo", "acme"]
    );
    assert!(
        Computer::with_config("")
            .aws(&[])
            .profiles()
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn without_a_region_we_say_so_at_once() {
    let computer = Computer::with_config("[profile acme]\n");
    let metadata = Server::answering([Reply::Hang]).await;
    let aws = computer.aws(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", &metadata.url)]);
    let opened = aws.open(&place(Some("acme"), None)).await;
    let failure = opened.err().unwrap();
    assert_eq!(failure.kind, FailureKind::NoRegion);
    assert!(failure.message.contains("profile acme"));
    // The service that knows it on EC2 is what takes its time elsewhere.
    assert_eq!(metadata.heard(), Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_a_region_is_refused() {
    let aws = Computer::with_config("").aws(&[("AWS_REGION", "US West (Oregon)")]);
    let failure = aws.standing(&Place::default()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NoRegion);
    assert!(
        failure
            .message
            .contains("US West (Oregon) (from AWS_REGION)")
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_parsed_is_named_with_the_line() {
    let computer = Computer::with_config("[default]\nregion = us-west-2\n[profile\n");
    let failure = computer
        .aws(&[])
        .standing(&Place::default())
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert!(failure.message.contains("on line 3"), "{}", failure.message);
}

#[tokio::test]
async fn endpoints_are_told_with_their_source() {
    let computer = Computer::with_config(
        "[profile a]\nendpoint_url = http://a\n[profile b]\nservices = s\n\
         [services s]\nssm =\n  endpoint_url = http://s\n",
    );
    let general = ("AWS_ENDPOINT_URL", "http://all");
    let secrets = ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://sm");
    let ignore = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    for (variables, profile, expected) in [
        (&[][..], None, None),
        (&[general], None, Some(("http://all", "AWS_ENDPOINT_URL"))),
        (&[general, ignore], None, None),
        (&[], Some("a"), Some(("http://a", "profile a"))),
        (&[], Some("b"), Some(("http://s (SSM)", "profile b"))),
        (
            &[general, secrets],
            None,
            Some((
                "http://all (Lambda, SSM, STS), http://sm (Secrets Manager)",
                "AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SECRETS_MANAGER",
            )),
        ),
    ] {
        let aws = computer.aws(variables);
        let standing = aws.standing(&place(profile, None)).await.unwrap();
        let endpoint = standing.endpoint.map(|it| (it.value, it.source));
        let expected = expected.map(|(v, s)| (v.to_owned(), s.to_owned()));
        assert_eq!(endpoint, expected);
    }
}

#[tokio::test]
async fn an_endpoint_that_is_no_address_is_refused_and_not_left_out() {
    let variables = [
        ("AWS_ENDPOINT_URL", "localhost:4566"),
        ("AWS_REGION", "us-west-2"),
    ];
    let aws = Computer::with_config("").aws(&variables);
    let failure = aws.open(&Place::default()).await.err().unwrap();
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert!(
        failure
            .message
            .contains("localhost:4566 (from AWS_ENDPOINT_URL)")
    );
}

#[tokio::test]
async fn an_empty_variable_is_as_if_not_set() {
    let home = TempDir::new().unwrap();
    let home = home.path().to_str().unwrap();
    let aws = Aws::with_variables([("HOME", home), ("AWS_PROFILE", ""), ("AWS_REGION", "")]);
    assert_eq!(aws.standing(&Place::default()).await.unwrap().region, None);
}
