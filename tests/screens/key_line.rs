//! The key line on every kind of page at every size: it names all keys of the page, or where they are named; and
//! every button is reached by Tab.

use std::collections::BTreeSet;

use crossterm::event::KeyCode;

use scv_oauth::problem::Problem;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::fields::listing::Listing;
use scv_oauth::tui::keys::{self, Action, Binding};

use super::stage::Stage;
use super::steps::{preview, refused, works};

/// A kind of page, and how one comes to it.
type Kind = (&'static str, fn() -> Stage);

const KINDS: [Kind; 16] = [
    ("welcome", Stage::new),
    ("waiting", waiting),
    ("failed look", || {
        let mut stage = waiting();
        stage.fail(Problem::new("sso-expired", "The AWS session has ended."));
        stage
    }),
    ("list", || Stage::at("contact-center")),
    ("two fields", || Stage::at("org")),
    ("refused field", || {
        let mut stage = Stage::typing_my_domain("https://acme.lightning.force.com");
        stage.press(KeyCode::Enter);
        stage
    }),
    ("overruled field", || {
        let mut stage = Stage::typing_my_domain("https://sso.example.com");
        stage.press(KeyCode::Enter);
        stage
    }),
    ("secret", || {
        let mut stage = Stage::at("consumer-key");
        stage.type_in("3MVG9");
        stage
    }),
    ("secret that is shown", || {
        let mut stage = Stage::at("consumer-key");
        stage.type_in("3MVG9");
        stage.press(KeyCode::F(3));
        stage
    }),
    ("file", file),
    ("review", || Stage::at("review")),
    ("review by name", || {
        Stage::reviewing(preview(true, works()))
    }),
    ("refused review", || {
        Stage::reviewing(preview(false, refused()))
    }),
    ("writing", Stage::writing),
    ("result", || result(Outcome::Done)),
    ("result to wait for", || result(Outcome::Unproved)),
];

fn waiting() -> Stage {
    let mut stage = Stage::at("aws-account");
    stage.keep_waiting();
    stage.press(KeyCode::Enter);
    stage
}

fn file() -> Stage {
    let mut stage = Stage::at("private-key");
    stage.type_in("certs/ser");
    stage.send(scv_oauth::tui::app::Message::Listed(Listing {
        typed: "certs/".into(),
        entries: vec!["server.key".into()],
        unreadable: None,
    }));
    stage
}

/// A result with everything that can be done at one.
fn result(outcome: Outcome) -> Stage {
    let mut stage = Stage::writing();
    let mut report = Report::new("acme-sales-voice", outcome);
    report.can_undo = true;
    if outcome == Outcome::Unproved {
        let mut problem = Problem::new("consumer-key-unknown", "Salesforce does not know the app.");
        problem.waiting_helps = true;
        report.problem = Some(problem);
    }
    stage.report_on_record(report);
    stage
}

/// The keys that mean something where the stage is now.
fn keys_of(stage: &Stage) -> Vec<&'static Binding> {
    let always = |action, is_there: bool| {
        let key = keys::named(keys::ALWAYS, action);
        key.filter(|_| is_there)
    };
    let mut keys = stage.app.page().keys();
    keys.extend(stage.app.page().back());
    keys.extend(always(Action::Help, true));
    keys.extend(always(Action::Quit, !stage.app.is_working()));
    keys.extend(always(Action::Steps, stage.app.hides_steps()));
    keys
}

fn key_line(stage: &Stage) -> String {
    stage.text().lines().last().unwrap_or_default().to_owned()
}

fn is_named(line: &str, key: &Binding) -> bool {
    let brief = match key.brief {
        "" => key.shown.to_owned(),
        brief => format!("{} {brief}", key.shown),
    };
    line.contains(&brief) || line.contains(&format!("{} {}", key.shown, key.does))
}

/// All that help says, read to its end.
fn help(stage: &mut Stage) -> String {
    stage.press(KeyCode::F(1));
    let mut all = stage.text();
    loop {
        stage.press(KeyCode::PageDown);
        let more = stage.text();
        if all.ends_with(&more) {
            stage.press(KeyCode::Esc);
            return all;
        }
        all += &more;
    }
}

fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let narrow = (60..130).step_by(5).map(|columns| (columns, 16));
    narrow.chain([(80, 24), (99, 40), (100, 30), (120, 30), (200, 60)])
}

#[test]
fn every_key_of_a_page_is_named_or_it_is_said_where() {
    for (kind, stage) in KINDS {
        for (columns, rows) in sizes() {
            let mut stage = stage();
            stage.resize(columns, rows);
            let line = key_line(&stage);
            let at = format!("{kind}, {columns} x {rows}: {line}");
            let is_missing = |key: &&Binding| key.action != Action::Help && !is_named(&line, key);
            let missing: Vec<_> = keys_of(&stage).into_iter().filter(is_missing).collect();
            assert_eq!(line.contains("F1 help"), missing.is_empty(), "{at}");
            assert_eq!(line.contains("F1 all keys"), !missing.is_empty(), "{at}");
            if missing.is_empty() {
                continue;
            }
            let help = help(&mut stage);
            let told = |key: &Binding| {
                let mut lines = help.lines().map(|line| line.split_whitespace());
                let words = || key.shown.split(' ').chain(key.does.split(' '));
                lines.any(|line| line.eq(words())) || key.action == Action::Reveal
            };
            for key in missing {
                assert!(told(key), "{} is nowhere\n{at}\n{help}", key.shown);
            }
        }
    }
}

/// What stands between brackets, as buttons do.
fn buttons(text: &str) -> BTreeSet<String> {
    let parts = text.split("[ ").skip(1);
    let labels = parts.filter_map(|part| Some(part.split_once(" ]")?.0.to_owned()));
    // The marks of checks and stages.
    labels
        .filter(|label| !["ok", "??"].contains(&label.as_str()))
        .collect()
}

#[test]
fn every_button_is_reached_by_tab() {
    for (kind, stage) in KINDS {
        let mut stage = stage();
        stage.resize(120, 60);
        let mut reached = BTreeSet::new();
        for _ in 0..20 {
            reached.extend(buttons(&stage.reversed()));
            stage.press(KeyCode::Tab);
        }
        let left: Vec<_> = buttons(&stage.text())
            .difference(&reached)
            .cloned()
            .collect();
        assert!(left.is_empty(), "{kind}: {left:?} is out of reach");
    }
}

#[test]
fn a_letter_that_does_something_is_among_the_keys_of_its_page() {
    let pages: [fn() -> Stage; 4] = [waiting, KINDS[2].1, KINDS[14].1, KINDS[15].1];
    for page in pages {
        for letter in 'a'..='z' {
            let mut stage = page();
            let is_key = |key: &&Binding| key.shown == letter.to_uppercase().to_string();
            let is_named = keys_of(&stage).iter().any(is_key);
            let (before, done) = (stage.text(), stage.effects.len());
            stage.press(KeyCode::Char(letter));
            let does = stage.text() != before || stage.effects.len() > done;
            assert_eq!(does, is_named, "{letter} on\n{before}");
        }
    }
}

#[test]
fn how_a_path_is_completed_is_said_where_it_can_be() {
    let mut stage = file();
    stage.resize(100, 30);
    assert!(key_line(&stage).contains("Right complete"));
    for (columns, rows) in [(100, 30), (80, 24), (60, 16)] {
        stage.resize(columns, rows);
        assert!(stage.says("In this folder (1): Right completes, Down picks."));
    }
    stage.press(KeyCode::Right);
    assert!(stage.says("certs/server.key") && !stage.says("Right complete"));
}
