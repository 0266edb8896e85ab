//! Something said in a conversation.

use super::clock::Millis;
use super::file::FileRef;
use super::ids::{Seq, Snowflake};
use super::person::Agent;
use serde::{Deserialize, Serialize};

/// The two sides a conversation is carried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Discord,
    Desk,
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Author {
    Member,
    Assistant,
    Agent(Agent),
    /// flexcord itself, to the member: notices. The desk sees them too.
    System,
    /// flexcord itself, to the desk alone.
    Note,
}

/// A message with its newest text. Older texts are kept as versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub seq: Seq,
    pub author: Author,
    /// Plain text or Discord Markdown. Untrusted unless the author is [`Author::System`].
    pub text: String,
    pub files: Vec<FileRef>,
    /// The message this one answers.
    pub reply_to: Option<Seq>,
    pub at: Millis,
    /// How often the text was replaced.
    pub version: u32,
    pub deleted_at: Option<Millis>,
}

/// A Discord place in which a conversation is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Place {
    /// The DM channel with the member.
    Dm { channel: Snowflake },
    /// A private thread in the server, for members whose DMs are closed.
    Thread { channel: Snowflake },
    /// A channel of a server where everybody reads along: only ever an aside's place.
    Channel { channel: Snowflake },
}

impl Place {
    /// The channel to send to.
    pub fn channel(self) -> Snowflake {
        match self {
            Place::Dm { channel } | Place::Thread { channel } | Place::Channel { channel } => channel,
        }
    }
}
