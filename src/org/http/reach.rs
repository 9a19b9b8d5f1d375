//! How far one goes to reach a host, which addresses are asked at all, and what stood in the way.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Proxy, redirect};
use url::{Host, Url};

use crate::domain::diagnosis::{Refusal, Unreached};

/// Patience and way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// How long a connection may take to open.
    pub connect: Duration,
    /// How long the whole question may take.
    pub total: Duration,
    /// Which way it goes.
    pub way: Way,
}

/// The way to a host. `http`, which is for this computer itself, always goes directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// As `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    Environment,
    /// Past any proxy.
    Direct,
    /// Through this proxy.
    Proxy(String),
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(20),
            way: Way::Environment,
        }
    }
}

impl Reach {
    pub(super) fn web_client(&self) -> reqwest::Result<Client> {
        let client = self.client();
        match &self.way {
            Way::Environment => client,
            Way::Direct => client.no_proxy(),
            Way::Proxy(proxy) => client.proxy(Proxy::all(proxy)?),
        }
        .build()
    }

    /// Trusts no certificate, so it also works on a computer that has none.
    pub(super) fn loopback_client(&self) -> reqwest::Result<Client> {
        self.client().no_proxy().tls_certs_only([]).build()
    }

    fn client(&self) -> ClientBuilder {
        Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(self.connect)
            .timeout(self.total)
            .user_agent(concat!("scv-oauth/", env!("CARGO_PKG_VERSION")))
    }

    /// What stood in the way of an answer.
    pub(super) fn refusal(&self, error: &reqwest::Error, address: &Url) -> Refusal {
        Refusal::Unreached {
            host: host(address),
            why: why(error),
            detail: root(error).to_string(),
            proxy: self.proxy(address),
        }
    }

    /// The proxy that a question goes through: host and port only, since the rest may hold a password.
    fn proxy(&self, address: &Url) -> Option<String> {
        if address.scheme() == "http" {
            return None;
        }
        let text = match &self.way {
            Way::Direct => return None,
            Way::Proxy(proxy) => proxy.clone(),
            Way::Environment => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|set| !set.is_empty()))?,
        };
        let url = Url::parse(&text)
            .ok()
            .filter(Url::has_host)
            .or_else(|| Url::parse(&format!("http://{text}")).ok())?;
        let port = url.port().map(|port| format!(":{port}"));
        Some(format!("{}{}", url.host_str()?, port.unwrap_or_default()))
    }
}

/// Reads an address and adds a path. Refuses what is not `https`, but for this computer itself.
pub(super) fn address(text: &str, path: &str) -> Result<Url, Refusal> {
    let refused = || Refusal::Address(text.to_owned());
    let joined = match path {
        "" => text.trim().to_owned(),
        path => format!("{}{path}", text.trim().trim_end_matches('/')),
    };
    let url = Url::parse(&joined).map_err(|_| refused())?;
    let safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        _ => false,
    };
    let plain = url.username().is_empty() && url.password().is_none();
    (safe && plain).then_some(url).ok_or_else(refused)
}

/// Host and port as a person reads them.
pub(super) fn host(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    match address.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn why(error: &reqwest::Error) -> Unreached {
    if error.is_timeout() {
        Unreached::TimedOut
    } else if chain(error).any(is_tunnel) {
        Unreached::Proxy
    } else if error.is_dns() {
        Unreached::Name
    } else if chain(error).any(is_tls) {
        Unreached::Tls
    } else if error.is_connect() {
        Unreached::Connection
    } else {
        Unreached::Lost
    }
}

/// The proxy's refusal has no type that can be named from here, only its words.
fn is_tunnel(cause: &(dyn Error + 'static)) -> bool {
    let words = cause.to_string();
    words.contains("tunnel") || words.contains("proxy authorization")
}

/// The TLS library wraps its errors in an I/O error of this kind, and the HTTP library that in another.
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    let Some(error) = cause.downcast_ref::<io::Error>() else {
        return false;
    };
    let within = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
    error.kind() == io::ErrorKind::InvalidData || within.is_some_and(is_tls)
}

fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

/// The innermost cause: the outer ones repeat the address.
fn root<'a>(error: &'a reqwest::Error) -> &'a (dyn Error + 'static) {
    chain(error).last().unwrap_or(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_https_is_asked_but_this_computer_itself_in_the_clear() {
        for fine in [
            "https://acme.my.salesforce.com/services/oauth2/token",
            "http://127.0.0.1:8080/x",
            "http://localhost:1",
            "http://[::1]:1/",
            " https://acme.my.salesforce.com ",
        ] {
            assert!(address(fine, "").is_ok(), "{fine}");
        }
        for refused in [
            "http://acme.my.salesforce.com",
            "http://127.0.0.1.evil.example",
            "acme.my.salesforce.com",
            "ftp://acme.my.salesforce.com",
            "https://user:word@acme.my.salesforce.com",
            "https://",
            "",
        ] {
            assert_eq!(
                address(refused, ""),
                Err(Refusal::Address(refused.into())),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_path_is_added_once_whatever_the_slash() {
        for base in ["https://a.example/v64.0", "https://a.example/v64.0/"] {
            let joined = address(base, "/query").unwrap();
            assert_eq!(joined.as_str(), "https://a.example/v64.0/query");
        }
    }

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let web = Url::parse("https://acme.my.salesforce.com").unwrap();
        for (set, shown) in [
            ("http://me:hunter2@proxy.example:3128", "proxy.example:3128"),
            ("me:hunter2@proxy.example:3128", "proxy.example:3128"),
            ("proxy.example:3128", "proxy.example:3128"),
            ("http://proxy.example", "proxy.example"),
        ] {
            let reach = Reach {
                way: Way::Proxy(set.into()),
                ..Reach::default()
            };
            assert_eq!(reach.proxy(&web).as_deref(), Some(shown));
        }
    }
}
