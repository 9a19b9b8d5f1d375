//! Whole conversations with a scripted person, over steps of their own.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::*;
use crate::account::{Account, Cloud, Outcome as Called};
use crate::domain::CheckLine;
use crate::domain::Secret;
use crate::domain::change::{Plan, SecretWrite, Write};
use crate::domain::diagnosis::Refusal;
use crate::domain::place::{Place, Standing};
use crate::draft::Learned;
use crate::org::{Org, OrgIdentity, Session};
use crate::preview::{Preview, ProofState, Replacement};
use crate::question::{Choice, Deed, Fact, Field, FieldKind, Offer, Rejection, Value};
use crate::steps::{Asked, Progress};
use crate::watch::{StageState, Watch};

/// Types lines one after the other, and stops when it has none left.
struct Script {
    lines: Mutex<VecDeque<String>>,
    transcript: Mutex<String>,
    copied: Mutex<Vec<Secret>>,
}

impl Script {
    fn typing(lines: &[&str]) -> Self {
        Self {
            lines: Mutex::new(lines.iter().map(|line| (*line).to_owned()).collect()),
            transcript: Mutex::default(),
            copied: Mutex::default(),
        }
    }

    fn next(&self, prompt: &str, shown: bool) -> Result<String, Stopped> {
        let line = self.lines.lock().unwrap().pop_front().ok_or(Stopped)?;
        let seen = if shown { line.as_str() } else { "" };
        self.say(format!("{prompt}: {seen}").trim_end());
        Ok(line)
    }

    fn transcript(&self) -> String {
        self.transcript.lock().unwrap().clone()
    }
}

#[async_trait]
impl Prompter for Script {
    fn say(&self, text: &str) {
        let mut transcript = self.transcript.lock().unwrap();
        transcript.push_str(text);
        transcript.push('\n');
    }

    async fn line(&self, prompt: &str) -> Result<String, Stopped> {
        self.next(prompt, true)
    }

    async fn hidden(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped> {
        self.next(prompt, false).map(Zeroizing::new)
    }

    async fn pasted(&self, first: &str) -> Result<Zeroizing<String>, Stopped> {
        let rest = self.next("paste", false)?;
        Ok(Zeroizing::new(format!("{first}\n{rest}")))
    }

    async fn copy(&self, text: &Secret) -> bool {
        self.copied.lock().unwrap().push(text.clone());
        true
    }

    async fn interrupted(&self) {
        std::future::pending().await
    }
}

/// Chooses a Region, which stands for the contact center.
struct Center;

/// Takes a username, a consumer key and a file.
struct Values;

/// Confirms.
struct Review;

static STEPS: [&dyn Step; 3] = [&Center, &Values, &Review];

fn question(step: &'static str, prompt: &str, body: Body) -> Asked {
    Asked {
        question: Question {
            step,
            prompt: prompt.into(),
            facts: Vec::new(),
            notices: Vec::new(),
            body,
            unfinished: None,
        },
        learned: Learned::default(),
    }
}

fn field(id: &'static str, label: &str, kind: FieldKind) -> Field {
    Field {
        id,
        label: label.into(),
        kind,
        optional: false,
        initial: None,
        hint: String::new(),
    }
}

#[async_trait]
impl Step for Center {
    fn id(&self) -> &'static str {
        "contact-center"
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.place.region.clone()
    }

    async fn ask(&self, _: &Surroundings, _: &Draft, _: &dyn Progress) -> Result<Asked, Problem> {
        let row = |value: &str, state: &str| Choice {
            value: value.into(),
            cells: vec![value.into(), state.into()],
            detail: vec![Fact::new("Version", "20.0", "the alias active")],
            barred: None,
        };
        let mut rows = vec![row("acme", "partly set"), row("beta", "never set up")];
        rows[1].barred = Some("it has no secret".into());
        let kind = FieldKind::Choice {
            columns: vec!["Name".into(), "State".into()],
            options: rows,
            typed: false,
        };
        let body = Body::Form(vec![field("contact_center", "Contact center", kind)]);
        Ok(question(self.id(), "Which contact center?", body))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        draft.place.region = answer.text("contact_center").map(str::to_owned);
        Ok(Taken::Next)
    }
}

