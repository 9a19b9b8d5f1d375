//! Plain text of what every front end says in the end: problems, checks, previews, reports.
//!
//! Lines of at most 80 columns, no control characters, no colors: fit for a pipe and a screen reader.

mod preview;
mod report;

pub use preview::preview;
pub use report::report;

use crate::domain::CheckLine;
use crate::problem::Problem;
use crate::question::Fact;
use crate::visible::visible;

/// The widest line.
pub const COLUMNS: usize = 80;

/// A text broken into lines at blanks; all but the first are indented by as many. Names and addresses stay
/// whole, so that they can be copied.
pub fn wrapped(text: &str, indent: usize) -> String {
    let hanging = " ".repeat(indent);
    let options = textwrap::Options::new(COLUMNS)
        .subsequent_indent(&hanging)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&visible(text, false), options)
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
        source => format!(" (from {source})"),
    };
    wrapped(&format!("{}: {}{source}", fact.label, fact.value), 2)
}

/// A problem: what happened with its code, then the cause, then what to do.
pub fn problem(problem: &Problem) -> String {
    let what = format!("error: {} [{}]", problem.what, problem.code);
    let mut lines = vec![wrapped(&what, 7)];
    if !problem.cause.is_empty() {
        lines.push(under(2, "why:   ", &problem.cause));
    }
    if !problem.fix.is_empty() {
        lines.push(under(2, "to do: ", &problem.fix));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

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
          why:   The user is not allowed to use the app yet, since nobody assigned it.
          to do: Assign the app to a permission set that the user has, then wait ten
                 minutes.
        ");
    }
}
