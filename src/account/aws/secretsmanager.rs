//! Secrets Manager. Secrets are named, not numbered: a label is always sent, never left to the default.

use std::sync::Arc;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Config;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_smithy_types::DateTime;
use aws_types::SdkConfig;
use jiff::Timestamp;

use super::caller::Caller;
use super::failure::about;
use super::limits::OnlyIfRefused;
use crate::account::Outcome;
use crate::domain::resources::{Held, Page, SecretDescription, SecretSummary, SecretValue, Which};
use crate::domain::{FailureKind, Secret};

pub(super) struct Secrets {
    client: Client,
    caller: Arc<Caller>,
}

impl Secrets {
    pub(super) fn new(sdk: &SdkConfig, caller: Arc<Caller>) -> Self {
        Self {
            client: Client::new(sdk),
            caller,
        }
    }

    pub(super) async fn list(&self, from: Option<&str>) -> Outcome<Page<SecretSummary>> {
        let about = about("secretsmanager:ListSecrets", "");
        let request = self.client.list_secrets().max_results(100);
        let request = request.set_next_token(from.map(str::to_owned));
        let answer = self.caller.call(&about, request.send()).await?;
        let secrets = answer
            .secret_list
            .ok_or_else(|| about.lacks("SecretList"))?;
        let summary = |entry: aws_sdk_secretsmanager::types::SecretListEntry| {
            Ok(SecretSummary {
                name: entry.name.ok_or_else(|| about.lacks("Name"))?,
                arn: entry.arn.unwrap_or_default(),
            })
        };
        Ok(Page {
            items: secrets.into_iter().map(summary).collect::<Outcome<_>>()?,
            next: answer.next_token,
        })
    }

    pub(super) async fn describe(&self, name: &str) -> Outcome<SecretDescription> {
        let about = about("secretsmanager:DescribeSecret", name);
        let request = self.client.describe_secret().secret_id(name);
        let answer = self.caller.call(&about, request.send()).await?;
        described(answer).ok_or_else(|| about.lacks("Name"))
    }

    pub(super) async fn get(&self, name: &str, which: &Which) -> Outcome<SecretValue> {
        let about = about("secretsmanager:GetSecretValue", name);
        let request = self.client.get_secret_value().secret_id(name);
        let request = match which {
            Which::Label(label) => request.version_stage(label),
            Which::Version(id) => request.version_id(id),
        };
        let answer = self.caller.call(&about, request.send()).await?;
        if answer.name.is_none() && answer.arn.is_none() {
            return Err(about.lacks("Name"));
        }
        let held = match (answer.secret_string, answer.secret_binary) {
            (Some(text), _) => Held::Text(Secret::new(text)),
            (None, Some(_)) => Held::Binary,
            (None, None) => {
                let message = "The secret exists, but this version of it holds no value.";
                return Err(about.failure(FailureKind::NotFound, message));
            }
        };
        Ok(SecretValue {
            version: answer.version_id.ok_or_else(|| about.lacks("VersionId"))?,
            held,
            created: answer.created_date.and_then(timestamp),
        })
    }

    pub(super) async fn put(
        &self,
        name: &str,
        text: &Secret,
        token: &str,
        label: Option<&str>,
    ) -> Outcome<String> {
        let about = about("secretsmanager:PutSecretValue", name).hiding(text.expose_for_aws());
        let request = self
            .client
            .put_secret_value()
            .secret_id(name)
            .secret_string(text.expose_for_aws())
            .client_request_token(token)
            .set_version_stages(label.map(|label| vec![label.to_owned()]));
        let answer = self.caller.call(&about, request.send()).await?;
        answer.version_id.ok_or_else(|| about.lacks("VersionId"))
    }

