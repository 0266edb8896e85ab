//! Everything on real sockets: one test binary, because linking is what takes the time.

mod discord_adapter;
mod story;
mod support;
