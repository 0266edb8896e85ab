//! The assistant's brain made of the operator's chatbot. It answers in one piece: nothing is shown before.

use super::client::Client;
use super::wire::{self, Asked};
use crate::assistant::brain::{Brain, Draft, Thinking, Thought};
use std::sync::Arc;

/// See the module.
pub struct Chatbot(Client);

impl Chatbot {
    /// A brain that asks `client`.
    pub fn new(client: Client) -> Self {
        Self(client)
    }
}

impl Brain for Chatbot {
    fn name(&self) -> &'static str {
        "chatbot"
    }

    fn think<'a>(&'a self, thought: Arc<Thought>, _draft: &'a dyn Draft) -> Thinking<'a> {
        Box::pin(async move {
            let body = self.0.ask(&Asked::of(&thought)).await?;
            Ok(wire::read(&body)?)
        })
    }
}
