//! Everything on real sockets: one test binary, because linking is what takes the time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, and says where")]

mod agents;
mod architecture;
mod ask;
mod bad_input;
mod brains;
mod cases;
mod comebacks;
mod commands;
mod console;
mod discord_adapter;
mod edits;
mod faults;
mod files;
mod helpme;
mod knowledge;
mod lifecycle;
mod operations;
mod order;
mod places;
mod queue;
mod readme;
mod restarts;
mod story;
mod support;
mod texts;
