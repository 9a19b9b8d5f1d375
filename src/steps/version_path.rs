//! Where the contact center keeps its values: detected, with the evidence, and open to correction.

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::discover;
use crate::domain::CheckLine;
use crate::domain::center::{ContactCenter, VersionPath};
use crate::draft::{Draft, KeyBefore, Learned};
use crate::problem::Problem;
use crate::question::{Answer, Body, Choice, Fact, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct WhichVersionPath;

const FIELD: &str = "version_path";

#[async_trait]
impl Step for WhichVersionPath {
    fn id(&self) -> &'static str {
        "version-path"
    }

    fn fields(&self) -> &'static [&'static str] {
        &[FIELD]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.path.map(|path| path.to_string())
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let center = match (&draft.center, &draft.typed_center) {
            (Some(center), _) => center.clone(),
            (None, Some(name)) => {
                progress.waiting_for(&format!("Looking for {name}"));
                let account = around.open(&draft.place).await?;
                discover::resolve(account.reader(), name).await?
            }
            (None, None) => return Err(super::answer_first("contact center")),
        };
        let mut question = question(draft, &center);
        let recalled = recalled(around, draft, &center.name);
        if recalled.is_some() {
            question.notices.push(CheckLine::ok(
                "What you answered the last time is filled in, but for secrets. Check it as you go.",
            ));
        }
        Ok(Asked {
            question,
            learned: Learned {
                recalled,
                key_before: key_before(around, draft, &center.name),
                center: Some(center),
                ..Learned::default()
            },
        })
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let detected = draft.center.as_ref().map(|center| center.path);
        let path = match answer.text(FIELD) {
            Some(word) => VersionPath::from_word(word)
                .ok_or_else(|| vec![Rejection::new(FIELD, not_a_path(word))])?,
            None => detected.ok_or_else(|| {
                vec![Rejection::missing(
                    FIELD,
                    "The version path",
                    "--version-path",
                )]
            })?,
        };
        let chosen = draft
            .center
            .clone()
            .map(|center| ContactCenter { path, ..center });
        if let Some(problem) = chosen.and_then(|center| center.against_evidence())
            && !answer.insists_on(problem.code)
        {
            return Err(vec![Rejection::new(FIELD, problem).unless_insisted()]);
        }
        if draft.path != Some(path) {
            draft.forget_findings();
        }
        draft.path = Some(path);
        Ok(Taken::Next)
    }
}

fn recalled(around: &Surroundings, draft: &Draft, name: &str) -> Option<Answer> {
    let bar = draft.bar();
    let recalled = around.memory.recall(&bar.account?, &bar.region?, name)?;
    (recalled != Answer::default()).then_some(recalled)
}

fn key_before(around: &Surroundings, draft: &Draft, name: &str) -> Option<KeyBefore> {
    let bar = draft.bar();
    around.memory.key_before(&bar.account?, &bar.region?, name)
}

fn question(draft: &Draft, center: &ContactCenter) -> Question {
    let options = [
        (
            VersionPath::SecretsManager,
            "19.0 and later: Secrets Manager",
        ),
        (VersionPath::ParameterStore, "Below 19.0: Parameter Store"),
    ];
    let path = draft.path.unwrap_or(center.path);
    Question {
        step: "version-path",
        prompt: format!("Where does {} keep its values?", center.name),
        facts: vec![
            Fact::new(
                "Version",
                center.version.as_deref().unwrap_or("could not be told"),
                "",
            ),
            Fact::new("Kind", center.kind.to_string(), ""),
            Fact::new(
                "Function",
                center.function.as_deref().unwrap_or("not found"),
                "",
            ),
        ],
        notices: center.evidence.clone(),
        body: Body::Form(vec![Field {
            id: FIELD,
            label: "Version path".into(),
            kind: FieldKind::Choice {
                columns: Vec::new(),
                options: options
                    .iter()
                    .map(|(path, label)| match *path == center.path {
                        true => Choice::plain(path.word(), &format!("{label} (detected)")),
                        false => Choice::plain(path.word(), label),
                    })
                    .collect(),
                typed: false,
            },
            optional: false,
            initial: Some(Value::Text(path.word().to_owned())),
            hint: "Choose another than was detected only if you know better.".into(),
        }]),
        unfinished: None,
    }
}

fn not_a_path(word: &str) -> Problem {
    Problem::new(
        "version-path-unknown",
        format!("{} is no version path.", super::shortened(word)),
    )
    .cause("There are two: secrets-manager (19.0 and later) and parameter-store (below 19.0).")
    .fix("Use one of the two, or leave it out to have it detected.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::center::{AGAINST_EVIDENCE, Kind, State};

    #[test]
    fn a_path_against_the_evidence_takes_a_deliberate_yes() {
        let told = "Its environment names the secret acme-salesforce-secret.".to_owned();
        let mut draft = Draft {
            center: Some(ContactCenter {
                name: "acme".into(),
                kind: Kind::Partner,
                function: Some("acme-InvokeSalesforceRestApiFunction".into()),
                qualifier: None,
                version: Some("21.0".into()),
                path: VersionPath::SecretsManager,
                certain: Some((VersionPath::SecretsManager, told.clone())),
                evidence: Vec::new(),
                secret: None,
                access_secret: None,
                state: State::NeverSetUp,
            }),
            ..Draft::default()
        };
        let word = Value::Text("parameter-store".into());
        let mut answer = Answer::default().with(FIELD, word);
        let refused = WhichVersionPath.take(&mut draft, &answer).unwrap_err();
        assert!(refused[0].may_insist && refused[0].problem.advice.cause().contains(&told));
        assert_eq!(draft.path, None);
        answer.insists.push(AGAINST_EVIDENCE);
        assert_eq!(WhichVersionPath.take(&mut draft, &answer), Ok(Taken::Next));
    }
}
