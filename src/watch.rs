//! How writing is watched: what it consists of, how far it is, and whether the person wants it to stop.

use async_trait::async_trait;

use crate::draft::Draft;
use crate::ledger::Setup;
use crate::report::Report;

/// How a stage of the writing stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageState {
    /// Not begun.
    Waiting,
    /// Under way; what is being waited for, as in `try 2 in 4 seconds`. May be empty.
    Working(String),
    /// Done; what there is to say of it. May be empty.
    Done(String),
    /// Left out; why.
    Skipped(String),
    /// Failed; what happened, in a sentence.
    Failed(String),
}

/// What is being carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The preview is written, read back and proved.
    Write,
    /// What is stored is proved again.
    ProveAgain,
    /// What was written is put back.
    Undo,
}

/// Somebody who watches the writing.
pub trait Watch: Send + Sync {
    /// All stages to come, in order, each in a few words: `Write secret acme-salesforce-secret`.
    fn stages(&self, names: &[String]);

    /// How a stage stands now; `at` counts from 0.
    fn stage(&self, at: usize, state: StageState);

    /// Whether the person asked to stop. Looked at between two calls, never within one.
    fn stop_asked(&self) -> bool;

    /// A setup is on record now, or an unfinished one goes on; nothing is written before. When it began tells it
    /// from all others, for whoever wants to put back just this one.
    fn on_record(&self, _begun: &str) {}
}

/// Watches nothing and never stops.
pub struct Unwatched;

impl Watch for Unwatched {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, _: usize, _: StageState) {}
    fn stop_asked(&self) -> bool {
        false
    }
}

/// Carries out what the conversation came to. The only thing handed to a front end that can change an account.
#[async_trait]
pub trait Writer: Send + Sync {
    /// Writes the preview that the draft holds, reads back, and proves it.
    async fn write(&self, draft: &Draft, watch: &dyn Watch) -> Report;

    /// Proves again what is stored, without writing: after waiting, or after a change in Salesforce.
    async fn prove_again(&self, draft: &Draft, watch: &dyn Watch) -> Report;

    /// Puts back what this setup changed, and no other.
    async fn undo(&self, setup: &Setup, watch: &dyn Watch) -> Report;
}

/// Work with all that it takes.
pub enum Order {
    /// To write what this preview shows.
    Write(Box<Draft>),
    /// To prove again what is stored.
    ProveAgain(Box<Draft>),
    /// To put back this setup.
    Undo(Setup),
}

impl Order {
    /// Has it carried out; how it came out.
    pub async fn carry_out(&self, writer: &dyn Writer, watch: &dyn Watch) -> Report {
        match self {
            Self::Write(draft) => writer.write(draft, watch).await,
            Self::ProveAgain(draft) => writer.prove_again(draft, watch).await,
            Self::Undo(setup) => writer.undo(setup, watch).await,
        }
    }
}
