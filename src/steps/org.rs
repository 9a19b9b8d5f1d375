//! Sandbox or production, and the org's My Domain. What is stored is looked at here, before anything secret
//! is asked for: a secret that cannot be written is told now.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::discover;
use crate::domain::center::VersionPath;
use crate::domain::plan::unwritable;
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, Level, MyDomain, MyDomainRead, OrgKind};
use crate::draft::{Draft, Learned};
use crate::problem::Problem;
use crate::question::{Answer, Body, Choice, Fact, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct WhichOrg;

const ORG: &str = "org";
const MY_DOMAIN: &str = "my_domain";

#[async_trait]
impl Step for WhichOrg {
    fn id(&self) -> &'static str {
        "org"
    }

    fn fields(&self) -> &'static [&'static str] {
        &[ORG, MY_DOMAIN]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.bar().org
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let (Some(center), Some(path)) = (&draft.center, draft.path) else {
            return Err(super::answer_first("contact center"));
        };
        progress.waiting_for(&format!("Reading what {} has stored", center.name));
        let account = around.open(&draft.place).await?;
        let secret = draft.secret.as_deref();
        let snapshot = discover::snapshot(account.reader(), center, path, secret).await?;
        let is_written = path == VersionPath::SecretsManager;
        let of_another = snapshot.secret_of_another().filter(|_| is_written);
        if let Some(problem) = of_another.or_else(|| unwritable(&snapshot)) {
            return Err(problem);
        }
        let stored = snapshot.my_domain();
        let question = question(draft, &snapshot, stored);
        Ok(Asked {
            question,
            learned: Learned {
                snapshot: Some(Arc::new(snapshot)),
                ..Learned::default()
            },
        })
    }

    fn checks(&self, _: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        let Some(text) = value.text().filter(|text| !text.trim().is_empty()) else {
            return Vec::new();
        };
        if field != MY_DOMAIN {
            return Vec::new();
        }
        match MyDomain::read(text) {
            Ok(MyDomainRead::Good(domain, mut lines)) => {
                // Which kind of org is chosen above it may change yet.
                let told = |kind| CheckLine::ok(format!("It is the address of a {kind} org."));
                lines.extend(domain.kind().map(told));
                lines
            }
            Ok(MyDomainRead::Corrected { suggestion, why }) => {
                vec![CheckLine::warn(format!(
                    "{why} My Domain is {}.",
                    suggestion.origin()
                ))]
            }
            Ok(MyDomainRead::Unknown { why, .. }) => vec![CheckLine::warn(why)],
            Err(problem) => vec![CheckLine::fail(problem.to_string())],
        }
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let kind = read_kind(answer);
        let domain = read_domain(answer);
        let mut refused: Vec<Rejection> = Vec::new();
        refused.extend(kind.as_ref().err().cloned());
        refused.extend(domain.as_ref().err().cloned());
        let (Ok(kind), Ok(domain)) = (kind, domain) else {
            return Err(refused);
        };
        refused.extend(misfit(kind, domain.as_ref(), draft, answer));
        if !refused.is_empty() {
            return Err(refused);
        }
        draft.org = Some(kind);
        draft.my_domain = domain;
        draft.audience = None;
        Ok(Taken::Next)
    }
}

fn stored_kind(snapshot: &Snapshot) -> Option<OrgKind> {
    let domain = snapshot.my_domain().and_then(|domain| domain.kind());
    let audience = snapshot.rest_secret().and_then(|rest| rest.audience());
    domain.or_else(|| OrgKind::of_audience(&audience?))
}

