//! Discord's payloads become [`Event`](crate::domain::event::Event)s.
//!
//! [`wire`] has our own types of the parts we read: unknown fields and new enum values never make a payload unreadable. [`message`]
//! serves the gateway and catch-up alike, so that a message found later is the very same event. [`interaction`] reads commands
//! and presses, [`form`] what was filled in, [`mention`] what is asked in channels, [`reaction`] what people think of it, [`server`] the
//! coming and going of servers.
//!
//! What always holds: no I/O, no panic on any input, the source of an event depends on nothing but ids and times Discord gave.
//!
//! One more payload: its fields in `wire.rs`, a function that gives the event, and the call in `gateway/dispatch.rs`.

pub mod form;
pub mod interaction;
pub mod mention;
pub mod message;
pub mod reaction;
pub mod server;
pub mod wire;

use crate::domain::ids::Snowflake;
use std::sync::Arc;

/// Tells whether a thread is one of ours. The adapter knows ids only; the app looks them up in what it has in memory.
pub type ThreadFilter = Arc<dyn Fn(Snowflake) -> bool + Send + Sync>;

/// What parsing has to know of us.
#[derive(Clone)]
pub struct Ours {
    /// The bot's user id: its own messages are no events.
    pub bot: Snowflake,
    /// Which threads are ours.
    pub is_our_thread: ThreadFilter,
}
