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

/// Where words come from. Both hooks are given the member's Discord locale, if it is known.
#[derive(Clone)]
pub struct Words {
    /// A sentence of the adapter.
    pub phrase: Arc<dyn Fn(Phrase, Option<&str>) -> String + Send + Sync>,
    /// What a button says.
    pub label: Arc<dyn Fn(&Button, Option<&str>) -> String + Send + Sync>,
}
