//! Brings in the events of appointments whose time has come.

use super::inlet::{Inlet, InletError};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::Event;
use crate::store::{Store, appointments};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Appointments taken at once; the rest follow at once.
const PAGE: u32 = 100;
/// How long to rest when the store does not answer.
const REST_MS: Millis = 1_000;
/// Look at least this often, whatever the clock did meanwhile.
const LOOK_MS: Millis = 30_000;

/// Runs until `stop`. `made` fires when an appointment was made.
pub async fn run(store: Store, inlet: Inlet, clock: SharedClock, made: Arc<Notify>, stop: CancellationToken) {
    loop {
        let wake_at = match keep_due(&store, &inlet, clock.now()).await {
            Ok(Some(due)) => due.min(clock.now() + LOOK_MS),
            Ok(None) => clock.now() + LOOK_MS,
            Err(error) => {
                tracing::warn!(error, "Appointments could not be looked at; trying again");
                clock.now() + REST_MS
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = made.notified() => {}
            () = clock.until(wake_at) => {}
        }
    }
}

/// Brings in what is due; returns when the next one is. The commit that takes an event in forgets its appointment.
async fn keep_due(store: &Store, inlet: &Inlet, now: Millis) -> Result<Option<Millis>, String> {
    loop {
        let due = appointments::due(store, now, PAGE).await.map_err(|e| e.to_string())?;
        let full = due.len() == PAGE as usize;
        let mut answers = Vec::with_capacity(due.len());
        for appointment in due {
            let event = Event { source: appointment.name, at: appointment.due, ..appointment.event };
            match inlet.enqueue(event).await {
                Ok(answer) => answers.push(answer),
                Err(InletError::Stopping) => return Ok(None),
                Err(error) => return Err(error.to_string()),
            }
        }
        for answer in answers {
            answer.await.map_err(|e| e.to_string())?;
        }
        if !full {
            return appointments::next_due(store).await.map_err(|e| e.to_string());
        }
    }
}
