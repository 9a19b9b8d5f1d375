//! The preview: what would be written, made anew from what is there now, and confirmed.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::private_key::offers::read_by_others;
use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::aside::aside_within;
use crate::discover;
use crate::domain::CheckLine;
use crate::domain::center::{AGAINST_EVIDENCE, ContactCenter, Kind, VersionPath, names};
use crate::domain::change::{Plan, TELEPHONY_KEY_REUSED};
use crate::domain::flow_attributes;
use crate::domain::plan::{Wanted, plan};
use crate::domain::snapshot::Snapshot;
use crate::domain::{ConsumerKey, Level, MyDomain, MyDomainRead};
use crate::draft::{Draft, Learned};
use crate::journal::Journal;
use crate::preview::{self, Preview, ProofState, Replacement};
use crate::problem::Problem;
use crate::proof::{self, Wants};
use crate::question::{Answer, Body, Question, Rejection};
use crate::report::setup_of;

/// The step.
pub struct Review;

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
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let (Some(center), Some(path), Some(wanted)) = (&draft.center, draft.path, draft.wanted())
        else {
            return Err(super::answer_first("other questions"));
        };
        let wanted = Wanted {
            finishing: is_open(around, draft),
            ..wanted
        };
        progress.waiting_for("Looking at what is stored now");
        let account = around.open(&draft.place).await?;
        let secret = draft.secret.as_deref();
        let snapshot = discover::snapshot(account.reader(), center, path, secret).await?;
        let (moved, open_key) = (moved(draft, &snapshot), key_file_is_open(draft).await);
        let preview = |wanted: &Wanted| Preview {
            moved: moved.clone(),
            ..preview(around, draft, wanted, &snapshot, open_key.clone())
        };
        let mut shown = preview(&wanted);
        let asked = |preview: Preview, audience: Option<String>, unfinished: Option<String>| {
            let preview = Arc::new(preview);
            Asked {
                question: Question {
                    notices: notices(around, draft, &preview),
                    ..question(center, preview.clone(), unfinished)
                },
                learned: Learned {
                    snapshot: Some(Arc::new(snapshot.clone())),
                    preview: Some(preview),
                    audience,
                    ..Learned::default()
                },
            }
        };
        if !draft.proofs.login || !shown.plan.refusals.is_empty() {
            return Ok(asked(shown, None, None));
        }
        progress.waiting_for("Asking Salesforce for a login");
        shown.proof = ProofState::Asking;
        progress.so_far(asked(shown.clone(), None, Some("Asking Salesforce".into())));
        let Wants {
            state,
            audience,
            offers,
        } = proof::of_wanted(&*around.org, &wanted, &snapshot).await;
        if audience.is_some() {
            let wanted = Wanted {
                audience: audience.clone(),
                ..wanted
            };
            shown = preview(&wanted);
        }
        let state = match state {
            ProofState::Refused(said) => {
                ProofState::Refused(with_what_to_compare(draft, caused(&shown.plan, said)))
            }
            other => other,
        };
        let state = with_the_function_as_proof(draft, &shown.plan, state);
        if matches!(state, ProofState::Refused(_)) {
            shown.confirm = Some(center.name.clone());
        }
        shown.proof = state;
        shown.offers = offers;
        Ok(asked(shown, audience, None))
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let Some(preview) = &draft.preview else {
            return Err(vec![Rejection::new("", super::answer_first("preview"))]);
        };
        if let Some(offer) = preview.offers.iter().find(|it| it.is_taken_by(answer)) {
            take_offer(draft, &offer.clone());
            return Ok(Taken::Again);
        }
        let mut refused: Vec<Rejection> = preview
            .plan
            .refusals
            .iter()
            .map(|problem| Rejection::new("", problem.clone()))
            .collect();
        if preview.proof == ProofState::Asking {
            refused.push(Rejection::new("", not_answered_yet()));
        }
        refused.extend(preview.not_agreed(answer));
        if refused.is_empty() {
            Ok(Taken::Write)
        } else {
            Err(refused)
        }
    }
}

