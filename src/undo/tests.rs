//! Setups and undos in the practice account: with somebody else at work, without a journal, and stopped.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

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

    fn lose_the_journal(&mut self) {
        self.apply.journals = Arc::new(Journals::in_memory());
    }

    async fn undo(&self) -> Report {
        self.apply
            .undo(&Place::default(), "delta", &Unwatched)
            .await
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
async fn without_a_journal_the_older_path_is_offered_and_takes_a_deliberate_yes() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let after = stage.present().await;
    stage.lose_the_journal();
    let written = stage.writes();
    let report = stage.undo().await;
    assert_eq!(report.problem.as_ref().unwrap().code, "undo-only-likely");
    assert_eq!(report.outcome, Outcome::Refused);
    let told = texts(&report.lines);
    for name in &NAMES[..4] {
        let would =
            format!("It would do this in parameter {name}: Goes back to what version 1 holds.");
        assert!(told.contains(&would), "{told}");
    }
    for would in [
        "parameter delta-salesforce-rest-api-access-token: The cached token goes back to the one from before (version 1).",
        "function delta-InvokeSalesforceRestApiFunction: Alias active goes back from version 3 to version 2.",
        " SUBJECT: back to what was there before.",
    ] {
        assert!(told.contains(would), "{told}");
    }
    assert!(told.contains("Practice/you"), "{told}");
    assert_eq!((stage.writes(), stage.present().await), (written, after));

    let agreed = stage.prospect().await.steps;
    let report = stage.undo_agreed(&agreed).await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    assert_eq!(stage.present().await, before);
    let again = stage.undo().await;
    assert_eq!(again.outcome, Outcome::NothingToDo, "{again:?}");
    let told = texts(&again.lines);
    assert!(
        told.contains("may have been put back already. Version 2 can be read as"),
        "{told}"
    );
}

#[tokio::test]
async fn what_changed_between_the_yes_and_the_undo_is_not_put_back() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    let agreed = stage.prospect().await.steps;
    stage.somebody_writes(SUBJECT, "other@acme.com").await;
    let written = stage.writes();
    let report = stage.undo_agreed(&agreed).await;
    assert_eq!(report.problem.unwrap().code, "changed-since-asked");
    assert_eq!(report.outcome, Outcome::Refused);
    assert_eq!(stage.writes(), written);
}

#[tokio::test]
async fn what_somebody_else_wrote_since_is_told_and_never_offered() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    stage.somebody_writes(SUBJECT, "other@acme.com").await;
    let told = stage.prospect().await;
    let is_subject =
        |entry: &Entry| matches!(entry, Entry::Parameter { name, .. } if name == SUBJECT);
    assert!(!told.journal.entries.iter().any(is_subject), "{told:?}");
    let by_hand = texts(&told.by_hand);
    assert!(
        by_hand.contains(&format!("Parameter {SUBJECT}: version 3, written by")),
        "{by_hand}"
    );
    assert!(by_hand.contains(&format!("{SUBJECT}:2")), "{by_hand}");
}

#[tokio::test]
async fn a_contact_center_that_was_never_set_up_has_nothing_to_put_back() {
    let stage = Stage::of(below_19()).await;
    let told = stage.prospect().await;
    assert!(
        told.journal.entries.is_empty() && told.by_hand.is_empty(),
        "{told:?}"
    );
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn who_changed_it_since_and_when_is_said() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    stage.somebody_writes(NAMES[0], "other").await;
    let what = stage.undo().await.problem.unwrap().what;
    assert!(what.contains("now version 3 by arn:aws:sts::111122223333:assumed-role/Practice/somebody, written at 20"), "{what}");

    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage
        .somebody_sets("delta-salesforce-rest-api-subject", "other@acme.com")
        .await;
    let written = stage.writes();
    let problem = stage.undo().await.problem.unwrap();
    assert!(problem.what.contains(", made at 20"), "{problem}");
    let named = "had set: delta-salesforce-rest-api-subject.";
    assert!(problem.advice.cause().ends_with(named), "{problem}");
    assert!(!problem.to_string().contains("other@acme.com"), "{problem}");
    assert_eq!(stage.writes(), written);

    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let variables = BTreeMap::from([(variable::SUBJECT.to_owned(), "other".to_owned())]);
    let change = |functions: &mut Functions| {
        functions.change(FUNCTION, |it| {
            it.environment = Environment::Variables(variables)
        })
    };
    stage.with_functions(change).await;
    let what = stage.undo().await.problem.unwrap().what;
    assert!(
        what.contains("now other variables, last changed at 20"),
        "{what}"
    );
}

