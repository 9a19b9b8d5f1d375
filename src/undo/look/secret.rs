//! Looks whether a secret can be put back: as a whole, or in the setup's keys alone.

use super::super::Place;
use super::super::step::{Step, at};
use super::{Obstacle, as_it_was, changed_since, edited_since};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::FailureKind;
use crate::domain::document::{Document, TakenBack};
use crate::domain::resources::{Held, SecretValue, Which};
use crate::domain::rest_keys::{is_one_of_four, is_telephony};
use crate::problem::Problem;

/// What the journal has of a secret.
pub(super) struct Noted<'a> {
    pub name: &'a str,
    pub before: Option<&'a str>,
    pub after: &'a str,
    pub token: bool,
    /// The key that the contact center's function stores its token under. What other keys hold is not the setup's
    /// work, whatever they are called.
    pub token_key: String,
}

impl Noted<'_> {
    pub(super) async fn look(&self, reader: &dyn Reader) -> Result<Step, Obstacle> {
        if self.token
            && let Some(step) = self.token(reader).await?
        {
            return Ok(step);
        }
        match self.before {
            Some(before) if before != self.after => self.values(reader, before).await,
            _ => Ok(as_it_was(self.place())),
        }
    }

    /// The function replaces the token at any time, so it goes back whoever wrote it, and also where it still is the
    /// one from before. Where AWS no longer keeps that, none will do. Nothing where more than a token was in it: that
    /// is not put back whoever wrote it, whatever was noted.
    async fn token(&self, reader: &dyn Reader) -> Answer<Option<Step>> {
        let (name, key) = (self.name.to_owned(), self.token_key.clone());
        let Some(before) = self.before else {
            return Ok(Some(Step::Cleared { name, key }));
        };
        let to = before.to_owned();
        Ok(match version_of(reader, &name, before).await? {
            Some(was) => holds_no_values(&was).then_some(Step::Token {
                name,
                to,
                was: was.held,
                key,
            }),
            None => Some(Step::Cleared { name, key }),
        })
    }

    async fn values(&self, reader: &dyn Reader, before: &str) -> Result<Step, Obstacle> {
        let (name, after) = (self.name, self.after);
        let now = reader.secret(name, &Which::current()).await?;
        if now.version == before {
            return Ok(as_it_was(self.place()));
        }
        let Some(was) = version_of(reader, name, before).await? else {
            return Err(version_gone(name, before).into());
        };
        if now.version == after {
            return Ok(Step::Label {
                name: name.to_owned(),
                from: now.version,
                to: before.to_owned(),
            });
        }
        let Some(left) = version_of(reader, name, after).await? else {
            return Err(version_gone(name, after).into());
        };
        Ok(self.keys(&now, &was, &left)?)
    }

    /// Somebody wrote the secret since: the setup's keys go back where they hold what the setup left.
    fn keys(
        &self,
        now: &SecretValue,
        was: &SecretValue,
        left: &SecretValue,
    ) -> Result<Step, Problem> {
        let changed = || {
            let version = format!("version {}{}", now.version, at(", made", now.created));
            changed_since(self.place(), &version)
        };
        let (Some(document), Some(was), Some(left)) = (read(now), read(was), read(left)) else {
            return Err(changed().cause(
                "It cannot be compared key by key: it is no JSON object, or a key is in it twice.",
            ));
        };
        let left = self.with_token_of(&document, left)?;
        match document.taking_back(&was, &left)? {
            TakenBack::AsBefore => Ok(as_it_was(self.place())),
            TakenBack::Text(text, keys) => Ok(Step::Keys {
                name: self.name.to_owned(),
                now: now.version.clone(),
                made: now.created,
                text,
                keys,
            }),
            TakenBack::EditedSince(keys) => Err(edited_since(changed(), &keys)),
        }
    }

    /// What the setup left, and the token that the function stored since as if it were the setup's: in the name of
    /// the values that go.
    fn with_token_of(&self, now: &Document, left: Document) -> Result<Document, Problem> {
        match now.text(&self.token_key) {
            Some(token) => Document::parse(&left.with(&[(self.token_key.clone(), token)])?),
            None => Ok(left),
        }
    }

    fn place(&self) -> Place {
        Place::Secret(self.name.to_owned())
    }
}

fn holds_no_values(was: &SecretValue) -> bool {
    let is_value = |key: &str| is_telephony(key) || is_one_of_four(key);
    read(was).is_none_or(|document| !document.keys().any(is_value))
}

fn read(value: &SecretValue) -> Option<Document> {
    match &value.held {
        Held::Text(text) => Document::parse(text).ok(),
        Held::Binary => None,
    }
}

/// A version of a secret. AWS may drop one that carries no label any more.
async fn version_of(reader: &dyn Reader, name: &str, version: &str) -> Answer<Option<SecretValue>> {
    match reader
        .secret(name, &Which::Version(version.to_owned()))
        .await
    {
        Ok(value) => Ok(Some(value)),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn version_gone(name: &str, version: &str) -> Problem {
    Problem::new(
        "version-gone",
        format!("AWS no longer keeps version {version} of the secret {name}."),
    )
    .cause("A version without a label may be dropped at any time; somebody took its label.")
    .fix("Nothing was put back. Run setup again with the values from before.")
}
