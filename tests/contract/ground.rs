//! The accounts that the promises are held against, and where those are not as AWS is.

use std::sync::Arc;

use scv_oauth::account::aws::Aws;
use scv_oauth::account::{Account, Cloud};
use scv_oauth::domain::place::Place;

use super::practice;
use crate::support;
use crate::support::Emulator;
use crate::support::world::{Values, World, centers};

/// The function of the contact center `acme`, with version 1 and the alias `active` on it.
pub const FUNCTION: &str = "acme-InvokeSalesforceRestApiFunction";
/// Its secret.
pub const SECRET: &str = "acme-salesforce-secret";
/// A parameter of the contact center `delta`.
pub const PARAMETER: &str = "delta-salesforce-rest-api-subject";

/// What AWS does and an emulator may not. Each was found by running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// The same token with another text is refused.
    TokensAreChecked,
    /// A functions' revision is told, changes with each change, and is checked.
    RevisionsAreChecked,
    /// Functions come at most 50 a page.
    FunctionsComeInPages,
    /// An alias cannot be pointed at a version that does not exist.
    VersionsOfAliasesAreChecked,
    /// The versions of a function that does not exist are not found; elsewhere, an empty list.
    MissingFunctionsHaveNoVersions,
    /// Provisioned concurrency is told; elsewhere, a page in HTML.
    ProvisionedConcurrencyIsTold,
}

/// An account with the contact centers `acme` (19.0) and `delta` (below 19.0).
pub struct Ground {
    /// For messages.
    pub name: String,
    /// What is tested.
    pub account: Arc<dyn Account>,
    differs: &'static [Behaviour],
}

impl Ground {
    /// One of each kind, each its own.
    pub async fn each() -> Vec<Self> {
        let mut grounds = Vec::new();
        for kind in Emulator::BOTH {
            let (_, ground) = Self::emulated(kind).await;
            grounds.push(ground);
        }
        grounds.push(Self::practiced());
        grounds
    }

    /// In memory. It does all that AWS does.
    fn practiced() -> Self {
        Self {
            name: "Practice".into(),
            account: practice::account(world()),
            differs: &[],
        }
    }

    /// In an emulator, with the way around the program into the same account.
    pub async fn emulated(kind: Emulator) -> (support::Account, Self) {
        let account = support::Account::open(kind.shared(), "us-west-2").await;
        world().seed(&account).await;
        let ground = Self {
            name: format!("{kind:?}"),
            account: open(&account).await,
            differs: differences(kind),
        };
        (account, ground)
    }

    /// Whether this account does as AWS does.
    pub fn does(&self, behaviour: Behaviour) -> bool {
        !self.differs.contains(&behaviour)
    }
}

fn world() -> World {
    let values = Values::placeholders();
    World::of([
        centers::partner("acme", &values),
        centers::below_19("delta", &values),
    ])
}

/// The table of differences: what an emulator does not do as AWS does.
fn differences(kind: Emulator) -> &'static [Behaviour] {
    use Behaviour::*;
    match kind {
        Emulator::Moto => &[
            RevisionsAreChecked,
            FunctionsComeInPages,
            MissingFunctionsHaveNoVersions,
            ProvisionedConcurrencyIsTold,
        ],
        Emulator::Ministack | Emulator::MinistackWithIam => {
            &[TokensAreChecked, VersionsOfAliasesAreChecked]
        }
    }
}

/// The account as the program opens it: by environment variables, and without files.
pub async fn open(account: &support::Account) -> Arc<dyn Account> {
    open_with(account, "1").await
}

/// The same, with so many attempts for each call.
pub async fn open_with(account: &support::Account, attempts: &str) -> Arc<dyn Account> {
    let credentials = &account.credentials;
    let nowhere = account.home().join("nowhere").display().to_string();
    let variables = [
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id()),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key()),
        (
            "AWS_SESSION_TOKEN",
            credentials.session_token().unwrap_or_default(),
        ),
        ("AWS_REGION", &account.region),
        ("AWS_ENDPOINT_URL", &account.url),
        ("AWS_MAX_ATTEMPTS", attempts),
        ("AWS_CONFIG_FILE", &nowhere),
        ("AWS_SHARED_CREDENTIALS_FILE", &nowhere),
    ];
    let aws = Aws::with_variables(variables);
    aws.open(&Place::default()).await.unwrap()
}
