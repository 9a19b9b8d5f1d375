//! A form, filled in field by field, each answer checked as soon as it is given.

use super::field;
use super::look::{announce, look};
use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use crate::domain::CheckLine;
use crate::files;
use crate::flow::{self, Flow};
use crate::plain;
use crate::question::{Answer, Deed, Field, FieldKind, Rejection, Value};
use crate::steps::{Need, Taken};

/// Asks for the fields until the step takes the answer; [`Reply::Back`] has the answer as far as it went.
pub(super) async fn fill(
    talk: &Talk<'_>,
    flow: &mut Flow,
    mut fields: Vec<Field>,
) -> Result<Reply<Taken>, Stopped> {
    let found: Vec<_> = fields.iter().map(|field| field.initial.clone()).collect();
    let mut answer = Answer::default();
    if !walk(talk, flow, &mut fields, &mut answer, 0).await? {
        return Ok(go_back(talk, flow, &answer));
    }
    loop {
        let judged = look(talk, flow, &answer, flow::judge).await?;
        let rejections = match judged {
            Ok(judged) => return Ok(Reply::Given(flow.accept(&answer, judged))),
            Err(rejections) => rejections,
        };
        for rejection in &rejections {
            offer_what_was_found(&mut fields, &found, rejection);
            match mend(talk, flow, &mut fields, &mut answer, rejection).await? {
                Mended::Here => {}
                // What comes after it was asked for once more as well.
                Mended::FromBefore => break,
                Mended::Not => {
                    let refused = [Some(rejection.field), rejection.or_at];
                    answer.forget(&refused.map(Option::unwrap_or_default));
                    return Ok(go_back(talk, flow, &answer));
                }
            }
        }
    }
}

/// What was just refused is no default for the next try; what was in its fields before anything was entered is.
fn offer_what_was_found(fields: &mut [Field], found: &[Option<Value>], rejection: &Rejection) {
    for (field, found) in fields.iter_mut().zip(found) {
        let is_refused = field.id == rejection.field || Some(field.id) == rejection.or_at;
        if is_refused && found.is_some() {
            field.initial.clone_from(found);
        }
    }
}

/// Whoever goes back may not have come by all fields this time: what was entered there before stays.
fn go_back(talk: &Talk<'_>, flow: &mut Flow, answer: &Answer) -> Reply<Taken> {
    let mut entered = flow.unsent();
    entered.extend(answer);
    if !flow.back(Some(entered)) {
        talk.tell("This is the first question; there is nothing before it.");
        flow.again();
    }
    Reply::Back
}