fn question(draft: &Draft, snapshot: &Snapshot, stored: Option<MyDomain>) -> Question {
    let kind = draft.org.or_else(|| stored_kind(snapshot));
    let domain = draft.my_domain.clone().or_else(|| stored.clone());
    let mut facts = Vec::new();
    if let Some(id) = snapshot.rest_secret().and_then(|rest| rest.org_id()) {
        facts.push(Fact::new("Org id", id, "stored"));
    }
    if let Some(stored) = &stored {
        facts.push(Fact::new("My Domain", stored.origin(), "stored"));
    }
    let options = [
        (OrgKind::Sandbox, "Sandbox: logs in at test.salesforce.com"),
        (
            OrgKind::Production,
            "Production: logs in at login.salesforce.com",
        ),
    ];
    let choices = options
        .iter()
        .map(|(kind, label)| Choice::plain(&kind.to_string(), label));
    Question {
        step: "org",
        prompt: "Is this a sandbox or a production org?".into(),
        facts,
        notices: Vec::new(),
        body: Body::Form(vec![
            Field {
                id: ORG,
                label: "Org".into(),
                kind: FieldKind::Choice {
                    columns: Vec::new(),
                    options: choices.collect(),
                    typed: false,
                },
                optional: false,
                initial: kind.map(|kind| Value::Text(kind.to_string())),
                hint: "Decides the audience (aud) of the login.".into(),
            },
            Field {
                id: MY_DOMAIN,
                label: "My Domain".into(),
                kind: FieldKind::Text {
                    example: "https://acme--uat.sandbox.my.salesforce.com".into(),
                },
                optional: stored.is_some(),
                initial: domain.map(|domain| Value::Text(domain.origin().to_owned())),
                hint: match stored.is_some() {
                    true => "In Salesforce Setup, Quick Find: My Domain. Left empty, the stored one stays.",
                    false => "In Salesforce Setup, Quick Find: My Domain.",
                }
                .into(),
            },
        ]),
        unfinished: None,
    }
}

fn read_kind(answer: &Answer) -> Result<OrgKind, Rejection> {
    let word = answer
        .text(ORG)
        .ok_or_else(|| Rejection::missing(ORG, "Sandbox or production", "--org sandbox"))?;
    word.parse().map_err(|_| {
        let shown = super::shortened(word);
        let problem = Problem::new("org-unknown", format!("{shown} is no kind of org."))
            .cause("There are two: sandbox and production.")
            .fix("Use sandbox for sandboxes and scratch orgs, production for all others.");
        Rejection::new(ORG, problem)
    })
}

fn read_domain(answer: &Answer) -> Result<Option<MyDomain>, Rejection> {
    let Some(text) = answer.text(MY_DOMAIN) else {
        return Ok(None);
    };
    let read = MyDomain::read(text).map_err(|problem| Rejection::new(MY_DOMAIN, problem))?;
    match read {
        MyDomainRead::Good(domain, _) => Ok(Some(domain)),
        MyDomainRead::Corrected { suggestion, why } => {
            let problem = Problem::new("my-domain-other-address", why)
                .cause("The function asks the org itself for its login, at its My Domain.")
                .fix(format!("Use {}.", suggestion.origin()));
            Err(Rejection::new(MY_DOMAIN, problem).suggesting(suggestion.origin()))
        }
        MyDomainRead::Unknown { host, .. } if answer.insists_on("my-domain-unknown") => {
            Ok(Some(host))
        }
        MyDomainRead::Unknown { why, .. } => {
            let problem = Problem::new("my-domain-unknown", why)
                .cause("A My Domain ends in .my.salesforce.com.")
                .fix("Copy it from Salesforce Setup, Quick Find: My Domain.");
            Err(Rejection::new(MY_DOMAIN, problem).unless_insisted())
        }
    }
}

/// The choice and the address speak of different kinds of org, or no org's address is known at all.
fn misfit(
    kind: OrgKind,
    domain: Option<&MyDomain>,
    draft: &Draft,
    answer: &Answer,
) -> Option<Rejection> {
    let stored = draft.snapshot.as_deref().and_then(Snapshot::my_domain);
    let Some(domain) = domain.or(stored.as_ref()) else {
        let problem = Problem::new("my-domain-missing", "The org's My Domain is missing.")
            .cause("What is stored as token endpoint is not the address of an org.")
            .fix("Pass --my-domain. In Salesforce Setup, Quick Find: My Domain.")
            .when_asked("Enter it. In Salesforce Setup, Quick Find: My Domain.");
        return draft
            .snapshot
            .is_some()
            .then(|| Rejection::new(MY_DOMAIN, problem));
    };
    let misfit = domain
        .fits(kind)
        .into_iter()
        .find(|line| line.level > Level::Ok)?;
    if answer.insists_on("org-kind-mismatch") {
        return None;
    }
    let problem = Problem::new("org-kind-mismatch", misfit.text)
        .cause("A sandbox and its production org are separate: users, apps and addresses differ.")
        .fix("Choose the other kind of org, or enter the address of the org that is meant.");
    let refused = Rejection::new(ORG, problem).or_at(MY_DOMAIN);
    Some(refused.unless_insisted())
}
