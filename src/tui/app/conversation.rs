//! The conversation's part of the state: asking steps, showing their questions, taking answers, going back.

use jiff::civil::Time;

use super::{App, Effect, Screen};
use crate::flow::{Judged, Standing, StepLine};
use crate::guidance;
use crate::problem::Problem;
use crate::question::{Answer, Question, Rejection};
use crate::steps::{self, Asked, Taken};
use crate::tui::fields::listing::{self, Listing};
use crate::tui::overlay::{self, Overlay};
use crate::tui::screens::failed::Failed;
use crate::tui::screens::form::Form;
use crate::tui::screens::review::{Look, Review};
use crate::tui::screens::waiting::Waiting;
use crate::tui::screens::welcome::Welcome;
use crate::tui::screens::working::Work;

impl App {
    /// Asks the current step, as a visit of its own.
    pub(super) fn ask(&self) -> Effect {
        Effect::Ask {
            visit: self.session.flow.visit(),
            step: self.session.flow.step(),
            draft: Box::new(self.session.flow.draft().clone()),
        }
    }

    /// Shows that the current step is being asked, and asks it.
    pub(super) fn arrive(&mut self) -> Vec<Effect> {
        self.in_steps = None;
        self.scroll = 0;
        self.turn_to(Screen::Waiting(Waiting::new(
            self.now,
            self.appearance.motion,
        )));
        vec![self.ask()]
    }

    pub(super) fn wait_for(&mut self, visit: u64, what: String) -> Vec<Effect> {
        if visit == self.session.flow.visit()
            && let Screen::Waiting(waiting) = &mut self.screen
        {
            waiting.waits_for(what);
        }
        Vec::new()
    }

    pub(super) fn ready(
        &mut self,
        visit: u64,
        asked: Result<Asked, Problem>,
        at: Time,
    ) -> Vec<Effect> {
        match asked {
            Ok(asked) => self.show(visit, asked),
            Err(problem) => self.fail(visit, problem, at),
        }
    }

    /// Shows a question. One that is shown already gives way to it, but not what was entered there.
    pub(super) fn show(&mut self, visit: u64, asked: Asked) -> Vec<Effect> {
        if visit != self.session.flow.visit() || self.is_past_steps() {
            return Vec::new();
        }
        let question = self.session.flow.learn(asked);
        let shown = self.screen_of(question);
        let before = std::mem::replace(&mut self.screen, shown);
        let setting = Self::setting(&self.session.flow, &self.whereabouts, self.now);
        match (&mut self.screen, before) {
            // The same fields, with more to choose from.
            (Screen::Form(now), Screen::Form(before)) => now.carry(*before, &setting),
            (Screen::Review(now), Screen::Review(before)) => {
                now.carry(*before);
                self.mark_new();
            }
            _ => self.mark_new(),
        }
        Vec::new()
    }

    fn screen_of(&self, question: Question) -> Screen {
        let setting = Self::setting(&self.session.flow, &self.whereabouts, self.now);
        let look = Look {
            dry_run: self.appearance.dry_run,
            motion: self.appearance.motion,
        };
        match Review::of(&question) {
            Some(preview) => {
                Screen::Review(Box::new(Review::new(question, preview, &setting, look)))
            }
            None => Screen::Form(Box::new(Form::new(question, &setting, look.motion))),
        }
    }

    /// A look failed. A question that came before it can still be answered; a preview cannot, without its proof.
    fn fail(&mut self, visit: u64, problem: Problem, at: Time) -> Vec<Effect> {
        if visit != self.session.flow.visit() || self.is_past_steps() {
            return Vec::new();
        }
        let problem = problem.as_asked();
        match &mut self.screen {
            Screen::Form(form) => form.end_unfinished(&problem),
            screen => *screen = Screen::Failed(Failed::new(problem, at)),
        }
        self.mark_new();
        Vec::new()
    }

