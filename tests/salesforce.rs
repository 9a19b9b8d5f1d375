//! The login proof over the wire: real requests to a stand-in that verifies signatures and claims, and every
//! way in which Salesforce or the network can fail.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use scv_oauth::domain::diagnosis::{Diagnosis, Stage, Unreached};
use scv_oauth::domain::{KeyPair, OrgKind, PrivateKey, Secret};
use scv_oauth::org::http::{Reach, Way};
use scv_oauth::org::practice::{Ground, PracticeOrg, Reply, TRIGGERS, public_key_of};
use scv_oauth::org::{Credentials, Expected, HttpOrg, Org, Proof, Stamps, Works, prove};

use crate::support::CLOSED_DOOR;
use crate::support::patience::PATIENCE;
use crate::support::salesforce::Salesforce;

const USER: &str = "voice@acme.example.uat";

fn key() -> &'static PrivateKey {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    let make = || KeyPair::generate("acme", 365, Timestamp::now()).unwrap();
    &PAIR.get_or_init(make).key
}

fn consumer_key() -> &'static Secret {
    static KEY: OnceLock<Secret> = OnceLock::new();
    KEY.get_or_init(|| Secret::new(format!("3MVG9{}", "k".repeat(80))))
}

fn salesforce() -> Salesforce {
    Salesforce::start(key(), consumer_key(), USER, OrgKind::Sandbox)
}

/// Past any proxy of this computer.
fn direct() -> HttpOrg {
    HttpOrg::reaching(Reach {
        connect: PATIENCE,
        total: PATIENCE,
        way: Way::Direct,
    })
}

/// The same, for answers that never come.
fn hasty() -> HttpOrg {
    HttpOrg::reaching(Reach {
        total: Duration::from_secs(2),
        way: Way::Direct,
        ..Reach::default()
    })
}

/// Proves the right values, but for what is named here.
async fn proved(org: &HttpOrg, user: &str, token_endpoint: &str, rest_base: &str) -> Proof {
    let credentials = Credentials {
        key: key(),
        consumer_key: consumer_key(),
        username: user,
        audience: "https://test.salesforce.com/",
        token_endpoint,
        rest_base,
    };
    let expected = Expected {
        org_id: Some("00D5g00000AbCdE"),
        kind: Some(OrgKind::Sandbox),
        my_domain: None,
    };
    prove(org, &credentials, &expected, Stamps::default()).await
}

async fn proved_at(salesforce: &Salesforce, user: &str) -> Proof {
    let (endpoint, base) = (salesforce.token_endpoint(), salesforce.rest_base());
    proved(&direct(), user, &endpoint, &base).await
}

fn worked(proof: Proof) -> Works {
    match proof {
        Proof::Works(works) => *works,
        other => panic!("{other:?}"),
    }
}

fn diagnosis(proof: Proof) -> Diagnosis {
    match proof {
        Proof::Refused(refused) => refused.diagnosis,
        Proof::NotReachable(diagnosis) => *diagnosis,
        Proof::Works(works) => panic!("{works:?}"),
    }
}

/// What cannot be said over HTTP, and has tests of its own below.
fn is_below_http(reply: Reply) -> bool {
    use Unreached::{Connection, Name, Proxy, Tls};
    matches!(reply, Reply::Unreached(Name | Connection | Tls | Proxy))
}

#[tokio::test]
async fn the_right_values_are_let_in() {
    let salesforce = salesforce();
    let works = worked(proved_at(&salesforce, USER).await);
    assert!(works.is_right_org());
    assert_eq!(works.identity.org_id, "00D5g00000AbCdE");
    assert_eq!(works.identity.kind, OrgKind::Sandbox);
    assert_eq!(works.identity.username.as_deref(), Some(USER));
    assert_eq!(works.instance_url, salesforce.origin());
    assert_eq!(
        salesforce.requests(),
        [
            "POST /services/oauth2/token",
            "GET /services/data/v64.0/query",
            "GET /services/oauth2/userinfo",
        ]
    );
}

#[tokio::test]
async fn a_key_or_consumer_key_that_is_not_the_apps_is_refused() {
    let other = KeyPair::generate("other", 365, Timestamp::now())
        .unwrap()
        .key;
    let salesforce = Salesforce::start(&other, consumer_key(), USER, OrgKind::Sandbox);
    let refused = diagnosis(proved_at(&salesforce, USER).await);
    assert_eq!(refused.code, "assertion-invalid");

    let salesforce = Salesforce::start(key(), &Secret::new("3MVG9other"), USER, OrgKind::Sandbox);
    let refused = diagnosis(proved_at(&salesforce, USER).await);
    assert_eq!(refused.code, "consumer-key-unknown");
}

