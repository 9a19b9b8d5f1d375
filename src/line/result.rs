//! From the writing on: how it came out, and what can be decided then.

use super::Conversation;
use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use super::writing::Told;
use crate::domain::{Level, change};
use crate::plain;
use crate::report::{Outcome, Report, setup_of};
use crate::watch::Work;

impl Conversation<'_> {
    /// Writes, tests again or puts back, and keeps how that came out.
    pub(super) async fn work(&mut self, work: Work) {
        if work == Work::Write {
            self.on_record = None;
        }
        let told = Told::to(self.prompter);
        let draft = self.flow.draft();
        let report = match work {
            Work::Write => told.watched(self.writer.write(draft, &told)).await,
            Work::ProveAgain => told.watched(self.writer.prove_again(draft, &told)).await,
            Work::Undo => {
                let center = self.last.as_ref().map(|report| &*report.contact_center);
                let begun = self.on_record.as_deref().unwrap_or_default();
                let undoing =
                    self.writer
                        .undo(&draft.place, center.unwrap_or_default(), begun, &told);
                told.watched(undoing).await
            }
        };
        if let Some(begun) = told.begun() {
            self.on_record = Some(begun);
        }
        let place = &self.flow.draft().place;
        let report = self.ledger.enter(work, place, &mut self.on_record, report);
        if !report.moved {
            self.flow.forget_looks();
        }
        self.last = Some(report);
    }

    /// Stays with how it came out as long as there is something to decide; `false` where the questions go on.
    pub(super) async fn is_over(&mut self) -> Result<bool, Stopped> {
        while let Some(report) = self.last.clone() {
            if let Some(problem) = report.problem.clone().filter(|_| report.moved) {
                self.prompter
                    .say(&format!("\n{}", plain::problem(&problem)));
                self.last = None;
                self.flow.look_again(problem);
                return Ok(false);
            }
            if !goes_on(&report) {
                return Ok(true);
            }
            // What is done is told in full at the very end, and that is a return away.
            let told = match report.outcome {
                Outcome::Done => done(&report),
                _ => plain::report(&report),
            };
            self.prompter.say(&format!("\n{told}"));
            match self.wish(&report).await? {
                Reply::Given("again") if !is_unwritten(&report) => {
                    self.work(Work::ProveAgain).await;
                }
                // The question before is the preview; it is made anew.
                Reply::Given("again") | Reply::Back => {
                    self.flow.again();
                    return Ok(false);
                }
                Reply::Given("undo") => {
                    if self.agrees_to_undo().await? {
                        self.work(Work::Undo).await;
                    }
                }
                Reply::Given(_) => return Ok(true),
            }
        }
        Ok(false)
    }

    async fn agrees_to_undo(&self) -> Result<bool, Stopped> {
        let help =
            "yes writes the values that were there before again; no leaves everything as it is.";
        let talk = Talk::with(self.prompter, help);
        let center = self.last.as_ref().map(|report| &*report.contact_center);
        let place = &self.flow.draft().place;
        let standing = self.ledger.of(place, center.unwrap_or_default());
        let standing = standing.filter(|standing| standing.begun == self.on_record);
        for place in change::places(standing.map_or(&[], |standing| &standing.report.changes)) {
            talk.tell(&plain::wrapped(&place, 2));
        }
        talk.tell("The cached token goes back too, or is reset.");
        let which = self.on_record.as_deref().map(setup_of);
        let which = which.unwrap_or_else(|| "this setup".to_owned());
        let question = format!("Put back what {which} changed? What others changed since stays.");
        Ok(talk.yes_or_no(&question, false).await? == Reply::Given(true))
    }

    /// What the person wants to do next.
    async fn wish(&self, report: &Report) -> Result<Reply<&'static str>, Stopped> {
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
    let warnings = report.lines.iter().filter(|line| line.level == Level::Warn);
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
