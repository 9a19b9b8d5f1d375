//! The same answers through the screen, line by line and from a file: the same account after, and the same report.

use std::path::Path;
use std::sync::Mutex;

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use scv_oauth::line::{self, Subject};
use scv_oauth::question::Answer;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::steps::STEPS;
use scv_oauth::tui::Appearance;

use crate::support::fingerprint::{Fingerprint, fingerprint, present};
use crate::support::full_screen::{FullScreen, text};
use crate::support::heard::Heard;
use crate::support::proxy::{Fault, Proxy, Times};
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

async fn held(front_end: FrontEnd, kind: Emulator, world: &World, course: Course) -> Ended {
    let account = Account::open(kind.shared(), "us-west-2").await;
    world.seed(&account).await;
    let before = present(fingerprint(&account).await);
    let proxy = Proxy::before(&account.url);
    let setup = Setup::of("acme", &account.at(&proxy.url));
    match course {
        Course::WrongKey => std::fs::write(setup.key_file(), setup.certificate()).unwrap(),
        Course::FailedLook => {
            proxy.rule("GetAlias", Times::First(1), Fault::ExpiredCredentials);
        }
        Course::FailedWrite => {
            proxy.rule("PutSecretValue", Times::First(1), Fault::Denied);
        }
        Course::Straight | Course::BackTwice => {}
    }
    let (report, said) = match front_end {
        Screen => by_screen(&setup, course).await,
        Lines => by_lines(&setup, course).await,
        File => by_file(&setup, course).await,
    };
    Ended {
        report,
        said,
        before,
        after: present(fingerprint(&account).await),
    }
}

/// How a conversation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    Straight,
    /// What is in the key file is no key.
    WrongKey,
    /// From the username back to the consumer key, and forward again.
    BackTwice,
    /// AWS refuses a look, once.
    FailedLook,
    /// AWS refuses what is written, once.
    FailedWrite,
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
            let file = held(File, kind, &world, Course::Straight).await;
            assert_eq!(file.report.outcome, Outcome::Done, "{:?}", file.report);
            assert_ne!(file.before, file.after);
            for front_end in [Screen, Lines] {
                let other = held(front_end, kind, &world, Course::Straight).await;
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
    let file = held(File, kind, &world, Course::WrongKey).await;
    let problem = file.report.problem.unwrap();
    assert_eq!(problem.code, "private-key-is-certificate");
    assert_eq!(file.before, file.after);
    for front_end in [Screen, Lines] {
        let other = held(front_end, kind, &world, Course::WrongKey).await;
        let said = &other.said;
        assert!(said.contains(&problem.what), "{front_end:?}: {said}");
        assert_eq!(other.report.outcome, Outcome::Cancelled, "{front_end:?}");
        assert_eq!(other.before, other.after, "{front_end:?}");
    }
}

#[tokio::test]
async fn going_back_or_trying_again_leads_to_the_same_account_and_report() {
    let kind = Emulator::Ministack;
    let [(_, world), _] = worlds();
    let straight = held(File, kind, &world, Course::Straight).await;
    for course in [Course::BackTwice, Course::FailedLook, Course::FailedWrite] {
        for front_end in [Screen, Lines, File] {
            let other = held(front_end, kind, &world, course).await;
            let case = format!("{front_end:?}, {course:?}\n{}", other.said);
            let lines = straight.report.lines.len().min(other.report.lines.len());
            let [told, other_told] =
                [&straight, &other].map(|it| lasting(&without_remarks(&it.report, lines)));
            assert_eq!(other_told, told, "{case}");
            assert_eq!(other.after, straight.after, "{case}");
        }
    }
}

/// Where nobody is asked, whatever went wrong is tried again as a whole.
async fn by_file(setup: &Setup, course: Course) -> (Report, String) {
    let report = setup.run().await;
    let fails = matches!(course, Course::FailedLook | Course::FailedWrite);
    if !fails {
        return (report, String::new());
    }
    assert_eq!(report.outcome, Outcome::Failed, "{report:?}");
    (setup.run().await, String::new())
}

