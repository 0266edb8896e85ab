//! Everything on real sockets: one test binary, because linking is what takes the time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, and says where")]

mod bad_input;
mod commands;
mod discord_adapter;
mod faults;
mod operations;
mod restarts;
mod story;
mod support;
