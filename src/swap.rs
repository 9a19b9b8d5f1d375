//! A new version of a secret by compare and swap: it becomes current only if the version that it was made from
//! still is. Setup and undo write secrets with it. Somebody else's edit in between is never lost.

use jiff::Timestamp;

use crate::account::{Account, Outcome};
use crate::domain::resources::{Held, SecretDescription, SecretValue, Which};
use crate::domain::{Failure, FailureKind, Secret};

/// The label of the version that everybody reads.
pub const CURRENT: &str = "AWSCURRENT";
/// The label that AWS itself keeps on the version that was current before.
pub const PREVIOUS: &str = "AWSPREVIOUS";
/// Labels of ours and the ids of versions that a setup made begin like this, so that they can be told without a
/// journal.
pub const MARK: &str = "scv-oauth-";
/// The label of a version that is not current yet. Always the same one, so that none pile up where AWS does not
/// let us take it off.
const NEXT: &str = "scv-oauth-next";
/// A secret takes 20 labels, AWS's and everybody's.
const MOST_LABELS: usize = 10;

/// A new text for a secret, and what it was made from.
#[derive(Debug)]
pub struct Swap<'a> {
    name: &'a str,
    read: &'a str,
    text: &'a Secret,
    id: String,
    label: String,
}

/// Why the new version did not become current.
#[derive(Debug)]
pub enum Missed {
    /// Not allowed to move labels.
    Denied(Failure),
    /// Somebody else made this version current meanwhile.
    Moved(String),
    /// The call failed; nothing became current.
    Failed(Failure),
    /// The call failed, and so did the look whether it was applied.
    Unclear(Failure),
}

impl<'a> Swap<'a> {
    /// Of this secret, from the text of the version `read`. The id becomes the new version's; 32 to 64 characters.
    pub fn of(name: &'a str, read: &'a str, text: &'a Secret, id: String) -> Self {
        let when = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        let label = format!("{MARK}{when}-{}", ending(&id));
        Self {
            name,
            read,
            text,
            id,
            label,
        }
    }

    /// The new version's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Adds the version under a label of our own; what is current stays current.
    pub async fn put(&self, account: &dyn Account) -> Outcome<()> {
        self.put_under(account, Some(NEXT)).await
    }

    /// Adds the version as the current one, whatever is current now.
    pub async fn put_plainly(&self, account: &dyn Account) -> Outcome<()> {
        self.put_under(account, None).await
    }

    /// Where no answer comes, looks whether it is in: its id is known.
    async fn put_under(&self, account: &dyn Account, label: Option<&str>) -> Outcome<()> {
        let put = || account.put_secret(self.name, self.text, &self.id, label);
        match put().await {
            Ok(_) => Ok(()),
            Err(failure) if failure.may_be_applied() => {
                if self.is_in(account).await {
                    return Ok(());
                }
                // The same id again is the same version: it cannot be added twice.
                match put().await {
                    Err(again) => self.after_two_tries(account, failure, again).await,
                    Ok(_) => Ok(()),
                }
            }
            Err(failure) => Err(failure),
        }
    }

    /// The first try may still be under way when the second is refused: only a look tells.
    async fn after_two_tries(
        &self,
        account: &dyn Account,
        lost: Failure,
        refused: Failure,
    ) -> Outcome<()> {
        let which = Which::Version(self.id.clone());
        match account.secret(self.name, &which).await {
            Ok(value) if self.is(&value) => Ok(()),
            Err(failure) if failure.kind == FailureKind::NotFound => Err(refused),
            _ => Err(lost),
        }
    }

    async fn is_in(&self, account: &dyn Account) -> bool {
        let which = Which::Version(self.id.clone());
        let value = account.secret(self.name, &which).await;
        value.is_ok_and(|value| self.is(&value))
    }

    fn is(&self, value: &SecretValue) -> bool {
        value.held == Held::Text(self.text.clone())
    }

