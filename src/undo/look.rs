//! Looks whether an entry of the journal can be put back: what the setup changed, only where nobody changed that
//! since.

mod function;
mod parameter;
mod secret;

use std::fmt;

use super::Place;
use super::step::Step;
use crate::account::Reader;
use crate::domain::Failure;
use crate::domain::resources::Alias;
use crate::domain::rest_keys::RestKeys;
use crate::journal::{Entry, Journal};
use crate::problem::Problem;

/// What is in the way of putting an entry back.
pub(super) enum Obstacle {
    /// It cannot be looked at.
    Unseen(Failure),
    /// This stands against it.
    Against(Problem),
}

impl From<Failure> for Obstacle {
    fn from(failure: Failure) -> Self {
        Self::Unseen(failure)
    }
}

impl From<Problem> for Obstacle {
    fn from(problem: Problem) -> Self {
        Self::Against(problem)
    }
}

/// How an entry of this journal can be put back.
pub(super) async fn look(
    reader: &dyn Reader,
    entry: &Entry,
    journal: &Journal,
) -> Result<Step, Obstacle> {
    match entry {
        Entry::Secret {
            name,
            before,
            after,
            token,
        } => {
            let noted = secret::Noted {
                name,
                before: before.as_deref(),
                after,
                token: *token,
                token_key: RestKeys::of(&journal.contact_center).access_token,
            };
            noted.look(reader).await
        }
        Entry::Parameter {
            name,
            before,
            after,
            token,
            written,
        } => {
            let noted = parameter::Noted {
                name,
                before: *before,
                after: *after,
                token: *token,
                written: *written,
                begun: journal.begun.parse().ok(),
            };
            noted.look(reader).await
        }
        Entry::Environment {
            function,
            variables,
            held_by,
        } => function::environment(reader, function, variables, held_by.as_deref()).await,
        Entry::Alias {
            function,
            alias,
            before,
            weights,
            after,
        } => {
            let was = Alias {
                name: alias.clone(),
                version: before.clone(),
                weights: weights.clone(),
                revision: None,
            };
            function::alias(reader, function, was, after.as_deref(), &journal.entries).await
        }
    }
}

fn as_it_was(place: Place) -> Step {
    Step::Nothing { place }
}

fn changed_since(what: impl fmt::Display, now: &str) -> Problem {
    Problem::new(
        "changed-since-setup",
        format!("The {what} was changed since the setup (now {now})."),
    )
    .cause("Somebody else, or another program, wrote it after the setup did.")
    .fix("Nothing was put back. Look at that change first; setup can be run again instead.")
}

/// What the setup set was set again by somebody else: to take that back would be to lose their change.
fn edited_since(changed: Problem, keys: &[String]) -> Problem {
    changed
        .cause(format!(
            "Somebody else, or another program, set anew what the setup had set: {}.",
            keys.join(", ")
        ))
        .fix(
            "Nothing was put back, so that this change is not lost. Keep it, or run setup again with the right \
             values. To undo all the same, first give these the values that the setup had set.",
        )
}
