//! The proofs around the writing: Salesforce is asked before and after, the function after.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use scv_oauth::domain::OrgKind;

use super::ground::{Ended, Ground, right_values};
use crate::support::CLOSED_DOOR;
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::proxy::{Fault, Times};
use crate::support::world::{Values, World, centers};

const SECRET: &str = "acme-salesforce-secret";
const ACCESS_SECRET: &str = "acme-salesforce-access-secret";
const RECORD: &str = r#"{"Id":"00D5g00000ABCDEEA2","Name":"Practice Company","IsSandbox":true}"#;
const TOKEN: &str = "00D5g00000ABCDE!AQ8token.that.the.function.stored";

fn partner() -> World {
    centers::partner("acme", &Values::placeholders())
}

/// A function that logs in by itself: it stores a token, then answers.
fn proving(ground: &Ground) -> Fault {
    answering(ground, RECORD)
}

/// The same with this answer.
fn answering(ground: &Ground, record: &str) -> Fault {
    Fault::invoked(storing(ground), record)
}

/// What the function does on the side when it has logged in.
fn storing(ground: &Ground) -> impl Fn() + Send + Sync + use<> {
    let runtime = tokio::runtime::Handle::current();
    let account = ground.account.clone();
    let values = Values {
        access_token: TOKEN.into(),
        ..Values::placeholders()
    };
    let text = values.access_secret("acme");
    move || {
        let put = account.secrets().put_secret_value();
        let put = put.secret_id(ACCESS_SECRET).secret_string(&text).send();
        runtime.block_on(put).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_that_logs_in_by_itself_proves_the_setup() {
    for kind in Emulator::BOTH {
        let ground = Ground::open(kind, &partner()).await;
        let before = present(ground.fingerprint().await);
        ground.proxy.rule("Invoke", Times::Every, proving(&ground));
        let line = ground.setup("acme").without("--no-lambda-proof");
        let ended = ground.run(&line).expect(0, "done");
        let told = ended.json["checks"].to_string();
        assert!(told.contains("stored a new token"), "{}", ended.out);
        assert_eq!(ground.proxy.count("Invoke"), 1);
        ground.run(&ground.undo("acme")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_stored_some_time_after_the_answer_is_waited_for() {
    let ground = Ground::open(Emulator::Ministack, &partner()).await;
    let looks = Arc::<AtomicUsize>::default();
    let count = looks.clone();
    let answer = Fault::invoked(move || count.store(1, Ordering::SeqCst), RECORD);
    ground.proxy.rule("Invoke", Times::Every, answer);
    // It is there at the third look.
    let (store, count) = (storing(&ground), looks.clone());
    let late = Fault::meanwhile(move || {
        let is_after = |looks| (looks > 0).then_some(looks + 1);
        let counted = count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, is_after);
        if counted == Ok(3) {
            store();
        }
    });
    ground.proxy.rule("GetSecretValue", Times::Every, late);
    let line = ground.setup("acme").without("--no-lambda-proof");
    let ended = ground.run(&line).expect(0, "done");
    let told = ended.json["checks"].to_string();
    assert!(told.contains("stored a new token"), "{}", ended.out);
    assert_eq!(looks.load(Ordering::SeqCst), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_that_tells_the_orgs_id_alone_proves_the_setup_as_well() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let answer = answering(&ground, r#"{"Id":"00D5g00000ABCDE"}"#);
    ground.proxy.rule("Invoke", Times::Every, answer);
    let line = ground.setup("acme").without("--no-lambda-proof");
    ground.run(&line).expect(0, "done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_that_logs_in_to_another_org_proves_nothing() {
    for (record, problem) in [
        (r#"{"Id":"00D5g00000OTHER","IsSandbox":true}"#, "other-org"),
        (r#"{"Id":"00D5g00000ABCDE","IsSandbox":false}"#, "other-org"),
        (r#"{"Name":"Practice Company"}"#, "function-read-no-org"),
        ("{}", "function-read-no-org"),
    ] {
        let ground = Ground::open(Emulator::Moto, &partner()).await;
        let answer = answering(&ground, record);
        ground.proxy.rule("Invoke", Times::Every, answer);
        let line = ground.setup("acme").without("--no-lambda-proof");
        let ended = ground.run(&line.and("--no-login-proof"));
        let ended = ended.expect_problem(3, problem);
        assert_eq!(ended.json["outcome"], "unproved", "{record}");
    }
}

#[tokio::test]
async fn a_function_that_cannot_log_in_leaves_the_setup_unproved() {
    let silent = r#"{"success":false,"status":500}"#;
    for fault in [
        Fault::invocation(None, silent),
        Fault::invocation(
            Some("Unhandled"),
            r#"{"errorType":"Error","errorMessage":""}"#,
        ),
        Fault::invocation(None, RECORD),
    ] {
        let ground = Ground::open(Emulator::Ministack, &partner()).await;
        let before = present(ground.fingerprint().await);
        ground.proxy.rule("Invoke", Times::Every, fault.clone());
        let line = ground.setup("acme").without("--no-lambda-proof");
        let ended = ground.run(&line).expect(3, "unproved");
        assert!(!ended.problem().is_empty());
        let next = ended.json["next"].to_string();
        assert!(next.contains("scv-oauth undo --contact-center acme"));
        let right = right_values(OrgKind::Sandbox).secret("acme");
        assert_eq!(
            ground.secret(SECRET).await,
            ground.at_the_org(&right, "acme")
        );
        ground.run(&ground.undo("acme")).expect(0, "done");
        assert_eq!(present(ground.fingerprint().await), before, "{fault:?}");
    }
}

#[tokio::test]
async fn what_salesforce_refuses_is_not_written() {
    for (flag, value, problem) in [
        (
            "--username",
            "stranger@acme.example.uat",
            "user-not-approved",
        ),
        (
            "--consumer-key-file",
            "other-key.txt",
            "consumer-key-unknown",
        ),
    ] {
        let ground = Ground::open(Emulator::Moto, &partner()).await;
        let other = format!("3MVG9{}", "z".repeat(80));
        std::fs::write(ground.account.home().join("other-key.txt"), other).unwrap();
        let before = ground.fingerprint().await;
        let line = ground.setup("acme").with(flag, value);
        let ended = ground.run(&line);
        assert_eq!(ended.verdict(), (1, "refused"), "{}", ended.out);
        assert_eq!(ended.problem(), problem, "{}", ended.out);
        assert_eq!(ground.fingerprint().await, before);
        let line = line.and("--no-login-proof");
        ground.run(&line).expect(0, "done");
        assert!(ground.salesforce.requests().len() <= 4);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_org_that_cannot_be_reached_is_told_beside_what_the_function_says() {
    const GO_ON: &str = "go on without this test";
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let nowhere = format!("http://{CLOSED_DOOR}");
    let line = ground.setup("acme").without("--no-lambda-proof");
    let line = line.with("--my-domain", &nowhere);
    let dry = ground
        .run(&line.clone().and("--dry-run"))
        .expect(0, "planned");
    assert!(
        dry.json["asides"].to_string().contains(GO_ON),
        "{}",
        dry.out
    );

    let silent = Fault::invocation(None, r#"{"success":false,"status":500}"#);
    ground.proxy.rule("Invoke", Times::Every, silent);
    let ended = ground.run(&line).expect(3, "unproved");
    let aside = &ended.json["asides"][0];
    assert_eq!(aside["code"], "connection-refused", "{}", ended.out);
    assert!(aside["causes"].as_array().unwrap().len() > 1);
    // It is written; what to do before writing is over.
    assert!(!ended.out.contains(GO_ON), "{}", ended.out);
    // The causes are guesses, and no guess stands among what was seen.
    assert!(!ended.json["checks"].to_string().contains("firewall"));

    ground.proxy.clear();
    ground.proxy.rule("Invoke", Times::Every, proving(&ground));
    let dry = ground
        .run(&line.clone().and("--dry-run"))
        .expect(0, "nothing-to-do");
    assert!(
        !dry.out.contains(GO_ON) && dry.out.contains("finish without this test"),
        "{}",
        dry.out
    );
    let ended = ground.run(&line).expect(0, "nothing-to-do");
    assert_eq!(
        ended.json["asides"].as_array().unwrap().len(),
        0,
        "{}",
        ended.out
    );
    assert!(
        ended.out.contains("could not be asked from this computer"),
        "{}",
        ended.out
    );
}

#[tokio::test]
async fn an_org_that_cannot_be_reached_leaves_the_setup_unproved_unless_it_is_not_asked() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let nowhere = format!("http://{CLOSED_DOOR}");
    let line = ground.setup("acme").with("--my-domain", &nowhere);
    let unasked = line.clone().and("--no-login-proof").and("--dry-run");
    ground.run(&unasked).expect(0, "planned");
    let ended = ground.run(&line).expect(3, "unproved");
    assert_eq!(ended.problem(), "connection-refused", "{}", ended.out);
    ground.run(&ground.undo("acme")).expect(0, "done");
    let unasked = line.and("--no-login-proof");
    ground.run(&unasked).expect(0, "done");
    assert!(ground.salesforce.requests().is_empty());
}

/// A setup of practice, with the files that practice made.
fn practised(ground: &Ground, username: &str, more: &[&str]) -> Ended {
    for file in ["consumer-key.txt", "server.key"] {
        // Practice takes its own where there is none; it may be gone from an earlier run.
        let _ = std::fs::remove_file(ground.account.home().join(file));
    }
    let mut command = ground.account.program();
    command.args(["setup", "--practice", "--yes", "--json"]);
    command.args(["--contact-center", "acme", "--username", username]);
    command.args(["--consumer-key-file", "consumer-key.txt"]);
    command
        .args(["--private-key-file", "server.key"])
        .args(more);
    Ended::of(command.stdin(std::process::Stdio::null()))
}

#[tokio::test]
async fn a_host_that_nobody_knows_is_not_written_where_there_is_nobody_to_ask() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let run = |more: &[&str]| practised(&ground, "no-host@practice.example.uat", more);
    for more in [&[][..], &["--dry-run"]] {
        let ended = run(more).expect_problem(1, "host-not-found");
        // It is told as what stands against it, and not as a warning as well.
        assert!(!ended.json["checks"].to_string().contains("host"));
    }
    run(&["--no-login-proof", "--no-lambda-proof"]).expect(0, "done");
}

#[tokio::test]
async fn where_the_signature_is_refused_the_certificate_to_compare_is_told() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let ended = practised(&ground, "wrong-certificate@practice.example.uat", &[]);
    let ended = ended.expect_problem(1, "assertion-invalid");
    let notes = ended.json["problem"]["notes"].to_string();
    assert!(
        notes.contains("SHA-256 of this key's certificate: "),
        "{notes}"
    );
}

#[tokio::test]
async fn a_slow_org_is_waited_for() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    ground.salesforce.take_its_time(Duration::from_millis(700));
    ground.run(&ground.setup("acme")).expect(0, "done");
}

#[tokio::test]
async fn the_address_that_salesforce_tells_is_named_and_taken_only_when_it_is_answered() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let asked = ground.salesforce.origin().to_owned();
    let told = asked.replace("127.0.0.1", "localhost");
    let line = ground
        .setup("acme")
        .with("--username", "moved@practice.example.uat");
    let ended = ground.run(&line).expect(0, "done");
    let named = format!("To use it, answer My Domain with {told} (--my-domain).");
    assert!(
        ended.json["checks"].to_string().contains(&named),
        "{}",
        ended.out
    );
    let stored = ground.secret(SECRET).await.to_string();
    assert!(stored.contains(&asked) && !stored.contains(&told));

    let ended = ground
        .run(&line.with("--my-domain", &told))
        .expect(0, "done");
    assert!(!ended.json["checks"].to_string().contains("--my-domain"));
    let stored = ground.secret(SECRET).await.to_string();
    assert!(stored.contains(&format!("{told}/services/oauth2/token")));
    assert!(stored.contains(&format!("{told}/services/data/v64.0")));
}

#[tokio::test]
async fn a_version_that_the_org_does_not_have_is_told_before_anything_is_written() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    let before = ground.fingerprint().await;
    let line = ground
        .setup("acme")
        .with("--username", "old-org@practice.example.uat");
    let ended = ground.run(&line).expect_problem(1, "rest-path-not-found");
    let problem = &ended.json["problem"];
    assert!(
        problem["steps"][0].to_string().contains("v62.0"),
        "{}",
        ended.out
    );
    assert!(problem["notes"].to_string().contains("v50.0 to v62.0"));
    assert_eq!(ground.fingerprint().await, before);
}

#[tokio::test]
async fn what_is_stored_already_is_proved_as_far_as_asked_and_nothing_is_written() {
    let ground = Ground::open(Emulator::Ministack, &partner()).await;
    let refusing = Fault::invocation(None, r#"{"success":false,"status":500}"#);
    ground.proxy.rule("Invoke", Times::Every, refusing);
    let line = ground.setup("acme").without("--no-lambda-proof");
    ground.run(&line).expect(3, "unproved");
    let stored = ground.fingerprint().await;
    for again in [line.clone(), line.clone().and("--no-login-proof")] {
        let calls = ground.proxy.count("Invoke");
        let ended = ground.run(&again).expect(3, "unproved");
        assert!(ended.changes().is_empty(), "{}", ended.out);
        assert!(!ended.problem().is_empty());
        assert_eq!(ground.proxy.count("Invoke"), calls + 1);
        assert_eq!(ground.fingerprint().await, stored);
    }
    let unasked = line.and("--no-lambda-proof");
    ground.run(&unasked).expect(0, "nothing-to-do");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stored_already_and_works_leaves_nothing_to_do() {
    let ground = Ground::open(Emulator::Moto, &partner()).await;
    ground.proxy.rule("Invoke", Times::Every, proving(&ground));
    let line = ground.setup("acme").without("--no-lambda-proof");
    ground.run(&line).expect(0, "done");
    let ended = ground.run(&line).expect(0, "nothing-to-do");
    assert_eq!(ground.proxy.count("Invoke"), 2);
    // The token was there before, so all that is proved is that it works.
    let told = ended.json["checks"].to_string();
    assert!(told.contains("It did not have to log in"), "{}", ended.out);
}
