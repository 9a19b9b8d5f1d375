//! Proves what was written: Salesforce lets the stored values in, and the function logs in by itself.

use serde_json::{Map, Value, json};

use crate::account::Account;
use crate::domain::center::{Kind, VersionPath, variable};
use crate::domain::diagnosis::read_answer;
use crate::domain::document::Document;
use crate::domain::resources::{Held, Which};
use crate::domain::rest_keys::is_placeholder;
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, Level, Secret, parameter_name};
use crate::draft::Draft;
use crate::org::proof::compare_org;
use crate::org::{Expected, ORGANIZATION_QUERY, Org, OrgIdentity};
use crate::preview::ProofState;
use crate::problem::Problem;
use crate::proof;
use crate::report::{Outcome, Report, STOPPED_PROOF};
use crate::watch::{StageState, Watch};

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
            match proof::of_stored(self.org, snapshot, self.draft.org).await {
                ProofState::Works(lines) => {
                    self.end(StageState::Done(String::new()));
                    self.let_in = true;
                    report.lines.extend(lines);
                }
                ProofState::Refused(problem) => {
                    self.end(StageState::Failed(problem.what.clone()));
                    return unproved(report, problem);
                }
                ProofState::NotReachable(problem) => {
                    self.end(StageState::Failed(problem.what.clone()));
                    report.lines.push(CheckLine::warn(problem.to_string()));
                    unreachable = Some(problem);
                }
                ProofState::Asking | ProofState::Skipped => {}
            }
        }
        if self.draft.proofs.function {
            match self.function_alone(snapshot).await {
                Ok(line) => {
                    report.lines.push(line);
                    unreachable = None;
                }
                Err(problem) => return unproved(report, problem),
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
        let after = stored_token(self.account, snapshot).await;
        match logged_in(before.as_ref(), after.as_ref(), self.written) {
            // Nothing was written that would make the function log in anew; that login has been seen.
            Err(problem) if problem.code == CACHED && self.let_in => Ok(CheckLine::warn(
                "The function read the org's record, with the token it has stored. It did not have to log in.",
            )),
            told => told,
        }
    }

    /// The function's answer is a proof only where the org that is meant gave it.
    fn is_right_org(
        &self,
        record: &Map<String, Value>,
        snapshot: &Snapshot,
    ) -> Result<(), Problem> {
        let identity = OrgIdentity::from_record(record).ok_or_else(no_org)?;
        let org_id = snapshot.org_id();
        let expected = Expected {
            org_id: org_id.as_deref(),
            kind: self.draft.org,
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

/// The function answered rightly, but did not have to log in for it.
const CACHED: &str = "function-used-cached-token";

/// Whether the function has logged in by itself, told from the tokens before and after its right answer.
fn logged_in(
    before: Option<&Secret>,
    after: Option<&Secret>,
    written: bool,
) -> Result<CheckLine, Problem> {
    match after {
        Some(token) if before != Some(token) => Ok(CheckLine::ok(
            "The function logged in by itself, stored a new token and read the org's record.",
        )),
        // Nothing real was left when we wrote: the function itself stored this one since.
        Some(token) if written && is_real_token(token) => Ok(CheckLine::ok(
            "The function read the org's record, with a token it stored since the setup.",
        )),
        Some(token) if is_real_token(token) => Err(cached()),
        _ => Err(Problem::new(
            "function-token-not-stored",
            "The function answered, but stored no new token.",
        )
        .cause("It may not write its token, or it reads another secret than this one.")
        .fix("Check which secret its environment names, and what its role may write.")),
    }
}

/// What a token of before lets the function read says nothing of the values that are stored now.
fn cached() -> Problem {
    Problem::new(
        CACHED,
        "The function answered, but with a token that it had before this test.",
    )
    .cause("It keeps a token for hours. So its answer says nothing of the values stored now.")
    .fix("Test again once that token has ended, in some hours. Setup resets it whenever it writes.")
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

fn is_real_token(token: &Secret) -> bool {
    !is_placeholder(token) && token.chars() > 20
}

async fn stored_token(account: &dyn Account, snapshot: &Snapshot) -> Option<Secret> {
    if snapshot.center.path == VersionPath::SecretsManager {
        let (rest, access) = (snapshot.rest_secret()?, snapshot.access_secret.as_ref()?);
        let value = account.secret(&access.name, &Which::current()).await.ok()?;
        let Held::Text(text) = value.held else {
            return None;
        };
        return Document::parse(&text).ok()?.text(&rest.keys.access_token);
    }
    let name = snapshot.variable(variable::ACCESS_TOKEN)?.to_owned();
    if !parameter_name::is_valid(&name) {
        return None;
    }
    let found = account.parameters(&[name]).await.ok()?.found;
    found.into_iter().next().map(|parameter| parameter.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_before_the_setup_proves_nothing() {
        let real = Secret::new(format!("00D5g00000ABCDE!{}", "t".repeat(80)));
        let newer = Secret::new(format!("00D5g00000ABCDE!{}", "u".repeat(80)));
        let reset = Secret::new("");
        for (before, after, written, expected) in [
            (Some(&reset), Some(&real), true, "ok"),
            (Some(&real), Some(&newer), false, "ok"),
            (None, Some(&real), false, "ok"),
            (Some(&real), Some(&real), true, "ok"),
            (
                Some(&real),
                Some(&real),
                false,
                "function-used-cached-token",
            ),
            (
                Some(&reset),
                Some(&reset),
                true,
                "function-token-not-stored",
            ),
            (Some(&real), None, true, "function-token-not-stored"),
        ] {
            let code =
                logged_in(before, after, written).map_or_else(|problem| problem.code, |_| "ok");
            assert_eq!(code, expected, "{before:?} {after:?} {written}");
        }
    }
}
