//! The consumer key of the app, pasted.

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::domain::{CheckLine, ConsumerKey, Stored, consumer_key};
use crate::draft::{Draft, Learned};
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

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.consumer_key.as_ref().map(ConsumerKey::masked)
    }

    async fn ask(
        &self,
        _: &Surroundings,
        draft: &Draft,
        _: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let kept = draft.consumer_key.clone().or_else(|| stored(draft));
        let facts = kept
            .iter()
            .map(|key| Fact::new("Now", key.masked(), ""))
            .collect();
        let hint = match kept {
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
            Some(Err(problem)) => vec![CheckLine::fail(problem.to_string())],
            None => Vec::new(),
        }
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let key = match answer.get(FIELD).and_then(entered) {
            Some(read) => read
                .map(|(key, _)| key)
                .map_err(|p| vec![Rejection::new(FIELD, p)])?,
            None => draft
                .consumer_key
                .clone()
                .or_else(|| stored(draft))
                .ok_or_else(|| {
                    vec![Rejection::missing(
                        FIELD,
                        "The consumer key",
                        "--consumer-key-file FILE",
                    )]
                })?,
        };
        draft.consumer_key = Some(key);
        draft.preview = None;
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

/// The one that is stored and could be used as it is.
fn stored(draft: &Draft) -> Option<ConsumerKey> {
    let [text, ..] = draft.snapshot.as_deref()?.four_values();
    match consumer_key::judge_stored(&text?) {
        Stored::Usable(key) => Some(key),
        _ => None,
    }
}