/// Puts what Salesforce told in place of what was answered. The preview is made anew from it.
fn take_offer(draft: &mut Draft, offer: &Replacement) {
    match offer.field {
        "org" => draft.org = offer.value.parse().ok(),
        "api_version" => draft.api_version = Some(offer.value.clone()),
        _ => {
            if let Ok(MyDomainRead::Good(domain, _)) = MyDomain::read(&offer.value) {
                draft.my_domain = Some(domain);
            }
        }
    }
    draft.audience = None;
}

/// Whether the last setup of this contact center stopped part-way. A journal that cannot be read is told of
/// before anything is written.
fn is_open(around: &Surroundings, draft: &Draft) -> bool {
    journal(around, draft).is_some_and(|journal| journal.is_open())
}

fn journal(around: &Surroundings, draft: &Draft) -> Option<Journal> {
    let bar = draft.bar();
    let journals = &around.journals;
    let journal = journals.read(&bar.account?, &bar.region?, draft.center_name()?);
    journal.ok().flatten()
}

/// Whoever closed the window on a result that was no proof hears of it again; in the same session nobody forgot.
fn not_proved_before(around: &Surroundings, draft: &Draft) -> Option<CheckLine> {
    let journal = journal(around, draft).filter(|journal| journal.unproved && !draft.is_written)?;
    let setup = setup_of(&journal.begun);
    let undo = match around.practice_folder {
        // Nothing of practice outlives the program, so no command leads back to it.
        Some(_) => String::new(),
        None => format!(
            " To put back what was there before: {}",
            draft.place.command("undo", &journal.contact_center)
        ),
    };
    Some(CheckLine::warn(format!(
        "What {setup} wrote was not proved to work.{undo}"
    )))
}

/// What is unusual of the consumer key.
fn about_consumer_key(draft: &Draft) -> Vec<CheckLine> {
    let wanted = draft.wanted();
    let read =
        wanted.and_then(|wanted| ConsumerKey::read_secret(wanted.consumer_key.secret()).ok());
    let lines = read.map_or(Vec::new(), |(_, lines)| lines).into_iter();
    let odd = lines.filter(|line| line.level == Level::Warn);
    odd.map(|line| CheckLine::warn(format!("The consumer key: {}", line.text)))
        .collect()
}

/// What to know before deciding, beside the plan.
fn notices(around: &Surroundings, draft: &Draft, preview: &Preview) -> Vec<CheckLine> {
    let mut notices = Vec::new();
    notices.extend(not_proved_before(around, draft));
    // A key that Salesforce knows may look as it likes.
    if !matches!(preview.proof, ProofState::Works(_)) {
        notices.extend(about_consumer_key(draft));
    }
    notices
}

/// What moved since the preview that was shown before, and whether it kept that one from being written.
fn moved(draft: &Draft, now: &Snapshot) -> Vec<CheckLine> {
    let mut lines = Vec::new();
    if let Some(problem) = &draft.moved {
        lines.push(CheckLine::warn(format!(
            "Nothing was written. {}",
            problem.what
        )));
    }
    if let (Some(before), Some(_), false) = (&draft.snapshot, &draft.preview, draft.is_written) {
        lines.extend(crate::domain::moved::since(before, now));
    }
    if let ([_], Some(problem)) = (lines.as_slice(), &draft.moved) {
        lines.push(CheckLine::warn(problem.advice.cause()));
    }
    lines
}

fn preview(
    around: &Surroundings,
    draft: &Draft,
    wanted: &Wanted,
    snapshot: &Snapshot,
    open_key: Option<CheckLine>,
) -> Preview {
    let mut plan = plan(wanted, snapshot);
    if !plan.is_nothing() {
        plan.notices.extend(around.journals.notice());
    }
    plan.notices.extend(secret_not_used(draft));
    plan.notices.extend(open_key);
    plan.notices.extend(attributes_of_the_flow(draft));
    Preview {
        moved: Vec::new(),
        confirm: (must_be_named(&plan) && !plan.is_nothing()).then(|| plan.contact_center.clone()),
        proof: ProofState::Skipped,
        offers: Vec::new(),
        plan: Arc::new(plan),
    }
}

