//! HTTP/1.1 messages as bytes, no more of it than the SDK and the emulators use.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request or an answer.
pub struct Message {
    /// The request line or status line.
    pub start: String,
    /// The headers, but for `Connection`.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
}

impl Message {
    /// An answer of our own.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let length = body.len().to_string();
        let length = ("Content-Length", length.as_str());
        let headers = headers.iter().chain([&length]);
        Self {
            start: format!("HTTP/1.1 {status} -"),
            headers: headers
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            body: body.into(),
        }
    }

    /// Reads a message; `None` where the peer closed before the first byte.
    pub async fn read(stream: &mut TcpStream) -> Result<Option<Self>> {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return if bytes.is_empty() {
                    Ok(None)
                } else {
                    Err(ErrorKind::UnexpectedEof.into())
                };
            }
        };
        let mut message = Self::parse_head(&bytes[..head])?;
        message.body = bytes.split_off(head + 4);
        message.read_rest(stream).await?;
        Ok(Some(message))
    }

    fn parse_head(bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(Error::other)?;
        let mut lines = text.split("\r\n");
        let start = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers
            .filter(|(name, _)| !name.eq_ignore_ascii_case("connection"))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        Ok(Self {
            start,
            headers: headers.collect(),
            body: Vec::new(),
        })
    }

    /// To the declared length; an answer without one ends with its connection, and a chunked one stays as it is.
    async fn read_rest(&mut self, stream: &mut TcpStream) -> Result<()> {
        let length = self
            .header("content-length")
            .and_then(|length| length.parse().ok());
        if length.is_none() && !self.start.starts_with("HTTP/") {
            return Ok(());
        }
        while length.is_none_or(|length: usize| self.body.len() < length) {
            if stream.read_buf(&mut self.body).await? == 0 {
                break;
            }
        }
        Ok(())
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Sends the request on, `Host` and signature untouched, and reads the answer.
    pub async fn forward(&self, upstream: SocketAddr) -> Result<Self> {
        let mut stream = TcpStream::connect(upstream).await?;
        stream.write_all(&self.bytes()).await?;
        let answer = Self::read(&mut stream).await?;
        answer.ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }

    /// The message with `Connection: close`.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.start).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(b"Connection: close\r\n\r\n");
        bytes.extend(&self.body);
        bytes
    }

    /// The message without the second half of its body.
    pub fn first_half(&self) -> Vec<u8> {
        let mut bytes = self.bytes();
        bytes.truncate(bytes.len() - self.body.len().div_ceil(2));
        bytes
    }
}

/// Waits until the peer gives up.
pub async fn until_closed(stream: &mut TcpStream) -> Result<()> {
    let mut ignored = [0; 256];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}
