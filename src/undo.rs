//! Puts back what the last setup of a contact center changed: by moving versions back where AWS keeps them,
//! and only where nobody changed them since. Everything is looked at before anything is put back.

use std::collections::BTreeMap;

use crate::account::{Account, Outcome as Answer, Reader};
use crate::domain::center::names;
use crate::domain::change::{Action, Change};
use crate::domain::resources::{Environment, ParameterWrite, UpdateStatus, Which};
use crate::domain::{CheckLine, Failure, FailureKind};
use crate::journal::{Entry, Journal, Journals, Variable};
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::{StageState, Watch};

const CURRENT: &str = "AWSCURRENT";

/// Puts back. Without a journal, what can be told from AWS alone: secrets whose current version is ours.
pub async fn run(
    account: &dyn Account,
    journals: &Journals,
    region: &str,
    contact_center: &str,
    watch: &dyn Watch,
) -> Report {
    match put_back(account, journals, region, contact_center, watch).await {
        Ok(report) => report,
        Err(problem) => {
            let mut report = Report::new(contact_center, Outcome::Failed);
            report
                .lines
                .push(CheckLine::ok("Nothing has been changed in AWS."));
            report.problem = Some(problem);
            report
        }
    }
}

/// What undoing would come to: the journal, or what AWS alone tells. `None` where there is nothing to put back.
pub async fn prospect(
    reader: &dyn Reader,
    journals: &Journals,
    contact_center: &str,
    region: &str,
) -> Result<Option<Journal>, Problem> {
    let identity = reader
        .identity()
        .await
        .map_err(|failure| failure.problem())?;
    if let Some(journal) = journals.read(&identity.account, region, contact_center)? {
        return Ok(Some(journal).filter(|journal| !journal.entries.is_empty()));
    }
    let entries = without_journal(reader, contact_center).await?;
    Ok((!entries.is_empty()).then(|| Journal {
        version: Journal::VERSION,
        account: identity.account,
        region: region.to_owned(),
        contact_center: contact_center.to_owned(),
        begun: String::new(),
        finished: true,
        entries,
    }))
}

async fn put_back(
    account: &dyn Account,
    journals: &Journals,
    region: &str,
    contact_center: &str,
    watch: &dyn Watch,
) -> Result<Report, Problem> {
    let Some(journal) = prospect(account.reader(), journals, contact_center, region).await? else {
        let mut report = Report::new(contact_center, Outcome::NothingToDo);
        report.lines.push(CheckLine::ok(
            "There is nothing to put back for this contact center.",
        ));
        return Ok(report);
    };
    let backwards: Vec<&Entry> = journal.entries.iter().rev().collect();
    let mut names = vec!["Look whether anybody changed it since".to_owned()];
    names.extend(backwards.iter().map(|entry| describe(entry)));
    watch.stages(&names);
    watch.stage(0, StageState::Working(String::new()));
    let mut steps = Vec::new();
    for entry in &backwards {
        steps.push(
            look(account.reader(), entry)
                .await
                .map_err(|failure| failure.problem())?,
        );
    }
    if let Some(problem) = steps.iter().find_map(|step| step.as_ref().err()) {
        watch.stage(0, StageState::Failed(problem.what.clone()));
        let mut report = Report::new(contact_center, Outcome::Refused);
        report
            .lines
            .push(CheckLine::ok("Nothing has been changed in AWS."));
        report.problem = Some(problem.clone());
        return Ok(report);
    }
    watch.stage(0, StageState::Done("nobody did".into()));
    let mut report = Report::new(contact_center, Outcome::Done);
    for (at, step) in steps.into_iter().flatten().enumerate() {
        let stage = at + 1;
        if watch.stop_asked() && !report.changes.is_empty() {
            report.outcome = Outcome::Partial;
            return Ok(report);
        }
        watch.stage(stage, StageState::Working(String::new()));
        match take(account, &step).await {
            Ok(None) => watch.stage(stage, StageState::Skipped("is as it was".into())),
            Ok(Some(change)) => {
                watch.stage(stage, StageState::Done(String::new()));
                report
                    .lines
                    .push(CheckLine::ok(format!("{}: put back.", change.place)));
                report.changes.push(change);
            }
            Err(failure) => {
                watch.stage(stage, StageState::Failed(failure.problem().what));
                report.problem = Some(failure.problem());
                report.outcome = match report.changes.is_empty() {
                    true => Outcome::Failed,
                    false => Outcome::Partial,
                };
                return Ok(report);
            }
        }
    }
    journals.remove(&journal);
    if report.changes.is_empty() {
        report.outcome = Outcome::NothingToDo;
    }
    Ok(report)
}