/// Whether the contact center's name has to be typed before this is written.
fn must_be_named(plan: &Plan) -> bool {
    let against = plan.cautions.iter().any(|it| it.code == AGAINST_EVIDENCE);
    plan.production || against
}

/// A secret was named, but parameters hold the values.
fn secret_not_used(draft: &Draft) -> Option<CheckLine> {
    let named = draft.secret.as_ref()?;
    (draft.path == Some(VersionPath::ParameterStore)).then(|| {
        CheckLine::warn(format!(
            "The secret {named} was named, but is not used: below 19.0 parameters hold the values."
        ))
    })
}

/// In multi-org the function is told the secrets with each call; without that it answers 500.
fn attributes_of_the_flow(draft: &Draft) -> Option<CheckLine> {
    let center = draft.center.as_ref()?;
    let secret = draft.secret.as_ref().or(center.secret.as_ref())?;
    let access = names::access_of(secret)?;
    matches!(center.kind, Kind::MultiOrg(_)).then(|| {
        let needed = flow_attributes::needed(secret, &access);
        CheckLine::to_do(format!("{needed} {}", flow_attributes::HOW))
    })
}

/// The key goes to AWS; its file stays, and is still as it was. Where a server does not tell, nothing is said of it.
async fn key_file_is_open(draft: &Draft) -> Option<CheckLine> {
    const MOST: Duration = Duration::from_secs(2);
    let file = draft.private_key_here()?.file.clone()?;
    let said = aside_within(MOST, move || read_by_others(&file)).await??;
    Some(CheckLine::warn(format!(
        "{said} Make it private: chmod 600."
    )))
}

fn question(center: &ContactCenter, preview: Arc<Preview>, unfinished: Option<String>) -> Question {
    let plan = &preview.plan;
    let prompt = match (plan.is_nothing(), plan.finishing) {
        (true, true) => format!(
            "Nothing is left to write: {} holds all that the stopped setup was to write.",
            center.name
        ),
        (true, false) => format!(
            "Nothing to change: {} holds these values already.",
            center.name
        ),
        (false, _) => format!("Write this to {}?", center.name),
    };
    Question {
        step: "review",
        prompt,
        facts: Vec::new(),
        notices: Vec::new(),
        body: Body::Review(preview),
        unfinished,
    }
}

/// The cause of a refusal where it is known. Salesforce sees only a signature that does not fit.
fn caused(plan: &Plan, said: Problem) -> Problem {
    let known = plan.root_cause();
    match known.filter(|root| root.code == TELEPHONY_KEY_REUSED) {
        Some(root) => {
            let mut root = root.clone();
            root.advice.causes.push(said.what);
            root
        }
        None => said,
    }
}

/// Where the signature is refused, the certificate in the app is to be compared with that of the key.
fn with_what_to_compare(draft: &Draft, mut problem: Problem) -> Problem {
    let key = draft.private_key_here();
    let certificate = key.and_then(|key| key.certificate.as_ref());
    if let Some(certificate) = certificate.filter(|_| problem.code == "assertion-invalid") {
        let sha256 = certificate.sha256();
        problem.advice.notes.push(format!(
            "The SHA-256 of this key's certificate: {sha256}. Compare it where Salesforce shows one."
        ));
    }
    problem
}

/// What did not come from Salesforce says nothing of the values: where the function is asked as well, it can be the
/// proof.
fn with_the_function_as_proof(draft: &Draft, plan: &Plan, mut state: ProofState) -> ProofState {
    let is_maybe_the_network = state.may_be_the_network();
    if let ProofState::NotReachable(problem) | ProofState::Refused(problem) = &mut state
        && is_maybe_the_network
        && draft.proofs.function
    {
        preview::advise_the_function(problem, plan.is_nothing());
    }
    state
}

/// The answer may be a refusal, and writing what is refused takes a yes of its own.
fn not_answered_yet() -> Problem {
    Problem::new("login-not-tried-yet", "Salesforce has not answered yet.")
        .cause("The login with these values is being tried.")
        .fix("Wait for the answer, some seconds at most; then decide.")
}
