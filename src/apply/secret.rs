//! Writes a secret's new version by compare and swap: it becomes current only if the version that was
//! previewed still is. Somebody else's edit in between is never lost.

use uuid::Uuid;

use super::Stop;
use super::part::Note;
use crate::account::{Account, Outcome};
use crate::domain::change::SecretWrite;
use crate::domain::resources::{Held, Which};
use crate::domain::{CheckLine, FailureKind};
use crate::journal::Entry;
use crate::problem::Problem;

const CURRENT: &str = "AWSCURRENT";

const MOVE_LABELS: &str = "secretsmanager:UpdateSecretVersionStage";

/// Version ids of ours begin like this, so that they can be told without a journal. 32 to 64 characters.
pub const TOKEN_PREFIX: &str = "scv-oauth-";

pub(super) async fn write(
    account: &dyn Account,
    write: &SecretWrite,
    note: &mut Note<'_>,
) -> Result<CheckLine, Stop> {
    let token = new_token();
    let label = format!("{TOKEN_PREFIX}{}", &token[token.len() - 8..]);
    put(account, write, &token, Some(&label)).await?;
    let noted = note.add(entry(write, &write.read, &token))?;
    let moved = swap(account, write, &token).await;
    // Ours is done with, whether it was needed or not; a label left behind does no harm.
    let _ = account
        .move_label(&write.name, &label, Some(&token), None)
        .await;
    match moved {
        Ok(()) => Ok(written(write)),
        Err(Swap::Denied) => {
            note.take_back(noted)?;
            put_plainly(account, write, note).await
        }
        Err(Swap::Stop(Stop::Unclear(problem))) => Err(Stop::Unclear(problem)),
        Err(Swap::Stop(stop)) => {
            note.take_back(noted)?;
            Err(stop)
        }
    }
}

fn entry(write: &SecretWrite, before: &str, after: &str) -> Entry {
    Entry::Secret {
        name: write.name.clone(),
        before: before.to_owned(),
        after: after.to_owned(),
        token: write.keys.iter().all(|key| key.ends_with("-access-token")),
    }
}

fn new_token() -> String {
    format!("{TOKEN_PREFIX}{}", Uuid::new_v4())
}

fn written(write: &SecretWrite) -> CheckLine {
    let keys = write.keys.len();
    let values = if keys == 1 { "value" } else { "values" };
    CheckLine::ok(format!("Secret {}: {keys} {values} written.", write.name))
}

/// Adds the version. Where no answer comes, looks whether it is in: the token is its id.
async fn put(
    account: &dyn Account,
    write: &SecretWrite,
    token: &str,
    label: Option<&str>,
) -> Outcome<()> {
    let first = account
        .put_secret(&write.name, &write.text, token, label)
        .await;
    match first {
        Ok(_) => Ok(()),
        Err(failure) if failure.may_be_applied() => {
            if holds(account, write, &Which::Version(token.to_owned())).await {
                return Ok(());
            }
            // The same token again is the same version: it cannot be added twice.
            account
                .put_secret(&write.name, &write.text, token, label)
                .await
                .map(drop)
        }
        Err(failure) => Err(failure),
    }
}

async fn holds(account: &dyn Account, write: &SecretWrite, which: &Which) -> bool {
    let value = account.secret(&write.name, which).await;
    value.is_ok_and(|value| value.held == Held::Text(write.text.clone()))
}

enum Swap {
    /// Not allowed to move labels.
    Denied,
    Stop(Stop),
}

/// Makes the new version current, if the one that was read still is.
async fn swap(account: &dyn Account, write: &SecretWrite, token: &str) -> Result<(), Swap> {
    let mut last = None;
    for _ in 0..2 {
        let from = Some(write.read.as_str());
        let failure = match account
            .move_label(&write.name, CURRENT, from, Some(token))
            .await
        {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        match failure.kind {
            FailureKind::Denied => return Err(Swap::Denied),
            FailureKind::Conflict => {}
            _ if failure.may_be_applied() => {}
            _ => return Err(Swap::Stop(failure.into())),
        }
        match account.secret(&write.name, &Which::current()).await {
            Ok(now) if now.version == token => return Ok(()),
            Ok(now) if now.version != write.read => {
                return Err(Swap::Stop(Stop::Moved(changed(write, &now.version))));
            }
            Ok(_) => last = Some(failure),
            Err(unknown) => return Err(Swap::Stop(Stop::Unclear(unknown.problem()))),
        }
    }
    let problem = last.map(|failure| failure.problem());
    Err(Swap::Stop(Stop::Failed(
        problem.unwrap_or_else(|| changed(write, "unknown")),
    )))
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
    let token = new_token();
    let noted = note.add(entry(write, &write.read, &token))?;
    if let Err(failure) = put(account, write, &token, None).await {
        if failure.may_be_applied() {
            return Err(Stop::Unclear(failure.problem()));
        }
        note.take_back(noted)?;
        return Err(failure.into());
    }
    let previous = account.describe_secret(&write.name).await.ok();
    let replaced = previous
        .as_ref()
        .and_then(|secret| secret.labelled("AWSPREVIOUS"));
    match replaced {
        Some(replaced) if replaced != write.read && replaced != token => {
            note.correct(noted, entry(write, replaced, &token))?;
            Ok(CheckLine::warn(format!(
                "Secret {}: written, but somebody else's version {replaced} was replaced with it. \
             It is labelled AWSPREVIOUS; undo puts it back.",
                write.name
            )))
        }
        Some(replaced) if replaced == write.read => Ok(CheckLine::warn(format!(
            "Secret {}: written in one step, since AWS does not allow {MOVE_LABELS} on it. Undo needs that.",
            write.name
        ))),
        // Somebody wrote right after, or the description is denied.
        _ => Ok(CheckLine::warn(format!(
            "Secret {}: written in one step, and it could not be seen which version was replaced. \
             Look at its versions in the Secrets Manager console.",
            write.name
        ))),
    }
}
