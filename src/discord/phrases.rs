//! The few sentences the adapter says by itself, when nothing could be decided. The words are the app's.

use crate::domain::delivery::Button;
use std::sync::Arc;

/// A sentence of the adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phrase {
    /// Something went wrong on our side; please try again.
    Apology,
    /// This button does not work any more.
    Expired,
    /// That has reached us already.
    Received,
}

/// Gives a sentence of the adapter in the language of a Discord locale, if that is known.
pub type SayPhrase = dyn Fn(Phrase, Option<&str>) -> String + Send + Sync;
/// Gives what a button says in the language of a Discord locale, if that is known.
pub type SayLabel = dyn Fn(&Button, Option<&str>) -> String + Send + Sync;

/// Where words come from.
#[derive(Clone)]
pub struct Words {
    /// Sentences of the adapter.
    pub phrase: Arc<SayPhrase>,
    /// What buttons say.
    pub label: Arc<SayLabel>,
}
