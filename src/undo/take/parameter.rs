//! Puts a parameter back. AWS has no precondition for it: the version that was looked at and the version that comes
//! back tell whether somebody else wrote in between.

use super::super::Place;
use super::{Taken, Trouble, after_all};
use crate::account::{Account, Outcome as Answer};
use crate::domain::change::Action;
use crate::domain::plan::WORTHLESS_TOKEN;
use crate::domain::resources::{Parameter, ParameterWrite};
use crate::domain::{Failure, FailureKind, Secret};
use crate::problem::Problem;

/// Gives it the value of an old version, if `seen` still is the current one. Of a cached token none was looked at:
/// the function replaces it at any time.
pub(super) async fn put_back(
    account: &dyn Account,
    name: &str,
    seen: Option<i64>,
    to: i64,
) -> Result<Option<Taken>, Trouble> {
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
    let taken = Taken::of(
        Place::Parameter(name.to_owned()),
        Action::Set,
        "set by setup",
        &format!("as in version {to}"),
        "ssm:PutParameter",
    );
    put(account, name, seen, old.value, taken).await
}

/// Any worthless token will do in place of the cached one.
pub(super) async fn make_worthless(
    account: &dyn Account,
    name: &str,
) -> Result<Option<Taken>, Trouble> {
    let worthless = Secret::new(WORTHLESS_TOKEN);
    let taken = Taken::without_token(Place::Parameter(name.to_owned()), "ssm:PutParameter");
    put(account, name, None, worthless, taken).await
}

/// Removes it, if `seen` still is its current version: its history goes with it. Of a cached token none was looked at.
pub(super) async fn delete(
    account: &dyn Account,
    name: &str,
    seen: Option<i64>,
) -> Result<Option<Taken>, Trouble> {
    let Some(now) = current(account, name).await? else {
        return Ok(None);
    };
    if let Some(seen) = seen.filter(|seen| now.version != *seen) {
        return Err(changed(name, Some(now.version), seen).into());
    }
    let deleted = account.delete_parameter(name).await;
    let gone = async { Ok(current(account, name).await?.is_none()) };
    after_all(deleted, gone).await?;
    Ok(Some(Taken::of(
        Place::Parameter(name.to_owned()),
        Action::Reset,
        if seen.is_some() {
            "made by setup"
        } else {
            "a cached token"
        },
        "removed",
        "ssm:DeleteParameter",
    )))
}

/// Writes a value and leaves all else of the parameter as it is. Where no token is, none is in the way.
async fn put(
    account: &dyn Account,
    name: &str,
    seen: Option<i64>,
    value: Secret,
    taken: Taken,
) -> Result<Option<Taken>, Trouble> {
    let description = account.describe_parameter(name).await?;
    let now = current(account, name).await?;
    let is = now.as_ref().map(|now| now.version);
    if let Some(seen) = seen.filter(|seen| is != Some(*seen)) {
        return Err(changed(name, is, seen).into());
    }
    let Some(now) = now else {
        return Ok(None);
    };
    let write = ParameterWrite {
        name: name.to_owned(),
        value,
        kind: now.kind,
        tier: description.as_ref().map(|d| d.tier.clone()),
        kms_key: description.as_ref().and_then(|d| d.kms_key.clone()),
        data_type: description.as_ref().and_then(|d| d.data_type.clone()),
        allowed_pattern: description.and_then(|d| d.allowed_pattern),
        overwrite: true,
    };
    let version = sent(account, &write, now.version).await?;
    let replaced = (version != now.version + 1 && seen.is_some()).then(|| {
        format!(
            "Parameter {name}: put back as version {version}, but somebody else wrote version {before} just \
             before. It can be read as {name}:{before}.",
            before = version - 1
        )
    });
    Ok(Some(Taken { replaced, ..taken }))
}

/// Writes in place of a version. Where no answer comes, looks whether it is in: the version that it made.
async fn sent(account: &dyn Account, write: &ParameterWrite, read: i64) -> Result<i64, Trouble> {
    let failure = match account.put_parameter(write).await {
        Ok(version) => return Ok(version),
        Err(failure) if failure.may_be_applied() => failure,
        Err(failure) => return Err(failure.into()),
    };
    match current(account, &write.name).await {
        Ok(Some(now)) if now.version == read => Err(failure.into()),
        Ok(Some(now)) if now.value == write.value => Ok(now.version),
        // Somebody wrote since: in place of what was there, or of ours.
        Ok(_) => Err(Trouble::Unclear(failure.problem())),
        Err(unknown) => Err(Trouble::Unclear(unknown.problem())),
    }
}

async fn current(account: &dyn Account, name: &str) -> Answer<Option<Parameter>> {
    let names = [name.to_owned()];
    Ok(account.parameters(&names).await?.found.into_iter().next())
}

fn changed(name: &str, now: Option<i64>, seen: i64) -> Problem {
    let now = now.map_or("not there".to_owned(), |now| format!("version {now}"));
    Problem::new(
        "parameter-changed",
        format!("The parameter {name} was changed meanwhile."),
    )
    .cause(format!("It is now {now}; undo looked at version {seen}."))
    .fix("It was not put back; the other change is kept. Undo again: it looks anew.")
}