#[async_trait]
impl Step for Values {
    fn id(&self) -> &'static str {
        "values"
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.place.profile.clone()
    }

    async fn ask(&self, _: &Surroundings, _: &Draft, _: &dyn Progress) -> Result<Asked, Problem> {
        let example = "user@acme.com".into();
        let mut fields = vec![
            field("username", "Username", FieldKind::Text { example }),
            field("consumer_key", "Consumer key", FieldKind::Secret),
            field(
                "certificate_file",
                "Certificate",
                FieldKind::File {
                    likely: vec!["server.crt".into()],
                    pasted: true,
                },
            ),
        ];
        fields[2].optional = true;
        Ok(question(self.id(), "Which user?", Body::Form(fields)))
    }

    fn checks(&self, _: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        match (field, value) {
            ("certificate_file", Value::Path(path)) => {
                vec![CheckLine::ok(format!("{} is there.", path.display()))]
            }
            _ => Vec::new(),
        }
    }

    fn offers(&self, _: &Draft, answer: &Answer) -> Vec<Offer> {
        let key = match answer.get("consumer_key") {
            Some(Value::Secret(key)) => key.clone(),
            _ => return Vec::new(),
        };
        vec![Offer {
            field: "consumer_key",
            label: "Copy as one line",
            about: "Other programs can read the clipboard.".into(),
            deed: Deed::Copy(key),
        }]
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let username = answer.text("username").unwrap_or_default();
        if !username.contains('@') {
            let problem = Problem::new("username-without-at", "A username looks like an e-mail.");
            return Err(vec![
                Rejection::new("username", problem.fix("Enter it whole."))
                    .suggesting(format!("{username}@acme.com")),
            ]);
        }
        if !answer.insists_on("consumer-key-length") {
            let problem = Problem::new("consumer-key-length", "A consumer key has 85 characters.");
            return Err(vec![
                Rejection::new("consumer_key", problem.fix("Copy it again.")).unless_insisted(),
            ]);
        }
        draft.place.profile = Some(username.to_owned());
        Ok(Taken::Next)
    }
}

#[async_trait]
impl Step for Review {
    fn id(&self) -> &'static str {
        "review"
    }

    fn summary(&self, _: &Draft) -> Option<String> {
        None
    }

    async fn ask(
        &self,
        _: &Surroundings,
        draft: &Draft,
        _: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let name = draft.place.region.clone().unwrap_or_default();
        let moved = draft.moved.as_ref().map(|it| CheckLine::warn(&it.what));
        let preview = Arc::new(Preview {
            plan: Arc::new(Plan {
                contact_center: name.clone(),
                production: true,
                writes: vec![Write::Secret(SecretWrite {
                    name: "acme-salesforce-secret".into(),
                    read: "v1".into(),
                    text: Secret::new("{}"),
                    keys: Vec::new(),
                })],
                ..Plan::default()
            }),
            proof: ProofState::Skipped,
            moved: moved.into_iter().collect(),
            confirm: Some(name),
            offers: offers(draft),
        });
        Ok(question(self.id(), "Write this?", Body::Review(preview)))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        if let Some(version) = answer.text("api_version") {
            draft.api_version = Some(version.to_owned());
            return Ok(Taken::Again);
        }
        assert_eq!(answer.text(review::CONFIRM), Some("acme"));
        Ok(Taken::Write)
    }
}

/// One user's org has an older version only.
fn offers(draft: &Draft) -> Vec<Replacement> {
    let is_old = draft.place.profile.as_deref() == Some("old@acme.com");
    let offer = || Replacement {
        field: "api_version",
        value: "v62.0".into(),
    };
    let open = is_old && draft.api_version.is_none();
    open.then(offer).into_iter().collect()
}

/// When the setup began that is written here.
const BEGUN: &str = "2026-11-24T09:30:00Z";

/// Is not accepted by Salesforce at first.
#[derive(Default)]
struct Patient {
    done: Mutex<Vec<&'static str>>,
    /// How many tests fail after the writing, with a reason that passes; none means another reason.
    too_early: usize,
    /// How the first writing comes out, where that is told; it ends the conversation or asks again.
    first: Mutex<Option<Report>>,
}

impl Patient {
    fn unproved(&self, center: &str) -> Report {
        let unknown = Problem::new("consumer-key-unknown", "The consumer key is not known.");
        Report {
            can_undo: true,
            problem: (self.too_early > 0).then(|| unknown.waiting_helps(true)),
            ..Report::new(center, Outcome::Unproved)
        }
    }
}

#[async_trait]
impl Writer for Patient {
    async fn write(&self, draft: &Draft, watch: &dyn Watch) -> Report {
        self.done.lock().unwrap().push("write");
        watch.stages(&["Write the secret".into(), "Log in".into()]);
        watch.on_record(BEGUN);
        watch.stage(0, StageState::Working(String::new()));
        watch.stage(0, StageState::Done("version d4e5".into()));
        watch.stage(1, StageState::Failed("not yet".into()));
        let name = draft.place.region.clone().unwrap_or_default();
        let first = self.first.lock().unwrap().take();
        first.unwrap_or_else(|| self.unproved(&name))
    }

