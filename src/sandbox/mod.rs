//! A local Discord and a local Twilio on real sockets, and a page to play all parts.
pub mod discord;
pub mod faults;
pub mod twilio;
