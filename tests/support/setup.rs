//! A setup as somebody runs it without being asked anything: through the library, against an account that may lie
//! behind a proxy, with journals of its own.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use scv_oauth::account::aws::{Aws, Limits};
use scv_oauth::account::{self, Cloud};
use scv_oauth::answers::{self, Presets};
use scv_oauth::apply::Apply;
use scv_oauth::cli::{self, Command};
use scv_oauth::domain::KeyPair;
use scv_oauth::domain::place::{Place, Standing};
use scv_oauth::draft::Draft;
use scv_oauth::journal::Journals;
use scv_oauth::memory::Memory;
use scv_oauth::org::{HttpOrg, Org};
use scv_oauth::report::Report;
use scv_oauth::steps::{Silent, Surroundings};
use scv_oauth::unattended;
use scv_oauth::watch::Unwatched;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::Account;
use super::patience::PATIENCE;

/// The consumer key that is written; no message may hold it.
pub const CONSUMER_KEY: &str =
    "3MVG9kCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanary";

/// The user.
pub const USERNAME: &str = "integration@acme.com.uat";

/// The org's address.
pub const MY_DOMAIN: &str = "https://acme--uat.sandbox.my.salesforce.com";

/// As little patience as a busy computer allows: answers that never come must not cost minutes.
const HASTE: Duration = Duration::from_secs(3);

/// A setup of one contact center, to be run and undone as often as a test wants.
pub struct Setup {
    center: String,
    presets: Presets,
    around: Surroundings,
    apply: Arc<Apply>,
    hurries: Arc<AtomicBool>,
    folder: TempDir,
}

impl Setup {
    /// Of the contact center `center` in this account. Nothing is proved: neither org nor function exist.
    pub fn of(center: &str, account: &Account) -> Self {
        let folder = TempDir::new().unwrap();
        let presets = presets(center, &folder);
        let hurries = Arc::<AtomicBool>::default();
        let cloud: Arc<dyn Cloud> = Arc::new(Once {
            patient: Opening::with(account, PATIENCE),
            hasty: Opening::with(account, HASTE),
            hurries: hurries.clone(),
        });
        let org: Arc<dyn Org> = Arc::new(HttpOrg::new());
        let journals = Arc::new(Journals::at(Some(folder.path().join("journal"))));
        let around = Surroundings {
            cloud: cloud.clone(),
            org: org.clone(),
            journals: journals.clone(),
            memory: Memory::at(None),
            practice_folder: None,
            working_directory: folder.path().to_owned(),
            home: None,
        };
        Self {
            center: center.to_owned(),
            presets,
            around,
            apply: Arc::new(Apply {
                cloud,
                org,
                journals,
            }),
            hurries,
            folder,
        }
    }

    /// What its steps look at.
    pub fn surroundings(&self) -> &Surroundings {
        &self.around
    }

    /// What writes in its end.
    pub fn writer(&self) -> &Arc<Apply> {
        &self.apply
    }

    /// What is known before the first question, where somebody is asked: what is to be proved.
    pub fn draft(&self) -> Draft {
        Draft {
            proofs: unattended::draft(&self.presets, &self.around).proofs,
            folder: self.folder.path().to_owned(),
            ..Draft::default()
        }
    }

    /// The file with the private key.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("server.key")
    }

    /// The certificate of that key.
    pub fn certificate(&self) -> &'static str {
        &pair().certificate_pem
    }

    /// From now on, whether a call that is not answered is given up soon, as one that never will be has to be.
    pub fn hurry(&self, hurries: bool) {
        self.hurries.store(hurries, Ordering::SeqCst);
    }

    /// Runs it.
    pub async fn run(&self) -> Report {
        let (presets, around) = (&self.presets, &self.around);
        unattended::run(presets, around, &*self.apply, false, &Silent, &Unwatched)
            .await
            .0
    }

    /// Puts back what the last run changed.
    pub async fn undo(&self) -> Report {
        let place = Place::default();
        self.apply
            .undo_agreed(&place, &self.center, &[], &Unwatched)
            .await
    }

    /// The journals that are kept now.
    pub fn journals(&self) -> Vec<String> {
        let folder = fs::read_dir(self.folder.path().join("journal"));
        let paths = folder
            .into_iter()
            .flatten()
            .map(|file| file.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect()
    }
}

/// Opens its account once: each opening reads all certificates of this computer, and a matrix opens thousands.
struct Once {
    patient: Opening,
    hasty: Opening,
    hurries: Arc<AtomicBool>,
}

struct Opening {
    aws: Aws,
    opened: OnceCell<Arc<dyn account::Account>>,
}

impl Opening {
    fn with(account: &Account, patience: Duration) -> Self {
        Self {
            aws: aws(account, patience),
            opened: OnceCell::new(),
        }
    }
}

impl Once {
    fn opening(&self) -> &Opening {
        match self.hurries.load(Ordering::SeqCst) {
            true => &self.hasty,
            false => &self.patient,
        }
    }
}

#[async_trait]
impl Cloud for Once {
    async fn profiles(&self) -> Vec<String> {
        self.opening().aws.profiles().await
    }

    async fn standing(&self, place: &Place) -> account::Outcome<Standing> {
        self.opening().aws.standing(place).await
    }

    async fn open(&self, place: &Place) -> account::Outcome<Arc<dyn account::Account>> {
        let Opening { aws, opened } = self.opening();
        let opened = opened.get_or_try_init(|| aws.open(place));
        opened.await.cloned()
    }
}

/// One attempt a call.
fn aws(account: &Account, patience: Duration) -> Aws {
    let mut variables = vec![
        ("AWS_ENDPOINT_URL", account.url.as_str()),
        ("AWS_REGION", &account.region),
        ("AWS_ACCESS_KEY_ID", account.credentials.access_key_id()),
        (
            "AWS_SECRET_ACCESS_KEY",
            account.credentials.secret_access_key(),
        ),
        ("AWS_MAX_ATTEMPTS", "1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", "/nonexistent/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials"),
    ];
    if let Some(token) = account.credentials.session_token() {
        variables.push(("AWS_SESSION_TOKEN", token));
    }
    Aws::with_variables(variables).limits(Limits {
        connect: patience,
        attempt: patience,
        operation: patience,
        invoke: patience,
        sign_in: patience,
    })
}

fn presets(center: &str, folder: &TempDir) -> Presets {
    let file = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let consumer_key = file("consumer-key.txt", CONSUMER_KEY);
    let private_key = file("server.key", &pair().key.to_pem().in_the_clear());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&private_key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let words = [
        "scv-oauth",
        "--contact-center",
        center,
        "--username",
        USERNAME,
        "--consumer-key-file",
        consumer_key.to_str().unwrap(),
        "--private-key-file",
        private_key.to_str().unwrap(),
        "--org",
        "sandbox",
        "--my-domain",
        MY_DOMAIN,
        "--no-login-proof",
        "--no-lambda-proof",
    ];
    let invocation = cli::parse_from(words).unwrap();
    let Command::Setup(setup) = invocation.command else {
        panic!("not a setup")
    };
    answers::load(&setup, &invocation.everywhere, None, None)
}

/// One for all tests: making one takes a while.
fn pair() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate("acme", 365, Timestamp::now()).unwrap())
}
