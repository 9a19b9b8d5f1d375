//! Puts one thing back. A lost answer is looked after.

mod function;
mod parameter;
mod secret;

use super::Place;
use super::step::Step;
use crate::account::{Account, Outcome as Answer};
use crate::domain::change::{Action, Change};
use crate::domain::{Failure, FailureKind};
use crate::problem::Problem;

/// Why one thing was not put back.
pub(super) enum Trouble {
    /// The call failed; it is as it was.
    Failed(Problem),
    /// The call failed, and so did the look whether it was applied.
    Unclear(Problem),
}

/// What was put back.
pub(super) struct Taken {
    /// What that changed.
    pub change: Change,
    /// What somebody else wrote at the last moment and is no longer current, in a sentence.
    pub replaced: Option<String>,
}

impl Taken {
    fn of(place: Place, action: Action, before: &str, after: &str, call: &'static str) -> Self {
        let change = Change {
            place: place.to_string(),
            key: String::new(),
            action,
            before: before.to_owned(),
            after: after.to_owned(),
            why: "It was so before the setup.".into(),
            call,
        };
        let replaced = None;
        Self { change, replaced }
    }

    fn without_token(place: Place, call: &'static str) -> Self {
        let gone = "a cached token (AWS no longer keeps the one from before)";
        Self::of(place, Action::Reset, gone, "no token", call)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.problem())
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// What was put back; nothing where it is as it was already.
pub(super) async fn take(account: &dyn Account, step: &Step) -> Result<Option<Taken>, Trouble> {
    match step {
        Step::Nothing { .. } => Ok(None),
        Step::Label { name, from, to } => secret::put_label_back(account, name, from, to).await,
        Step::Token { name, to, was, key } => {
            let token = secret::Token { name, to, was, key };
            token.put_back(account).await
        }
        Step::Keys {
            name,
            now,
            text,
            keys,
            ..
        } => secret::put_keys_back(account, name, now, text, &keys.join(", ")).await,
        Step::Cleared { name, key } => secret::clear_token(account, name, key).await,
        Step::Parameter { name, now, to } => {
            parameter::put_back(account, name, Some(*now), *to).await
        }
        Step::TokenParameter { name, to } => parameter::put_back(account, name, None, *to).await,
        Step::Delete { name, now } => parameter::delete(account, name, Some(*now)).await,
        Step::DeleteToken { name } => parameter::delete(account, name, None).await,
        Step::Worthless { name } => parameter::make_worthless(account, name).await,
        Step::Environment {
            function,
            variables,
        } => function::put_environment_back(account, function, variables).await,
        Step::Alias {
            function,
            alias,
            from,
            to,
            weights,
        } => function::put_alias_back(account, function, alias, [from, to], weights).await,
    }
}

/// After a lost answer: is it in after all?
async fn after_all(
    sent: Answer<()>,
    is_in: impl Future<Output = Answer<bool>> + Send,
) -> Result<(), Trouble> {
    match sent {
        Err(failure) if failure.may_be_applied() || failure.kind == FailureKind::Conflict => {
            match is_in.await {
                Ok(true) => Ok(()),
                Ok(false) => Err(failure.into()),
                Err(unknown) if failure.may_be_applied() => {
                    Err(Trouble::Unclear(unknown.problem()))
                }
                Err(_) => Err(failure.into()),
            }
        }
        other => other.map_err(Trouble::from),
    }
}
