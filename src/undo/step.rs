//! One thing to put back, looked at and found fit, and the words for it: before, during and after.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use super::Place;
use crate::domain::Secret;
use crate::domain::moment::moment;
use crate::domain::resources::Held;
use crate::journal::Variable;
use crate::swap::MARK;

/// One thing to put back.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It is already as it was.
    Nothing {
        /// What it is about.
        place: Place,
    },
    /// A secret whose current version is the setup's: the version from before becomes current.
    Label {
        /// The secret.
        name: String,
        /// The version that is current now.
        from: String,
        /// The version from before.
        to: String,
    },
    /// A secret with only the cached token, which the function may replace at any time: the version from before
    /// becomes current, whichever is by then. Where somebody else changed more than the token, that stays.
    Token {
        /// The secret.
        name: String,
        /// The version from before.
        to: String,
        /// What that holds.
        was: Held,
        /// The key of the token.
        key: String,
    },
    /// A secret that somebody else wrote since: a new version takes the setup's keys back and keeps all else.
    Keys {
        /// The secret.
        name: String,
        /// The version that is current now.
        now: String,
        /// When that was made.
        made: Option<Timestamp>,
        /// The new text.
        text: Secret,
        /// The keys that go back.
        keys: Vec<String>,
    },
    /// A parameter gets a new version with an old value.
    Parameter {
        /// The parameter.
        name: String,
        /// The version that is current now.
        now: i64,
        /// The version that holds the value.
        to: i64,
    },
    /// The same of only the cached token, whichever version is current by then.
    TokenParameter {
        /// The parameter.
        name: String,
        /// The version that holds the token.
        to: i64,
    },
    /// A parameter that the setup made.
    Delete {
        /// The parameter.
        name: String,
        /// The version that is current now.
        now: i64,
    },
    /// Only the cached token, which the function made since, whichever version is current by then.
    DeleteToken {
        /// The parameter.
        name: String,
    },
    /// Only a cached token, of which AWS no longer keeps the version from before: any worthless one will do.
    Worthless {
        /// The parameter.
        name: String,
    },
    /// The same in a secret, where it is a key among others.
    Cleared {
        /// The secret.
        name: String,
        /// The key.
        key: String,
    },
    /// Variables of `$LATEST`.
    Environment {
        /// The function.
        function: String,
        /// The variables with what they held.
        variables: Vec<Former>,
    },
    /// An alias that points to the setup's version.
    Alias {
        /// The function.
        function: String,
        /// The alias.
        alias: String,
        /// The version now.
        from: String,
        /// The version from before.
        to: String,
        /// The versions that shared its calls.
        weights: BTreeMap<String, f64>,
    },
}

/// A variable and what it held before; nothing where it did not exist. Somebody may have put a secret there, so it
/// cannot be printed.
#[derive(Clone, PartialEq)]
pub struct Former {
    /// The variable's name.
    pub name: String,
    /// What it held.
    pub value: Option<String>,
    /// What the setup set it to.
    pub after: String,
}

impl fmt::Debug for Former {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Former")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Step {
    /// What it is about.
    pub fn place(&self) -> Place {
        match self {
            Self::Nothing { place } => place.clone(),
            Self::Label { name, .. }
            | Self::Token { name, .. }
            | Self::Keys { name, .. }
            | Self::Cleared { name, .. } => Place::Secret(name.clone()),
            Self::Parameter { name, .. }
            | Self::TokenParameter { name, .. }
            | Self::Delete { name, .. }
            | Self::DeleteToken { name }
            | Self::Worthless { name } => Place::Parameter(name.clone()),
            Self::Environment { function, .. } | Self::Alias { function, .. } => {
                Place::Function(function.clone())
            }
        }
    }