#[tokio::test]
async fn each_row_of_the_table_is_met_over_the_wire() {
    let salesforce = salesforce();
    for trigger in TRIGGERS {
        if !is_below_http(trigger.reply) {
            let org = match trigger.reply {
                Reply::Unreached(Unreached::TimedOut) => hasty(),
                _ => direct(),
            };
            let (user, endpoint) = (trigger.username(), salesforce.token_endpoint());
            let proof = proved(&org, &user, &endpoint, &salesforce.rest_base()).await;
            let met = diagnosis(proof);
            assert_eq!(met.code, trigger.code, "{}: {met:?}", trigger.user);
        }
    }
}

#[tokio::test]
async fn what_is_said_over_the_wire_is_what_the_practice_org_shows() {
    let salesforce = salesforce();
    let host = salesforce.origin().trim_start_matches("http://");
    let logins = TRIGGERS
        .iter()
        .filter(|trigger| trigger.stage == Stage::Login);
    for reply in logins.map(|trigger| trigger.reply) {
        if let Reply::No(..) | Reply::Html(_) | Reply::Redirect(_) | Reply::Half = reply {
            salesforce.org().tell(Stage::Login, reply);
            let endpoint = salesforce.token_endpoint();
            let seen = direct().log_in(&endpoint, &Secret::new("x.y.z")).await;
            let shown = reply.as_refusal(host, Timestamp::UNIX_EPOCH);
            assert_eq!(seen.unwrap_err().as_seen(), shown.as_seen());
        }
    }
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told() {
    let origin = "https://acme.my.salesforce.invalid";
    let endpoint = format!("{origin}/services/oauth2/token");
    // A name server may be slow to say no: a minute is more than any resolver tries.
    let proof = proved(&direct(), USER, &endpoint, origin).await;
    let Proof::NotReachable(diagnosis) = proof else {
        panic!("{proof:?}")
    };
    assert_eq!(diagnosis.code, "host-not-found");
    assert!(
        diagnosis
            .said
            .unwrap()
            .starts_with("acme.my.salesforce.invalid: ")
    );
}

/// Answers the first connection with these bytes, whatever it says, and closes it.
fn blunt(answer: impl Into<Vec<u8>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = answer.into();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        say_last(stream, &answer);
    });
    port
}

