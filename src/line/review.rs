//! The preview, read out, and the deliberate yes that it takes to write.

use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use crate::flow::Flow;
use crate::plain;
use crate::preview::Preview;
use crate::question::{Answer, Value};
use crate::steps::Taken;

/// The field of the review step that holds what was typed to confirm.
pub const CONFIRM: &str = "confirm";

/// Shows the preview and asks for the word that lets it be written. An empty line never does.
pub(super) async fn confirm(
    talk: &Talk<'_>,
    flow: &mut Flow,
    preview: &Preview,
) -> Result<Reply<Taken>, Stopped> {
    talk.say(&plain::preview(preview));
    if !preview.plan.refusals.is_empty() {
        talk.tell("This cannot be written. Type back to change an answer.");
    }
    let mut answer = Answer::default();
    loop {
        let Reply::Given(typed) = word(talk, preview).await? else {
            flow.back(answer);
            return Ok(Reply::Back);
        };
        answer.set(CONFIRM, Value::Text(typed));
        loop {
            let rejections = match flow.answer(&answer) {
                Ok(taken) => return Ok(Reply::Given(taken)),
                Err(rejections) => rejections,
            };
            let mut insisted = true;
            for rejection in rejections {
                talk.say(&plain::problem(&rejection.problem));
                let question = "Go on with it all the same?";
                insisted = insisted
                    && rejection.may_insist
                    && talk.yes_or_no(question, false).await? == Reply::Given(true);
                answer.insists.push(rejection.problem.code);
            }
            if !insisted {
                answer.insists.clear();
                break;
            }
        }
    }
}

/// What must be typed: the contact center's name where the preview asks for it, else `yes` in full.
async fn word(talk: &Talk<'_>, preview: &Preview) -> Result<Reply<String>, Stopped> {
    let (what, expected) = match &preview.confirm {
        Some(name) => (
            format!("To write it, type the contact center's name, {name}. back changes an answer."),
            name.as_str(),
        ),
        None => (
            "To write it, type yes in full. back changes an answer.".to_owned(),
            "yes",
        ),
    };
    talk.tell(&what);
    loop {
        talk.prompter.forget_what_was_typed_ahead();
        match talk.line(&format!("{expected} or back")).await? {
            Reply::Given(typed) if typed == expected => return Ok(Reply::Given(typed)),
            Reply::Given(_) => talk.tell(&format!(
                "Nothing is written. Type {expected} to write, back to change an answer."
            )),
            Reply::Back => return Ok(Reply::Back),
        }
    }
}
