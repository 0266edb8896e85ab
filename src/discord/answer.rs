//! From what was decided to the JSON of an interaction's first answer. HTTP and gateway use the same.

use super::components::rows;
use super::parse::interaction::From;
use super::phrases::{Phrase, Words};
use crate::domain::delivery::{Button, InteractionReply, Reply};
use serde_json::{Value, json};

/// Only the member sees it.
const EPHEMERAL: u64 = 1 << 6;

/// A line for the member alone.
pub fn whisper(text: &str) -> Value {
    let text: String = text.chars().take(super::text::MESSAGE_LIMIT).collect();
    json!({"type": 4, "data": {"content": text, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}})
}

/// "Thinking…", for the member alone; the rest follows by the token.
pub fn wait() -> Value {
    json!({"type": 5, "data": {"flags": EPHEMERAL}})
}

/// "Thinking…", for all to see.
fn wait_openly() -> Value {
    json!({"type": 5})
}

/// A line for the member alone, with something to press.
fn offer(text: &str, buttons: &[Button], words: &Words, locale: Option<&str>) -> Value {
    let mut json = whisper(text);
    json["data"]["components"] = rows(buttons, &|button| (words.label)(button, locale)).into();
    json
}

/// The answer to a committed event. A repeat comes back as [`Reply::Ok`]: a press changes nothing, a command says that it is known.
pub fn committed(reply: &Reply, from: From, words: &Words, locale: Option<&str>) -> Value {
    match (reply, from) {
        (Reply::Interaction(InteractionReply::Wait), _) => wait(),
        (Reply::Interaction(InteractionReply::WaitOpenly), _) => wait_openly(),
        (Reply::Interaction(InteractionReply::Whisper { text }), _) => whisper(text),
        (Reply::Interaction(InteractionReply::Offer { text, buttons }), _) => offer(text, buttons, words, locale),
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
    /// Put this text in place of "thinking…".
    Say(String),
    /// Take "thinking…" away.
    Vanish,
}

/// See [`Rest`].
pub fn rest(reply: &Reply, from: From, words: &Words, locale: Option<&str>) -> Rest {
    match (reply, from) {
        (Reply::Interaction(InteractionReply::Wait | InteractionReply::WaitOpenly), _) => Rest::Nothing,
        (Reply::Interaction(InteractionReply::Whisper { text } | InteractionReply::Offer { text, .. }), _) => Rest::Say(text.clone()),
        (_, From::Press) => Rest::Vanish,
        (_, From::Command) => Rest::Say((words.phrase)(Phrase::Received, locale)),
    }
}
