//! The conversation line by line: numbered choices, whole lines, nothing redrawn. Fit for a screen reader.

mod choice;
mod field;
mod form;
mod prompter;
mod review;
mod talk;
mod terminal;
mod wait;
mod writing;

pub use prompter::{Prompter, Stopped};
pub use terminal::Terminal;

use crate::draft::{Bar, Draft};
use crate::dry_run;
use crate::flow::{Flow, Standing};
use crate::guidance;
use crate::plain;
use crate::problem::Problem;
use crate::question::{Answer, Body, Question};
use crate::report::{Outcome, Report};
use crate::steps::{Step, Surroundings, Taken};
use crate::watch::Writer;
use talk::{Reply, Talk};
use wait::{Waiting, wait};
use writing::Told;

/// What a conversation is about.
pub struct Subject<'a> {
    /// The steps, in order.
    pub steps: &'static [&'static dyn Step],
    /// What is known before the first question.
    pub draft: Draft,
    /// Answers of a file or of flags.
    pub presets: Answer,
    /// What the steps may look at.
    pub around: Surroundings,
    /// What writes in the end.
    pub writer: &'a dyn Writer,
    /// Whether to stop after the preview.
    pub dry_run: bool,
}

/// A conversation that was begun in another front end.
pub struct Begun<'a> {
    /// The conversation so far.
    pub flow: Flow,
    /// How the last writing came out, where anything was written already.
    pub written: Option<Report>,
    /// When the setup began that was written; none where nothing was.
    pub on_record: Option<String>,
    /// Whether that result was what the person was looking at.
    pub at_result: bool,
    /// What the steps may look at.
    pub around: Surroundings,
    /// What writes in the end.
    pub writer: &'a dyn Writer,
    /// Whether to stop after the preview.
    pub dry_run: bool,
}

/// How a conversation ended.
pub struct Ended {
    /// How it came out.
    pub report: Report,
    /// All answers that were taken.
    pub given: Answer,
}

/// Holds the conversation to its end.
pub async fn run(subject: Subject<'_>, prompter: &dyn Prompter) -> Ended {
    let begun = Begun {
        flow: Flow::new(subject.steps, subject.draft, subject.presets),
        written: None,
        on_record: None,
        at_result: false,
        around: subject.around,
        writer: subject.writer,
        dry_run: subject.dry_run,
    };
    go_on(begun, prompter).await
}

/// Holds a conversation to its end from where it is.
pub async fn go_on(begun: Begun<'_>, prompter: &dyn Prompter) -> Ended {
    let mut conversation = Conversation {
        flow: begun.flow,
        around: begun.around,
        writer: begun.writer,
        dry_run: begun.dry_run,
        prompter,
        bar: Bar::default(),
        told_skipped: Vec::new(),
    };
    prompter.say(&plain::wrapped(INTRODUCTION, 0));
    let result = begun.written.clone().filter(|_| begun.at_result);
    let held = match result {
        Some(report) => {
            let on_record = begun.on_record.unwrap_or_default();
            Ok(conversation.after_writing(report, &on_record).await)
        }
        None => conversation.talk_through().await,
    };
    let report = held.unwrap_or_else(|Stopped| {
        let cancelled = || conversation.report(Outcome::Cancelled);
        begun.written.unwrap_or_else(cancelled)
    });
    Ended {
        report,
        given: conversation.flow.given().clone(),
    }
}

const INTRODUCTION: &str = "Answer line by line. An empty line takes what stands in brackets. \
    Type back for the question before, ? for help. Ctrl-C stops. \
    Nothing is changed in AWS before you have seen every change and said yes.";

struct Conversation<'a> {
    flow: Flow,
    around: Surroundings,
    writer: &'a dyn Writer,
    dry_run: bool,
    prompter: &'a dyn Prompter,
    bar: Bar,
    told_skipped: Vec<&'static str>,
}

