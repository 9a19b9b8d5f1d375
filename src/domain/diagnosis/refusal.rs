//! What was seen where Salesforce did not do as asked: data only, no verdict.

use jiff::Timestamp;

/// Which question Salesforce was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The token endpoint: let me in.
    Login,
    /// The REST API with a fresh token: who and where am I.
    Rest,
}

/// A question to Salesforce that was not answered as hoped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Salesforce said no, with an error word and a sentence.
    Answer {
        /// The HTTP status.
        status: u16,
        /// `error` of the token endpoint, `errorCode` of the REST API.
        error: String,
        /// `error_description` of the token endpoint, `message` of the REST API.
        description: String,
        /// The `Date` header: Salesforce's clock.
        server_date: Option<Timestamp>,
    },
    /// A web page came instead of an answer.
    Html {
        /// The HTTP status.
        status: u16,
        /// Whom we asked.
        host: String,
        /// The `Date` header.
        server_date: Option<Timestamp>,
    },
    /// We were sent elsewhere, and did not go.
    Redirect {
        /// The HTTP status.
        status: u16,
        /// Whom we asked.
        host: String,
        /// Where we were sent; empty where that was not said.
        to: String,
        /// The `Date` header.
        server_date: Option<Timestamp>,
    },
    /// Half an answer, too much of one, or one that is not in Salesforce's form.
    Garbled {
        /// The HTTP status.
        status: u16,
        /// Whom we asked.
        host: String,
        /// The `Date` header.
        server_date: Option<Timestamp>,
    },
    /// There was no answer at all.
    Unreached {
        /// Whom we asked.
        host: String,
        /// How far we came.
        why: Unreached,
        /// The network library's own words for it; holds nothing of what was sent.
        detail: String,
        /// The proxy that stood between, where one is set: host and port, no credentials.
        proxy: Option<String>,
    },
    /// The address cannot be asked: not `https://`, or no address at all.
    Address(String),
}

/// How far we came towards a host that did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// The name leads nowhere.
    Name,
    /// No connection could be opened.
    Connection,
    /// The encrypted connection could not be made, or its certificate is not trusted.
    Tls,
    /// The proxy did not let us through.
    Proxy,
    /// Nothing came in the time allowed.
    TimedOut,
    /// The connection broke off.
    Lost,
}

impl Refusal {
    /// Salesforce's clock as the answer showed it.
    pub fn server_date(&self) -> Option<Timestamp> {
        match self {
            Self::Answer { server_date, .. }
            | Self::Html { server_date, .. }
            | Self::Redirect { server_date, .. }
            | Self::Garbled { server_date, .. } => *server_date,
            Self::Unreached { .. } | Self::Address(_) => None,
        }
    }

    /// What was seen, as it came: one line, with control characters made visible.
    pub fn as_seen(&self) -> String {
        match self {
            Self::Answer {
                status,
                error,
                description,
                ..
            } => format!("HTTP {status} {}", pair(error, description)),
            Self::Html { status, host, .. } => {
                format!("HTTP {status} with a web page, from {}", visible(host))
            }
            Self::Redirect {
                status, host, to, ..
            } => format!(
                "HTTP {status} from {}, which sends us to {}",
                visible(host),
                if to.is_empty() {
                    "an unnamed place".into()
                } else {
                    visible(to)
                }
            ),
            Self::Garbled { status, host, .. } => format!(
                "HTTP {status} with an answer that cannot be read, from {}",
                visible(host)
            ),
            Self::Unreached {
                host,
                detail,
                proxy,
                ..
            } => {
                let through = match proxy {
                    Some(proxy) => format!(" through the proxy {}", visible(proxy)),
                    None => String::new(),
                };
                format!("{}{through}: {}", visible(host), visible(detail))
            }
            Self::Address(address) => visible(address),
        }
    }
}

/// Error word and sentence, each as it came.
pub(super) fn pair(error: &str, description: &str) -> String {
    match (error, description) {
        ("", "") => "without a word".into(),
        (error, "") => visible(error),
        ("", description) => visible(description),
        (error, description) => format!("{}: {}", visible(error), visible(description)),
    }
}

/// Foreign text made safe to show: characters that steer a terminal or hide others are spelt out, and what
/// is longer than a paragraph is cut.
pub fn visible(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(|c| {
            let steers = c.is_control()
                || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
            if steers {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push_str(" [cut]");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_shown_as_it_came_but_cannot_steer_the_terminal() {
        let refusal = Refusal::Answer {
            status: 400,
            error: "odd".into(),
            description: "a\u{1b}[2Jb\u{202e}c\nd".into(),
            server_date: None,
        };
        assert_eq!(refusal.as_seen(), r"HTTP 400 odd: a\u{1b}[2Jb\u{202e}c\nd");
    }

    #[test]
    fn a_very_long_text_is_cut() {
        assert_eq!(
            visible(&"x".repeat(401)),
            format!("{} [cut]", "x".repeat(400))
        );
        assert_eq!(visible(&"x".repeat(400)), "x".repeat(400));
    }
}
