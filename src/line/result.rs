//! From the writing on: how it came out, and what can be decided then.

use super::Conversation;
use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use super::writing::Told;
use crate::domain::{Level, change};
use crate::plain;
use crate::report::{Outcome, Report};
use crate::session::After;
use crate::watch::Work;

/// What the person wants after a result.
enum Wish {
    Work(Work),
    /// The questions go on.
    Questions,
    Finish,
}

impl Conversation<'_> {
    /// Writes, tests again or puts back, and stays with how that came out as long as there is something to decide;
    /// `false` where the questions go on.
    pub(super) async fn is_over_after(&mut self, mut work: Work) -> Result<bool, Stopped> {
        while let Some(after) = self.carried_out(work).await {
            let report = match after {
                After::Result(report) => report,
                After::Preview(problem) => {
                    self.prompter
                        .say(&format!("\n{}", plain::problem(&problem)));
                    break;
                }
            };
            match self.wish(&report).await? {
                Wish::Work(next) => work = next,
                Wish::Questions => break,
                Wish::Finish => return Ok(true),
            }
        }
        Ok(false)
    }

    /// The same from a result on.
    pub(super) async fn is_over_at(&mut self, report: &Report) -> Result<bool, Stopped> {
        match self.wish(report).await? {
            Wish::Work(work) => self.is_over_after(work).await,
            Wish::Questions => Ok(false),
            Wish::Finish => Ok(true),
        }
    }

    async fn carried_out(&mut self, work: Work) -> Option<After> {
        let order = self.session.begin(work)?;
        let told = Told::to(self.prompter);
        let report = told.watched(order.carry_out(self.writer, &told)).await;
        if let Some(begun) = told.begun() {
            self.session.on_record(begun);
        }
        Some(self.session.ended(work, report))
    }

    /// Tells how it came out, and asks what is wanted then, where there is something to decide.
    async fn wish(&mut self, report: &Report) -> Result<Wish, Stopped> {
        if !goes_on(report) {
            return Ok(Wish::Finish);
        }
        loop {
            // What is done is told in full at the very end, and that is a return away.
            let told = match report.outcome {
                Outcome::Done => done(report),
                _ => plain::report(report),
            };
            self.prompter.say(&format!("\n{told}"));
            match self.word(report).await? {
                Reply::Given("again") if !is_unwritten(report) => {
                    return Ok(Wish::Work(Work::ProveAgain));
                }
                // The question before is the preview; it is made anew.
                Reply::Given("again") | Reply::Back => {
                    self.session.flow.again();
                    return Ok(Wish::Questions);
                }
                Reply::Given("undo") => {
                    if self.agrees_to_undo().await? {
                        return Ok(Wish::Work(Work::Undo));
                    }
                }
                Reply::Given(_) => return Ok(Wish::Finish),
            }
        }
    }

    async fn agrees_to_undo(&self) -> Result<bool, Stopped> {
        let Some(setup) = self.session.to_undo() else {
            return Ok(false);
        };
        let help =
            "yes writes the values that were there before again; no leaves everything as it is.";
        let talk = Talk::with(self.prompter, help);
        for place in change::places(self.session.changes_to_undo()) {
            talk.say(&plain::wrapped(&place, 2));
        }
        talk.tell("The cached token goes back too, or is reset.");
        let question = format!("{} What others changed since stays.", setup.question());
        Ok(talk.yes_or_no(&question, false).await? == Reply::Given(true))
    }

    /// The word for what the person wants to do next.
    async fn word(&self, report: &Report) -> Result<Reply<&'static str>, Stopped> {
        let waiting_helps = report.waiting_helps();
        if waiting_helps {
            match self.tests_again().await? {
                Reply::Given(true) => return Ok(Reply::Given("again")),
                Reply::Given(false) => {}
                Reply::Back => return Ok(Reply::Back),
            }
        }
        let mut words = vec!["finish"];
        words.extend((!report.undo && !waiting_helps).then_some("again"));
        words.extend(report.can_undo.then_some("undo"));
        if is_unwritten(report) && report.outcome != Outcome::Partial {
            // The likely next thing comes first.
            words.swap(0, 1);
        }
        let again = match is_unwritten(report) {
            true => "again looks once more and shows what would be written",
            false => "again asks Salesforce once more",
        };
        let help = format!(
            "finish leaves everything as it is; {again}; undo puts back what was there before; \
             back goes to the preview."
        );
        let talk = Talk::with(self.prompter, help);
        match words.as_slice() {
            [finish] => Ok(Reply::Given(finish)),
            words => talk.word(words).await,
        }
    }

    /// Asks whether to test again where it may work by itself in a while.
    async fn tests_again(&self) -> Result<Reply<bool>, Stopped> {
        let help = "yes tests once more what was written; no leaves it as it is. \
            Test any time later with scv-oauth check.";
        let talk = Talk::with(self.prompter, help);
        talk.tell("Salesforce may need 2 to 10 minutes. Wait a little before you say yes.");
        talk.yes_or_no("Test again now?", true).await
    }
}

/// What is done, and what there is to read before anything is decided.
fn done(report: &Report) -> String {
    let warnings = report.lines.iter().filter(|line| line.level > Level::Note);
    let lines = warnings.map(plain::check);
    let lines: Vec<String> = std::iter::once(plain::headline(report))
        .chain(lines)
        .collect();
    lines.join("\n")
}

/// Whether there is something to decide yet: what was written can be put back, what does not work be tested, and
/// what was not written be tried again.
fn goes_on(report: &Report) -> bool {
    report.outcome == Outcome::Unproved || is_unwritten(report) || report.can_undo
}

/// Whether something is left to be written: all of it, or what a stop part-way left.
fn is_unwritten(report: &Report) -> bool {
    use Outcome::{Failed, Partial, Refused};
    !report.undo && matches!(report.outcome, Failed | Partial | Refused)
}
