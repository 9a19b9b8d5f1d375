//! What a person reads when something cannot be done: what happened, the likely cause, what to do.

use std::fmt;

/// A failure or refusal in words for a person, with a stable kebab-case code for scripts and support.
///
/// Never carries a secret: whoever builds one masks first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable and kebab-case, for scripts and for the phone: `private-key-literal-newlines`.
    pub code: &'static str,
    /// What happened, in one sentence.
    pub what: String,
    /// The likely cause, most likely first; empty where `what` says it all.
    pub cause: String,
    /// What to do about it; empty only where nothing can be done.
    pub fix: String,
    /// Whether it may go away by itself within minutes.
    pub waiting_helps: bool,
}

impl Problem {
    /// A problem that so far says only what happened.
    pub fn new(code: &'static str, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            cause: String::new(),
            fix: String::new(),
            waiting_helps: false,
        }
    }

    /// Adds the likely cause.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = cause.into();
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Says whether it may go away by itself within minutes.
    #[must_use]
    pub fn waiting_helps(mut self, helps: bool) -> Self {
        self.waiting_helps = helps;
        self
    }
}

/// The sentences one after the other, for places with room for a paragraph only.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for part in [&self.cause, &self.fix] {
            if !part.is_empty() {
                write!(f, " {part}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_what_then_cause_then_fix() {
        let problem = Problem::new("no-region", "No Region is set.").fix("Pass --region.");
        assert_eq!(problem.to_string(), "No Region is set. Pass --region.");
    }
}
