//! The steps as they are listed: where each stands, and what was answered.

use super::Flow;

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

impl Flow {
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
}
