//! An AWS account in an emulator: who calls, from which Region, and the clients and the program that do.

use std::process::Command;
use std::sync::{Arc, OnceLock};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts::config::{BehaviorVersion, Region};
use aws_types::SdkConfig;
use aws_types::sdk_config::RetryConfig;
use tempfile::TempDir;

use super::emulator::{Emulator, Running};
use super::iam;

/// An account that starts empty and that nobody else uses.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its twelve digits.
    pub id: String,
    /// The Region that clients and program start in.
    pub region: String,
    /// Where its AWS answers: the emulator, or a proxy before it.
    pub url: String,
    /// Which emulator it is in.
    pub kind: Emulator,
    /// Who calls.
    pub credentials: Credentials,
    home: Arc<TempDir>,
    clients: Arc<OnceLock<Clients>>,
}

/// Made once: each client reads all certificates of this computer.
#[derive(Debug)]
struct Clients {
    lambda: aws_sdk_lambda::Client,
    secrets: aws_sdk_secretsmanager::Client,
    parameters: aws_sdk_ssm::Client,
    sts: aws_sdk_sts::Client,
}

impl Account {
    /// Opens a fresh account, with the role that Lambda functions need.
    pub async fn open(running: &Running, region: &str) -> Self {
        let id = running.next_account();
        let root = |key: &str| Credentials::new(key, "test", None, None, "tests");
        let mut account = Self {
            credentials: root(if running.kind == Emulator::Moto {
                "test"
            } else {
                &id
            }),
            id,
            region: region.to_owned(),
            url: running.url.clone(),
            kind: running.kind,
            home: Arc::new(TempDir::new().unwrap()),
            clients: Arc::default(),
        };
        if running.kind == Emulator::Moto {
            account.credentials = account.move_in().await;
            account.clients = Arc::default();
        }
        account.create_role().await;
        account
    }

    /// Moto takes the account from an assumed role; the role need not exist.
    async fn move_in(&self) -> Credentials {
        let role = format!("arn:aws:iam::{}:role/Administrator", self.id);
        let assume = self
            .sts()
            .assume_role()
            .role_arn(role)
            .role_session_name("tester");
        let answer = assume.send().await.unwrap();
        let keys = answer.credentials().unwrap();
        let token = Some(keys.session_token().to_owned());
        Credentials::new(
            keys.access_key_id(),
            keys.secret_access_key(),
            token,
            None,
            "tests",
        )
    }

    async fn create_role(&self) {
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
        let role = self.lambda_role();
        let name = role.rsplit('/').next().unwrap();
        self.iam(&[
            ("Action", "CreateRole"),
            ("RoleName", name),
            ("AssumeRolePolicyDocument", trust),
        ])
        .await;
    }

    /// The role that contact centers give to the REST function.
    pub fn lambda_role(&self) -> String {
        format!(
            "arn:aws:iam::{}:role/SCVInvokeSalesforceRestApiFunctionRole",
            self.id
        )
    }

    /// The same account, called by a new user who may do what `policy` says and nothing else.
    pub async fn user(&self, name: &str, policy: &str) -> Self {
        let user = ("UserName", name);
        self.iam(&[("Action", "CreateUser"), user]).await;
        let document = [("PolicyName", "only"), ("PolicyDocument", policy)];
        self.iam(&[("Action", "PutUserPolicy"), user, document[0], document[1]])
            .await;
        let answer = self.iam(&[("Action", "CreateAccessKey"), user]).await;
        let tag = |name: &str| {
            let text = answer.split_once(&format!("<{name}>")).unwrap().1;
            text.split_once('<').unwrap().0.to_owned()
        };
        Self {
            credentials: Credentials::new(
                tag("AccessKeyId"),
                tag("SecretAccessKey"),
                None,
                None,
                "tests",
            ),
            clients: Arc::default(),
            ..self.clone()
        }
    }

    /// The same account seen from another Region.
    pub fn in_region(&self, region: &str) -> Self {
        Self {
            region: region.to_owned(),
            clients: Arc::default(),
            ..self.clone()
        }
    }

    /// The same account reached at another address.
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            clients: Arc::default(),
            ..self.clone()
        }
    }

    /// Settings for any client of the SDK: no retries, so that each call is one request.
    pub fn config(&self) -> SdkConfig {
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .endpoint_url(&self.url)
            .credentials_provider(SharedCredentialsProvider::new(self.credentials.clone()))
            .retry_config(RetryConfig::disabled())
            .build()
    }

    fn clients(&self) -> &Clients {
        self.clients.get_or_init(|| {
            let config = self.config();
            Clients {
                lambda: aws_sdk_lambda::Client::new(&config),
                secrets: aws_sdk_secretsmanager::Client::new(&config),
                parameters: aws_sdk_ssm::Client::new(&config),
                sts: aws_sdk_sts::Client::new(&config),
            }
        })
    }

    /// A Lambda client.
    pub fn lambda(&self) -> aws_sdk_lambda::Client {
        self.clients().lambda.clone()
    }

    /// A Secrets Manager client.
    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        self.clients().secrets.clone()
    }

    /// A Parameter Store client.
    pub fn parameters(&self) -> aws_sdk_ssm::Client {
        self.clients().parameters.clone()
    }

    /// An STS client.
    pub fn sts(&self) -> aws_sdk_sts::Client {
        self.clients().sts.clone()
    }

    /// The program under test, with this account as its AWS and nothing of this machine in its environment. Its
    /// home directory lasts as long as the account, so that a later run finds what an earlier one left there.
    pub fn program(&self) -> Command {
        let home = self.home.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_scv-oauth"));
        command
            .env_clear()
            .current_dir(home)
            .env("HOME", home)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("AWS_CONFIG_FILE", home.join("aws-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", home.join("aws-credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_REGION", &self.region)
            .env("AWS_ACCESS_KEY_ID", self.credentials.access_key_id())
            .env(
                "AWS_SECRET_ACCESS_KEY",
                self.credentials.secret_access_key(),
            );
        if let Some(token) = self.credentials.session_token() {
            command.env("AWS_SESSION_TOKEN", token);
        }
        command
    }

    /// The home directory of [`Self::program`].
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    async fn iam(&self, form: &[(&str, &str)]) -> String {
        iam::call(&self.url, &self.credentials, form).await
    }
}
