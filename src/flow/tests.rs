//! Where the conversation goes, and what it keeps on the way.

#![allow(clippy::unwrap_used)]

use async_trait::async_trait;

use super::*;
use crate::domain::{ConsumerKey, KeyPair, MyDomain, OrgKind, Secret, Username, test_keys};
use crate::draft::{KeyAnswer, Learned, OfCenter};
use crate::preview::{Preview, ProofState, Replacement};
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
fn a_changed_answer_forgets_the_preview_and_the_same_one_keeps_it() {
    use crate::steps::STEPS;

    let username = |name: &str| Answer::default().with("username", text(name));
    let org = |name: &str| {
        Answer::default().with("org", text("production")).with(
            "my_domain",
            text(&format!("https://{name}.my.salesforce.com")),
        )
    };
    let key = |at: &str| {
        let key = format!("3MVG9{}", at.repeat(80));
        Answer::default().with("consumer_key", Value::Secret(Secret::new(key)))
    };
    let given = |pair: &KeyPair| {
        let pem = Value::Secret(pair.key.to_pem());
        Answer::default().with("private_key_file", pem)
    };
    let version = Answer::default().with("api_version", text("62.0"));
    let rows = [
        ("username", username("j@acme.com"), username("k@acme.com")),
        ("org", org("acme"), org("wonka")),
        ("consumer-key", key("a"), key("b")),
        (
            "private-key",
            given(test_keys::pair()),
            given(test_keys::other_pair()),
        ),
        ("review", Answer::default(), version),
    ];
    let mut flow = Flow::new(&STEPS, reviewed(), Answer::default());
    let at = |step: &str| STEPS.iter().position(|it| it.id() == step);
    for (step, same, other) in rows {
        for (answer, is_kept) in [(same, true), (other, false)] {
            flow.draft = reviewed();
            flow.at = at(step).unwrap();
            flow.answer(&answer).unwrap();
            assert_eq!(flow.draft.preview.is_some(), is_kept, "{step}: {answer:?}");
        }
    }
}

/// Everything is answered, and the preview was shown.
fn reviewed() -> Draft {
    let preview = Preview {
        plan: Arc::default(),
        proof: ProofState::Skipped,
        moved: Vec::new(),
        confirm: None,
        offers: vec![Replacement {
            field: "api_version",
            value: "62.0".into(),
        }],
    };
    let (key, _) = ConsumerKey::read(&format!("3MVG9{}", "a".repeat(80))).unwrap();
    let (username, _) = Username::read("j@acme.com").unwrap();
    let private_key = KeyAnswer {
        key: test_keys::pair().key.clone(),
        source: "pasted text".into(),
        file: None,
        certificate: None,
    };
    let draft = Draft {
        typed_center: Some("acme".into()),
        ..Draft::default()
    };
    let here = draft.here();
    Draft {
        org: Some(OrgKind::Production),
        my_domain: MyDomain::of_endpoint("https://acme.my.salesforce.com").ok(),
        consumer_key: Some(OfCenter::given(key, here.clone())),
        private_key: Some(OfCenter::given(private_key, here)),
        username: Some(username),
        preview: Some(Arc::new(preview)),
        ..draft
    }
}

#[test]
fn no_step_can_be_gone_to_before_all_earlier_ones_are_answered() {
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    assert!(!flow.go_to(1, None));
    assert!(!flow.back(None));
}
