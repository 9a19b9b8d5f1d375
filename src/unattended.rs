//! The conversation without anybody to ask: the same steps, answered from file, flags and what was detected.
//! Everything that is missing or refused is said at once.

use crate::answers::Presets;
use crate::discover;
use crate::domain::key_material::hidden;
use crate::domain::place::Place;
use crate::domain::{CheckLine, OrgKind};
use crate::draft::Proofs;
use crate::draft::{Draft, Learned};
use crate::dry_run;
use crate::preview::ProofState;
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

/// Goes through all steps, then writes unless it is a dry run. Tells how it came out, and which of the answers
/// given were accepted.
pub async fn run(
    presets: &Presets,
    around: &Surroundings,
    writer: &dyn Writer,
    dry_run: bool,
    progress: &dyn Progress,
    watch: &dyn Watch,
) -> (Report, Answer) {
    let mut talk = Talk {
        presets,
        around,
        progress,
        draft: draft(presets, around),
        against: Vec::new(),
        outcome: None,
        blocked: false,
        accepted: Answer::default(),
        remarks: Vec::new(),
    };
    let (review, steps) = match STEPS.split_last() {
        Some((review, steps)) => (*review, steps),
        None => return (Report::new("", Outcome::Failed), talk.accepted),
    };
    talk.refuse(of_no_step(presets));
    for step in steps {
        talk.answer(*step).await;
    }
    if !dry_run {
        talk.refuse(talk.production_unconfirmed());
    }
    let mut report = match talk.obstacle() {
        Some(report) => report,
        None => match talk.preview(review, dry_run).await {
            Ok(()) => writer.write(&talk.draft, watch).await,
            Err(report) => *report,
        },
    };
    let remarks = talk.remarks_beside(&report);
    report.lines.splice(0..0, remarks);
    (report, talk.accepted)
}

/// What was given for no step's field and cannot be used, as a proof that is neither on nor off.
fn of_no_step(presets: &Presets) -> Vec<Problem> {
    let fields: Vec<&str> = STEPS
        .iter()
        .flat_map(|step| step.fields())
        .copied()
        .collect();
    let refused = presets.refused.iter();
    let others = refused.filter(|refused| !fields.contains(&refused.field));
    others.map(|refused| refused.problem.clone()).collect()
}

struct Talk<'a> {
    presets: &'a Presets,
    around: &'a Surroundings,
    progress: &'a dyn Progress,
    draft: Draft,
    /// All that stands against it, in the order in which the steps ask.
    against: Vec<Problem>,
    /// How it comes out where something stands against it; an answer that cannot be used outweighs all else.
    outcome: Option<Outcome>,
    /// Whether something kept us from looking; later steps are still checked as far as they go without.
    blocked: bool,
    /// What was given and taken.
    accepted: Answer,
    /// What is worth saying of it, with the field's label: what was repaired, and what is unusual.
    remarks: Vec<(&'static str, CheckLine)>,
}

