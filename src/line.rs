//! The conversation line by line: numbered choices, whole lines, nothing redrawn. Fit for a screen reader.

mod choice;
mod field;
mod form;
mod look;
mod prompter;
mod result;
mod review;
mod talk;
mod terminal;
mod wait;
mod writing;

pub use prompter::{Prompter, Stopped};
pub use terminal::Terminal;

use crate::discover;
use crate::draft::{Bar, Draft};
use crate::dry_run;
use crate::flow::Standing;
use crate::guidance;
use crate::plain;
use crate::problem::Problem;
use crate::question::{Answer, Body, Question};
use crate::session::{Ended, Session};
use crate::steps::{Step, Surroundings, Taken};
use crate::watch::{Work, Writer};
use talk::{Reply, Talk};
use wait::{Waiting, wait};

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
    pub session: Session,
    /// What the steps may look at.
    pub around: Surroundings,
    /// What writes in the end.
    pub writer: &'a dyn Writer,
}

/// Holds the conversation to its end.
pub async fn run(subject: Subject<'_>, prompter: &dyn Prompter) -> Ended {
    let Subject {
        steps,
        draft,
        presets,
        around,
        writer,
        dry_run,
    } = subject;
    let begun = Begun {
        session: Session::new(steps, draft, presets, dry_run),
        around,
        writer,
    };
    go_on(begun, prompter).await
}

/// Holds a conversation to its end from where it is.
pub async fn go_on(begun: Begun<'_>, prompter: &dyn Prompter) -> Ended {
    let mut conversation = Conversation {
        session: begun.session,
        around: begun.around,
        writer: begun.writer,
        prompter,
        bar: Bar::default(),
        told_skipped: Vec::new(),
    };
    prompter.say(&plain::wrapped(INTRODUCTION, 0));
    // Whoever stops keeps what stands by then.
    let (Ok(()) | Err(Stopped)) = conversation.hold().await;
    conversation.session.end()
}

const INTRODUCTION: &str = "Answer line by line. An empty line takes what stands in brackets. \
    Type back for the question before, ? for help. Ctrl-C stops. \
    Nothing is changed in AWS before you have seen every change and said yes.";

struct Conversation<'a> {
    session: Session,
    around: Surroundings,
    writer: &'a dyn Writer,
    prompter: &'a dyn Prompter,
    bar: Bar,
    told_skipped: Vec<&'static str>,
}

impl Conversation<'_> {
    /// Asks and writes until the person is content with how it came out.
    async fn hold(&mut self) -> Result<(), Stopped> {
        if let Some(report) = self.session.result().cloned()
            && self.is_over_at(&report).await?
        {
            return Ok(());
        }
        loop {
            let Some(question) = self.next_question().await? else {
                continue;
            };
            let talk = Talk::with(self.prompter, help(&question));
            let reply = match question.body {
                Body::Form(fields) => form::fill(&talk, &mut self.session.flow, fields).await?,
                Body::Review(preview) if self.session.is_dry_run() => {
                    talk.say(&plain::preview(&preview));
                    self.session.ended(Work::Write, dry_run::report(&preview));
                    return Ok(());
                }
                Body::Review(preview) => {
                    review::confirm(&talk, &mut self.session.flow, &preview).await?
                }
            };
            self.around.memory.keep(&self.session.flow);
            if reply == Reply::Given(Taken::Write) && self.is_over_after(Work::Write).await? {
                return Ok(());
            }
        }
    }

    /// Asks the current step for its question and reads it out. `None` where it is to be asked anew.
    async fn next_question(&mut self) -> Result<Option<Question>, Stopped> {
        let step = self.session.flow.step();
        let waiting = Waiting::default();
        let asking = step.ask(&self.around, self.session.flow.draft(), &waiting);
        let asked = wait(self.prompter, &waiting, asking, || false).await;
        match asked.ok_or(Stopped)? {
            Ok(asked) => {
                let question = self.session.flow.learn(asked);
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
        let bar = self.session.flow.draft().bar();
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
        for notice in &question.notices {
            say(&plain::check(notice));
        }
    }

    /// Says which steps before this one need no answer, and why; once.
    fn tell_skipped(&mut self) {
        let lines = self.session.flow.lines();
        let before = lines.iter().take(self.session.flow.position());
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
        let flow = &self.session.flow;
        let (number, count) = (flow.position() + 1, flow.lines().len());
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
            discover::CENTER_UNKNOWN => ["back", "again", "stop"],
            _ => ["again", "back", "stop"],
        };
        match talk.word(&words).await? {
            Reply::Given("stop") => return Err(Stopped),
            Reply::Given("back") | Reply::Back => {
                if !self.session.flow.back(None) && !self.session.flow.choose_place_again() {
                    talk.tell("This is the first question; there is nothing before it.");
                    self.session.flow.again();
                }
            }
            Reply::Given(_) => self.session.flow.again(),
        }
        Ok(())
    }
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
        for found in guide.find.iter().filter(|found| !found.drawn) {
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
