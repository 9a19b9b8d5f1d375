//! The consumer key of the app, pasted.

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::domain::paste::{clean_text, clean_word};
use crate::domain::{CheckLine, ConsumerKey, Stored, consumer_key};
use crate::draft::{Draft, Learned, OfCenter, Owner};
use crate::problem::Problem;
use crate::question::{Answer, Body, Fact, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct TheConsumerKey;

const FIELD: &str = "consumer_key";

#[async_trait]
impl Step for TheConsumerKey {
    fn id(&self) -> &'static str {
        "consumer-key"
    }

    fn fields(&self) -> &'static [&'static str] {
        &[FIELD]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.consumer_key_here().map(ConsumerKey::masked)
    }

    async fn ask(
        &self,
        _: &Surroundings,
        draft: &Draft,
        _: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let (kept, here) = (kept(draft), draft.here());
        let facts = kept.iter().map(|key| now(key, &here)).collect();
        let hint = match &kept {
            Some(key) if key.of(&here).is_none() => {
                "Paste the one of this org's app. Leave it empty only if the app is the same."
            }
            Some(_) => "Paste another one, or leave it empty to keep this one.",
            None => "Paste it. It is masked on screen and written to no file here.",
        };
        Ok(Asked {
            question: Question {
                step: self.id(),
                prompt: "What is the app's consumer key?".into(),
                facts,
                notices: Vec::new(),
                body: Body::Form(vec![Field {
                    id: FIELD,
                    label: "Consumer key".into(),
                    kind: FieldKind::Secret,
                    optional: kept.is_some(),
                    initial: None,
                    hint: hint.into(),
                }]),
                unfinished: None,
            },
            learned: Learned::default(),
        })
    }

    fn checks(&self, _: &Draft, _: &str, value: &Value) -> Vec<CheckLine> {
        match entered(value) {
            Some(Ok((_, lines))) => lines,
            Some(Err(problem)) => vec![CheckLine::fail(problem.as_asked().to_string())],
            None => Vec::new(),
        }
    }

    /// What is no key is left as it came, to be told by its name.
    fn pasted(&self, _: &str, text: &str) -> (Zeroizing<String>, Vec<String>) {
        match ConsumerKey::read(text) {
            Ok(_) => clean_word(text),
            Err(_) => clean_text(text),
        }
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let missing = || Rejection::missing(FIELD, "The consumer key", "--consumer-key-file FILE");
        let key = match answer.get(FIELD).and_then(entered) {
            Some(read) => read
                .map(|(key, _)| OfCenter::given(key, draft.here()))
                .map_err(|p| vec![Rejection::new(FIELD, p)])?,
            None => kept(draft).ok_or_else(|| vec![missing()])?,
        };
        draft.consumer_key = Some(key.agreed_to_for(draft.here()));
        Ok(Taken::Next)
    }
}

fn entered(value: &Value) -> Option<Result<(ConsumerKey, Vec<CheckLine>), Problem>> {
    match value {
        _ if value.is_blank() => None,
        Value::Secret(secret) => Some(ConsumerKey::read_secret(secret)),
        Value::Text(text) => Some(ConsumerKey::read(text)),
        Value::Path(_) => None,
    }
}

/// The key that stays where no other is entered.
fn now(key: &OfCenter<ConsumerKey>, here: &Owner) -> Fact {
    let other = key.other_than(here);
    let source = other.map(|other| format!("entered for {other}"));
    Fact::new("Now", key.whosever().masked(), source.unwrap_or_default())
}

/// The key that was entered before, or the one that is stored.
fn kept(draft: &Draft) -> Option<OfCenter<ConsumerKey>> {
    OfCenter::kept(draft.consumer_key.as_ref(), || stored(draft), draft.here())
}

/// The one that is stored and could be used as it is.
fn stored(draft: &Draft) -> Option<ConsumerKey> {
    let [text, ..] = draft.snapshot.as_deref()?.four_values();
    match consumer_key::judge_stored(&text?) {
        Stored::Usable(key) => Some(key),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::place::Identity;
    use crate::steps::Silent;

    fn key() -> Value {
        Value::Secret(crate::domain::Secret::new(format!(
            "3MVG9{}",
            "x".repeat(80)
        )))
    }

    #[tokio::test]
    async fn the_key_of_another_contact_center_is_told_and_used_only_once_agreed_to() {
        let around = crate::world::World::open(true).unwrap().around;
        let mut draft = Draft {
            typed_center: Some("hooli".into()),
            ..Draft::default()
        };
        TheConsumerKey
            .take(&mut draft, &Answer::default().with(FIELD, key()))
            .unwrap();
        assert!(TheConsumerKey.summary(&draft).is_some());
        draft.forget_center();
        draft.typed_center = Some("umbrella".into());
        assert_eq!(TheConsumerKey.summary(&draft), None);
        let asked = TheConsumerKey.ask(&around, &draft, &Silent).await.unwrap();
        assert_eq!(asked.question.facts[0].source, "entered for hooli");
        let mut back = draft.clone();
        back.typed_center = Some("hooli".into());
        assert!(TheConsumerKey.summary(&back).is_some());
        TheConsumerKey.take(&mut draft, &Answer::default()).unwrap();
        assert!(TheConsumerKey.summary(&draft).is_some());
    }

    #[tokio::test]
    async fn the_contact_center_of_the_same_name_in_another_account_is_another_one() {
        let around = crate::world::World::open(true).unwrap().around;
        let in_account = |account: &str| Draft {
            identity: Some(Identity {
                account: account.into(),
                arn: String::new(),
            }),
            typed_center: Some("hooli".into()),
            ..Draft::default()
        };
        let mut first = in_account("111122223333");
        TheConsumerKey
            .take(&mut first, &Answer::default().with(FIELD, key()))
            .unwrap();
        let draft = Draft {
            consumer_key: first.consumer_key,
            ..in_account("444455556666")
        };
        assert_eq!(TheConsumerKey.summary(&draft), None);
        let asked = TheConsumerKey.ask(&around, &draft, &Silent).await.unwrap();
        let source = &asked.question.facts[0].source;
        assert_eq!(source, "entered for hooli of 111122223333");
    }
}
