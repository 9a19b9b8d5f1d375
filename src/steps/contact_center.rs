//! Which contact center. All of them are listed as they are found; a name can be typed instead.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::account::Impatient;
use crate::discover;
use crate::domain::CheckLine;
use crate::domain::center::ContactCenter;
use crate::draft::{Draft, Inventory, Learned};
use crate::problem::Problem;
use crate::question::{Answer, Body, Choice, Fact, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct WhichContactCenter;

const FIELD: &str = "contact_center";

#[async_trait]
impl Step for WhichContactCenter {
    fn id(&self) -> &'static str {
        super::CONTACT_CENTER
    }

    fn fields(&self) -> &'static [&'static str] {
        &[FIELD]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.center_name().map(str::to_owned)
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let stopped = stopped(around, draft);
        if let Some(inventory) = &draft.centers {
            return Ok(asked(&stopped, draft, inventory.clone(), None));
        }
        progress.waiting_for("Listing functions and secrets");
        let account = around.open(&draft.place).await?;
        let found = |inventory: &Inventory| {
            let so_far = Some("Still listing".to_owned());
            progress.so_far(asked(&stopped, draft, Arc::new(inventory.clone()), so_far));
        };
        let reader = Impatient::over(account.reader());
        let mut inventory = discover::all(&reader, &found).await;
        let silences = reader.silences().into_iter();
        let untold: Vec<Problem> = silences
            .filter(|gap| !inventory.gaps.contains(gap))
            .collect();
        inventory.gaps.extend(untold);
        Ok(asked(&stopped, draft, Arc::new(inventory), None))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let name = answer.text(FIELD).ok_or_else(|| vec![missing(draft)])?;
        if !looks_like_name(name) {
            return Err(vec![Rejection::new(FIELD, not_a_name())]);
        }
        if draft.center_name() == Some(name) {
            return Ok(Taken::Next);
        }
        let listed = draft.centers.as_deref();
        let found = listed
            .and_then(|inventory| discover::among(inventory, name))
            .cloned();
        if draft.center_name().is_some() {
            draft.forget_center();
        }
        draft.typed_center = found.is_none().then(|| name.to_owned());
        draft.center = found;
        Ok(Taken::Next)
    }
}

/// What there is to know before choosing: setups that were stopped part-way.
fn stopped(around: &Surroundings, draft: &Draft) -> Vec<CheckLine> {
    let bar = draft.bar();
    let (Some(account), Some(region)) = (bar.account, bar.region) else {
        return Vec::new();
    };
    let stopped = around.journals.unfinished(&account, &region).into_iter();
    let told = stopped.map(|journal| {
        let name = journal.contact_center;
        CheckLine::warn(format!(
            "A setup of {name} was stopped part-way. Choose it to finish, or put it back with: {}",
            draft.place.command("undo", &name)
        ))
    });
    told.collect()
}

fn asked(
    stopped: &[CheckLine],
    draft: &Draft,
    inventory: Arc<Inventory>,
    unfinished: Option<String>,
) -> Asked {
    let mut notices = stopped.to_vec();
    notices.extend(
        inventory
            .gaps
            .iter()
            .map(|gap| CheckLine::warn(gap.to_string())),
    );
    if inventory.centers.is_empty() && unfinished.is_none() {
        notices.push(CheckLine::warn(
            "No contact center was found here. It may be in another Region or account; or type its name.",
        ));
    }
    let field = Field {
        id: FIELD,
        label: "Contact center".into(),
        kind: FieldKind::Choice {
            columns: ["Name", "Version", "Kept in", "State"]
                .map(str::to_owned)
                .to_vec(),
            options: inventory.centers.iter().map(choice).collect(),
            typed: true,
        },
        optional: false,
        initial: initial(draft, &inventory).map(|name| Value::Text(name.to_owned())),
        hint: "Type part of a name to find it. A name that is not in the list can be typed too."
            .into(),
    };
    Asked {
        question: Question {
            step: super::CONTACT_CENTER,
            prompt: "Which contact center's function is to log in to Salesforce?".into(),
            facts: Vec::new(),
            notices,
            body: Body::Form(vec![field]),
            unfinished: unfinished.clone(),
        },
        learned: Learned {
            centers: unfinished.is_none().then_some(inventory),
            ..Learned::default()
        },
    }
}

