//! The user that the function logs in as.

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::domain::center::variable;
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, OrgKind, Secret, Stored, Username, username};
use crate::draft::{Draft, Learned};
use crate::problem::Problem;
use crate::question::{Answer, Body, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct TheUsername;

const FIELD: &str = "username";

#[async_trait]
impl Step for TheUsername {
    fn id(&self) -> &'static str {
        "username"
    }

    fn fields(&self) -> &'static [&'static str] {
        &[FIELD]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.username.as_ref().map(|name| name.as_str().to_owned())
    }

    async fn ask(
        &self,
        _: &Surroundings,
        draft: &Draft,
        _: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let known = draft.username.clone().or_else(|| stored(draft));
        Ok(Asked {
            question: Question {
                step: self.id(),
                prompt: "Which Salesforce user is the function to log in as?".into(),
                facts: Vec::new(),
                notices: Vec::new(),
                body: Body::Form(vec![Field {
                    id: FIELD,
                    label: "Username".into(),
                    kind: FieldKind::Text {
                        example: match draft.org {
                            Some(OrgKind::Production) => "integration@acme.com".into(),
                            _ => "integration@acme.com.uat".into(),
                        },
                    },
                    optional: false,
                    initial: known.map(|name| Value::Text(name.as_str().to_owned())),
                    hint: "The username, which often differs from the user's e-mail address."
                        .into(),
                }]),
                unfinished: None,
            },
            learned: Learned::default(),
        })
    }

    fn checks(&self, draft: &Draft, _: &str, value: &Value) -> Vec<CheckLine> {
        let Some(text) = value.text().filter(|text| !text.trim().is_empty()) else {
            return Vec::new();
        };
        match Username::read(text) {
            Ok((name, mut lines)) => {
                lines.extend(fits(&name, draft));
                lines
            }
            Err(problem) => vec![CheckLine::fail(problem.to_string())],
        }
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let name = match answer.text(FIELD) {
            Some(text) => Username::read(text)
                .map(|(name, _)| name)
                .map_err(|problem| vec![Rejection::new(FIELD, problem)])?,
            None => draft
                .username
                .clone()
                .or_else(|| stored(draft))
                .ok_or_else(|| {
                    vec![Rejection::missing(FIELD, "The username", "--username NAME")]
                })?,
        };
        draft.username = Some(name);
        Ok(Taken::Next)
    }
}

/// Whether the username fits the org that was chosen, as far as its address tells the sandbox's name.
fn fits(name: &Username, draft: &Draft) -> Vec<CheckLine> {
    let stored = draft.snapshot.as_deref().and_then(Snapshot::my_domain);
    let domain = draft.my_domain.as_ref().or(stored.as_ref());
    draft
        .org
        .map_or_else(Vec::new, |kind| name.fits(kind, domain))
}

/// Below 19.0 the variable names a parameter; the documented procedure puts the username itself there.
fn stored(draft: &Draft) -> Option<Username> {
    let snapshot = draft.snapshot.as_deref()?;
    let [_, _, text, _] = snapshot.four_values();
    let literal = || snapshot.variable(variable::SUBJECT).map(Secret::new);
    match username::judge_stored(&text.or_else(literal)?) {
        Stored::Usable(name) => Some(name),
        _ => None,
    }
}