impl Talk<'_> {
    async fn answer(&mut self, step: &dyn Step) {
        let fields = step.fields();
        self.refuse(self.presets.refused_at(fields));
        if let Some(known) = step.skipped(&self.draft) {
            // What is skipped since it is known may have been given all the same.
            self.accept(fields, |text| text == known);
            return;
        }
        let mut answer = self.presets.answer.clone();
        // A contact center that is named needs no list of all.
        let named = step.id() == "contact-center" && answer.text("contact_center").is_some();
        if !self.blocked && !named {
            self.look(step, &mut answer).await;
        }
        // Without having looked, account and Region cannot be judged further.
        if self.blocked && step.id() == "aws-account" {
            return;
        }
        match step.take(&mut self.draft, &answer) {
            Ok(_) => {
                self.remark(step, &answer);
                self.accept(fields, |_| true);
            }
            Err(refused) => {
                let unknown = self.blocked && is_detected(step.id());
                let told = refused.into_iter().filter(|refused| {
                    // What was given and refused already is not missing, nor is what a look may yet find.
                    self.presets.refused_at(&[refused.field]).is_empty()
                        && !(unknown && refused.problem.code == "answer-missing")
                });
                self.refuse(told.map(|refused| refused.problem).collect::<Vec<_>>());
            }
        }
    }

    /// Lets a step look around, and takes what it detected where nothing was given.
    async fn look(&mut self, step: &dyn Step, answer: &mut Answer) {
        match step.ask(self.around, &self.draft, self.progress).await {
            Ok(asked) => {
                if let Some(trouble) = asked.learned.trouble.clone() {
                    self.block(trouble);
                }
                self.draft.learn(Learned {
                    trouble: None,
                    ..asked.learned
                });
                if let Body::Form(fields) = asked.question.body {
                    for field in fields {
                        detected(answer, field.id, field.initial);
                    }
                }
            }
            Err(problem) => self.block(problem),
        }
    }

    /// Something keeps us from looking.
    fn block(&mut self, problem: Problem) {
        self.blocked = true;
        if problem.code == discover::CENTER_UNKNOWN {
            // It was taken by its name alone, before it was looked for.
            self.accepted.forget(&["contact_center"]);
        }
        // That an earlier answer is needed first goes without saying where its lack is said.
        if problem.code != "answer-first" || self.against.is_empty() {
            let outcome = Outcome::against(&problem);
            if self.outcome != Some(Outcome::Unusable) {
                self.outcome = Some(outcome);
            }
            self.against.push(problem);
        }
    }

    /// Answers are missing or cannot be used.
    fn refuse(&mut self, problems: impl IntoIterator<Item = Problem>) {
        let before = self.against.len();
        self.against.extend(problems);
        if self.against.len() > before {
            self.outcome = Some(Outcome::Unusable);
        }
    }

    /// Nobody has seen the checks of what was given in a file or a flag.
    fn remark(&mut self, step: &dyn Step, answer: &Answer) {
        for (field, label) in LABELS {
            if step.fields().contains(&field) && self.presets.answer.get(field).is_some() {
                let lines = step.remarks(&self.draft, field, answer).into_iter();
                self.remarks.extend(lines.map(|line| (label, line)));
            }
        }
    }

    /// The remarks that the report does not make itself.
    fn remarks_beside(&self, report: &Report) -> Vec<CheckLine> {
        let is_told = |text: &str| report.lines.iter().any(|line| line.text.contains(text));
        let untold = self.remarks.iter().filter(|(_, line)| !is_told(&line.text));
        let labelled = untold.map(|(label, line)| CheckLine {
            level: line.level,
            text: format!("{label}: {}", line.text),
        });
        labelled.collect()
    }

    fn accept(&mut self, fields: &[&'static str], is_meant: impl Fn(&str) -> bool) {
        for field in fields {
            if let Some(value) = self.presets.answer.get(field)
                && value.text().is_none_or(&is_meant)
            {
                self.accepted.set(field, value.clone());
            }
        }
    }

    fn production_unconfirmed(&self) -> Option<Problem> {
        let name = self.draft.center_name()?;
        let confirmed = self.presets.confirm_production.as_deref();
        let is_production = self.draft.org == Some(OrgKind::Production);
        (is_production && confirmed != Some(name)).then(|| {
            let what = match confirmed {
                Some(other) => format!(
                    "This is a production org, and --confirm-production names another contact center: {}.",
                    hidden(other)
                ),
                None => "This is a production org; writing needs a confirmation.".into(),
            };
            Problem::new("production-not-confirmed", what)
            .cause("A mistake here stops live calls from reaching Salesforce.")
            .fix(format!("Pass --confirm-production {name}."))
        })
    }

    /// What stands against going on.
    fn obstacle(&mut self) -> Option<Report> {
        let name = self.draft.center_name().unwrap_or_default();
        let mut report = Report::new(name, self.outcome?);
        report.problems = std::mem::take(&mut self.against);
        report.problem = report.problems.first().cloned();
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
        if dry_run && self.production_unconfirmed().is_some() && !preview.plan.is_nothing() {
            let flag = format!("To write it, pass --confirm-production {name} as well.");
            report.next.push(flag);
        }
        // That the name was given is seen to by now; nobody has read the doubts.
        let answer = preview.agreed(preview.confirm.as_deref().unwrap_or_default());
        if let Some(problem) = unknown_host(&preview.proof) {
            // The warning of a dry run has become what stands against it.
            report.asides.retain(|aside| aside.code != problem.code);
            report.outcome = Outcome::Refused;
            report.problems.push(problem);
            report.problem = report.problems.first().cloned();
            return Err(Box::new(report));
        }
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

/// A host that nobody knows is a misspelt one sooner than a computer without a way out, and there is nobody to tell.
fn unknown_host(proof: &ProofState) -> Option<Problem> {
    let ProofState::NotReachable(problem) = proof else {
        return None;
    };
    let mut problem = Some(problem.clone()).filter(|problem| problem.code == "host-not-found")?;
    problem.advice.steps.push(
        "No way to Salesforce from here? Pass --no-login-proof; the function is the proof then."
            .into(),
    );
    Some(problem)
}

/// Takes what was detected where nothing was given. Addresses are kept as found by giving none.
fn detected(answer: &mut Answer, field: &'static str, initial: Option<Value>) {
    if let Some(initial) = initial.filter(|_| field != "my_domain" && answer.get(field).is_none()) {
        answer.set(field, initial);
    }
}

/// What may be found in the account where it was not given.
fn is_detected(step: &str) -> bool {
    ["version-path", "secret", "org"].contains(&step)
}

/// What people know the fields by that are looked at closely.
const LABELS: [(&str, &str); 5] = [
    ("my_domain", "My Domain"),
    ("consumer_key", "Consumer key"),
    ("private_key_file", "Private key"),
    ("certificate_file", "Certificate"),
    ("username", "Username"),
];

fn told(rejection: Rejection) -> Problem {
    rejection.problem
}
