//! Everything on real sockets: one test binary, because linking is what takes the time.

mod discord_adapter;
mod faults;
mod restarts;
mod story;
mod support;
