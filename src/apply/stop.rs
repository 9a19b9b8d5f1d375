//! Why the writing stopped, and what comes of that.

use crate::domain::Failure;
use crate::problem::Problem;
use crate::report::Outcome;

/// Why a part of the writing did not come to its end.
pub enum Stop {
    /// Somebody else changed what the plan was made from. This part was not written.
    Moved(Problem),
    /// A call failed; this part was not written.
    Failed(Problem),
    /// A call failed, and so did the look whether it was applied: this part may be written.
    Unclear(Problem),
    /// The person asked to stop before this part.
    Asked,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.problem())
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

impl Stop {
    /// The same, with more to know of it. Being asked to stop is no problem, so nothing is noted of it.
    pub fn noting(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        if let Self::Moved(problem) | Self::Failed(problem) | Self::Unclear(problem) = &mut self {
            problem.advice.notes.extend(notes);
        }
        self
    }

    /// How the setup came out, and why.
    pub fn told(self, something_changed: bool) -> (Outcome, Option<Problem>) {
        let (clean, problem) = match self {
            Self::Moved(problem) => (Outcome::Refused, Some(problem)),
            Self::Failed(problem) => (Outcome::Failed, Some(problem)),
            Self::Unclear(problem) => (Outcome::Partial, Some(problem)),
            Self::Asked => (Outcome::Cancelled, None),
        };
        (
            if something_changed {
                Outcome::Partial
            } else {
                clean
            },
            problem,
        )
    }
}
