//! *Your chatbot*: an HTTP endpoint of the operator's own that answers in place of the articles or a model.
//!
//! **What lives here.** [`wire`] (what it gets and what it may answer), [`sign`] (how it knows that it is us), [`client`] (one request),
//! [`error`] (how that can fail), [`brain`] (the assistant's brain made of it) and [`doctor`].
//!
//! **How data passes through.** For each question one `POST` with the talk as JSON ([`wire::Asked`]), signed; the answer ([`wire::Answered`]) is
//! messages, a hand-over or that it does not know. It is checked here, and acted on by `relay::decide` like any other answer.
//!
//! **What always holds.** One request for each try, the same `id` for a repeat; body and time bounded; no redirect followed; neither
//! secret nor text in the log. Whatever it answers wrongly or too late, the articles answer instead. It is the operator's own code,
//! so that it alone may hand over by itself; who is called, and what becomes of mentions, is decided here all the same.
//!
//! **One more thing to tell it.** A field in [`wire::Asked`]; it must pass over what it does not know, and so must [`wire`].

pub mod brain;
pub mod client;
pub mod doctor;
pub mod error;
pub mod sign;
pub mod wire;

use secrecy::SecretString;
use std::time::Duration;

/// How to reach the chatbot.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its address.
    pub url: String,
    /// What requests are signed with.
    pub secret: SecretString,
    /// For one whole answer.
    pub timeout: Duration,
}
