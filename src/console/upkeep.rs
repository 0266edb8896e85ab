//! Forgets what has run out: sessions, links, failures.

use super::Console;
use crate::domain::clock::Millis;
use crate::store::{Result, sessions, sign_in};
use tokio_util::sync::CancellationToken;

const HOUR_MS: Millis = 3_600_000;
/// Failures are kept as long as the longest lock may be.
const FAILURES_MS: Millis = 24 * HOUR_MS;

/// Runs every hour until `stop`.
pub async fn run(console: Console, stop: CancellationToken) {
    loop {
        if let Err(error) = once(&console).await {
            tracing::warn!(%error, "The console's upkeep did not come to its end; it goes on in an hour");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = console.clock.until(console.clock.now() + HOUR_MS) => {}
        }
    }
}

async fn once(console: &Console) -> Result<()> {
    let (now, settings) = (console.clock.now(), &console.settings);
    let mut tx = console.store.begin().await?;
    sessions::prune(&mut tx, now - settings.session_ms, now - settings.idle_ms).await?;
    sign_in::prune(&mut tx, now, now - FAILURES_MS).await?;
    tx.commit().await
}
