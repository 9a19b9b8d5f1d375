//! Work that may never end, as reading from a server that does not answer: on a thread of its own. A task would keep
//! the program from ending.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

/// Does this on a thread of its own; `None` where it broke down. It goes on, unheard, where nobody waits any more.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, come) = oneshot::channel();
    std::thread::spawn(move || {
        // Whoever asked may be gone.
        let _ = sender.send(work());
    });
    come.await.ok()
}

/// The same, waited for no longer than this: `None` then as well.
pub async fn aside_within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    timeout(limit, aside(work)).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn what_breaks_down_comes_to_nothing_and_everything_else_to_what_it_is() {
        assert_eq!(aside(|| 1).await, Some(1));
        let broken = aside(|| -> u8 { std::panic::panic_any("broken") }).await;
        assert_eq!(broken, None);
    }

    #[tokio::test]
    async fn what_never_ends_is_waited_for_no_longer_than_it_is_wanted() {
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let never = aside_within(Duration::from_millis(1), move || held.recv().is_ok());
        assert_eq!(never.await, None);
        drop(hold);
    }

    /// Were it a task, the end of its runtime would wait for it.
    #[test]
    fn what_never_ends_keeps_nobody_from_ending() {
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let never = aside(move || held.recv().is_ok());
            assert!(never.now_or_never().is_none());
        });
        drop(runtime);
        drop(hold);
    }
}
