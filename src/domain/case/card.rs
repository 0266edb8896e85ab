//! How a case looks in a server's channel: what is on its card, without saying how Discord draws it.

use super::{CaseKind, CaseNumber, CaseState};
use crate::domain::clock::Millis;
use crate::domain::ids::{CaseId, Snowflake};
use serde::{Deserialize, Serialize};

/// Where a case's card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPlace {
    /// The channel the card's message is in: the bug channel, or the post in a forum.
    pub channel: Snowflake,
    pub message: Snowflake,
    /// The thread to talk about it: under the message, or the forum post itself.
    pub thread: Option<Snowflake>,
}

/// A card, in the words of the server's language. Texts are untrusted and bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub case: CaseId,
    pub number: CaseNumber,
    pub kind: CaseKind,
    pub state: CaseState,
    pub title: String,
    /// The questions and what was said to them.
    pub fields: Vec<(String, String)>,
    /// "new", "being worked on": the state in the server's language.
    pub standing: String,
    /// In a forum: the name of the tag that stands for the state.
    pub tag: String,
    /// One line below: who reported it and how many have it too.
    pub footer: String,
    pub votes: u32,
    pub opened_at: Millis,
    /// The language of its button.
    pub locale: String,
}
