//! The preview, read out, and the deliberate yes that it takes to write.

use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use crate::domain::Level;
use crate::flow::Flow;
use crate::plain;
use crate::preview::{Preview, Replacement};
use crate::steps::Taken;

/// What looks once more, and tries the login again.
const AGAIN: &str = "again";

/// Shows the preview and asks for the word that lets it be written. An empty line never does.
pub(super) async fn confirm(
    talk: &Talk<'_>,
    flow: &mut Flow,
    preview: &Preview,
) -> Result<Reply<Taken>, Stopped> {
    talk.say(&plain::preview(preview));
    while let Reply::Given(typed) = word(talk, preview).await? {
        let answer = match offered(preview, &typed) {
            Some(offer) => offer.answer(),
            None if typed == AGAIN => {
                flow.again();
                return Ok(Reply::Given(Taken::Again));
            }
            None if overrules(talk, preview).await? => preview.agreed_all_the_same(&typed),
            None => continue,
        };
        match flow.answer(&answer) {
            Ok(taken) => return Ok(Reply::Given(taken)),
            Err(rejections) => {
                let told = rejections.iter().map(|it| plain::problem(&it.problem));
                told.for_each(|told| talk.say(&told));
            }
        }
    }
    flow.back(None);
    Ok(Reply::Back)
}

/// Asks about each caution by itself. Whoever typed the name has read what Salesforce said of the values.
async fn overrules(talk: &Talk<'_>, preview: &Preview) -> Result<bool, Stopped> {
    let question = match preview.plan.is_nothing() {
        true => "Finish all the same?",
        false => "Write all the same?",
    };
    for caution in &preview.plan.cautions {
        talk.say(&plain::problem_as(Level::Warn, caution));
        if talk.yes_or_no(question, false).await? != Reply::Given(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What Salesforce told to be the better answer, by the number that it was read out with.
fn offered<'a>(preview: &'a Preview, typed: &str) -> Option<&'a Replacement> {
    let number: usize = typed.parse().ok()?;
    preview.offers.get(number.checked_sub(1)?)
}

/// What must be typed: the contact center's name where the preview asks for it, else `yes` in full.
async fn word(talk: &Talk<'_>, preview: &Preview) -> Result<Reply<String>, Stopped> {
    let plan = &preview.plan;
    let expected = preview.confirm.as_deref().unwrap_or("yes");
    let asked = match (plan.refusals.is_empty(), &preview.confirm) {
        (false, _) => "This cannot be written. Type back to change an answer.".to_owned(),
        (true, _) if plan.is_nothing() => format!("To finish, type {expected}."),
        (true, Some(name)) => format!("To write, type the contact center's name, {name}."),
        (true, None) => "To write, type yes in full.".into(),
    };
    talk.tell(&asked);
    for (at, offer) in preview.offers.iter().enumerate() {
        talk.tell(&format!("Or type {}: {}.", at + 1, offer.label()));
    }
    let tests_again = preview.proof.is_in_vain();
    if tests_again {
        talk.tell(&format!("Or type {AGAIN} to test again."));
    }
    let mut words = Vec::new();
    words.extend(plan.refusals.is_empty().then_some(expected));
    words.extend((!preview.offers.is_empty()).then_some("a number"));
    words.extend(tests_again.then_some(AGAIN));
    let prompt = match words.join(", ") {
        words if words.is_empty() => "back".to_owned(),
        words => format!("{words} or back"),
    };
    loop {
        talk.prompter.forget_what_was_typed_ahead();
        match talk.line(&prompt).await? {
            Reply::Given(typed) if typed == expected && plan.refusals.is_empty() => {
                return Ok(Reply::Given(typed));
            }
            Reply::Given(typed) if offered(preview, &typed).is_some() => {
                return Ok(Reply::Given(typed));
            }
            Reply::Given(typed) if tests_again && typed == AGAIN => {
                return Ok(Reply::Given(typed));
            }
            Reply::Given(_) => talk.tell(&format!("Nothing is written. {asked}")),
            Reply::Back => return Ok(Reply::Back),
        }
    }
}
