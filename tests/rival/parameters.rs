//! A rival in a parameter that setup writes too. AWS has no compare and swap for it, so what counts is that each
//! version that was replaced is one that the preview showed, or is named.

use std::time::Duration;

use futures_util::future::join_all;
use scv_oauth::report::{Outcome, Report};

use super::writer::Rival;
use crate::support::setup::{CONSUMER_KEY, Setup};
use crate::support::world::{Values, centers};
use crate::support::{Account, Emulator};

const PARAMETER: &str = "acme-salesforce-rest-api-auth-consumer-key";

const PAUSES: [u64; 5] = [0, 10, 40, 150, 500];

/// What the rival writes: told apart by its end, which a masked value shows.
fn value(change: usize) -> String {
    format!("3MVG9{}{change:04}", "r".repeat(76))
}

async fn write(account: &Account, change: usize) -> bool {
    let put = account.parameters().put_parameter().name(PARAMETER);
    let put = put.value(value(change)).overwrite(true);
    put.send().await.is_ok()
}

/// Every version of the parameter, the oldest first.
async fn history(account: &Account) -> Vec<(i64, String)> {
    let client = account.parameters();
    let history = client.get_parameter_history().name(PARAMETER);
    let mut pages = history.with_decryption(true).into_paginator().send();
    let mut versions = Vec::new();
    while let Some(page) = pages.next().await {
        let found = page.unwrap().parameters.unwrap_or_default();
        versions.extend(found.into_iter().map(|it| (it.version, it.value.unwrap())));
    }
    versions.sort_unstable();
    versions
}

async fn round(kind: Emulator, pause: u64) -> (Account, Report, Report, usize) {
    let account = Account::open(kind.shared(), "us-west-2").await;
    let world = centers::below_19("acme", &Values::without_private_key());
    world.seed(&account).await;
    let setup = Setup::of("acme", &account);
    let other = account.clone();
    let rival = Rival::start(Duration::from_millis(pause), move |change| {
        let other = other.clone();
        async move { write(&other, change).await }
    });
    rival.writes_on().await;
    let report = setup.run().await;
    let undone = setup.undo().await;
    rival.writes_on().await;
    let changes = rival.stop().await;
    (account, report, undone, changes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_setup_replaced_was_shown_or_is_named() {
    for kind in Emulator::BOTH {
        let rounds = PAUSES.map(|pause| round(kind, pause));
        for (account, report, undone, changes) in join_all(rounds).await {
            let versions = history(&account).await;
            // AWS keeps a hundred; a rival that never pauses may have written more.
            let ours = versions.iter().find(|(_, value)| value == CONSUMER_KEY);
            let Some((version, _)) = ours else {
                let code = report.problem.as_ref().map_or("", |it| it.code);
                let is_moved = ["changed-since-preview", "parameter-changed"].contains(&code);
                assert!(is_moved || changes > 90, "{kind:?}: {report:?}");
                continue;
            };
            let before = versions.iter().find(|(number, _)| *number == version - 1);
            let (replaced, value) = before.unwrap();
            let shown = &value[value.len() - 4..];
            let is_shown = report.changes[0].before.contains(shown);
            let named = format!("somebody else wrote version {replaced} just before");
            let is_named = report.lines.iter().any(|line| line.text.contains(&named));
            assert!(is_shown || is_named, "{kind:?}: {replaced} of {report:?}");
            if undone.outcome == Outcome::Done {
                let after = versions.iter().find(|(number, _)| *number == version + 1);
                assert_eq!(&after.unwrap().1, value, "{kind:?}");
            }
        }
    }
}
