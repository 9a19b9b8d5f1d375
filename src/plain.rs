//! Plain text of what every front end says in the end: problems, checks, previews, reports.
//!
//! Lines of at most 80 columns, or as many as a narrower window has; no control characters, no colors: fit for a
//! pipe and a screen reader.

mod preview;
mod report;
mod undo;
mod width;

pub use preview::preview;
pub use report::{headline, report};
pub use undo::undo;
pub use width::{columns, fit_window};

use crate::domain::{CheckLine, Level};
use crate::problem::{Advice, Part, Problem};
use crate::question::Fact;
use crate::visible::{unstopped, visible};

/// A text broken into lines at blanks; all but the first are indented by as many. Names and addresses stay
/// whole, so that they can be copied.
pub fn wrapped(text: &str, indent: usize) -> String {
    let hanging = " ".repeat(indent);
    let options = textwrap::Options::new(columns())
        .subsequent_indent(&hanging)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&visible(unstopped(text), false), options)
}

/// A text behind a mark, as the number of a row. The mark never stands alone, however long the first name is.
pub fn marked(mark: &str, text: &str) -> String {
    let hanging = " ".repeat(mark.len());
    let options = textwrap::Options::new(columns())
        .initial_indent(mark)
        .subsequent_indent(&hanging)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&visible(unstopped(text), false), options)
}

/// A labelled text below something: the label and all lines are indented.
fn under(indent: usize, label: &str, text: &str) -> String {
    let blanks = " ".repeat(indent);
    wrapped(&format!("{blanks}{label}{text}"), indent + label.len())
}

/// A check, with its outcome as a word.
pub fn check(line: &CheckLine) -> String {
    let word = line.level.word();
    wrapped(&format!("{word}: {}", line.text), word.len() + 2)
}

/// Something known, with where it came from.
pub fn fact(fact: &Fact) -> String {
    let source = match fact.source.as_str() {
        "" => String::new(),
        source => format!(" ({source})"),
    };
    wrapped(&format!("{}: {}{source}", fact.label, fact.value), 2)
}

/// A problem: what happened with its code, what came, what to do, then the causes.
pub fn problem(problem: &Problem) -> String {
    problem_as(Level::Fail, problem)
}

/// The same of something that weighs less than a failure.
pub fn problem_as(level: Level, problem: &Problem) -> String {
    let word = level.word();
    let what = format!("{word}: {} [{}]", problem.what, problem.code);
    let mut lines = vec![wrapped(&what, word.len() + 2)];
    lines.extend(advice(&problem.advice, &OF_PROBLEM));
    lines.join("\n")
}

/// What stands before each part of an advice. All are of the same width, indentation included.
pub struct Labels {
    /// Before what was answered, as it came.
    pub said: &'static str,
    /// Before the causes.
    pub causes: &'static str,
    /// Before the steps.
    pub steps: &'static str,
    /// Before the facts of the case.
    pub notes: &'static str,
}

const OF_PROBLEM: Labels = Labels {
    said: "  said:  ",
    causes: "  why:   ",
    steps: "  to do: ",
    notes: "  facts: ",
};

/// All parts of an advice, each behind its label.
pub fn advice(advice: &Advice, labels: &Labels) -> Vec<String> {
    let label = |told| match told {
        Part::Said => labels.said,
        Part::ToDo => labels.steps,
        Part::Why => labels.causes,
        Part::Facts => labels.notes,
    };
    let parts = advice.parts();
    parts
        .flat_map(|(told, rows)| part(label(told), &rows))
        .collect()
}

fn part(label: &str, rows: &[(String, &str)]) -> Vec<String> {
    let blank = " ".repeat(label.len());
    let rows = rows.iter().enumerate();
    rows.map(|(at, (mark, text))| {
        let label = if at == 0 { label } else { &blank };
        wrapped(&format!("{label}{mark}{text}"), label.len() + mark.len())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_causes_have_bullets_and_several_steps_numbers() {
        let list = |texts: &[&str]| texts.iter().map(|&text| text.into()).collect();
        let advice = Advice {
            said: Some("invalid_client_id: client identifier invalid".into()),
            causes: list(&[
                "The consumer key was copied wrongly or only in part, or it is the consumer secret.",
                "The app was made less than ten minutes ago.",
            ]),
            steps: list(&["Copy the consumer key again.", "Wait, then test again."]),
            notes: list(&["Username sent: scv@acme.com"]),
            asked: Vec::new(),
        };
        let problem =
            Problem::new("consumer-key-unknown", "Salesforce does not know it.").advice(advice);
        insta::assert_snapshot!(super::problem(&problem), @r"
        error: Salesforce does not know it. [consumer-key-unknown]
          said:  invalid_client_id: client identifier invalid
          to do: 1. Copy the consumer key again.
                 2. Wait, then test again.
          why:   Most likely first:
                 - The consumer key was copied wrongly or only in part, or it is the
                   consumer secret.
                 - The app was made less than ten minutes ago.
          facts: Username sent: scv@acme.com
        ");
    }

    #[test]
    fn a_problem_says_what_why_and_what_to_do() {
        let text = problem(
            &Problem::new("user-not-approved", "Salesforce does not let a\u{1b}b in.")
                .cause("The user is not allowed to use the app yet, since nobody assigned it.")
                .fix(
                    "Assign the app to a permission set that the user has, then wait ten minutes.",
                ),
        );
        insta::assert_snapshot!(text, @r"
        error: Salesforce does not let a<U+001B>b in. [user-not-approved]
          to do: Assign the app to a permission set that the user has, then wait ten
                 minutes.
          why:   The user is not allowed to use the app yet, since nobody assigned it.
        ");
    }
}
