//! The conversation without anybody to ask: the same steps, answered from file, flags and what was detected.
//! Everything that is missing or refused is said at once.

use crate::answers::Presets;
use crate::domain::OrgKind;
use crate::domain::place::Place;
use crate::draft::Proofs;
use crate::draft::{Draft, Learned};
use crate::dry_run;
use crate::problem::Problem;
use crate::question::{Answer, Body, Rejection, Value};
use crate::report::{Outcome, Report};
use crate::steps::{Progress, STEPS, Step, Surroundings};
use crate::watch::{Watch, Writer};

/// What is known before the first question: the place, and what is to be proved.
pub fn draft(presets: &Presets, around: &Surroundings) -> Draft {
    let text = |field| presets.answer.text(field).map(str::to_owned);
    Draft {
        folder: around.working_directory.clone(),
        place: Place {
            profile: text("profile"),
            region: text("region"),
        },
        secret: text("secret"),
        proofs: Proofs {
            login: presets.login_proof,
            function: presets.lambda_proof,
        },
        ..Draft::default()
    }
}

/// Goes through all steps, then writes unless it is a dry run.
pub async fn run(
    presets: &Presets,
    around: &Surroundings,
    writer: &dyn Writer,
    dry_run: bool,
    progress: &dyn Progress,
    watch: &dyn Watch,
) -> Report {
    let mut talk = Talk {
        presets,
        around,
        progress,
        draft: draft(presets, around),
        refused: Vec::new(),
        blocked: None,
    };
    let (review, steps) = match STEPS.split_last() {
        Some((review, steps)) => (*review, steps),
        None => return Report::new("", Outcome::Failed),
    };
    for step in steps {
        talk.answer(*step).await;
    }
    if !dry_run {
        talk.refused.extend(talk.production_unconfirmed());
    }
    if let Some(report) = talk.obstacle() {
        return report;
    }
    match talk.preview(review, dry_run).await {
        Ok(()) => writer.write(&talk.draft, watch).await,
        Err(report) => *report,
    }
}

struct Talk<'a> {
    presets: &'a Presets,
    around: &'a Surroundings,
    progress: &'a dyn Progress,
    draft: Draft,
    refused: Vec<Problem>,
    /// What kept us from looking; later steps are still checked as far as they go without.
    blocked: Option<Problem>,
}

impl Talk<'_> {
    async fn answer(&mut self, step: &dyn Step) {
        if step.skipped(&self.draft).is_some() {
            return;
        }
        let mut answer = self.presets.answer.clone();
        // A contact center that is named needs no list of all.
        let named = step.id() == "contact-center" && answer.text("contact_center").is_some();
        if self.blocked.is_none() && !named {
            match step.ask(self.around, &self.draft, self.progress).await {
                Ok(asked) => {
                    self.blocked = asked.learned.trouble.clone();
                    self.draft.learn(Learned {
                        trouble: None,
                        ..asked.learned
                    });
                    if let Body::Form(fields) = asked.question.body {
                        for field in fields {
                            detected(&mut answer, field.id, field.initial);
                        }
                    }
                }
                Err(problem) => self.blocked = Some(problem),
            }
        }
        if self.blocked.is_some() && needs_a_look(step.id()) && !self.is_given(step.id()) {
            return;
        }
        if let Err(refused) = step.take(&mut self.draft, &answer) {
            self.refused.extend(refused.into_iter().map(told));
        }
    }

    /// Whether an answer to a step that looks was given, and can so be judged without looking.
    fn is_given(&self, step: &str) -> bool {
        let field = match step {
            "contact-center" => "contact_center",
            "version-path" => "version_path",
            "org" => "org",
            _ => return false,
        };
        self.presets.answer.text(field).is_some()
    }

    fn production_unconfirmed(&self) -> Option<Problem> {
        let name = self.draft.center_name()?;
        let confirmed = self.presets.confirm_production.as_deref();
        let is_production = self.draft.org == Some(OrgKind::Production);
        (is_production && confirmed != Some(name)).then(|| {
            Problem::new(
                "production-not-confirmed",
                "This is a production org; writing needs a confirmation.",
            )
            .cause("A mistake here stops live calls from reaching Salesforce.")
            .fix(format!("Pass --confirm-production {name}."))
        })
    }

    /// What stands against going on: unusable answers first, else what kept us from looking.
    fn obstacle(&mut self) -> Option<Report> {
        let name = self.draft.center_name().unwrap_or_default().to_owned();
        let mut problems = std::mem::take(&mut self.refused);
        let outcome = match (&self.blocked, problems.is_empty()) {
            (None, true) => return None,
            (Some(_), true) => Outcome::Failed,
            (_, false) => Outcome::Unusable,
        };
        // That an earlier answer is needed first goes without saying where its lack is said.
        let blocked = self
            .blocked
            .take()
            .filter(|problem| problem.code != "answer-first");
        problems.splice(0..0, blocked);
        let mut report = Report::new(name, outcome);
        report.problem = problems.first().cloned();
        report.problems = problems;
        Some(report)
    }

    /// Makes the preview; `Err` holds the report where that is the end.
    async fn preview(&mut self, review: &dyn Step, dry_run: bool) -> Result<(), Box<Report>> {
        let name = self.draft.center_name().unwrap_or_default().to_owned();
        match review.ask(self.around, &self.draft, self.progress).await {
            Ok(asked) => self.draft.learn(asked.learned),
            Err(problem) => {
                let mut report = Report::new(name, Outcome::Failed);
                report.problem = Some(problem);
                return Err(Box::new(report));
            }
        }
        let Some(preview) = self.draft.preview.clone() else {
            return Err(Box::new(Report::new(name, Outcome::Failed)));
        };
        let mut report = dry_run::report(&preview);
        let confirmed = preview.confirm.clone().unwrap_or_default();
        let answer = Answer::default().with("confirm_production", Value::Text(confirmed));
        match review.take(&mut self.draft, &answer) {
            Ok(_) if dry_run => Err(Box::new(report)),
            Ok(_) => Ok(()),
            Err(refused) => {
                report.outcome = Outcome::Refused;
                report.problems = refused.into_iter().map(told).collect();
                report.problem = report.problems.first().cloned();
                Err(Box::new(report))
            }
        }
    }
}

/// Takes what was detected where nothing was given. Addresses are kept as found by giving none.
fn detected(answer: &mut Answer, field: &'static str, initial: Option<Value>) {
    if let Some(initial) = initial.filter(|_| field != "my_domain" && answer.get(field).is_none()) {
        answer.set(field, initial);
    }
}

fn needs_a_look(step: &str) -> bool {
    [
        "aws-account",
        "contact-center",
        "version-path",
        "secret",
        "org",
    ]
    .contains(&step)
}

fn told(rejection: Rejection) -> Problem {
    rejection.problem
}
