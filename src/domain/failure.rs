//! A call to AWS that did not come to what was asked, as data; and what a person reads of it.

use super::diagnosis::diagnose_failure;
use crate::problem::Problem;

/// Why a call failed, as far as it matters to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// There is nothing of that name.
    NotFound,
    /// The caller may not.
    Denied,
    /// Somebody else changed it, or an update is going on (409, 412, a label that moved, TooManyUpdates).
    Conflict,
    /// Too many calls; the SDK's retries did not help.
    Throttled,
    /// A quota or size is exceeded.
    Limit,
    /// AWS found fault with what was asked.
    Invalid,
    /// No credentials were found.
    NoCredentials,
    /// The session or token is past its end.
    Expired,
    /// Key, secret or signature are not accepted.
    BadCredentials,
    /// No Region is set.
    NoRegion,
    /// The configuration names no such profile, or cannot be read.
    Configuration,
    /// AWS could not be reached: no name, no connection, or a connection that broke.
    Unreachable,
    /// No answer within the time limit.
    TimedOut,
    /// AWS answered with a failure of its own (5xx).
    Service,
    /// An answer that is not AWS's: HTML, half an answer, an empty one.
    Garbled,
}

/// A call that failed. Carries AWS's words, never a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub kind: FailureKind,
    /// The IAM action, as in `secretsmanager:GetSecretValue`; what was read for local failures.
    pub call: &'static str,
    /// What it was about: a secret's, function's or parameter's name; empty for listings.
    pub resource: String,
    /// AWS's error code, where one came.
    pub code: Option<String>,
    /// AWS's or the SDK's words.
    pub message: String,
    /// What to do, where whoever saw the failure knows better than the general advice.
    pub fix: Option<String>,
}

/// The services that give credentials; nothing is written through them.
const SIGN_IN: [&str; 2] = ["sts", "sso"];

impl Failure {
    /// Whether a write may have been applied although no good answer came.
    pub fn may_be_applied(&self) -> bool {
        use FailureKind::*;
        // What failed before the call itself sent nothing: signing in, which names no action or that of the service
        // that gives credentials.
        let service = self.call.split_once(':').map(|(service, _)| service);
        let was_sent = service.is_some_and(|it| !SIGN_IN.contains(&it));
        was_sent && matches!(self.kind, Unreachable | TimedOut | Service | Garbled)
    }

    /// What a person reads.
    pub fn problem(&self) -> Problem {
        // Whoever saw the failure may know better than the table.
        if self.fix.is_none()
            && let Some(known) = diagnose_failure(self)
        {
            return known.to_problem();
        }
        let (code, what, cause, fix) = self.words();
        Problem::new(code, what)
            .cause(cause)
            .fix(self.fix.clone().unwrap_or(fix))
            .when_asked(self.when_asked())
    }

