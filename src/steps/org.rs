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
            // Of which kind of org the name is, the choice above it tells.
            Ok(MyDomainRead::Corrected { why, .. }) if is_name_only(text) => {
                vec![CheckLine::warn(why)]
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
        let stored = draft.snapshot.as_deref().and_then(Snapshot::my_domain);
        let domain = read_domain(answer, kind.as_ref().ok(), stored.as_ref());
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

/// Whether it is no more than a name, as in `acme`.
fn is_name_only(text: &str) -> bool {
    !text.contains(['.', '/', ':'])
}

/// A name alone may be any org's of a company. For a sandbox the stored address is the likely one; without one there
/// is nothing to suggest.
fn name_of_sandbox(why: String, stored: Option<&MyDomain>) -> Rejection {
    let problem = Problem::new("my-domain-other-address", why)
        .cause("The address of a sandbox has the sandbox's name in it as well.");
    match stored.filter(|stored| stored.kind() == Some(OrgKind::Sandbox)) {
        Some(stored) => {
            let problem = problem.fix(format!("Use the stored one, {}.", stored.origin()));
            Rejection::new(MY_DOMAIN, problem).suggesting(stored.origin())
        }
        None => Rejection::new(
            MY_DOMAIN,
            problem.fix(
                "Enter it whole, as in https://acme--uat.sandbox.my.salesforce.com. In Salesforce Setup, Quick Find: \
                 My Domain.",
            ),
        ),
    }
}

fn read_domain(
    answer: &Answer,
    kind: Option<&OrgKind>,
    stored: Option<&MyDomain>,
) -> Result<Option<MyDomain>, Rejection> {
    let Some(text) = answer.text(MY_DOMAIN) else {
        return Ok(None);
    };
    let read = MyDomain::read(text).map_err(|problem| Rejection::new(MY_DOMAIN, problem))?;
    match read {
        MyDomainRead::Good(domain, _) => Ok(Some(domain)),
        MyDomainRead::Corrected { suggestion, why }
            if is_name_only(text)
                && kind == Some(&OrgKind::Sandbox)
                && suggestion.kind() == Some(OrgKind::Production) =>
        {
            Err(name_of_sandbox(why, stored))
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refused(name: &str, kind: OrgKind, stored: Option<&str>) -> Rejection {
        let read = |text: &str| match MyDomain::read(text) {
            Ok(MyDomainRead::Good(domain, _)) => domain,
            other => panic!("{other:?}"),
        };
        let answer = Answer::default().with(MY_DOMAIN, Value::Text(name.into()));
        let stored = stored.map(read);
        read_domain(&answer, Some(&kind), stored.as_ref()).unwrap_err()
    }

    #[test]
    fn a_name_alone_is_no_production_org_where_a_sandbox_is_chosen() {
        const STORED: &str = "https://hooli--dev.sandbox.my.salesforce.com";
        let suggested = |name, kind, stored| refused(name, kind, stored).suggestion;
        let told = suggested("hooli", OrgKind::Sandbox, Some(STORED));
        assert_eq!(told.as_deref(), Some(STORED));
        assert_eq!(suggested("hooli", OrgKind::Sandbox, None), None);
        let whole = suggested("hooli--dev", OrgKind::Sandbox, None);
        assert_eq!(whole.as_deref(), Some(STORED));
        let production = suggested("hooli", OrgKind::Production, Some(STORED));
        assert_eq!(
            production.as_deref(),
            Some("https://hooli.my.salesforce.com")
        );
    }

    #[test]
    fn a_refusal_of_a_name_does_not_say_twice_that_it_is_one() {
        let rejection = refused("hooli", OrgKind::Sandbox, None);
        let value = Value::Text("hooli".into());
        let checks = WhichOrg.checks(&Draft::default(), MY_DOMAIN, &value);
        assert!(checks.iter().all(|line| rejection.says(line)), "{checks:?}");
    }
}
