//! Models behind any endpoint that speaks OpenAI's interface: OpenAI itself, vLLM, Ollama and their like.
//!
//! **What lives here.** [`call`] (one HTTP request: key, bounds, limits), [`error`] (how it can fail, and what that means), [`chat`] (asking
//! for JSON, and with less where an endpoint refuses that), [`stream`] (the answer piece by piece), [`brain`] (the assistant's brain
//! made of it), [`summary`] (the summary for agents) and [`doctor`]. Of another model: [`embeddings`] (what texts mean, for the knowledge
//! base).
//!
//! **How data passes through.** [`crate::assistant::prompt`] builds the messages; [`chat`] sends them; what comes back is read and checked by
//! [`crate::assistant::grounding`], whatever the endpoint was asked for and whatever it promised.
//!
//! **What always holds.** No tools are given. Bodies and times are bounded. Neither key nor prompt nor answer is logged: not even an
//! endpoint's own error message, which may quote what it was sent. Nothing is repeated here: whoever asked takes the articles instead.
//!
//! **One more endpoint.** A file with its request and answer, sent by [`call::Call::post`].

pub mod brain;
pub mod call;
pub mod chat;
pub mod doctor;
pub mod embeddings;
pub mod error;
pub mod stream;
pub mod summary;
#[cfg(test)]
mod tests;

use secrecy::SecretString;
use std::time::Duration;

/// How to reach a language model.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The endpoint with its version and without a slash at the end, such as `https://api.openai.com/v1`.
    pub base: String,
    /// The model's name over there.
    pub model: String,
    /// The key, where one is needed.
    pub key: Option<SecretString>,
    /// For one whole answer.
    pub timeout: Duration,
    /// How long an answer may get, in tokens.
    pub max_tokens: u32,
    /// What that bound is called: `max_tokens`, or `max_completion_tokens` for newer models of OpenAI.
    pub token_bound: &'static str,
    /// How freely it may choose its words; `None` for what the endpoint thinks best.
    pub temperature: Option<f64>,
    /// Whether answers are asked for piece by piece.
    pub stream: bool,
}
