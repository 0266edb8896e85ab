//! All that the local Discord remembers, behind one lock.
//!
//! Routes take the lock, change the world, hand the event to `World::dispatch` and let go: so what clients see over the gateway
//! is in the order in which it happened. Nothing is awaited under the lock.

use super::Settings;
use super::errors::{Answer, UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, UNKNOWN_USER};
use super::gateway::session::Sessions;
use super::ids::{Id, Ids};
use super::interactions::{Interaction, OpenModal};
use super::limits::Limits;
use super::model::{Application, Attachment, Channel, Command, Guild, Message, User, Webhook, kind};
use super::record::Record;
use crate::domain::clock::{Millis, SharedClock};
use crate::sandbox::faults::Faults;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What every route and task is handed.
pub struct Hub {
    pub clock: SharedClock,
    pub faults: Faults,
    pub settings: Settings,
    /// `http://host:port`.
    pub base: String,
    /// Signs interactions.
    pub key: SigningKey,
    /// Calls the interactions endpoint.
    pub http: reqwest::Client,
    pub stop: CancellationToken,
    pub tasks: TaskTracker,
    pub feed: broadcast::Sender<Value>,
    pub world: Mutex<World>,
}

impl Hub {
    /// Takes the lock.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See the module.
pub struct World {
    pub clock: SharedClock,
    pub faults: Faults,
    pub feed: broadcast::Sender<Value>,
    pub base: String,
    pub cdn_key: [u8; 32],
    pub ids: Ids,
    pub app: Application,
    pub bot: Id,
    pub users: BTreeMap<Id, User>,
    /// Whole token to its owner.
    pub tokens: HashMap<String, Id>,
    pub guilds: BTreeMap<Id, Guild>,
    /// Channels, threads and DMs.
    pub channels: BTreeMap<Id, Channel>,
    /// DM channels by their two users, the lower id first.
    pub dms: HashMap<(Id, Id), Id>,
    /// By channel; deleted ones stay, marked.
    pub messages: BTreeMap<Id, BTreeMap<Id, Message>>,
    pub files: BTreeMap<Id, Attachment>,
    pub webhooks: BTreeMap<Id, Webhook>,
    pub commands: BTreeMap<Id, Command>,
    /// When commands were created, per guild (or globally), for the daily quota.
    pub command_creates: HashMap<Option<Id>, Vec<Millis>>,
    pub interactions: BTreeMap<Id, Interaction>,
    /// Interaction token to its id.
    pub interaction_tokens: HashMap<String, Id>,
    pub modals: Vec<OpenModal>,
    /// The last choices offered to a member.
    pub choices: HashMap<Id, Value>,
    /// Author and nonce to the message made, for `enforce_nonce`.
    pub nonces: HashMap<(Id, String), (Id, Id, Millis)>,
    pub sessions: Sessions,
    pub limits: Limits,
    pub record: Record,
}

impl World {
    /// The time by the clock handed in.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A fresh id for something made now.
    pub fn next_id(&mut self) -> Id {
        let now = self.clock.now();
        self.ids.next(now)
    }

    /// The user, or 10013.
    pub fn user(&self, id: Id) -> Answer<&User> {
        self.users.get(&id).ok_or_else(|| UNKNOWN_USER.into())
    }

    /// The guild, or 10004.
    pub fn guild(&self, id: Id) -> Answer<&Guild> {
        self.guilds.get(&id).ok_or_else(|| UNKNOWN_GUILD.into())
    }

    /// The guild, to be changed.
    pub fn guild_mut(&mut self, id: Id) -> Answer<&mut Guild> {
        self.guilds.get_mut(&id).ok_or_else(|| UNKNOWN_GUILD.into())
    }

    /// The channel, or 10003. Says nothing about who may see it: see `enter`.
    pub fn channel(&self, id: Id) -> Answer<&Channel> {
        self.channels.get(&id).ok_or_else(|| UNKNOWN_CHANNEL.into())
    }

    /// The channel, to be changed.
    pub fn channel_mut(&mut self, id: Id) -> Answer<&mut Channel> {
        self.channels.get_mut(&id).ok_or_else(|| UNKNOWN_CHANNEL.into())
    }

    /// A message that has not been deleted.
    pub fn message(&self, channel: Id, id: Id) -> Answer<&Message> {
        let found = self.messages.get(&channel).and_then(|list| list.get(&id));
        found.filter(|message| message.deleted.is_none()).ok_or_else(|| UNKNOWN_MESSAGE.into())
    }

    /// A message that has not been deleted, to be changed.
    pub fn message_mut(&mut self, channel: Id, id: Id) -> Answer<&mut Message> {
        let found = self.messages.get_mut(&channel).and_then(|list| list.get_mut(&id));
        found.filter(|message| message.deleted.is_none()).ok_or_else(|| UNKNOWN_MESSAGE.into())
    }

    /// The guild a channel belongs to; none for DMs.
    pub fn guild_of(&self, channel: Id) -> Option<&Guild> {
        self.channels.get(&channel)?.guild.and_then(|id| self.guilds.get(&id))
    }

    /// The DM channel of two users, opened if need be.
    pub fn dm_between(&mut self, one: Id, other: Id) -> Id {
        let pair = (one.min(other), one.max(other));
        if let Some(known) = self.dms.get(&pair) {
            return *known;
        }
        let id = self.next_id();
        let channel = Channel {
            id,
            kind: kind::DM,
            guild: None,
            name: String::new(),
            topic: None,
            parent: None,
            position: 0,
            overwrites: Vec::new(),
            recipients: vec![one, other],
            slow: 0,
            tags: Vec::new(),
            needs_tag: false,
            thread: None,
            last_message: None,
        };
        self.channels.insert(id, channel);
        self.dms.insert(pair, id);
        id
    }

    /// Whether two users share a guild.
    pub fn share_guild(&self, one: Id, other: Id) -> bool {
        self.guilds.values().any(|guild| guild.members.contains_key(&one) && guild.members.contains_key(&other))
    }

    /// The threads that hang below a channel of a guild.
    pub fn threads_of(&self, guild: Id) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(move |channel| channel.guild == Some(guild) && channel.thread.is_some())
    }
}
