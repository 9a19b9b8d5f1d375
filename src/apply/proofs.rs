//! Proves what was written: Salesforce lets the stored values in, and the function logs in by itself.

mod token;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::pause::pause;
use crate::account::Account;
use crate::domain::center::Kind;
use crate::domain::diagnosis::read_answer;
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, Level};
use crate::draft::Draft;
use crate::org::proof::compare_org;
use crate::org::{Expected, ORGANIZATION_QUERY, Org, OrgIdentity};
use crate::preview::ProofState;
use crate::problem::Problem;
use crate::proof;
use crate::report::{Outcome, Report, STOPPED_PROOF};
use crate::watch::{StageState, Watch};
use token::{CACHED, NOT_STORED, Seen, UNSEEN, logged_in, stored_token};

/// The stages of proving, as far as they are asked for.
pub(super) fn stage_names(draft: &Draft) -> Vec<String> {
    let mut names = Vec::new();
    if draft.proofs.login {
        names.push("Log in to Salesforce with what was read back".to_owned());
    }
    if draft.proofs.function {
        names.push("Let the function prove itself".to_owned());
    }
    names
}

/// What is needed for proving.
pub(super) struct Proofs<'a> {
    pub account: &'a dyn Account,
    pub org: &'a dyn Org,
    pub draft: &'a Draft,
    pub watch: &'a dyn Watch,
    pub stage: usize,
    /// Whether a setup of this session wrote, and so saw to it that no token of before was left.
    pub written: bool,
    /// Whether Salesforce has let the stored values in.
    pub let_in: bool,
}

impl Proofs<'_> {
    pub async fn run(mut self, snapshot: &Snapshot, report: &mut Report) {
        let mut unreachable = None;
        if self.draft.proofs.login {
            if let Err(problem) = self.unless_stopped() {
                return unproved(report, problem);
            }
            self.begin();
            let proof = proof::of_stored(self.org, snapshot, self.draft.org).await;
            let may_be_the_network = proof.may_be_the_network();
            match proof {
                ProofState::Works(lines) => {
                    self.end(StageState::Done(String::new()));
                    self.let_in = true;
                    report.lines.extend(lines);
                }
                ProofState::Refused(problem) if !may_be_the_network => {
                    self.end(StageState::Failed(problem.what.clone()));
                    return unproved(report, problem);
                }
                ProofState::NotReachable(problem) | ProofState::Refused(problem) => {
                    // Nothing was refused; where the function is asked, it is the proof.
                    self.end(match self.draft.proofs.function {
                        true => StageState::Skipped(problem.what.clone()),
                        false => StageState::Failed(problem.what.clone()),
                    });
                    unreachable = Some(problem);
                }
                ProofState::Asking | ProofState::Skipped => {}
            }
        }
        if self.draft.proofs.function {
            match self.function_alone(snapshot).await {
                Ok(line) => {
                    report.lines.push(line);
                    report
                        .lines
                        .extend(unreachable.take().map(not_asked_from_here));
                }
                Err(problem) => {
                    report.asides.extend(unreachable);
                    return unproved(report, problem);
                }
            }
        }
        if let Some(problem) = unreachable {
            unproved(report, problem);
        }
    }

    /// Lets the function prove itself, and nothing else.
    pub async fn function_alone(&mut self, snapshot: &Snapshot) -> Result<CheckLine, Problem> {
        self.unless_stopped()?;
        self.begin();
        let proved = self.function(snapshot).await;
        self.end(match &proved {
            Ok(_) => StageState::Done(String::new()),
            Err(problem) if problem.code == STOPPED_PROOF => left_out(),
            Err(problem) => StageState::Failed(problem.what.clone()),
        });
        proved
    }

    /// A proof writes nothing, so it is left out once a stop is asked for.
    fn unless_stopped(&self) -> Result<(), Problem> {
        if !self.watch.stop_asked() {
            return Ok(());
        }
        self.watch.stage(self.stage, left_out());
        Err(stopped(self.written))
    }

    fn begin(&self) {
        self.watch
            .stage(self.stage, StageState::Working(String::new()));
    }

    fn end(&mut self, state: StageState) {
        self.watch.stage(self.stage, state);
        self.stage += 1;
    }

    /// Calls the function as Amazon Connect does, with a harmless query. Its answer alone proves little: only
    /// a token that was not there before shows that it logged in by itself.
    async fn function(&self, snapshot: &Snapshot) -> Result<CheckLine, Problem> {
        let center = &snapshot.center;
        let Some(function) = center.function.as_deref() else {
            return Err(Problem::new(
                "function-unknown",
                "The function of this contact center was not found.",
            )
            .fix(
                "Check it in the Lambda console. To skip this proof, start with --no-lambda-proof.",
            ));
        };
        let before = stored_token(self.account, snapshot).await;
        let payload = payload(snapshot);
        let qualifier = center.qualifier.as_deref();
        let answer = self.account.invoke(function, qualifier, &payload).await;
        let answer = answer.map_err(|failure| failure.problem())?;
        let record = read_answer(&answer, center.path).map_err(|told| told.to_problem())?;
        self.is_right_org(&record, snapshot)?;
        match self.told_by_token(&before, snapshot).await {
            // Nothing was written that would make the function log in anew; that login has been seen.
            Err(problem) if self.let_in && problem.code == CACHED => Ok(CheckLine::warn(
                "The function read the org's record, with the token it has stored. It did not have to log in.",
            )),
            Err(problem) if self.let_in && problem.code == UNSEEN => Ok(CheckLine::warn(
                "The function read the org's record. Whether it had to log in for it could not be seen.",
            )),
            told => told,
        }
    }

    /// Looks at the token until it tells of a login, or for some seconds: the function stores it on the side, and
    /// AWS may lag behind.
    async fn told_by_token(
        &self,
        before: &Seen,
        snapshot: &Snapshot,
    ) -> Result<CheckLine, Problem> {
        const PAUSES: [u64; 4] = [500, 1000, 1500, 2000];
        let mut pauses = PAUSES.into_iter().map(Duration::from_millis);
        loop {
            let after = stored_token(self.account, snapshot).await;
            let told = logged_in(before, &after, self.written);
            let may_be_late = told.as_ref().is_err_and(|problem| match problem.code {
                NOT_STORED => true,
                // Where the org was logged in to already, no login of the function's is missed.
                CACHED => !self.let_in,
                _ => false,
            });
            let Some(length) = pauses.next().filter(|_| may_be_late) else {
                return told;
            };
            pause(self.watch, length).await;
            if self.watch.stop_asked() {
                return Err(stopped(self.written));
            }
        }
    }

    /// The function's answer is a proof only where the org that is meant gave it.
    fn is_right_org(
        &self,
        record: &Map<String, Value>,
        snapshot: &Snapshot,
    ) -> Result<(), Problem> {
        // A function of another make may leave out whether it is a sandbox; then the id alone tells.
        let tells_kind = record.contains_key("IsSandbox");
        let mut whole = record.clone();
        whole.entry("IsSandbox").or_insert(Value::Bool(false));
        let identity = OrgIdentity::from_record(&whole).ok_or_else(no_org)?;
        let org_id = snapshot.org_id();
        let expected = Expected {
            org_id: org_id.as_deref(),
            kind: self.draft.org.filter(|_| tells_kind),
            my_domain: None,
        };
        let compared = compare_org(&identity, &expected);
        let wrong = compared.iter().find(|line| line.level == Level::Fail);
        wrong.map_or(Ok(()), |wrong| Err(proof::other_org(&wrong.text)))
    }
}