#[tokio::test]
async fn what_somebody_wrote_into_the_secret_since_stays_and_the_setup_s_keys_go_back() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    let theirs = |text: &str| {
        let endpoint = "/services/data/v64.0\"";
        assert!(text.contains(endpoint));
        text.replace(endpoint, "/services/data/v99.0\", \"BY_SOMEBODY\":\t1e2")
    };
    let now = theirs(&stage.text(SECRET).await);
    stage.somebody_writes_text(SECRET, now).await;

    let told = stage.prospect().await;
    let plans: Vec<String> = told
        .places()
        .into_iter()
        .flat_map(|(_, plans)| plans)
        .collect();
    let plan = plans.join("\n");
    assert!(
        plan.contains("Somebody wrote this secret since (version "),
        "{plan}"
    );
    assert!(
        plan.contains("; only the keys the setup changed are put back: "),
        "{plan}"
    );
    assert!(plan.contains("delta-salesforce-rest-api-subject"), "{plan}");
    assert!(!plan.contains("jane@acme.com"), "{plan}");

    let report = stage.undo_agreed(&told.steps).await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let said = texts(&report.lines);
    assert!(
        said.contains("only the keys the setup changed are put back"),
        "{said}"
    );
    assert_eq!(stage.text(SECRET).await, theirs(&before));
    assert_eq!(stage.text(ACCESS).await, ACCESS_BEFORE);
    assert_eq!(stage.labels_of_ours().await, [""; 0]);
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn it_does_without_a_journal_too() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    stage.lose_the_journal();
    let now = stage.text(SECRET).await.replace("v64.0", "v99.0");
    stage.somebody_writes_text(SECRET, now).await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.text(SECRET).await, before.replace("v64.0", "v99.0"));
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn a_secret_that_cannot_be_compared_any_more_is_left_alone() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage
        .somebody_writes_text(SECRET, "{\"half\":".into())
        .await;
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "changed-since-setup");
    assert!(
        problem.advice.cause().contains("cannot be compared"),
        "{problem}"
    );
}

#[tokio::test]
async fn who_writes_between_the_look_and_the_putting_back_loses_nothing() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    stage.somebody_sets("BY_SOMEBODY", "1").await;
    stage
        .practice
        .before("secretsmanager:UpdateSecretVersionStage", |state| {
            state.secrets.set_key(SECRET, "BY_SOMEBODY", "2").unwrap();
        });
    let report = stage.undo().await;
    assert_eq!(
        report.problem.as_ref().unwrap().code,
        "secret-changed",
        "{report:?}"
    );
    assert_eq!((report.outcome, report.can_undo), (Outcome::Failed, true));
    assert!(stage.text(SECRET).await.contains("jane@acme.com"));
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let mut expected = parsed(&before);
    expected["BY_SOMEBODY"] = "2".into();
    assert_eq!(parsed(&stage.text(SECRET).await), expected);
}

#[tokio::test]
async fn a_parameter_or_variables_that_others_wrote_beside_the_setup_s_work_go_back() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    // The same value once more, as from the console's Save: nobody's change is lost with it.
    stage.somebody_writes(SUBJECT, "jane@acme.com").await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);

    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let theirs = |functions: &mut Functions| {
        functions.change(FUNCTION, |it| {
            let Environment::Variables(variables) = &mut it.environment else {
                panic!("unreadable");
            };
            variables.insert("BY_SOMEBODY".into(), "1".into());
        })
    };
    stage.with_functions(theirs).await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let latest = stage.practice.function(FUNCTION, None).await.unwrap();
    assert_eq!(latest.environment.get("BY_SOMEBODY"), Some("1"));
    assert_eq!(
        latest.environment.get(variable::SUBJECT),
        Some("integration@acme.com")
    );
}

#[tokio::test]
async fn a_version_that_somebody_published_since_is_published_anew_without_the_setup_s_variables() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let theirs = stage.somebody_publishes().await;
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let called = stage
        .practice
        .function(FUNCTION, Some("active"))
        .await
        .unwrap();
    assert_eq!(called.version, (theirs + 1).to_string());
    assert_eq!(called.description, "by somebody");
    assert_eq!(called.environment.get("BY_SOMEBODY"), Some("1"));
    assert_eq!(
        called.environment.get(variable::SUBJECT),
        Some("integration@acme.com")
    );
    assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
}

#[tokio::test]
async fn what_nobody_has_published_yet_is_not_published_by_an_undo() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let theirs = stage.somebody_publishes().await;
    let change = |functions: &mut Functions| {
        functions.change(FUNCTION, |it| it.code_sha256 = "not published".into())
    };
    stage.with_functions(change).await;
    let written = stage.writes();
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "changed-since-setup");
    assert!(
        problem.what.contains(&format!("now on version {theirs}")),
        "{problem}"
    );
    assert_eq!(stage.writes(), written);
}

