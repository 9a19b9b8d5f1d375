//! A rival in a parameter that setup writes too. AWS has no compare and swap for it, so what counts is that each
//! version that was replaced is one that the preview showed, or is named.

use std::time::Duration;

use futures_util::future::join_all;
use scv_oauth::report::{Outcome, Report};

use super::writer::Rival;
use crate::support::proxy::{Fault, Proxy, Times};
use crate::support::setup::{CONSUMER_KEY, Setup};
use crate::support::world::{Values, centers};
use crate::support::{Account, Emulator};

const PARAMETER: &str = "acme-salesforce-rest-api-auth-consumer-key";

/// From never pausing to a change now and then, in milliseconds.
const PAUSES: [u64; 7] = [0, 10, 40, 150, 500, 2000, 5000];
/// A busy computer may need longer than this for a setup; then it never comes to its end beside a rival.
const LONGEST: u64 = 20_000;

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

/// How a setup and the undo after it came out beside a rival.
struct Round {
    account: Account,
    setup: Report,
    undo: Report,
    changes: usize,
}

async fn round(kind: Emulator, pause: u64) -> Round {
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
    let undo = setup.undo().await;
    rival.writes_on().await;
    Round {
        changes: rival.stop().await,
        setup: report,
        undo,
        account,
    }
}

/// With each pause, all at the same time; and with longer ones where no setup came to its end.
async fn rounds(kind: Emulator) -> Vec<Round> {
    let mut rounds = join_all(PAUSES.map(|pause| round(kind, pause))).await;
    let mut pause = LONGEST / 2;
    while !rounds.iter().any(is_done) && pause <= LONGEST {
        rounds.push(round(kind, pause).await);
        pause *= 2;
    }
    rounds
}

fn is_done(round: &Round) -> bool {
    round.setup.outcome == Outcome::Done
}

/// Whether a report names what somebody else wrote as this version.
fn is_named(report: &Report, version: i64) -> bool {
    let named = format!("somebody else wrote version {version} just before");
    report.lines.iter().any(|line| line.text.contains(&named))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_setup_or_undo_replaced_was_shown_or_is_named() {
    for kind in Emulator::BOTH {
        let rounds = rounds(kind).await;
        assert!(
            rounds.iter().any(is_done),
            "{kind:?}: the rival was always in the way"
        );
        for Round {
            account,
            setup,
            undo,
            changes,
        } in rounds
        {
            let versions = history(&account).await;
            // AWS keeps a hundred; a rival that never pauses may have written more.
            let ours = versions.iter().find(|(_, value)| value == CONSUMER_KEY);
            let Some((version, _)) = ours else {
                let code = setup.problem.as_ref().map_or("", |it| it.code);
                let is_moved = ["changed-since-preview", "parameter-changed"].contains(&code);
                assert!(is_moved || changes > 90, "{kind:?}: {setup:?}");
                continue;
            };
            let value = |number: i64| {
                let mut versions = versions.iter();
                versions
                    .find(|(it, _)| *it == number)
                    .map(|(_, value)| value)
            };
            let Some(replaced) = value(version - 1) else {
                assert!(changes > 90, "{kind:?}: {version} of {versions:?}");
                continue;
            };
            let shown = &replaced[replaced.len() - 4..];
            let is_shown = setup.changes[0].before.contains(shown);
            assert!(
                is_shown || is_named(&setup, version - 1),
                "{kind:?}: {version} of {setup:?}"
            );
            if undo.outcome == Outcome::Done {
                let mut later = versions.iter().filter(|(number, _)| number > version);
                let (back, _) = later.find(|(_, value)| value == replaced).unwrap();
                assert!(
                    back - 1 == *version || is_named(&undo, back - 1),
                    "{kind:?}: {version} and {back} of {undo:?}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_after_undo_looked_is_not_replaced() {
    for kind in Emulator::BOTH {
        let account = Account::open(kind.shared(), "us-west-2").await;
        let world = centers::below_19_with_literals("acme", &Values::without_private_key());
        world.seed(&account).await;
        let proxy = Proxy::before(&account.url);
        let setup = Setup::of("acme", &account.at(&proxy.url));
        let report = setup.run().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        let (runtime, other) = (tokio::runtime::Handle::current(), account.clone());
        let deed = move || assert!(runtime.block_on(write(&other, 1)));
        // All was looked at, and the function goes back first.
        proxy.rule("UpdateAlias", Times::Nth(1), Fault::meanwhile(deed));
        let undone = setup.undo().await;
        let code = undone.problem.as_ref().map_or("", |it| it.code);
        assert_eq!(
            (undone.outcome, code),
            (Outcome::Partial, "parameter-changed"),
            "{kind:?}: {undone:?}"
        );
        let versions = history(&account).await;
        assert_eq!(versions.last().unwrap().1, value(1), "{kind:?}");
    }
}
