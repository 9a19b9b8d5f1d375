//! Signals that end the program: the terminal is given back first.

use std::io;

use super::terminal;

/// The exit code after SIGHUP, by the shell's habit of 128 and the signal's number.
pub const HANGUP: i32 = 129;

/// The signals that end the program.
pub struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hang_up: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens for them from now on.
    #[cfg(unix)]
    pub fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// The exit code for the next one that comes.
    #[cfg(unix)]
    pub async fn next(&mut self) -> i32 {
        tokio::select! {
            // Sent from elsewhere: on this terminal Ctrl-C is a key.
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
            _ = self.hang_up.recv() => HANGUP,
        }
    }

    /// Windows ends programs without asking.
    #[cfg(not(unix))]
    pub fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Nothing to wait for.
    #[cfg(not(unix))]
    pub async fn next(&mut self) -> i32 {
        std::future::pending().await
    }
}

/// Gives the terminal back and ends the program.
pub fn leave(code: i32) -> ! {
    terminal::give_back();
    std::process::exit(code)
}
