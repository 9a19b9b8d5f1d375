//! The preview: a plan, what the login proof says of it, and what it takes to confirm it.

use std::sync::Arc;

use crate::domain::change::Plan;
use crate::domain::{CheckLine, Level};
use crate::problem::Problem;
use crate::question::{Answer, Rejection, Value};

/// The code of a login that works, but leads to another org than meant.
pub const OTHER_ORG: &str = "other-org";

/// What is shown before anything is written, and exactly what will be.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What would be written.
    pub plan: Arc<Plan>,
    /// What Salesforce says of the values.
    pub proof: ProofState,
    /// What moved in AWS since the last preview of this contact center, and whether it kept that from being written.
    pub moved: Vec<CheckLine>,
    /// What must be typed before writing: the contact center's name, for production or after a failed proof.
    pub confirm: Option<String>,
    /// What Salesforce told to be the better answer; each is taken only if the person says so.
    pub offers: Vec<Replacement>,
}

/// The answer's field for the name that confirms a preview.
const CONFIRM: &str = "confirm_production";

impl Preview {
    /// What speaks against writing without forbidding it: each is overruled by a deliberate yes alone.
    pub fn doubts(&self) -> impl Iterator<Item = &Problem> {
        let refused = match &self.proof {
            ProofState::Refused(problem) => Some(problem),
            _ => None,
        };
        self.plan.cautions.iter().chain(refused)
    }

    /// The answer of whoever agrees to it and overrules nothing, with the name as it was typed where one is asked for.
    pub fn agreed(&self, typed: &str) -> Answer {
        let mut answer = Answer::default();
        if self.confirm.is_some() {
            answer.set(CONFIRM, Value::Text(typed.to_owned()));
        }
        answer
    }

    /// The answer of whoever has read all doubts, and agrees to it all the same.
    pub fn agreed_all_the_same(&self, typed: &str) -> Answer {
        let mut answer = self.agreed(typed);
        answer.insists = self.doubts().map(|doubt| doubt.code).collect();
        answer
    }

    /// What keeps an answer from agreeing to it: a doubt that was not overruled, a name that was not typed.
    pub fn not_agreed(&self, answer: &Answer) -> Vec<Rejection> {
        let doubts = self.doubts().filter(|it| !answer.insists_on(it.code));
        let doubts = doubts.map(|it| Rejection::new("", it.clone()).unless_insisted());
        let name = self.confirm.as_deref();
        let unnamed = name.filter(|name| answer.text(CONFIRM) != Some(name));
        let unnamed = unnamed.map(|name| Rejection::new(CONFIRM, not_confirmed(name)));
        doubts.chain(unnamed).collect()
    }

    /// The same in a conversation: what to do in terms of its pages.
    #[must_use]
    pub fn as_asked(&self) -> Self {
        let asked =
            |problems: &[Problem]| problems.iter().cloned().map(Problem::as_asked).collect();
        let mut plan = Plan::clone(&self.plan);
        plan.refusals = asked(&plan.refusals);
        plan.cautions = asked(&plan.cautions);
        let proof = match self.proof.clone() {
            ProofState::Refused(problem) => ProofState::Refused(problem.as_asked()),
            ProofState::NotReachable(problem) => ProofState::NotReachable(problem.as_asked()),
            other => other,
        };
        Self {
            plan: Arc::new(plan),
            proof,
            ..self.clone()
        }
    }
}

fn not_confirmed(name: &str) -> Problem {
    Problem::new(
        "production-not-confirmed",
        "Writing this needs a confirmation.",
    )
    .cause("A mistake here stops live calls from reaching Salesforce.")
    .fix(format!("Pass --confirm-production {name}."))
    .when_asked(format!("Type the contact center's name: {name}."))
}

/// An answer that Salesforce itself gave away, to stand in place of the one that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The field that it answers, as in `my_domain`.
    pub field: &'static str,
    /// What would be answered.
    pub value: String,
}

impl Replacement {
    /// What it is to be called: `Use https://acme.my.salesforce.com instead`.
    pub fn label(&self) -> String {
        format!("Use {} instead", self.value)
    }

    /// The answer that takes it.
    pub fn answer(&self) -> Answer {
        Answer::default().with(self.field, Value::Text(self.value.clone()))
    }

    /// Whether an answer takes it.
    pub fn is_taken_by(&self, answer: &Answer) -> bool {
        answer.text(self.field) == Some(&self.value)
    }
}