    async fn prove_again(&self, _: &Draft, _: &dyn Watch) -> Report {
        let mut done = self.done.lock().unwrap();
        done.push("prove again");
        match done.len() <= self.too_early {
            true => self.unproved("acme"),
            false => Report::new("acme", Outcome::Done),
        }
    }

    async fn undo(&self, _: &Place, _: &str, begun: &str, _: &dyn Watch) -> Report {
        assert_eq!(begun, BEGUN);
        self.done.lock().unwrap().push("undo");
        Report::new("acme", Outcome::Done)
    }
}

/// Is never asked by the steps of these tests.
struct Nobody;

#[async_trait]
impl Cloud for Nobody {
    async fn profiles(&self) -> Vec<String> {
        Vec::new()
    }

    async fn standing(&self, _: &Place) -> Called<Standing> {
        unreachable!("no step of these asks")
    }

    async fn open(&self, _: &Place) -> Called<Arc<dyn Account>> {
        unreachable!("no step of these asks")
    }
}

#[async_trait]
impl Org for Nobody {
    async fn log_in(&self, _: &str, _: &Secret) -> Result<Session, Refusal> {
        unreachable!("no step of these asks")
    }

    async fn who(&self, _: &Session, _: &str) -> Result<OrgIdentity, Refusal> {
        unreachable!("no step of these asks")
    }

    async fn api_versions(&self, _: &str) -> Result<Vec<String>, Refusal> {
        unreachable!("no step of these asks")
    }
}

async fn talked(lines: &[&str], dry_run: bool) -> (Ended, String, Vec<&'static str>) {
    talked_to(Patient::default(), lines, dry_run).await
}

async fn talked_to(
    writer: Patient,
    lines: &[&str],
    dry_run: bool,
) -> (Ended, String, Vec<&'static str>) {
    let script = Script::typing(lines);
    let (ended, done) = scripted(writer, &script, dry_run).await;
    (ended, script.transcript(), done)
}

async fn scripted(writer: Patient, script: &Script, dry_run: bool) -> (Ended, Vec<&'static str>) {
    let subject = Subject {
        steps: &STEPS,
        draft: Draft::default(),
        presets: Answer::default(),
        around: Surroundings {
            memory: crate::memory::Memory::at(None),
            journals: Arc::new(crate::journal::Journals::in_memory()),
            cloud: Arc::new(Nobody),
            org: Arc::new(Nobody),
            practice_folder: None,
            working_directory: PathBuf::new(),
            home: None,
        },
        writer: &writer,
        dry_run,
    };
    let ended = run(subject, script).await;
    let done = writer.done.lock().unwrap().clone();
    (ended, done)
}

const KEY: &str = "3MVG9canarycanarycanarycanary";

#[tokio::test]
async fn what_salesforce_offers_is_taken_by_its_number_and_the_preview_made_anew() {
    let lines = [
        "acme",
        "old@acme.com",
        KEY,
        "",
        "yes",
        "2",
        "1",
        "1",
        "acme",
        "finish",
    ];
    let (ended, transcript, _) = talked(&lines, false).await;
    assert_eq!(ended.given.text("api_version"), Some("v62.0"));
    assert_eq!(
        transcript.matches("Or type 1: Use v62.0 instead.").count(),
        1
    );
    assert_eq!(transcript.matches("Write this?").count(), 2);
    // Neither 2, nor 1 once it was taken, means anything.
    assert_eq!(transcript.matches("Nothing is written.").count(), 2);
}