    /// Makes the new version current, if the one that was read still is.
    pub async fn take_over(&self, account: &dyn Account) -> Result<(), Missed> {
        let (from, to) = (Some(self.read), Some(self.id.as_str()));
        let (mut again, mut is_lost) = (true, false);
        loop {
            let failure = match account.move_label(self.name, CURRENT, from, to).await {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            // Not found: the version that was read is gone, after others have written more than once.
            let may_have_moved = [FailureKind::Conflict, FailureKind::NotFound];
            let may_be_in = failure.may_be_applied() || may_have_moved.contains(&failure.kind);
            // After a first try without an answer, only a look tells what a second one that is refused came to.
            if !may_be_in && !is_lost {
                return Err(refused(failure));
            }
            is_lost |= failure.may_be_applied();
            match account.secret(self.name, &Which::current()).await {
                Ok(now) if now.version == self.id => return Ok(()),
                Ok(now) if now.version != self.read => return Err(Missed::Moved(now.version)),
                Ok(_) if again && may_be_in => again = false,
                Ok(_) => return Err(refused(failure)),
                // Every try was refused, so nothing of ours became current.
                Err(_) if !is_lost => return Err(refused(failure)),
                Err(unknown) => return Err(Missed::Unclear(unknown)),
            }
        }
    }

    /// Takes our label off the new version: it is done with, whether it was needed or not. What there is to say
    /// where it stays: AWS then keeps the text, until the next setup moves the label.
    pub async fn unlabel(&self, account: &dyn Account) -> Option<String> {
        let from = Some(self.id.as_str());
        let stays = account
            .move_label(self.name, NEXT, from, None)
            .await
            .is_err();
        stays.then(|| {
            format!("A copy of the text that was to be written stays in it under the label {NEXT}.")
        })
    }

    /// Labels the version from before. AWS may drop a version without a label at any time, and that one has none
    /// any more once somebody else has written. Of old labels of ours only some are left; where they cannot be
    /// counted, none is added.
    pub async fn keep_what_was(&self, account: &dyn Account) {
        // Left on the current version it keeps nothing that is not kept anyway.
        let _ = self.unlabel(account).await;
        let Ok(description) = account.describe_secret(self.name).await else {
            return;
        };
        let mut labels = ours(&description);
        labels.sort_by_key(|(label, _)| (is_dated(label), *label));
        let old = (labels.len() + 1).saturating_sub(MOST_LABELS);
        for (label, version) in &labels[..old] {
            let _ = account
                .move_label(self.name, label, Some(version), None)
                .await;
        }
        let to = Some(self.read);
        let _ = account.move_label(self.name, &self.label, None, to).await;
    }
}

fn refused(failure: Failure) -> Missed {
    match failure.kind {
        FailureKind::Denied => Missed::Denied(failure),
        _ => Missed::Failed(failure),
    }
}

/// Whether a label says when it was given; those of earlier versions of this program did not.
fn is_dated(label: &str) -> bool {
    let rest = label.strip_prefix(MARK).unwrap_or_default();
    rest.len() > 16 && rest.as_bytes()[8] == b'T'
}

/// Takes our labels off that were kept for the version `after`, which is put back: its own, and those of the version
/// from before it, unless an earlier setup needs that. One left behind does no harm.
pub async fn release(account: &dyn Account, name: &str, after: &str, before: Option<&str>) {
    let Ok(description) = account.describe_secret(name).await else {
        return;
    };
    for (label, version) in ours(&description) {
        if label.ends_with(ending(after)) || Some(version) == before {
            let _ = account.move_label(name, label, Some(version), None).await;
        }
    }
}

/// The version that was current before this one of ours, where a label of ours is still on it.
pub fn before<'a>(description: &'a SecretDescription, id: &str) -> Option<&'a str> {
    let is_its = |label: &str| label.ends_with(ending(id));
    let found = ours(description).into_iter();
    let mut found = found.filter(|(label, version)| is_its(label) && *version != id);
    found.next().map(|(_, version)| version)
}

/// The labels of ours with the versions that carry them.
fn ours(description: &SecretDescription) -> Vec<(&str, &str)> {
    let versions = description.versions.iter();
    let labelled = versions.flat_map(|(version, labels)| {
        let labels = labels.iter().map(String::as_str);
        labels.map(move |label| (label, version.as_str()))
    });
    labelled
        .filter(|(label, _)| label.starts_with(MARK))
        .collect()
}

/// What tells a version from the others.
fn ending(id: &str) -> &str {
    id.char_indices()
        .rev()
        .nth(7)
        .map_or(id, |(at, _)| &id[at..])
}
