//! Lambda's rules: revisions lock, an update takes a moment, published versions never change.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::program::Program;
use super::{ACCOUNT, About, REGION, SeedFunction, page};
use crate::account::Outcome;
use crate::domain::center::ACTIVE;
use crate::domain::resources::{Alias, Environment, Function, Page, UpdateStatus};
use crate::domain::{Failure, FailureKind};

const LATEST: &str = "$LATEST";
/// In bytes, names and values together.
const LARGEST_ENVIRONMENT: usize = 4096;
const STALE: &str = "The RevisionId provided does not match the latest RevisionId for the Lambda function or alias. Call the GetFunction or the GetAlias API to retrieve the latest RevisionId";

/// The functions of an account.
#[derive(Debug)]
pub struct Functions {
    all: Vec<Kept>,
    /// How long an update is in progress.
    pub moment: Duration,
}

#[derive(Debug)]
struct Kept {
    latest: Function,
    /// The oldest first; the first one is version 1.
    published: Vec<Function>,
    aliases: BTreeMap<String, Alias>,
    warm: i32,
    program: Program,
    busy_until: Option<Instant>,
}

impl Functions {
    pub(super) fn of(seeds: Vec<SeedFunction>) -> Self {
        Self {
            all: seeds.into_iter().map(Kept::new).collect(),
            moment: Duration::from_millis(400),
        }
    }

    pub(super) fn list(&self, from: Option<&str>) -> Outcome<Page<Function>> {
        let latest: Vec<_> = self.all.iter().map(|kept| kept.latest.clone()).collect();
        page::page(&latest, from, about("lambda:ListFunctions", ""))
    }

