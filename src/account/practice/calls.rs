//! The calls on a practice account: each waits its turn, meets what was told to befall it, and asks the rules.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::faults::{self, Answer, Fault};
use super::program::Role;
use super::{ACCOUNT, About, Practice, State, lock};
use crate::account::{Account, Outcome, Reader, all_of};
use crate::domain::Secret;
use crate::domain::place::Identity;
use crate::domain::resources::{
    Alias, Function, Invocation, Page, ParameterDescription, ParameterVersion, ParameterWrite,
    Parameters, SecretDescription, SecretSummary, SecretValue, Which,
};

impl Practice {
    async fn call<T>(
        &self,
        call: &'static str,
        resource: &str,
        act: impl FnOnce(&mut State) -> Outcome<T>,
    ) -> Outcome<T> {
        let about = About { call, resource };
        let state = self.state.clone().await?;
        let fault = self.befall(about).await?;
        let mut state = lock(&state);
        let answer = strike(fault, &mut state)?;
        let outcome = act(&mut state)?;
        match answer {
            Answer::Arrives => Ok(outcome),
            Answer::IsLost => Err(faults::lost(about)),
        }
    }

    async fn befall(&self, about: About<'_>) -> Outcome<Option<Fault>> {
        let pace = self.faults().pace;
        if !pace.is_zero() {
            tokio::time::sleep(pace).await;
        }
        self.faults().befall(about)
    }
}

fn strike(fault: Option<Fault>, state: &mut State) -> Outcome<Answer> {
    fault.map_or(Ok(Answer::Arrives), |fault| fault.strike(state))
}

#[async_trait]
impl Reader for Practice {
    /// Waits for nothing that is still being made.
    async fn identity(&self) -> Outcome<Identity> {
        let about = About {
            call: "sts:GetCallerIdentity",
            resource: "",
        };
        match self.befall(about).await? {
            Some(Fault::Fail(failure)) => Err(failure),
            Some(Fault::LoseAnswer) => Err(faults::lost(about)),
            Some(Fault::Before(_)) | None => Ok(Identity {
                account: ACCOUNT.to_owned(),
                arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/Practice/you"),
            }),
        }
    }

    async fn functions(&self, from: Option<&str>) -> Outcome<Page<Function>> {
        self.call("lambda:ListFunctions", "", |state| {
            state.functions.list(from)
        })
        .await
    }

    async fn function(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function> {
        let call = "lambda:GetFunctionConfiguration";
        self.call(call, name, |state| state.functions.get(name, qualifier))
            .await
    }

    async fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>> {
        let call = "lambda:ListVersionsByFunction";
        self.call(call, name, |state| state.functions.versions(name, from))
            .await
    }

    async fn alias(&self, function: &str, alias: &str) -> Outcome<Alias> {
        self.call("lambda:GetAlias", function, |state| {
            state.functions.alias(function, alias)
        })
        .await
    }

    async fn provisioned_concurrency(&self, function: &str, qualifier: &str) -> Outcome<i32> {
        let call = "lambda:GetProvisionedConcurrencyConfig";
        self.call(call, function, |state| {
            state.functions.warm(function, qualifier)
        })
        .await
    }

    async fn secrets(&self, from: Option<&str>) -> Outcome<Page<SecretSummary>> {
        let call = "secretsmanager:ListSecrets";
        self.call(call, "", |state| state.secrets.list(from)).await
    }

    async fn describe_secret(&self, name: &str) -> Outcome<SecretDescription> {
        let call = "secretsmanager:DescribeSecret";
        self.call(call, name, |state| state.secrets.describe(name))
            .await
    }

    async fn secret(&self, name: &str, which: &Which) -> Outcome<SecretValue> {
        let call = "secretsmanager:GetSecretValue";
        self.call(call, name, |state| state.secrets.get(name, which))
            .await
    }

    async fn parameters(&self, names: &[String]) -> Outcome<Parameters> {
        self.call("ssm:GetParameters", &all_of(names), |state| {
            Ok(state.parameters.get(names))
        })
        .await
    }

    async fn describe_parameters(&self, names: &[String]) -> Outcome<Vec<ParameterDescription>> {
        self.call("ssm:DescribeParameters", &all_of(names), |state| {
            let described = names.iter().map(|name| state.parameters.describe(name));
            Ok(described.flatten().collect())
        })
        .await
    }

    async fn parameter_history(&self, name: &str) -> Outcome<Vec<ParameterVersion>> {
        self.call("ssm:GetParameterHistory", name, |state| {
            Ok(state.parameters.history(name))
        })
        .await
    }
}

#[async_trait]
impl Account for Practice {
    async fn put_secret(
        &self,
        name: &str,
        text: &Secret,
        token: &str,
        label: Option<&str>,
    ) -> Outcome<String> {
        self.call("secretsmanager:PutSecretValue", name, |state| {
            state.secrets.put(name, text, token, label)
        })
        .await
    }

    async fn move_label(
        &self,
        name: &str,
        label: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Outcome<()> {
        self.call("secretsmanager:UpdateSecretVersionStage", name, |state| {
            state.secrets.move_label(name, label, from, to)
        })
        .await
    }

    async fn put_parameter(&self, write: &ParameterWrite) -> Outcome<i64> {
        self.call("ssm:PutParameter", &write.name, |state| {
            state.parameters.put(write)
        })
        .await
    }

    async fn delete_parameter(&self, name: &str) -> Outcome<()> {
        self.call("ssm:DeleteParameter", name, |state| {
            state.parameters.delete(name)
        })
        .await
    }

    async fn update_environment(
        &self,
        function: &str,
        variables: &BTreeMap<String, String>,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        self.call("lambda:UpdateFunctionConfiguration", function, |state| {
            state
                .functions
                .update_environment(function, variables, revision)
        })
        .await
    }

    async fn publish(
        &self,
        function: &str,
        description: &str,
        code_sha256: &str,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        self.call("lambda:PublishVersion", function, |state| {
            let functions = &mut state.functions;
            functions.publish(function, description, code_sha256, revision)
        })
        .await
    }

    async fn move_alias(
        &self,
        function: &str,
        alias: &str,
        version: &str,
        weights: Option<&BTreeMap<String, f64>>,
        revision: Option<&str>,
    ) -> Outcome<Alias> {
        self.call("lambda:UpdateAlias", function, |state| {
            let functions = &mut state.functions;
            functions.move_alias(function, alias, version, weights, revision)
        })
        .await
    }

    async fn invoke(
        &self,
        function: &str,
        qualifier: Option<&str>,
        payload: &str,
    ) -> Outcome<Invocation> {
        let about = About {
            call: "lambda:InvokeFunction",
            resource: function,
        };
        let state = self.state.clone().await?;
        let fault = self.befall(about).await?;
        let (answer, (program, variables)) = {
            let mut state = lock(&state);
            let answer = strike(fault, &mut state)?;
            (answer, state.functions.program(function, qualifier)?)
        };
        let (code, role) = (&self.code, Role(&state));
        let invocation = code.run(program, &variables, role, payload).await;
        match answer {
            Answer::Arrives => Ok(invocation),
            Answer::IsLost => Err(faults::lost(about)),
        }
    }

    fn reader(&self) -> &dyn Reader {
        self
    }
}
