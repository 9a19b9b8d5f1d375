//! What a setup changes and undo puts back, by its kind and name.

use std::fmt;

/// A secret, a parameter or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A secret.
    Secret(String),
    /// A parameter.
    Parameter(String),
    /// A function with its variables and aliases.
    Function(String),
}

impl Place {
    /// The lower goes back first: callers leave the setup's values before these go.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Function(_) => 0,
            Self::Secret(_) | Self::Parameter(_) => 1,
        }
    }
}

/// As in `secret acme-salesforce-secret`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(name) => write!(f, "secret {name}"),
            Self::Parameter(name) => write!(f, "parameter {name}"),
            Self::Function(name) => write!(f, "function {name}"),
        }
    }
}
