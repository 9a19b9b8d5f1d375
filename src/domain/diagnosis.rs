//! From what was seen to what it means: one table for Salesforce's answers, the network's, the function's
//! and AWS's. What the table does not know is shown as it came, never guessed at.

mod aws;
mod function;
mod login;
mod network;
mod refusal;
mod rest;
mod row;
mod setup_page;

use std::fmt;

use jiff::SignedDuration;

pub use aws::diagnose_failure;
pub use function::read_answer;
pub use refusal::{Refusal, Stage, Unreached, visible};
pub use setup_page::SetupPage;

use crate::problem::{Advice, Problem};
use row::Entry;

/// The code of what the table does not know.
pub const UNKNOWN: &str = "unknown-refusal";

/// A clock that differs by less than this is right.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(1);

/// What something that was seen means, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Stable and kebab-case, for scripts and for the phone.
    pub code: &'static str,
    /// What it means, in a sentence.
    pub meaning: String,
    /// What was seen, as it came but safe to show.
    pub said: Option<String>,
    /// Most likely first; empty where nothing is known.
    pub causes: Vec<String>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// Facts of this very case that help to choose among the causes.
    pub notes: Vec<String>,
    /// Whether it may go away by itself within minutes.
    pub waiting_helps: bool,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub text: String,
    /// Where in Salesforce's Setup.
    pub page: Option<SetupPage>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match self.page {
            Some(page) => write!(f, " {page}"),
            None => Ok(()),
        }
    }
}

/// What was asked of Salesforce; nothing of it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// The address that was asked.
    pub address: String,
    /// The username that was to be let in.
    pub username: String,
    /// The audience of the assertion.
    pub audience: String,
    /// How far this computer's clock is ahead of Salesforce's, where that could be told.
    pub clock_ahead: Option<SignedDuration>,
}

/// What a refusal by Salesforce means.
pub fn diagnose(stage: Stage, refusal: &Refusal, sent: &Sent) -> Diagnosis {
    let mut diagnosis = match find(stage, refusal) {
        Some(entry) => Diagnosis::of(entry),
        None => Diagnosis::unknown("Salesforce refused, in words that this program does not know."),
    };
    diagnosis.said = Some(refusal.as_seen());
    diagnosis.notes = notes(stage, refusal, sent);
    diagnosis.suspect_clock(sent);
    diagnosis
}

fn find(stage: Stage, refusal: &Refusal) -> Option<&'static Entry> {
    let Refusal::Answer {
        error, description, ..
    } = refusal
    else {
        return network::find(refusal);
    };
    let rows = match stage {
        Stage::Login => login::ROWS,
        Stage::Rest => rest::ROWS,
    };
    row::find(rows, error, description)
}

fn notes(stage: Stage, refusal: &Refusal, sent: &Sent) -> Vec<String> {
    let mut notes = vec![format!("Asked: {}", visible(&sent.address))];
    if stage == Stage::Login && matches!(refusal, Refusal::Answer { .. }) {
        notes.push(format!("Username sent: {}", visible(&sent.username)));
        notes.push(format!("Audience sent: {}", visible(&sent.audience)));
    }
    notes.extend(sent.clock_ahead.and_then(clock_note));
    notes
}

/// A sentence about this computer's clock, where it is wrong.
pub fn clock_note(ahead: SignedDuration) -> Option<String> {
    if ahead.abs() < CLOCK_TOLERANCE {
        return None;
    }
    let side = if ahead.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    let minutes = ahead.abs().as_mins();
    let length = match minutes {
        1 => "1 minute".to_owned(),
        ..120 => format!("{minutes} minutes"),
        _ => format!("{} hours", ahead.abs().as_hours()),
    };
    Some(format!(
        "This computer's clock is {length} {side} Salesforce's."
    ))
}

impl Diagnosis {
    fn of(entry: &Entry) -> Self {
        Self {
            code: entry.code,
            meaning: entry.meaning.to_owned(),
            said: None,
            causes: entry.causes.iter().map(|&cause| cause.into()).collect(),
            steps: entry
                .steps
                .iter()
                .map(|&(text, page)| Step {
                    text: text.into(),
                    page,
                })
                .collect(),
            notes: Vec::new(),
            waiting_helps: entry.waiting_helps,
        }
    }

    fn unknown(meaning: &str) -> Self {
        Self::of(&Entry {
            code: UNKNOWN,
            meaning: "",
            causes: &[],
            steps: &[
                ("Read the words above: they are exactly what came.", None),
                (
                    "The user's Login History may say more.",
                    setup_page::LOGIN_HISTORY,
                ),
            ],
            waiting_helps: false,
        })
        .meaning(meaning)
    }

    fn meaning(mut self, meaning: &str) -> Self {
        self.meaning = meaning.to_owned();
        self
    }

    /// A wrong clock comes before all other causes of a refused assertion.
    fn suspect_clock(&mut self, sent: &Sent) {
        let wrong = sent.clock_ahead.and_then(clock_note);
        if let Some(note) = wrong
            && matches!(self.code, "assertion-invalid" | "assertion-expired")
        {
            self.causes.insert(0, note);
            self.steps.insert(
                0,
                Step {
                    text: "Set this computer's clock, then test again.".into(),
                    page: None,
                },
            );
        }
    }

    /// The same for places that show a problem.
    pub fn to_problem(&self) -> Problem {
        // A wrong clock is a cause already where it matters.
        let notes = self.notes.iter().filter(|note| !self.causes.contains(note));
        Problem::new(self.code, &self.meaning)
            .advice(Advice {
                said: self.said.clone(),
                causes: self.causes.clone(),
                steps: self.steps.iter().map(Step::to_string).collect(),
                notes: notes.cloned().collect(),
                asked: Vec::new(),
            })
            .waiting_helps(self.waiting_helps)
    }
}

/// A problem that something else has already put into words.
impl From<Problem> for Diagnosis {
    fn from(problem: Problem) -> Self {
        let step = |text| Step { text, page: None };
        let advice = problem.advice;
        Self {
            code: problem.code,
            meaning: problem.what,
            said: advice.said,
            causes: advice.causes,
            steps: advice.steps.into_iter().map(step).collect(),
            notes: advice.notes,
            waiting_helps: problem.waiting_helps,
        }
    }
}

/// Every code that a diagnosis can have of its own, [`UNKNOWN`] included, in the order of the table.
pub fn codes() -> Vec<&'static str> {
    let mut codes = Vec::new();
    for code in entries().map(|entry| entry.code).chain([UNKNOWN]) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// What a code of the table means, in a sentence.
pub fn meaning_of(code: &str) -> Option<&'static str> {
    let entry = entries().find(|entry| entry.code == code)?;
    Some(entry.meaning)
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    let rows = login::ROWS.iter().chain(rest::ROWS).map(|row| &row.entry);
    rows.chain(network::ENTRIES)
        .chain(function::entries())
        .chain(aws::ENTRIES)
}

#[cfg(test)]
mod tests;
