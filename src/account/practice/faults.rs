//! What the practice account was told to do wrong, and what it was asked.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{ACCOUNT, About, Meddling, State};
use crate::domain::{Failure, FailureKind};

/// All calls there are, by their IAM actions.
pub(super) const CALLS: [&str; 20] = [
    "sts:GetCallerIdentity",
    "lambda:ListFunctions",
    "lambda:GetFunctionConfiguration",
    "lambda:ListVersionsByFunction",
    "lambda:GetAlias",
    "lambda:GetProvisionedConcurrencyConfig",
    "lambda:UpdateFunctionConfiguration",
    "lambda:PublishVersion",
    "lambda:UpdateAlias",
    "lambda:InvokeFunction",
    "secretsmanager:ListSecrets",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
    "ssm:GetParameters",
    "ssm:DescribeParameters",
    "ssm:GetParameterHistory",
    "ssm:PutParameter",
    "ssm:DeleteParameter",
];

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The IAM action.
    pub action: &'static str,
    /// What it was about; empty for listings.
    pub resource: String,
}

impl Call {
    /// Whether it could change something.
    pub fn is_write(&self) -> bool {
        let verb = self.action.split(':').nth(1).unwrap_or_default();
        ["Put", "Update", "Publish", "Delete", "Invoke"]
            .iter()
            .any(|write| verb.starts_with(write))
    }
}

/// What befalls one call.
pub(super) enum Fault {
    /// It fails and changes nothing.
    Fail(Failure),
    /// It is carried out, and the answer is lost.
    LoseAnswer,
    /// Somebody else was a moment faster.
    Before(Meddling),
}

/// Whether the caller will hear of the outcome.
pub(super) enum Answer {
    Arrives,
    IsLost,
}

impl Fault {
    /// Lets it happen, before the call itself.
    pub fn strike(self, state: &mut State) -> Result<Answer, Failure> {
        match self {
            Self::Fail(failure) => return Err(failure),
            Self::LoseAnswer => return Ok(Answer::IsLost),
            Self::Before(meddle) => meddle(state),
        }
        Ok(Answer::Arrives)
    }
}

#[derive(Default)]
pub(super) struct Faults {
    pub pace: Duration,
    pub calls: Vec<Call>,
    refused: BTreeSet<String>,
    once: Vec<(String, Fault)>,
}

impl Faults {
    pub fn refuse(&mut self, call: &str) {
        self.refused.insert(known(call));
    }

    pub fn allow(&mut self, call: &str) {
        self.refused.remove(call);
    }

    pub fn once(&mut self, call: &str, fault: Fault) {
        self.once.push((known(call), fault));
    }

    /// Notes a call, and tells what befalls it.
    pub fn befall(&mut self, about: About<'_>) -> Result<Option<Fault>, Failure> {
        self.calls.push(Call {
            action: about.call,
            resource: about.resource.to_owned(),
        });
        if self.refused.contains(about.call) {
            return Err(denied(about));
        }
        let told = self.once.iter().position(|(call, _)| call == about.call);
        Ok(told.map(|index| self.once.remove(index).1))
    }
}

/// The failure of a call whose answer never came.
pub(super) fn lost(about: About<'_>) -> Failure {
    Failure {
        code: None,
        ..about.no(
            FailureKind::Unreachable,
            "",
            "connection closed before message completed",
        )
    }
}

fn denied(about: About<'_>) -> Failure {
    let message = format!(
        "User: arn:aws:sts::{ACCOUNT}:assumed-role/Practice/you is not authorized to perform: {} \
         because no identity-based policy allows the {} action",
        about.call, about.call
    );
    about.no(FailureKind::Denied, "AccessDeniedException", message)
}

fn known(call: &str) -> String {
    assert!(CALLS.contains(&call), "there is no call {call}");
    call.to_owned()
}
