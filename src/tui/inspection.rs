//! A look at what is entered where files are named. They are read, so it is made beside the screen.

use crate::domain::CheckLine;
use crate::draft::Draft;
use crate::question::{Answer, Offer, Value};
use crate::steps::Step;

/// What is to be looked at. Has no `Debug`: there may be a secret in it.
pub struct Inspection {
    /// Tells its findings from those of another one.
    pub ticket: u64,
    /// The step that is asked.
    pub step: &'static dyn Step,
    /// What has been said and found so far.
    pub draft: Draft,
    /// What is entered now.
    pub answer: Answer,
    /// The files, by their fields.
    pub files: Vec<(&'static str, Value)>,
}

/// What there is to say.
pub struct Inspected {
    /// Of each file, by its field.
    pub checks: Vec<(&'static str, Vec<CheckLine>)>,
    /// What can be done with what is entered, beside handing it in.
    pub offers: Vec<Offer>,
}

impl Inspection {
    /// Looks. May take as long as the slowest file.
    pub fn look(&self) -> Inspected {
        let checks = self.files.iter().map(|(field, value)| {
            let checks = self.step.checks(&self.draft, field, value);
            (*field, checks)
        });
        Inspected {
            checks: checks.collect(),
            offers: self.step.offers(&self.draft, &self.answer),
        }
    }
}
