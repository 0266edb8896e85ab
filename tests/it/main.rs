//! Everything on real sockets: one test binary, because linking is what takes the time.

mod architecture;
mod discord_adapter;
mod readme;
mod story;
mod support;
