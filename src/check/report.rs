//! What a check came to, as data.

use crate::domain::center::ContactCenter;
use crate::domain::finding::summary::Fact;
use crate::domain::place::{Identity, Place};
use crate::domain::{CheckLine, Finding, Severity};
use crate::problem::Problem;
use crate::report::Outcome;

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub struct CheckReport {
    /// Where it was looked, and as whom.
    pub setting: Setting,
    /// The contact centers, each with its findings.
    pub centers: Vec<Checked>,
    /// What kept us from finding more contact centers.
    pub gaps: Vec<Problem>,
    /// What stands against the whole of it.
    pub problem: Option<Problem>,
    /// Whether that is the command line's fault.
    pub(super) unusable: bool,
    /// Whether a listing broke off, so that there may be more contact centers than were found.
    pub(super) broke_off: bool,
}

/// Where it was looked, and as whom.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Who AWS says we are, where it told.
    pub identity: Option<Identity>,
    /// The Region.
    pub region: Option<String>,
    /// The profile, where one is used.
    pub profile: Option<String>,
    /// What was asked for, to be asked for again.
    pub asked: Place,
    /// Whether all of it is practice.
    pub practice: bool,
}

/// A contact center that was looked at.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The contact center.
    pub center: ContactCenter,
    /// What was noticed, the worst first.
    pub findings: Vec<Finding>,
    /// What Salesforce said to the stored values.
    pub login: LoginProof,
    /// What a support case may show.
    pub facts: Vec<Fact>,
    /// Whether the certificate that was named belongs to its key.
    pub certificate_pairs: bool,
}

/// How the login with the stored values came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginProof {
    /// Salesforce let us in; what it told, line by line.
    Works(Vec<CheckLine>),
    /// Salesforce refused; a finding says why.
    Refused,
    /// There was no answer; a finding says why.
    NotReachable,
    /// It could not be tried: something that a login needs is missing or unusable.
    NotPossible,
    /// It was not asked for.
    Skipped,
}

impl LoginProof {
    /// The word in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Works(_) => "works",
            Self::Refused => "refused",
            Self::NotReachable => "not-reachable",
            Self::NotPossible => "not-possible",
            Self::Skipped => "skipped",
        }
    }
}

impl Checked {
    /// Whether nothing is wrong with it. Warnings do not count.
    pub fn is_healthy(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings of this weight there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }
}

impl CheckReport {
    /// A check whose command line or configuration cannot be used.
    pub fn unusable(problem: Problem) -> Self {
        Self {
            unusable: true,
            ..Self::failed(problem)
        }
    }

    /// A check that could not be made.
    pub(super) fn failed(problem: Problem) -> Self {
        Self {
            unusable: Outcome::against(&problem) == Outcome::Unusable,
            problem: Some(problem),
            ..Self::default()
        }
    }

    /// Whether contact centers were found, all that there are to see, and nothing is wrong with any of them.
    pub fn is_healthy(&self) -> bool {
        let is_whole = self.problem.is_none() && !self.broke_off;
        is_whole && self.centers.iter().all(Checked::is_healthy)
    }

    /// The program's exit code.
    pub fn exit_code(&self) -> u8 {
        match (self.unusable, self.is_healthy()) {
            (true, _) => 2,
            (false, true) => 0,
            (false, false) => 1,
        }
    }
}
