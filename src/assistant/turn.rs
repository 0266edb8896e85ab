//! One turn of a talk, as the assistant sees it.

use serde::{Deserialize, Serialize};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The member who asks.
    Member,
    /// The assistant.
    Assistant,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// By whom.
    pub speaker: Speaker,
    /// The words.
    pub text: String,
    /// The titles of the articles shown with it; only the assistant has any.
    #[serde(default)]
    pub articles: Vec<String>,
    /// What the member thought of it, where they said: it helped, or it did not.
    #[serde(default)]
    pub helped: Option<bool>,
}