/// Says this and no more, and hears the other side out: to close before would cut our own answer off.
fn say_last(mut stream: TcpStream, answer: &[u8]) {
    let _ = stream.write_all(answer);
    let _ = stream.shutdown(Shutdown::Write);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

/// A request with its body.
fn hear(stream: &TcpStream) -> String {
    let mut stream = BufReader::new(stream);
    let mut heard = String::new();
    while !heard.ends_with("\r\n\r\n") {
        assert!(stream.read_line(&mut heard).unwrap() > 0, "{heard}");
    }
    let lines = heard.lines().filter_map(|line| line.split_once(": "));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = lengths.next().unwrap().1.parse().unwrap();
    let body = stream.take(length).read_to_string(&mut heard);
    assert_eq!(body.unwrap() as u64, length);
    heard
}

async fn refused_at(org: &HttpOrg, address: String) -> Diagnosis {
    diagnosis(proved(org, USER, &address, &address).await)
}

#[tokio::test]
async fn a_closed_door_is_told() {
    let address = format!("http://{CLOSED_DOOR}/services/oauth2/token");
    assert_eq!(
        refused_at(&direct(), address).await.code,
        "connection-refused"
    );
}

#[tokio::test]
async fn what_does_not_speak_tls_is_not_trusted() {
    let port = blunt("SSH-2.0-OpenSSH_9.6\r\n");
    let address = format!("https://127.0.0.1:{port}/services/oauth2/token");
    let diagnosis = refused_at(&direct(), address).await;
    assert_eq!(diagnosis.code, "certificate-not-trusted", "{diagnosis:?}");
}

#[tokio::test]
async fn a_proxy_that_does_not_let_us_through_is_named_without_its_password() {
    for answer in [
        "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\n\r\n",
    ] {
        let port = blunt(answer);
        let org = HttpOrg::reaching(Reach {
            way: Way::Proxy(format!("http://me:hunter2@127.0.0.1:{port}")),
            ..Reach::default()
        });
        let address = "https://acme.my.salesforce.com/services/oauth2/token".to_owned();
        let diagnosis = refused_at(&org, address).await;
        assert_eq!(diagnosis.code, "proxy-refused", "{diagnosis:?}");
        let said = diagnosis.said.clone().unwrap();
        assert!(
            said.contains(&format!("through the proxy 127.0.0.1:{port}")),
            "{said}"
        );
        assert!(!format!("{diagnosis:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_run_is_named() {
    let org = HttpOrg::reaching(Reach {
        way: Way::Proxy(format!("http://{CLOSED_DOOR}")),
        ..Reach::default()
    });
    let address = "https://acme.my.salesforce.com/services/oauth2/token".to_owned();
    let diagnosis = refused_at(&org, address).await;
    assert_eq!(diagnosis.code, "proxy-refused");
    assert!(
        diagnosis
            .said
            .unwrap()
            .contains(&format!("the proxy {CLOSED_DOOR}"))
    );
}

#[tokio::test]
async fn salesforce_that_answers_too_slowly_is_not_waited_for() {
    let salesforce = salesforce();
    salesforce.take_its_time(PATIENCE);
    let begin = Instant::now();
    let diagnosis = refused_at(&hasty(), salesforce.token_endpoint()).await;
    assert_eq!(diagnosis.code, "salesforce-timed-out");
    assert!(begin.elapsed() < PATIENCE);
}

#[tokio::test]
async fn salesforce_that_answers_slowly_is_waited_for() {
    let salesforce = salesforce();
    salesforce.take_its_time(Duration::from_millis(200));
    worked(proved_at(&salesforce, USER).await);
}

#[tokio::test]
async fn a_clock_that_differs_is_measured_by_the_date_header() {
    let late = Salesforce::of(|my_domain| {
        let ground = Ground::new(
            consumer_key().clone(),
            public_key_of(key()).unwrap(),
            vec![USER.into()],
            my_domain,
            OrgKind::Sandbox,
            "00D5g00000AbCdE".into(),
        );
        let now = || Timestamp::now() - SignedDuration::from_mins(30);
        PracticeOrg::new(ground).at(now)
    });
    let diagnosis = diagnosis(proved_at(&late, USER).await);
    assert_eq!(diagnosis.code, "assertion-expired");
    let first = &diagnosis.causes[0];
    assert!(first.contains("minutes ahead of Salesforce's"), "{first}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (first, second) = (salesforce(), salesforce());
    let to: &'static str = second.token_endpoint().leak();
    first.org().tell(Stage::Login, Reply::Redirect(to));
    let diagnosis = diagnosis(proved_at(&first, USER).await);
    assert_eq!(diagnosis.code, "redirected");
    let port = second.origin().rsplit(':').next().unwrap();
    assert!(
        diagnosis
            .said
            .unwrap()
            .ends_with(&format!("sends us to 127.0.0.1:{port}"))
    );
    assert!(second.requests().is_empty());
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_the_end() {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n\"".to_vec();
    answer.resize(2_000_000, b'x');
    let address = format!("http://127.0.0.1:{}/services/oauth2/token", blunt(answer));
    assert_eq!(
        refused_at(&direct(), address).await.code,
        "answer-not-understood"
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_from_one_that_is_whole() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":";
    let address = format!("http://127.0.0.1:{}/services/oauth2/token", blunt(cut));
    assert_eq!(refused_at(&direct(), address).await.code, "connection-lost");

    let empty = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let address = format!("http://127.0.0.1:{}/services/oauth2/token", blunt(empty));
    assert_eq!(
        refused_at(&direct(), address).await.code,
        "answer-not-understood"
    );
}

#[tokio::test]
async fn a_web_page_is_known_by_its_text_too() {
    let page = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n\n <html></html>";
    let address = format!("http://127.0.0.1:{}/services/oauth2/token", blunt(page));
    assert_eq!(
        refused_at(&direct(), address).await.code,
        "web-page-instead-of-answer"
    );
}

#[tokio::test]
async fn an_address_in_the_clear_is_never_asked() {
    let address = "http://acme.my.salesforce.com/services/oauth2/token".to_owned();
    assert_eq!(
        refused_at(&direct(), address).await.code,
        "address-unusable"
    );
}

#[tokio::test]
async fn the_api_versions_are_told_without_a_login() {
    let salesforce = salesforce();
    let versions = direct().api_versions(salesforce.origin()).await.unwrap();
    assert_eq!(versions.first().map(String::as_str), Some("50.0"));
    assert_eq!(salesforce.org().logins(), 0);
}

#[tokio::test]
async fn a_host_that_echoes_what_it_was_sent_gives_nothing_away() {
    let echo = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = echo.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (stream, _) = echo.accept().unwrap();
        let request = hear(&stream);
        let assertion = request.rsplit("assertion=").next().unwrap();
        let said =
            serde_json::json!({"error": "odd", "error_description": format!("got {assertion}")});
        let said = said.to_string();
        let length = said.len();
        let answer = format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {length}\r\n\r\n{said}");
        say_last(stream, answer.as_bytes());
    });
    let address = format!("http://127.0.0.1:{port}/services/oauth2/token");
    let diagnosis = refused_at(&direct(), address).await;
    assert_eq!(diagnosis.said.unwrap(), "HTTP 400 odd: got [not shown]");
}
