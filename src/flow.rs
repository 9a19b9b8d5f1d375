//! The conversation: which step is asked, what was answered, how to get back. No input, no output.

mod given;
mod moving;
mod step_list;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::key_material;
use crate::draft::Draft;
use crate::problem::Problem;
use crate::question::{Answer, Body, Question, Rejection};
use crate::steps::{Asked, CONTACT_CENTER, Step, Taken};
use given::Given;
pub use step_list::{Standing, StepLine};

/// An answer that its step takes, with what is known by it.
pub struct Judged {
    draft: Box<Draft>,
    taken: Taken,
}

/// What a step makes of an answer, or why it does not take it. Reads the files that are named and opens keys, which
/// may take long.
///
/// # Errors
/// Where it is refused.
pub fn judge(step: &dyn Step, mut draft: Draft, answer: &Answer) -> Result<Judged, Vec<Rejection>> {
    let taken = step.take(&mut draft, answer).map_err(as_asked)?;
    refuse_secrets(answer)?;
    let draft = Box::new(draft);
    Ok(Judged { draft, taken })
}

/// Why a field's value will be refused whatever is answered below it, as far as that can be told by now. May take as
/// long as to judge the answer.
pub fn refused_already(
    step: &dyn Step,
    mut draft: Draft,
    field: &str,
    answer: &Answer,
) -> Option<Rejection> {
    let refused = step.take(&mut draft, answer).err()?;
    // What gives way to a yes may yet be mended by a field below.
    let stands = |rejection: &Rejection| rejection.field == field && !rejection.may_insist;
    refused.into_iter().find(stands).map(Rejection::as_asked)
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
        let judged = judge(self.step(), self.draft.clone(), answer)?;
        Ok(self.accept(answer, judged))
    }

    /// Takes an answer to the current step that was judged by what is known now.
    pub fn accept(&mut self, answer: &Answer, judged: Judged) -> Taken {
        let Judged { mut draft, taken } = judged;
        // What was typed for one contact center is not offered for another.
        if draft.center_name() != self.draft.center_name() || draft.place != self.draft.place {
            self.unsent.clear();
        }
        if draft.wanted() != self.draft.wanted() {
            // It says what would be written with other answers.
            draft.preview = None;
        }
        // They were offered, and taken or not. From now on the step knows better.
        self.presets.forget(&self.asked);
        self.recalled.forget(&self.asked);
        self.draft = *draft;
        self.draft.moved = None;
        self.unsent.remove(self.step().id());
        let about = self.is_about_a_center().then(|| self.draft.here());
        self.given.keep(about, answer);
        self.visit += 1;
        if taken == Taken::Next {
            self.advance();
        }
        taken
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

    /// Forgets what was seen in AWS before something was written there. The preview stays: it says what was
    /// written, though no later look is compared with it.
    pub fn forget_looks(&mut self) {
        self.draft.centers = None;
        self.draft.is_written = true;
    }

    /// Whether a contact center was asked for before this step.
    fn is_about_a_center(&self) -> bool {
        let mut before = self.steps[..self.at].iter();
        before.any(|step| step.id() == CONTACT_CENTER)
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
mod tests;