/// How the login proof stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofState {
    /// Salesforce is being asked.
    Asking,
    /// Salesforce let us in; what it told, line by line.
    Works(Vec<CheckLine>),
    /// Salesforce refused these values, or they lead to another org. Writing them needs a deliberate yes.
    Refused(Problem),
    /// This computer cannot reach Salesforce; the function itself is the proof after writing.
    NotReachable(Problem),
    /// The person asked not to.
    Skipped,
}

/// Answers that no org gives: they refuse nothing, and yet the login did not work.
const NO_ANSWER_OF_AN_ORG: [&str; 3] = [
    "redirected",
    "web-page-instead-of-answer",
    "answer-not-understood",
];

/// What else there is to do where the way to Salesforce may be all that is wrong and the function is asked as well:
/// before something is written, and where nothing is.
const FUNCTION_IS_PROOF: [&str; 2] = [
    "Or go on without this test: after writing, the function itself is the proof.",
    "Or finish without this test: the function itself is asked then, and is the proof.",
];

/// Advises to let the function be the proof. `is_nothing`: whether nothing is written before that.
pub fn advise_the_function(problem: &mut Problem, is_nothing: bool) {
    let step = FUNCTION_IS_PROOF[usize::from(is_nothing)];
    problem.advice.steps.push(step.into());
}

/// The same problem once the function was asked.
#[must_use]
pub fn after_the_function(mut problem: Problem) -> Problem {
    let is_over = |step: &String| FUNCTION_IS_PROOF.contains(&step.as_str());
    problem.advice.steps.retain(|step| !is_over(step));
    problem
}

impl ProofState {
    /// Whether the login was tried in vain: once that is mended, it is tried again.
    pub fn is_in_vain(&self) -> bool {
        self.trouble().is_some()
    }

    /// What kept the login from working, and how much that weighs: where nobody could be asked, nothing was refused.
    pub fn trouble(&self) -> Option<(Level, &Problem)> {
        match self {
            Self::Refused(problem) => Some((Level::Fail, problem)),
            Self::NotReachable(problem) => Some((Level::Warn, problem)),
            Self::Asking | Self::Works(_) | Self::Skipped => None,
        }
    }

    /// Whether the way from this computer to Salesforce may be all that is wrong.
    pub fn may_be_the_network(&self) -> bool {
        match self {
            Self::NotReachable(_) => true,
            Self::Refused(_) => self.is_no_answer() && !self.is_redirect(),
            _ => false,
        }
    }

    /// The function follows no redirect either.
    fn is_redirect(&self) -> bool {
        matches!(self, Self::Refused(problem) if problem.code == "redirected")
    }

    /// Whether something else than an org answered, so that nothing was refused.
    pub fn is_no_answer(&self) -> bool {
        matches!(self, Self::Refused(problem) if NO_ANSWER_OF_AN_ORG.contains(&problem.code))
    }

    /// Whether Salesforce let these values in, but into another org than meant.
    pub fn is_other_org(&self) -> bool {
        matches!(self, Self::Refused(problem) if problem.code == OTHER_ORG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::practice::TRIGGERS;

    #[test]
    fn a_doubt_takes_a_yes_of_its_own_and_a_name_has_to_be_typed() {
        let refused = Problem::new("user-not-approved", "");
        let preview = Preview {
            plan: Arc::new(Plan {
                cautions: vec![Problem::new("alias-weighted", "")],
                ..Plan::default()
            }),
            proof: ProofState::Refused(refused),
            moved: Vec::new(),
            confirm: Some("acme".into()),
            offers: Vec::new(),
        };
        let open = |answer: &Answer| {
            let open = preview.not_agreed(answer).into_iter();
            open.map(|it| (it.problem.code, it.may_insist))
                .collect::<Vec<_>>()
        };
        let doubts = [("alias-weighted", true), ("user-not-approved", true)];
        assert_eq!(open(&preview.agreed("acme")), doubts);
        let unnamed = [("production-not-confirmed", false)];
        assert_eq!(open(&preview.agreed_all_the_same("acne")), unnamed);
        assert_eq!(open(&preview.agreed_all_the_same(" acme ")), []);
    }

    #[test]
    fn what_no_org_answered_refuses_nothing() {
        let told = |code| ProofState::Refused(Problem::new(code, "")).is_no_answer();
        assert!(told("redirected") && !told("user-not-approved"));
        // They are codes of the diagnosis, one and all: practice leads to each of these.
        let met = |code: &&str| TRIGGERS.iter().any(|trigger| trigger.code == *code);
        assert!(NO_ANSWER_OF_AN_ORG.iter().all(met));
    }
}