/// One thing to put back, looked at and found fit.
enum Step {
    /// It is already as it was.
    Nothing,
    Label {
        name: String,
        from: String,
        to: String,
    },
    Parameter {
        name: String,
        to: i64,
    },
    Delete {
        name: String,
    },
    Environment {
        function: String,
        variables: Vec<Variable>,
    },
    Alias {
        function: String,
        alias: String,
        from: String,
        to: String,
    },
}

/// Whether an entry can be put back; `Err` inside says who stands against it.
async fn look(reader: &dyn Reader, entry: &Entry) -> Answer<Result<Step, Problem>> {
    match entry {
        Entry::Secret {
            name,
            before,
            after,
            token,
        } => {
            let now = reader.secret(name, &Which::current()).await?.version;
            Ok(if now == *before {
                Ok(Step::Nothing)
            } else if now == *after || *token {
                let (name, to) = (name.clone(), before.clone());
                Ok(Step::Label {
                    name,
                    from: now,
                    to,
                })
            } else {
                Err(changed_since(
                    &format!("secret {name}"),
                    &format!("version {now}"),
                ))
            })
        }
        Entry::Parameter {
            name,
            before,
            after,
            token,
        } => parameter(reader, name, *before, *after, *token).await,
        Entry::Environment {
            function,
            variables,
        } => {
            let latest = reader.function(function, None).await?;
            let held =
                |variable: &Variable| latest.environment.get(&variable.name).map(str::to_owned);
            let is_as_before = variables
                .iter()
                .all(|variable| held(variable) == variable.before);
            let is_ours = variables.iter().all(|v| held(v).as_ref() == Some(&v.after));
            Ok(if is_as_before {
                Ok(Step::Nothing)
            } else if is_ours {
                Ok(Step::Environment {
                    function: function.clone(),
                    variables: variables.clone(),
                })
            } else {
                Err(changed_since(
                    &format!("function {function}"),
                    "its variables",
                ))
            })
        }
        Entry::Alias {
            function,
            alias,
            before,
            after,
        } => {
            let now = reader.alias(function, alias).await?.version;
            Ok(if now == *before || after.is_none() {
                Ok(Step::Nothing)
            } else if Some(&now) == after.as_ref() {
                let (function, alias, to) = (function.clone(), alias.clone(), before.clone());
                Ok(Step::Alias {
                    function,
                    alias,
                    from: now,
                    to,
                })
            } else {
                Err(changed_since(
                    &format!("alias {alias} of {function}"),
                    &format!("version {now}"),
                ))
            })
        }
    }
}

async fn parameter(
    reader: &dyn Reader,
    name: &str,
    before: Option<i64>,
    after: i64,
    token: bool,
) -> Answer<Result<Step, Problem>> {
    let found = reader
        .parameters(&[name.to_owned()])
        .await?
        .found
        .into_iter()
        .next();
    let now = found.map(|parameter| parameter.version);
    if now == before || now.is_none() {
        return Ok(Ok(Step::Nothing));
    }
    if now != Some(after) && !token {
        let description = reader.describe_parameter(name).await.ok().flatten();
        let by = description
            .and_then(|d| d.changed_by)
            .unwrap_or_else(|| "somebody".into());
        let version = now.unwrap_or_default();
        return Ok(Err(changed_since(
            &format!("parameter {name}"),
            &format!("version {version} by {by}"),
        )));
    }
    Ok(Ok(match before {
        Some(to) => Step::Parameter {
            name: name.to_owned(),
            to,
        },
        None => Step::Delete {
            name: name.to_owned(),
        },
    }))
}

