//! The steps of a setup, in the order in which they need the fewest decisions. One file a step: its
//! question, when it is skipped, what its answer means. Front ends know none of them.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::account::{Account, Cloud};
use crate::domain::paste::clean_text;
use crate::domain::place::Place;
use crate::domain::{CheckLine, key_material};
use crate::draft::{Draft, Learned};
use crate::journal::Journals;
use crate::memory::Memory;
use crate::org::Org;
use crate::problem::Problem;
use crate::question::{Answer, Offer, Question, Rejection, Value};

mod account;
mod consumer_key;
mod contact_center;
mod org;
mod private_key;
mod review;
mod secret;
mod username;
mod version_path;

/// All steps, in order.
pub static STEPS: [&dyn Step; 9] = [
    &account::AwsAccount,
    &contact_center::WhichContactCenter,
    &version_path::WhichVersionPath,
    &secret::WhichSecret,
    &org::WhichOrg,
    &consumer_key::TheConsumerKey,
    &private_key::ThePrivateKey,
    &username::TheUsername,
    &review::Review,
];

/// What the steps may look at. Nothing in it can change an account: they open it and hand on a reader.
#[derive(Clone)]
pub struct Surroundings {
    /// Where accounts are opened.
    pub cloud: Arc<dyn Cloud>,
    /// Who is asked whether the values work.
    pub org: Arc<dyn Org>,
    /// What earlier setups changed, and whether they came to their end.
    pub journals: Arc<Journals>,
    /// What was answered the last time.
    pub memory: Memory,
    /// Where practice has its key, to be found and new ones to be made; `None` outside of it.
    pub practice_folder: Option<PathBuf>,
    /// Where likely key files are looked for first.
    pub working_directory: PathBuf,
    /// The person's home, where known; `~` stands for it.
    pub home: Option<PathBuf>,
}

impl Surroundings {
    async fn open(&self, place: &Place) -> Result<Arc<dyn Account>, Problem> {
        self.cloud
            .open(place)
            .await
            .map_err(|failure| failure.problem())
    }
}

/// A step was reached before what it depends on was answered.
fn answer_first(what: &str) -> Problem {
    Problem::new("answer-first", format!("First answer this: {what}."))
        .fix("Go back and answer it.")
}

/// A text of somebody's, made fit to be shown in a sentence.
fn shortened(text: &str) -> String {
    let text = key_material::hidden(text);
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// What a step comes back with.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// What was found on the way, for the draft to keep.
    pub learned: Learned,
}

/// How a step tells what it is at while its question is not ready.
pub trait Progress: Send + Sync {
    /// What is being waited for, as in `Listing functions, page 3`.
    fn waiting_for(&self, what: &str);

    /// A question that can be shown and answered already, though more is to come.
    fn so_far(&self, asked: Asked);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn waiting_for(&self, _: &str) {}
    fn so_far(&self, _: Asked) {}
}

/// Whether a field is worth asking for, after what was answered before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// As the field itself says.
    AsMarked,
    /// It must be filled in after all.
    Must,
    /// Nothing would be done with an answer.
    None,
}

/// What is done with an answer that may take longer than anybody waits for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effort {
    /// What it is, as in `Reading server.key`.
    pub what: String,
    /// Whether it takes a while also where all is well.
    pub is_long: bool,
}

impl Effort {
    /// What reading this value is called.
    pub fn reading(value: &Value) -> String {
        match value {
            Value::Path(path) => format!("Reading {}", path.display()),
            Value::Text(path) => format!("Reading {}", path.trim()),
            Value::Secret(_) => "Reading the pasted text".into(),
        }
    }
}

/// What becomes of an answer that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// On to the next step.
    Next,
    /// Ask the same step again: the answer changed what it has to show.
    Again,
    /// The preview was confirmed: write.
    Write,
}

/// The step at which everything about another contact center begins.
pub const CONTACT_CENTER: &str = "contact-center";

/// One step.
#[async_trait]
pub trait Step: Send + Sync {
    /// Its name, as in `contact-center`; the guidance texts go by it.
    fn id(&self) -> &'static str;

    /// The fields that an answer to it consists of, where nobody is asked.
    fn fields(&self) -> &'static [&'static str] {
        &[]
    }

    /// Why it need not be asked, where it need not.
    fn skipped(&self, draft: &Draft) -> Option<String> {
        let _ = draft;
        None
    }

    /// What was answered, in a few words and masked; `None` as long as nothing was.
    fn summary(&self, draft: &Draft) -> Option<String>;

    /// Looks around and asks. May take as long as the network does.
    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem>;

    /// What taking an answer has to do that may take long; `None` where it is taken at once.
    fn effort(&self, answer: &Answer) -> Option<Effort> {
        let _ = answer;
        None
    }

    /// What can be said of a field's value while it is being entered. Quick and without network, but for a file:
    /// that is read.
    fn checks(&self, draft: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        let _ = (draft, field, value);
        Vec::new()
    }

    /// A pasted line as a field takes it, and what was taken off.
    fn pasted(&self, field: &str, text: &str) -> (Zeroizing<String>, Vec<String>) {
        let _ = field;
        clean_text(text)
    }

    /// What is worth saying of a field's value once the whole answer was taken, to whoever saw no checks.
    fn remarks(&self, draft: &Draft, field: &str, answer: &Answer) -> Vec<CheckLine> {
        let checks = |value| self.checks(draft, field, value);
        answer.get(field).map_or_else(Vec::new, checks)
    }

    /// Whether a field needs an answer, after what was answered before it. Asked where fields come one by one.
    fn need(&self, draft: &Draft, field: &str, answer: &Answer) -> Need {
        let _ = (draft, field, answer);
        Need::AsMarked
    }

    /// What can be done with what was entered so far, beside handing it in. Reads the files that are named.
    fn offers(&self, draft: &Draft, answer: &Answer) -> Vec<Offer> {
        let _ = (draft, answer);
        Vec::new()
    }

    /// Gives up what it was told to do and has not come to, for it is being left with no answer.
    fn leave(&self, draft: &mut Draft) {
        let _ = draft;
    }

    /// Checks an answer and fills the draft. A refused answer leaves the draft as it was.
    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>>;
}