    pub(super) async fn move_label(
        &self,
        name: &str,
        label: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Outcome<()> {
        let about = about("secretsmanager:UpdateSecretVersionStage", name);
        let request = self
            .client
            .update_secret_version_stage()
            .secret_id(name)
            .version_stage(label)
            .set_remove_from_version_id(from.map(str::to_owned))
            .set_move_to_version_id(to.map(str::to_owned))
            .customize()
            .config_override(Config::builder().retry_classifier(OnlyIfRefused));
        let answer = self.caller.call(&about, request.send()).await?;
        match answer.arn.or(answer.name) {
            Some(_) => Ok(()),
            None => Err(about.lacks("ARN")),
        }
    }
}

fn described(answer: DescribeSecretOutput) -> Option<SecretDescription> {
    let replicas = answer.replication_status.unwrap_or_default();
    Some(SecretDescription {
        name: answer.name?,
        arn: answer.arn.unwrap_or_default(),
        kms_key: answer
            .kms_key_id
            .filter(|key| key != "alias/aws/secretsmanager"),
        rotated: answer.rotation_enabled.unwrap_or(false),
        owning_service: answer.owning_service,
        deleted: answer.deleted_date.and_then(timestamp),
        primary_region: answer.primary_region,
        replicas: replicas.into_iter().filter_map(|r| r.region).collect(),
        versions: answer
            .version_ids_to_stages
            .unwrap_or_default()
            .into_iter()
            .collect(),
        changed: answer.last_changed_date.and_then(timestamp),
    })
}

#[expect(clippy::cast_possible_wrap, reason = "nanoseconds of a second fit")]
fn timestamp(at: DateTime) -> Option<Timestamp> {
    Timestamp::new(at.secs(), at.subsec_nanos() as i32).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::loopback::{Reply, Server};
    use super::*;

    #[tokio::test]
    async fn a_description_tells_what_forbids_a_write() {
        let body = r#"{"Name":"s","ARN":"arn:s","RotationEnabled":true,"OwningService":"aps",
            "DeletedDate":1700000000.5,"PrimaryRegion":"us-east-1","KmsKeyId":"key",
            "ReplicationStatus":[{"Region":"us-west-1","Status":"InSync"}],
            "VersionIdsToStages":{"a":["AWSCURRENT","x"],"b":["AWSPREVIOUS"]}}"#;
        let server = Server::answering([Reply::json(200, body)]).await;
        let told = server.account().await.describe_secret("s").await.unwrap();
        assert!(told.rotated);
        assert_eq!(told.owning_service.as_deref(), Some("aps"));
        assert_eq!(told.deleted.unwrap().as_millisecond(), 1_700_000_000_500);
        assert_eq!(told.primary_region.as_deref(), Some("us-east-1"));
        assert_eq!(told.kms_key.as_deref(), Some("key"));
        assert_eq!(told.replicas, ["us-west-1"]);
        assert_eq!(told.labelled("x"), Some("a"));
    }

    #[tokio::test]
    async fn the_account_s_own_key_is_no_key_of_the_customer() {
        let body = r#"{"Name":"s","KmsKeyId":"alias/aws/secretsmanager"}"#;
        let server = Server::answering([Reply::json(200, body)]).await;
        let told = server.account().await.describe_secret("s").await.unwrap();
        assert_eq!(told.kms_key, None);
    }

    #[tokio::test]
    async fn the_label_is_always_sent() {
        let body = r#"{"Name":"s","VersionId":"v","SecretString":"{}"}"#;
        let server = Server::answering([Reply::json(200, body)]).await;
        let account = server.account().await;
        account.secret("s", &Which::current()).await.unwrap();
        assert!(server.heard()[0].contains(r#""VersionStage":"AWSCURRENT""#));
    }

    #[tokio::test]
    async fn an_empty_page_need_not_be_the_last() {
        let body = r#"{"SecretList":[],"NextToken":"more"}"#;
        let server = Server::answering([Reply::json(200, body)]).await;
        let page = server.account().await.secrets(None).await.unwrap();
        assert!(page.items.is_empty());
        assert_eq!(page.next.as_deref(), Some("more"));
    }
}
