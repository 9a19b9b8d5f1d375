//! What is wrong, or could be, with a contact center as it was found: the pitfalls that can be seen from outside.
//!
//! Each rule looks at one thing and says what it found. They stand in one list per group; nothing here awaits.

mod address;
mod described;
mod function;
mod key;
mod parameters;
mod secret;
mod seen;
pub mod summary;
#[cfg(test)]
mod tests;
mod values;

use crate::domain::change::TELEPHONY_KEY_REUSED;
use crate::problem::{Advice, Problem, one};

pub use secret::cached_token;
pub use seen::Seen;

/// How much it matters; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Logins fail, or will.
    Error,
    /// Logins may fail, or something could not be looked at.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One thing that was noticed. Never carries a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable and kebab-case, for scripts and for the phone.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where: `secret acme-salesforce-secret, key ...`, `function acme-...`.
    pub place: String,
    /// What is there, in a sentence.
    pub what: String,
    /// Why it matters, or came about, and how to mend it.
    pub advice: Advice,
    /// Whether `setup` would mend it.
    pub setup_mends: bool,
}

impl Finding {
    fn new(
        severity: Severity,
        code: &'static str,
        place: impl Into<String>,
        what: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            place: place.into(),
            what: what.into(),
            advice: Advice::default(),
            setup_mends: false,
        }
    }

    /// Something that makes logins fail.
    pub fn error(code: &'static str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, what)
    }

    /// Something that may make logins fail.
    pub fn warning(code: &'static str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, what)
    }

    /// Something worth knowing.
    pub fn info(code: &'static str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(Severity::Info, code, place, what)
    }

    /// A problem met while looking, as a finding of this weight.
    pub fn of_problem(severity: Severity, place: impl Into<String>, problem: &Problem) -> Self {
        Self {
            advice: problem.advice.clone(),
            ..Self::new(severity, problem.code, place, &problem.what)
        }
    }

    /// Adds why it matters.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.advice.causes = one(why);
        self
    }

    /// Adds how to mend it by hand.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.advice.steps = one(fix);
        self
    }

    /// Says that `setup` mends it; what has no other cure is to be mended so.
    #[must_use]
    pub fn mended_by_setup(mut self) -> Self {
        if self.advice.steps.is_empty() {
            self.advice.steps = one(RUN_SETUP);
        }
        self.setup_mends = true;
        self
    }

    /// The same beside these findings. A login with the key of telephony is refused for that reason, and what is
    /// advised against a wrong signature would make the telephony key the one of the app.
    #[must_use]
    pub fn as_following_from(mut self, others: &[Self]) -> Self {
        let reused = others
            .iter()
            .any(|other| other.code == TELEPHONY_KEY_REUSED);
        if reused && self.code == "assertion-invalid" {
            self.advice = Advice::default();
            return self.why(
                "The private key is the one that telephony uses. Mend that, and this is mended.",
            );
        }
        self
    }

    /// Whether others may follow from it, so that it is told first.
    fn is_root(&self) -> bool {
        [TELEPHONY_KEY_REUSED, function::CODE_AND_VARIABLES].contains(&self.code)
    }

    /// Whether this is a guess from the look of a value, which a login that works disproves.
    pub fn is_settled_by_login(&self) -> bool {
        const GUESSES: [&str; 5] = [
            values::CONSUMER_KEY_UNUSUAL,
            values::USERNAME_OTHER_KIND,
            values::AUDIENCE_UNUSUAL,
            address::TOKEN.login_host,
            address::TOKEN.unknown_host,
        ];
        GUESSES.contains(&self.code)
    }
}

/// What is to be done where nothing is known to be better.
const RUN_SETUP: &str = "Run setup for this contact center.";

/// Promises no cure by setup where setup refuses, since code and variables do not fit each other.
pub fn tell_what_setup_refuses(findings: &mut [Finding]) {
    let differs = |finding: &Finding| finding.code == function::CODE_AND_VARIABLES;
    if !findings.iter().any(differs) {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.setup_mends) {
        finding.setup_mends = false;
        let first = format!("Mend {} first.", function::CODE_AND_VARIABLES);
        finding.advice.steps.insert(0, first);
    }
}

/// Looks at one thing.
type Rule = fn(&Seen<'_>) -> Vec<Finding>;

/// Everything that can be seen from outside, the worst first.
pub fn findings(seen: &Seen<'_>) -> Vec<Finding> {
    let groups = [
        values::RULES,
        key::RULES,
        address::RULES,
        secret::RULES,
        parameters::RULES,
        function::RULES,
        described::RULES,
    ];
    let rules = groups.into_iter().flatten();
    let mut findings: Vec<Finding> = rules.flat_map(|rule| rule(seen)).collect();
    findings.sort_by_key(|finding| (finding.severity, !finding.is_root()));
    findings
}

/// Whether the certificate belongs to the stored key, whatever the key's shape.
pub fn certificate_pairs(seen: &Seen<'_>) -> bool {
    match (seen.certificate, key::meant(seen)) {
        (Some(certificate), Some(key)) => certificate.pairs_with(&key),
        _ => false,
    }
}

/// Whether there is enough in usable form that Salesforce can be asked.
pub fn can_log_in(seen: &Seen<'_>) -> bool {
    values::are_usable(seen) && key::stored(seen).is_some() && address::can_be_asked(seen)
}
