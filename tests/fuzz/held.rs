//! What every refusal is held to, whatever was refused.

use crate::problem::Problem;

/// Stands for a secret wherever a target puts one; the dictionaries have it too.
pub const CANARY: &str = "3MVG9canary7Q";

/// A refusal has a code, says what happened and what to do, and repeats no secret.
pub fn to_be_of_use(problem: &Problem) {
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    assert!(!problem.code.is_empty() && problem.code.chars().all(code));
    assert!(!problem.what.is_empty(), "{}: no words", problem.code);
    assert!(
        !problem.advice.steps.is_empty(),
        "{}: no way out",
        problem.code
    );
    to_be_silent(&problem.to_string());
}

/// A text for people repeats no secret.
pub fn to_be_silent(said: &str) {
    assert!(!said.contains(CANARY), "a secret was repeated");
}