/// A query without a match is answered with an empty record, and so is a web page in place of one.
fn no_org() -> Problem {
    Problem::new(
        "function-read-no-org",
        "The function answered, but not with the record of an org.",
    )
    .cause("Every org has that record, so something else than Salesforce's REST API may have answered.")
    .fix("Check the REST base, and whether the user may read records at all.")
}

/// What this computer could not reach, the function has: nothing is left to mend for it.
pub(super) fn not_asked_from_here(problem: Problem) -> CheckLine {
    CheckLine::note(format!(
        "Salesforce could not be asked from this computer: {} The function's own answer is the proof.",
        problem.what
    ))
}

/// How a proof stands that was left out since the person asked to stop.
pub(super) fn left_out() -> StageState {
    StageState::Skipped("you stopped it".into())
}

/// Nothing is known to be wrong: the person asked to stop before the proof.
pub(super) fn stopped(written: bool) -> Problem {
    let what = match written {
        true => "It is written, but was not proved.",
        false => "What is stored was not proved.",
    };
    Problem::new(STOPPED_PROOF, what)
        .cause("You stopped it before that. Nothing is known to be wrong.")
        .fix("Test again to see whether it works.")
}

fn unproved(report: &mut Report, problem: Problem) {
    report.outcome = Outcome::Unproved;
    report.problem = Some(problem);
}

/// The event of a contact flow, as the function takes it. In multi-org it names the secrets.
fn payload(snapshot: &Snapshot) -> String {
    let mut parameters = json!({ "methodName": "queryRecord", "soql": ORGANIZATION_QUERY });
    if let (Kind::MultiOrg(_), Some(map)) = (&snapshot.center.kind, parameters.as_object_mut()) {
        map.insert("secretName".into(), json!(snapshot.center.secret));
        map.insert(
            "accessTokenSecretName".into(),
            json!(snapshot.center.access_secret),
        );
    }
    json!({ "Details": { "Parameters": parameters, "ContactData": { "Attributes": {} } } })
        .to_string()
}
