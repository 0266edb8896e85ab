//! The conversations a batch is about, loaded with one statement per way of finding them, and changed as the batch goes on.

use crate::domain::conversation::Conversation;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{ConversationId, Snowflake};
use crate::domain::message::{Place, Side};
use crate::store::{Result, Tx, conversations, vendor_ids};
use std::collections::HashMap;
use std::sync::Arc;

/// See the module.
#[derive(Default)]
pub struct Working {
    all: HashMap<ConversationId, Arc<Conversation>>,
    by_desk: HashMap<String, ConversationId>,
    by_message: HashMap<(Side, String), ConversationId>,
    of_member: HashMap<Snowflake, Vec<ConversationId>>,
}

impl Working {
    /// Loads what these events are about.
    pub async fn load<'e>(tx: &mut Tx, events: impl Iterator<Item = &'e Event>) -> Result<Self> {
        let (mut members, mut sids, mut ids, mut threads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut messages: HashMap<Side, Vec<String>> = HashMap::new();
        for event in events {
            match (&event.subject, &event.body) {
                (_, Body::MemberEdited { message, .. } | Body::MemberDeleted { message }) => {
                    messages.entry(Side::Discord).or_default().push(message.to_string());
                }
                (Subject::Member { member, .. }, body) => {
                    members.push(*member);
                    if let Body::Pressed { place: Place::Thread { channel }, .. }
                    | Body::MemberWrote { place: Place::Thread { channel }, .. } = body
                    {
                        threads.push(*channel);
                    }
                }
                (Subject::Desk { sid }, _) => sids.push(sid.as_str()),
                (Subject::Conversation { id }, _) => ids.push(*id),
                (Subject::Integration, _) => {}
            }
        }
        let mut working = Self::default();
        for (side, found) in messages {
            let found: Vec<&str> = found.iter().map(String::as_str).collect();
            for (id, key) in vendor_ids::find(&mut *tx, side, &found).await? {
                working.by_message.insert((side, id), key.conversation);
                ids.push(key.conversation);
            }
        }
        for list in [&mut members, &mut threads] {
            list.sort_unstable();
            list.dedup();
        }
        sids.sort_unstable();
        sids.dedup();
        if !members.is_empty() {
            for conversation in conversations::open_of_members(&mut *tx, &members).await? {
                working.put(Arc::new(conversation));
            }
        }
        if !threads.is_empty() {
            for (_, conversation) in conversations::of_threads(&mut *tx, &threads).await? {
                working.put(Arc::new(conversation));
            }
        }
        if !sids.is_empty() {
            for (sid, conversation) in conversations::of_desk(&mut *tx, &sids).await? {
                working.by_desk.insert(sid, conversation.id);
                working.put(Arc::new(conversation));
            }
        }
        ids.retain(|id| !working.all.contains_key(id));
        ids.sort_unstable();
        ids.dedup();
        if !ids.is_empty() {
            for conversation in conversations::by_ids(&mut *tx, &ids).await? {
                working.put(Arc::new(conversation));
            }
        }
        Ok(working)
    }

    /// A conversation as it is from now on. Says whether that is something new.
    pub fn put(&mut self, conversation: Arc<Conversation>) -> bool {
        let of_member = self.of_member.entry(conversation.member).or_default();
        if !of_member.contains(&conversation.id) {
            of_member.push(conversation.id);
        }
        if let Some(sid) = conversation.desk.sid()
            && !self.by_desk.contains_key(sid)
        {
            self.by_desk.insert(sid.to_owned(), conversation.id);
        }
        let before = self.all.insert(conversation.id, conversation.clone());
        before.is_none_or(|before| before != conversation)
    }

    /// The conversation an event is about.
    pub fn of(&self, event: &Event) -> Option<&Arc<Conversation>> {
        if let Body::MemberEdited { message, .. } | Body::MemberDeleted { message } = &event.body {
            return self.all.get(self.by_message.get(&(Side::Discord, message.to_string()))?);
        }
        match &event.subject {
            Subject::Member { member, server } => self.of_member(*member, *server, &event.body),
            Subject::Desk { sid } => self.all.get(self.by_desk.get(sid)?),
            Subject::Conversation { id } => self.all.get(id),
            Subject::Integration => None,
        }
    }

    /// The conversation as a snapshot for the deliverer.
    pub fn snapshot(&self, id: ConversationId) -> Option<Arc<Conversation>> {
        self.all.get(&id).cloned()
    }

    /// A member may talk to several servers' desks through the one DM: what they write there belongs to the talk they were last
    /// heard in; a thread belongs to one conversation; a command to its server.
    fn of_member(&self, member: Snowflake, server: Option<Snowflake>, body: &Body) -> Option<&Arc<Conversation>> {
        let mut candidates: Vec<&Arc<Conversation>> = self.of_member.get(&member)?.iter().filter_map(|id| self.all.get(id)).collect();
        candidates.sort_by_key(|c| (c.ended_at.is_none(), c.member_spoke.map_or(c.began_at, |(_, at)| at), c.id));
        let newest_first = || candidates.iter().rev().copied();
        let open = || newest_first().filter(|c| c.ended_at.is_none());
        match body {
            Body::MemberWrote { place: Place::Thread { channel }, .. } | Body::Pressed { place: Place::Thread { channel }, .. } => {
                newest_first().find(|c| c.place.is_some_and(|p| p.channel() == *channel))
            }
            Body::Command { .. } => open().find(|c| server.is_none() || c.server == server || c.server.is_none()),
            _ => open().find(|c| !matches!(c.place, Some(Place::Thread { .. }))).or_else(|| open().next()),
        }
    }
}