#[tokio::test]
async fn a_conversation_reads_like_one() {
    let lines = [
        "2", "acme", "jlee", "", KEY, "1", "yes", "acm", "acme", "again",
    ];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Done);
    assert_eq!(done, ["write", "prove again"]);
    assert_eq!(ended.given.text("username"), Some("jlee@acme.com"));
    assert!(!transcript.contains("canary"), "{transcript}");
    insta::assert_snapshot!(transcript, @r"
    Answer line by line. An empty line takes what stands in brackets. Type back for
    the question before, ? for help. Ctrl-C stops. Nothing is changed in AWS before
    you have seen every change and said yes.

    Step 1 of 3, Contact center. Page S2.
    Which contact center?
       Name  State
    1  acme  partly set
    2  beta  never set up
       cannot be chosen: it has no secret
    Contact center (number or name): 2
    beta cannot be chosen: it has no secret
    Contact center (number or name): acme
    Version: 20.0 (from the alias active)

    Step 2 of 3.
    Which user?
    Example: user@acme.com
    Username: jlee
    error: A username looks like an e-mail. [username-without-at]
      to do: Enter it whole.
    Use jlee@acme.com instead?
    yes or no [yes]:
    Consumer key (not shown while you type):
    received, 29 characters, starts 3MVG9
    1  server.crt
    Certificate (number, path, or paste; may stay empty): 1
    ok: server.crt is there.
    error: A consumer key has 85 characters. [consumer-key-length]
      to do: Copy it again.
    Go on with it all the same?
    yes or no [no]: yes

    Step 3 of 3, Review. Page S9.
    Write this?
    Contact center acme, PRODUCTION org. Nothing has been written yet.
    Nothing needs to be changed.
    Salesforce was not asked, as you wished.
    To write, type the contact center's name, acme.
    acme or back: acm
    Nothing is written. To write, type the contact center's name, acme.
    acme or back: acme
    ok: 1 of 2, Write the secret: version d4e5
    error: 2 of 2, Log in: not yet

    Contact center acme: written, but not proved to work.
    finish, again, undo [finish]: again
    ");
}

/// From the first question to the writing.
const WRITTEN: [&str; 6] = ["acme", "jlee@acme.com", KEY, "", "yes", "acme"];

#[tokio::test]
async fn as_long_as_waiting_helps_another_test_is_offered_at_each_refusal() {
    let early = Patient {
        too_early: 2,
        ..Patient::default()
    };
    let lines = [WRITTEN.as_slice(), &["yes", ""]].concat();
    let (ended, transcript, done) = talked_to(early, &lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Done);
    assert_eq!(done, ["write", "prove again", "prove again"]);
    assert_eq!(transcript.matches("Test again now?").count(), 2);
}

#[tokio::test]
async fn whoever_does_not_want_to_wait_can_finish_or_undo() {
    for (said, outcome, last) in [
        ("finish", Outcome::Unproved, "write"),
        ("undo\nyes", Outcome::Done, "undo"),
    ] {
        let early = Patient {
            too_early: 9,
            ..Patient::default()
        };
        let said: Vec<&str> = said.split('\n').collect();
        let lines = [WRITTEN.as_slice(), &["no"], &said].concat();
        let (ended, transcript, done) = talked_to(early, &lines, false).await;
        assert_eq!(ended.report.outcome, outcome);
        assert_eq!(done.last(), Some(&last));
        assert!(transcript.contains("finish, undo [finish]"), "{transcript}");
    }
}

#[tokio::test]
async fn what_works_can_be_put_back_as_well() {
    let writer = Patient {
        first: Mutex::new(Some(Report {
            can_undo: true,
            ..Report::new("acme", Outcome::Done)
        })),
        ..Patient::default()
    };
    let lines = [WRITTEN.as_slice(), &["undo", "", "undo", "yes"]].concat();
    let (ended, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "undo"], "{transcript}");
    assert!(
        transcript.contains("finish, again, undo [finish]: undo"),
        "{transcript}"
    );
    assert_eq!(ended.report.outcome, Outcome::Done);
}

#[tokio::test]
async fn back_goes_to_the_field_and_then_to_the_step_before_and_loses_nothing() {
    let lines = ["1", "jlee@acme.com", KEY, "back", "b", "b", "acme", "", "b"];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Cancelled);
    assert!(done.is_empty());
    assert_eq!(transcript.matches("Step 1 of 3").count(), 2);
    assert!(
        transcript.contains("Username [jlee@acme.com]: \n")
            || transcript.contains("Username [jlee@acme.com]:\n"),
        "{transcript}"
    );
}

#[tokio::test]
async fn a_question_mark_explains_and_asks_again() {
    let (_, transcript, _) = talked(&["?", "1"], false).await;
    let asked = transcript
        .matches("Contact center (number or name):")
        .count();
    assert_eq!(asked, 2);
    assert!(transcript.contains("Quick Find"), "{transcript}");
}

#[tokio::test]
async fn a_refused_answer_is_told_before_the_next_question_and_is_no_default_then() {
    let lines = ["1", "jlee", "no", "", "jlee@acme.com"];
    let (_, transcript, _) = talked(&lines, false).await;
    let refused = transcript.find("username-without-at").unwrap();
    assert!(
        !transcript[..refused].contains("Consumer key"),
        "{transcript}"
    );
    assert!(!transcript.contains("Username [jlee]"), "{transcript}");
}

