//! Waiting while AWS lags behind, but no longer than the person wants to wait.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::watch::Watch;

/// Waits, but no longer once a stop is asked for.
pub(super) async fn pause(watch: &dyn Watch, length: Duration) {
    const BLINK: Duration = Duration::from_millis(100);
    let end = Instant::now() + length;
    while !watch.stop_asked() && Instant::now() < end {
        sleep(BLINK).await;
    }
}