/// The one that is chosen, or that was before another profile or Region was named, where there is one of that name.
fn initial<'a>(draft: &'a Draft, inventory: &Inventory) -> Option<&'a str> {
    let before = draft.center_before.as_deref();
    let before = before.filter(|name| discover::among(inventory, name).is_some());
    draft.center_name().or(before)
}

fn choice(center: &ContactCenter) -> Choice {
    let mut detail = vec![
        Fact::new(
            "Function",
            center.function.as_deref().unwrap_or("not found"),
            "",
        ),
        Fact::new("Kind", center.kind.to_string(), ""),
        Fact::new("State", center.state.to_string(), ""),
    ];
    if let Some(secret) = &center.secret {
        detail.insert(1, Fact::new("Secret", secret, ""));
    }
    Choice {
        value: center.name.clone(),
        cells: vec![
            center.name.clone(),
            center.version.clone().unwrap_or_else(|| "?".into()),
            center.path.short().into(),
            center.state.short(),
        ],
        detail,
        barred: None,
    }
}

/// A contact center's name, a function's (up to 64 characters) or a secret's.
fn looks_like_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_:/".contains(c);
    name.len() <= 200 && name.chars().all(allowed)
}

/// Names those that were found: whoever forgot to name one need not look them up.
fn missing(draft: &Draft) -> Rejection {
    let mut missing = Rejection::missing(FIELD, "The contact center", "--contact-center NAME");
    if let Some(found) = draft.centers.as_deref() {
        missing.problem = missing.problem.cause(discover::names_of(found));
    }
    missing
}

fn not_a_name() -> Problem {
    Problem::new(
        "contact-center-name",
        "This is no name of a contact center.",
    )
    .cause("Names of contact centers have letters and digits only, 20 at most.")
    .fix("Type the contact center's API name: in Salesforce Setup, Contact Centers, Internal Name.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::steps::Silent;
    use crate::world::World;

    fn answer(name: &str) -> Answer {
        Answer::default().with(FIELD, Value::Text(name.into()))
    }

    #[test]
    fn a_name_that_is_not_listed_is_kept_to_be_looked_up() {
        let mut draft = Draft::default();
        assert_eq!(
            WhichContactCenter
                .take(&mut draft, &answer("acme"))
                .unwrap(),
            Taken::Next
        );
        assert_eq!(WhichContactCenter.summary(&draft).as_deref(), Some("acme"));
    }

    #[tokio::test]
    async fn one_that_was_chosen_before_the_place_was_mended_is_found_again() {
        let around = World::open(true).unwrap().around;
        let selected = async |draft: &Draft| {
            let asked = WhichContactCenter.ask(&around, draft, &Silent).await;
            let Body::Form(fields) = asked.unwrap().question.body else {
                panic!("a list is asked");
            };
            fields[0].initial.clone()
        };
        for (name, found) in [("hooli", true), ("nowhere", false)] {
            let mut draft = Draft::default();
            WhichContactCenter.take(&mut draft, &answer(name)).unwrap();
            // A profile that cannot be used, and then the right one.
            draft.forget_place();
            draft.forget_place();
            assert_eq!(WhichContactCenter.summary(&draft), None);
            let name = found.then(|| Value::Text(name.to_owned()));
            assert_eq!(selected(&draft).await, name);
        }
    }

    #[test]
    fn an_empty_answer_names_the_flag_that_would_give_it() {
        let refused = WhichContactCenter
            .take(&mut Draft::default(), &answer(" "))
            .unwrap_err();
        assert!(refused[0].problem.advice.fix().contains("--contact-center"));
    }
}
