//! From what the SDK says to a [`Failure`]: kinds by AWS's error codes, words without values.

mod kinds;
#[cfg(test)]
mod tests;

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::domain::{Failure, FailureKind, Secret};

use kinds::{is_about_time, kind, name_key_action};

/// Longer messages are cut: some of AWS's quote what was sent.
const LONGEST: usize = 600;
/// A text shorter than this says nothing, and hiding it would tear ordinary words apart.
const SHORTEST_HIDDEN: usize = 6;

/// A call, named for its failures.
pub(super) struct About {
    call: &'static str,
    resource: String,
    hidden: Vec<Secret>,
}

/// Names a call by its IAM action, and what it is about.
pub(super) fn about(call: &'static str, resource: impl Into<String>) -> About {
    About {
        call,
        resource: resource.into(),
        hidden: Vec::new(),
    }
}

impl About {
    /// Keeps a text out of every message: AWS quotes what it was sent, a whole environment for instance.
    pub(super) fn hiding(mut self, text: &str) -> Self {
        if text.len() >= SHORTEST_HIDDEN {
            let quoted = serde_json::Value::from(text).to_string();
            self.hidden.push(Secret::new(quoted.trim_matches('"')));
            self.hidden.push(Secret::new(text));
        }
        self
    }

    /// A failure in our own words.
    pub(super) fn failure(&self, kind: FailureKind, message: &str) -> Failure {
        Failure {
            kind,
            call: self.call,
            resource: self.resource.clone(),
            code: None,
            message: self.clean(message),
            fix: None,
        }
    }

    /// An answer that lacks what AWS always tells: a proxy's, or cut short.
    pub(super) fn lacks(&self, field: &str) -> Failure {
        let message = format!("The answer does not tell {field}.");
        self.failure(FailureKind::Garbled, &message)
    }

    /// A request that could not even be put together.
    pub(super) fn unbuilt(&self, error: &(dyn Error + 'static)) -> Failure {
        self.failure(FailureKind::Invalid, &chain(error))
    }

    /// What the SDK reports, without the values it may carry.
    pub(super) fn explain<E>(&self, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        match error {
            SdkError::ServiceError(service) => {
                self.refused(service.err(), service.raw().status().as_u16())
            }
            SdkError::TimeoutError(_) => self.failure(FailureKind::TimedOut, &causes(error)),
            SdkError::DispatchFailure(lost) if lost.is_timeout() => {
                self.failure(FailureKind::TimedOut, &causes(error))
            }
            SdkError::DispatchFailure(_) => self.unreachable(&causes(error)),
            SdkError::ConstructionFailure(_) => {
                self.failure(FailureKind::Configuration, &causes(error))
            }
            _ => self.failure(FailureKind::Garbled, "The answer was cut short."),
        }
    }

    /// AWS, or whoever answered in its place, said no.
    fn refused<E: Error + ProvideErrorMetadata>(&self, error: &E, status: u16) -> Failure {
        let Some(code) = error.code() else {
            let message = format!("HTTP {status}, and nothing that AWS would say.");
            return self.failure(FailureKind::Garbled, &message);
        };
        let message = error.message().unwrap_or_default();
        let mut failure = Failure {
            code: Some(self.clean(code)),
            ..self.failure(kind(self.call, code, message, status), message)
        };
        if failure.kind == FailureKind::Denied {
            name_key_action(&mut failure, code);
        }
        if failure.kind == FailureKind::BadCredentials && is_about_time(code, message) {
            failure.fix = Some("Set this computer's clock right, then try again.".to_owned());
        }
        failure
    }

    pub(super) fn unreachable(&self, message: &str) -> Failure {
        let mut failure = self.failure(FailureKind::Unreachable, message);
        if message.contains("invalid peer certificate") {
            let fix = "A proxy of your network may stand between. Set SSL_CERT_FILE to its certificates, then try again.";
            failure.fix = Some(fix.to_owned());
        }
        failure
    }

    /// One line without hidden texts, control characters and characters that turn the reading direction.
    fn clean(&self, message: &str) -> String {
        let mut message = message.to_owned();
        if let Some((before, _whole_environment)) = message.split_once("String measured") {
            message = before.trim_end().to_owned();
        }
        for hidden in &self.hidden {
            message = message.replace(hidden.expose_for_aws(), "(hidden)");
        }
        printable(&message)
    }
}

/// What an error says and why, without `Debug`: that of the SDK prints whole answers.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let words = error.to_string();
        if !said.last().is_some_and(|last| last.contains(&words)) {
            said.push(words);
        }
        next = error.source();
    }
    said.join(": ")
}

/// The chain below the SDK's own first words ("dispatch failure"), which tell a person nothing.
fn causes(error: &(dyn Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), chain)
}

/// One line, fit for a terminal.
pub(super) fn printable(message: &str) -> String {
    let mut line = String::new();
    for word in message.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            match c {
                '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => {
                    line.extend(c.escape_unicode());
                }
                c if c.is_control() || c == '\u{feff}' => line.extend(c.escape_default()),
                c => line.push(c),
            }
        }
    }
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}
