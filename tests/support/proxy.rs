//! A proxy before an emulator that makes AWS fail: which operation, which time, and how. It keeps a list of the
//! requests, but never of what is in them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

mod fault;
mod held;
mod operation;
mod refusal;
mod wire;

pub use fault::Fault;
pub use held::Held;

use fault::Course;
use operation::Operation;
use wire::Message;

/// A running proxy. It ends when dropped.
#[derive(Debug)]
pub struct Proxy {
    /// Where to send AWS requests.
    pub url: String,
    desk: Arc<Desk>,
    runtime: Option<Runtime>,
}

/// Of the requests for an operation since the rule was made, counted from 1, those that a fault meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// All of them.
    Every,
    /// This one.
    Nth(usize),
    /// The first so many.
    First(usize),
    /// This one and all that follow.
    From(usize),
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Request {
    /// What was asked, as in `PutSecretValue`.
    pub operation: String,
    /// When all of it was here.
    pub at: Instant,
    /// What it met with.
    pub fault: Option<Fault>,
    is_answered: Arc<AtomicBool>,
}

impl Request {
    /// Whether AWS itself has answered it, be that passed on or not.
    pub fn is_answered(&self) -> bool {
        self.is_answered.load(Ordering::SeqCst)
    }
}

#[derive(Debug)]
struct Desk {
    upstream: SocketAddr,
    rules: Mutex<Vec<Rule>>,
    requests: Mutex<Vec<Request>>,
}

#[derive(Debug)]
struct Rule {
    operation: String,
    times: Times,
    fault: Fault,
    seen: usize,
}

impl Proxy {
    /// A proxy before the AWS at `url`. It has threads of its own, so that a test may block on the program.
    pub fn before(url: &str) -> Self {
        let upstream = url.trim_start_matches("http://").parse().unwrap();
        let desk = Arc::new(Desk {
            upstream,
            rules: Mutex::default(),
            requests: Mutex::default(),
        });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(accept(listener, desk.clone()));
        Self {
            url,
            desk,
            runtime: Some(runtime),
        }
    }

    /// From now on, requests for `operation` (`*`: for any) meet with `fault` that many times. Of several rules
    /// for a request, the one made first decides.
    pub fn rule(&self, operation: &str, times: Times, fault: Fault) -> &Self {
        let operation = operation.to_owned();
        self.desk.rules.lock().unwrap().push(Rule {
            operation,
            times,
            fault,
            seen: 0,
        });
        self
    }

    /// Forgets all rules and all requests.
    pub fn clear(&self) {
        self.desk.rules.lock().unwrap().clear();
        self.desk.requests.lock().unwrap().clear();
    }

    /// The requests so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        self.desk.requests.lock().unwrap().clone()
    }

    /// How often an operation was asked for so far.
    pub fn count(&self, operation: &str) -> usize {
        let requests = self.desk.requests.lock().unwrap();
        requests
            .iter()
            .filter(|request| request.operation == operation)
            .count()
    }
}

/// In the background, since a runtime must not be waited for inside another one's test.
impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Desk {
    fn receive(&self, operation: &Operation) -> Request {
        let mut rules = self.rules.lock().unwrap();
        let mut fault = None;
        for rule in rules.iter_mut().filter(|rule| rule.is_for(operation)) {
            if rule.meets_another() && fault.is_none() {
                fault = Some(rule.fault.clone());
            }
        }
        let request = Request {
            operation: operation.name.clone(),
            at: Instant::now(),
            fault,
            is_answered: Arc::default(),
        };
        self.requests.lock().unwrap().push(request.clone());
        request
    }
}

impl Rule {
    fn is_for(&self, operation: &Operation) -> bool {
        self.operation == "*" || self.operation == operation.name
    }

    fn meets_another(&mut self) -> bool {
        self.seen += 1;
        match self.times {
            Times::Every => true,
            Times::Nth(n) => self.seen == n,
            Times::First(n) => self.seen <= n,
            Times::From(n) => self.seen >= n,
        }
    }
}

async fn accept(listener: std::net::TcpListener, desk: Arc<Desk>) {
    let listener = TcpListener::from_std(listener).unwrap();
    while let Ok((client, _)) = listener.accept().await {
        let desk = desk.clone();
        // A connection that breaks is the client's to notice.
        tokio::spawn(async move {
            let _ = serve(client, &desk).await;
        });
    }
}

/// One request a connection: so each fault on the connection meets one request.
async fn serve(mut client: TcpStream, desk: &Desk) -> std::io::Result<()> {
    let Some(request) = Message::read(&mut client).await? else {
        return Ok(());
    };
    let operation = Operation::of(&request);
    let received = desk.receive(&operation);
    let forward = async || {
        let answer = request.forward(desk.upstream).await;
        received.is_answered.store(answer.is_ok(), Ordering::SeqCst);
        answer
    };
    let Some(fault) = &received.fault else {
        return client.write_all(&forward().await?.bytes()).await;
    };
    match fault.course(&operation) {
        Course::Answer(answer) => client.write_all(&answer.bytes()).await,
        Course::Drop => Ok(()),
        Course::Silence => wire::until_closed(&mut client).await,
        Course::Late(delay) => {
            tokio::time::sleep(delay).await;
            client.write_all(&forward().await?.bytes()).await
        }
        Course::After(deed) => {
            tokio::task::spawn_blocking(move || deed()).await?;
            client.write_all(&forward().await?.bytes()).await
        }
        Course::AnswerAfter(deed, answer) => {
            tokio::task::spawn_blocking(move || deed()).await?;
            client.write_all(&answer.bytes()).await
        }
        Course::DropAnswer => forward().await.map(drop),
        Course::CutAnswer => client.write_all(&forward().await?.first_half()).await,
    }
}
