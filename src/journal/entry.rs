//! One thing that a setup changed, and how it is put back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that was, or was about to be, changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entry {
    /// A secret got a new current version.
    Secret {
        /// Its name.
        name: String,
        /// The version that was current before; nothing where that is not told, of a cached token alone.
        before: Option<String>,
        /// The version that was to become current.
        after: String,
        /// Whether it is only the cached token, which the function may have replaced since.
        token: bool,
    },
    /// A parameter got a new version.
    Parameter {
        /// Its name.
        name: String,
        /// The version before; nothing where there was no such parameter.
        before: Option<i64>,
        /// The version that the write was to make; that from before, or 0, where it is only noted.
        after: i64,
        /// Whether it is only the cached token.
        token: bool,
        /// When AWS says that this version was written: the same number may come again after the parameter was
        /// removed and made anew. Nothing where AWS did not tell, or the journal is of an earlier version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        written: Option<Timestamp>,
    },
    /// Variables of a function's `$LATEST` changed.
    Environment {
        /// The function.
        function: String,
        /// The variables that differ.
        variables: Vec<Variable>,
        /// The published version that still holds all that is withheld as it was.
        held_by: Option<String>,
    },
    /// An alias was pointed to a new version.
    Alias {
        /// The function.
        function: String,
        /// The alias.
        alias: String,
        /// The version before.
        before: String,
        /// The versions that shared its calls, with their share between 0 and 1.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        weights: BTreeMap<String, f64>,
        /// The version after, once it is published.
        after: Option<String>,
    },
}

impl Entry {
    /// Whether both are about the same secret, parameter, function or alias.
    pub fn is_about(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Secret { name: a, .. }, Self::Secret { name: b, .. })
            | (Self::Parameter { name: a, .. }, Self::Parameter { name: b, .. })
            | (Self::Environment { function: a, .. }, Self::Environment { function: b, .. })
            | (Self::Alias { function: a, .. }, Self::Alias { function: b, .. }) => a == b,
            _ => false,
        }
    }

    /// Whether it is only about the cached token.
    pub fn is_token(&self) -> bool {
        matches!(
            self,
            Self::Secret { token: true, .. } | Self::Parameter { token: true, .. }
        )
    }

    /// Whether it was noted for undo only: the setup has not changed it, though the function may have.
    pub fn is_only_noted(&self) -> bool {
        match self {
            Self::Secret { before, after, .. } => before.as_ref() == Some(after),
            Self::Parameter { before, after, .. } => before.unwrap_or(0) == *after,
            Self::Environment { .. } | Self::Alias { .. } => false,
        }
    }

    /// The versions of secrets that it names.
    pub fn versions(&self) -> impl Iterator<Item = &str> {
        let named = match self {
            Self::Secret { before, after, .. } => [before.as_deref(), Some(after.as_str())],
            _ => [None, None],
        };
        named.into_iter().flatten()
    }

    /// Goes on from what an unfinished setup noted: keeps what was there first, as long as it is that setup's
    /// own work that is replaced now. What somebody else put there in between is what undo must bring back. It is
    /// only about the cached token as long as both are.
    pub fn now_leads_to(&mut self, later: Self) {
        let is_token = self.is_token() && later.is_token();
        self.becomes(later);
        if let Self::Secret { token, .. } | Self::Parameter { token, .. } = self {
            *token = is_token;
        }
    }

    fn becomes(&mut self, later: Self) {
        let goes_on = self.goes_on_with(&later);
        match (self, later) {
            (Self::Secret { after, .. }, Self::Secret { after: new, .. }) if goes_on => {
                *after = new;
            }
            (
                Self::Parameter { after, written, .. },
                Self::Parameter {
                    after: new,
                    written: when,
                    ..
                },
            ) if goes_on => {
                *after = new;
                *written = when;
            }
            (Self::Alias { after, .. }, Self::Alias { after: new, .. }) if goes_on => {
                *after = new.or(after.take());
            }
            (
                Self::Environment {
                    variables, held_by, ..
                },
                Self::Environment {
                    variables: later,
                    held_by: holds_now,
                    ..
                },
            ) => {
                let withheld_now = withheld(&later);
                for variable in later {
                    match variables.iter_mut().find(|it| it.name == variable.name) {
                        Some(known) => known.now_leads_to(variable),
                        None => variables.push(variable),
                    }
                }
                *held_by = match (withheld(variables) > withheld_now, withheld_now > 0) {
                    (true, false) => held_by.take(),
                    (false, _) => holds_now,
                    (true, true) => held_by.take().filter(|it| Some(it) == holds_now.as_ref()),
                };
            }
            (known, later) => *known = later,
        }
    }

    /// Whether the later entry replaces what this one left, or what it was about to replace.
    fn goes_on_with(&self, later: &Self) -> bool {
        // The function itself replaces the token at any time; the first one is the one from before.
        if self.is_token() && later.is_token() {
            return true;
        }
        match (self, later) {
            (Self::Secret { before, after, .. }, Self::Secret { before: now, .. }) => {
                Some(after) == now.as_ref() || before == now
            }
            (Self::Parameter { before, after, .. }, Self::Parameter { before: now, .. }) => {
                Some(*after) == *now || before == now
            }
            (Self::Alias { before, after, .. }, Self::Alias { before: now, .. }) => {
                after.as_ref() == Some(now) || before == now
            }
            _ => false,
        }
    }
}

fn withheld(variables: &[Variable]) -> usize {
    let withheld = |it: &&Variable| it.before == Before::Withheld;
    variables.iter().filter(withheld).count()
}

/// A variable that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it held, where that is told.
    pub before: Before,
    /// What it was set to: a parameter's name, an address.
    pub after: String,
}

impl Variable {
    fn now_leads_to(&mut self, later: Self) {
        if later.before != Before::Held(self.after.clone()) {
            self.before = later.before;
        }
        self.after = later.after;
    }
}

/// What a variable held before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// It did not exist.
    Nothing,
    /// A parameter's name, an address, a username.
    Held(String),
    /// Something that could be a secret put there by mistake. It is not written down; the published version
    /// still holds it.
    Withheld,
}
