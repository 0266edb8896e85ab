//! The Discord adapter: everything that knows what Discord says and wants.
//!
//! **What lives here.** In: [`gateway`] (messages) and [`routes`] with [`interactions`] (commands and presses), read by [`parse`] into
//! events, and [`catch_up`] for what was missed. Out: [`carrier`] carries deliveries out, through [`sender`] (the one function that
//! sends messages), [`http`] with its [`limits`], and [`error`], the one table of what Discord's refusals mean. Around:
//! [`commands`], [`suggest`]ions while they are typed, [`setup`] and [`doctor`].
//!
//! **How data passes through.** Bytes are verified ([`verify`]), parsed into our own types of the parts we read, become an event, and
//! go into the inlet. A delivery becomes requests and ends as an outcome.
//!
//! **What always holds.** No message leaves with mentions on, without a nonce, or longer than Discord takes. Nothing sleeps inside a
//! request. No text and no token is logged. serenity is known to [`gateway`] alone. The sandbox shares nothing with this room.
//!
//! **One more thing to send.** See [`carrier`]. **One more thing to hear.** See [`parse`].

pub mod answer;
pub mod cards;
pub mod carrier;
pub mod catch_up;
pub mod commands;
pub mod components;
pub mod doctor;
pub mod drafts;
pub mod error;
pub mod files;
pub mod forms;
pub mod gateway;
pub mod history;
pub mod http;
pub mod interactions;
pub mod limits;
pub mod parse;
pub mod parts;
pub mod permissions;
pub mod phrases;
pub mod request;
pub mod routes;
pub mod sender;
pub mod setup;
pub mod suggest;
#[cfg(test)]
pub mod testing;
pub mod text;
pub mod verify;
