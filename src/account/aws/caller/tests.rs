//! Every way of signing in, and every way it fails.

#![allow(clippy::unwrap_used)]

use super::super::loopback::{Computer, Reply, Server};
use super::*;
use crate::account::Cloud;
use crate::domain::FailureKind;
use crate::domain::place::Place;

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/jlee</Arn><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

/// Asks who we are, with this profile file and AWS at this address.
async fn ask(computer: &Computer, url: &str, more: &[(&str, &str)]) -> Outcome<String> {
    let fixed = [("AWS_REGION", "us-west-2"), ("AWS_ENDPOINT_URL", url)];
    let aws = computer.aws(&[&fixed, more].concat());
    let account = aws.open(&Place::default()).await.unwrap();
    account.identity().await.map(|identity| identity.account)
}

/// The same, where no request should ever be made.
async fn fail(config: &str) -> (FailureKind, String, String) {
    let computer = Computer::with_config(config);
    told(ask(&computer, "http://127.0.0.1:1", &[]).await.unwrap_err())
}

fn told(failure: Failure) -> (FailureKind, String, String) {
    (
        failure.kind,
        failure.message,
        failure.fix.unwrap_or_default(),
    )
}

fn error(code: &str, message: &str) -> Reply {
    let body = format!(
        "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    );
    Reply::json(403, &body)
}

#[tokio::test]
async fn without_credentials_we_say_so_at_once() {
    let computer = Computer::with_config("");
    let metadata = Server::answering([Reply::Hang]).await;
    let there = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url.as_str());
    let answer = ask(&computer, "http://127.0.0.1:1", &[there]).await;
    let (kind, message, fix) = told(answer.unwrap_err());
    assert_eq!(kind, FailureKind::NoCredentials);
    assert!(message.starts_with("Neither the environment"), "{message}");
    assert!(fix.contains("`aws configure sso`"));
    // The service that has some on EC2 is what takes its time elsewhere, unless somebody asks for it.
    assert_eq!(metadata.heard(), Vec::<String>::new());
    let wanted = ("AWS_EC2_METADATA_DISABLED", "false");
    let answer = ask(&computer, "http://127.0.0.1:1", &[there, wanted]).await;
    answer.unwrap_err();
    assert!(!metadata.heard().is_empty());
}

#[tokio::test]
async fn a_profile_without_credentials_is_named() {
    let (kind, message, fix) = fail("[default]\nregion = us-west-2\n").await;
    assert_eq!(kind, FailureKind::NoCredentials);
    assert!(message.contains("profile default"), "{message}");
    assert!(fix.contains("aws login --profile default"), "{fix}");
}

const SSO: &str = "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = people\n\
    [profile people]\nsso_session = acme-session\nsso_account_id = 123456789012\nsso_role_name = Admin\n\
    [sso-session acme-session]\nsso_region = us-east-1\nsso_start_url = https://acme.awsapps.com/start\n";

#[tokio::test]
async fn who_never_signed_in_is_told_the_command_of_the_profile_behind_the_role() {
    let (kind, message, fix) = fail(SSO).await;
    assert_eq!(kind, FailureKind::Expired);
    assert!(message.contains("SSO token"), "{message}");
    assert_eq!(fix, "Run `aws sso login --profile people`, then try again.");
}

#[tokio::test]
async fn who_signed_in_yesterday_is_told_the_command() {
    let computer = Computer::with_config(SSO);
    let token = r#"{"accessToken": "t", "expiresAt": "2020-01-01T00:00:00Z", "region": "us-east-1",
                    "startUrl": "https://acme.awsapps.com/start"}"#;
    computer.write(
        ".aws/sso/cache/9d355fe8988c52ad3df3ee9bd11c7206ccaac2df.json",
        token,
    );
    let (kind, message, fix) = told(ask(&computer, "http://127.0.0.1:1", &[]).await.unwrap_err());
    assert_eq!(kind, FailureKind::Expired);
    assert!(message.contains("expired"), "{message}");
    assert!(fix.contains("aws sso login"));
}

#[tokio::test]
async fn a_token_that_the_portal_refuses_has_expired_too() {
    let computer = Computer::with_config(
        "[default]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n\
         sso_account_id = 123456789012\nsso_role_name = Admin\n",
    );
    let token = r#"{"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z"}"#;
    computer.write(
        ".aws/sso/cache/40169cea58ca6cbf23fb27b2542923fb5f524af0.json",
        token,
    );
    for (code, expected) in [
        ("UnauthorizedException", FailureKind::Expired),
        ("ForbiddenException", FailureKind::Denied),
    ] {
        let portal = Server::answering([Reply::error(401, code, "Session token not found")]).await;
        let (kind, message, _) = told(ask(&computer, &portal.url, &[]).await.unwrap_err());
        assert_eq!(kind, expected, "{message}");
    }
}

#[tokio::test]
async fn a_portal_that_cannot_be_reached_is_not_an_expired_session() {
    let computer = Computer::with_config(
        "[default]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n\
         sso_account_id = 123456789012\nsso_role_name = Admin\n",
    );
    let token = r#"{"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z"}"#;
    computer.write(
        ".aws/sso/cache/40169cea58ca6cbf23fb27b2542923fb5f524af0.json",
        token,
    );
    let failure = ask(&computer, "http://127.0.0.1:1", &[]).await.unwrap_err();
    assert_eq!(
        failure.kind,
        FailureKind::Unreachable,
        "{}",
        failure.message
    );
}

