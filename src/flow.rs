//! The conversation: which step is asked, what was answered, how to get back. No input, no output.

mod given;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::key_material;
use crate::domain::place::Place;
use crate::draft::Draft;
use crate::problem::Problem;
use crate::question::{Answer, Body, Question, Rejection, Value};
use crate::steps::{Asked, CONTACT_CENTER, Step, Taken};
use given::Given;

/// Where a step stands in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Answered.
    Done,
    /// Being asked.
    Current,
    /// Not asked yet, or to be asked again since an earlier answer changed.
    Open,
    /// Needs no answer.
    Skipped,
}

/// A step as the step list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    /// The step's name, as in `contact-center`.
    pub id: &'static str,
    /// Where it stands.
    pub standing: Standing,
    /// What was answered, or why it is skipped; masked.
    pub summary: Option<String>,
}

/// A conversation over a list of steps.
pub struct Flow {
    steps: &'static [&'static dyn Step],
    at: usize,
    visit: u64,
    draft: Draft,
    presets: Answer,
    recalled: Answer,
    unsent: BTreeMap<&'static str, Answer>,
    /// The fields of the question that was handed on last.
    asked: Vec<&'static str>,
    given: Given,
}

impl Flow {
    /// Starts at the first step that is not skipped. `presets` are the answers of a file or of flags.
    pub fn new(steps: &'static [&'static dyn Step], draft: Draft, presets: Answer) -> Self {
        let mut flow = Self {
            steps,
            at: 0,
            visit: 0,
            draft,
            presets,
            recalled: Answer::default(),
            unsent: BTreeMap::new(),
            asked: Vec::new(),
            given: Given::default(),
        };
        if flow.is_skipped(0) {
            flow.advance();
        }
        flow
    }

    /// The step that is asked now.
    pub fn step(&self) -> &'static dyn Step {
        self.steps[self.at]
    }

    /// Its place among all steps, from 0 on.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Counts the visits of steps. What is fetched for one visit is of no use to the next.
    pub fn visit(&self) -> u64 {
        self.visit
    }

    /// What has been said and found so far.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// All answers that were taken, the later over the earlier; none that is about another contact center.
    pub fn given(&self) -> Answer {
        self.given.holding_for(&self.draft.here())
    }

    /// Keeps what a step found and hands its question on, with fields filled in as the person left them.
    pub fn learn(&mut self, asked: Asked) -> Question {
        let mut learned = asked.learned;
        if learned.center.is_some() {
            self.recalled = learned.recalled.take().unwrap_or_default();
        }
        self.draft.learn(learned);
        let mut question = asked.question;
        let step = self.step();
        let answered = step.summary(&self.draft).is_some();
        let unsent = self.unsent.get(step.id());
        if let Body::Review(preview) = &mut question.body {
            *preview = Arc::new(preview.as_asked());
        }
        if let Body::Form(fields) = &mut question.body {
            self.asked = fields.iter().map(|field| field.id).collect();
            for field in fields {
                // What file and flags say wins over what was said the last time.
                let preset = self.presets.get(field.id).or(self.recalled.get(field.id));
                let left = unsent.and_then(|answer| answer.get(field.id));
                if let Some(value) = left.or(preset.filter(|_| !answered)) {
                    field.initial = Some(value.clone());
                }
            }
        }
        question
    }

    /// Takes the answer to the current step, or says why not. A refused answer changes nothing.
    pub fn answer(&mut self, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let step = self.step();
        let mut draft = self.draft.clone();
        let taken = step.take(&mut draft, answer).map_err(as_asked)?;
        refuse_secrets(answer)?;
        // What was typed for one contact center is not offered for another.
        if draft.center_name() != self.draft.center_name() || draft.place != self.draft.place {
            self.unsent.clear();
        }
        // They were offered, and taken or not. From now on the step knows better.
        self.presets.forget(&self.asked);
        self.recalled.forget(&self.asked);
        self.draft = draft;
        self.draft.moved = None;
        self.unsent.remove(step.id());
        let about = self.is_about_a_center().then(|| self.draft.here());
        self.given.keep(about, answer);
        self.visit += 1;
        if taken == Taken::Next {
            self.advance();
        }
        Ok(taken)
    }

    /// Why a field's value will be refused whatever is answered below it, as far as that can be told by now.
    pub fn refused_already(&self, field: &str, answer: &Answer) -> Option<Rejection> {
        let refused = self.step().take(&mut self.draft.clone(), answer).err()?;
        // What gives way to a yes may yet be mended by a field below.
        let stands = |rejection: &Rejection| rejection.field == field && !rejection.may_insist;
        refused.into_iter().find(stands).map(Rejection::as_asked)
    }

    /// Goes to the step before, keeping what is in the fields; `false` on the first one. Where no fields are
    /// shown, there is none, and what was in them the last time is kept.
    pub fn back(&mut self, unsent: Option<Answer>) -> bool {
        let before = (0..self.at).rev().find(|&at| !self.is_skipped(at));
        match before {
            Some(at) => {
                self.leave_for(at, unsent);
                true
            }
            None => false,
        }
    }

    /// Goes to a step of the list, keeping what is in the fields. Forward only as far as all before it is
    /// answered; `false` where it cannot be gone to.
    pub fn go_to(&mut self, at: usize, unsent: Option<Answer>) -> bool {
        let reachable = at < self.steps.len()
            && !self.is_skipped(at)
            && (0..at).all(|before| self.is_skipped(before) || self.is_answered(before));
        if reachable {
            self.leave_for(at, unsent);
        }
        reachable
    }

    /// What was entered at the current step and not sent.
    pub fn unsent(&self) -> Answer {
        let unsent = self.unsent.get(self.step().id());
        unsent.cloned().unwrap_or_default()
    }

    /// Keeps what is in the fields of the current step without leaving it, as for another front end.
    pub fn keep(&mut self, unsent: Answer) {
        self.unsent.insert(self.step().id(), unsent);
    }

    /// Starts the current step's visit anew, as after a failed look.
    pub fn again(&mut self) {
        self.visit += 1;
    }

    /// Takes back the profile and Region that were chosen where they could not be looked at, so that the first
    /// page asks for them anew, filled in as they were; `false` where none was chosen.
    pub fn choose_place_again(&mut self) -> bool {
        let place = self.draft.place.clone();
        let mut chosen = Answer::default();
        for (field, value) in [("profile", place.profile), ("region", place.region)] {
            if let Some(value) = value {
                chosen.set(field, Value::Text(value));
            }
        }
        if chosen == Answer::default() {
            return false;
        }
        self.draft.forget_place();
        self.draft.place = Place::default();
        self.keep(chosen);
        self.again();
        true
    }

    /// Forgets what was seen in AWS before something was written there. The preview stays: it says what was
    /// written, though no later look is compared with it.
    pub fn forget_looks(&mut self) {
        self.draft.centers = None;
        self.draft.is_written = true;
    }

    /// Asks the current step again, the preview, since something moved in AWS before it could be written.
    pub fn look_again(&mut self, moved: Problem) {
        self.draft.moved = Some(moved);
        self.again();
    }

    /// All steps, as the step list shows them.
    pub fn lines(&self) -> Vec<StepLine> {
        (0..self.steps.len()).map(|at| self.line(at)).collect()
    }

    fn line(&self, at: usize) -> StepLine {
        let step = self.steps[at];
        let skipped = step.skipped(&self.draft);
        let standing = if at == self.at {
            Standing::Current
        } else if skipped.is_some() {
            Standing::Skipped
        } else if self.is_answered(at) {
            Standing::Done
        } else {
            Standing::Open
        };
        StepLine {
            id: step.id(),
            standing,
            summary: skipped.or_else(|| step.summary(&self.draft)),
        }
    }

    fn leave_for(&mut self, at: usize, unsent: Option<Answer>) {
        if let Some(unsent) = unsent {
            self.keep(unsent);
        }
        self.draft.moved = None;
        self.step().leave(&mut self.draft);
        self.at = at;
        self.visit += 1;
    }

    fn advance(&mut self) {
        let next = (self.at + 1..self.steps.len()).find(|&at| !self.is_skipped(at));
        self.at = next.unwrap_or(self.steps.len() - 1);
    }

    /// Whether a contact center was asked for before this step.
    fn is_about_a_center(&self) -> bool {
        let mut before = self.steps[..self.at].iter();
        before.any(|step| step.id() == CONTACT_CENTER)
    }

    fn is_skipped(&self, at: usize) -> bool {
        self.steps[at].skipped(&self.draft).is_some()
    }

    fn is_answered(&self, at: usize) -> bool {
        self.steps[at].summary(&self.draft).is_some()
    }
}

/// In terms of the pages.
fn as_asked(refused: Vec<Rejection>) -> Vec<Rejection> {
    refused.into_iter().map(Rejection::as_asked).collect()
}

/// A secret that was entered where none belongs would be shown, looked up and saved like any other text.
fn refuse_secrets(answer: &Answer) -> Result<(), Vec<Rejection>> {
    let refused: Vec<Rejection> = answer
        .texts()
        .filter(|(_, text)| key_material::is_in(text))
        .map(|(field, _)| {
            let problem = Problem::new("answer-is-the-secret", "This looks like a secret.")
                .cause("What is entered here is shown, and is kept for the next time.")
                .fix("Enter what is asked for; keys have questions of their own.");
            Rejection::new(field, problem)
        })
        .collect();
    if refused.is_empty() {
        Ok(())
    } else {
        Err(refused)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use async_trait::async_trait;

    use super::*;
    use crate::draft::Learned;
    use crate::question::{Field, FieldKind};
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

        async fn ask(
            &self,
            _: &Surroundings,
            _: &Draft,
            _: &dyn Progress,
        ) -> Result<Asked, Problem> {
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
}
