//! The practice world: an AWS account, Salesforce orgs and a key pair that fits them, none of it real. It comes
//! from `assets/practice.toml`; keys are made in the background, and whoever needs them waits for them.

mod blueprint;
mod credentials;
mod deployment;
mod directory;
mod document;
mod rest_function;
mod salesforce;

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, Shared};
use jiff::Timestamp;

use crate::account::practice::Practice;
use crate::domain::{Failure, FailureKind, Secret};
use crate::hint::Hint;
use crate::problem::Problem;

pub use rest_function::RestFunction;
pub use salesforce::Salesforce;

use blueprint::Blueprint;
use credentials::Credentials;
use directory::Directory;

/// What is being made in the background; whoever needs it waits for it.
type Soon<T> = Shared<BoxFuture<'static, Result<Arc<T>, Problem>>>;

/// A practice world. Its files are removed when it is dropped.
pub struct World {
    /// The account.
    pub cloud: Arc<Practice>,
    /// The orgs.
    pub org: Arc<Salesforce>,
    /// Where `server.key`, `server.crt` and `consumer-key.txt` are.
    pub directory: PathBuf,
    /// What to answer, a line each: which file, which consumer key, and who may log in where.
    pub hints: Vec<Hint>,
    files: Arc<Directory>,
    credentials: Soon<Credentials>,
}

impl World {
    /// Makes a world with this clock. Returns at once: keys and files are made meanwhile.
    ///
    /// # Errors
    /// Where no directory can be made for the files.
    pub fn open(now: fn() -> Timestamp) -> Result<Self, Problem> {
        let blueprint = Arc::new(Blueprint::read()?);
        let files = Arc::new(Directory::create()?);
        let consumer_key = credentials::new_consumer_key()?;
        let hints = hints(&files, &consumer_key, &blueprint);
        let credentials = Credentials::soon(consumer_key, files.clone(), now);
        let org = Salesforce::later(
            blueprint.clone(),
            credentials.clone(),
            files.path().to_owned(),
            now,
        );
        let org = Arc::new(org);
        let made = credentials.clone();
        let seed = async move {
            let credentials = made.await.map_err(|problem| failed(&problem))?;
            Ok(deployment::seed(&blueprint, &credentials))
        };
        let code = RestFunction::new(org.clone(), now);
        Ok(Self {
            cloud: Arc::new(Practice::later(seed).running(Arc::new(code))),
            org,
            directory: files.path().to_owned(),
            hints,
            files,
            credentials,
        })
    }

    /// Waits until the files are written. What kept them from being made is told where they are needed.
    pub async fn settle(&self) {
        let _told_later = self.credentials.clone().await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.files.remove();
    }
}

fn hints(files: &Directory, consumer_key: &Secret, blueprint: &Blueprint) -> Vec<Hint> {
    let key = files.file("server.key");
    let key = format!("Private key: load {}", key.display());
    let certificate = files.file("server.crt");
    let certificate = format!("Certificate: {}", certificate.display());
    let pair = "New key pair: one that is made here counts as uploaded to the app, just go on";
    let consumer_key = format!("Consumer key: paste {}", consumer_key.expose_for_signing());
    let fields = [
        Hint::of_field("private_key_file", key),
        Hint::of_field("certificate_file", certificate),
        Hint::of_field("key_pair", pair.to_owned()),
        Hint::of_field("consumer_key", consumer_key),
    ];
    fields.into_iter().chain(blueprint.hints()).collect()
}

fn failed(problem: &Problem) -> Failure {
    Failure {
        kind: FailureKind::Configuration,
        call: "practice",
        resource: String::new(),
        code: None,
        message: problem.to_string(),
        fix: Some("Start practice again.".to_owned()),
    }
}

/// Makes something on a thread of its own.
fn soon<T: Send + Sync + 'static>(
    make: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Soon<T> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        // Nobody may be waiting any more.
        let _unheard = sender.send(make().map(Arc::new));
    });
    let made = async move {
        receiver.await.unwrap_or_else(|_| {
            let what = "The practice world could not be made.";
            Err(Problem::new("practice-not-made", what).fix("Start practice again."))
        })
    };
    made.boxed().shared()
}

#[cfg(test)]
mod tests;
