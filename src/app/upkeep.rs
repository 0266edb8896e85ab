//! Keeps the database small and what was promised about texts: old events go, old texts are erased, old files removed.

use crate::domain::clock::{Millis, SharedClock};
use crate::store::{Result, Store, events, files, gaps, messages};
use tokio_util::sync::CancellationToken;

/// How long a repeat is recognised. Discord and Twilio repeat within minutes; catching up looks back further.
const EVENTS_MS: Millis = 14 * 86_400_000;
const HOUR_MS: Millis = 3_600_000;
/// Rows per transaction, so that upkeep never holds up a message for long.
const PORTION: u32 = 500;

/// Runs every hour until `stop`. `retention_ms` is how long texts and files are kept; `None` keeps them.
pub async fn run(store: Store, clock: SharedClock, retention_ms: Option<Millis>, stop: CancellationToken) {
    loop {
        if let Err(error) = once(&store, clock.now(), retention_ms).await {
            tracing::warn!(%error, "Upkeep did not come to its end; it goes on in an hour");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.until(clock.now() + HOUR_MS) => {}
        }
    }
}

async fn once(store: &Store, now: Millis, retention_ms: Option<Millis>) -> Result<()> {
    loop {
        let mut tx = store.begin().await?;
        let forgotten = events::prune(&mut tx, now - EVENTS_MS, PORTION).await?;
        tx.commit().await?;
        if forgotten < u64::from(PORTION) {
            break;
        }
    }
    let Some(retention) = retention_ms else { return Ok(()) };
    loop {
        let mut tx = store.begin().await?;
        let forgotten = gaps::prune(&mut tx, now - retention, PORTION).await?;
        tx.commit().await?;
        if forgotten < u64::from(PORTION) {
            break;
        }
    }
    loop {
        let mut tx = store.begin().await?;
        let removed = files::prune(&mut tx, now - retention, PORTION).await?;
        tx.commit().await?;
        for id in &removed {
            store.files().remove(*id).await?;
        }
        if removed.len() < PORTION as usize {
            break;
        }
    }
    loop {
        let mut tx = store.begin().await?;
        let erased = messages::erase_texts(&mut tx, now - retention, PORTION).await?;
        tx.commit().await?;
        if erased < u64::from(PORTION) {
            return Ok(());
        }
    }
}
