//! Somebody who sets up and undoes in the practice account, and somebody else who writes beside.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::{ACCESS, FUNCTION, NAMES, SECRET};
use crate::account::practice::{Functions, Practice, Seed};
use crate::account::{Account, Cloud, Reader};
use crate::apply::Apply;
use crate::discover;
use crate::domain::place::Place;
use crate::domain::resources::Environment;
use crate::domain::test_keys::pair;
use crate::domain::{ConsumerKey, OrgKind, Username};
use crate::draft::{Draft, KeyAnswer, OfCenter, Proofs};
use crate::journal::Journals;
use crate::ledger::Setup;
use crate::memory::Memory;
use crate::org::HttpOrg;
use crate::report::{Outcome, Report};
use crate::steps::{STEPS, Silent, Surroundings};
use crate::swap;
use crate::undo::{Prospect, Step, prospect};
use crate::watch::{StageState, Unwatched, Watch, Writer};

/// Hears which setup is on record.
#[derive(Default)]
struct Hearing {
    begun: Mutex<String>,
}

impl Watch for Hearing {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, _: usize, _: StageState) {}
    fn stop_asked(&self) -> bool {
        false
    }
    fn on_record(&self, begun: &str) {
        begun.clone_into(&mut self.begun.lock().unwrap());
    }
}

/// The practice account, and a setup of one contact center in it.
pub struct Stage {
    pub practice: Practice,
    around: Surroundings,
    pub apply: Apply,
    pub draft: Draft,
}

impl Stage {
    pub async fn of(seed: Seed) -> Self {
        Self::in_account(Practice::of(seed)).await
    }

    pub async fn in_account(practice: Practice) -> Self {
        let cloud: Arc<dyn Cloud> = Arc::new(practice.clone());
        let (org, journals) = (Arc::new(HttpOrg::new()), Arc::new(Journals::in_memory()));
        let around = Surroundings {
            cloud: cloud.clone(),
            org: org.clone(),
            journals: journals.clone(),
            memory: Memory::at(None),
            practice_folder: None,
            working_directory: PathBuf::new(),
            home: None,
        };
        let center = discover::resolve(&practice, "delta").await.unwrap();
        let (consumer_key, _) = ConsumerKey::read(&format!("3MVG9{}", "a".repeat(80))).unwrap();
        let key = KeyAnswer {
            key: pair().key.clone(),
            source: String::new(),
            file: None,
            certificate: None,
        };
        let mut draft = Draft {
            standing: Some(cloud.standing(&Place::default()).await.unwrap()),
            identity: Some(practice.identity().await.unwrap()),
            path: Some(center.path),
            center: Some(center),
            org: Some(OrgKind::Production),
            username: Some(Username::read("jane@acme.com").unwrap().0),
            proofs: Proofs {
                login: false,
                function: false,
            },
            ..Draft::default()
        };
        draft.consumer_key = Some(OfCenter::given(consumer_key, draft.here()));
        draft.private_key = Some(OfCenter::given(key, draft.here()));
        Self {
            practice,
            around,
            apply: Apply {
                cloud,
                org,
                journals,
            },
            draft,
        }
    }

    /// No folder is known to keep journals in.
    pub fn without_home(mut self) -> Self {
        let journals = Arc::new(Journals::without_home());
        self.around.journals = journals.clone();
        self.apply.journals = journals;
        self
    }

    /// Looks at the preview; what moved since the last one.
    pub async fn preview(&mut self) -> Vec<String> {
        let review = STEPS.last().unwrap();
        let asked = review
            .ask(&self.around, &self.draft, &Silent)
            .await
            .unwrap();
        self.draft.learn(asked.learned);
        let preview = self.draft.preview.as_ref().unwrap();
        preview.moved.iter().map(|line| line.text.clone()).collect()
    }

    /// What the preview asks.
    pub async fn prompt(&self) -> String {
        let review = STEPS.last().unwrap();
        let asked = review.ask(&self.around, &self.draft, &Silent).await;
        asked.unwrap().question.prompt
    }

    /// What the preview says to know before deciding.
    pub async fn notices(&self) -> String {
        let review = STEPS.last().unwrap();
        let asked = review.ask(&self.around, &self.draft, &Silent).await;
        crate::undo::tests::texts(&asked.unwrap().question.notices)
    }

    pub async fn write(&self) -> Report {
        self.apply.write(&self.draft, &Unwatched).await
    }

    pub async fn set_up(&mut self) {
        self.preview().await;
        let report = self.write().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    }

    /// The same; when it began, as the front ends are told.
    pub async fn set_up_on_record(&mut self) -> String {
        self.preview().await;
        let hearing = Hearing::default();
        let report = self.apply.write(&self.draft, &hearing).await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        hearing.begun.into_inner().unwrap()
    }