async fn take(account: &dyn Account, step: &Step) -> Answer<Option<Change>> {
    match step {
        Step::Nothing => Ok(None),
        Step::Label { name, from, to } => {
            let moved = account
                .move_label(name, CURRENT, Some(from), Some(to))
                .await;
            after_all(moved, async {
                Ok(account.secret(name, &Which::current()).await?.version == *to)
            })
            .await?;
            Ok(Some(change(
                format!("secret {name}"),
                Action::Move,
                from,
                to,
                "secretsmanager:UpdateSecretVersionStage",
            )))
        }
        Step::Parameter { name, to } => {
            let change = put_parameter_back(account, name, *to).await?;
            Ok(Some(change))
        }
        Step::Delete { name } => {
            let deleted = account.delete_parameter(name).await;
            let gone = async {
                Ok(account
                    .parameters(std::slice::from_ref(name))
                    .await?
                    .found
                    .is_empty())
            };
            after_all(deleted, gone).await?;
            Ok(Some(change(
                format!("parameter {name}"),
                Action::Reset,
                "made by setup",
                "removed",
                "ssm:DeleteParameter",
            )))
        }
        Step::Environment {
            function,
            variables,
        } => {
            put_environment_back(account, function, variables).await?;
            let names: Vec<&str> = variables
                .iter()
                .map(|variable| variable.name.as_str())
                .collect();
            Ok(Some(change(
                format!("function {function}"),
                Action::Set,
                &names.join(", "),
                "as before",
                "lambda:UpdateFunctionConfiguration",
            )))
        }
        Step::Alias {
            function,
            alias,
            from,
            to,
        } => {
            let now = account.alias(function, alias).await?;
            let moved = account
                .move_alias(function, alias, to, now.revision.as_deref())
                .await;
            after_all(moved.map(drop), async {
                Ok(account.alias(function, alias).await?.version == *to)
            })
            .await?;
            Ok(Some(change(
                format!("function {function}"),
                Action::Move,
                from,
                to,
                "lambda:UpdateAlias",
            )))
        }
    }
}

/// After a lost answer: is it in after all?
async fn after_all(
    sent: Answer<()>,
    is_in: impl Future<Output = Answer<bool>> + Send,
) -> Answer<()> {
    match sent {
        Err(failure) if failure.may_be_applied() || failure.kind == FailureKind::Conflict => {
            if is_in.await? {
                Ok(())
            } else {
                Err(failure)
            }
        }
        other => other,
    }
}

async fn put_parameter_back(account: &dyn Account, name: &str, to: i64) -> Answer<Change> {
    let versioned = format!("{name}:{to}");
    let old = account
        .parameters(std::slice::from_ref(&versioned))
        .await?
        .found
        .into_iter()
        .next();
    let old = old.ok_or_else(|| Failure {
        kind: FailureKind::NotFound,
        call: "ssm:GetParameters",
        resource: versioned,
        code: None,
        message: "AWS keeps the newest 100 versions only.".into(),
        fix: None,
    })?;
    let description = account.describe_parameter(name).await?;
    let write = ParameterWrite {
        name: name.to_owned(),
        value: old.value.clone(),
        kind: old.kind,
        tier: description.as_ref().map(|d| d.tier.clone()),
        kms_key: description.as_ref().and_then(|d| d.kms_key.clone()),
        data_type: description.as_ref().and_then(|d| d.data_type.clone()),
        allowed_pattern: description.and_then(|d| d.allowed_pattern),
        overwrite: true,
    };
    let sent = account.put_parameter(&write).await.map(drop);
    let is_in = async {
        let now = account
            .parameters(&[name.to_owned()])
            .await?
            .found
            .into_iter()
            .next();
        Ok(now.is_some_and(|now| now.value == old.value))
    };
    after_all(sent, is_in).await?;
    Ok(change(
        format!("parameter {name}"),
        Action::Set,
        "set by setup",
        &format!("as in version {to}"),
        "ssm:PutParameter",
    ))
}