    pub(super) fn get(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function> {
        let about = about("lambda:GetFunctionConfiguration", name);
        self.find(about)?.qualified(qualifier, about)
    }

    pub(super) fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>> {
        let about = about("lambda:ListVersionsByFunction", name);
        let kept = self.find(about)?;
        let latest = kept.qualified(Some(LATEST), about)?;
        let all: Vec<_> = [&latest]
            .into_iter()
            .chain(&kept.published)
            .cloned()
            .collect();
        page::page(&all, from, about)
    }

    pub(super) fn alias(&self, name: &str, alias: &str) -> Outcome<Alias> {
        let about = about("lambda:GetAlias", name);
        let found = self.find(about)?.aliases.get(alias);
        found.cloned().ok_or_else(|| no_alias(about, alias))
    }

    pub(super) fn warm(&self, name: &str, qualifier: &str) -> Outcome<i32> {
        let about = about("lambda:GetProvisionedConcurrencyConfig", name);
        let kept = self.find(about)?;
        Ok(if qualifier == ACTIVE { kept.warm } else { 0 })
    }

    /// What a function does when called, and with which variables.
    pub(super) fn program(
        &self,
        name: &str,
        qualifier: Option<&str>,
    ) -> Outcome<(Program, BTreeMap<String, String>)> {
        let about = about("lambda:InvokeFunction", name);
        let kept = self.find(about)?;
        let variables = match kept.qualified(qualifier, about)?.environment {
            Environment::Variables(variables) => variables,
            Environment::Unreadable { .. } => BTreeMap::new(),
        };
        Ok((kept.program, variables))
    }

    pub(super) fn update_environment(
        &mut self,
        name: &str,
        variables: &BTreeMap<String, String>,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        let about = about("lambda:UpdateFunctionConfiguration", name);
        let moment = self.moment;
        let kept = self.find_mut(about)?;
        kept.check_idle(about)?;
        check_revision(revision, kept.latest.revision.as_deref(), about)?;
        check_environment(variables, about)?;
        kept.latest.environment = Environment::Variables(variables.clone());
        kept.latest.revision = new_revision();
        kept.busy_until = Some(Instant::now() + moment);
        kept.qualified(None, about)
    }

    pub(super) fn publish(
        &mut self,
        name: &str,
        description: &str,
        code_sha256: &str,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        let about = about("lambda:PublishVersion", name);
        let kept = self.find_mut(about)?;
        kept.check_idle(about)?;
        check_revision(revision, kept.latest.revision.as_deref(), about)?;
        if code_sha256 != kept.latest.code_sha256 {
            let message = format!(
                "CodeSHA256 ({code_sha256}) is different from current CodeSHA256 in $LATEST ({}). Please try again with the CodeSHA256 in $LATEST.",
                kept.latest.code_sha256
            );
            return Err(about.no(
                FailureKind::Conflict,
                "InvalidParameterValueException",
                message,
            ));
        }
        if let Some(same) = kept
            .published
            .last()
            .filter(|last| are_alike(last, &kept.latest))
        {
            return Ok(same.clone());
        }
        kept.latest.revision = new_revision();
        Ok(kept.publish(description))
    }

    pub(super) fn move_alias(
        &mut self,
        name: &str,
        alias: &str,
        version: &str,
        revision: Option<&str>,
    ) -> Outcome<Alias> {
        let about = about("lambda:UpdateAlias", name);
        let kept = self.find_mut(about)?;
        kept.version(version)
            .ok_or_else(|| missing(about, version))?;
        let found = kept
            .aliases
            .get_mut(alias)
            .ok_or_else(|| no_alias(about, alias))?;
        check_revision(revision, found.revision.as_deref(), about)?;
        found.version = version.to_owned();
        found.weights.clear();
        found.revision = new_revision();
        Ok(found.clone())
    }

    /// Changes a function's `$LATEST` as somebody else would; `None` where there is no such function.
    pub fn change(&mut self, name: &str, change: impl FnOnce(&mut Function)) -> Option<()> {
        let kept = self.all.iter_mut().find(|kept| kept.latest.name == name)?;
        change(&mut kept.latest);
        kept.latest.revision = new_revision();
        Some(())
    }

    /// Changes an alias as somebody else would; `None` where there is no such one.
    pub fn change_alias(
        &mut self,
        name: &str,
        alias: &str,
        change: impl FnOnce(&mut Alias),
    ) -> Option<()> {
        let kept = self.all.iter_mut().find(|kept| kept.latest.name == name)?;
        let alias = kept.aliases.get_mut(alias)?;
        change(alias);
        alias.revision = new_revision();
        Some(())
    }

    fn find(&self, about: About<'_>) -> Outcome<&Kept> {
        let mut all = self.all.iter();
        all.find(|kept| kept.is(about.resource))
            .ok_or_else(|| missing(about, ""))
    }

    fn find_mut(&mut self, about: About<'_>) -> Outcome<&mut Kept> {
        let mut all = self.all.iter_mut();
        all.find(|kept| kept.is(about.resource))
            .ok_or_else(|| missing(about, ""))
    }
}

impl Kept {
    fn new(seed: SeedFunction) -> Self {
        let latest = Function {
            arn: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", seed.name),
            version: LATEST.to_owned(),
            description: seed.description,
            runtime: seed.runtime,
            role: format!("arn:aws:iam::{ACCOUNT}:role/SCVInvokeSalesforceRestApiFunctionRole"),
            environment: seed.environment,
            revision: new_revision(),
            code_sha256: "cHJhY3RpY2UgY29kZSBvZiB0aGlzIGZ1bmN0aW9uISE=".to_owned(),
            update: UpdateStatus::Successful,
            kms_key: None,
            name: seed.name,
        };
        let mut kept = Self {
            latest,
            published: Vec::new(),
            aliases: BTreeMap::new(),
            warm: seed.warm,
            program: seed.program,
            busy_until: None,
        };
        for description in &seed.published {
            kept.publish(description);
        }
        if let Some(version) = kept.published.last().map(|last| last.version.clone()) {
            let alias = Alias {
                name: ACTIVE.to_owned(),
                version,
                weights: BTreeMap::new(),
                revision: new_revision(),
            };
            kept.aliases.insert(ACTIVE.to_owned(), alias);
        }
        kept
    }