#[tokio::test]
async fn a_secret_is_copied_only_after_a_yes_in_full_and_is_never_said() {
    for (said, copies) in [("y", 0), ("", 0), ("yes", 1)] {
        let script = Script::typing(&["1", "jlee@acme.com", KEY, "?", "copy", said, "b"]);
        scripted(Patient::default(), &script, false).await;
        let transcript = script.transcript();
        assert!(
            transcript.contains("Type copy to copy as one line"),
            "{transcript}"
        );
        assert!(
            transcript.contains("Other programs can read"),
            "{transcript}"
        );
        assert!(!transcript.contains("canary"), "{transcript}");
        let copied = script.copied.lock().unwrap();
        assert_eq!(copied.len(), copies, "{said}");
        assert!(copied.iter().all(|text| *text == Secret::new(KEY)));
    }
}

#[tokio::test]
async fn where_nothing_is_offered_copy_is_an_answer_like_any_other() {
    let (ended, ..) = talked(&["1", "copy", "yes", KEY], false).await;
    assert_eq!(ended.report.outcome, Outcome::Cancelled);
}

#[tokio::test]
async fn the_end_of_input_stops_and_writes_nothing() {
    let (ended, _, done) = talked(&["1", "jlee@acme.com"], false).await;
    assert_eq!(ended.report.outcome.exit_code(), 130);
    assert!(done.is_empty());
}

#[tokio::test]
async fn an_empty_line_or_a_plain_yes_never_writes_to_production() {
    let lines = ["1", "jlee@acme.com", KEY, "", "yes", "", "yes", "y", "ACME"];
    let (ended, transcript, done) = talked(&lines, false).await;
    assert_eq!(ended.report.outcome, Outcome::Cancelled);
    assert!(done.is_empty());
    assert_eq!(transcript.matches("Nothing is written.").count(), 4);
}

#[tokio::test]
async fn a_dry_run_ends_with_the_preview() {
    let lines = ["1", "jlee@acme.com", KEY, "", "yes"];
    let (ended, transcript, done) = talked(&lines, true).await;
    assert_eq!(ended.report.outcome, Outcome::Planned);
    assert!(done.is_empty());
    assert!(transcript.ends_with("Salesforce was not asked, as you wished.\n"));
}

#[tokio::test]
async fn a_long_wait_says_again_and_again_what_for() {
    let script = Script::typing(&[]);
    let waiting = Waiting::told_every(Duration::from_millis(1));
    waiting.note("Listing functions");
    let told_twice = async {
        while script.transcript().matches("Listing functions").count() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    assert!(
        wait(&script, &waiting, told_twice, || false)
            .await
            .is_some()
    );
}

#[tokio::test]
async fn what_moved_before_it_was_written_brings_the_new_preview_and_asks_again() {
    let moved = Problem::new("secret-changed", "The secret was changed meanwhile.");
    let writer = Patient {
        first: Mutex::new(Some(Report {
            moved: true,
            problem: Some(moved),
            ..Report::new("acme", Outcome::Refused)
        })),
        ..Patient::default()
    };
    let lines = [
        "acme",
        "j@acme.com",
        KEY,
        "",
        "yes",
        "acme",
        "acme",
        "finish",
    ];
    let (_, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "write"], "{transcript}");
    let (_, after) = transcript.split_once("[secret-changed]").unwrap();
    insta::assert_snapshot!(after.split_once("To write").unwrap().0.trim(), @r"
    Step 3 of 3, Review. Page S9.
    Write this?
    Contact center acme, PRODUCTION org. Nothing has been written yet.
    Changed in AWS since the last preview:
    warning: The secret was changed meanwhile.
    Nothing needs to be changed.
    Salesforce was not asked, as you wished.
    ");
}

#[tokio::test]
async fn what_was_stopped_part_way_can_be_put_back_at_once() {
    let writer = Patient {
        first: Mutex::new(Some(Report {
            can_undo: true,
            ..Report::new("acme", Outcome::Partial)
        })),
        ..Patient::default()
    };
    let lines = ["acme", "j@acme.com", KEY, "", "yes", "acme", "undo", "yes"];
    let (ended, transcript, done) = talked_to(writer, &lines, false).await;
    assert_eq!(done, ["write", "undo"], "{transcript}");
    assert!(
        transcript.contains("finish, undo [finish]: undo"),
        "{transcript}"
    );
    assert_eq!(ended.report.outcome, Outcome::Done);
}