async fn put_environment_back(
    account: &dyn Account,
    function: &str,
    before: &[Variable],
) -> Answer<()> {
    let latest = account.function(function, None).await?;
    let Environment::Variables(mut variables) = latest.environment.clone() else {
        return Err(Failure {
            kind: FailureKind::Denied,
            call: "kms:Decrypt",
            resource: function.to_owned(),
            code: None,
            message: "The environment variables cannot be read.".into(),
            fix: None,
        });
    };
    for variable in before {
        match &variable.before {
            Some(value) => variables.insert(variable.name.clone(), value.clone()),
            None => variables.remove(&variable.name),
        };
    }
    let sent = account
        .update_environment(function, &variables, latest.revision.as_deref())
        .await;
    let is_in = holds(account, function, &variables);
    after_all(sent.map(drop), is_in).await?;
    for _ in 0..60 {
        if account.function(function, None).await?.update != UpdateStatus::InProgress {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    Ok(())
}

async fn holds(
    account: &dyn Account,
    function: &str,
    variables: &BTreeMap<String, String>,
) -> Answer<bool> {
    let now = account.function(function, None).await?.environment;
    Ok(now == Environment::Variables(variables.clone()))
}

/// Secrets whose current version carries an id of ours and whose version before is still labelled. Of
/// parameters and aliases AWS alone does not tell who changed them.
async fn without_journal(reader: &dyn Reader, contact_center: &str) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for name in [
        names::secret(contact_center),
        names::access_secret(contact_center),
    ] {
        let description = match reader.describe_secret(&name).await {
            Ok(description) => description,
            Err(failure) if failure.kind == FailureKind::NotFound => continue,
            Err(failure) => return Err(failure.problem()),
        };
        let current = description
            .labelled(CURRENT)
            .filter(|id| id.starts_with(crate::apply::TOKEN_PREFIX));
        if let (Some(after), Some(before)) = (current, description.labelled("AWSPREVIOUS")) {
            entries.push(Entry::Secret {
                before: before.to_owned(),
                after: after.to_owned(),
                token: false,
                name,
            });
        }
    }
    Ok(entries)
}

/// What putting an entry back is called.
pub fn describe(entry: &Entry) -> String {
    match entry {
        Entry::Secret { name, .. } => format!("Put secret {name} back to its version before"),
        Entry::Parameter {
            name,
            before: Some(version),
            ..
        } => {
            format!("Put parameter {name} back to what version {version} holds")
        }
        Entry::Parameter { name, .. } => format!("Remove parameter {name}, which setup made"),
        Entry::Environment { function, .. } => {
            format!("Put the variables of function {function} back")
        }
        Entry::Alias {
            function,
            alias,
            before,
            ..
        } => {
            format!("Point alias {alias} of {function} back to version {before}")
        }
    }
}

fn change(place: String, action: Action, before: &str, after: &str, call: &'static str) -> Change {
    Change {
        place,
        key: String::new(),
        action,
        before: before.to_owned(),
        after: after.to_owned(),
        why: "It was so before the last setup.".into(),
        call,
    }
}

fn changed_since(what: &str, now: &str) -> Problem {
    Problem::new(
        "changed-since-setup",
        format!("The {what} was changed since the setup (now {now})."),
    )
    .cause("Somebody else, or another program, wrote it after the setup did.")
    .fix("Nothing was put back. Look at that change first; setup can be run again instead.")
}