    /// What to do where a page asks, if that is something else.
    fn when_asked(&self) -> &'static str {
        match self.kind {
            FailureKind::NoRegion => "Choose one, set AWS_REGION, or add a region to the profile.",
            _ => "",
        }
    }

    fn about(&self) -> String {
        match self.resource.as_str() {
            "" => self.call.to_owned(),
            resource => format!("{} on {resource}", self.call),
        }
    }

    fn words(&self) -> (&'static str, String, String, String) {
        use FailureKind::*;
        let about = self.about();
        let said = if self.message.is_empty() {
            String::new()
        } else {
            format!("AWS said: {}", self.message)
        };
        let local = self.message.clone();
        let fix = |text: &str| text.to_owned();
        match self.kind {
            NotFound => (
                "aws-not-found",
                format!("There is no {}.", self.named()),
                said,
                fix("Check the name, the Region and the account."),
            ),
            Denied => (
                "aws-denied",
                format!("AWS does not allow {about}."),
                said,
                format!(
                    "Ask whoever manages this account to allow {} on this resource, then try again.",
                    self.call
                ),
            ),
            Conflict => (
                "aws-conflict",
                format!("Something else changed it meanwhile: {about}."),
                said,
                fix("Look again and start from what is there now."),
            ),
            Throttled => (
                "aws-throttled",
                format!("AWS asks us to slow down: {about}."),
                said,
                fix("Wait a minute, then try again."),
            ),
            Limit => (
                "aws-limit",
                format!("An AWS limit is reached: {about}."),
                said,
                fix("Wait ten minutes, or ask AWS support to raise the quota."),
            ),
            Invalid => (
                "aws-refused",
                format!("AWS refused {about}."),
                said,
                fix("Read AWS's words above; nothing was changed by this call."),
            ),
            NoCredentials => (
                "aws-no-credentials",
                fix("No AWS credentials were found."),
                local,
                fix(
                    "Sign in (`aws sso login`, `aws login` or `aws configure`), or name a profile.",
                ),
            ),
            Expired => (
                "aws-session-expired",
                fix("The AWS session has ended."),
                said,
                fix("Sign in again (`aws sso login` or `aws login`), then try again."),
            ),
            BadCredentials => (
                "aws-credentials-refused",
                fix("AWS does not accept these credentials."),
                said,
                fix("Check the access key and this computer's clock, or sign in again."),
            ),
            NoRegion => (
                "aws-no-region",
                fix("No AWS Region is set."),
                local,
                fix("Pass --region, set AWS_REGION, or add a region to the profile."),
            ),
            Configuration => (
                "aws-configuration",
                fix("The AWS configuration cannot be used."),
                local,
                fix("Mend the file (usually ~/.aws/config), or choose another profile."),
            ),
            Unreachable => (
                "aws-unreachable",
                format!("AWS could not be reached: {about}."),
                local,
                fix("Check the network, proxy and Region name, then try again."),
            ),
            TimedOut => (
                "aws-timed-out",
                format!("AWS did not answer in time: {about}."),
                local,
                fix("Check the network, then try again."),
            ),
            Service => (
                "aws-service-error",
                format!("AWS had a failure of its own: {about}."),
                said,
                fix("Wait a minute, then try again."),
            ),
            Garbled => (
                "aws-answer-not-understood",
                format!("The answer did not come from AWS, or only in part: {about}."),
                fix("A proxy or sign-in page of the network may stand between."),
                fix("Check the network and proxy settings, then try again."),
            ),
        }
    }

    fn named(&self) -> String {
        let kind = match self.call.split_once(':').map(|(service, _)| service) {
            Some("secretsmanager") => "secret",
            Some("ssm") => "parameter",
            Some("lambda") => "function",
            _ => "resource",
        };
        format!("{kind} named {}", self.resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_before_the_call_was_sent_cannot_be_applied() {
        let lost = |call| Failure {
            kind: FailureKind::TimedOut,
            call,
            resource: String::new(),
            code: None,
            message: String::new(),
            fix: None,
        };
        assert!(lost("ssm:PutParameter").may_be_applied());
        assert!(!lost("sign-in").may_be_applied());
        assert!(!lost("sts:AssumeRole").may_be_applied());
        assert!(!lost("sso:GetRoleCredentials").may_be_applied());
    }

    #[test]
    fn a_denied_call_names_action_and_resource() {
        let failure = Failure {
            kind: FailureKind::Denied,
            call: "secretsmanager:GetSecretValue",
            resource: "acme-salesforce-secret".into(),
            code: Some("AccessDeniedException".into()),
            message: "User is not authorized".into(),
            fix: None,
        };
        let problem = failure.problem();
        assert_eq!(
            problem.what,
            "AWS does not allow secretsmanager:GetSecretValue on acme-salesforce-secret."
        );
        assert_eq!(problem.advice.causes, ["AWS said: User is not authorized"]);
        assert!(!failure.may_be_applied());
    }
}
