//! A reader that does not wait twice for the same silence: a service that let one call time out is not asked
//! again. For one command or one look; whoever tries again begins with a new one.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{Outcome, Reader};
use crate::domain::place::Identity;
use crate::domain::resources::{
    Alias, Function, Page, ParameterDescription, ParameterVersion, Parameters, SecretDescription,
    SecretSummary, SecretValue, Which,
};
use crate::domain::{Failure, FailureKind};
use crate::problem::Problem;

/// Hands calls on, as long as their service answers.
pub struct Impatient<'a> {
    reader: &'a dyn Reader,
    silent: Mutex<BTreeMap<&'static str, Failure>>,
}

impl<'a> Impatient<'a> {
    /// Over this reader, with patience for every service.
    pub fn over(reader: &'a dyn Reader) -> Self {
        Self {
            reader,
            silent: Mutex::default(),
        }
    }

    /// The services that did not answer, a problem each.
    pub fn silences(&self) -> Vec<Problem> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.values().map(Failure::problem).collect()
    }

    /// All calls to a silent service fail alike, so that the same is told once.
    async fn ask<T>(
        &self,
        service: &'static str,
        answer: impl Future<Output = Outcome<T>>,
    ) -> Outcome<T> {
        if let Some(silent) = self.silence_of(service) {
            return Err(silent);
        }
        let outcome = answer.await;
        match outcome {
            Err(failure) if failure.kind == FailureKind::TimedOut => {
                Err(self.note(service, failure))
            }
            other => other,
        }
    }

    /// Whoever cannot sign in for one service cannot for another.
    fn note(&self, service: &'static str, failure: Failure) -> Failure {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let told = Failure {
            resource: String::new(),
            fix: Some(
                "Check the network to AWS, then try again. The service was not asked again.".into(),
            ),
            ..failure
        };
        if !told.call.contains(':') {
            for other in ["sts", "lambda", "secretsmanager", "ssm"] {
                silent.entry(other).or_insert_with(|| told.clone());
            }
        }
        silent.entry(service).or_insert(told).clone()
    }

    fn silence_of(&self, service: &str) -> Option<Failure> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.get(service).cloned()
    }
}

#[async_trait]
impl Reader for Impatient<'_> {
    async fn identity(&self) -> Outcome<Identity> {
        self.ask("sts", self.reader.identity()).await
    }

    async fn functions(&self, from: Option<&str>) -> Outcome<Page<Function>> {
        self.ask("lambda", self.reader.functions(from)).await
    }

    async fn function(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function> {
        let answer = self.reader.function(name, qualifier);
        self.ask("lambda", answer).await
    }

    async fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>> {
        self.ask("lambda", self.reader.versions(name, from)).await
    }

    async fn alias(&self, function: &str, alias: &str) -> Outcome<Alias> {
        self.ask("lambda", self.reader.alias(function, alias)).await
    }

    async fn provisioned_concurrency(&self, function: &str, qualifier: &str) -> Outcome<i32> {
        let answer = self.reader.provisioned_concurrency(function, qualifier);
        self.ask("lambda", answer).await
    }

    async fn secrets(&self, from: Option<&str>) -> Outcome<Page<SecretSummary>> {
        self.ask("secretsmanager", self.reader.secrets(from)).await
    }

    async fn describe_secret(&self, name: &str) -> Outcome<SecretDescription> {
        let answer = self.reader.describe_secret(name);
        self.ask("secretsmanager", answer).await
    }

    async fn secret(&self, name: &str, which: &Which) -> Outcome<SecretValue> {
        let answer = self.reader.secret(name, which);
        self.ask("secretsmanager", answer).await
    }

    async fn parameters(&self, names: &[String]) -> Outcome<Parameters> {
        self.ask("ssm", self.reader.parameters(names)).await
    }

    async fn parameter_history(&self, name: &str) -> Outcome<Vec<ParameterVersion>> {
        self.ask("ssm", self.reader.parameter_history(name)).await
    }

    async fn describe_parameters(&self, names: &[String]) -> Outcome<Vec<ParameterDescription>> {
        let answer = self.reader.describe_parameters(names);
        self.ask("ssm", answer).await
    }
}
