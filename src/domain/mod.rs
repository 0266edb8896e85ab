//! The nouns of the house and the rules that need no I/O.
//!
//! **What lives here.** Ids and the clock; the [`conversation`], its [`message`]s, the [`case`], the [`gap`]; what
//! members fill in ([`form`], [`intake`]); what happened outside ([`event`]), or is to happen later ([`appointment`]);
//! what is to be done outside ([`delivery`]) and how a try of that ended ([`outcome`]); text rules; the words members read.
//!
//! **How data passes through.** Adapters turn vendor payloads into [`event::Event`]; `relay::decide` turns an event and what is known
//! into new values of the types here and into [`delivery::Delivery`]s; adapters turn those back into vendor calls.
//!
//! **What always holds.** No vendor type, no tokio, sqlx, axum, serenity or reqwest. Everything is plain data that can be compared and stored.
//!
//! **One more noun.** A file of its own with the type, its states and its rules, and a line here.

pub mod account;
pub mod appointment;
pub mod case;
pub mod clock;
pub mod conversation;
pub mod delivery;
pub mod event;
pub mod file;
pub mod form;
pub mod gap;
pub mod ids;
pub mod intake;
pub mod message;
pub mod outcome;
pub mod person;
pub mod text;
pub mod words;
