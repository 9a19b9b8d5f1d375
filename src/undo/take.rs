//! Puts one thing back. A lost answer is looked after.

mod function;
mod parameter;
mod secret;

use super::step::Step;
use crate::account::{Account, Outcome as Answer};
use crate::domain::change::{Action, Change};
use crate::domain::resources::Which;
use crate::domain::{Failure, FailureKind};
use crate::problem::Problem;
use crate::swap::CURRENT;

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
    fn of(change: Change) -> Self {
        let replaced = None;
        Self { change, replaced }
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

pub(super) async fn take(account: &dyn Account, step: &Step) -> Result<Option<Taken>, Trouble> {
    let change = match step {
        Step::Nothing { .. } => None,
        Step::Parameter { name, now, to } => {
            return parameter::put_back(account, name, Some(*now), *to).await;
        }
        Step::TokenParameter { name, to } => {
            return parameter::put_back(account, name, None, *to).await;
        }
        Step::Delete { name, now } => return parameter::delete(account, name, Some(*now)).await,
        Step::DeleteToken { name } => return parameter::delete(account, name, None).await,
        Step::Worthless { name } => return parameter::make_worthless(account, name).await,
        Step::Cleared { name, key } => secret::clear_token(account, name, key).await?,
        Step::Keys {
            name,
            now,
            text,
            keys,
            ..
        } => {
            secret::swap(account, name, now, text).await?;
            Some(secret::keys_back(name, &keys.join(", ")))
        }
        Step::Token { name, to, was, key } => {
            let token = secret::Token { name, to, was, key };
            return token.put_back(account).await;
        }
        Step::Label { name, from, to } => {
            let moved = account
                .move_label(name, CURRENT, Some(from), Some(to))
                .await;
            after_all(moved, async {
                Ok(account.secret(name, &Which::current()).await?.version == *to)
            })
            .await?;
            Some(secret::label_moved(name, from, to))
        }
        Step::Environment {
            function,
            variables,
        } => {
            function::put_environment_back(account, function, variables).await?;
            let names: Vec<&str> = variables.iter().map(|it| it.name.as_str()).collect();
            Some(change(
                format!("function {function}"),
                Action::Set,
                &names.join(", "),
                "as before",
                "lambda:UpdateFunctionConfiguration",
            ))
        }
        Step::Alias {
            function,
            alias,
            from,
            to,
            weights,
        } => {
            let now = account.alias(function, alias).await?;
            if now.version != *from || !now.weights.is_empty() {
                return Err(moved_since(alias, function, &now.version).into());
            }
            let shares = (now.weights != *weights).then_some(weights);
            let moved = account
                .move_alias(function, alias, to, shares, now.revision.as_deref())
                .await;
            after_all(moved.map(drop), async {
                Ok(account.alias(function, alias).await?.version == *to)
            })
            .await?;
            Some(change(
                format!("function {function}"),
                Action::Move,
                &format!("alias {alias} on version {from}"),
                &format!("alias {alias} on version {to}"),
                "lambda:UpdateAlias",
            ))
        }
    };
    Ok(change.map(Taken::of))
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

fn moved_since(alias: &str, function: &str, version: &str) -> Problem {
    Problem::new(
        "alias-changed",
        format!("The alias {alias} of {function} was changed meanwhile."),
    )
    .cause(format!(
        "It sends calls to version {version} now, or to several versions."
    ))
    .fix("It was not put back; the other change is kept. Undo again: it looks anew.")
}

fn token_reset(place: String, call: &'static str) -> Change {
    let gone = "a cached token (AWS no longer keeps the one from before)";
    change(place, Action::Reset, gone, "no token", call)
}

fn change(place: String, action: Action, before: &str, after: &str, call: &'static str) -> Change {
    Change {
        place,
        key: String::new(),
        action,
        before: before.to_owned(),
        after: after.to_owned(),
        why: "It was so before the setup.".into(),
        call,
    }
}
