//! Where one case of the matrix plays: an account with a contact center, a proxy before it, and a setup.

use scv_oauth::report::{Outcome, Report};

use super::matrix::told;
use crate::support::fingerprint::{Fingerprint, fingerprint, present, standing};
use crate::support::proxy::Proxy;
use crate::support::setup::{CONSUMER_KEY, Setup};
use crate::support::world::{Values, World, centers};
use crate::support::{Account, Emulator};

/// Where a contact center keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// 19.0 and later: two secrets.
    Secrets,
    /// Below 19.0: parameters, two of which are still missing, and variables that must name them.
    Parameters,
}

impl Path {
    fn world(self) -> World {
        match self {
            Self::Secrets => centers::partner("acme", &used()),
            Self::Parameters => centers::below_19_with_literals("acme", &used()),
        }
    }
}

/// Once set up, and logged in since: its cached token is reset too.
fn used() -> Values {
    Values {
        access_token: format!("00D5g00000ABCDE!{}", "t".repeat(80)),
        ..Values::without_private_key()
    }
}

/// The calls that change something.
const WRITES: [&str; 7] = [
    "PutSecretValue",
    "UpdateSecretVersionStage",
    "PutParameter",
    "DeleteParameter",
    "UpdateFunctionConfiguration",
    "PublishVersion",
    "UpdateAlias",
];

/// Whether an operation changes something.
pub fn is_write(operation: &str) -> bool {
    WRITES.contains(&operation)
}

/// An account with a contact center that is to be set up.
pub struct Stage {
    pub proxy: Proxy,
    pub setup: Setup,
    account: Account,
    before: Fingerprint,
}

impl Stage {
    pub async fn open(kind: Emulator, path: Path) -> Self {
        let account = Account::open(kind.shared(), "us-west-2").await;
        path.world().seed(&account).await;
        let proxy = Proxy::before(&account.url);
        let setup = Setup::of("acme", &account.at(&proxy.url));
        let before = standing(&account).await;
        Self {
            proxy,
            setup,
            account,
            before,
        }
    }

    /// The operations since the proxy was cleared, in their order.
    pub fn operations(&self) -> Vec<String> {
        let requests = self.proxy.requests().into_iter();
        requests.map(|request| request.operation).collect()
    }

    /// What stands in the account now, past the proxy. An alias stands for what it leads to, since the number of
    /// a published version depends on how many there were.
    pub async fn promised(&self) -> Fingerprint {
        let whole = fingerprint(&self.account).await;
        let mut promised = present(whole.clone());
        for (place, version) in &whole {
            let Some((function, _)) = place.split_once(" alias ") else {
                continue;
            };
            let published = format!("history {function} {version} ");
            let told = whole.iter().filter_map(|(place, value)| {
                let what = place.strip_prefix(&published)?;
                Some((format!("{function} as called {what}"), value.clone()))
            });
            promised.extend(told);
            if !place.ends_with(" weights") {
                promised.remove(place);
            }
        }
        promised
    }

    /// Fails unless everything stands as before the first setup.
    pub async fn assert_as_before(&self, case: &str) {
        let now = standing(&self.account).await;
        assert_eq!(changed(&self.before, &now), Vec::<String>::new(), "{case}");
    }

    /// Fails unless everything stands as a good setup leaves it.
    pub async fn assert_promised(&self, promised: &Fingerprint, case: &str) {
        let now = self.promised().await;
        assert_eq!(changed(promised, &now), Vec::<String>::new(), "{case}");
    }

    /// Undoes; fails unless everything then stands as before and the journal is gone.
    pub async fn undo(&self, case: &str) {
        self.proxy.clear();
        let report = self.setup.undo().await;
        let fine = matches!(report.outcome, Outcome::Done | Outcome::NothingToDo);
        assert!(fine, "{case}: undo: {}", told(&report));
        self.assert_as_before(&format!("{case}: undone")).await;
        assert_eq!(self.setup.journals().len(), 0, "{case}: a journal stays");
    }
}

/// The places that differ, with both sides; short, since the whole would fill the screen.
fn changed(expected: &Fingerprint, found: &Fingerprint) -> Vec<String> {
    let places = expected.keys().chain(found.keys());
    let mut differing: Vec<String> = places
        .filter(|place| expected.get(*place) != found.get(*place))
        .map(|place| {
            format!(
                "{place}: {:.60?} became {:.60?}",
                expected.get(place),
                found.get(place)
            )
        })
        .collect();
    differing.sort();
    differing.dedup();
    differing
}

/// Whoever reads the report knows what happened and what to do; and reads no secret.
pub fn assert_explained(report: &Report, case: &str) {
    let said = report.json().to_string();
    for secret in [CONSUMER_KEY, "BEGIN PRIVATE KEY", &"t".repeat(80)] {
        assert!(!said.contains(secret), "{case}: tells a secret");
    }
    if report.outcome == Outcome::Done {
        assert_eq!(report.problem, None, "{case}");
        return;
    }
    let problem = report.problem.as_ref();
    let problem = problem.unwrap_or_else(|| panic!("{case}: not explained: {report:?}"));
    for text in [
        problem.what.clone(),
        problem.advice.cause(),
        problem.advice.fix(),
    ] {
        assert!(!text.is_empty(), "{case}: {problem:?}");
    }
}
