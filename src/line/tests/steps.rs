//! The steps of these conversations: one that chooses, one that takes values, and the review.

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::change::{Plan, SecretWrite, Write};
use crate::domain::{CheckLine, Secret};
use crate::draft::{Draft, Learned};
use crate::preview::{Preview, ProofState, Replacement};
use crate::problem::Problem;
use crate::question::{
    Answer, Body, Choice, Deed, Fact, Field, FieldKind, Offer, Question, Rejection, Value,
};
use crate::steps::{Asked, Effort, Progress, Step, Surroundings, Taken};

/// Chooses a Region, which stands for the contact center.
struct Center;

/// Takes a username, a consumer key and a file.
struct Values;

/// Confirms.
struct Review;

pub static STEPS: [&dyn Step; 3] = [&Center, &Values, &Review];

fn question(step: &'static str, prompt: &str, body: Body) -> Asked {
    Asked {
        question: Question {
            step,
            prompt: prompt.into(),
            facts: Vec::new(),
            notices: Vec::new(),
            body,
            unfinished: None,
        },
        learned: Learned::default(),
    }
}

fn field(id: &'static str, label: &str, kind: FieldKind) -> Field {
    Field {
        id,
        label: label.into(),
        kind,
        optional: false,
        initial: None,
        hint: String::new(),
    }
}

#[async_trait]
impl Step for Center {
    fn id(&self) -> &'static str {
        "contact-center"
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.place.region.clone()
    }

    async fn ask(&self, _: &Surroundings, _: &Draft, _: &dyn Progress) -> Result<Asked, Problem> {
        let row = |value: &str, state: &str| Choice {
            value: value.into(),
            cells: vec![value.into(), state.into()],
            detail: vec![Fact::new("Version", "20.0", "the alias active")],
            barred: None,
        };
        let mut rows = vec![row("acme", "partly set"), row("beta", "never set up")];
        rows[1].barred = Some("it has no secret".into());
        let kind = FieldKind::Choice {
            columns: vec!["Name".into(), "State".into()],
            options: rows,
            typed: false,
        };
        let body = Body::Form(vec![field("contact_center", "Contact center", kind)]);
        Ok(question(self.id(), "Which contact center?", body))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        draft.place.region = answer.text("contact_center").map(str::to_owned);
        Ok(Taken::Next)
    }
}

#[async_trait]
impl Step for Values {
    fn id(&self) -> &'static str {
        "values"
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.place.profile.clone()
    }

    async fn ask(&self, _: &Surroundings, _: &Draft, _: &dyn Progress) -> Result<Asked, Problem> {
        let example = "user@acme.com".into();
        let mut fields = vec![
            field("username", "Username", FieldKind::Text { example }),
            field("consumer_key", "Consumer key", FieldKind::Secret),
            field(
                "certificate_file",
                "Certificate",
                FieldKind::File {
                    likely: vec!["server.crt".into()],
                    pasted: true,
                },
            ),
        ];
        fields[2].optional = true;
        Ok(question(self.id(), "Which user?", Body::Form(fields)))
    }

    fn checks(&self, _: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        match (field, value) {
            ("certificate_file", Value::Path(path)) => {
                vec![CheckLine::ok(format!("{} is there.", path.display()))]
            }
            _ => Vec::new(),
        }
    }

    fn effort(&self, answer: &Answer) -> Option<Effort> {
        let is_sealed = answer.text("username") == Some("sealed@acme.com");
        is_sealed.then(|| Effort {
            what: "Opening the key".into(),
            is_long: true,
        })
    }

    fn remarks(&self, draft: &Draft, field: &str, answer: &Answer) -> Vec<CheckLine> {
        let mut remarks = answer
            .get(field)
            .map_or_else(Vec::new, |value| self.checks(draft, field, value));
        // Nothing could be said of it before the key was there.
        let is_sealed = field == "username" && answer.text(field) == Some("sealed@acme.com");
        if is_sealed && answer.get("consumer_key").is_some() {
            remarks.push(CheckLine::ok("The key fits this user."));
        }
        remarks
    }

    fn offers(&self, _: &Draft, answer: &Answer) -> Vec<Offer> {
        let key = match answer.get("consumer_key") {
            Some(Value::Secret(key)) => key.clone(),
            _ => return Vec::new(),
        };
        vec![Offer {
            field: "consumer_key",
            label: "Copy as one line",
            about: "Other programs can read the clipboard.".into(),
            deed: Deed::Copy(key),
        }]
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let username = answer.text("username").unwrap_or_default();
        if !username.contains('@') {
            let problem = Problem::new("username-without-at", "A username looks like an e-mail.");
            return Err(vec![
                Rejection::new("username", problem.fix("Enter it whole."))
                    .suggesting(format!("{username}@acme.com")),
            ]);
        }
        if !answer.insists_on("consumer-key-length") {
            let problem = Problem::new("consumer-key-length", "A consumer key has 85 characters.");
            return Err(vec![
                Rejection::new("consumer_key", problem.fix("Copy it again.")).unless_insisted(),
            ]);
        }
        draft.place.profile = Some(username.to_owned());
        Ok(Taken::Next)
    }
}

#[async_trait]
impl Step for Review {
    fn id(&self) -> &'static str {
        "review"
    }

    fn summary(&self, _: &Draft) -> Option<String> {
        None
    }

    async fn ask(
        &self,
        _: &Surroundings,
        draft: &Draft,
        _: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let preview = Arc::new(preview(draft));
        Ok(question(self.id(), "Write this?", Body::Review(preview)))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        if let Some(version) = answer.text("api_version") {
            draft.api_version = Some(version.to_owned());
            return Ok(Taken::Again);
        }
        match preview(draft).not_agreed(answer) {
            refused if refused.is_empty() => Ok(Taken::Write),
            refused => Err(refused),
        }
    }
}

fn preview(draft: &Draft) -> Preview {
    let name = draft.place.region.clone().unwrap_or_default();
    let moved = draft.moved.as_ref().map(|it| CheckLine::warn(&it.what));
    // One user's function shares its calls.
    let is_doubted = draft.place.profile.as_deref() == Some("doubt@acme.com");
    let caution = || Problem::new("alias-weighted", "Some calls go to another version.");
    Preview {
        plan: Arc::new(Plan {
            contact_center: name.clone(),
            production: true,
            writes: vec![Write::Secret(SecretWrite {
                name: "acme-salesforce-secret".into(),
                read: "v1".into(),
                text: Secret::new("{}"),
                keys: Vec::new(),
            })],
            cautions: is_doubted.then(caution).into_iter().collect(),
            ..Plan::default()
        }),
        proof: proof(draft),
        moved: moved.into_iter().collect(),
        confirm: Some(name),
        offers: offers(draft),
    }
}

/// Two users are not let in.
fn proof(draft: &Draft) -> ProofState {
    match draft.place.profile.as_deref() {
        Some("out@acme.com" | "doubt@acme.com") => {
            let refused = Problem::new("user-not-approved", "Salesforce does not let the user in.");
            ProofState::Refused(refused.fix("Wait 2 to 10 minutes, then test again."))
        }
        _ => ProofState::Skipped,
    }
}

/// One user's org has an older version only.
fn offers(draft: &Draft) -> Vec<Replacement> {
    let is_old = draft.place.profile.as_deref() == Some("old@acme.com");
    let offer = || Replacement {
        field: "api_version",
        value: "v62.0".into(),
    };
    let open = is_old && draft.api_version.is_none();
    open.then(offer).into_iter().collect()
}
