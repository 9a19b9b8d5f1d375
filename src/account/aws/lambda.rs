//! Lambda.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::Config;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{
    AliasRoutingConfiguration, Environment as AwsEnvironment, EnvironmentResponse,
    LastUpdateStatus, State,
};
use aws_types::SdkConfig;

use super::caller::Caller;
use super::failure::about;
use super::limits::{Limits, OnlyIfRefused};
use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::resources::{Alias, Environment, Function, Invocation, Page, UpdateStatus};

pub(super) struct Functions {
    client: Client,
    caller: Arc<Caller>,
    limits: Limits,
}

/// A [`Function`] from one of the SDK's many types for the same answer.
macro_rules! function {
    ($answer:expr, $about:expr) => {{
        let (it, about) = ($answer, $about);
        Function {
            name: it
                .function_name
                .ok_or_else(|| about.lacks("FunctionName"))?,
            arn: it.function_arn.ok_or_else(|| about.lacks("FunctionArn"))?,
            version: it.version.ok_or_else(|| about.lacks("Version"))?,
            description: it.description.unwrap_or_default(),
            runtime: it
                .runtime
                .map(|r| r.as_str().to_owned())
                .unwrap_or_default(),
            role: it.role.unwrap_or_default(),
            environment: environment(it.environment),
            revision: it.revision_id,
            code_sha256: it.code_sha256.unwrap_or_default(),
            update: update_status(
                it.state.as_ref(),
                it.last_update_status.as_ref(),
                it.last_update_status_reason,
            ),
            kms_key: it.kms_key_arn,
            changed: it.last_modified.and_then(|at| at.parse().ok()),
        }
    }};
}

/// An [`Alias`] from one of the SDK's two types for the same answer.
macro_rules! alias {
    ($answer:expr, $about:expr) => {{
        let (it, about) = ($answer, $about);
        Ok(Alias {
            name: it.name.ok_or_else(|| about.lacks("Name"))?,
            version: it
                .function_version
                .ok_or_else(|| about.lacks("FunctionVersion"))?,
            weights: weights(it.routing_config),
            revision: it.revision_id,
        })
    }};
}

impl Functions {
    pub(super) fn new(sdk: &SdkConfig, caller: Arc<Caller>, limits: Limits) -> Self {
        Self {
            client: Client::new(sdk),
            caller,
            limits,
        }
    }

    pub(super) async fn list(&self, from: Option<&str>) -> Outcome<Page<Function>> {
        let about = about("lambda:ListFunctions", "");
        let request = self.client.list_functions().max_items(50);
        let request = request.set_marker(from.map(str::to_owned));
        let answer = self.caller.call(&about, request.send()).await?;
        let functions = answer.functions.ok_or_else(|| about.lacks("Functions"))?;
        let functions = functions.into_iter().map(|it| Ok(function!(it, &about)));
        Ok(Page {
            items: functions.collect::<Outcome<_>>()?,
            next: answer.next_marker,
        })
    }

    pub(super) async fn get(&self, name: &str, qualifier: Option<&str>) -> Outcome<Function> {
        let about = about(
            "lambda:GetFunctionConfiguration",
            qualified(name, qualifier),
        );
        let request = self.client.get_function_configuration().function_name(name);
        let request = request.set_qualifier(qualifier.map(str::to_owned));
        let answer = self.caller.call(&about, request.send()).await?;
        Ok(function!(answer, &about))
    }

    pub(super) async fn versions(&self, name: &str, from: Option<&str>) -> Outcome<Page<Function>> {
        let about = about("lambda:ListVersionsByFunction", name);
        let request = self.client.list_versions_by_function().function_name(name);
        let request = request.set_marker(from.map(str::to_owned)).max_items(50);
        let answer = self.caller.call(&about, request.send()).await?;
        let versions = answer.versions.ok_or_else(|| about.lacks("Versions"))?;
        let versions = versions.into_iter().map(|it| Ok(function!(it, &about)));
        Ok(Page {
            items: versions.collect::<Outcome<_>>()?,
            next: answer.next_marker,
        })
    }

    pub(super) async fn alias(&self, function: &str, alias: &str) -> Outcome<Alias> {
        let about = about("lambda:GetAlias", qualified(function, Some(alias)));
        let request = self.client.get_alias().function_name(function).name(alias);
        let answer = self.caller.call(&about, request.send()).await?;
        alias!(answer, &about)
    }

    pub(super) async fn kept_warm(&self, function: &str, qualifier: &str) -> Outcome<i32> {
        let about = about(
            "lambda:GetProvisionedConcurrencyConfig",
            qualified(function, Some(qualifier)),
        );
        let request = self.client.get_provisioned_concurrency_config();
        let request = request.function_name(function).qualifier(qualifier);
        let none = Some("ProvisionedConcurrencyConfigNotFoundException");
        match self.caller.call(&about, request.send()).await {
            Err(failure) if failure.code.as_deref() == none => Ok(0),
            answer => answer?
                .requested_provisioned_concurrent_executions
                .ok_or_else(|| about.lacks("RequestedProvisionedConcurrentExecutions")),
        }
    }

