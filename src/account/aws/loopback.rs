//! A server on this machine that answers raw bytes, as AWS, proxies, sign-in pages and broken networks do; and
//! an account that reaches it.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Aws, Limits};
use crate::account::{Account, Cloud};
use crate::domain::place::Place;

/// What a request is answered with.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// These bytes, then the connection closes.
    Bytes(String),
    /// Nothing, and the connection stays.
    Hang,
}

impl Reply {
    /// JSON, as AWS sends it.
    pub(super) fn json(status: u16, body: &str) -> Self {
        Self::typed(status, "application/x-amz-json-1.1", body)
    }

    /// One of AWS's errors.
    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        let body = serde_json::json!({"__type": code, "message": message, "Message": message});
        Self::json(status, &body.to_string())
    }

    /// A page of a proxy.
    pub(super) fn html(status: u16) -> Self {
        Self::typed(
            status,
            "text/html",
            "<html><body>Please sign in</body></html>",
        )
    }

    /// Half of an answer: fewer bytes than announced.
    pub(super) fn cut_short() -> Self {
        Self::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Name\":".to_owned())
    }

    fn typed(status: u16, content_type: &str, body: &str) -> Self {
        let length = body.len();
        Self::Bytes(format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }
}

/// Answers requests in the order of its replies; the last one is given again and again.
pub(super) struct Server {
    /// Where it answers.
    pub(super) url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) async fn answering(replies: impl Into<Vec<Reply>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(serve(listener, replies.into(), heard.clone()));
        Self { url, heard }
    }

    /// The requests so far, head and body.
    pub(super) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// An account whose AWS is this server.
    pub(super) async fn account(&self) -> Arc<dyn Account> {
        account(&self.url, &[]).await
    }
}

async fn serve(listener: TcpListener, replies: Vec<Reply>, heard: Arc<Mutex<Vec<String>>>) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let Some(request) = read_request(&mut stream).await else {
            continue;
        };
        let number = {
            let mut heard = heard.lock().unwrap();
            heard.push(request);
            heard.len() - 1
        };
        match replies.get(number).or(replies.last()).unwrap() {
            Reply::Bytes(bytes) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
            }
            Reply::Hang => {
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                    drop(stream);
                });
            }
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 8192];
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let head = head.to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1);
        let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text);
        }
    }
}

/// Variables of somebody who has keys, a Region and an AWS at this address, and no files.
pub(super) fn variables(url: &str) -> Vec<(String, String)> {
    [
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "example"),
        ("AWS_REGION", "us-west-2"),
        ("AWS_ENDPOINT_URL", url),
        ("AWS_MAX_ATTEMPTS", "1"),
        ("AWS_CONFIG_FILE", "/nonexistent/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Limits that a test can wait for, and that a server on a busy machine keeps.
pub(super) fn short() -> Limits {
    let patience = Duration::from_secs(3);
    Limits {
        connect: patience,
        attempt: patience,
        operation: Duration::from_secs(20),
        invoke: patience,
        sign_in: patience,
    }
}

/// An account at this address, with these variables more.
pub(super) async fn account(url: &str, more: &[(&str, &str)]) -> Arc<dyn Account> {
    let more = more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    let aws = Aws::with_variables(variables(url).into_iter().chain(more));
    aws.limits(short()).open(&Place::default()).await.unwrap()
}

/// Somebody's computer, with AWS configuration files and nothing else that tells anything.
pub(super) struct Computer(TempDir);

impl Computer {
    pub(super) fn with_config(config: &str) -> Self {
        let computer = Self(TempDir::new().unwrap());
        computer.write(".aws/config", config);
        computer
    }

    /// Writes a file below the home directory.
    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Where a file below the home directory is.
    pub(super) fn path(&self, path: &str) -> String {
        self.0.path().join(path).display().to_string()
    }

    /// The AWS that this computer's configuration leads to, with these variables set.
    pub(super) fn aws(&self, variables: &[(&str, &str)]) -> Aws {
        let home = self.0.path().to_str().unwrap();
        let home = [("HOME", home), ("AWS_MAX_ATTEMPTS", "1")];
        Aws::with_variables(home.iter().chain(variables).copied()).limits(short())
    }
}
