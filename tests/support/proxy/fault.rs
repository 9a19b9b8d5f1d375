//! The ways in which AWS, or what lies before it, fails, and how each looks on the wire.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::operation::Operation;
use super::refusal::{self, Refusal};
use super::wire::Message;

/// What a request meets with. Nothing is applied unless it says so.
#[derive(Clone)]
pub enum Fault {
    /// Too many requests.
    Throttle,
    /// AWS itself failed, with status 500.
    InternalError,
    /// Taken, and never answered.
    Hang,
    /// The connection closes.
    DropBefore,
    /// Applied; then the connection closes with no answer.
    DropAfterApplied,
    /// Applied; the answer ends in its middle.
    Truncate,
    /// Status 200 and nothing else.
    Empty,
    /// A web page, as from a proxy that wants a login, with this status.
    Html(u16),
    /// The caller's temporary credentials are past their time.
    ExpiredCredentials,
    /// The caller may not.
    Denied,
    /// The caller may, but not use the KMS key behind it: this action of KMS is denied.
    KeyDenied(&'static str),
    /// Somebody else is changing the same thing (Lambda's 409, and what others have in its place).
    Conflict,
    /// The thing is not as the caller saw it (Lambda's 412, and what others have in its place).
    PreconditionFailed,
    /// Status 200 with these headers and this body: what a function says that no emulator can run.
    Answer(Vec<(&'static str, String)>, String),
    /// This is done, and then the same is answered as by a function that was invoked: what it does besides
    /// answering, such as storing a token, no emulator does for it. It may block.
    Invoked(Arc<dyn Fn() + Send + Sync>, String),
    /// Applied and answered after this time.
    Delay(Duration),
    /// Applied and answered after something else has happened, such as another's write. It may block.
    Meanwhile(Arc<dyn Fn() + Send + Sync>),
}

/// What the proxy does about a request.
pub(super) enum Course {
    Answer(Message),
    Drop,
    Silence,
    Late(Duration),
    After(Arc<dyn Fn() + Send + Sync>),
    AnswerAfter(Arc<dyn Fn() + Send + Sync>, Message),
    DropAnswer,
    CutAnswer,
}

impl Fault {
    /// Every fault that a promise about failures is to be tested with: all that break something.
    pub const ALL: [Self; 13] = [
        Self::Throttle,
        Self::InternalError,
        Self::Hang,
        Self::DropBefore,
        Self::DropAfterApplied,
        Self::Truncate,
        Self::Empty,
        Self::Html(200),
        Self::Html(502),
        Self::ExpiredCredentials,
        Self::Denied,
        Self::Conflict,
        Self::PreconditionFailed,
    ];

    /// An answer of a function that was invoked; `error` as in the header `X-Amz-Function-Error`.
    pub fn invocation(error: Option<&str>, payload: &str) -> Self {
        let mut headers = vec![("X-Amz-Executed-Version", "1".to_owned())];
        headers.extend(error.map(|error| ("X-Amz-Function-Error", error.to_owned())));
        Self::Answer(headers, payload.to_owned())
    }

    /// An answer of a function that was invoked and did `deed` meanwhile.
    pub fn invoked(deed: impl Fn() + Send + Sync + 'static, payload: &str) -> Self {
        Self::Invoked(Arc::new(deed), payload.to_owned())
    }

    /// Does `deed` before the request goes on.
    pub fn meanwhile(deed: impl Fn() + Send + Sync + 'static) -> Self {
        Self::Meanwhile(Arc::new(deed))
    }

    pub(super) fn course(&self, operation: &Operation) -> Course {
        match self {
            Self::Hang => Course::Silence,
            Self::DropBefore => Course::Drop,
            Self::DropAfterApplied => Course::DropAnswer,
            Self::Truncate => Course::CutAnswer,
            Self::Delay(delay) => Course::Late(*delay),
            Self::Meanwhile(deed) => Course::After(deed.clone()),
            Self::Invoked(deed, payload) => {
                let executed = [("X-Amz-Executed-Version", "1")];
                Course::AnswerAfter(deed.clone(), Message::answer(200, &executed, payload))
            }
            Self::Empty => Course::Answer(Message::answer(200, &[], "")),
            Self::Answer(headers, body) => {
                let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
                Course::Answer(Message::answer(200, &headers.collect::<Vec<_>>(), body))
            }
            Self::Html(status) => {
                let page = "<!DOCTYPE html><html><body>Please log in to the network.</body></html>";
                Course::Answer(Message::answer(
                    *status,
                    &[("Content-Type", "text/html")],
                    page,
                ))
            }
            Self::Throttle => Course::Answer(Refusal::Throttled.answer(operation)),
            Self::InternalError => Course::Answer(Refusal::Broken.answer(operation)),
            Self::ExpiredCredentials => Course::Answer(Refusal::Expired.answer(operation)),
            Self::Denied => Course::Answer(Refusal::Denied.answer(operation)),
            Self::KeyDenied(action) => Course::Answer(refusal::key_denied(action)),
            Self::Conflict => Course::Answer(Refusal::Conflict.answer(operation)),
            Self::PreconditionFailed => Course::Answer(Refusal::Stale.answer(operation)),
        }
    }
}

/// By name, as a table of outcomes needs it.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throttle => f.write_str("throttle"),
            Self::InternalError => f.write_str("internal error"),
            Self::Hang => f.write_str("hang"),
            Self::DropBefore => f.write_str("drop before"),
            Self::DropAfterApplied => f.write_str("drop after applied"),
            Self::Truncate => f.write_str("truncate"),
            Self::Empty => f.write_str("empty"),
            Self::Html(status) => write!(f, "html {status}"),
            Self::ExpiredCredentials => f.write_str("expired credentials"),
            Self::Denied => f.write_str("denied"),
            Self::KeyDenied(action) => write!(f, "{action} denied"),
            Self::Conflict => f.write_str("conflict"),
            Self::PreconditionFailed => f.write_str("precondition failed"),
            Self::Answer(..) => f.write_str("answer"),
            Self::Delay(delay) => write!(f, "delay {delay:?}"),
            Self::Meanwhile(_) => f.write_str("meanwhile"),
            Self::Invoked(..) => f.write_str("invoked"),
        }
    }
}
