//! Interactions: commands, buttons, selects and modals, from the member's click to the last follow-up.
//!
//! `start` reads what a member's client sends and checks it against the registered command, the message or the open modal; `payload` builds
//! what the application gets; `deliver` signs and posts it, or puts it on the gateway, and keeps the three-second clock; `respond` applies
//! first answers, from the HTTP reply and the callback route alike; `endpoint` signs and validates endpoint addresses.
//! What always holds: one first answer per interaction, within three seconds; the token lives fifteen minutes from then.
//! To add a response type: an arm in `respond::apply`.

pub mod deliver;
pub mod endpoint;
mod modal;
pub mod payload;
pub mod respond;
pub mod start;

use super::errors::{Answer, INVALID_WEBHOOK_TOKEN, UNKNOWN_WEBHOOK};
use super::gateway::dispatch::{Event, To};
use super::ids::Id;
use super::record::FailedInteraction;
use super::state::World;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

/// How long the application has for its first answer.
pub const FIRST_ANSWER: Millis = 3_000;
/// How long the token works.
pub const TOKEN_LIFE: Millis = 15 * 60 * 1000;

/// Interaction types.
pub mod kind {
    pub const COMMAND: u8 = 2;
    pub const COMPONENT: u8 = 3;
    pub const AUTOCOMPLETE: u8 = 4;
    pub const MODAL: u8 = 5;
}

/// Where an interaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Answered,
    /// The member has read "The application did not respond".
    Failed,
}

/// One interaction.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub kind: u8,
    pub user: Id,
    pub guild: Option<Id>,
    pub channel: Id,
    /// The message whose component was used, also for a modal opened from one.
    pub source: Option<Id>,
    /// Command type for commands: 1 slash, 2 user, 3 message.
    pub command_kind: u64,
    /// Command name as typed.
    pub name: Option<String>,
    pub nonce: Option<String>,
    /// When it was sent to the application; both clocks start here.
    pub sent: Millis,
    pub standing: Standing,
    /// The message that `@original` means.
    pub original: Option<Id>,
}

/// A modal on a member's screen.
#[derive(Clone, Debug)]
pub struct OpenModal {
    /// The interaction it answered.
    pub interaction: Id,
    pub user: Id,
    pub guild: Option<Id>,
    pub channel: Id,
    pub source: Option<Id>,
    pub custom_id: String,
    pub title: String,
    pub components: Vec<Value>,
}

impl OpenModal {
    /// As the page and the member's client get it.
    pub fn json(&self) -> Value {
        json!({
            "id": self.interaction, "user": self.user, "channel_id": self.channel, "custom_id": self.custom_id, "title": self.title,
            "components": self.components,
        })
    }
}

impl World {
    /// The interaction behind a token that still works for edits and follow-ups.
    pub fn interaction_by_token(&self, token: &str) -> Answer<&Interaction> {
        let id = self.interaction_tokens.get(token).ok_or(UNKNOWN_WEBHOOK)?;
        let found = self.interactions.get(id).ok_or(UNKNOWN_WEBHOOK)?;
        if found.sent + TOKEN_LIFE <= self.now() {
            return Err(INVALID_WEBHOOK_TOKEN.into());
        }
        match found.standing {
            Standing::Answered => Ok(found),
            Standing::Waiting | Standing::Failed => Err(UNKNOWN_WEBHOOK.into()),
        }
    }

    /// Notes that an interaction came to nothing, which the member sees.
    pub fn fail_interaction(&mut self, id: Id, reason: impl Into<String>) {
        let Some(found) = self.interactions.get_mut(&id).filter(|found| found.standing == Standing::Waiting) else { return };
        found.standing = Standing::Failed;
        let failed = FailedInteraction { id, user: found.user, kind: found.kind, reason: reason.into() };
        let nonce = found.nonce.clone();
        let user = found.user;
        self.record.failed.push(failed);
        self.dispatch(Event { name: "INTERACTION_FAILURE", data: json!({ "id": id, "nonce": nonce }), to: To::Users(vec![user]) });
    }
}
