//! Setups and undos in the practice account: with somebody else at work, without a journal, and stopped.

#![allow(clippy::unwrap_used)]

mod beside_others;
mod history;
mod stopped;
mod two_runs;
mod without_journal;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::*;
use crate::account::practice::{Functions, Practice, Seed, SeedFunction};
use crate::account::{Cloud, Reader};
use crate::apply::Apply;
use crate::discover;
use crate::domain::center::variable;
use crate::domain::place::Place;
use crate::domain::resources::Environment;
use crate::domain::test_keys::pair;
use crate::domain::{ConsumerKey, Failure, FailureKind, OrgKind, Username};
use crate::draft::{Draft, KeyAnswer, Proofs};
use crate::memory::Memory;
use crate::org::HttpOrg;
use crate::steps::{STEPS, Silent, Surroundings};
use crate::watch::{Unwatched, Writer};

const FUNCTION: &str = "delta-InvokeSalesforceRestApiFunction";
const SUBJECT: &str = "delta-salesforce-rest-api-subject";
const TOKEN: &str = "delta-salesforce-rest-api-access-token";
const NAMES: [&str; 5] = [
    "delta-salesforce-rest-api-auth-consumer-key",
    "delta-salesforce-rest-api-auth-private-key",
    SUBJECT,
    "delta-salesforce-rest-api-audience",
    TOKEN,
];

/// Below 19.0, with a literal for a name, so that the function must change, and a token in the cache.
fn below_19() -> Seed {
    let function = SeedFunction::new(
        FUNCTION,
        [
            (variable::CONSUMER_KEY, NAMES[0]),
            (variable::PRIVATE_KEY, NAMES[1]),
            (variable::SUBJECT, "integration@acme.com"),
            (variable::AUDIENCE, NAMES[3]),
            (variable::ACCESS_TOKEN, TOKEN),
            (
                variable::AUTH_ENDPOINT,
                "https://acme.my.salesforce.com/services/oauth2/token",
            ),
            (
                variable::REST_BASE,
                "https://acme.my.salesforce.com/services/data/v54.0",
            ),
        ],
    );
    let function = function.published("Service Cloud Voice Lambda Version V17.0");
    let function = function.published("Service Cloud Voice Lambda Version V18.0");
    let seed = NAMES
        .iter()
        .fold(Seed::default(), |seed, name| seed.parameter(name, "old"));
    seed.function(function)
}

fn with_secret() -> Seed {
    let key = |suffix: &str| format!("delta-salesforce-rest-api-{suffix}");
    let document = format!(
        r#"{{"CALL_CENTER_API_NAME": "delta", "SALESFORCE_AUTH_ENDPOINT": "https://acme.my.salesforce.com/services/oauth2/token", "SALESFORCE_REST_API_ENDPOINT_BASE": "https://acme.my.salesforce.com/services/data/v64.0", "{}": "a", "{}": "b", "{}": "c", "{}": "d"}}"#,
        key("auth-consumer-key"),
        key("auth-private-key"),
        key("subject"),
        key("audience")
    );
    let variables = [
        ("SECRET_NAME", "delta-salesforce-secret"),
        ("ACCESS_SECRET_NAME", "delta-salesforce-access-secret"),
    ];
    let function = SeedFunction::new(FUNCTION, variables);
    Seed::default()
        .secret(SECRET, &document)
        .secret(ACCESS, ACCESS_BEFORE)
        .function(function.published("Service Cloud Voice Lambda Version V19.0"))
}

const SECRET: &str = "delta-salesforce-secret";
const ACCESS: &str = "delta-salesforce-access-secret";
const ACCESS_BEFORE: &str = r#"{"delta-salesforce-rest-api-access-token": "00D!token"}"#;

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

struct Stage {
    practice: Practice,
    around: Surroundings,
    apply: Apply,
    draft: Draft,
}

