//! Writes a secret's new version by compare and swap. Without the right to do that it puts plainly, and proves
//! after that what was replaced is what was read.

use std::time::Duration;

use tokio::time::sleep;
use uuid::Uuid;

use super::part::Note;
use super::{Stop, reset};
use crate::account::{Account, Outcome as Answer};
use crate::domain::CheckLine;
use crate::domain::change::SecretWrite;
use crate::domain::resources::Which;
use crate::journal::Entry;
use crate::problem::Problem;
use crate::swap::{CURRENT, MARK, Missed, PREVIOUS, Swap};

const MOVE_LABELS: &str = "secretsmanager:UpdateSecretVersionStage";

/// How often a reset of the token is planned anew.
const TRIES_ANEW: usize = 2;

pub(super) async fn write(
    account: &dyn Account,
    write: &SecretWrite,
    note: &mut Note<'_>,
) -> Result<CheckLine, Stop> {
    let mut write = write.clone();
    let mut stays = Vec::new();
    for _ in 0..TRIES_ANEW {
        let moved = match write_once(account, &write, stays, note).await {
            Err(Stop::Moved(moved)) => moved,
            came => return came,
        };
        stays = moved.advice.notes.clone();
        write = reset::anew(account, &write)
            .await
            .ok_or(Stop::Moved(moved))?;
    }
    write_once(account, &write, stays, note).await
}

/// `stays`: what an earlier try has left. It is true until this one's version takes the label over.
async fn write_once(
    account: &dyn Account,
    write: &SecretWrite,
    stays: Vec<String>,
    note: &mut Note<'_>,
) -> Result<CheckLine, Stop> {
    let swap = Swap::of(&write.name, &write.read, &write.text, new_id());
    let put = swap.put(account).await;
    put.map_err(|failure| Stop::from(failure).noting(stays))?;
    let noted = match note.add(entry(write, &write.read, swap.id())) {
        Ok(noted) => noted,
        Err(problem) => {
            let stays = swap.unlabel(account).await;
            return with_what_stays(Err(problem.into()), stays);
        }
    };
    let stop = match swap.take_over(account).await {
        Ok(()) => {
            swap.keep_what_was(account).await;
            return Ok(written(write));
        }
        // It may be current: what is noted and labelled stays.
        Err(Missed::Unclear(unknown)) => return Err(Stop::Unclear(unknown.problem())),
        Err(Missed::Denied(_)) => None,
        Err(Missed::Moved(now)) => Some(Stop::Moved(changed(write, &now))),
        Err(Missed::Failed(failure)) => Some(failure.into()),
    };
    let stays = swap.unlabel(account).await;
    let written = match stop {
        Some(stop) => Err(note.take_back_for(noted, stop)),
        None => match note.take_back(noted) {
            Ok(()) => put_plainly(account, write, note).await,
            Err(problem) => Err(problem.into()),
        },
    };
    with_what_stays(written, stays)
}

/// However it came out, with what is left of the first try.
fn with_what_stays(
    written: Result<CheckLine, Stop>,
    stays: Option<String>,
) -> Result<CheckLine, Stop> {
    let Some(stays) = stays else {
        return written;
    };
    match written {
        Ok(line) => Ok(CheckLine::warn(format!("{} {stays}", line.text))),
        Err(stop) => Err(stop.noting([stays])),
    }
}

fn entry(write: &SecretWrite, before: &str, after: &str) -> Entry {
    Entry::Secret {
        name: write.name.clone(),
        before: Some(before.to_owned()),
        after: after.to_owned(),
        token: reset::is_all_of(write),
    }
}

fn new_id() -> String {
    format!("{MARK}{}", Uuid::new_v4())
}

fn written(write: &SecretWrite) -> CheckLine {
    let keys = write.keys.len();
    let values = if keys == 1 { "value" } else { "values" };
    CheckLine::ok(format!("Secret {}: {keys} {values} written.", write.name))
}

fn changed(write: &SecretWrite, now: &str) -> Problem {
    Problem::new(
        "secret-changed",
        format!("The secret {} was changed meanwhile.", write.name),
    )
    .cause(format!(
        "Its current version is now {now}; the preview was made from {}.",
        write.read
    ))
    .fix("Nothing of it was written; the other change is kept. Look at the new preview.")
}

/// The version that ours replaced. Only a description in which ours is current tells of it: one that lags behind shows
/// what was replaced before, and after somebody else's write it is ours or theirs.
async fn replaced(account: &dyn Account, write: &SecretWrite, id: &str) -> Answer<Option<String>> {
    const PAUSES: [u64; 4] = [0, 300, 600, 1200];
    for pause in PAUSES.map(Duration::from_millis) {
        sleep(pause).await;
        let described = account.describe_secret(&write.name).await?;
        if described.labelled(CURRENT) == Some(id) {
            return Ok(described.labelled(PREVIOUS).map(str::to_owned));
        }
    }
    Ok(None)
}

/// Without the right to move labels: a plain put, then proof that what was replaced is what was read.
async fn put_plainly(
    account: &dyn Account,
    write: &SecretWrite,
    note: &mut Note<'_>,
) -> Result<CheckLine, Stop> {
    let now = account.secret(&write.name, &Which::current()).await?;
    if now.version != write.read {
        return Err(Stop::Moved(changed(write, &now.version)));
    }
    let swap = Swap::of(&write.name, &write.read, &write.text, new_id());
    let noted = note.add(entry(write, &write.read, swap.id()))?;
    if let Err(failure) = swap.put_plainly(account).await {
        return Err(match failure.may_be_applied() {
            true => Stop::Unclear(failure.problem()),
            false => note.take_back_for(noted, failure.into()),
        });
    }
    note.has_done(written(write).text);
    let unseen = match replaced(account, write, swap.id()).await {
        Ok(Some(replaced)) if replaced == write.read => {
            return Ok(CheckLine::warn(format!(
                "Secret {}: written in one step, since AWS does not allow {MOVE_LABELS} on it. Undo needs that.",
                write.name
            )));
        }
        Ok(Some(replaced)) => {
            note.correct(noted, entry(write, &replaced, swap.id()))?;
            return Ok(CheckLine::warn(format!(
                "Secret {}: written, but somebody else's version {replaced} was replaced with it. \
             It is labelled AWSPREVIOUS; undo puts it back, with the right to {MOVE_LABELS}.",
                write.name
            )));
        }
        Ok(None) => "Somebody else may have written right after.".to_owned(),
        Err(failure) => failure.problem().what,
    };
    Ok(CheckLine::warn(format!(
        "Secret {}: written in one step, and it could not be seen which version was replaced. {unseen} \
         Look at its versions in the Secrets Manager console.",
        write.name
    )))
}
