//! A contact center that is set up right, to be spoilt by a test, and the check of it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use scv_oauth::account::aws::{Aws, Limits};
use scv_oauth::account::{self, Cloud};
use scv_oauth::check::{CheckReport, Checked, Options, run};
use scv_oauth::domain::place::Place;
use scv_oauth::domain::{KeyPair, OrgKind, Secret};
use scv_oauth::org::HttpOrg;
use scv_oauth::org::http::{Reach, Way};

use crate::support::salesforce::Salesforce;
use crate::support::world::{Values, World};
use crate::support::{Account, Emulator};

pub const USER: &str = "voice@acme.example.uat";

/// The pair of which the app has the certificate.
pub fn pair() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate("acme", 365, Timestamp::now()).unwrap())
}

pub fn pem() -> String {
    pair().key.to_pem().expose_for_aws().to_owned()
}

pub fn consumer_key() -> String {
    format!("3MVG9{}k2Qp", "c".repeat(76))
}

/// Values that let the function in.
pub fn right() -> Values {
    Values {
        consumer_key: consumer_key(),
        private_key: pem(),
        subject: USER.into(),
        audience: "https://test.salesforce.com/".into(),
        access_token: "00DcanaryToken".into(),
    }
}

/// The org of these values.
pub fn salesforce() -> Salesforce {
    let consumer_key = Secret::new(consumer_key());
    Salesforce::start(&pair().key, &consumer_key, USER, OrgKind::Sandbox)
}

/// A world with its addresses on this org instead of My Domain, and with the org's id.
pub fn at(world: World, org: &Salesforce) -> World {
    at_address(world, org.origin())
}

/// The same, with another address as the org's.
pub fn at_address(mut world: World, address: &str) -> World {
    let home = |text: &str| {
        let text = text.replace("00D5g00000ABCDE", "00D5g00000AbCdE");
        text.replace("https://acme.my.salesforce.com", address)
    };
    for secret in &mut world.secrets {
        secret.value = home(&secret.value);
    }
    for function in &mut world.functions {
        for (_, value) in &mut function.environment {
            *value = home(value);
        }
    }
    world
}

/// An account in the emulator that holds this.
pub async fn account(kind: Emulator, world: &World) -> Account {
    let account = Account::open(kind.shared(), "us-west-2").await;
    world.seed(&account).await;
    account
}

/// The account as the program reaches it.
pub async fn opened(account: &Account) -> Arc<dyn account::Account> {
    let cloud = Aws::with_variables(variables(account));
    cloud.open(&Place::default()).await.unwrap()
}

/// The same for somebody who waits no longer than this for an answer.
pub async fn opened_in_haste(account: &Account, patience: Duration) -> Arc<dyn account::Account> {
    let cloud = Aws::with_variables(variables(account)).limits(Limits {
        connect: patience,
        attempt: patience,
        operation: patience,
        invoke: patience,
        sign_in: patience,
    });
    cloud.open(&Place::default()).await.unwrap()
}

fn variables(account: &Account) -> Vec<(&'static str, String)> {
    let nowhere = account.home().join("none").display().to_string();
    let keys = &account.credentials;
    vec![
        ("AWS_ACCESS_KEY_ID", keys.access_key_id().to_owned()),
        ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key().to_owned()),
        (
            "AWS_SESSION_TOKEN",
            keys.session_token().unwrap_or_default().to_owned(),
        ),
        ("AWS_REGION", account.region.clone()),
        ("AWS_ENDPOINT_URL", account.url.clone()),
        ("AWS_MAX_ATTEMPTS", "1".into()),
        ("AWS_CONFIG_FILE", nowhere.clone()),
        ("AWS_SHARED_CREDENTIALS_FILE", nowhere),
    ]
}

/// Past any proxy of this computer.
pub fn direct() -> HttpOrg {
    let patience = Duration::from_secs(10);
    HttpOrg::reaching(Reach {
        connect: patience,
        total: patience,
        way: Way::Direct,
    })
}

/// Checks all contact centers of the account.
pub async fn check(account: &Account, login_proof: bool) -> CheckReport {
    let options = Options {
        contact_center: None,
        certificate: None,
        login_proof,
    };
    run(opened(account).await.reader(), &direct(), &options).await
}

/// The one contact center with this name.
pub fn center<'a>(report: &'a CheckReport, name: &str) -> &'a Checked {
    let mut centers = report.centers.iter();
    let found = centers.find(|checked| checked.center.name == name);
    found.unwrap_or_else(|| panic!("{name} in {report:#?}"))
}

/// The codes of everything found, the worst first.
pub fn codes(checked: &Checked) -> Vec<&'static str> {
    checked
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}