#[tokio::test]
async fn a_console_session_that_ended_names_its_command() {
    let (kind, message, fix) =
        fail("[default]\nlogin_session = arn:aws:iam::123456789012:user/jlee\n").await;
    assert_eq!(kind, FailureKind::Expired, "{message}");
    assert_eq!(fix, "Run `aws login --profile default`, then try again.");
}

#[tokio::test]
async fn a_command_that_fails_is_quoted() {
    let (kind, message, fix) =
        fail("[default]\ncredential_process = sh -c 'echo no vault >&2; exit 3'\n").await;
    assert_eq!(kind, FailureKind::NoCredentials);
    assert!(message.contains("no vault"), "{message}");
    assert!(fix.contains("credential_process command of the profile default"));
}

const ROLE: &str = "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n\
    [profile base]\naws_access_key_id = A\naws_secret_access_key = b\n";

#[tokio::test]
async fn a_role_that_wants_an_mfa_code_says_how_to_give_one() {
    let refusal = error("AccessDenied", "not authorized to perform: sts:AssumeRole");
    let sts = Server::answering([refusal]).await;
    let computer = Computer::with_config(&ROLE.replace("source_", "mfa_serial = m\nsource_"));
    let (kind, message, fix) = told(ask(&computer, &sts.url, &[]).await.unwrap_err());
    assert_eq!(kind, FailureKind::NoCredentials);
    assert!(message.contains("MFA"), "{message}");
    assert!(fix.contains("aws configure export-credentials --profile default"));
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_a_denied_call_in_the_words_of_aws() {
    let refusal = error(
        "AccessDenied",
        "jlee is not authorized to perform: sts:AssumeRole",
    );
    let sts = Server::answering([refusal]).await;
    let failure = ask(&Computer::with_config(ROLE), &sts.url, &[])
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Denied);
    assert_eq!(failure.call, "sts:AssumeRole");
    assert_eq!(
        failure.message,
        "jlee is not authorized to perform: sts:AssumeRole"
    );
}

#[tokio::test]
async fn keys_that_ended_are_told_with_the_way_to_new_ones() {
    let ended = error(
        "ExpiredToken",
        "The security token included in the request is expired",
    );
    let sts = Server::answering([ended]).await;
    let keys = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let (kind, _, fix) = told(
        ask(&Computer::with_config(""), &sts.url, &keys)
            .await
            .unwrap_err(),
    );
    assert_eq!(kind, FailureKind::Expired);
    assert!(fix.contains("AWS_SESSION_TOKEN"), "{fix}");
}

#[tokio::test]
async fn a_container_or_cloudshell_gives_credentials() {
    let keys = r#"{"AccessKeyId": "ASIACONTAINER", "SecretAccessKey": "b", "Token": "t",
                   "Expiration": "2099-01-01T00:00:00Z"}"#;
    let server = Server::answering([Reply::json(200, keys), Reply::json(200, IDENTITY)]).await;
    let variables = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url.as_str()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "shell"),
    ];
    let account = ask(&Computer::with_config(""), &server.url, &variables).await;
    assert_eq!(account.unwrap(), "123456789012");
    assert!(server.heard()[1].contains("ASIACONTAINER/"));
}

#[tokio::test]
async fn a_named_profile_wins_over_keys_in_variables() {
    let server = Server::answering([Reply::json(200, IDENTITY)]).await;
    let computer = Computer::with_config("");
    computer.write(
        ".aws/credentials",
        "[acme]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = b\n",
    );
    let aws = computer.aws(&[
        ("AWS_ACCESS_KEY_ID", "AKIAVARIABLE"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        ("AWS_REGION", "us-west-2"),
        ("AWS_ENDPOINT_URL", &server.url),
    ]);
    let acme = Place {
        profile: Some("acme".to_owned()),
        region: None,
    };
    for place in [Place::default(), acme] {
        aws.open(&place).await.unwrap().identity().await.unwrap();
    }
    assert!(server.heard()[0].contains("AKIAVARIABLE/"));
    assert!(server.heard()[1].contains("AKIAPROFILE/"));
}

#[tokio::test]
async fn credentials_are_fetched_once_and_again_after_they_ended_or_were_mended() {
    let computer = Computer::with_config("");
    let keys = computer.path("keys");
    let process = format!("[default]\nregion = us-west-2\ncredential_process = cat {keys}\n");
    computer.write(".aws/config", &process);
    let ended = error(
        "ExpiredToken",
        "The security token included in the request is expired",
    );
    let good = Reply::json(200, IDENTITY);
    let server = Server::answering([good.clone(), good.clone(), ended, good]).await;
    let aws = computer.aws(&[("AWS_ENDPOINT_URL", &server.url)]);
    let account = aws.open(&Place::default()).await.unwrap();

    let missing = account.identity().await.unwrap_err();
    assert_eq!(missing.kind, FailureKind::NoCredentials);
    let key = |id: &str| format!(r#"{{"Version":1,"AccessKeyId":"{id}","SecretAccessKey":"s"}}"#);
    computer.write("keys", &key("FIRST"));
    account.identity().await.unwrap();
    computer.write("keys", &key("SECOND"));
    account.identity().await.unwrap();
    let failure = account.identity().await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Expired);
    account.identity().await.unwrap();
    for (request, id) in server
        .heard()
        .iter()
        .zip(["FIRST", "FIRST", "FIRST", "SECOND"])
    {
        assert!(request.contains(&format!("Credential={id}/")), "{request}");
    }
}

#[tokio::test]
async fn credentials_that_never_come_end_at_the_limit() {
    let (kind, message, _) = fail("[default]\ncredential_process = sleep 20\n").await;
    assert_eq!(kind, FailureKind::TimedOut);
    assert!(message.contains("3 seconds"), "{message}");
}
