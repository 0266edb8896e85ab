//! The things the local Discord knows. Plain data; how each looks on the wire is in `json`.

use super::ids::Id;
use crate::domain::clock::Millis;
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;

/// Channel types as numbers on the wire.
pub mod kind {
    pub const TEXT: u8 = 0;
    pub const DM: u8 = 1;
    pub const NEWS_THREAD: u8 = 10;
    pub const PUBLIC_THREAD: u8 = 11;
    pub const PRIVATE_THREAD: u8 = 12;
    pub const FORUM: u8 = 15;
}

/// Message flags.
pub mod flag {
    pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
    pub const HAS_THREAD: u64 = 1 << 5;
    pub const EPHEMERAL: u64 = 1 << 6;
    pub const LOADING: u64 = 1 << 7;
    pub const SILENT: u64 = 1 << 12;
    pub const VOICE: u64 = 1 << 13;
    pub const V2: u64 = 1 << 15;
}

/// Message types.
pub mod message_kind {
    pub const DEFAULT: u8 = 0;
    pub const THREAD_CREATED: u8 = 18;
    pub const REPLY: u8 = 19;
    pub const SLASH: u8 = 20;
    pub const THREAD_STARTER: u8 = 21;
    pub const CONTEXT_MENU: u8 = 23;
}

/// An account: the bot or a person.
#[derive(Clone, Debug)]
pub struct User {
    pub id: Id,
    pub name: String,
    pub display: Option<String>,
    pub bot: bool,
    pub locale: String,
    pub token: String,
    /// Off: the bot's messages are refused with 50007.
    pub dms_open: bool,
    /// The person has blocked the bot: the same refusal.
    pub blocks_bot: bool,
}

/// The application behind the bot.
#[derive(Clone, Debug)]
pub struct Application {
    pub id: Id,
    pub name: String,
    pub description: String,
    pub owner: Id,
    pub flags: u64,
    pub endpoint: Option<String>,
    pub public_key: String,
    pub tags: Vec<String>,
}

/// A role of a guild.
#[derive(Clone, Debug)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub permissions: u64,
    pub position: i32,
    pub color: u32,
    pub hoist: bool,
    pub mentionable: bool,
    /// The bot whose own role this is.
    pub bot: Option<Id>,
}

/// Somebody in a guild.
#[derive(Clone, Debug)]
pub struct Member {
    pub user: Id,
    pub roles: Vec<Id>,
    pub joined: Millis,
    pub nick: Option<String>,
    pub timeout: Option<Millis>,
}

/// A guild; its channels are kept beside it.
#[derive(Clone, Debug)]
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    pub locale: String,
    pub roles: BTreeMap<Id, Role>,
    pub members: BTreeMap<Id, Member>,
    pub bans: BTreeMap<Id, Option<String>>,
}

/// What a channel allows or forbids a role or a member.
#[derive(Clone, Copy, Debug)]
pub struct Overwrite {
    pub id: Id,
    pub member: bool,
    pub allow: u64,
    pub deny: u64,
}

/// A tag of a forum.
#[derive(Clone, Debug)]
pub struct Tag {
    pub id: Id,
    pub name: String,
    pub moderated: bool,
    pub emoji: Option<String>,
}

/// A channel of a guild, a thread or a DM.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: Id,
    pub kind: u8,
    pub guild: Option<Id>,
    pub name: String,
    pub topic: Option<String>,
    pub parent: Option<Id>,
    pub position: i32,
    pub overwrites: Vec<Overwrite>,
    pub recipients: Vec<Id>,
    /// Slow mode, in seconds between messages of one person.
    pub slow: u64,
    pub tags: Vec<Tag>,
    pub needs_tag: bool,
    pub thread: Option<Thread>,
    pub last_message: Option<Id>,
}

impl Channel {
    /// Whether this is a DM of two users.
    pub fn is_dm(&self) -> bool {
        self.kind == kind::DM
    }
}

/// What only threads have.
#[derive(Clone, Debug)]
pub struct Thread {
    pub owner: Id,
    pub archived: bool,
    pub locked: bool,
    pub invitable: bool,
    pub archive_minutes: u64,
    pub archive_changed: Millis,
    pub members: BTreeMap<Id, Millis>,
    pub tags: Vec<Id>,
    pub sent: u64,
}

/// Who a message shows as its author.
#[derive(Clone, Debug)]
pub enum Author {
    User(Id),
    Webhook { id: Id, name: String },
}

impl Author {
    /// The id shown: the user's or the webhook's.
    pub fn id(&self) -> Id {
        match self {
            Self::User(id) | Self::Webhook { id, .. } => *id,
        }
    }
}

/// A file with its bytes.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub id: Id,
    pub channel: Id,
    pub filename: String,
    pub description: Option<String>,
    pub content_type: String,
    pub bytes: Bytes,
    pub ephemeral: bool,
}

/// One emoji under a message and who put it there.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The emoji as it stands in a path: `👍` or `name:id`.
    pub emoji: String,
    pub users: Vec<Id>,
}

/// Who is called by a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    pub users: Vec<Id>,
    pub roles: Vec<Id>,
    pub everyone: bool,
}

/// How a message came out of an interaction.
#[derive(Clone, Debug)]
pub struct Origin {
    pub interaction: Id,
    pub kind: u8,
    pub user: Id,
    /// Command name as the member typed it, for the older `interaction` field.
    pub name: Option<String>,
}

/// One state of a message that has been changed since.
#[derive(Clone, Debug)]
pub struct Version {
    pub content: String,
    pub until: Millis,
}

/// A message, also after it was deleted.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub author: Author,
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub attachments: Vec<Id>,
    pub flags: u64,
    pub nonce: Option<Value>,
    /// The message replied to, and its channel.
    pub reference: Option<(Id, Id)>,
    pub mentions: Mentions,
    pub reactions: Vec<Reaction>,
    /// The one member who can see it.
    pub ephemeral_for: Option<Id>,
    pub origin: Option<Origin>,
    pub application: Option<Id>,
    pub webhook: Option<Id>,
    pub created: Millis,
    pub edited: Option<Millis>,
    pub deleted: Option<Millis>,
    pub earlier: Vec<Version>,
    pub tts: bool,
}

/// An incoming webhook of a channel.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: Id,
    pub guild: Id,
    pub channel: Id,
    pub name: String,
    pub token: String,
    pub maker: Id,
    pub application: Option<Id>,
}

/// A registered command: the checked body plus what Discord adds.
#[derive(Clone, Debug)]
pub struct Command {
    pub id: Id,
    pub version: Id,
    pub guild: Option<Id>,
    pub kind: u64,
    pub name: String,
    pub body: Value,
}
