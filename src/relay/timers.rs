//! Turns timers that have run out into events.

use super::inlet::{Inlet, InletError};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::{Body, Event, Subject};
use crate::store::{Store, timers};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Timers taken at once; the rest follow at once.
const PAGE: u32 = 500;
/// How long to rest when the store does not answer.
const REST_MS: Millis = 1_000;
/// Look at least this often, whatever the clock did meanwhile.
const LOOK_MS: Millis = 30_000;

/// Runs until `stop`. `changed` fires when a timer was set.
pub async fn run(store: Store, inlet: Inlet, clock: SharedClock, changed: Arc<Notify>, stop: CancellationToken) {
    loop {
        let wake_at = match fire_due(&store, &inlet, clock.now()).await {
            Ok(Some(due)) => due.min(clock.now() + LOOK_MS),
            Ok(None) => clock.now() + LOOK_MS,
            Err(error) => {
                tracing::warn!(error, "Timers could not be looked at; trying again");
                clock.now() + REST_MS
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = changed.notified() => {}
            () = clock.until(wake_at) => {}
        }
    }
}

/// Brings in all timers that are due; returns when the next one is.
async fn fire_due(store: &Store, inlet: &Inlet, now: Millis) -> Result<Option<Millis>, String> {
    loop {
        let due = timers::due(store, now, PAGE).await.map_err(|e| e.to_string())?;
        let mut answers = Vec::with_capacity(due.len());
        for timer in &due {
            let event = Event {
                source: format!("timer:{}:{}:{}", timer.conversation, timer.timer.name(), timer.due),
                at: timer.due,
                subject: Subject::Conversation { id: timer.conversation },
                body: Body::Timer { timer: timer.timer, due: timer.due },
            };
            match inlet.enqueue(event).await {
                Ok(answer) => answers.push(answer),
                Err(InletError::Stopping) => return Ok(None),
                Err(error) => return Err(error.to_string()),
            }
        }
        for answer in answers {
            answer.await.map_err(|e| e.to_string())?;
        }
        if due.len() < PAGE as usize {
            return timers::next_due(store).await.map_err(|e| e.to_string());
        }
    }
}
