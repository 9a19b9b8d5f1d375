//! The same answers through the screen, line by line and from a file: the same account after, and the same report.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use async_trait::async_trait;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use scv_oauth::line::{self, Prompter, Stopped, Subject};
use scv_oauth::question::Answer;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::steps::{STEPS, Silent};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::{App, Effect, Message, Whereabouts};
use scv_oauth::tui::fields::listing;
use scv_oauth::tui::view;
use scv_oauth::watch::{Unwatched, Writer};
use zeroize::Zeroizing;

use crate::support::fingerprint::{Fingerprint, fingerprint, present};
use crate::support::setup::{CONSUMER_KEY, MY_DOMAIN, Setup, USERNAME};
use crate::support::world::{Values, World, centers};
use crate::support::{Account, Emulator};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrontEnd {
    Screen,
    Lines,
    File,
}

use FrontEnd::{File, Lines, Screen};

/// What came of a conversation.
struct Ended {
    report: Report,
    /// All that was said to the person; of the file, nothing.
    said: String,
    before: Fingerprint,
    after: Fingerprint,
}

fn worlds() -> [(&'static str, World); 2] {
    let values = Values::placeholders();
    [
        ("secrets", centers::partner("acme", &values)),
        (
            "parameters",
            centers::below_19_with_literals("acme", &values),
        ),
    ]
}

async fn held(front_end: FrontEnd, kind: Emulator, world: &World, key: Key) -> Ended {
    let account = Account::open(kind.shared(), "us-west-2").await;
    world.seed(&account).await;
    let before = present(fingerprint(&account).await);
    let setup = Setup::of("acme", &account);
    if key == Key::Wrong {
        std::fs::write(setup.key_file(), setup.certificate()).unwrap();
    }
    let (report, said) = match front_end {
        Screen => Seen::by(&setup).await,
        Lines => Heard::by(&setup).await,
        File => (setup.run().await, String::new()),
    };
    Ended {
        report,
        said,
        before,
        after: present(fingerprint(&account).await),
    }
}

/// What is in the key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Right,
    Wrong,
}

