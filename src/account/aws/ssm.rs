//! Parameter Store.

use std::sync::Arc;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::config::Config;
use aws_sdk_ssm::primitives::DateTime;
use aws_sdk_ssm::types::{
    Parameter as AwsParameter, ParameterHistory, ParameterMetadata, ParameterStringFilter,
    ParameterTier, ParameterType as AwsType,
};
use aws_types::SdkConfig;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use super::caller::Caller;
use super::failure::{About, about};
use super::limits::OnlyIfRefused;
use crate::account::{Outcome, all_of};
use crate::domain::resources::{
    Parameter, ParameterDescription, ParameterType, ParameterVersion, ParameterWrite, Parameters,
};
use crate::domain::{FailureKind, Secret};

/// As many names as AWS takes in one call.
const BATCH: usize = 10;
/// Calls at the same time; all users of an account share 40 a second.
const AT_ONCE: usize = 4;

pub(super) struct ParameterStore {
    client: Client,
    caller: Arc<Caller>,
}

impl ParameterStore {
    pub(super) fn new(sdk: &SdkConfig, caller: Arc<Caller>) -> Self {
        Self {
            client: Client::new(sdk),
            caller,
        }
    }

    pub(super) async fn get(&self, names: &[String]) -> Outcome<Parameters> {
        let mut once: Vec<String> = Vec::new();
        for name in names {
            if !once.contains(name) {
                once.push(name.clone());
            }
        }
        let batches: Vec<_> = once.chunks(BATCH).map(<[String]>::to_vec).collect();
        stream::iter(batches.into_iter().map(|batch| self.get_batch(batch)))
            .buffered(AT_ONCE)
            .try_fold(Parameters::default(), |mut all, batch| async {
                all.found.extend(batch.found);
                all.missing.extend(batch.missing);
                Ok(all)
            })
            .await
    }

    async fn get_batch(&self, names: Vec<String>) -> Outcome<Parameters> {
        let about = about("ssm:GetParameters", all_of(&names));
        let request = self.client.get_parameters().with_decryption(true);
        let request = request.set_names(Some(names));
        let answer = self.caller.call(&about, request.send()).await?;
        if answer.parameters.is_none() && answer.invalid_parameters.is_none() {
            return Err(about.lacks("Parameters"));
        }
        let found = answer.parameters.unwrap_or_default().into_iter();
        Ok(Parameters {
            found: found
                .map(|p| parameter(p, &about))
                .collect::<Outcome<_>>()?,
            missing: answer.invalid_parameters.unwrap_or_default(),
        })
    }

