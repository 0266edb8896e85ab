//! Everything the local Twilio knows. Changed only inside `Core::with`.

use super::conversations::conversation::Conversation;
use super::conversations::service::{HookConfiguration, Role, Service};
use super::conversations::user::User;
use super::core::Effect;
use super::dispatch::Sent;
use super::flex::interaction::Interaction;
use super::media::Media;
use super::refusal::Refusal;
use super::studio::execution::Execution;
use super::studio::flow::Flow;
use super::taskrouter::model::{Desk, Task};
use super::timers::Due;
use crate::domain::clock::Millis;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// How many sent webhooks are remembered.
const KEPT_WEBHOOKS: usize = 20_000;

/// Rows in the order they came, found by SID.
#[derive(Debug)]
pub(crate) struct Table<T> {
    order: BTreeMap<u64, String>,
    rows: HashMap<String, (u64, T)>,
    next: u64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { order: BTreeMap::new(), rows: HashMap::new(), next: 0 }
    }
}

impl<T> Table<T> {
    pub(crate) fn insert(&mut self, sid: &str, row: T) {
        self.order.insert(self.next, sid.to_owned());
        self.rows.insert(sid.to_owned(), (self.next, row));
        self.next += 1;
    }

    pub(crate) fn get(&self, sid: &str) -> Option<&T> {
        self.rows.get(sid).map(|(_, row)| row)
    }

    pub(crate) fn get_mut(&mut self, sid: &str) -> Option<&mut T> {
        self.rows.get_mut(sid).map(|(_, row)| row)
    }

    pub(crate) fn remove(&mut self, sid: &str) -> Option<T> {
        let (place, row) = self.rows.remove(sid)?;
        self.order.remove(&place);
        Some(row)
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.order.values().filter_map(|sid| self.get(sid))
    }
}

/// The account and its credentials.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub sid: String,
    /// Signs webhooks.
    pub token: String,
    /// Still opens the API after a rotation.
    pub previous_token: Option<String>,
    pub key: String,
    pub key_secret: String,
    pub instance: String,
    pub created: Millis,
}

/// See the module.
pub(crate) struct State {
    /// The time at which the present change happens.
    pub now: Millis,
    pub base: String,
    pub settings: super::Settings,
    pub account: Account,
    pub services: Table<Service>,
    pub default_service: String,
    pub default_inactive: Option<String>,
    pub default_closed: Option<String>,
    pub account_hooks: HookConfiguration,
    pub roles: Table<Role>,
    pub users: Table<User>,
    pub conversations: Table<Conversation>,
    pub media: Table<Media>,
    pub interactions: Table<Interaction>,
    pub desk: Desk,
    pub tasks: Table<Task>,
    pub flows: Table<Flow>,
    pub executions: Table<Execution>,
    /// Per conversation: the execution that is running or waiting.
    pub active: HashMap<String, String>,
    /// Per conversation: what arrived while an execution was running, as (flow, trigger).
    pub queued: HashMap<String, VecDeque<(String, Value)>>,
    pub sent: VecDeque<Sent>,
    pub next_sent: u64,
    pub unknown: Vec<String>,
    pub effects: Vec<Effect>,
    pub schedule: BTreeSet<(Millis, Due)>,
}

impl State {
    /// The conversation with this SID.
    pub(crate) fn conversation(&self, sid: &str) -> Result<&Conversation, Refusal> {
        self.conversations.get(sid).ok_or_else(|| Refusal::missing(&format!("/Conversations/{sid}")))
    }

    /// The conversation with this SID, to be changed.
    pub(crate) fn conversation_mut(&mut self, sid: &str) -> Result<&mut Conversation, Refusal> {
        self.conversations.get_mut(sid).ok_or_else(|| Refusal::missing(&format!("/Conversations/{sid}")))
    }

    /// The task with this SID, unless it has been cleared away.
    pub(crate) fn task(&self, sid: &str) -> Result<&Task, Refusal> {
        self.tasks.get(sid).filter(|t| !t.purged).ok_or_else(|| Refusal::missing(&format!("/Tasks/{sid}")))
    }

    /// The task with this SID, to be changed.
    pub(crate) fn task_mut(&mut self, sid: &str) -> Result<&mut Task, Refusal> {
        self.tasks.get_mut(sid).filter(|t| !t.purged).ok_or_else(|| Refusal::missing(&format!("/Tasks/{sid}")))
    }

    /// Tells the sandbox page that `kind` with this SID has changed.
    pub(crate) fn tell(&mut self, kind: &str, sid: &str, what: &str) {
        self.effects.push(Effect::Live(serde_json::json!({ "type": kind, "sid": sid, "what": what, "at": self.now })));
    }

    /// Remembers a webhook and gives its number.
    pub(crate) fn remember(&mut self, mut sent: Sent) -> u64 {
        let id = self.next_sent;
        self.next_sent += 1;
        sent.id = id;
        self.sent.push_back(sent);
        if self.sent.len() > KEPT_WEBHOOKS {
            self.sent.pop_front();
        }
        id
    }

    /// Has the clock call when `at` is reached.
    pub(crate) fn plan(&mut self, at: Millis, due: Due) {
        self.schedule.insert((at, due));
    }

    /// When the next timer is due.
    pub(crate) fn next_due(&self) -> Option<Millis> {
        self.schedule.first().map(|(at, _)| *at)
    }
}
