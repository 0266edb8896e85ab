//! From what was decided to the JSON of an interaction's first answer. HTTP and gateway use the same.

use super::parse::interaction::From;
use super::phrases::{Phrase, Words};
use super::sender::body;
use crate::domain::delivery::{InteractionReply, Reply};
use serde_json::{Value, json};

/// Only the member sees it.
const EPHEMERAL: u64 = 1 << 6;

/// A line for the member alone.
pub fn whisper(text: &str) -> Value {
    json!({"type": 4, "data": {"content": fitting(text), "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}})
}

fn fitting(text: &str) -> String {
    text.chars().take(super::text::MESSAGE_LIMIT).collect()
}

/// "Thinking…", for the member alone; the rest follows by the token.
pub fn wait() -> Value {
    json!({"type": 5, "data": {"flags": EPHEMERAL}})
}

/// The answer to a committed event. A repeat comes back as [`Reply::Ok`]: a press changes nothing, a command says that it is known.
pub fn committed(reply: &Reply, from: From, words: &Words, locale: Option<&str>) -> Value {
    match (reply, from) {
        (Reply::Interaction(InteractionReply::Wait), _) => wait(),
        (Reply::Interaction(InteractionReply::Whisper { text, buttons }), _) => {
            let mut data = body(&fitting(text), buttons, words, locale);
            data["flags"] = json!(EPHEMERAL);
            json!({"type": 4, "data": data})
        }
        (Reply::Interaction(InteractionReply::Settle), From::Press) => json!({"type": 7, "data": {"components": []}}),
        (Reply::Interaction(InteractionReply::Silent) | Reply::Ok | Reply::Flow(_), From::Press) => json!({"type": 6}),
        // A command must be answered visibly: without a message Discord says "the application did not respond".
        (_, From::Command) => whisper(&(words.phrase)(Phrase::Received, locale)),
    }
}

/// What is left to do by the token when the first answer had to be "thinking…" because the commit took too long.
#[derive(Debug, PartialEq, Eq)]
pub enum Rest {
    /// Something decided will do it.
    Nothing,
    /// Put this in place of "thinking…".
    Say(Value),
    /// Take "thinking…" away.
    Vanish,
}

impl Rest {
    /// A sentence of the adapter.
    pub fn phrase(phrase: Phrase, words: &Words, locale: Option<&str>) -> Self {
        Self::Say(body(&(words.phrase)(phrase, locale), &[], words, locale))
    }
}

/// See [`Rest`].
pub fn rest(reply: &Reply, from: From, words: &Words, locale: Option<&str>) -> Rest {
    match (reply, from) {
        (Reply::Interaction(InteractionReply::Wait), _) => Rest::Nothing,
        (Reply::Interaction(InteractionReply::Whisper { text, buttons }), _) => Rest::Say(body(&fitting(text), buttons, words, locale)),
        (_, From::Press) => Rest::Vanish,
        (_, From::Command) => Rest::phrase(Phrase::Received, words, locale),
    }
}