impl Stage {
    async fn of(seed: Seed) -> Self {
        let practice = Practice::of(seed);
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
        let key = KeyAnswer {
            key: pair().key.clone(),
            source: String::new(),
            file: None,
            certificate: None,
        };
        let draft = Draft {
            standing: Some(cloud.standing(&Place::default()).await.unwrap()),
            identity: Some(practice.identity().await.unwrap()),
            path: Some(center.path),
            center: Some(center),
            org: Some(OrgKind::Production),
            consumer_key: Some(
                ConsumerKey::read(&format!("3MVG9{}", "a".repeat(80)))
                    .unwrap()
                    .0,
            ),
            private_key: Some(key),
            username: Some(Username::read("jane@acme.com").unwrap().0),
            proofs: Proofs {
                login: false,
                function: false,
            },
            ..Draft::default()
        };
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

    /// Looks at the preview; what moved since the last one.
    async fn preview(&mut self) -> Vec<String> {
        let review = STEPS.last().unwrap();
        let asked = review
            .ask(&self.around, &self.draft, &Silent)
            .await
            .unwrap();
        self.draft.learn(asked.learned);
        let preview = self.draft.preview.as_ref().unwrap();
        preview.moved.iter().map(|line| line.text.clone()).collect()
    }

    async fn write(&self) -> Report {
        self.apply.write(&self.draft, &Unwatched).await
    }

    async fn set_up(&mut self) {
        self.preview().await;
        let report = self.write().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    }

    /// The same; when it began, as the front ends are told.
    async fn set_up_on_record(&mut self) -> String {
        self.preview().await;
        let hearing = Hearing::default();
        let report = self.apply.write(&self.draft, &hearing).await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        hearing.begun.into_inner().unwrap()
    }

    fn lose_the_journal(&mut self) {
        self.apply.journals = Arc::new(Journals::in_memory());
    }

    async fn undo(&self) -> Report {
        self.undo_agreed(&[]).await
    }

    /// As from the result page of the setup that began then.
    async fn undo_of(&self, begun: &str) -> Report {
        let place = Place::default();
        self.apply.undo(&place, "delta", begun, &Unwatched).await
    }

    async fn undo_agreed(&self, agreed: &[Step]) -> Report {
        let place = Place::default();
        self.apply
            .undo_agreed(&place, "delta", agreed, &Unwatched)
            .await
    }

    async fn prospect(&self) -> Prospect {
        let journals = &self.apply.journals;
        prospect(&self.practice, journals, "delta", "us-west-2")
            .await
            .unwrap()
    }

    /// All values, and what callers get; without what AWS keeps of the past.
    async fn present(&self) -> Vec<String> {
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
    async fn somebody_sets(&self, key: &str, value: &str) {
        let changed = self
            .practice
            .change_secret_behind_your_back(SECRET, key, value);
        changed.await.unwrap();
    }

    /// The same, byte for byte.
    async fn somebody_writes_text(&self, name: &str, text: String) {
        let name = name.to_owned();
        let written = self
            .practice
            .meddle(move |state| state.secrets.set_text(&name, &text));
        written.await.unwrap().unwrap();
    }

    /// Secrets or values and what callers get.
    async fn everything(&self) -> Vec<String> {
        match self.practice.secret_text(SECRET).await {
            Some(_) => vec![self.text(SECRET).await, self.text(ACCESS).await],
            None => self.present().await,
        }
    }

    /// The labels of ours on both secrets.
    async fn labels_of_ours(&self) -> Vec<String> {
        let mut labels = Vec::new();
        for name in [SECRET, ACCESS] {
            if let Ok(description) = self.practice.describe_secret(name).await {
                labels.extend(description.versions.into_values().flatten());
            }
        }
        labels.retain(|label| label.starts_with(swap::MARK));
        labels
    }

    async fn text(&self, name: &str) -> String {
        self.practice
            .secret_text(name)
            .await
            .unwrap()
            .in_the_clear()
    }

    /// Somebody else's work on parameters.
    async fn somebody_writes(&self, name: &str, value: &str) {
        let (name, value) = (name.to_owned(), value.to_owned());
        let written = self
            .practice
            .meddle(|state| state.parameters.set_text(&name, &value));
        written.await.unwrap().unwrap();
    }

    /// Somebody else adds a variable, publishes, and lets callers have it; the version that makes.
    async fn somebody_publishes(&self) -> u64 {
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

    async fn with_functions(&self, act: impl FnOnce(&mut Functions) -> Option<()>) {
        let acted = self.practice.meddle(|state| act(&mut state.functions));
        acted.await.unwrap().unwrap();
    }

    fn writes(&self) -> usize {
        let calls = self.practice.calls();
        calls.iter().filter(|call| call.is_write()).count()
    }
}

fn texts(lines: &[CheckLine]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    texts.join("\n")
}

#[tokio::test]
async fn what_moved_before_the_writing_is_named_and_shown_in_the_next_preview() {
    let mut stage = Stage::of(below_19()).await;
    assert!(stage.preview().await.is_empty());
    stage.somebody_writes(SUBJECT, "other@acme.com").await;
    let report = stage.write().await;
    assert_eq!((report.outcome, report.moved), (Outcome::Refused, true));
    let cause = report.problem.unwrap().advice.cause();
    assert!(
        cause.contains(&format!("Parameter {SUBJECT}: version 1 became 2")),
        "{cause}"
    );
    assert!(cause.contains("Practice/somebody"), "{cause}");
    assert_eq!(stage.writes(), 0);
    let moved = stage.preview().await;
    assert_eq!(moved.len(), 1);
    assert!(cause.contains(&moved[0]), "{moved:?}");
    assert_eq!(stage.write().await.outcome, Outcome::Done);
}

#[tokio::test]
async fn what_moved_at_the_last_moment_keeps_the_others_change_and_asks_again() {
    let mut stage = Stage::of(with_secret()).await;
    stage.preview().await;
    stage
        .practice
        .before("secretsmanager:UpdateSecretVersionStage", |state| {
            let set = state
                .secrets
                .set_key("delta-salesforce-secret", "BY_SOMEBODY", "1");
            set.unwrap();
        });
    let report = stage.write().await;
    assert_eq!(
        (report.outcome, report.moved),
        (Outcome::Refused, true),
        "{report:?}"
    );
    let moved = stage.preview().await.join("\n");
    assert!(moved.contains("Changed: BY_SOMEBODY."), "{moved}");
    assert_eq!(stage.write().await.outcome, Outcome::Done);
    let text = stage
        .practice
        .secret_text("delta-salesforce-secret")
        .await
        .unwrap();
    assert!(text.in_the_clear().contains("BY_SOMEBODY"));
}

#[tokio::test]
async fn a_roll_out_is_ended_by_the_setup_and_taken_up_again_by_undo() {
    let mut stage = Stage::of(below_19()).await;
    let weigh = |functions: &mut Functions| {
        let change = |alias: &mut crate::domain::resources::Alias| {
            alias.weights.insert("1".into(), 0.25);
        };
        functions.change_alias(FUNCTION, "active", change)
    };
    stage.with_functions(weigh).await;
    let before = stage.present().await;
    stage.set_up().await;
    let alias = stage.practice.alias(FUNCTION, "active").await.unwrap();
    assert_eq!((alias.version.as_str(), alias.weights.len()), ("3", 0));
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn callers_on_latest_get_the_change_without_a_new_version() {
    let mut stage = Stage::of(below_19()).await;
    let to_latest = |functions: &mut Functions| {
        functions.change_alias(FUNCTION, "active", |alias| alias.version = "$LATEST".into())
    };
    stage.with_functions(to_latest).await;
    let before = stage.present().await;
    stage.set_up().await;
    let called = stage
        .practice
        .function(FUNCTION, Some("active"))
        .await
        .unwrap();
    assert_eq!(called.environment.get(variable::SUBJECT), Some(SUBJECT));
    let made = |action: &str| {
        stage
            .practice
            .calls()
            .iter()
            .any(|call| call.action == action)
    };
    assert!(!made("lambda:PublishVersion") && !made("lambda:UpdateAlias"));
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

/// Wants to stop from the start.
struct Impatient;

impl Watch for Impatient {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, _: usize, _: StageState) {}
    fn stop_asked(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn an_undo_that_is_stopped_before_its_first_step_changes_nothing() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let written = stage.writes();
    let report = stage
        .apply
        .undo_agreed(&Place::default(), "delta", &[], &Impatient)
        .await;
    assert_eq!(
        (report.outcome, report.can_undo),
        (Outcome::Cancelled, true)
    );
    assert_eq!(stage.writes(), written);
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn what_may_be_put_back_is_not_called_untouched_and_undo_can_go_on() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    let practice = &stage.practice;
    practice.lose_answer_once("secretsmanager:UpdateSecretVersionStage");
    // The versions now and before, and that of the token, are looked at first; then comes the look after the lost
    // answer.
    for _ in 0..3 {
        practice.before("secretsmanager:GetSecretValue", |_| {});
    }
    let gone = Failure {
        kind: FailureKind::Unreachable,
        call: "secretsmanager:GetSecretValue",
        resource: String::new(),
        code: None,
        message: String::new(),
        fix: None,
    };
    practice.fail_once("secretsmanager:GetSecretValue", gone);
    let report = stage.undo().await;
    assert_eq!(
        (report.outcome, report.can_undo),
        (Outcome::Partial, true),
        "{report:?}"
    );
    let told = texts(&report.lines);
    assert!(
        told.contains("Not known whether done: Put secret"),
        "{told}"
    );
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let text = stage
        .practice
        .secret_text("delta-salesforce-secret")
        .await
        .unwrap();
    assert!(
        text.in_the_clear()
            .contains(r#""delta-salesforce-rest-api-subject": "c""#)
    );
}