    fn is(&self, name_or_arn: &str) -> bool {
        self.latest.name == name_or_arn || self.latest.arn == name_or_arn
    }

    fn publish(&mut self, description: &str) -> Function {
        let version = (self.published.len() + 1).to_string();
        let mut published = Function {
            arn: format!("{}:{version}", self.latest.arn),
            version,
            revision: new_revision(),
            ..self.latest.clone()
        };
        if !description.is_empty() {
            published.description = description.to_owned();
        }
        self.published.push(published.clone());
        published
    }

    fn version(&self, version: &str) -> Option<&Function> {
        [&self.latest]
            .into_iter()
            .chain(&self.published)
            .find(|function| function.version == version)
    }

    fn qualified(&self, qualifier: Option<&str>, about: About<'_>) -> Outcome<Function> {
        let asked = qualifier.unwrap_or(LATEST);
        let version = self
            .aliases
            .get(asked)
            .map_or(asked, |alias| &alias.version);
        let found = self.version(version).ok_or_else(|| missing(about, asked))?;
        let mut function = found.clone();
        if let Some(qualifier) = qualifier {
            function.arn = format!("{}:{qualifier}", self.latest.arn);
        }
        if function.version == LATEST && self.is_busy() {
            function.update = UpdateStatus::InProgress;
        }
        Ok(function)
    }

    fn is_busy(&self) -> bool {
        self.busy_until.is_some_and(|until| Instant::now() < until)
    }

    fn check_idle(&self, about: About<'_>) -> Outcome<()> {
        match self.is_busy() {
            false => Ok(()),
            true => Err(about.no(
                FailureKind::Conflict,
                "ResourceConflictException",
                format!("The operation cannot be performed at this time. An update is in progress for resource: {}", self.latest.arn),
            )),
        }
    }
}

/// Whether publishing would make nothing new.
fn are_alike(one: &Function, other: &Function) -> bool {
    one.environment == other.environment
        && one.code_sha256 == other.code_sha256
        && one.runtime == other.runtime
        && one.role == other.role
        && one.kms_key == other.kms_key
}

fn about<'a>(call: &'static str, resource: &'a str) -> About<'a> {
    About { call, resource }
}

fn new_revision() -> Option<String> {
    Some(uuid::Uuid::new_v4().to_string())
}

fn check_revision(asked: Option<&str>, now: Option<&str>, about: About<'_>) -> Outcome<()> {
    match asked.is_none() || asked == now {
        true => Ok(()),
        false => Err(about.no(FailureKind::Conflict, "PreconditionFailedException", STALE)),
    }
}

fn check_environment(variables: &BTreeMap<String, String>, about: About<'_>) -> Outcome<()> {
    let invalid = |message: String| {
        Err(about.no(
            FailureKind::Invalid,
            "InvalidParameterValueException",
            message,
        ))
    };
    let reserved = |name: &&String| name.starts_with("AWS_") || name.starts_with("LAMBDA_");
    if let Some(name) = variables.keys().find(|name| !is_variable_name(name)) {
        return invalid(format!(
            "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]: {name}"
        ));
    }
    if let Some(name) = variables.keys().find(reserved) {
        return invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {name}"
        ));
    }
    let size: usize = variables
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > LARGEST_ENVIRONMENT {
        return invalid("Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.".into());
    }
    Ok(())
}

fn is_variable_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn missing(about: About<'_>, qualifier: &str) -> Failure {
    let colon = if qualifier.is_empty() { "" } else { ":" };
    let message = format!(
        "Function not found: arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}{colon}{qualifier}",
        about.resource
    );
    about.no(FailureKind::NotFound, "ResourceNotFoundException", message)
}

fn no_alias(about: About<'_>, alias: &str) -> Failure {
    let message = format!(
        "Cannot find alias arn: arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}:{alias}",
        about.resource
    );
    about.no(FailureKind::NotFound, "ResourceNotFoundException", message)
}
