//! The other writer: it reads, adds to what it read, and writes, until it is told to stop. What it wrote before is in
//! what it writes next, so that each change of its own that somebody else lost is missing in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use tokio::task::{AbortHandle, JoinHandle};

use crate::support::Account;
use crate::support::patience::Patience;

/// How the writer makes its version of a secret the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Only in place of the version that it read.
    Swapping,
    /// In place of whatever is there, as Salesforce's own rotation of the telephony key does.
    Plainly,
}

/// A writer at work.
pub struct Rival {
    written: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Rival {
    /// Calls `write` with 1, 2 and so on, each until it says that it has written, with this pause between.
    pub fn start<F>(pause: Duration, write: impl Fn(usize) -> F + Send + 'static) -> Self
    where
        F: Future<Output = bool> + Send,
    {
        let (written, stop) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (count, ended) = (written.clone(), stop.clone());
        let task = tokio::spawn(async move {
            while !ended.load(Ordering::SeqCst) {
                let next = count.load(Ordering::SeqCst) + 1;
                if write(next).await {
                    count.store(next, Ordering::SeqCst);
                }
                tokio::time::sleep(pause).await;
            }
        });
        Self {
            written,
            stop,
            task,
        }
    }

    /// What is known of it elsewhere.
    pub fn traces(&self) -> Traces {
        Traces {
            written: self.written.clone(),
            task: self.task.abort_handle(),
        }
    }

    /// Waits until it has written once more.
    pub async fn writes_on(&self) {
        let (traces, patience) = (self.traces(), Patience::with("write of the rival"));
        let before = traces.written();
        while traces.written() == before {
            patience.left();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets it finish what it is about, and tells how many changes it made.
    pub async fn stop(self) -> usize {
        self.stop.store(true, Ordering::SeqCst);
        self.task.await.unwrap();
        self.written.load(Ordering::SeqCst)
    }
}

/// What a writer at work leaves behind.
pub struct Traces {
    written: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl Traces {
    /// How many changes it has made so far.
    ///
    /// # Panics
    /// Where it broke down: nobody should wait for more.
    pub fn written(&self) -> usize {
        assert!(!self.task.is_finished(), "the rival broke down");
        self.written.load(Ordering::SeqCst)
    }
}

/// What the writer has under its key before its first change: the template's.
const FIRST: &str = "scrt-jwt-auth-private-key-value";

/// The writer's value of the telephony key after so many changes.
pub fn value(changes: usize) -> String {
    let numbers = (1..=changes).map(|n| format!(" {n};"));
    std::iter::once(FIRST.to_owned()).chain(numbers).collect()
}

/// Whether a document has this change of the writer's.
pub fn holds(document: &str, change: usize) -> bool {
    document.contains(FIRST) && document.contains(&format!(" {change};"))
}

/// Adds a change to the telephony key in a secret. Tells whether it is in.
pub async fn rotate(account: &Account, secret: &str, change: usize, manner: Manner) -> bool {
    let client = account.secrets();
    let get = client.get_secret_value().secret_id(secret);
    let read = get.version_stage("AWSCURRENT").send().await.unwrap();
    let text = read.secret_string().unwrap();
    let (head, rest) = text.split_once(FIRST).unwrap();
    let (own, tail) = rest.split_once('"').unwrap();
    let text = format!("{head}{FIRST}{own} {change};\"{tail}");
    let put = client
        .put_secret_value()
        .secret_id(secret)
        .secret_string(text);
    match manner {
        Manner::Plainly => put.send().await.is_ok(),
        Manner::Swapping => {
            let label = format!("rival-{change}");
            let put = put.version_stages(&label).send().await.unwrap();
            let version = put.version_id().unwrap();
            let swapped = swap(&client, secret, read.version_id().unwrap(), version).await;
            let clear = client.update_secret_version_stage().secret_id(secret);
            let clear = clear.version_stage(label).remove_from_version_id(version);
            clear.send().await.unwrap();
            swapped
        }
    }
}

async fn swap(client: &Client, secret: &str, from: &str, to: &str) -> bool {
    let swap = client.update_secret_version_stage().secret_id(secret);
    let swap = swap.version_stage("AWSCURRENT").move_to_version_id(to);
    swap.remove_from_version_id(from).send().await.is_ok()
}