#[tokio::test]
async fn each_undo_goes_one_setup_further_back_and_says_which() {
    for seed in [with_secret, below_19] {
        let mut stage = Stage::of(seed()).await;
        let mut seen = vec![stage.everything().await];
        let mut begun = Vec::new();
        for user in ["jane@acme.com", "joe@acme.com", "jim@acme.com"] {
            stage.draft.username = Some(Username::read(user).unwrap().0);
            stage.set_up().await;
            seen.push(stage.everything().await);
            begun.push(stage.prospect().await.setup());
        }
        assert!(
            begun
                .iter()
                .all(|setup| setup.starts_with("the setup of 20")),
            "{begun:?}"
        );
        while let (Some(_), Some(setup)) = (seen.pop(), begun.pop()) {
            let report = stage.undo().await;
            assert_eq!(report.outcome, Outcome::Done, "{report:?}");
            let told = texts(&report.lines);
            assert!(told.contains(&format!("This was {setup}.")), "{told}");
            assert_eq!(
                told.contains("To put that back too, undo once more."),
                !begun.is_empty()
            );
            assert_eq!(stage.everything().await, *seen.last().unwrap());
        }
        assert_eq!(stage.labels_of_ours().await, [""; 0]);
        let again = stage.undo().await;
        assert_eq!(again.outcome, Outcome::NothingToDo, "{again:?}");
    }
}

#[tokio::test]
async fn what_others_wrote_between_two_setups_stays_when_both_are_put_back() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    let now = stage.text(SECRET).await.replace("v64.0", "v98.0");
    stage.somebody_writes_text(SECRET, now).await;
    stage.draft.username = Some(Username::read("joe@acme.com").unwrap().0);
    stage.set_up().await;
    let now = stage.text(SECRET).await.replace("v98.0", "v99.0");
    stage.somebody_writes_text(SECRET, now).await;
    for _ in 0..2 {
        let report = stage.undo().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    }
    assert_eq!(stage.text(SECRET).await, before.replace("v64.0", "v99.0"));
}

#[tokio::test]
async fn a_secret_that_is_set_up_again_and_again_does_not_run_out_of_labels() {
    let mut stage = Stage::of(with_secret()).await;
    for user in 0..14 {
        let user = format!("jane{user}@acme.com");
        stage.draft.username = Some(Username::read(&user).unwrap().0);
        stage.set_up().await;
    }
    // Ten on the secret; the cached token was reset by the first setup only.
    assert_eq!(stage.labels_of_ours().await.len(), 11);
}

#[tokio::test]
async fn the_token_is_noted_before_the_first_change_and_kept_by_a_setup_that_goes_on() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.preview().await;
    stage.practice.refuse("lambda:UpdateFunctionConfiguration");
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Partial, "{report:?}");
    stage.practice.allow("lambda:UpdateFunctionConfiguration");
    // The function logs in with what is there already.
    stage.somebody_writes(TOKEN, "00D!of.the.new.user").await;
    stage.set_up().await;
    stage
        .somebody_writes(TOKEN, "00D!of.the.new.user.again")
        .await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_token_that_was_only_noted_is_no_change() {
    for (seed, call) in [
        (with_secret as fn() -> Seed, "secretsmanager:PutSecretValue"),
        (below_19, "ssm:PutParameter"),
    ] {
        let mut stage = Stage::of(seed()).await;
        stage.preview().await;
        stage.practice.refuse(call);
        let report = stage.write().await;
        assert_eq!(
            (report.outcome, report.can_undo),
            (Outcome::Failed, false),
            "{report:?}"
        );
        assert!(texts(&report.lines).contains("Nothing has been changed in AWS."));
        let journal = stage
            .apply
            .journals
            .read("111122223333", "us-west-2", "delta");
        assert_eq!(journal.unwrap(), None);
        assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
    }
}

#[tokio::test]
async fn a_failure_leaves_the_setup_before_it_to_be_put_back() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.everything().await;
    stage.set_up().await;
    stage.draft.username = Some(Username::read("joe@acme.com").unwrap().0);
    stage.preview().await;
    stage.practice.refuse("secretsmanager:PutSecretValue");
    assert_eq!(stage.write().await.outcome, Outcome::Failed);
    stage.practice.allow("secretsmanager:PutSecretValue");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.everything().await, before);
}

#[tokio::test]
async fn without_a_journal_the_token_of_the_undone_login_does_not_stay() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    let token = r#"{"delta-salesforce-rest-api-access-token": "00D!of.the.new.user"}"#;
    stage.somebody_writes_text(ACCESS, token.into()).await;
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    // The version from before has a label of ours still.
    assert_eq!(stage.text(ACCESS).await, ACCESS_BEFORE);

    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    stage.lose_the_journal();
    for version in ["one", "two"] {
        let token = token.replace("user", version);
        stage.somebody_writes_text(ACCESS, token).await;
    }
    let report = stage.undo().await;
    assert!(
        texts(&report.lines).contains("no cached token any more"),
        "{report:?}"
    );
    assert!(!stage.text(ACCESS).await.contains("00D!"));
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
        .undo(&Place::default(), "delta", &Impatient)
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
    // The versions now and before of both secrets are looked at first; then comes the look after the lost answer.
    for _ in 0..4 {
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
