//! A report as plain text: what stays in the scrollback.

use super::{check, marked, problem, problem_as, under, wrapped};
use crate::domain::Level;
use crate::report::{Outcome, Report};

/// How it came out, what was seen on the way, what stands against it, what to do next.
pub fn report(report: &Report) -> String {
    let mut lines = vec![headline(report)];
    let undone = !report.undo && !report.changes.is_empty() && changes_nothing(report.outcome);
    lines.extend(undone.then(|| "Would have been changed:".to_owned()));
    // Of an undo the lines tell what was put back.
    for change in report.changes.iter().filter(|_| !report.undo) {
        let key = match change.key.as_str() {
            "" => String::new(),
            key => format!(" {key} in"),
        };
        let word = change.action.word();
        lines.push(marked("  - ", &format!("{word}{key} {}", change.place)));
    }
    lines.extend(report.lines.iter().map(check));
    match report.problems.is_empty() {
        true => lines.extend(report.problem.iter().map(problem)),
        false => lines.extend(report.problems.iter().map(problem)),
    }
    let asides = report.asides.iter();
    lines.extend(asides.map(|aside| problem_as(Level::Warn, aside)));
    if !report.next.is_empty() {
        lines.push("What to do next:".into());
        lines.extend(report.next.iter().map(|next| under(2, "- ", next)));
    }
    lines.join("\n")
}

/// Whether the changes of its plan were given up, every one.
fn changes_nothing(outcome: Outcome) -> bool {
    use Outcome::*;
    matches!(outcome, Refused | Failed | Unusable | Cancelled)
}

/// How it came out, in a sentence.
pub fn headline(report: &Report) -> String {
    let subject = match report.contact_center.as_str() {
        "" => String::new(),
        name => format!("Contact center {name}: "),
    };
    let outcome = match report.undo {
        true => on_undo(report.outcome),
        false if report.is_vain_proof() => {
            "nothing was written; what is stored is not proved to work."
        }
        false => on_setup(report.outcome),
    };
    wrapped(&capitalised(&format!("{subject}{outcome}")), 2)
}

fn on_setup(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Planned => "this is what would be changed. Nothing was written.",
        Outcome::Done => "done, and proved as far as asked.",
        Outcome::NothingToDo => "nothing to do; everything is as it should be.",
        Outcome::Refused => "refused. Nothing was changed.",
        Outcome::Failed => "failed. Nothing was changed.",
        Outcome::Unproved => "written, but not proved to work.",
        Outcome::Partial => "stopped part-way. Some of it was changed.",
        Outcome::Unusable => "an answer is missing or cannot be used. Nothing was changed.",
        Outcome::Cancelled => "stopped by you. Nothing was changed.",
    }
}

fn on_undo(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "what the setup changed is put back.",
        Outcome::NothingToDo => "there is nothing to put back.",
        Outcome::Refused => "not put back. Nothing was changed.",
        Outcome::Failed => "could not be put back. Nothing was changed.",
        Outcome::Partial => "stopped part-way. Some of it was put back.",
        // Undo neither plans, nor proves, nor takes answers.
        Outcome::Planned | Outcome::Unproved | Outcome::Unusable | Outcome::Cancelled => {
            on_setup(outcome)
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CheckLine;
    use crate::domain::change::{Action, Change};
    use crate::problem::{Advice, Problem};

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let mut wrong = Report::new("acme", Outcome::Unusable);
        wrong.problems = vec![
            Problem::new("a", "No username."),
            Problem::new("b", "No key."),
        ];
        wrong.problem = wrong.problems.first().cloned();
        let text = report(&wrong);
        assert_eq!(text.matches("No username.").count(), 1);
        assert!(text.contains("No key."));
    }

    #[test]
    fn what_was_not_written_is_not_told_as_done() {
        let change = Change {
            place: "secret acme-salesforce-secret".into(),
            key: "acme-subject".into(),
            action: Action::Set,
            before: "(placeholder)".into(),
            after: "scv@acme.com".into(),
            why: String::new(),
            call: "secretsmanager:PutSecretValue",
        };
        let told = |outcome| {
            let mut ended = Report::new("acme", outcome);
            ended.changes = vec![change.clone()];
            report(&ended)
        };
        for outcome in [Outcome::Refused, Outcome::Failed] {
            assert!(told(outcome).contains("Would have been changed:\n  - set acme-subject in"));
        }
        assert!(!told(Outcome::Done).contains("Would have"));
    }

    #[test]
    fn an_undo_is_not_told_in_the_words_of_a_setup() {
        for (outcome, expected) in [
            (
                Outcome::Done,
                "Contact center acme: what the setup changed is put back.",
            ),
            (
                Outcome::NothingToDo,
                "Contact center acme: there is nothing to put back.",
            ),
            (
                Outcome::Partial,
                "Contact center acme: stopped part-way. Some of it was put back.",
            ),
        ] {
            assert_eq!(report(&Report::on_undo("acme", outcome)), expected);
        }
    }

    #[test]
    fn what_went_wrong_beside_it_is_set_out_line_by_line_and_as_a_guess() {
        let causes = ["My Domain is misspelt.", "This computer has no internet."];
        let aside =
            Problem::new("host-not-found", "No host of this name is known.").advice(Advice {
                said: Some("Name or service not known".into()),
                causes: causes.map(str::to_owned).to_vec(),
                steps: vec!["Compare the host with My Domain.".into()],
                ..Advice::default()
            });
        let report = Report {
            problem: Some(Problem::new("function-failed", "The function failed.")),
            asides: vec![aside],
            can_undo: true,
            ..Report::new("acme", Outcome::Unproved)
        };
        insta::assert_snapshot!(super::report(&report), @r"
        Contact center acme: written, but not proved to work.
        error: The function failed. [function-failed]
        warning: No host of this name is known. [host-not-found]
          said:  Name or service not known
          to do: Compare the host with My Domain.
          why:   Most likely first:
                 - My Domain is misspelt.
                 - This computer has no internet.
        ");
    }

    #[test]
    fn a_report_ends_with_what_to_do_next() {
        let report = Report {
            lines: vec![CheckLine::ok("Read back and equal.")],
            problem: Some(
                Problem::new("user-not-approved", "Salesforce does not let the user in.")
                    .fix("Assign the app to the user."),
            ),
            can_undo: true,
            next: vec!["Wait ten minutes, then run `scv-oauth check`.".into()],
            ..Report::new("acme", Outcome::Unproved)
        };
        insta::assert_snapshot!(super::report(&report), @r"
        Contact center acme: written, but not proved to work.
        ok: Read back and equal.
        error: Salesforce does not let the user in. [user-not-approved]
          to do: Assign the app to the user.
        What to do next:
          - Wait ten minutes, then run `scv-oauth check`.
        ");
        let cancelled = Report::new("", Outcome::Cancelled);
        assert_eq!(
            super::report(&cancelled),
            "Stopped by you. Nothing was changed."
        );
    }
}
