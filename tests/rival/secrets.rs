//! A rival in the contact center's secret: it changes the telephony key while setup changes the others.

use std::time::Duration;

use futures_util::future::join_all;
use scv_oauth::report::{Outcome, Report};

use super::writer::{Manner, Rival, holds, rotate, value};
use crate::support::fingerprint::fingerprint;
use crate::support::proxy::{Fault, Proxy, Times};
use crate::support::setup::{CONSUMER_KEY, Setup};
use crate::support::world::{Values, centers};
use crate::support::{Account, Emulator};

pub const SECRET: &str = "acme-salesforce-secret";

/// From never pausing to a change now and then, in milliseconds.
const PAUSES: [u64; 6] = [0, 20, 100, 500, 2000, 5000];
/// A busy computer may need longer than this for a setup; then it never comes to its end beside a rival.
const LONGEST: u64 = 20_000;

/// How a setup and the undo after it came out beside a rival, and what is there in the end.
struct Round {
    setup: Report,
    undo: Report,
    changes: usize,
    account: Account,
    journals: usize,
}

impl Round {
    async fn play(account: Account, setup: &Setup, pause: u64, manner: Manner) -> Self {
        let other = account.clone();
        let pause = Duration::from_millis(pause);
        let rival = Rival::start(pause, move |change| {
            let other = other.clone();
            async move { rotate(&other, SECRET, change, manner).await }
        });
        rival.writes_on().await;
        let report = setup.run().await;
        let undo = setup.undo().await;
        rival.writes_on().await;
        Self {
            setup: report,
            undo,
            changes: rival.stop().await,
            journals: setup.journals().len(),
            account,
        }
    }

    async fn document(&self) -> String {
        fingerprint(&self.account).await[&format!("secret {SECRET} AWSCURRENT")].clone()
    }

    fn is_refused(&self) -> bool {
        let code = self
            .setup
            .problem
            .as_ref()
            .map_or("", |problem| problem.code);
        let is_clean = matches!(self.setup.outcome, Outcome::Refused | Outcome::Failed);
        is_clean && ["changed-since-preview", "secret-changed"].contains(&code)
    }
}

/// An account with a contact center that was never set up.
pub async fn open(kind: Emulator) -> Account {
    let account = Account::open(kind.shared(), "us-west-2").await;
    centers::partner("acme", &Values::placeholders())
        .seed(&account)
        .await;
    account
}

/// Plays with each pause, all at the same time; and with longer ones where no setup came to its end.
async fn rounds(kind: Emulator, manner: Manner) -> Vec<Round> {
    let round = |pause| async move {
        let account = open(kind).await;
        let setup = Setup::of("acme", &account);
        Round::play(account, &setup, pause, manner).await
    };
    let mut rounds = join_all(PAUSES.map(round)).await;
    let mut pause = LONGEST / 2;
    while rounds.iter().all(Round::is_refused) && pause <= LONGEST {
        rounds.push(round(pause).await);
        pause *= 2;
    }
    rounds
}

fn is_put_back(round: &Round) -> bool {
    round.undo.outcome == Outcome::Done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rival_that_swaps_loses_nothing_and_setup_is_whole_or_not_there() {
    for kind in Emulator::BOTH {
        let mut seen = [0, 0];
        for round in rounds(kind, Manner::Swapping).await {
            let document = round.document().await;
            let telephony = format!(
                "\"acme-scrt-jwt-auth-private-key\": \"{}\"",
                value(round.changes)
            );
            assert!(document.contains(&telephony), "{kind:?}: a change is lost");
            let is_done = round.setup.outcome == Outcome::Done;
            assert!(is_done || round.is_refused(), "{kind:?}: {:?}", round.setup);
            seen[usize::from(is_done)] += 1;
            let is_there = document.contains(CONSUMER_KEY);
            assert_eq!(is_there, is_done && !is_put_back(&round), "{kind:?}");
            assert_eq!(round.journals == 1, is_there, "{kind:?}");
        }
        println!("{kind:?}: {} refused, {} done", seen[0], seen[1]);
        assert!(seen[0] > 0, "{kind:?}: the rival was never in the way");
        assert!(seen[1] > 0, "{kind:?}: the rival was always in the way");
    }
}

/// Moto keeps two current versions once a label was moved and a plain put came.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rival_that_puts_plainly_loses_nothing_to_setup() {
    for round in rounds(Emulator::Ministack, Manner::Plainly).await {
        let document = round.document().await;
        assert!(document.contains(&value(round.changes)), "a change is lost");
        let code = round.setup.problem.as_ref().map_or("", |it| it.code);
        // It may write over what setup wrote; then reading back says so.
        let is_told = round.setup.outcome == Outcome::Unproved && code == "read-back-differs";
        let is_done = round.setup.outcome == Outcome::Done;
        assert!(
            is_done || is_told || round.is_refused(),
            "{:?}",
            round.setup
        );
    }
}

