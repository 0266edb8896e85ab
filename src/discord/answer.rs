//! From what was decided to the JSON of an interaction's first answer. HTTP and gateway use the same.

use super::forms;
use super::parse::interaction::From;
use super::phrases::{Phrase, Words};
use super::sender::body;
use crate::domain::delivery::{Button, InteractionReply, Reply};
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

/// "Thinking…", for all to see.
fn wait_openly() -> Value {
    json!({"type": 5})
}

/// The answer to a committed event. A repeat comes back as [`Reply::Ok`]: a press changes nothing, a command says that it is known.
pub fn committed(reply: &Reply, from: From, words: &Words, locale: Option<&str>) -> Value {
    match (reply, from) {
        (Reply::Interaction(InteractionReply::Wait), _) => wait(),
        (Reply::Interaction(InteractionReply::WaitOpenly), _) => wait_openly(),
        (Reply::Interaction(InteractionReply::Whisper { text, buttons }), _) => message(4, text, buttons, words, locale),
        (Reply::Interaction(InteractionReply::Replace { text, buttons }), From::Press) => message(7, text, buttons, words, locale),
        (Reply::Interaction(InteractionReply::Replace { text, buttons }), From::Command | From::Form) => {
            message(4, text, buttons, words, locale)
        }
        // A form cannot be answered with a form.
        (Reply::Interaction(InteractionReply::Ask { form }), From::Command | From::Press) => forms::modal(form),
        (Reply::Interaction(InteractionReply::Settle), From::Press) => json!({"type": 7, "data": {"components": []}}),
        (_, From::Press) => json!({"type": 6}),
        // A command or form must be answered visibly: without a message Discord says "the application did not respond".
        (_, From::Command | From::Form) => whisper(&(words.phrase)(Phrase::Received, locale)),
    }
}

/// A text with something to press, for the member alone: a new message (4), or in place of the one that was pressed (7).
fn message(kind: u8, text: &str, buttons: &[Button], words: &Words, locale: Option<&str>) -> Value {
    let mut data = body(&fitting(text), buttons, words, locale);
    if kind == 4 {
        data["flags"] = json!(EPHEMERAL);
    }
    json!({"type": kind, "data": data})
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
        (Reply::Interaction(InteractionReply::Wait | InteractionReply::WaitOpenly), _) => Rest::Nothing,
        (Reply::Interaction(InteractionReply::Whisper { text, buttons } | InteractionReply::Replace { text, buttons }), _) => {
            Rest::Say(body(&fitting(text), buttons, words, locale))
        }
        // A form can only be the first answer.
        (Reply::Interaction(InteractionReply::Ask { .. }), _) => Rest::phrase(Phrase::Apology, words, locale),
        (_, From::Press) => Rest::Vanish,
        (_, From::Command | From::Form) => Rest::phrase(Phrase::Received, words, locale),
    }
}