    pub(super) async fn update_environment(
        &self,
        function: &str,
        variables: &BTreeMap<String, String>,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        let mut about = about("lambda:UpdateFunctionConfiguration", function);
        for value in variables.values() {
            about = about.hiding(value);
        }
        let variables = variables.iter().map(|(k, v)| (k.clone(), v.clone()));
        let environment = AwsEnvironment::builder().set_variables(Some(variables.collect()));
        let request = self
            .client
            .update_function_configuration()
            .function_name(function)
            .environment(environment.build())
            .set_revision_id(revision.map(str::to_owned))
            .customize()
            .config_override(Config::builder().retry_classifier(OnlyIfRefused));
        let answer = self.caller.call(&about, request.send()).await?;
        Ok(function!(answer, &about))
    }

    pub(super) async fn publish(
        &self,
        function: &str,
        description: &str,
        code_sha256: &str,
        revision: Option<&str>,
    ) -> Outcome<Function> {
        let about = about("lambda:PublishVersion", function);
        let request = self
            .client
            .publish_version()
            .function_name(function)
            .description(description)
            .code_sha256(code_sha256)
            .set_revision_id(revision.map(str::to_owned))
            .customize()
            .config_override(Config::builder().retry_classifier(OnlyIfRefused));
        let answer = self.caller.call(&about, request.send()).await?;
        Ok(function!(answer, &about))
    }

    pub(super) async fn move_alias(
        &self,
        function: &str,
        alias: &str,
        version: &str,
        weights: Option<&BTreeMap<String, f64>>,
        revision: Option<&str>,
    ) -> Outcome<Alias> {
        let about = about("lambda:UpdateAlias", qualified(function, Some(alias)));
        // What is left out stays: an empty map must be sent for a roll-out to end.
        let routing = weights.map(|weights| {
            let weights = weights.iter().map(|(to, share)| (to.clone(), *share));
            AliasRoutingConfiguration::builder()
                .set_additional_version_weights(Some(weights.collect()))
                .build()
        });
        let request = self
            .client
            .update_alias()
            .function_name(function)
            .name(alias)
            .function_version(version)
            .set_routing_config(routing)
            .set_revision_id(revision.map(str::to_owned))
            .customize()
            .config_override(Config::builder().retry_classifier(OnlyIfRefused));
        let answer = self.caller.call(&about, request.send()).await?;
        alias!(answer, &about)
    }

    /// Sent once: a function that was called may have done its work, whatever became of the answer.
    pub(super) async fn invoke(
        &self,
        function: &str,
        qualifier: Option<&str>,
        payload: &str,
    ) -> Outcome<Invocation> {
        let about = about("lambda:InvokeFunction", qualified(function, qualifier));
        let once = Config::builder()
            .retry_config(RetryConfig::disabled())
            .timeout_config(self.limits.for_invoke());
        let request = self
            .client
            .invoke()
            .function_name(function)
            .set_qualifier(qualifier.map(str::to_owned))
            .payload(Blob::new(payload))
            .customize()
            .config_override(once);
        let answer = self.caller.call(&about, request.send()).await?;
        let payload = answer.payload.ok_or_else(|| about.lacks("Payload"))?;
        let payload = String::from_utf8(payload.into_inner())
            .map_err(|_| about.failure(FailureKind::Garbled, "The payload is not UTF-8 text."))?;
        Ok(Invocation {
            payload,
            error: answer.function_error,
        })
    }
}

fn qualified(name: &str, qualifier: Option<&str>) -> String {
    match qualifier {
        Some(qualifier) => format!("{name}:{qualifier}"),
        None => name.to_owned(),
    }
}

/// AWS leaves the environment out where a function has none. One that is there but holds neither variables nor
/// an error is not taken for empty, since a write would then replace what we could not see.
fn environment(answer: Option<EnvironmentResponse>) -> Environment {
    let Some(answer) = answer else {
        return Environment::Variables(BTreeMap::new());
    };
    if let Some(error) = answer.error {
        return Environment::Unreadable {
            code: error.error_code.unwrap_or_default(),
            message: error.message.unwrap_or_default(),
        };
    }
    match answer.variables {
        Some(variables) => Environment::Variables(variables.into_iter().collect()),
        None => Environment::Unreadable {
            code: "NoVariables".to_owned(),
            message: "AWS told neither variables nor an error.".to_owned(),
        },
    }
}

/// Listings tell neither status nor state; what they do not tell counts as done.
fn update_status(
    state: Option<&State>,
    status: Option<&LastUpdateStatus>,
    reason: Option<String>,
) -> UpdateStatus {
    match (state, status) {
        (_, Some(LastUpdateStatus::Failed)) => UpdateStatus::Failed(reason.unwrap_or_default()),
        (Some(State::Pending), _) => UpdateStatus::InProgress,
        (_, None | Some(LastUpdateStatus::Successful)) => UpdateStatus::Successful,
        (_, Some(_)) => UpdateStatus::InProgress,
    }
}

