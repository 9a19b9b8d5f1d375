//! What a value already stored in AWS is worth to the Lambda, which uses it exactly as it stands.

use crate::problem::Problem;

/// A stored value, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored<T> {
    /// Nothing of its own yet: blank, or what the template put there.
    Placeholder,
    /// Works as it stands.
    Usable(T),
    /// Something is there, and the Lambda cannot use it.
    Unusable(Problem),
}