/// Asks for all fields from one on, one after the other and back again; `false` for back from the first.
async fn walk(
    talk: &Talk<'_>,
    flow: &Flow,
    fields: &mut [Field],
    answer: &mut Answer,
    from: usize,
) -> Result<bool, Stopped> {
    if fields.is_empty() {
        return Ok(talk.line("Enter goes on, back, ? for help").await? != Reply::Back);
    }
    show_public(talk, flow, answer);
    let mut at = from;
    while at < fields.len() {
        let field = &mut fields[at];
        let id = field.id;
        let need = look(talk, flow, answer, move |step, draft, answer| {
            step.need(&draft, id, answer)
        });
        match need.await? {
            Need::None => {
                answer.set(field.id, Value::Text(String::new()));
                at += 1;
                continue;
            }
            Need::Must => field.optional = false,
            Need::AsMarked => {}
        }
        if ask(talk, flow, field, answer).await? {
            at += 1;
        } else if let Some(before) = before(flow, fields, answer, at) {
            at = before;
        } else {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The field before one, of those that need an answer.
fn before(flow: &Flow, fields: &[Field], answer: &Answer, at: usize) -> Option<usize> {
    let need = |field: &Field| flow.step().need(flow.draft(), field.id, answer);
    (0..at).rev().find(|&at| need(&fields[at]) != Need::None)
}

/// Asks for one field until its value is not refused as it stands; `false` for back.
async fn ask(
    talk: &Talk<'_>,
    flow: &Flow,
    field: &mut Field,
    answer: &mut Answer,
) -> Result<bool, Stopped> {
    loop {
        let offered = field.initial.clone();
        let Reply::Given(value) = field::ask(talk, field).await? else {
            return Ok(false);
        };
        if answer.get(field.id) != Some(&value) {
            // What was overruled was about other values than those that are entered now.
            answer.insists.clear();
        }
        answer.set(field.id, value.clone());
        let id = field.id;
        if matches!(field.kind, FieldKind::Secret) && !value.is_blank() {
            announce(talk, flow, answer);
        }
        let refused = look(talk, flow, answer, move |step, draft, answer| {
            flow::refused_already(step, draft, id, answer)
        });
        let refused = refused.await?;
        say_checks(talk, flow, field, answer, refused.as_ref()).await?;
        let Some(rejection) = refused else {
            say_now_known(talk, flow, field, answer).await?;
            field.initial = Some(value).filter(|value| !value.is_blank());
            offer(talk, flow, field.id, answer).await?;
            return Ok(true);
        };
        // What was just refused is no default for the next try.
        field.initial = offered.filter(|offered| *offered != value);
        if settle(talk, Some(field), answer, &rejection).await? {
            return Ok(true);
        }
    }
}

/// Offers what can be done with the value at once; what is copied waits until it is asked for.
async fn offer(talk: &Talk<'_>, flow: &Flow, field: &str, answer: &Answer) -> Result<(), Stopped> {
    let offers = look(talk, flow, answer, |step, draft, answer| {
        step.offers(&draft, answer)
    });
    let offers = offers.await?;
    let mut copy = None;
    for offer in offers {
        match &offer.deed {
            Deed::MakePrivate(path) if offer.field == field => {
                let question = format!("{}?", offer.label);
                if talk.yes_or_no(&question, true).await? == Reply::Given(true) {
                    let made = files::make_private(path);
                    talk.say(
                        &made.map_or_else(
                            |problem| plain::problem(&problem),
                            |()| MADE_PRIVATE.into(),
                        ),
                    );
                }
            }
            Deed::MakePrivate(_) => {}
            Deed::Copy(_) => copy = Some(offer),
            // It can be shown all along.
            Deed::CopyPublic(_) => {}
        }
    }
    talk.may_copy(copy);
    Ok(())
}

/// A public text of this step can be shown at each of its questions.
fn show_public(talk: &Talk<'_>, flow: &Flow, answer: &Answer) {
    let offers = flow.step().offers(flow.draft(), answer).into_iter();
    let public = offers.into_iter().find_map(|offer| match offer.deed {
        Deed::CopyPublic(text) => Some(text),
        _ => None,
    });
    if public.is_some() {
        talk.tell("Type certificate to see the certificate's text, to copy it from here.");
    }
    talk.may_show(public);
}

const MADE_PRIVATE: &str = "ok: Only you can read it now.";

/// Says what can be said of a value. A refusal says what is wrong by itself; the same as a check would say it
/// twice.
async fn say_checks(
    talk: &Talk<'_>,
    flow: &Flow,
    field: &Field,
    answer: &Answer,
    refused: Option<&Rejection>,
) -> Result<(), Stopped> {
    let id = field.id;
    let checks = look(talk, flow, answer, move |step, draft, answer| {
        let checks = |value| step.checks(&draft, id, value);
        answer.get(id).map_or_else(Vec::new, checks)
    });
    let checks = checks.await?;
    let told = |line: &&CheckLine| refused.is_some_and(|refusal| refusal.says(line));
    for line in checks.iter().filter(|line| !told(line)) {
        talk.say(&plain::check(line));
    }
    Ok(())
}

/// Says what a secret lets be said of the answers above it, as a passphrase of the key that it opens.
async fn say_now_known(
    talk: &Talk<'_>,
    flow: &Flow,
    field: &Field,
    answer: &Answer,
) -> Result<(), Stopped> {
    if !matches!(field.kind, FieldKind::Secret) {
        return Ok(());
    }
    let id = field.id;
    let news = look(talk, flow, answer, move |step, draft, answer| {
        let others = answer.entries().filter(|(above, _)| *above != id);
        let news = others.flat_map(|(above, value)| {
            let known = step.checks(&draft, above, value);
            let now = step.remarks(&draft, above, answer).into_iter();
            now.filter(|line| !known.contains(line)).collect::<Vec<_>>()
        });
        news.collect::<Vec<_>>()
    });
    for line in news.await? {
        talk.say(&plain::check(&line));
    }
    Ok(())
}

/// What became of an answer that was refused.
enum Mended {
    /// There is another, or the person insists.
    Here,
    /// The person went back to a field before it, and came on from there.
    FromBefore,
    /// The person went back from the first field.
    Not,
}

/// Says why an answer as a whole was refused, and asks again.
async fn mend(
    talk: &Talk<'_>,
    flow: &Flow,
    fields: &mut [Field],
    answer: &mut Answer,
    rejection: &Rejection,
) -> Result<Mended, Stopped> {
    let place = |id: Option<&str>| fields.iter().position(|field| Some(field.id) == id);
    let at = place(Some(rejection.field));
    // Which of two fields that do not fit each other is the wrong one, only the person can tell.
    let other = place(rejection.or_at);
    let field = at.map(|at| &mut fields[at]);
    if settle(talk, field, answer, rejection).await? {
        return Ok(Mended::Here);
    }
    let Some(at) = at else {
        answer.insists.clear();
        let walked = walk(talk, flow, fields, answer, 0).await?;
        return Ok(if walked {
            Mended::FromBefore
        } else {
            Mended::Not
        });
    };
    if rejection.or_at.is_none() {
        let refused = answer.get(rejection.field);
        let initial = &mut fields[at].initial;
        *initial = initial.take().filter(|it| Some(it) != refused);
    }
    for at in std::iter::once(at).chain(other) {
        if ask(talk, flow, &mut fields[at], answer).await? {
            continue;
        }
        return match before(flow, fields, answer, at) {
            Some(before) if walk(talk, flow, fields, answer, before).await? => {
                Ok(Mended::FromBefore)
            }
            _ => Ok(Mended::Not),
        };
    }
    Ok(Mended::Here)
}

/// Says why an answer was refused, and offers what would be taken. Whether a value that will be taken is in its
/// place now, or the person insists; else the question that it answered comes again, as it does on back.
async fn settle(
    talk: &Talk<'_>,
    field: Option<&mut Field>,
    answer: &mut Answer,
    rejection: &Rejection,
) -> Result<bool, Stopped> {
    talk.say(&plain::problem(&rejection.problem));
    if let (Some(suggestion), Some(field)) = (&rejection.suggestion, field) {
        let question = format!("Use {suggestion} instead?");
        match talk.yes_or_no(&question, true).await? {
            Reply::Back => return Ok(false),
            Reply::Given(true) => {
                let value = match field.kind {
                    FieldKind::File { .. } => Value::Path(suggestion.into()),
                    _ => Value::Text(suggestion.clone()),
                };
                answer.set(field.id, value.clone());
                field.initial = Some(value);
                return Ok(true);
            }
            Reply::Given(false) => {}
        }
    }
    if rejection.may_insist {
        let question = "Go on with it all the same?";
        if talk.yes_or_no(question, false).await? == Reply::Given(true) {
            answer.insists.push(rejection.problem.code);
            return Ok(true);
        }
    }
    Ok(false)
}