    /// Takes an answer that was judged. What was refused is shown at its field.
    pub(super) fn take(
        &mut self,
        answer: &Answer,
        judged: Result<Judged, Vec<Rejection>>,
    ) -> Vec<Effect> {
        let before = self.session.flow.position();
        match judged.map(|judged| self.session.flow.accept(answer, judged)) {
            Err(rejections) => {
                match &mut self.screen {
                    Screen::Form(form) => form.refuse(rejections),
                    Screen::Review(review) => review.refuse(rejections),
                    _ => {}
                }
                Vec::new()
            }
            Ok(Taken::Write) => self.begin_work(Work::Write),
            Ok(Taken::Next | Taken::Again) => {
                let skipped = self.skipped_between(before, self.session.flow.position());
                self.said = skipped;
                self.arrive()
            }
        }
    }

    /// Says why steps were passed over, where some were.
    fn skipped_between(&self, from: usize, to: usize) -> String {
        let lines = self.session.flow.lines();
        let passed = lines
            .iter()
            .skip(from + 1)
            .take(to.saturating_sub(from + 1));
        let skipped = passed.filter(|line| line.standing == Standing::Skipped);
        let reasons = skipped.filter_map(needs_no_answer);
        reasons.collect::<Vec<_>>().join("  ")
    }

    /// Goes a page back; from the first one to the welcome, and from there out, if that is confirmed.
    pub(super) fn go_back(&mut self) -> Vec<Effect> {
        if self.welcome.is_some() {
            self.overlay = Some(Overlay::asking(overlay::Asked::Leave));
            return Vec::new();
        }
        if let Screen::Form(form) = &mut self.screen {
            // On the first page it stays below the welcome.
            form.call_off();
        }
        let unsent = self.unsent();
        let failed = matches!(self.screen, Screen::Failed(_));
        if self.session.flow.back(unsent) || (failed && self.session.flow.choose_place_again()) {
            return self.arrive();
        }
        self.mark_new();
        self.welcome = Some(Welcome::new(self.appearance.practice_hints.clone()));
        Vec::new()
    }

    /// Goes to a step of the step list.
    pub(super) fn go_to(&mut self, at: usize) -> Vec<Effect> {
        if at == self.session.flow.position() && !self.is_past_steps() {
            self.in_steps = None;
            return Vec::new();
        }
        let unsent = self.unsent();
        if self.session.flow.go_to(at, unsent) {
            return self.arrive();
        }
        let line = self.session.flow.lines().into_iter().nth(at);
        let needless = line
            .filter(|line| line.standing == Standing::Skipped)
            .and_then(|line| needs_no_answer(&line));
        let later = || "This step comes after one that is not answered yet.".into();
        self.say(needless.unwrap_or_else(later))
    }

    /// Goes to where another contact center can be chosen.
    pub(super) fn choose_another(&mut self) -> Vec<Effect> {
        let lines = self.session.flow.lines();
        let at = lines
            .iter()
            .position(|line| line.id == steps::CONTACT_CENTER);
        at.map_or_else(Vec::new, |at| self.go_to(at))
    }

    pub(super) fn try_again(&mut self) -> Vec<Effect> {
        self.session.flow.again();
        self.arrive()
    }

    /// What the person did in the fields of the step that is being left, where they are shown.
    pub(super) fn unsent(&self) -> Option<Answer> {
        match &self.screen {
            Screen::Form(form) => Some(form.decided()),
            _ => None,
        }
    }

    pub(super) fn listed(&mut self, listing: &Listing) -> Vec<Effect> {
        if let Screen::Form(form) = &mut self.screen {
            form.list(listing);
        }
        Vec::new()
    }

    /// Reads the folder that a path field is at, if that is another one than before.
    pub(super) fn wanted_listing(&mut self) -> Option<Effect> {
        let Screen::Form(form) = &mut self.screen else {
            return None;
        };
        let typed = form.folder_to_read()?;
        let home = self.whereabouts.home.as_deref();
        let folder = listing::resolved(&typed, home);
        Some(Effect::List { typed, folder })
    }
}

/// Why a step that is skipped needs no answer.
fn needs_no_answer(line: &StepLine) -> Option<String> {
    let title = guidance::step(line.id).map_or(line.id, |guide| guide.title.as_str());
    let reason = line.summary.as_deref()?;
    Some(format!("{title} needs no answer: {reason}"))
}
