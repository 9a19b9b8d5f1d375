//! Puts a secret back: its token, or keys of it, and only in place of the version that was read.

use uuid::Uuid;

use super::super::Place;
use super::super::step::short;
use super::{Taken, Trouble, after_all};
use crate::account::{Account, Outcome as Answer};
use crate::domain::change::Action;
use crate::domain::document::{Document, TakenBack};
use crate::domain::resources::{Held, SecretValue, Which};
use crate::domain::{Failure, FailureKind, Secret};
use crate::problem::Problem;
use crate::swap::{CURRENT, Missed, Swap};

const PUT: &str = "secretsmanager:PutSecretValue";
const CHANGED: &str = "secret-changed";

/// The cached token from before, in a secret that holds no other values.
pub(super) struct Token<'a> {
    pub name: &'a str,
    /// The version that holds it.
    pub to: &'a str,
    /// The text of that version.
    pub was: &'a Held,
    pub key: &'a str,
}

/// How the token comes back.
enum Way {
    /// With the whole version from before: nothing else differs.
    Whole,
    /// The same, though it cannot be seen what else differs.
    Unseen,
    /// In a new text, in which what others changed since stays.
    Alone(Secret),
    /// It is there already, or none is in the way.
    None,
}

impl Token<'_> {
    /// The function may store another at any moment, so the current version is read right before, and once more if
    /// it was replaced in between.
    pub(super) async fn put_back(&self, account: &dyn Account) -> Result<Option<Taken>, Trouble> {
        let mut again = true;
        loop {
            let now = account.secret(self.name, &Which::current()).await?;
            if now.version == self.to {
                return Ok(None);
            }
            let taken = match self.way(&now.held)? {
                Way::None => return Ok(None),
                Way::Alone(text) => {
                    put_keys_back(account, self.name, &now.version, &text, self.key).await
                }
                Way::Whole => self.move_label(account, &now, again).await,
                Way::Unseen => {
                    let taken = self.move_label(account, &now, again).await;
                    taken.map(|taken| taken.map(|it| self.with_what_was_replaced(it, &now)))
                }
            };
            match taken {
                Err(Trouble::Failed(problem)) if again && problem.code == CHANGED => again = false,
                taken => return taken,
            }
        }
    }

    fn way(&self, now: &Held) -> Result<Way, Problem> {
        let (Some(now), Some(was)) = (read(now), read(self.was)) else {
            return Ok(Way::Unseen);
        };
        if !now.differs_beside(self.key, &was) {
            return Ok(Way::Whole);
        }
        let left = match now.text(self.key) {
            Some(token) => Document::parse(&was.with(&[(self.key.to_owned(), token)])?)?,
            None => was.clone(),
        };
        Ok(match now.taking_back(&was, &left)? {
            TakenBack::Text(text, _) => Way::Alone(text),
            TakenBack::AsBefore | TakenBack::EditedSince(_) => Way::None,
        })
    }

    async fn move_label(
        &self,
        account: &dyn Account,
        now: &SecretValue,
        again: bool,
    ) -> Result<Option<Taken>, Trouble> {
        let (name, from, to) = (self.name, now.version.as_str(), self.to);
        let moved = account
            .move_label(name, CURRENT, Some(from), Some(to))
            .await;
        let is_conflict = |failure: &Failure| failure.kind == FailureKind::Conflict;
        if again && moved.as_ref().is_err_and(is_conflict) {
            return Err(changed(name, from, "another one").into());
        }
        label_moved(account, moved, name, from, to).await
    }

    /// What stands in the way of reading a token is no use to the function; whose it is, nobody can tell.
    fn with_what_was_replaced(&self, taken: Taken, now: &SecretValue) -> Taken {
        let replaced = format!(
            "Secret {}: back at the version from before ({}). Version {}, which was current, could not be compared \
             with it key by key. It is labelled AWSPREVIOUS.",
            self.name,
            short(self.to),
            now.version
        );
        Taken {
            replaced: Some(replaced),
            ..taken
        }
    }
}

fn read(held: &Held) -> Option<Document> {
    match held {
        Held::Text(text) => Document::parse(text).ok(),
        Held::Binary => None,
    }
}

/// Makes the version from before current again, if the one that was looked at still is.
pub(super) async fn put_label_back(
    account: &dyn Account,
    name: &str,
    from: &str,
    to: &str,
) -> Result<Option<Taken>, Trouble> {
    let moved = account
        .move_label(name, CURRENT, Some(from), Some(to))
        .await;
    label_moved(account, moved, name, from, to).await
}

async fn label_moved(
    account: &dyn Account,
    moved: Answer<()>,
    name: &str,
    from: &str,
    to: &str,
) -> Result<Option<Taken>, Trouble> {
    let is_in = async { Ok(account.secret(name, &Which::current()).await?.version == to) };
    after_all(moved, is_in).await?;
    Ok(Some(Taken::of(
        Place::Secret(name.to_owned()),
        Action::Move,
        &format!("version {}", short(from)),
        &format!("version {}", short(to)),
        "secretsmanager:UpdateSecretVersionStage",
    )))
}

/// Writes the text in which these keys are as they were, if the version that was looked at is still current.
pub(super) async fn put_keys_back(
    account: &dyn Account,
    name: &str,
    now: &str,
    text: &Secret,
    keys: &str,
) -> Result<Option<Taken>, Trouble> {
    swap(account, name, now, text).await?;
    Ok(Some(Taken::of(
        Place::Secret(name.to_owned()),
        Action::Set,
        keys,
        "as before; all else as it is",
        PUT,
    )))
}

/// Empties the token in a secret. Where there is none, none is in the way.
pub(super) async fn clear_token(
    account: &dyn Account,
    name: &str,
    key: &str,
) -> Result<Option<Taken>, Trouble> {
    let now = account.secret(name, &Which::current()).await?;
    let Some(cleared) = without_token(&now.held, key) else {
        return Ok(None);
    };
    // Only if nobody, the function included, stored another one meanwhile.
    swap(account, name, &now.version, &cleared).await?;
    let place = Place::Secret(name.to_owned());
    Ok(Some(Taken::without_token(place, PUT)))
}

fn without_token(held: &Held, key: &str) -> Option<Secret> {
    let document = read(held)?;
    document.text(key).filter(|token| !token.is_blank())?;
    document.with(&[(key.to_owned(), Secret::new(""))]).ok()
}

/// Writes a secret anew, if the version that was read is still current. The new version's id does not tell of a
/// setup: to put this back would be to set up again.
async fn swap(account: &dyn Account, name: &str, read: &str, text: &Secret) -> Result<(), Trouble> {
    let swap = Swap::of(name, read, text, Uuid::new_v4().to_string());
    swap.put(account).await?;
    let taken = swap.take_over(account).await;
    let stays = swap.unlabel(account).await;
    taken.map_err(|missed| {
        let mut trouble = match missed {
            Missed::Moved(now) => changed(name, read, &now).into(),
            Missed::Denied(failure) | Missed::Failed(failure) => failure.into(),
            Missed::Unclear(failure) => Trouble::Unclear(failure.problem()),
        };
        let (Trouble::Failed(problem) | Trouble::Unclear(problem)) = &mut trouble;
        problem.advice.notes.extend(stays);
        trouble
    })
}

fn changed(name: &str, read: &str, now: &str) -> Problem {
    Problem::new(CHANGED, format!("The secret {name} was changed meanwhile."))
        .cause(format!(
            "Its current version is now {now}; undo looked at {read}."
        ))
        .fix("It was not put back; the other change is kept. Undo again: it looks anew.")
}
