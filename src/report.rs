//! How a setup or an undo came out: for the result screen, for scripts, for the exit code.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::CheckLine;
use crate::domain::change::Change;
use crate::domain::moment::moment;
use crate::problem::Problem;

/// How it came out; the words are the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A dry run: this is what would be written.
    Planned,
    /// Written, read back, and proved as far as asked.
    Done,
    /// Everything was as it should be already.
    NothingToDo,
    /// Not written, since something speaks against it.
    Refused,
    /// Not written, since something went wrong.
    Failed,
    /// Written, but Salesforce or the function does not accept it (yet).
    Unproved,
    /// Stopped part-way.
    Partial,
    /// Not written, since the command line or an answer cannot be used.
    Unusable,
    /// Given up by the person before anything was written.
    Cancelled,
}

impl Outcome {
    /// How it comes out where this stands against it before anything is written. What a person named and what
    /// does not exist is a matter of the command line, whichever command it is.
    pub fn against(problem: &Problem) -> Self {
        match problem.code {
            "aws-no-region" | "aws-configuration" | "contact-center-unknown" => Self::Unusable,
            code if code.starts_with("secret-") => Self::Refused,
            _ => Self::Failed,
        }
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::NothingToDo => "nothing-to-do",
            Self::Refused | Self::Unusable => "refused",
            Self::Failed => "failed",
            Self::Unproved => "unproved",
            Self::Partial => "partial",
            Self::Cancelled => "cancelled",
        }
    }

    /// The program's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Planned | Self::Done | Self::NothingToDo => 0,
            Self::Refused | Self::Failed => 1,
            Self::Unusable => 2,
            Self::Unproved => 3,
            Self::Partial => 4,
            Self::Cancelled => 130,
        }
    }
}

/// The setup that began then, as in `the setup of 2026-11-24 09:30:00 UTC`.
pub fn setup_of(begun: &str) -> String {
    match begun.parse::<Timestamp>() {
        Ok(begun) => format!("the setup of {}", moment(begun)),
        Err(_) => "the last setup".to_owned(),
    }
}

/// The code of the problem that a proof was left out since the person stopped it.
pub(crate) const STOPPED_PROOF: &str = "stopped-before-proof";

/// That nothing was written, as every front end says it.
pub(crate) const UNTOUCHED: &str = "Nothing has been changed in AWS.";

/// The same once a function was asked: it may have stored a token of its own.
pub(crate) const NO_SETTING_CHANGED: &str = "No setting has been changed in AWS.";

/// What there is to say at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The contact center; empty where none was chosen.
    pub contact_center: String,
    /// Whether it tells of putting back rather than of writing.
    pub undo: bool,
    /// How it came out.
    pub outcome: Outcome,
    /// The changes of the plan; after a stop part-way, [`Self::lines`] says which were made.
    pub changes: Vec<Change>,
    /// What was done and seen, line by line.
    pub lines: Vec<CheckLine>,
    /// What stands against it, where something does.
    pub problem: Option<Problem>,
    /// All that stands against it, where that is more than one thing.
    pub problems: Vec<Problem>,
    /// What went wrong beside it: it helps to understand how it came out, and does not decide it.
    pub asides: Vec<Problem>,
    /// What to do next, a sentence each.
    pub next: Vec<String>,
    /// Whether there is something that `undo` could put back.
    pub can_undo: bool,
    /// Whether nothing was written since something moved after the preview: a new preview shows what.
    pub moved: bool,
}

impl Report {
    /// A report with nothing but its outcome.
    pub fn new(contact_center: impl Into<String>, outcome: Outcome) -> Self {
        Self {
            contact_center: contact_center.into(),
            undo: false,
            outcome,
            changes: Vec::new(),
            lines: Vec::new(),
            problem: None,
            problems: Vec::new(),
            asides: Vec::new(),
            next: Vec::new(),
            can_undo: false,
            moved: false,
        }
    }

    /// The same, on putting back what was written.
    pub fn on_undo(contact_center: impl Into<String>, outcome: Outcome) -> Self {
        Self {
            undo: true,
            ..Self::new(contact_center, outcome)
        }
    }

    /// The same, where this kept it from changing anything.
    #[must_use]
    pub fn untouched(mut self, problem: impl Into<Option<Problem>>) -> Self {
        self.lines.push(CheckLine::ok(UNTOUCHED));
        self.problem = problem.into();
        self
    }

    /// Whether a proof was in vain although nothing was written: the values were stored before.
    pub fn is_vain_proof(&self) -> bool {
        self.outcome == Outcome::Unproved && self.changes.is_empty() && !self.can_undo
    }

    /// Whether it was not proved since the person stopped it: nothing is known to be wrong.
    pub fn is_stopped_proof(&self) -> bool {
        let problem = self.problem.as_ref();
        problem.is_some_and(|problem| problem.code == STOPPED_PROOF)
    }

    /// Whether what is written may work within minutes, with nothing more done.
    pub fn waiting_helps(&self) -> bool {
        let may_pass = |problem: &Problem| problem.waiting_helps;
        self.outcome == Outcome::Unproved && self.problem.as_ref().is_some_and(may_pass)
    }

    /// The JSON document of `--json`.
    pub fn json(&self) -> Value {
        let asides = self.asides.iter().map(|aside| CheckLine::warn(&aside.what));
        let checks: Vec<CheckLine> = self.lines.iter().cloned().chain(asides).collect();
        json!({
            "schema": "scv-oauth/report",
            "version": 1,
            "contact_center": self.contact_center,
            "outcome": self.outcome.word(),
            "changes": self.changes.iter().map(change_json).collect::<Vec<_>>(),
            "checks": checks.iter().map(line_json).collect::<Vec<_>>(),
            "problem": self.problem.as_ref().map(problem_json),
            "problems": self.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "asides": self.asides.iter().map(problem_json).collect::<Vec<_>>(),
            "next": self.next,
            "can_undo": self.can_undo,
            "waiting_helps": self.waiting_helps(),
        })
    }
}

/// A problem as scripts read it.
pub fn problem_json(problem: &Problem) -> Value {
    let advice = &problem.advice;
    json!({
        "code": problem.code,
        "what": problem.what,
        "said": advice.said,
        "cause": advice.cause(),
        "causes": advice.causes,
        "fix": advice.fix(),
        "steps": advice.steps,
        "notes": advice.notes,
    })
}

fn change_json(change: &Change) -> Value {
    json!({
        "where": change.place,
        "key": change.key,
        "action": change.action.word(),
        "before": change.before,
        "after": change.after,
        "why": change.why,
        "call": change.call,
    })
}

fn line_json(line: &CheckLine) -> Value {
    json!({ "level": line.level.word(), "text": line.text })
}
