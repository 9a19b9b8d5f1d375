//! Where the conversation goes, and what it keeps on the way.

#![allow(clippy::unwrap_used)]

use async_trait::async_trait;

use super::*;
use crate::draft::Learned;
use crate::question::{Field, FieldKind, Value};
use crate::steps::{Progress, Surroundings};

/// Asks for the profile, the contact center or the Region, whichever it is named after.
struct Asks(&'static str);

#[async_trait]
impl Step for Asks {
    fn id(&self) -> &'static str {
        self.0
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        match self.0 {
            "profile" => draft.place.profile.clone(),
            CONTACT_CENTER => draft.typed_center.clone(),
            _ => draft.place.region.clone(),
        }
    }

    async fn ask(&self, _: &Surroundings, _: &Draft, _: &dyn Progress) -> Result<Asked, Problem> {
        Ok(asked(self.0))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let text = answer
            .text(self.0)
            .ok_or_else(|| vec![Rejection::missing(self.0, "It", "--it")])?;
        match self.0 {
            "profile" => draft.place.profile = Some(text.to_owned()),
            CONTACT_CENTER => draft.typed_center = Some(text.to_owned()),
            _ => draft.place.region = Some(text.to_owned()),
        }
        Ok(Taken::Next)
    }
}

fn asked(id: &'static str) -> Asked {
    let field = Field {
        id,
        label: id.into(),
        kind: FieldKind::Text {
            example: String::new(),
        },
        optional: false,
        initial: None,
        hint: String::new(),
    };
    Asked {
        question: Question {
            step: id,
            prompt: String::new(),
            facts: Vec::new(),
            notices: Vec::new(),
            body: Body::Form(vec![field]),
            unfinished: None,
        },
        learned: Learned::default(),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn initial(flow: &mut Flow) -> Option<Value> {
    let Body::Form(fields) = flow.learn(asked(flow.step().id())).body else {
        return None;
    };
    fields[0].initial.clone()
}

static STEPS: [&dyn Step; 2] = [&Asks("profile"), &Asks("region")];

#[test]
fn going_back_loses_nothing_not_even_what_was_not_sent() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    flow.answer(&Answer::default().with("profile", text("acme")))
        .unwrap();
    assert!(flow.back(Some(Answer::default().with("region", text("us-w")))));
    flow.answer(&Answer::default().with("profile", text("acme")))
        .unwrap();
    assert_eq!(initial(&mut flow), Some(text("us-w")));
    // Left again before it could be shown.
    assert!(flow.back(None) && flow.go_to(1, None));
    assert_eq!(initial(&mut flow), Some(text("us-w")));
}

#[test]
fn what_was_not_sent_is_not_offered_in_another_place() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    flow.answer(&Answer::default().with("profile", text("acme")))
        .unwrap();
    assert!(flow.back(Some(Answer::default().with("region", text("us-w")))));
    flow.answer(&Answer::default().with("profile", text("other")))
        .unwrap();
    assert_eq!(initial(&mut flow), None);
    assert_eq!(flow.given().text("profile"), Some("other"));
}

#[test]
fn what_is_kept_without_leaving_is_in_the_field_the_next_time() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    flow.keep(Answer::default().with("profile", text("ac")));
    assert_eq!(initial(&mut flow), Some(text("ac")));
    assert_eq!(flow.position(), 0);
}

#[test]
fn a_place_that_cannot_be_looked_at_is_asked_for_anew_as_it_was() {
    static REGION: [&dyn Step; 1] = [&Asks("region")];
    let mut draft = Draft::default();
    draft.place.region = Some("us-west-2".into());
    let mut flow = Flow::new(&REGION, draft, Answer::default());
    assert!(flow.choose_place_again());
    assert_eq!((flow.visit(), &flow.draft().place.region), (1, &None));
    assert_eq!(initial(&mut flow), Some(text("us-west-2")));
    assert!(!flow.choose_place_again());
}

#[test]
fn what_was_answered_for_another_contact_center_is_no_answer_for_this_one() {
    static STEPS: [&dyn Step; 3] = [&Asks("profile"), &Asks(CONTACT_CENTER), &Asks("key")];
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    let says = |flow: &mut Flow, field, said| {
        let answer = Answer::default().with(field, text(said));
        flow.answer(&answer).unwrap();
    };
    says(&mut flow, "profile", "p");
    says(&mut flow, CONTACT_CENTER, "a");
    says(&mut flow, "key", "a.key");
    assert_eq!(flow.given().text("key"), Some("a.key"));
    assert!(flow.go_to(1, None));
    says(&mut flow, CONTACT_CENTER, "b");
    let place = Answer::default().with("profile", text("p"));
    assert_eq!(flow.given(), place.with(CONTACT_CENTER, text("b")));
    says(&mut flow, "key", "b.key");
    assert!(flow.go_to(1, None));
    says(&mut flow, CONTACT_CENTER, "a");
    assert_eq!(flow.given().text("key"), Some("a.key"));
}

#[test]
fn a_refused_answer_changes_nothing() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    let refused = flow.answer(&Answer::default().with("profile", text("  ")));
    assert_eq!(refused.unwrap_err()[0].field, "profile");
    assert_eq!((flow.position(), flow.visit()), (0, 0));
}

#[test]
fn a_secret_is_not_taken_where_text_is_asked_for() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    let key = text(&format!("3MVG9{}", "x".repeat(80)));
    let refused = flow.answer(&Answer::default().with("profile", key));
    assert_eq!(refused.unwrap_err()[0].problem.code, "answer-is-the-secret");
    assert_eq!(flow.given(), Answer::default());
}

#[test]
fn a_preset_fills_a_field_until_it_is_answered() {
    let presets = Answer::default().with("profile", text("preset"));
    let mut flow = Flow::new(&STEPS, Draft::default(), presets);
    assert_eq!(initial(&mut flow), Some(text("preset")));
    flow.answer(&Answer::default().with("profile", text("typed")))
        .unwrap();
    assert!(flow.go_to(0, None));
    assert_eq!(initial(&mut flow), None);
}

#[test]
fn no_step_can_be_gone_to_before_all_earlier_ones_are_answered() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    assert!(!flow.go_to(1, None));
    assert!(!flow.back(None));
}
