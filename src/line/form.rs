//! A form, filled in field by field, and mended where its answer is refused.

use super::field;
use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use crate::flow::Flow;
use crate::plain;
use crate::question::{Answer, Field, FieldKind, Rejection, Value};
use crate::steps::Taken;

/// Asks for the fields until the step takes the answer; [`Reply::Back`] has the answer as far as it went.
pub(super) async fn fill(
    talk: &Talk<'_>,
    flow: &mut Flow,
    mut fields: Vec<Field>,
) -> Result<Reply<Taken>, Stopped> {
    let mut answer = Answer::default();
    if !walk(talk, flow, &mut fields, &mut answer).await? {
        return Ok(go_back(talk, flow, answer));
    }
    loop {
        let rejections = match flow.answer(&answer) {
            Ok(taken) => return Ok(Reply::Given(taken)),
            Err(rejections) => rejections,
        };
        for rejection in rejections {
            if !mend(talk, flow, &mut fields, &mut answer, rejection).await? {
                return Ok(go_back(talk, flow, answer));
            }
        }
    }
}

fn go_back(talk: &Talk<'_>, flow: &mut Flow, answer: Answer) -> Reply<Taken> {
    if !flow.back(answer) {
        talk.tell("This is the first question; there is nothing before it.");
        flow.again();
    }
    Reply::Back
}

/// Asks for all fields, one after the other and back again; `false` for back from the first.
async fn walk(
    talk: &Talk<'_>,
    flow: &Flow,
    fields: &mut [Field],
    answer: &mut Answer,
) -> Result<bool, Stopped> {
    if fields.is_empty() {
        return Ok(talk.line("Enter goes on, back, ? for help").await? != Reply::Back);
    }
    let mut at = 0;
    while at < fields.len() {
        if ask(talk, flow, &mut fields[at], answer).await? {
            at += 1;
        } else if at == 0 {
            return Ok(false);
        } else {
            at -= 1;
        }
    }
    Ok(true)
}

/// Asks for one field and says what can be said of it; `false` for back.
async fn ask(
    talk: &Talk<'_>,
    flow: &Flow,
    field: &mut Field,
    answer: &mut Answer,
) -> Result<bool, Stopped> {
    let Reply::Given(value) = field::ask(talk, field).await? else {
        return Ok(false);
    };
    if !value.is_blank() {
        for line in flow.step().checks(flow.draft(), field.id, &value) {
            talk.say(&plain::check(&line));
        }
    }
    fill_in(field, answer, value);
    Ok(true)
}

fn fill_in(field: &mut Field, answer: &mut Answer, value: Value) {
    answer.set(field.id, value.clone());
    field.initial = Some(value).filter(|value| !value.is_blank());
}

/// Says why an answer was refused, and offers what would be taken; `false` for back.
async fn mend(
    talk: &Talk<'_>,
    flow: &Flow,
    fields: &mut [Field],
    answer: &mut Answer,
    rejection: Rejection,
) -> Result<bool, Stopped> {
    talk.say(&plain::problem(&rejection.problem));
    let field = fields.iter_mut().find(|field| field.id == rejection.field);
    if let (Some(suggestion), Some(field)) = (&rejection.suggestion, &field) {
        let question = format!("Use {suggestion} instead?");
        match talk.yes_or_no(&question, true).await? {
            Reply::Back => return Ok(false),
            Reply::Given(true) => {
                let value = match field.kind {
                    FieldKind::File { .. } => Value::Path(suggestion.into()),
                    _ => Value::Text(suggestion.clone()),
                };
                answer.set(field.id, value);
                return Ok(true);
            }
            Reply::Given(false) => {}
        }
    }
    if rejection.may_insist {
        match talk.yes_or_no("Go on with it all the same?", false).await? {
            Reply::Back => return Ok(false),
            Reply::Given(true) => {
                answer.insists.push(rejection.problem.code);
                return Ok(true);
            }
            Reply::Given(false) => {}
        }
    }
    match field {
        Some(field) => ask(talk, flow, field, answer).await,
        None => {
            answer.insists.clear();
            walk(talk, flow, fields, answer).await
        }
    }
}
