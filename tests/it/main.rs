//! Everything on real sockets: one test binary, because linking is what takes the time.

mod agents;
mod discord_adapter;
mod edits;
mod files;
mod helpme;
mod lifecycle;
mod order;
mod places;
mod queue;
mod restarts;
mod story;
mod support;
mod texts;
