//! From Twilio's payloads to events.
//!
//! One file per address: [`conversation`] (`/forward-to-discord`), [`flow`] (`/chatbot-to-discord`), [`flex`] (`/flex-events`). Each turns
//! a verified payload into an [`Event`], or says why there is none: our own doing, nothing we act on, or a kind we do not know. Only a
//! payload that lacks what its kind must have is an error.
//!
//! **What always holds.** An event's source is made from Twilio's ids of the thing that happened, so repeats (`RetryCount`) and what
//! [`catch_up`](super::catch_up) finds have the same source. Times are Twilio's where it tells them.

pub mod conversation;
pub mod flex;
pub mod flow;

use super::form::BadForm;
use crate::domain::clock::Millis;
use crate::domain::event::Event;

/// What a payload amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Parsed {
    Event(Box<Event>),
    Ignored(Ignored),
}

/// Why a payload is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// We did it ourselves.
    Ours,
    /// Of a kind, or about something, we do not act on.
    NotOurs,
    /// Of a kind we do not know.
    Unknown,
    /// A message with nothing in it.
    Empty,
}

impl Ignored {
    /// Short name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Ignored::Ours => "ours",
            Ignored::NotOurs => "not_ours",
            Ignored::Unknown => "unknown",
            Ignored::Empty => "empty",
        }
    }
}

/// A payload that lacks what it must have. Its text goes to whoever sent it and names fields, never their content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPayload {
    /// The form is broken.
    #[error(transparent)]
    Form(#[from] BadForm),
    /// A field is missing.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field cannot be read.
    #[error("the field {0} cannot be read")]
    Unreadable(&'static str),
    /// The body is no JSON of the form agreed on.
    #[error("the body is not the expected JSON (line {line}, column {column})")]
    Json { line: usize, column: usize },
}

impl From<serde_json::Error> for BadPayload {
    fn from(error: serde_json::Error) -> Self {
        BadPayload::Json { line: error.line(), column: error.column() }
    }
}

/// A time as Conversations writes it (`2025-11-05T22:03:29.597Z`), in Unix milliseconds.
pub(super) fn time(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(|time| time.as_millisecond())
}

/// A field that must be there.
fn need<'f>(value: Option<&'f str>, name: &'static str) -> Result<&'f str, BadPayload> {
    value.ok_or(BadPayload::Missing(name))
}
