//! STS: who we are.

use std::sync::Arc;

use aws_sdk_sts::Client;
use aws_types::SdkConfig;

use super::caller::Caller;
use super::failure::about;
use crate::account::Outcome;
use crate::domain::place::Identity;

pub(super) struct Callers {
    client: Client,
    caller: Arc<Caller>,
}

impl Callers {
    pub(super) fn new(sdk: &SdkConfig, caller: Arc<Caller>) -> Self {
        Self {
            client: Client::new(sdk),
            caller,
        }
    }

    pub(super) async fn identity(&self) -> Outcome<Identity> {
        let about = about("sts:GetCallerIdentity", "");
        let request = self.client.get_caller_identity();
        let answer = self.caller.call(&about, request.send()).await?;
        Ok(Identity {
            account: answer.account.ok_or_else(|| about.lacks("Account"))?,
            arn: answer.arn.ok_or_else(|| about.lacks("Arn"))?,
        })
    }
}
