//! What a step makes of an answer. Files are read for it and keys are opened, which may take long: what for is told,
//! and Ctrl-C is heard meanwhile.

use super::prompter::Stopped;
use super::talk::Talk;
use super::wait::{Waiting, wait};
use crate::aside::aside;
use crate::draft::Draft;
use crate::flow::Flow;
use crate::plain;
use crate::question::Answer;
use crate::steps::Step;

/// Has this done by the step that is asked, with what is known and entered.
pub(super) async fn look<T: Send + 'static>(
    talk: &Talk<'_>,
    flow: &Flow,
    answer: &Answer,
    work: impl FnOnce(&'static dyn Step, Draft, &Answer) -> T + Send + 'static,
) -> Result<T, Stopped> {
    let (step, draft) = (flow.step(), flow.draft().clone());
    let Some(effort) = step.effort(answer) else {
        return Ok(work(step, draft, answer));
    };
    let waiting = Waiting::default();
    waiting.note(&effort.what);
    let answer = answer.clone();
    let done = aside(move || work(step, draft, &answer));
    let done = wait(talk.prompter, &waiting, done, || false).await;
    // Where it broke down, that was told already, and there is nothing to go on with.
    done.flatten().ok_or(Stopped)
}

/// Says what is about to be done where it takes a while also if all is well.
pub(super) fn announce(talk: &Talk<'_>, flow: &Flow, answer: &Answer) {
    let effort = flow.step().effort(answer);
    if let Some(effort) = effort.filter(|effort| effort.is_long) {
        talk.say(&plain::wrapped(&format!("{} ...", effort.what), 0));
    }
}