impl Conversation<'_> {
    async fn talk_through(&mut self) -> Result<Report, Stopped> {
        loop {
            let Some(question) = self.next_question().await? else {
                continue;
            };
            let talk = Talk::with(self.prompter, help(&question));
            let reply = match question.body {
                Body::Form(fields) => form::fill(&talk, &mut self.flow, fields).await?,
                Body::Review(preview) if self.dry_run => {
                    talk.say(&plain::preview(&preview));
                    return Ok(dry_run::report(&preview));
                }
                Body::Review(preview) => review::confirm(&talk, &mut self.flow, &preview).await?,
            };
            self.around.memory.keep(&self.flow);
            if reply != Reply::Given(Taken::Write) {
                continue;
            }
            let report = self.write().await;
            match report.problem.clone().filter(|_| report.moved) {
                Some(problem) => {
                    self.prompter
                        .say(&format!("\n{}", plain::problem(&problem)));
                    self.flow.look_again(problem);
                }
                None => return Ok(report),
            }
        }
    }

    /// Asks the current step for its question and reads it out. `None` where it is to be asked anew.
    async fn next_question(&mut self) -> Result<Option<Question>, Stopped> {
        let step = self.flow.step();
        let waiting = Waiting::default();
        let asking = step.ask(&self.around, self.flow.draft(), &waiting);
        let asked = wait(self.prompter, &waiting, asking, || false).await;
        match asked.ok_or(Stopped)? {
            Ok(asked) => {
                let question = self.flow.learn(asked);
                self.read_out(&question);
                Ok(Some(question))
            }
            Err(problem) => {
                self.after_failed_look(&problem.as_asked()).await?;
                Ok(None)
            }
        }
    }

    fn read_out(&mut self, question: &Question) {
        let say = |text: &str| self.prompter.say(text);
        let bar = self.flow.draft().bar();
        if bar != self.bar {
            say(&format!("\n{}", standing(&bar)));
            self.bar = bar;
        }
        self.tell_skipped();
        say(&format!("\n{}", self.heading(question.step)));
        say(&plain::wrapped(&question.prompt, 0));
        for fact in &question.facts {
            say(&plain::fact(fact));
        }
        // The preview reads out its own.
        if matches!(question.body, Body::Form(_)) {
            for notice in &question.notices {
                say(&plain::check(notice));
            }
        }
    }

    /// Says which steps before this one need no answer, and why; once.
    fn tell_skipped(&mut self) {
        let lines = self.flow.lines();
        let before = lines.iter().take(self.flow.position());
        let skipped = before.filter(|line| line.standing == Standing::Skipped);
        for line in skipped {
            if self.told_skipped.contains(&line.id) {
                continue;
            }
            let title = guidance::step(line.id).map_or(line.id, |guide| &guide.title);
            let why = line.summary.as_deref().unwrap_or_default();
            let said = format!("Not asked, {title}: {why}");
            self.prompter
                .say(&format!("\n{}", plain::wrapped(&said, 2)));
            self.told_skipped.push(line.id);
        }
    }

    /// Where we are, with the page's code, by which support staff can steer on the phone.
    fn heading(&self, step: &str) -> String {
        let (number, count) = (self.flow.position() + 1, self.flow.lines().len());
        match guidance::step(step) {
            Some(guide) => format!(
                "Step {number} of {count}, {}. Page {}.",
                guide.title, guide.code
            ),
            None => format!("Step {number} of {count}."),
        }
    }

    async fn after_failed_look(&mut self, problem: &Problem) -> Result<(), Stopped> {
        let help = "again looks once more, back goes to the question before, stop ends it.";
        let talk = Talk::with(self.prompter, help);
        talk.say(&format!("\n{}", plain::problem(problem)));
        // A name that leads nowhere does so the next time, too.
        let words = match problem.code {
            "contact-center-unknown" => ["back", "again", "stop"],
            _ => ["again", "back", "stop"],
        };
        match talk.word(&words).await? {
            Reply::Given("stop") => return Err(Stopped),
            Reply::Given("back") | Reply::Back => {
                if !self.flow.back(None) && !self.flow.choose_place_again() {
                    talk.tell("This is the first question; there is nothing before it.");
                    self.flow.again();
                }
            }
            Reply::Given(_) => self.flow.again(),
        }
        Ok(())
    }

    async fn write(&self) -> Report {
        let told = Told::to(self.prompter);
        let writing = self.writer.write(self.flow.draft(), &told);
        let report = told.watched(writing).await;
        self.after_writing(report, &told.begun().unwrap_or_default())
            .await
    }

    /// Stays for another proof as long as the person wants one. `begun`: when what was written was begun.
    async fn after_writing(&self, mut report: Report, begun: &str) -> Report {
        while goes_on(&report) {
            // What is done is told in full at the very end, and that is a return away.
            let told = match report.outcome {
                Outcome::Done => plain::headline(&report),
                _ => plain::report(&report),
            };
            self.prompter.say(&format!("\n{told}"));
            let told = Told::to(self.prompter);
            report = match self.after_unproved(&report).await {
                Ok(Reply::Given("again")) => {
                    let proving = self.writer.prove_again(self.flow.draft(), &told);
                    told.watched(proving).await
                }
                Ok(Reply::Given("undo")) => {
                    match self.agrees_to_undo().await {
                        Ok(true) => {}
                        Ok(false) => continue,
                        Err(Stopped) => return report,
                    }
                    let place = &self.flow.draft().place;
                    let center = &report.contact_center;
                    let undoing = self.writer.undo(place, center, begun, &told);
                    told.watched(undoing).await
                }
                _ => return report,
            };
        }
        report
    }

    async fn agrees_to_undo(&self) -> Result<bool, Stopped> {
        let help =
            "yes writes the values that were there before again; no leaves everything as it is.";
        let talk = Talk::with(self.prompter, help);
        let question = "Put back what this setup changed? What others changed since stays.";
        Ok(talk.yes_or_no(question, false).await? == Reply::Given(true))
    }

    async fn after_unproved(&self, report: &Report) -> Result<Reply<&'static str>, Stopped> {
        let waiting_helps = report.waiting_helps();
        if waiting_helps && self.tests_again().await? {
            return Ok(Reply::Given("again"));
        }
        let mut words = vec!["finish"];
        let is_whole = report.outcome != Outcome::Partial;
        words.extend((is_whole && !waiting_helps).then_some("again"));
        words.extend(report.can_undo.then_some("undo"));
        let help = "finish leaves what was written; again asks Salesforce once more; \
            undo puts back what was there before.";
        let talk = Talk::with(self.prompter, help);
        match words.as_slice() {
            [finish] => Ok(Reply::Given(finish)),
            words => talk.word(words).await,
        }
    }

    /// Asks whether to test again where it may work by itself in a while.
    async fn tests_again(&self) -> Result<bool, Stopped> {
        let help = "yes tests once more what was written; no leaves it as it is. \
            Test any time later with scv-oauth check.";
        let talk = Talk::with(self.prompter, help);
        talk.tell("Salesforce may need 2 to 10 minutes. Wait a little before you say yes.");
        Ok(talk.yes_or_no("Test again now?", true).await? == Reply::Given(true))
    }

    fn report(&self, outcome: Outcome) -> Report {
        let center = self.flow.draft().center.as_ref();
        Report::new(
            center.map_or(String::new(), |center| center.name.clone()),
            outcome,
        )
    }
}

