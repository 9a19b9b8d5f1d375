//! Starts the emulators as children of the test process and ends them with it.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::installation;

/// Several start at the same time, and on a new machine Python has to compile them first.
const FIRST_ANSWER: Duration = Duration::from_secs(180);

/// A stand-in for AWS. They differ, and where they do neither is always right: a promise is tested on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emulator {
    /// Nearer to AWS for Secrets Manager's version and token rules.
    Moto,
    /// Nearer to AWS for Lambda's revisions, states and pages.
    Ministack,
    /// Ministack that checks signatures and IAM policies.
    MinistackWithIam,
}

impl Emulator {
    /// The two that let everybody do everything.
    pub const BOTH: [Self; 2] = [Self::Moto, Self::Ministack];

    /// The instance that all tests of this process share; each test takes an account of its own in it.
    pub fn shared(self) -> &'static Running {
        static MOTO: OnceLock<Running> = OnceLock::new();
        static MINISTACK: OnceLock<Running> = OnceLock::new();
        static MINISTACK_WITH_IAM: OnceLock<Running> = OnceLock::new();
        let instance = match self {
            Self::Moto => &MOTO,
            Self::Ministack => &MINISTACK,
            Self::MinistackWithIam => &MINISTACK_WITH_IAM,
        };
        instance.get_or_init(|| self.start())
    }

    /// An instance of one's own. It ends when dropped.
    ///
    /// # Panics
    /// With plain words where Python, its packages or the emulator itself will not do.
    pub fn start(self) -> Running {
        let python = installation::python().unwrap_or_else(|problem| panic!("{problem}"));
        self.spawn(&python)
            .unwrap_or_else(|problem| panic!("{self:?} did not start: {problem}"))
    }

    fn spawn(self, python: &Path) -> Result<Running, String> {
        let log = self.log();
        let file = OpenOptions::new().create(true).append(true).open(&log);
        let mut child = self
            .command(python)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file.map_err(|e| format!("cannot write {}: {e}", log.display()))?)
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut port = String::new();
        let stdout = child.stdout.take().expect("a piped output");
        BufReader::new(stdout)
            .read_line(&mut port)
            .map_err(|e| e.to_string())?;
        let port = port.trim();
        if port.is_empty() {
            let _ = child.wait();
            return Err(format!("it ended at once; see {}", log.display()));
        }
        let running = Running {
            url: format!("http://127.0.0.1:{port}"),
            kind: self,
            accounts: AtomicU64::new(1),
            child,
        };
        running
            .wait_for_answer()
            .map_err(|e| format!("{e}; see {}", log.display()))?;
        Ok(running)
    }

    fn command(self, python: &Path) -> Command {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/serve.py");
        let mut command = Command::new(python);
        command.arg(program).env_clear();
        match self {
            Self::Moto => command.arg("moto"),
            Self::Ministack => command.arg("ministack"),
            Self::MinistackWithIam => command.arg("ministack").env("AUTH", "true"),
        };
        command
    }

    fn log(self) -> PathBuf {
        installation::home().join(format!("{self:?}.log").to_lowercase())
    }

    fn health(self) -> &'static str {
        match self {
            Self::Moto => "/moto-api/data.json",
            Self::Ministack | Self::MinistackWithIam => "/_ministack/health",
        }
    }
}

/// An emulator that answers.
#[derive(Debug)]
pub struct Running {
    /// Where it answers, on this machine only.
    pub url: String,
    /// Which one it is.
    pub kind: Emulator,
    accounts: AtomicU64,
    child: Child,
}

impl Running {
    /// An account number that no other test has.
    pub(super) fn next_account(&self) -> String {
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        format!("{}", 700_000_000_000 + number)
    }

    fn wait_for_answer(&self) -> Result<(), String> {
        let address = self.url.trim_start_matches("http://").to_owned();
        let deadline = Instant::now() + FIRST_ANSWER;
        loop {
            match answers(&address, self.kind.health()) {
                Ok(()) => return Ok(()),
                Err(e) if Instant::now() > deadline => return Err(format!("no answer: {e}")),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

/// The emulator watches its standard input too, so it also goes when this process is killed.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answers(address: &str, path: &str) -> Result<(), String> {
    use std::io::Write;
    let mut stream = std::net::TcpStream::connect(address).map_err(|e| e.to_string())?;
    let patience = Some(Duration::from_secs(10));
    stream
        .set_read_timeout(patience)
        .map_err(|e| e.to_string())?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .map_err(|e| e.to_string())?;
    let mut status = String::new();
    BufReader::new(stream)
        .read_line(&mut status)
        .map_err(|e| e.to_string())?;
    match status.split_whitespace().nth(1) {
        Some("200") => Ok(()),
        _ => Err(format!("answered {status:?}")),
    }
}

#[cfg(test)]
mod tests {
    use rustix::process::{Pid, test_kill_process};

    use super::*;
    use crate::support::patience::Patience;

    #[test]
    fn an_emulator_ends_when_nobody_holds_its_input_any_more() {
        for kind in Emulator::BOTH {
            let mut running = kind.start();
            drop(running.child.stdin.take());
            let patience = Patience::with(format!("end of {kind:?}"));
            while running.child.try_wait().unwrap().is_none() {
                patience.left();
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    #[test]
    fn an_instance_of_ones_own_ends_when_dropped() {
        let running = Emulator::Ministack.start();
        let process = Pid::from_child(&running.child);
        test_kill_process(process).unwrap();
        drop(running);
        test_kill_process(process).unwrap_err();
    }
}