/// The report without what AWS makes up anew each time: ids of versions.
fn lasting(report: &Report) -> String {
    let text = format!("{report:#?}");
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words
        .filter(|word| !is_id(word))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The report without what the pages say at their fields, which comes first where nobody saw a page.
fn without_remarks(report: &Report, lines: usize) -> Report {
    let mut report = report.clone();
    let remarks = report.lines.len() - lines;
    let told = report.lines.drain(..remarks);
    let labels = ["My Domain", "Consumer key", "Private key", "Username"];
    for remark in told {
        let label = remark.text.split(": ").next().unwrap();
        assert!(labels.contains(&label), "{}", remark.text);
    }
    report
}

#[tokio::test]
async fn the_same_answers_leave_the_same_account_and_report_whoever_asks() {
    for kind in Emulator::BOTH {
        for (name, world) in worlds() {
            let file = held(File, kind, &world, Key::Right).await;
            assert_eq!(file.report.outcome, Outcome::Done, "{:?}", file.report);
            assert_ne!(file.before, file.after);
            for front_end in [Screen, Lines] {
                let other = held(front_end, kind, &world, Key::Right).await;
                let case = format!("{front_end:?}, {name}, {kind:?}\n{}", other.said);
                assert_eq!(other.before, file.before, "{case}");
                let told = without_remarks(&file.report, other.report.lines.len());
                assert_eq!(lasting(&other.report), lasting(&told), "{case}");
                assert_eq!(other.after, file.after, "{case}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_wrong_answer_is_refused_in_the_same_words_and_changes_nothing() {
    let kind = Emulator::Ministack;
    let [(_, world), _] = worlds();
    let file = held(File, kind, &world, Key::Wrong).await;
    let problem = file.report.problem.unwrap();
    assert_eq!(problem.code, "private-key-is-certificate");
    assert_eq!(file.before, file.after);
    for front_end in [Screen, Lines] {
        let other = held(front_end, kind, &world, Key::Wrong).await;
        let said = &other.said;
        assert!(said.contains(&problem.what), "{front_end:?}: {said}");
        assert_eq!(other.report.outcome, Outcome::Cancelled, "{front_end:?}");
        assert_eq!(other.before, other.after, "{front_end:?}");
    }
}

/// Answers by what a prompt begins with, each once; stops where it is asked the same again after a refusal.
struct Heard {
    answers: Mutex<Vec<(&'static str, String)>>,
    said: Mutex<String>,
    said_last: Mutex<String>,
}

impl Heard {
    async fn by(setup: &Setup) -> (Report, String) {
        let answers = [
            ("Profile", String::new()),
            ("Region", String::new()),
            ("Contact center", "acme".into()),
            ("Version path", String::new()),
            ("Org", "sandbox".into()),
            ("My Domain", MY_DOMAIN.into()),
            ("Consumer key", CONSUMER_KEY.into()),
            ("Key pair", String::new()),
            ("Private key file", path(&setup.key_file())),
            ("Certificate file", String::new()),
            ("Username", USERNAME.into()),
            ("yes or back", "yes".into()),
        ];
        let heard = Self {
            answers: Mutex::new(answers.into()),
            said: Mutex::default(),
            said_last: Mutex::default(),
        };
        let subject = Subject {
            steps: &STEPS,
            draft: setup.draft(),
            presets: Answer::default(),
            around: setup.surroundings().clone(),
            writer: setup.writer(),
            dry_run: false,
        };
        let ended = line::run(subject, &heard).await;
        (ended.report, heard.said.into_inner().unwrap())
    }

    fn next(&self, prompt: &str) -> Result<String, Stopped> {
        // A long prompt is said first, and then only asked for its answer.
        let asked = match prompt {
            "Answer" => self.said_last.lock().unwrap().clone(),
            prompt => prompt.to_owned(),
        };
        self.say(prompt);
        let mut answers = self.answers.lock().unwrap();
        let meant = answers
            .iter()
            .position(|(label, _)| asked.starts_with(label));
        meant.map(|at| answers.remove(at).1).ok_or(Stopped)
    }
}

#[async_trait]
impl Prompter for Heard {
    fn say(&self, text: &str) {
        let mut said = self.said.lock().unwrap();
        said.push_str(text);
        said.push('\n');
        text.clone_into(&mut self.said_last.lock().unwrap());
    }

    async fn line(&self, prompt: &str) -> Result<String, Stopped> {
        self.next(prompt)
    }

    async fn hidden(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped> {
        self.next(prompt).map(Zeroizing::new)
    }

    async fn pasted(&self, _: &str) -> Result<Zeroizing<String>, Stopped> {
        Err(Stopped)
    }

    async fn interrupted(&self) {
        std::future::pending().await
    }
}

/// The full screen with its real steps, and somebody who reads it and presses keys.
struct Seen<'a> {
    app: App,
    setup: &'a Setup,
    now: Instant,
    report: Option<Report>,
}

impl<'a> Seen<'a> {
    async fn by(setup: &'a Setup) -> (Report, String) {
        let now = Instant::now();
        let look = Appearance {
            ascii: true,
            ..Appearance::default()
        };
        let (app, first) = App::new(&STEPS, setup.draft(), Answer::default(), look, now);
        let whereabouts = Whereabouts {
            working_directory: setup.surroundings().working_directory.clone(),
            home: None,
        };
        let mut seen = Self {
            app: app.at(whereabouts, false),
            setup,
            now,
            report: None,
        };
        seen.carry_out(first).await;
        seen.send(Message::Resized(100, 40)).await;
        seen.press(KeyCode::Enter).await;
        while seen.step() != "review" {
            let before = seen.step();
            seen.answer(before).await;
            if seen.step() == before {
                let said = seen.text();
                return (seen.leave().await, said);
            }
        }
        seen.press(KeyCode::Tab).await;
        seen.press(KeyCode::Enter).await;
        let said = seen.text();
        (seen.report.take().expect("it was not written"), said)
    }

    fn step(&self) -> &'static str {
        self.app.flow().step().id()
    }

    async fn answer(&mut self, step: &str) {
        match step {
            "contact-center" => self.paste("acme").await,
            "org" => {
                self.paste("sandbox").await;
                self.press(KeyCode::Tab).await;
                self.clear().await;
                self.paste(MY_DOMAIN).await;
            }
            "consumer-key" => self.paste(CONSUMER_KEY).await,
            "private-key" => self.paste(&path(&self.setup.key_file())).await,
            "username" => {
                self.clear().await;
                self.paste(USERNAME).await;
            }
            _ => {}
        }
        self.press(KeyCode::Enter).await;
    }

    /// Leaves as one who gives up does.
    async fn leave(mut self) -> Report {
        for _ in 0..2 {
            let event = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
            self.send(Message::Key(event)).await;
        }
        self.app.report().expect("it is not over")
    }

    async fn clear(&mut self) {
        let event = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
        self.send(Message::Key(event)).await;
    }

    async fn paste(&mut self, text: &str) {
        self.send(Message::Paste(text.to_owned().into())).await;
    }

    async fn press(&mut self, code: KeyCode) {
        let event = KeyEvent::new(code, KeyModifiers::NONE);
        self.send(Message::Key(event)).await;
    }

    async fn send(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.carry_out(effects).await;
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            if let Some(message) = self.outcome_of(effect).await {
                effects.extend(self.app.update(message, self.now));
            }
        }
    }

    async fn outcome_of(&mut self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::Ask { visit, step, draft } => {
                let asked = step.ask(self.setup.surroundings(), &draft, &Silent).await;
                let asked = Box::new(asked);
                Some(Message::Ready {
                    visit,
                    asked,
                    at: jiff::civil::time(14, 9, 0, 0),
                })
            }
            Effect::Work { run, draft, .. } => {
                let report = self.setup.writer().write(&draft, &Unwatched).await;
                self.report = Some(report.clone());
                Some(Message::Worked {
                    run,
                    report: Some(Box::new(report)),
                    at: jiff::civil::time(14, 9, 0, 0),
                })
            }
            Effect::List { typed, folder } => Some(Message::Listed(listing::read(typed, &folder))),
            _ => None,
        }
    }

    fn text(&self) -> String {
        let window = ratatui::layout::Rect::new(0, 0, 100, 40);
        let mut buffer = ratatui::buffer::Buffer::empty(window);
        view::render(window, &mut buffer, &self.app);
        let rows = buffer.content.chunks(usize::from(window.width));
        let line = |row: &[ratatui::buffer::Cell]| {
            let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            line.trim_end().to_owned() + "\n"
        };
        rows.map(line).collect()
    }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
