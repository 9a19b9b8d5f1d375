//! Whole conversations with a scripted person, over steps of their own.

mod answers;
mod handed_over;
mod steps;
mod whole;
mod writer;
mod writing;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use zeroize::Zeroizing;

use self::steps::STEPS;
use self::writer::Patient;
use super::*;
use crate::account::{Account, Cloud, Outcome as Called};
use crate::domain::Secret;
use crate::domain::diagnosis::Refusal;
use crate::domain::place::{Place, Standing};
use crate::org::{Org, OrgIdentity, Session as LoggedIn};
use crate::report::{Outcome, Report};

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

    async fn pasted(&self, told: &str, first: &str) -> Result<Zeroizing<String>, Stopped> {
        self.say(told);
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
    async fn log_in(&self, _: &str, _: &Secret) -> Result<LoggedIn, Refusal> {
        unreachable!("no step of these asks")
    }

    async fn who(&self, _: &LoggedIn, _: &str) -> Result<OrgIdentity, Refusal> {
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
        around: around(),
        writer: &writer,
        dry_run,
    };
    let ended = run(subject, script).await;
    let done = writer.done.lock().unwrap().clone();
    (ended, done)
}

fn around() -> Surroundings {
    Surroundings {
        memory: crate::memory::Memory::at(None),
        journals: Arc::new(crate::journal::Journals::in_memory()),
        cloud: Arc::new(Nobody),
        org: Arc::new(Nobody),
        practice_folder: None,
        working_directory: PathBuf::new(),
        home: None,
    }
}

const KEY: &str = "3MVG9canarycanarycanarycanary";

#[test]
fn signs_that_only_the_screen_draws_are_not_explained_to_whoever_reads_lines() {
    let question = Question {
        step: "review",
        prompt: "Write this?".into(),
        facts: Vec::new(),
        notices: Vec::new(),
        body: Body::Form(Vec::new()),
        unfinished: None,
    };
    let help = help(&question);
    assert!(help.contains("To change an answer") && !help.contains("The signs"));
}
