//! What is done beside the screen for a form: the files in it are read, an answer that takes long is judged.

use super::{App, Effect, Screen};
use crate::flow::{self, Judged};
use crate::problem::Problem;
use crate::question::{Answer, Rejection};
use crate::tui::inspection::{Inspected, Inspection};

impl App {
    /// Looks at what was entered since the last time.
    pub fn settle(&mut self) -> Vec<Effect> {
        let Screen::Form(form) = &mut self.screen else {
            return Vec::new();
        };
        let setting = Self::setting(&self.session.flow, &self.whereabouts, self.now);
        let ticket = self.tickets + 1;
        let Some(look) = form.settle(&setting, ticket) else {
            return Vec::new();
        };
        self.tickets = ticket;
        vec![Effect::Inspect(Box::new(Inspection {
            ticket,
            step: self.session.flow.step(),
            draft: self.session.flow.draft().clone(),
            answer: look.answer,
            files: look.files,
        }))]
    }

    pub(super) fn inspected(&mut self, ticket: u64, found: Option<Inspected>) -> Vec<Effect> {
        if let Screen::Form(form) = &mut self.screen {
            form.inspected(ticket, found);
        }
        Vec::new()
    }

    /// Hands an answer in. Where it takes long to judge, that is done beside the screen.
    pub(super) fn hand_in(&mut self, answer: &Answer) -> Vec<Effect> {
        let (step, draft) = (self.session.flow.step(), self.session.flow.draft().clone());
        let (Some(effort), Screen::Form(form)) = (step.effort(answer), &mut self.screen) else {
            return self.take(answer, flow::judge(step, draft, answer));
        };
        let ticket = self.tickets + 1;
        if !form.hand_in(ticket, effort.what, self.now) {
            return Vec::new();
        }
        self.tickets = ticket;
        vec![Effect::Judge {
            ticket,
            step,
            draft: Box::new(draft),
            answer: Box::new(answer.clone()),
        }]
    }

    /// Goes on with an answer that is still waited for. Whoever is in the step list meanwhile stays there.
    pub(super) fn judged(
        &mut self,
        ticket: u64,
        answer: &Answer,
        judged: Result<Judged, Vec<Rejection>>,
    ) -> Vec<Effect> {
        let is_awaited = match &mut self.screen {
            Screen::Form(form) => form.takes_answer_to(ticket),
            _ => false,
        };
        if !is_awaited {
            return Vec::new();
        }
        let in_steps = self.in_steps;
        let effects = self.take(answer, judged);
        self.in_steps = in_steps;
        effects
    }

    pub(super) fn made_private(&mut self, made: Result<(), Problem>) -> Vec<Effect> {
        if let Screen::Form(form) = &mut self.screen {
            form.look_again();
        }
        match made {
            Ok(()) => self.say("Only you can read it now."),
            Err(problem) => self.say(problem.to_string()),
        }
    }
}
