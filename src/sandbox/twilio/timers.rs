//! What happens because time passes: conversations grow inactive and close, tasks and reservations time out, media that nobody
//! attached goes.
//!
//! A plan may be out of date when it comes up; whoever handles it looks at the present state first.

use super::conversations::conversation;
use super::core::Core;
use super::media;
use super::state::State;
use super::taskrouter::{reservations, tasks};
use std::sync::Arc;

/// Something that is to be looked at at a certain time, with its SID.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    Conversation(String),
    Media(String),
    Task(String),
    /// The task and the reservation.
    Reservation(String, String),
    /// A finished task is cleared away.
    Purge(String),
}

/// Handles everything that is due.
pub(crate) fn sweep(state: &mut State) {
    while state.next_due().is_some_and(|at| at <= state.now) {
        let Some((_, due)) = state.schedule.pop_first() else { return };
        match due {
            Due::Conversation(sid) => conversation::time_passed(state, &sid),
            Due::Media(sid) => media::collect(state, &sid),
            Due::Task(sid) => tasks::time_out(state, &sid),
            Due::Reservation(task, reservation) => reservations::time_out(state, &task, &reservation),
            Due::Purge(sid) => tasks::purge(state, &sid),
        }
    }
}

/// Sleeps until the next plan is due, for as long as the server runs.
pub(crate) async fn run(core: Arc<Core>) {
    loop {
        let changed = core.wake.notified();
        match core.with(|state| state.next_due()) {
            None => changed.await,
            Some(at) => {
                tokio::select! {
                    () = core.clock.until(at) => {}
                    () = changed => {}
                }
            }
        }
    }
}