    /// `ssm:DescribeParameters` is granted for all parameters or none; where it is not, the history of each tells the
    /// same. One that may not be seen so is left out, unless none may.
    pub(super) async fn describe(&self, names: &[String]) -> Outcome<Vec<ParameterDescription>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let batches: Vec<_> = names.chunks(BATCH).map(<[String]>::to_vec).collect();
        let batches = batches
            .into_iter()
            .map(|batch| self.describe_by_listing(batch));
        let all: Outcome<Vec<_>> = stream::iter(batches).buffered(AT_ONCE).try_collect().await;
        let denied = match all {
            Err(denied) if denied.kind == FailureKind::Denied => denied,
            all => return Ok(all?.concat()),
        };
        let names = names.iter().cloned();
        let each = names.map(|name| async move { self.describe_by_history(&name).await });
        let each: Vec<_> = stream::iter(each).buffered(AT_ONCE).collect().await;
        let is_denied =
            |told: &Outcome<_>| matches!(told, Err(failure) if failure.kind == FailureKind::Denied);
        if each.iter().all(is_denied) {
            return Err(denied);
        }
        let seen = each.into_iter().filter(|told| !is_denied(told));
        let seen: Vec<Option<_>> = seen.collect::<Outcome<_>>()?;
        Ok(seen.into_iter().flatten().collect())
    }

    /// One call for all: a call for each would soon be throttled, beside others of the account.
    async fn describe_by_listing(&self, names: Vec<String>) -> Outcome<Vec<ParameterDescription>> {
        let about = about("ssm:DescribeParameters", all_of(&names));
        let by_name = ParameterStringFilter::builder()
            .key("Name")
            .option("Equals")
            .set_values(Some(names.clone()));
        let filter = by_name.build().map_err(|e| about.unbuilt(&e))?;
        let mut described_ones = Vec::new();
        let mut from = None;
        loop {
            let request = self.client.describe_parameters();
            let request = request.parameter_filters(filter.clone());
            let request = request.set_next_token(from);
            let answer = self.caller.call(&about, request.send()).await?;
            let page = answer.parameters.ok_or_else(|| about.lacks("Parameters"))?;
            for it in page {
                // The exact names: the filter is AWS's promise only.
                let name = it.name().unwrap_or_default().to_owned();
                if names.contains(&name) {
                    described_ones.push(described(it, &name, &about)?);
                }
            }
            from = answer.next_token;
            if from.is_none() || described_ones.len() == names.len() {
                return Ok(described_ones);
            }
        }
    }

    async fn describe_by_history(&self, name: &str) -> Outcome<Option<ParameterDescription>> {
        let about = about("ssm:GetParameterHistory", name);
        let all = self.kept_versions(name, false).await?;
        let Some(it) = all.into_iter().max_by_key(|it| it.version) else {
            return Ok(None);
        };
        let metadata = ParameterMetadata::builder()
            .set_type(it.r#type)
            .set_tier(it.tier)
            .set_key_id(it.key_id)
            .set_data_type(it.data_type)
            .set_allowed_pattern(it.allowed_pattern)
            .set_last_modified_user(it.last_modified_user)
            .set_last_modified_date(it.last_modified_date)
            .version(it.version);
        described(metadata.build(), name, &about).map(Some)
    }

    pub(super) async fn history(&self, name: &str) -> Outcome<Vec<ParameterVersion>> {
        let about = about("ssm:GetParameterHistory", name);
        let all = self.kept_versions(name, true).await?.into_iter();
        let told = all.map(|it| {
            Ok(ParameterVersion {
                version: it.version,
                value: Secret::new(it.value.ok_or_else(|| about.lacks("Value"))?),
                by: it.last_modified_user,
                when: moment(it.last_modified_date),
            })
        });
        let mut told: Vec<ParameterVersion> = told.collect::<Outcome<_>>()?;
        told.sort_by_key(|it| it.version);
        Ok(told)
    }

    async fn kept_versions(&self, name: &str, decrypted: bool) -> Outcome<Vec<ParameterHistory>> {
        let about = about("ssm:GetParameterHistory", name);
        let mut all = Vec::new();
        let mut from = None;
        loop {
            let request = self.client.get_parameter_history().name(name);
            let request = request.with_decryption(decrypted).max_results(50);
            let request = request.set_next_token(from);
            let answer = match self.caller.call(&about, request.send()).await {
                Err(failure) if failure.kind == FailureKind::NotFound => return Ok(Vec::new()),
                answer => answer?,
            };
            all.extend(answer.parameters.ok_or_else(|| about.lacks("Parameters"))?);
            from = answer.next_token;
            if from.is_none() {
                return Ok(all);
            }
        }
    }

    pub(super) async fn put(&self, write: &ParameterWrite) -> Outcome<i64> {
        let about = about("ssm:PutParameter", &write.name).hiding(write.value.expose_for_aws());
        let request = self
            .client
            .put_parameter()
            .name(&write.name)
            .value(write.value.expose_for_aws())
            .r#type(aws_type(write.kind))
            .set_tier(write.tier.as_deref().map(ParameterTier::from))
            .set_key_id(write.kms_key.clone())
            .set_data_type(write.data_type.clone())
            .set_allowed_pattern(write.allowed_pattern.clone())
            .overwrite(write.overwrite)
            .customize()
            .config_override(Config::builder().retry_classifier(OnlyIfRefused));
        let answer = self.caller.call(&about, request.send()).await?;
        match answer.version {
            0 => Err(about.lacks("Version")),
            version => Ok(version),
        }
    }

    pub(super) async fn delete(&self, name: &str) -> Outcome<()> {
        let about = about("ssm:DeleteParameter", name);
        let request = self.client.delete_parameter().name(name);
        let request = request
            .customize()
            .config_override(Config::builder().retry_classifier(OnlyIfRefused));
        self.caller.call(&about, request.send()).await.map(drop)
    }
}

fn parameter(it: AwsParameter, about: &About) -> Outcome<Parameter> {
    let kind = domain_type(it.r#type.as_ref(), about)?;
    let value = it.value.ok_or_else(|| about.lacks("Value"))?;
    Ok(Parameter {
        name: it.name.ok_or_else(|| about.lacks("Name"))?,
        value: Secret::new(value),
        version: it.version,
        kind,
    })
}

fn described(it: ParameterMetadata, name: &str, about: &About) -> Outcome<ParameterDescription> {
    let tier = it.tier.unwrap_or(ParameterTier::Standard);
    Ok(ParameterDescription {
        name: name.to_owned(),
        kind: domain_type(it.r#type.as_ref(), about)?,
        tier: tier.as_str().to_owned(),
        kms_key: it.key_id,
        data_type: it.data_type,
        allowed_pattern: it.allowed_pattern.filter(|pattern| !pattern.is_empty()),
        version: it.version,
        changed_by: it.last_modified_user,
        changed: moment(it.last_modified_date),
    })
}

fn moment(at: Option<DateTime>) -> Option<Timestamp> {
    let at = at?;
    Timestamp::new(at.secs(), at.subsec_nanos() as i32).ok()
}

fn domain_type(kind: Option<&AwsType>, about: &About) -> Outcome<ParameterType> {
    match kind {
        Some(AwsType::String) => Ok(ParameterType::String),
        Some(AwsType::StringList) => Ok(ParameterType::StringList),
        Some(AwsType::SecureString) => Ok(ParameterType::SecureString),
        _ => Err(about.lacks("Type")),
    }
}

fn aws_type(kind: ParameterType) -> AwsType {
    match kind {
        ParameterType::String => AwsType::String,
        ParameterType::StringList => AwsType::StringList,
        ParameterType::SecureString => AwsType::SecureString,
    }
}