/// Whether there is something to decide yet: what was written can be put back, and what does not work be tested.
fn goes_on(report: &Report) -> bool {
    report.outcome == Outcome::Unproved || report.can_undo
}

fn standing(bar: &Bar) -> String {
    let parts = [
        ("AWS account ", &bar.account),
        ("Region ", &bar.region),
        ("you are ", &bar.caller),
        ("endpoint ", &bar.endpoint),
        ("org ", &bar.org),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter_map(|(label, part)| Some(format!("{label}{}", part.as_ref()?)))
        .collect();
    plain::wrapped(&parts.join(", "), 2)
}

/// Why this is asked, where the answer is found, what goes wrong often or is good to know.
fn help(question: &Question) -> String {
    let mut lines = vec![plain::wrapped(&question.prompt, 0)];
    if let Some(guide) = guidance::step(question.step) {
        lines.push(plain::wrapped(&guide.why, 0));
        for found in &guide.find {
            let place = [&found.path, &found.address].map(String::as_str);
            let place = place.join(" ");
            let line = format!("{}: {}", found.place, place.trim_end());
            lines.push(plain::wrapped(&line, 2));
        }
        for (heading, said) in guide.lists() {
            lines.push(format!("{heading}:"));
            let said = said.iter();
            lines.extend(said.map(|each| plain::wrapped(&format!("- {each}"), 2)));
        }
    }
    let manners = "Type your answer, back for the question before, Ctrl-C to stop.";
    lines.push(plain::wrapped(manners, 0));
    lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
