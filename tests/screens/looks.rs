//! What each kind of screen looks like, at 120x30, 100x30, 80x24 and 60x16, in ASCII and without colours.

use std::time::Duration;

use crossterm::event::KeyCode;
use insta::assert_snapshot;

use scv_oauth::domain::CheckLine;
use scv_oauth::preview::ProofState;
use scv_oauth::problem::Problem;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::Message;
use scv_oauth::watch::StageState;

use super::stage::Stage;
use super::steps::{preview, refused, works};

#[test]
fn welcome() {
    assert_snapshot!(Stage::new().at_all_sizes());
}

#[test]
fn waiting() {
    let mut stage = Stage::at("aws-account");
    stage.keep_waiting();
    stage.press(KeyCode::Enter);
    let visit = stage.visit();
    let what = "Listing functions, page 3".into();
    stage.send(Message::Waits { visit, what });
    stage.pass(Duration::from_secs(12));
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_look_that_failed() {
    let mut stage = Stage::at("aws-account");
    stage.keep_waiting();
    stage.press(KeyCode::Enter);
    stage.fail(
        Problem::new("sso-expired", "The AWS session has ended.")
            .cause("Single sign-on sessions end after some hours.")
            .fix("Run aws sso login --profile acme, then try again."),
    );
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_list() {
    let mut stage = Stage::at("contact-center");
    stage.type_in("sal");
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_refused_answer() {
    let mut stage = Stage::typing_my_domain("https://acme.lightning.force.com");
    stage.press(KeyCode::Enter);
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_secret() {
    let mut stage = Stage::at("consumer-key");
    stage.paste(&format!(" 3MVG9{}k2Qp\r\n", "x".repeat(76)));
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_file() {
    let mut stage = Stage::at("private-key");
    stage.press(KeyCode::Down);
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_review_that_salesforce_accepts() {
    assert_snapshot!(Stage::at("review").at_all_sizes());
}

#[test]
fn a_review_of_production() {
    let mut stage = Stage::reviewing(preview(true, works()));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-vo");
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_review_that_salesforce_refuses() {
    let mut stage = Stage::reviewing(preview(false, refused()));
    stage.press(KeyCode::Tab);
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_review_while_salesforce_is_asked() {
    let mut stage = Stage::reviewing(preview(false, ProofState::Asking));
    stage.pass(Duration::from_secs(2));
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn writing_under_way() {
    let mut stage = Stage::writing();
    let names = [
        "Look again: nobody changed it",
        "Write secret acme",
        "Read it back",
    ];
    let names = names.map(str::to_owned).to_vec();
    stage.send(Message::Stages { run: 1, names });
    for (at, state) in [
        (0, StageState::Working(String::new())),
        (0, StageState::Done(String::new())),
        (1, StageState::Working("try 2 in 1 second".into())),
    ] {
        stage.send(Message::Stage { run: 1, at, state });
        stage.pass(Duration::from_secs(1));
    }
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_result_that_works() {
    let mut stage = Stage::writing();
    let mut report = Report::new("acme-sales-voice", Outcome::Done);
    report.lines = vec![
        CheckLine::ok("2 values written to secret acme-sales-voice-salesforce-secret"),
        CheckLine::ok("read back from AWS and equal"),
    ];
    report.next = vec!["The certificate ends 2027-03-01. Put a reminder for 2027-02-01.".into()];
    report.can_undo = true;
    stage.report_on_record(report);
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn a_result_that_does_not_work_yet() {
    let mut stage = Stage::writing();
    let mut report = Report::new("acme-sales-voice", Outcome::Unproved);
    report.lines = vec![CheckLine::ok("read back from AWS and equal")];
    report.problem = Some(
        Problem::new(
            "user-not-approved",
            "Salesforce does not let this user in yet.",
        )
        .cause("The user may not use the app.")
        .fix("Add the permission set in the app's policies. Wait 2 to 10 minutes."),
    );
    report.can_undo = true;
    stage.report_on_record(report);
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn help() {
    let mut stage = Stage::at("consumer-key");
    stage.press(KeyCode::F(1));
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn the_question_before_leaving() {
    let mut stage = Stage::at("contact-center");
    stage.ctrl('c');
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn the_step_list_with_the_focus() {
    let mut stage = Stage::at("consumer-key");
    stage.press(KeyCode::F(2));
    stage.press(KeyCode::Up);
    assert_snapshot!(stage.at_all_sizes());
}

#[test]
fn too_small() {
    let mut stage = Stage::looking(Appearance {
        ascii: true,
        lines: true,
        ..Appearance::default()
    });
    stage.press(KeyCode::Enter);
    stage.go_on_to("contact-center");
    stage.resize(58, 14);
    let asked = stage.text() + &stage.styles();
    stage.resize(80, 24);
    stage.go_on_to("review");
    stage.press_next();
    stage.resize(40, 12);
    let writing = stage.text() + &stage.styles();
    stage.report(Report::new("acme-sales-voice", Outcome::Done));
    let written = stage.text() + &stage.styles();
    assert_snapshot!([asked, writing, written].join("\n"));
}

#[test]
fn with_unicode_lines_everything_stays_in_its_place() {
    let mut stage = Stage::looking(Appearance::default());
    stage.press(KeyCode::Enter);
    stage.go_on_to("consumer-key");
    stage.type_in("3MVG9");
    stage.resize(100, 30);
    assert_snapshot!(stage.text());
}
