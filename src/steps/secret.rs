//! Which secret. Asked only where several could be meant.

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::domain::CheckLine;
use crate::domain::center::{VersionPath, names};
use crate::draft::{Draft, Learned};
use crate::problem::Problem;
use crate::question::{Answer, Body, Choice, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct WhichSecret;

const FIELD: &str = "secret";

#[async_trait]
impl Step for WhichSecret {
    fn id(&self) -> &'static str {
        "secret"
    }

    fn fields(&self) -> &'static [&'static str] {
        &[FIELD]
    }

    fn skipped(&self, draft: &Draft) -> Option<String> {
        if draft.path == Some(VersionPath::ParameterStore) {
            return Some(match &draft.secret {
                Some(named) => format!("parameters hold the values; {named} is not used"),
                None => "parameters hold the values".into(),
            });
        }
        let known = draft.center.as_ref()?.secret.as_ref()?;
        match &draft.secret {
            Some(named) if named != known => None,
            _ => Some(known.clone()),
        }
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.secret.clone()
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        progress.waiting_for("Listing secrets");
        let account = around.open(&draft.place).await?;
        let mut options = Vec::new();
        let mut notices = Vec::new();
        let mut from = None;
        loop {
            match account.secrets(from.as_deref()).await {
                Ok(page) => {
                    let ours = page
                        .items
                        .iter()
                        .filter(|s| names::of_secret(&s.name).is_some());
                    options.extend(ours.map(|s| Choice::plain(&s.name, &s.name)));
                    match page.next {
                        Some(next) => from = Some(next),
                        None => break,
                    }
                }
                Err(failure) => {
                    notices.push(CheckLine::warn(failure.problem().to_string()));
                    break;
                }
            }
        }
        let initial = draft
            .secret
            .clone()
            .or_else(|| draft.center_name().map(names::secret));
        let question = Question {
            step: self.id(),
            prompt: "Which secret holds this contact center's values?".into(),
            facts: Vec::new(),
            notices,
            body: Body::Form(vec![Field {
                id: FIELD,
                label: "Secret".into(),
                kind: FieldKind::Choice {
                    columns: Vec::new(),
                    options,
                    typed: true,
                },
                optional: false,
                initial: initial.map(Value::Text),
                hint: "Usually the contact center's API name with -salesforce-secret behind it."
                    .into(),
            }]),
            unfinished: None,
        };
        Ok(Asked {
            question,
            learned: Learned::default(),
        })
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let name = answer
            .text(FIELD)
            .ok_or_else(|| vec![Rejection::missing(FIELD, "The secret", "--secret NAME")])?;
        if draft.secret.as_deref() != Some(name) {
            draft.forget_findings();
        }
        draft.secret = Some(name.to_owned());
        Ok(Taken::Next)
    }
}
