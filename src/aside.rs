//! Work that may never end, as reading from a server that does not answer: on a thread of its own. A task would keep
//! the program from ending.

use tokio::sync::oneshot;

/// Does this on a thread of its own; `None` where it broke down. It goes on, unheard, where nobody waits any more.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, come) = oneshot::channel();
    std::thread::spawn(move || {
        // Whoever asked may be gone.
        let _ = sender.send(work());
    });
    come.await.ok()
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
