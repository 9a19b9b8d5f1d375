//! An answer as it came over the wire, and whether it is one of Salesforce's.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, LOCATION};
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::reach;
use crate::domain::diagnosis::Refusal;

/// The longest honest answer, the list of API versions, has some 10 KB.
const LONGEST: usize = 256 * 1024;

pub(super) struct Answer {
    status: u16,
    host: String,
    pub server_date: Option<Timestamp>,
    is_page: bool,
    /// Wiped when dropped: it may hold a token.
    body: Zeroizing<Vec<u8>>,
}

impl Answer {
    /// Reads it whole. A redirect, or more than [`LONGEST`], is refused without reading on.
    pub async fn read(
        mut response: Response,
        address: &Url,
    ) -> reqwest::Result<Result<Self, Refusal>> {
        let status = response.status();
        let headers = response.headers();
        let mut answer = Self {
            status: status.as_u16(),
            host: reach::host(address),
            server_date: text(headers, DATE).and_then(date),
            is_page: text(headers, CONTENT_TYPE).is_some_and(|kind| kind.contains("html")),
            body: Zeroizing::default(),
        };
        if status.is_redirection() {
            return Ok(Err(answer.redirect(address, text(headers, LOCATION))));
        }
        while let Some(part) = response.chunk().await? {
            if answer.body.len() + part.len() > LONGEST {
                return Ok(Err(answer.garbled()));
            }
            answer.body.extend_from_slice(&part);
        }
        Ok(Ok(answer))
    }

    /// What Salesforce said, if it said yes.
    pub fn json(self) -> Result<Value, Refusal> {
        if self.is_page || self.body.trim_ascii_start().starts_with(b"<") {
            return Err(Refusal::Html {
                status: self.status,
                host: self.host,
                server_date: self.server_date,
            });
        }
        let said: Value = serde_json::from_slice(&self.body).map_err(|_| self.garbled())?;
        match self.status {
            200..=299 => Ok(said),
            _ => Err(self.no(&said)),
        }
    }

    pub fn garbled(&self) -> Refusal {
        Refusal::Garbled {
            status: self.status,
            host: self.host.clone(),
            server_date: self.server_date,
        }
    }

    fn redirect(&self, address: &Url, location: Option<&str>) -> Refusal {
        let to = location.and_then(|location| address.join(location).ok());
        Refusal::Redirect {
            status: self.status,
            host: self.host.clone(),
            to: to.as_ref().map(reach::host).unwrap_or_default(),
            server_date: self.server_date,
        }
    }

    /// The token endpoint says no with an object, the REST API with a list of them.
    fn no(&self, said: &Value) -> Refusal {
        let field = |path: &str| said.pointer(path).and_then(Value::as_str);
        let error = field("/error").or_else(|| field("/0/errorCode"));
        let description = field("/error_description").or_else(|| field("/0/message"));
        match error {
            Some(error) => Refusal::Answer {
                status: self.status,
                error: error.to_owned(),
                description: description.unwrap_or_default().to_owned(),
                server_date: self.server_date,
            },
            None => self.garbled(),
        }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn date(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_date_header_is_understood() {
        let told = date("Tue, 24 Nov 2026 02:07:49 GMT").unwrap();
        assert_eq!(told, "2026-11-24T02:07:49Z".parse().unwrap());
        assert_eq!(date("yesterday"), None);
    }
}
