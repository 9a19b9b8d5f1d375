//! A rival that begins at the worst moment: after setup or undo looked for the last time, before the call that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use scv_oauth::report::Outcome;

use super::secrets::{SECRET, open};
use super::writer::{Manner, Rival, rotate, value};
use crate::support::fingerprint::fingerprint;
use crate::support::patience::wait_until;
use crate::support::proxy::{Fault, Proxy, Times};
use crate::support::setup::{CONSUMER_KEY, Setup};
use crate::support::{Account, Emulator};

/// The call before which the rival wakes, which of them, and whether setup then comes to its end.
const WAKES: [(&str, usize, bool); 3] = [
    ("PutSecretValue", 1, false),
    ("UpdateSecretVersionStage", 1, false),
    ("UpdateSecretVersionStage", 2, true),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rival_that_wakes_after_setup_looked_last_loses_nothing() {
    for kind in Emulator::BOTH {
        for (call, nth, is_done) in WAKES {
            let case = format!("{kind:?} {call} {nth}");
            let account = open(kind).await;
            let (rival, proxy) = asleep(&account);
            wake_before(&rival, &proxy, call, nth);
            let setup = Setup::of("acme", &account.at(&proxy.url));
            let report = setup.run().await;
            let code = report.problem.as_ref().map_or("", |it| it.code);
            let right = if is_done { "" } else { "secret-changed" };
            assert_eq!(code, right, "{case}: {report:?}");
            let document = all_changes(rival.rival, &account, &case).await;
            assert_eq!(document.contains(CONSUMER_KEY), is_done, "{case}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rival_that_wakes_after_undo_looked_loses_nothing() {
    for kind in Emulator::BOTH {
        let account = open(kind).await;
        let (rival, proxy) = asleep(&account);
        let setup = Setup::of("acme", &account.at(&proxy.url));
        assert_eq!(setup.run().await.outcome, Outcome::Done);
        proxy.clear();
        wake_before(&rival, &proxy, "UpdateSecretVersionStage", 1);
        let undone = setup.undo().await;
        assert_eq!(undone.outcome, Outcome::Failed, "{kind:?}: {undone:?}");
        let document = all_changes(rival.rival, &account, "undo").await;
        assert!(document.contains(CONSUMER_KEY), "{kind:?}");
    }
}

/// What is written over a setup's work: no REST keys, no JSON, another contact center's.
const OTHERS: [&str; 3] = [
    r#"{"CALL_CENTER_API_NAME": "acme", "SALESFORCE_ORG_ID": "00D5g00000ABCDE"}"#,
    r#"{"CALL_CENTER_API_NAME": "acme","#,
    r#"{"CALL_CENTER_API_NAME": "globex", "globex-salesforce-rest-api-subject": "x"}"#,
];

/// Moto keeps two current versions once a label was moved and a plain put came.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_cannot_be_set_up_is_not_what_was_written() {
    let rounds = OTHERS.map(|other| async move {
        let account = open(Emulator::Ministack).await;
        let proxy = Proxy::before(&account.url);
        let (runtime, client) = (tokio::runtime::Handle::current(), account.secrets());
        let deed = move || {
            let put = client.put_secret_value().secret_id(SECRET);
            runtime.block_on(put.secret_string(other).send()).unwrap();
        };
        // The first one makes setup's version the current one.
        let call = "UpdateSecretVersionStage";
        proxy.rule(call, Times::Nth(2), Fault::meanwhile(deed));
        let setup = Setup::of("acme", &account.at(&proxy.url));
        (other, setup.run().await)
    });
    for (other, report) in join_all(rounds).await {
        let code = report.problem.as_ref().map_or("", |it| it.code);
        let seen = (report.outcome, code);
        assert_eq!(seen, (Outcome::Unproved, "read-back-differs"), "{other}");
        let next = report.next.join("\n");
        assert!(
            next.contains("scv-oauth undo --contact-center acme"),
            "{next}"
        );
    }
}

/// A rival that does nothing until it is woken.
struct Asleep {
    rival: Rival,
    is_awake: Arc<AtomicBool>,
}

fn asleep(account: &Account) -> (Asleep, Proxy) {
    let is_awake = Arc::new(AtomicBool::new(false));
    let (awake, other) = (is_awake.clone(), account.clone());
    let rival = Rival::start(Duration::from_millis(5), move |change| {
        let (awake, other) = (awake.clone(), other.clone());
        async move {
            awake.load(Ordering::SeqCst) && rotate(&other, SECRET, change, Manner::Swapping).await
        }
    });
    (Asleep { rival, is_awake }, Proxy::before(&account.url))
}

/// Before this call goes on to AWS, the rival wakes and writes once; it does not stop then.
fn wake_before(asleep: &Asleep, proxy: &Proxy, call: &str, nth: usize) {
    let (awake, traces) = (asleep.is_awake.clone(), asleep.rival.traces());
    let deed = move || {
        awake.store(true, Ordering::SeqCst);
        wait_until("write of the rival", || traces.written() > 0);
    };
    proxy.rule(call, Times::Nth(nth), Fault::meanwhile(deed));
}

/// Stops the rival, demands all its changes in the document, and gives that.
async fn all_changes(rival: Rival, account: &Account, case: &str) -> String {
    rival.writes_on().await;
    let changes = rival.stop().await;
    let seen = fingerprint(account).await;
    let document = seen[&format!("secret {SECRET} AWSCURRENT")].clone();
    assert!(
        document.contains(&value(changes)),
        "{case}: a change is lost"
    );
    document
}