fn weights(routing: Option<AliasRoutingConfiguration>) -> BTreeMap<String, f64> {
    let weights = routing.and_then(|r| r.additional_version_weights);
    weights.unwrap_or_default().into_iter().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::loopback::{Reply, Server};
    use super::*;

    async fn told(fields: &str) -> Function {
        let body = format!(
            r#"{{"FunctionName":"f","FunctionArn":"arn:aws:lambda:us-west-2:1:function:f","Version":"$LATEST"{fields}}}"#
        );
        let server = Server::answering([Reply::json(200, &body)]).await;
        let account = server.account().await;
        account.function("f", None).await.unwrap()
    }

    #[tokio::test]
    async fn an_environment_that_could_not_be_decrypted_is_not_empty() {
        let error =
            r#","Environment":{"Error":{"ErrorCode":"AccessDeniedException","Message":"no"}}"#;
        let expected = Environment::Unreadable {
            code: "AccessDeniedException".to_owned(),
            message: "no".to_owned(),
        };
        assert_eq!(told(error).await.environment, expected);
        let neither = told(r#","Environment":{}"#).await.environment;
        assert!(matches!(neither, Environment::Unreadable { .. }));
        let none = told("").await.environment;
        assert_eq!(none, Environment::Variables(BTreeMap::new()));
    }

    #[tokio::test]
    async fn a_function_tells_how_its_update_goes() {
        let status = |status: &str| format!(r#","State":"Active","LastUpdateStatus":"{status}""#);
        let failed = format!(
            r#"{},"LastUpdateStatusReason":"The key is disabled""#,
            status("Failed")
        );
        for (fields, update) in [
            (String::new(), UpdateStatus::Successful),
            (status("Successful"), UpdateStatus::Successful),
            (status("InProgress"), UpdateStatus::InProgress),
            (r#","State":"Pending""#.to_owned(), UpdateStatus::InProgress),
            (
                failed,
                UpdateStatus::Failed("The key is disabled".to_owned()),
            ),
        ] {
            assert_eq!(told(&fields).await.update, update, "{fields}");
        }
    }

    #[tokio::test]
    async fn a_function_tells_when_it_changed_in_the_way_that_lambda_writes_times() {
        let changed = told(r#","LastModified":"2026-11-24T09:30:15.123+0000""#)
            .await
            .changed;
        assert_eq!(changed, Some("2026-11-24T09:30:15.123Z".parse().unwrap()));
        assert_eq!(told("").await.changed, None);
    }

    #[tokio::test]
    async fn an_alias_tells_who_else_gets_calls() {
        let body = r#"{"Name":"active","FunctionVersion":"2","RevisionId":"r",
                       "RoutingConfig":{"AdditionalVersionWeights":{"3":0.25}}}"#;
        let server = Server::answering([Reply::json(200, body)]).await;
        let alias = server.account().await.alias("f", "active").await.unwrap();
        assert_eq!(alias.weights, BTreeMap::from([("3".to_owned(), 0.25)]));
        assert_eq!(alias.revision.as_deref(), Some("r"));
    }

    #[tokio::test]
    async fn an_alias_that_is_moved_shares_its_calls_as_told_and_no_other_way() {
        let body = r#"{"Name":"active","FunctionVersion":"2","RevisionId":"r"}"#;
        let server = Server::answering([Reply::json(200, body)]).await;
        let account = server.account().await;
        let shared = BTreeMap::from([("3".to_owned(), 0.25)]);
        for weights in [None, Some(&BTreeMap::new()), Some(&shared)] {
            let moved = account.move_alias("f", "active", "2", weights, None).await;
            moved.unwrap();
        }
        let heard = server.heard();
        let sent = |weights| format!(r#""RoutingConfig":{{"AdditionalVersionWeights":{weights}}}"#);
        assert!(!heard[0].contains("RoutingConfig"), "{}", heard[0]);
        assert!(heard[1].contains(&sent("{}")), "{}", heard[1]);
        assert!(heard[2].contains(&sent(r#"{"3":0.25}"#)), "{}", heard[2]);
    }

    #[tokio::test]
    async fn copies_kept_warm_are_counted() {
        let replies = [
            Reply::json(202, r#"{"RequestedProvisionedConcurrentExecutions":7}"#),
            Reply::error(404, "ProvisionedConcurrencyConfigNotFoundException", "none"),
            Reply::error(404, "ResourceNotFoundException", "no function"),
        ];
        let server = Server::answering(replies).await;
        let account = server.account().await;
        assert_eq!(account.provisioned_concurrency("f", "active").await, Ok(7));
        assert_eq!(account.provisioned_concurrency("f", "active").await, Ok(0));
        let missing = account.provisioned_concurrency("f", "active").await;
        assert_eq!(missing.unwrap_err().kind, FailureKind::NotFound);
    }
}
