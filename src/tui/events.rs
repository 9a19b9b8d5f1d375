//! What the terminal sends: keys, pastes, sizes. Read by a task of its own, so that what has come already
//! can be taken in before anything is drawn.

use std::io;
use std::time::Instant;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use super::app::Message;

/// The terminal's events, each with when it came: what a burst of them means depends on that, and drawing may
/// keep them waiting.
pub struct Events {
    come: UnboundedReceiver<(io::Result<Event>, Instant)>,
    reading: JoinHandle<()>,
}

impl Events {
    /// Reads from now on.
    pub fn new() -> Self {
        let (sender, come) = unbounded_channel();
        let reading = tokio::spawn(async move {
            let mut events = EventStream::new();
            while let Some(event) = events.next().await {
                if sender.send((event, Instant::now())).is_err() {
                    break;
                }
            }
        });
        Self { come, reading }
    }

    /// The next message, once there is one; `None` once the terminal is gone.
    pub async fn next(&mut self) -> io::Result<Option<(Message, Instant)>> {
        loop {
            match self.come.recv().await {
                Some((event, at)) => {
                    if let Some(message) = translated(event?) {
                        return Ok(Some((message, at)));
                    }
                }
                None => return Ok(None),
            }
        }
    }

    /// The next message, if it has come already.
    pub fn waiting(&mut self) -> io::Result<Option<(Message, Instant)>> {
        loop {
            match self.come.try_recv() {
                Ok((event, at)) => {
                    if let Some(message) = translated(event?) {
                        return Ok(Some((message, at)));
                    }
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return Ok(None),
            }
        }
    }
}

impl Events {
    /// Ends the reading and waits until it has.
    pub async fn end(mut self) {
        self.reading.abort();
        // It was cancelled, which is what was wanted.
        let _ = (&mut self.reading).await;
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

fn translated(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(Zeroizing::new(text))),
        Event::Resize(columns, rows) => Some(Message::Resized(columns, rows)),
        _ => None,
    }
}