/// Answers by what a prompt begins with, each once; stops where it is asked the same again after a refusal.
async fn by_lines(setup: &Setup, course: Course) -> (Report, String) {
    let mut answers = vec![
        ("Profile", String::new()),
        ("Region", String::new()),
        ("Contact center", "acme".into()),
        ("Version path", String::new()),
        ("Org", "sandbox".into()),
        ("My Domain", MY_DOMAIN.into()),
        ("Consumer key", CONSUMER_KEY.into()),
        ("New key pair", String::new()),
        ("Private key file", path(&setup.key_file())),
        ("Certificate file", String::new()),
        ("Username", USERNAME.into()),
        ("yes or back", "yes".into()),
        // Each of these once more, if that is asked; most of it is there already.
        ("again", "again".into()),
        ("yes or back", "yes".into()),
    ];
    if course == Course::BackTwice {
        let at = answers.iter().position(|(label, _)| *label == "Username");
        let empty = String::new;
        let detour = [
            ("Username", "back".to_owned()),
            ("New key pair", "back".into()),
            ("Consumer key", empty()),
            ("New key pair", empty()),
            ("Private key file", empty()),
            ("Certificate file", empty()),
        ];
        answers.splice(at.unwrap()..at.unwrap(), detour);
    }
    let answers = Mutex::new(answers);
    let heard = Heard::answering(|asked| {
        let mut answers = answers.lock().unwrap();
        let meant = answers
            .iter()
            .position(|(label, _)| asked.starts_with(label));
        meant.map(|at| answers.remove(at).1)
    });
    let subject = Subject {
        steps: &STEPS,
        draft: setup.draft(),
        presets: Answer::default(),
        around: setup.surroundings().clone(),
        writer: &**setup.writer(),
        dry_run: false,
    };
    let ended = line::run(subject, &heard).await;
    (ended.report, heard.all_said())
}

/// Reads the screen and presses keys; leaves where an answer is refused.
async fn by_screen(setup: &Setup, course: Course) -> (Report, String) {
    let look = Appearance {
        ascii: true,
        ..Appearance::default()
    };
    let (around, writer) = (setup.surroundings().clone(), setup.writer().clone());
    let window = Rect::new(0, 0, 100, 40);
    let mut screen = FullScreen::begin(around, writer, setup.draft(), look, window).await;
    screen.press(KeyCode::Enter).await;
    let mut detour = course == Course::BackTwice;
    let mut fails = course == Course::FailedLook;
    while screen.step() != "review" {
        let before = screen.step();
        if fails && text(&screen.draw()).contains("Try again") {
            fails = false;
            screen.press(KeyCode::Enter).await;
            continue;
        }
        if detour && before == "username" {
            detour = false;
            for _ in 0..2 {
                screen.press(KeyCode::Esc).await;
            }
            assert_eq!(screen.step(), "consumer-key");
            for _ in 0..2 {
                screen.press(KeyCode::Enter).await;
            }
            continue;
        }
        answer(&mut screen, setup).await;
        if screen.step() == before {
            let said = text(&screen.draw());
            return (leave(screen).await, said);
        }
    }
    assert!(!fails && !detour, "it went straight");
    write(&mut screen).await;
    if course == Course::FailedWrite {
        let failed = screen.report.as_ref().map(|report| report.outcome);
        assert_eq!(failed, Some(Outcome::Failed));
        // From the result to the step list, where the review is the current one.
        screen.press(KeyCode::Char('e')).await;
        screen.press(KeyCode::Enter).await;
        write(&mut screen).await;
    }
    let said = text(&screen.draw());
    (screen.report.expect("it was not written"), said)
}

/// Agrees to the preview.
async fn write(screen: &mut FullScreen) {
    screen.press(KeyCode::Tab).await;
    screen.press(KeyCode::Enter).await;
}

async fn answer(screen: &mut FullScreen, setup: &Setup) {
    match screen.step() {
        "contact-center" => screen.paste("acme").await,
        "org" => {
            screen.paste("sandbox").await;
            screen.press(KeyCode::Tab).await;
            screen.replace_by(MY_DOMAIN).await;
        }
        "consumer-key" => screen.paste(CONSUMER_KEY).await,
        "private-key" => screen.paste(&path(&setup.key_file())).await,
        "username" => screen.replace_by(USERNAME).await,
        _ => {}
    }
    screen.press(KeyCode::Enter).await;
}

/// Leaves as one who gives up does.
async fn leave(mut screen: FullScreen) -> Report {
    for _ in 0..2 {
        screen.ctrl('c').await;
    }
    screen.app.ended().expect("it is not over").report
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