/// Without the right to move labels: setup may take the place of a change, and then names the version that has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_a_plain_put_replaced_is_in_the_version_that_is_named() {
    for kind in Emulator::BOTH {
        let rounds = PAUSES.map(|pause| async move {
            let account = open(kind).await;
            let proxy = Proxy::before(&account.url);
            proxy.rule("UpdateSecretVersionStage", Times::Every, Fault::Denied);
            let setup = Setup::of("acme", &account.at(&proxy.url));
            Round::play(account, &setup, pause, Manner::Plainly).await
        });
        for round in join_all(rounds).await {
            let document = round.document().await;
            let told: Vec<&str> = round
                .setup
                .lines
                .iter()
                .map(|line| line.text.as_str())
                .collect();
            let told = told.join("\n");
            for change in 1..=round.changes {
                if holds(&document, change) {
                    continue;
                }
                let is_kept = match replaced(&told) {
                    Some(version) => match version_of(&round.account, version).await {
                        Some(text) => holds(&text, change),
                        // AWS keeps a version without labels for a day; Ministack drops it at the next put.
                        None => kind == Emulator::Ministack,
                    },
                    None => told.contains("could not be seen"),
                };
                assert!(is_kept, "{kind:?}: change {change} is lost: {told}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_right_before_the_plain_put_is_named() {
    for kind in Emulator::BOTH {
        let account = open(kind).await;
        let proxy = Proxy::before(&account.url);
        proxy.rule("UpdateSecretVersionStage", Times::Every, Fault::Denied);
        let (runtime, other) = (tokio::runtime::Handle::current(), account.clone());
        let deed = move || assert!(runtime.block_on(rotate(&other, SECRET, 1, Manner::Plainly)));
        // The first put is the one with a label of its own.
        proxy.rule("PutSecretValue", Times::Nth(2), Fault::meanwhile(deed));
        let setup = Setup::of("acme", &account.at(&proxy.url));
        let report = setup.run().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        let replaced = report.lines.iter().find_map(|line| replaced(&line.text));
        let version = replaced.unwrap_or_else(|| panic!("{kind:?}: {report:?}"));
        let text = version_of(&account, version).await.unwrap();
        assert!(holds(&text, 1), "{kind:?}: {report:?}");
        proxy.clear();
        let undone = setup.undo().await;
        assert_eq!(undone.outcome, Outcome::Done, "{undone:?}");
        let document = fingerprint(&account).await[&format!("secret {SECRET} AWSCURRENT")].clone();
        assert!(
            holds(&document, 1) && !document.contains(CONSUMER_KEY),
            "{kind:?}"
        );
    }
}

/// The version that a report names as replaced.
fn replaced(told: &str) -> Option<&str> {
    let rest = told.split_once("somebody else's version ")?.1;
    rest.split_once(" was replaced").map(|(version, _)| version)
}

/// The text of a version; nothing where it is gone.
async fn version_of(account: &Account, version: &str) -> Option<String> {
    let get = account.secrets().get_secret_value().secret_id(SECRET);
    match get.version_id(version).send().await {
        Ok(read) => Some(read.secret_string().unwrap().to_owned()),
        Err(failure) => {
            let failure = failure.into_service_error();
            assert!(failure.is_resource_not_found_exception(), "{failure:?}");
            None
        }
    }
}
