//! From step to step: forward, back, to where the person points, and to the same one again.

use super::Flow;
use crate::domain::place::Place;
use crate::problem::Problem;
use crate::question::{Answer, Value};

impl Flow {
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

    /// Starts the current step's visit anew, as after a failed look.
    pub fn again(&mut self) {
        self.visit += 1;
    }

    /// Asks the current step again, the preview, since something moved in AWS before it could be written.
    pub fn look_again(&mut self, moved: Problem) {
        self.draft.moved = Some(moved);
        self.again();
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

    fn leave_for(&mut self, at: usize, unsent: Option<Answer>) {
        if let Some(unsent) = unsent {
            self.keep(unsent);
        }
        self.draft.moved = None;
        self.step().leave(&mut self.draft);
        self.at = at;
        self.visit += 1;
    }

    pub(super) fn advance(&mut self) {
        let next = (self.at + 1..self.steps.len()).find(|&at| !self.is_skipped(at));
        self.at = next.unwrap_or(self.steps.len() - 1);
    }

    pub(super) fn is_skipped(&self, at: usize) -> bool {
        self.steps[at].skipped(&self.draft).is_some()
    }

    pub(super) fn is_answered(&self, at: usize) -> bool {
        self.steps[at].summary(&self.draft).is_some()
    }
}
