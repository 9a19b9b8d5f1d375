//! The review: what opens the writing, what Salesforce said meanwhile, and what moved in AWS.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use scv_oauth::domain::CheckLine;
use scv_oauth::preview::{OTHER_ORG, Preview, ProofState, Replacement};
use scv_oauth::problem::Problem;
use scv_oauth::report::{Outcome, Report};
use scv_oauth::tui::app::{Effect, Message};

use super::begins_to_write;
use crate::screens::stage::Stage;
use crate::screens::steps::{preview, refused, review, works};

#[test]
fn enter_alone_never_writes_however_often_it_is_pressed() {
    let mut stage = Stage::at("review");
    (0..50).for_each(|_| stage.press(KeyCode::Enter));
    assert!(!begins_to_write(&stage));
    assert!(stage.says("Enter never writes. Press Tab to reach [ Write ]."));
}

#[test]
fn the_review_names_what_comes_next_wherever_the_focus_is() {
    let mut stage = Stage::reviewing(preview(true, works()));
    let first = "Type the contact center's name first: Tab goes to its field.";
    stage.press(KeyCode::Enter);
    assert!(stage.says(first), "{}", stage.text());
    stage.type_in("a");
    assert!(stage.says(first));
    stage.press_next();
    assert!(stage.says("Type the contact center's name: acme-sales-voice."));
    stage.type_in("acme-sales");
    stage.press(KeyCode::Enter);
    assert!(stage.says("The name is not complete. It is acme-sales-voice."));
    stage.type_in("x");
    stage.press(KeyCode::Enter);
    assert!(stage.says("This is another name. It is acme-sales-voice."));
    stage.press(KeyCode::Backspace);
    stage.type_in("-voice");
    stage.press(KeyCode::Enter);
    assert!(stage.says("Enter never writes. Press Tab to reach [ Write ]."));
}

#[test]
fn the_status_of_the_review_fits_the_button_that_has_the_focus() {
    let mut stage = Stage::at("review");
    assert!(stage.says("Tab goes to the button"));
    for says in [
        "Enter presses the button.",
        "Enter copies the summary.",
        "Enter goes back.",
    ] {
        stage.press(KeyCode::Tab);
        assert!(stage.says(says), "{}", stage.text());
    }
}

#[test]
fn a_login_that_leads_to_another_org_is_not_called_a_refusal() {
    let elsewhere = Problem::new(OTHER_ORG, "The login works, but leads to another org.");
    let mut stage = Stage::reviewing(preview(true, ProofState::Refused(elsewhere)));
    stage.resize(80, 40);
    let told = "Salesforce let these values in, but into another org than meant.";
    assert!(
        stage.says(&format!("This is PRODUCTION. {told}")),
        "{}",
        stage.text()
    );
    assert!(stage.says("Another org. Waiting for the name."));
    assert!(!stage.says("refused"));
}

#[test]
fn production_opens_only_to_its_name() {
    let mut stage = Stage::reviewing(preview(true, works()));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-voic");
    stage.press_next();
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::BackTab);
    stage.type_in("e");
    stage.press_next();
    assert!(begins_to_write(&stage));
}