    /// What will be done there.
    pub fn plan(&self) -> String {
        match self {
            Self::Nothing { .. } => "Is as it was before already.".into(),
            Self::Token { to, .. } => {
                format!(
                    "The cached token goes back to the one from before (version {}). All else in it stays as it is \
                     now.",
                    short(to)
                )
            }
            Self::Label { to, .. } => {
                format!("Goes back to the version from before ({}).", short(to))
            }
            Self::Keys {
                now, made, keys, ..
            } => format!(
                "Somebody wrote this secret since (version {}{}); only the keys the setup changed are put back: \
                 {}. All else stays as it is now.",
                short(now),
                at(", made", *made),
                keys.join(", ")
            ),
            Self::TokenParameter { to, .. } => {
                format!("The cached token goes back to the one from before (version {to}).")
            }
            Self::Parameter { to, .. } => format!("Goes back to what version {to} holds."),
            Self::Delete { .. } => "Is removed: the setup made it.".into(),
            Self::DeleteToken { .. } => {
                "The cached token is removed: before the setup there was none.".into()
            }
            Self::Worthless { .. } | Self::Cleared { .. } => {
                "The cached token is made worthless. AWS no longer keeps the one from before."
                    .into()
            }
            Self::Environment { variables, .. } => {
                let (gone, back): (Vec<_>, Vec<_>) =
                    variables.iter().partition(|it| it.value.is_none());
                let told = [
                    (back, "Variables that go back to what they held"),
                    (
                        gone,
                        "Variables that are removed, since the setup added them",
                    ),
                ];
                let told = told
                    .into_iter()
                    .filter(|(variables, _)| !variables.is_empty());
                let told = told.map(|(variables, what)| format!("{what}: {}.", names(&variables)));
                told.collect::<Vec<_>>().join(" ")
            }
            Self::Alias {
                alias, from, to, ..
            } => {
                format!("Alias {alias} goes back from version {from} to version {to}.")
            }
        }
    }

    /// What doing it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Keys { name, .. } => format!("Put the setup's keys in secret {name} back"),
            Self::Delete { name, .. } | Self::DeleteToken { name } => {
                format!("Remove parameter {name}")
            }
            Self::Environment { function, .. } => {
                format!("Put variables of function {function} back")
            }
            Self::Alias {
                function, alias, ..
            } => format!("Put alias {alias} of {function} back"),
            other => format!("Put {} back", other.place()),
        }
    }

    /// What was done, in a sentence.
    pub fn done(&self) -> String {
        let what = match self {
            Self::Nothing { .. } => "as it was before already".into(),
            Self::Token { to, .. } => {
                format!(
                    "the cached token from before is back (version {})",
                    short(to)
                )
            }
            Self::Label { to, .. } => format!("back at the version from before ({})", short(to)),
            Self::Keys { now, keys, .. } => format!(
                "somebody wrote this secret since (version {}); only the keys the setup changed are put back: {}",
                short(now),
                keys.join(", ")
            ),
            Self::Parameter { to, .. } | Self::TokenParameter { to, .. } => {
                format!("holds again what version {to} holds")
            }
            Self::Delete { .. } => "removed, since the setup made it".into(),
            Self::DeleteToken { .. } => {
                "no cached token any more, since there was none before the setup".into()
            }
            Self::Worthless { .. } | Self::Cleared { .. } => {
                "no cached token any more; AWS no longer keeps the one from before".into()
            }
            Self::Environment { variables, .. } => {
                let all: Vec<&Former> = variables.iter().collect();
                format!("{} as before", names(&all))
            }
            Self::Alias { alias, to, .. } => format!("alias {alias} points to version {to} again"),
        };
        let place = self.place().to_string();
        let (first, rest) = place.split_at(1);
        format!("{}{rest}: {what}.", first.to_uppercase())
    }

    /// Whether there is nothing to do.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing { .. })
    }

    /// Whether somebody else's change stays beside it.
    pub fn keeps_others(&self) -> bool {
        matches!(self, Self::Keys { .. })
    }
}

impl Variable {
    /// Whether it holds this now.
    pub(super) fn is_left(&self, now: Option<&str>) -> bool {
        now == Some(self.after.as_str())
    }
}

fn names(variables: &[&Former]) -> String {
    let names: Vec<&str> = variables.iter().map(|it| it.name.as_str()).collect();
    names.join(", ")
}

/// The beginning of a version's id, enough to tell it from the others.
pub(super) fn short(version: &str) -> &str {
    let version = version.strip_prefix(MARK).unwrap_or(version);
    version.get(..8).unwrap_or(version)
}

/// `, made at ...`, where it is told.
pub(super) fn at(what: &str, when: Option<Timestamp>) -> String {
    when.map_or(String::new(), |when| format!("{what} at {}", moment(when)))
}
