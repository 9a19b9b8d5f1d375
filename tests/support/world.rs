//! What an account holds, as data, and how it gets into an emulator. The contact centers are in [`centers`].

use std::time::Duration;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, LastUpdateStatus, Runtime, State};
use aws_sdk_ssm::config::http::HttpResponse;
use aws_sdk_ssm::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ssm::types::{ParameterTier, ParameterType};
use futures_util::{StreamExt, stream};

use super::Account;
use super::patience::Patience;

pub mod centers;
pub mod values;

pub use values::Values;

/// The functions, secrets and parameters of one account and Region.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Lambda functions.
    pub functions: Vec<Function>,
    /// Secrets Manager secrets.
    pub secrets: Vec<Secret>,
    /// Parameter Store parameters.
    pub parameters: Vec<Parameter>,
}

/// A Lambda function. Its code is an empty archive.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its runtime.
    pub runtime: Runtime,
    /// Its variables.
    pub environment: Vec<(String, String)>,
    /// The description of version 1, which the alias `active` points at; `None`: no version, no alias.
    pub published_as: Option<String>,
}

/// A secret.
#[derive(Debug, Clone)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Its text.
    pub value: String,
    /// Its customer managed key, if it has one.
    pub kms_key: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its text.
    pub value: String,
    /// Its customer managed key, if it has one.
    pub kms_key: Option<String>,
    /// Its tier.
    pub tier: ParameterTier,
    /// Its type.
    pub kind: ParameterType,
}

/// How many calls an emulator is asked at a time.
const AT_ONCE: usize = 8;

/// How often an emulator is asked for the same again that trips over what it is asked at the same time.
const TRIES: usize = 5;

impl World {
    /// All that is in `parts`.
    pub fn of(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::default(), |mut all, part| {
            all.functions.extend(part.functions);
            all.secrets.extend(part.secrets);
            all.parameters.extend(part.parameters);
            all
        })
    }

    /// Puts everything into the account, and waits until all functions are at rest.
    pub async fn seed(&self, account: &Account) {
        let secrets = account.secrets();
        each(&self.secrets, |secret| secret.create(secrets.clone())).await;
        let parameters = account.parameters();
        each(&self.parameters, |parameter| {
            parameter.create(parameters.clone())
        })
        .await;
        let lambda = account.lambda();
        let role = account.lambda_role();
        each(&self.functions, |function| {
            function.create(lambda.clone(), role.clone())
        })
        .await;
        each(&self.functions, |function| function.publish(lambda.clone())).await;
    }
}

async fn each<'a, T, F: Future<Output = ()>>(items: &'a [T], call: impl Fn(&'a T) -> F) {
    let calls = stream::iter(items).map(call);
    calls.buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// Makes something, however often the emulator answers that it broke down. It may have made it all the same.
async fn insisted<T, E, F>(call: impl Fn() -> F) -> Option<T>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    for tried in 1.. {
        let failure = match call().await {
            Ok(made) => return Some(made),
            Err(failure) => failure,
        };
        let status = failure.raw_response().map(|raw| raw.status().as_u16());
        let code = failure.code().unwrap_or_default();
        let is_there = ["Exist", "Conflict"].iter().any(|word| code.contains(word));
        if tried > 1 && is_there {
            break;
        }
        assert!(tried < TRIES && status == Some(500), "{failure:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}

impl Secret {
    /// A secret under the key that AWS keeps for the account.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            kms_key: None,
        }
    }

    async fn create(&self, client: aws_sdk_secretsmanager::Client) {
        let call = client
            .create_secret()
            .name(&self.name)
            .secret_string(&self.value);
        let call = call.set_kms_key_id(self.kms_key.clone());
        // As the contact center's template has it, for single orgs too.
        let call = call.description("Secret containing configuration for MultiOrg integration");
        insisted(|| call.clone().send()).await;
    }
}

impl Parameter {
    /// A standard SecureString under the key that AWS keeps for the account.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            kms_key: None,
            tier: ParameterTier::Standard,
            kind: ParameterType::SecureString,
        }
    }

    async fn create(&self, client: aws_sdk_ssm::Client) {
        let call = client.put_parameter().name(&self.name).value(&self.value);
        let call = call.r#type(self.kind.clone()).tier(self.tier.clone());
        let call = call.set_key_id(self.kms_key.clone());
        insisted(|| call.clone().send()).await;
    }
}

impl Function {
    async fn create(&self, client: aws_sdk_lambda::Client, role: String) {
        let variables = self.environment.iter().cloned().collect();
        let environment = Environment::builder()
            .set_variables(Some(variables))
            .build();
        let code = FunctionCode::builder()
            .zip_file(Blob::new(empty_archive()))
            .build();
        let call = client
            .create_function()
            .function_name(&self.name)
            .role(role)
            .code(code);
        let call = call
            .runtime(self.runtime.clone())
            .handler("handler.handler")
            .timeout(30);
        let call = call.environment(environment);
        insisted(|| call.clone().send()).await;
    }

    async fn publish(&self, client: aws_sdk_lambda::Client) {
        self.rest(&client).await;
        let Some(description) = &self.published_as else {
            return;
        };
        let publish = client
            .publish_version()
            .function_name(&self.name)
            .description(description);
        let version = publish.send().await.unwrap().version.unwrap();
        let alias = client
            .create_alias()
            .function_name(&self.name)
            .name("active");
        alias.function_version(version).send().await.unwrap();
        self.rest(&client).await;
    }

    async fn rest(&self, client: &aws_sdk_lambda::Client) {
        let patience = Patience::with("function at rest");
        loop {
            let look = client
                .get_function_configuration()
                .function_name(&self.name);
            let seen = look.send().await.unwrap();
            if seen.state == Some(State::Active)
                && seen.last_update_status == Some(LastUpdateStatus::Successful)
            {
                return;
            }
            patience.left();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// A zip archive with no entries: its end record only.
fn empty_archive() -> Vec<u8> {
    let mut archive = b"PK\x05\x06".to_vec();
    archive.resize(22, 0);
    archive
}
