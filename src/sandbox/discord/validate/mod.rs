//! Checks what clients send the way Discord does, and says what is wrong in Discord's words.
//!
//! `message` reads the body of everything that becomes a message into a [`message::Draft`]; `components` checks rows, buttons,
//! selects and the newer layout, in messages and in modals; `command` checks registrations. Each collects its complaints in
//! [`super::errors::Problems`]. To add a rule, put it beside the rules for the same object.

pub mod command;
pub mod components;
pub mod message;