    pub fn lose_the_journal(&mut self) {
        self.apply.journals = Arc::new(Journals::in_memory());
    }

    pub async fn undo(&self) -> Report {
        self.undo_agreed(&[]).await
    }

    /// As from the result page of the setup that began then.
    pub async fn undo_of(&self, begun: &str) -> Report {
        let setup = Setup {
            place: Place::default(),
            contact_center: "delta".into(),
            begun: begun.into(),
        };
        self.apply.undo(&setup, &Unwatched).await
    }

    pub async fn undo_agreed(&self, agreed: &[Step]) -> Report {
        let place = Place::default();
        self.apply
            .undo_agreed(&place, "delta", agreed, &Unwatched)
            .await
    }

    pub async fn prospect(&self) -> Prospect {
        let journals = &self.apply.journals;
        prospect(&self.practice, journals, "delta", "us-west-2")
            .await
            .unwrap()
    }

    /// All values, and what callers get; without what AWS keeps of the past.
    pub async fn present(&self) -> Vec<String> {
        let names: Vec<String> = NAMES.map(str::to_owned).into();
        let mut found = self.practice.parameters(&names).await.unwrap().found;
        found.sort_by(|a, b| a.name.cmp(&b.name));
        let mut seen: Vec<String> = found
            .iter()
            .map(|it| format!("{} {}", it.name, it.value.in_the_clear()))
            .collect();
        for qualifier in [None, Some("active")] {
            let function = self.practice.function(FUNCTION, qualifier).await.unwrap();
            let Environment::Variables(variables) = function.environment else {
                panic!("unreadable");
            };
            seen.push(format!("{variables:?}"));
        }
        let alias = self.practice.alias(FUNCTION, "active").await.unwrap();
        seen.push(format!("{} {:?}", alias.version, alias.weights));
        seen
    }

    /// Somebody else's work on the secret.
    pub async fn somebody_sets(&self, key: &str, value: &str) {
        let changed = self
            .practice
            .change_secret_behind_your_back(SECRET, key, value);
        changed.await.unwrap();
    }

    /// The same, byte for byte.
    pub async fn somebody_writes_text(&self, name: &str, text: String) {
        let name = name.to_owned();
        let written = self
            .practice
            .meddle(move |state| state.secrets.set_text(&name, &text));
        written.await.unwrap().unwrap();
    }

    /// Secrets or values and what callers get.
    pub async fn everything(&self) -> Vec<String> {
        match self.practice.secret_text(SECRET).await {
            Some(_) => vec![self.text(SECRET).await, self.text(ACCESS).await],
            None => self.present().await,
        }
    }

    /// The labels of ours on both secrets.
    pub async fn labels_of_ours(&self) -> Vec<String> {
        let mut labels = Vec::new();
        for name in [SECRET, ACCESS] {
            if let Ok(description) = self.practice.describe_secret(name).await {
                labels.extend(description.versions.into_values().flatten());
            }
        }
        labels.retain(|label| label.starts_with(swap::MARK));
        labels
    }

    pub async fn text(&self, name: &str) -> String {
        self.practice
            .secret_text(name)
            .await
            .unwrap()
            .in_the_clear()
    }

    /// Somebody else's work on parameters.
    pub async fn somebody_writes(&self, name: &str, value: &str) {
        let (name, value) = (name.to_owned(), value.to_owned());
        let written = self
            .practice
            .meddle(|state| state.parameters.set_text(&name, &value));
        written.await.unwrap().unwrap();
    }

    /// Somebody else adds a variable, publishes, and lets callers have it; the version that makes.
    pub async fn somebody_publishes(&self) -> u64 {
        let add = |functions: &mut Functions| {
            functions.change(FUNCTION, |it| {
                let Environment::Variables(variables) = &mut it.environment else {
                    panic!("unreadable");
                };
                variables.insert("BY_SOMEBODY".into(), "1".into());
            })
        };
        self.with_functions(add).await;
        let practice = &self.practice;
        let latest = practice.function(FUNCTION, None).await.unwrap();
        let (code, revision) = (latest.code_sha256, latest.revision.as_deref());
        let published = practice.publish(FUNCTION, "by somebody", &code, revision);
        let version = published.await.unwrap().version;
        let moved = practice.move_alias(FUNCTION, "active", &version, None, None);
        moved.await.unwrap();
        version.parse().unwrap()
    }

    pub async fn with_functions(&self, act: impl FnOnce(&mut Functions) -> Option<()>) {
        let acted = self.practice.meddle(|state| act(&mut state.functions));
        acted.await.unwrap().unwrap();
    }

    pub fn writes(&self) -> usize {
        let calls = self.practice.calls();
        calls.iter().filter(|call| call.is_write()).count()
    }
}
