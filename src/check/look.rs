//! Looks at one contact center as closely as the caller may: what cannot be read is itself a finding.

use jiff::Timestamp;

use super::{Checked, LoginProof, Options};
use crate::account::Reader;
use crate::discover;
use crate::domain::center::{ContactCenter, VersionPath};
use crate::domain::finding::{self, Finding, Seen, Severity, summary};
use crate::domain::resources::{Function, Held, Which};
use crate::domain::rest_keys::RestKeys;
use crate::domain::snapshot::{FoundSecret, Snapshot};
use crate::domain::{CheckLine, Level};
use crate::org::Org;
use crate::preview::ProofState;
use crate::problem::Problem;
use crate::proof;

/// What a look needs.
pub(super) struct Glance<'a> {
    pub reader: &'a dyn Reader,
    pub org: &'a dyn Org,
    pub options: &'a Options,
    /// Whether no other contact center is looked at, so that the certificate must be this one's.
    pub alone: bool,
}

impl Glance<'_> {
    /// Looks at one contact center.
    pub async fn at(&self, center: &ContactCenter) -> Checked {
        let (snapshot, problem) = self.snapshot(center).await;
        let mut findings = Vec::new();
        findings.extend(problem.map(|problem| unseen(center, &problem)));
        let Some(snapshot) = snapshot else {
            return Checked {
                center: center.clone(),
                findings,
                login: LoginProof::NotPossible,
                facts: Vec::new(),
                certificate_pairs: false,
            };
        };
        self.judge(snapshot, findings).await
    }

    async fn judge(&self, snapshot: Snapshot, mut findings: Vec<Finding>) -> Checked {
        let (newest, leftovers) = tokio::join!(
            newest_version(self.reader, &snapshot),
            leftovers(self.reader, &snapshot)
        );
        let mut seen = Seen {
            snapshot: &snapshot,
            newest: newest.as_ref(),
            leftovers: &leftovers,
            certificate: self.options.certificate.as_ref(),
            now: Timestamp::now(),
        };
        let certificate_pairs = finding::certificate_pairs(&seen);
        if !self.alone && !certificate_pairs {
            seen.certificate = None;
        }
        findings.extend(finding::findings(&seen));
        let login = self.log_in(&seen, &mut findings).await;
        finding::tell_what_setup_refuses(&mut findings);
        findings.sort_by_key(|finding| finding.severity);
        Checked {
            center: snapshot.center.clone(),
            facts: summary::facts(&seen),
            findings,
            login,
            certificate_pairs,
        }
    }

    /// The snapshot, or as much of it as there is beside a secret that cannot be had.
    async fn snapshot(&self, center: &ContactCenter) -> (Option<Snapshot>, Option<Problem>) {
        let reader = self.reader;
        let problem = match discover::snapshot(reader, center, center.path, None).await {
            Ok(snapshot) => return (Some(snapshot), None),
            Err(problem) => problem,
        };
        let without_secret = ContactCenter {
            secret: None,
            ..center.clone()
        };
        let rest = discover::snapshot(reader, &without_secret, center.path, None).await;
        let Ok(mut snapshot) = rest else {
            return (None, Some(problem));
        };
        snapshot.center = center.clone();
        if let Some(name) = &center.secret {
            snapshot.secret = as_it_is(reader, name).await;
        }
        (Some(snapshot), Some(problem))
    }

    /// Asks Salesforce, if that was asked for and can be done.
    async fn log_in(&self, seen: &Seen<'_>, findings: &mut Vec<Finding>) -> LoginProof {
        if !self.options.login_proof {
            return LoginProof::Skipped;
        }
        if !finding::can_log_in(seen) {
            return LoginProof::NotPossible;
        }
        let place = format!("login to Salesforce for {}", seen.snapshot.center.name);
        match proof::of_stored(self.org, seen.snapshot, None).await {
            ProofState::Works(lines) => {
                findings.retain(|finding| !finding.is_settled_by_login());
                findings.extend(lines.iter().filter_map(|line| remark(&place, line)));
                LoginProof::Works(lines)
            }
            ProofState::Refused(problem) => {
                let finding = refused(&place, &problem);
                findings.push(finding.as_following_from(findings));
                findings.extend(finding::cached_token(seen));
                LoginProof::Refused
            }
            ProofState::NotReachable(problem) => {
                findings.push(not_reachable(place, &problem));
                LoginProof::NotReachable
            }
            ProofState::Asking | ProofState::Skipped => LoginProof::Skipped,
        }
    }
}

/// A secret that may be read though it must not be written: on a replica, or while it is rotated.
async fn as_it_is(reader: &dyn Reader, name: &str) -> Option<FoundSecret> {
    let value = reader.secret(name, &Which::current()).await.ok()?;
    let Held::Text(text) = value.held else {
        return None;
    };
    Some(FoundSecret {
        name: name.to_owned(),
        description: reader.describe_secret(name).await.ok(),
        version: value.version,
        text,
    })
}

/// The newest published version, looked for only where the alias runs something else than `$LATEST`.
async fn newest_version(reader: &dyn Reader, snapshot: &Snapshot) -> Option<Function> {
    let latest = snapshot.latest.as_ref()?;
    let mut newest: Option<Function> = None;
    let mut from = None;
    loop {
        let page = reader.versions(&latest.name, from.as_deref()).await.ok()?;
        let published = page
            .items
            .into_iter()
            .filter(|function| number(function).is_some());
        newest = published.chain(newest).max_by_key(number);
        from = page.next;
        if from.is_none() {
            return newest;
        }
    }
}

fn number(function: &Function) -> Option<u64> {
    function.version.parse().ok()
}

/// Parameters that a version below 19.0 read and this one does not. Not being allowed to look is no matter.
async fn leftovers(reader: &dyn Reader, snapshot: &Snapshot) -> Vec<String> {
    if snapshot.center.path == VersionPath::ParameterStore {
        return Vec::new();
    }
    let keys = RestKeys::of(&snapshot.center.name);
    let names = keys.four().into_iter().chain([keys.access_token.as_str()]);
    let names: Vec<String> = names.map(str::to_owned).collect();
    let parameters = reader.parameters(&names).await.unwrap_or_default();
    let mut found: Vec<String> = parameters.found.into_iter().map(|it| it.name).collect();
    found.sort();
    found
}

/// Something that could not be read at all.
fn unseen(center: &ContactCenter, problem: &Problem) -> Finding {
    let place = match &center.secret {
        Some(secret) if problem.code.starts_with("secret-") => format!("secret {secret}"),
        _ => format!("contact center {}", center.name),
    };
    let severity = match problem.code {
        "secret-rotated" | "secret-is-replica" | "secret-managed-by-service" => Severity::Warning,
        _ => Severity::Error,
    };
    Finding::of_problem(severity, place, problem)
}

/// What a login that works shows beside: another address, a wrong clock.
fn remark(place: &str, line: &CheckLine) -> Option<Finding> {
    (line.level == Level::Warn).then(|| Finding::warning("login-remark", place, &line.text))
}

fn refused(place: &str, problem: &Problem) -> Finding {
    let finding = Finding::of_problem(Severity::Error, place, problem);
    match problem.code {
        "audience-other-works" | "audience-invalid" => finding.mended_by_setup(),
        _ => finding,
    }
}

fn not_reachable(place: String, problem: &Problem) -> Finding {
    let what = format!(
        "The login was not proved, which says nothing of the stored values: {}",
        problem.what
    );
    Finding {
        advice: problem.advice.clone(),
        ..Finding::warning("salesforce-not-reachable", place, what)
    }
}
