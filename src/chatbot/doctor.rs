//! Is the chatbot there, does it believe us, does it answer in the form agreed on? Sends one question marked as a test.

use super::client::Client;
use super::error::Failure;
use super::wire::{self, Asked};
use crate::assistant::brain::Thought;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether all is well.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// How to mend it; empty when there is nothing to mend.
    pub remedy: String,
}

/// Asks the chatbot whether it is there.
pub async fn examine(client: &Client) -> Finding {
    let thought = Thought { id: "test".into(), conversation: "test".into(), question: "Is anybody there?".into(), ..Thought::default() };
    let asked = Asked { test: true, ..Asked::of(&thought) };
    let answered = match client.ask(&asked).await {
        Ok(body) => wire::read(&body),
        Err(failure) => Err(failure),
    };
    let failure = match answered {
        Ok(_) => return Finding { ok: true, detail: format!("{} answers", client.url()), remedy: String::new() },
        Err(failure) => failure,
    };
    let remedy = match &failure {
        Failure::NotSent => "start the chatbot, or correct chatbot.url",
        Failure::Unavailable { .. } => "look into the chatbot's log",
        Failure::Refused { .. } => "give the chatbot and chatbot.secret the same secret, and see that it takes POST with JSON",
        Failure::Gone { .. } => "correct chatbot.url",
        Failure::Lost(_) => "let it answer {\"action\":\"dont_know\"} to a test, in time; the README has the form",
    };
    Finding { ok: false, detail: failure.to_string(), remedy: remedy.into() }
}