#[test]
fn what_salesforce_offers_is_taken_by_a_button_of_its_own() {
    const TOLD: &str = "https://acme-new.my.salesforce.com";
    let mut stage = Stage::reviewing(Preview {
        offers: vec![Replacement {
            field: "my_domain",
            value: TOLD.into(),
        }],
        ..preview(false, works())
    });
    (0..3).for_each(|_| stage.press(KeyCode::Enter));
    assert_ne!(stage.app.flow().given().text("my_domain"), Some(TOLD));
    stage.press(KeyCode::Tab);
    assert!(
        stage.says(&format!("[ Use {TOLD} instead ]")),
        "{}",
        stage.text()
    );
    let visit = stage.visit();
    stage.press(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    assert_eq!(stage.app.flow().given().text("my_domain"), Some(TOLD));
    assert!(stage.step() == "review" && stage.visit() > visit);
}

#[test]
fn a_proof_that_comes_late_keeps_what_was_typed() {
    let mut stage = Stage::at("review");
    stage.show_so_far(review(preview(true, works())));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales");
    stage.show(review(preview(true, works())));
    stage.type_in("-voice");
    assert!(stage.says("The name matches."));
}

#[test]
fn a_preview_whose_proof_broke_down_waits_for_nothing_and_can_be_asked_anew() {
    let mut stage = Stage::at("review");
    stage.show_so_far(review(preview(false, ProofState::Asking)));
    stage.fail(Problem::new("internal-error", "This program failed."));
    assert!(stage.says("This program failed.") && !stage.says("Asking Salesforce"));
    stage.keep_waiting();
    stage.press(KeyCode::Char('t'));
    assert!(matches!(stage.effects.last(), Some(Effect::Ask { .. })));
}

#[test]
fn a_button_that_opens_is_not_pressed_by_an_enter_that_came_before_it_was_seen() {
    let mut stage = Stage::at("review");
    stage.show_so_far(review(preview(false, ProofState::Asking)));
    stage.press(KeyCode::Tab);
    stage.show(review(preview(false, works())));
    stage.press_unseen(KeyCode::Enter);
    stage.press_just_before(KeyCode::Enter);
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn a_refusal_that_comes_late_is_not_overruled_by_what_was_typed_before_it() {
    let mut stage = Stage::at("review");
    stage.show_so_far(review(preview(true, ProofState::Asking)));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-voice");
    stage.press_next();
    assert!(stage.says("Salesforce is being asked."));
    stage.show(review(preview(true, refused())));
    stage.press(KeyCode::Enter);
    stage.resize(80, 40);
    assert!(!begins_to_write(&stage) && !stage.says("The name matches."));
    assert!(stage.says("This is PRODUCTION, and Salesforce refused these values."));
}

#[test]
fn what_salesforce_refused_is_written_by_its_name_and_one_press() {
    let mut stage = Stage::reviewing(preview(false, refused()));
    stage.resize(80, 40);
    assert!(
        stage
            .says("Salesforce refused these values. To write all the same, type acme-sales-voice:")
    );
    (0..5).for_each(|_| stage.press(KeyCode::Enter));
    stage.press(KeyCode::Tab);
    stage.paste("acme-sales-voice\n");
    (0..5).for_each(|_| stage.press(KeyCode::Enter));
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::Tab);
    assert!(stage.reversed().contains("[ Write anyway ]"));
    let held = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat);
    stage.send(Message::Key(held));
    stage.paste("\n");
    assert!(!begins_to_write(&stage));
    stage.press(KeyCode::Enter);
    assert!(begins_to_write(&stage));
}

#[test]
fn the_login_is_tried_again_from_the_review() {
    let mut stage = Stage::reviewing(preview(false, refused()));
    let visit = stage.visit();
    (0..3).for_each(|_| stage.press(KeyCode::Tab));
    assert!(stage.reversed().contains("[ Test again ]"));
    stage.press(KeyCode::Enter);
    assert!(stage.step() == "review" && stage.visit() > visit);
}

#[test]
fn what_moved_before_it_was_written_brings_the_new_preview_at_once() {
    let mut stage = Stage::reviewing(preview(true, works()));
    stage.press(KeyCode::Tab);
    stage.type_in("acme-sales-voice");
    stage.press_next();
    assert!(begins_to_write(&stage));
    let mut report = Report::new("acme", Outcome::Refused);
    report.moved = true;
    report.problem = Some(Problem::new(
        "secret-changed",
        "The secret was changed meanwhile.",
    ));
    stage.effects.clear();
    stage.keep_waiting();
    stage.report(report);
    let asks = |effect: &Effect| match effect {
        Effect::Ask { step, draft, .. } => {
            step.id() == "review"
                && draft
                    .moved
                    .as_ref()
                    .is_some_and(|it| it.code == "secret-changed")
        }
        _ => false,
    };
    assert!(stage.effects.iter().any(asks));
    assert!(stage.says("Nothing was written; this is the new preview."));
    assert!(stage.says("Nothing has been changed in AWS."));
    // Whoever left now would be told why nothing was written.
    let told = stage.app.session().end().report;
    assert_eq!(told.problem.unwrap().code, "secret-changed");
    let mut moved = preview(true, works());
    moved.moved = vec![CheckLine::warn(
        "Secret acme-salesforce-secret: version a1b2 became c3d4. Changed: SUBJECT.",
    )];
    stage.show(review(moved));
    assert!(stage.says("Changed in AWS since the last preview"));
    assert!(stage.says("version a1b2 became c3d4. Changed: SUBJECT."));
    // It is asked again: what was typed for the other preview opens nothing.
    stage.press(KeyCode::Tab);
    stage.press_next();
    assert!(!begins_to_write(&stage));
}

#[test]
fn a_refusal_is_gone_once_another_name_is_pasted() {
    let refusal = "This contact center is gone.";
    let mut stage = Stage::reviewing(Preview {
        confirm: Some("gone".into()),
        ..preview(true, works())
    });
    stage.press(KeyCode::Tab);
    stage.paste("gone");
    stage.press_next();
    stage.resize(120, 50);
    assert!(stage.says(refusal), "{}", stage.text());
    stage.press(KeyCode::Tab);
    stage.paste("again");
    assert!(!stage.says(refusal), "{}", stage.text());
}
