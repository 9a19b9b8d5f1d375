//! What the terminal sends: keys, pastes, sizes. Read by a task of its own, so that what has come already
//! can be taken in before anything is drawn.

use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::time::Instant;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use super::app::Message;

/// The terminal's events, each with when it came: what a burst of them means depends on that, and drawing may
/// keep them waiting.
pub struct Events {
    come: UnboundedReceiver<Come>,
    reading: JoinHandle<()>,
}

enum Come {
    Event(io::Result<Event>, Instant),
    /// The terminal is gone, and nobody said so: nothing will come any more.
    #[cfg_attr(not(unix), expect(dead_code, reason = "other systems end the reading"))]
    Gone,
}

impl Events {
    /// Reads from now on.
    pub fn new() -> Self {
        let (sender, come) = unbounded_channel();
        tell_when_gone(sender.clone());
        let reading = tokio::spawn(async move {
            let mut events = EventStream::new();
            while let Some(event) = events.next().await {
                // What is there already came with it: a computer that is busy between two keys tears no burst apart.
                let at = Instant::now();
                let mut next = Poll::Ready(Some(event));
                while let Poll::Ready(Some(event)) = next {
                    if sender.send(Come::Event(event, at)).is_err() {
                        return;
                    }
                    next = poll_fn(|task| Poll::Ready(events.poll_next_unpin(task))).await;
                }
            }
        });
        Self { come, reading }
    }

    /// The next message, once there is one; `None` once the terminal is gone.
    pub async fn next(&mut self) -> io::Result<Option<(Message, Instant)>> {
        loop {
            match self.come.recv().await {
                Some(Come::Event(event, at)) => {
                    if let Some(message) = translated(event?) {
                        return Ok(Some((message, at)));
                    }
                }
                Some(Come::Gone) | None => return Ok(None),
            }
        }
    }

    /// The next message, if it has come already.
    pub fn waiting(&mut self) -> io::Result<Option<(Message, Instant)>> {
        loop {
            match self.come.try_recv() {
                Ok(Come::Event(event, at)) => {
                    if let Some(message) = translated(event?) {
                        return Ok(Some((message, at)));
                    }
                }
                Ok(Come::Gone) => return Err(io::ErrorKind::BrokenPipe.into()),
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

/// A terminal that goes away sends a SIGHUP only to those it belongs to. Its reader would try for ever.
#[cfg(unix)]
fn tell_when_gone(sender: UnboundedSender<Come>) {
    use rustix::event::{PollFd, PollFlags, poll};
    std::thread::spawn(move || {
        let input = io::stdin();
        // No event is waited for; a terminal that is gone is told all the same.
        let mut watched = [PollFd::new(&input, PollFlags::empty())];
        while poll(&mut watched, None) == Err(rustix::io::Errno::INTR) {}
        if watched[0].revents().intersects(PollFlags::HUP) {
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(Come::Gone);
        }
    });
}

#[cfg(not(unix))]
fn tell_when_gone(_: UnboundedSender<Come>) {}

fn translated(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(Zeroizing::new(text))),
        Event::Resize(columns, rows) => Some(Message::Resized(columns, rows)),
        _ => None,
    }
}
