//! Being asked to stop from outside: by Ctrl-C, by whoever ends the program, by a terminal that goes away. And
//! being stopped for a while.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(unix)]
use tokio::sync::Mutex;

/// Listened to from the first wait or from [`listen`] on, not only while somebody waits: a signal that comes between
/// two waits ends the second one.
#[cfg(unix)]
static SIGNALS: Mutex<Vec<Signal>> = Mutex::const_new(Vec::new());

/// Listens from now on: nothing that comes before the first wait ends the program as it does others.
#[cfg(unix)]
pub async fn listen() {
    listened_to(&mut *SIGNALS.lock().await);
}

/// Elsewhere only a wait listens.
#[cfg(not(unix))]
pub async fn listen() {}

#[cfg(unix)]
fn listened_to(signals: &mut Vec<Signal>) {
    if signals.is_empty() {
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        signals.extend(kinds.into_iter().filter_map(|kind| signal(kind).ok()));
    }
}

/// Ends once somebody asks the program to stop.
#[cfg(unix)]
pub async fn asked() {
    let mut signals = SIGNALS.lock().await;
    listened_to(&mut signals);
    let each = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
    match each.collect::<Vec<_>>() {
        none if none.is_empty() => std::future::pending().await,
        each => {
            futures_util::future::select_all(each).await;
        }
    }
}

/// Hears that the program was stopped, as by Ctrl-Z, and goes on.
#[cfg(unix)]
#[derive(Default)]
pub struct Resumed(Mutex<Option<Signal>>);

#[cfg(unix)]
impl Resumed {
    /// Ends once the program goes on, also where it did so since this was last asked.
    pub async fn next(&self) {
        let mut signals = self.0.lock().await;
        if signals.is_none() {
            let kind = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
            *signals = signal(kind).ok();
        }
        if let Some(signals) = signals.as_mut()
            && signals.recv().await.is_some()
        {
            return;
        }
        // It cannot be heard.
        std::future::pending().await
    }
}

/// Nothing stops a program there but its end.
#[cfg(not(unix))]
#[derive(Default)]
pub struct Resumed;

#[cfg(not(unix))]
impl Resumed {
    /// Never ends.
    pub async fn next(&self) {
        std::future::pending().await
    }
}

/// Ends once somebody asks the program to stop.
#[cfg(not(unix))]
pub async fn asked() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use rustix::process::{Signal, getpid, kill_process};
    use tokio::time::{sleep, timeout};

    use super::{asked, listen};

    #[tokio::test]
    async fn a_signal_that_comes_while_nobody_waits_is_not_lost() {
        listen().await;
        kill_process(getpid(), Signal::HUP).unwrap();
        sleep(Duration::from_millis(100)).await;
        timeout(Duration::from_secs(30), asked()).await.unwrap();
        assert!(timeout(Duration::from_millis(1), asked()).await.is_err());
    }
}
