//! The conversations and cases a batch is about, loaded with one statement per way of finding them, and changed as the batch goes on.

use super::needs;
use crate::domain::case::Case;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::Button;
use crate::domain::event::{Body, Command, Event, Subject};
use crate::domain::ids::{CaseId, ConversationId, Snowflake};
use crate::domain::message::{Place, Side};
use crate::relay::known::{Found, Past};
use crate::store::{Result, Tx, cases, conversations, vendor_ids};
use std::collections::HashMap;
use std::sync::Arc;

/// See the module.
#[derive(Default)]
pub struct Working {
    all: HashMap<ConversationId, Arc<Conversation>>,
    by_desk: HashMap<String, ConversationId>,
    by_message: HashMap<(Side, String), ConversationId>,
    of_member: HashMap<Snowflake, Vec<ConversationId>>,
    /// What there was before, of members who have no open conversation.
    pasts: HashMap<Snowflake, Past>,
    cases: HashMap<CaseId, Arc<Case>>,
}

impl Working {
    /// Loads what these events are about.
    pub async fn load<'e>(tx: &mut Tx, events: impl Iterator<Item = &'e Event>) -> Result<Self> {
        let (mut members, mut sids, mut ids, mut threads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut case_ids: Vec<CaseId> = Vec::new();
        let mut messages: HashMap<Side, Vec<String>> = HashMap::new();
        for event in events {
            match (&event.subject, &event.body) {
                (_, Body::MemberEdited { message, .. } | Body::MemberDeleted { message } | Body::Hushed { message, .. }) => {
                    messages.entry(Side::Discord).or_default().push(message.to_string());
                }
                (Subject::Member { member, .. }, body) => {
                    members.push(*member);
                    match body {
                        // These say themselves what they are about.
                        Body::Pressed { button: Button::Up { talk, .. } | Button::Down { talk, .. }, .. } => ids.push(*talk),
                        Body::Pressed { message, .. } => messages.entry(Side::Discord).or_default().push(message.to_string()),
                        Body::Mentioned { message, .. } => {
                            messages.entry(Side::Discord).or_default().extend(message.reply_to.map(|id| id.to_string()));
                        }
                        _ => {}
                    }
                    if let Body::Pressed { place: Place::Thread { channel }, .. }
                    | Body::MemberWrote { place: Place::Thread { channel }, .. } = body
                    {
                        threads.push(*channel);
                    }
                }
                (Subject::Desk { sid }, _) => sids.push(sid.as_str()),
                (Subject::Conversation { id }, _) => ids.push(*id),
                (Subject::Case { id }, _) => case_ids.push(*id),
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
            members.retain(|member| !working.of_member.contains_key(member));
        }
        if !members.is_empty() {
            working.pasts = needs::pasts(tx, &members).await?;
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
        // What is no conversation is a case, whose deliveries go under its own id.
        case_ids.extend(ids.iter().filter(|id| !working.all.contains_key(id)).map(|id| CaseId(id.0)));
        case_ids.extend(working.all.values().filter_map(|talk| talk.case).map(|(id, _)| id));
        case_ids.sort_unstable();
        case_ids.dedup();
        if !case_ids.is_empty() {
            for case in cases::by_ids(&mut *tx, &case_ids).await? {
                working.put_case(Arc::new(case));
            }
        }
        Ok(working)
    }

    /// A conversation as it is from now on. Says whether that is something new.
    pub fn put(&mut self, conversation: Arc<Conversation>) -> bool {
        self.pasts.remove(&conversation.member);
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

    /// A case as it is from now on.
    pub fn put_case(&mut self, case: Arc<Case>) {
        self.cases.insert(case.id, case);
    }

    /// The case an event is about: its own, or that of the conversation it is about.
    pub fn case_of(&self, event: &Event, conversation: Option<&Arc<Conversation>>) -> Option<&Arc<Case>> {
        let id = match (&event.subject, conversation) {
            (Subject::Case { id }, _) => *id,
            (_, Some(talk)) => talk.case?.0,
            (Subject::Conversation { id }, None) => CaseId(id.0),
            _ => return None,
        };
        self.cases.get(&id)
    }

    /// The conversation an event is about.
    pub fn of(&self, event: &Event) -> Option<&Arc<Conversation>> {
        if let Body::MemberEdited { message, .. } | Body::MemberDeleted { message } | Body::Hushed { message, .. } = &event.body {
            return self.all.get(self.by_message.get(&(Side::Discord, message.to_string()))?);
        }
        match &event.subject {
            Subject::Member { member, server } => match &event.body {
                Body::Pressed { button: Button::Up { talk, .. } | Button::Down { talk, .. }, .. } => self.all.get(talk),
                // Who wants a person goes over to their help conversation; the aside is looked up.
                Body::Pressed { button: Button::Refer { .. }, .. } => self.of_server(*member, *server),
                Body::Pressed { button, message, place, .. } => {
                    self.about_case(*member, button.case()).or_else(|| self.of_press(*member, *message, *place))
                }
                Body::Mentioned { channel, message, .. } => self.of_mention(*member, *channel, message.reply_to),
                Body::Command { command: Command::Ask { .. }, .. } => self.of_ask(*member, *server),
                Body::MemberWrote { place: Place::Thread { channel }, .. } => self.of_line(*member, self.in_thread(*channel)?),
                body => self.of_member(*member, *server, body),
            },
            Subject::Desk { sid } => self.all.get(self.by_desk.get(sid)?),
            Subject::Conversation { id } => self.all.get(id),
            Subject::Case { .. } | Subject::Integration => None,
        }
    }

    /// From now on a side knows a message of this conversation under an id: what is said of it in the same batch finds it.
    pub fn known_as(&mut self, side: Side, id: String, conversation: ConversationId) {
        self.by_message.insert((side, id), conversation);
    }

    /// What is found already for deciding on this event.
    pub fn found(&self, event: &Event) -> Found {
        let past = match &event.subject {
            Subject::Member { member, .. } => self.pasts.get(member).cloned(),
            Subject::Desk { .. } | Subject::Conversation { .. } | Subject::Case { .. } | Subject::Integration => None,
        };
        Found { past, ..Found::default() }
    }

    /// The conversation as a snapshot for the deliverer.
    pub fn snapshot(&self, id: ConversationId) -> Option<Arc<Conversation>> {
        let of_case = || self.cases.get(&CaseId(id.0)).map(|case| Arc::new(case.stand_in()));
        self.all.get(&id).cloned().or_else(of_case)
    }

    /// The member's open conversation about this case.
    fn about_case(&self, member: Snowflake, case: Option<CaseId>) -> Option<&Arc<Conversation>> {
        let case = case?;
        self.newest_open(member, |c| c.case.is_some_and(|(id, _)| id == case))
    }

    /// The newest conversation held in a private thread, whoever wrote there: staff can see it too.
    fn in_thread(&self, channel: Snowflake) -> Option<&Arc<Conversation>> {
        self.all.values().filter(|c| c.place == Some(Place::Thread { channel })).max_by_key(|c| (c.began_at, c.id))
    }

    /// A press belongs to the talk its message stands in, unless that is over and the member has another one.
    fn of_press(&self, member: Snowflake, message: Snowflake, place: Place) -> Option<&Arc<Conversation>> {
        let of_message = || self.all.get(self.by_message.get(&(Side::Discord, message.to_string()))?);
        let under = of_message().or_else(|| match place {
            Place::Thread { channel } => self.in_thread(channel),
            Place::Dm { .. } | Place::Channel { .. } => None,
        });
        match under {
            Some(talk) if talk.ended_at.is_none() || talk.member != member => Some(talk),
            _ => self.newest_open(member, |_| true),
        }
    }

    /// A line in a private thread belongs to the talk held there. When that is over, it belongs to the one the member has with the
    /// same server, if any.
    fn of_line<'a>(&'a self, member: Snowflake, held: &'a Arc<Conversation>) -> Option<&'a Arc<Conversation>> {
        if held.ended_at.is_none() || held.member != member {
            return Some(held);
        }
        self.newest_open(member, |c| c.server == held.server)
    }

    /// A member may talk to several servers' desks through the one DM: what they write there belongs to the talk they were last
    /// heard in; a command to its server.
    fn of_member(&self, member: Snowflake, server: Option<Snowflake>, body: &Body) -> Option<&Arc<Conversation>> {
        match body {
            Body::Command { .. } | Body::Submitted { .. } => self.of_server(member, server),
            Body::TellFollower { .. } => self.newest_open(member, |c| c.server == server),
            _ => {
                self.newest_open(member, |c| !matches!(c.place, Some(Place::Thread { .. }))).or_else(|| self.newest_open(member, |_| true))
            }
        }
    }

    /// The member's help conversation with a server; outside of servers, with any.
    fn of_server(&self, member: Snowflake, server: Option<Snowflake>) -> Option<&Arc<Conversation>> {
        self.newest_open(member, |c| server.is_none() || c.server == server || c.server.is_none())
    }

    /// The next `/ask` goes on with the one before, unless that still owes an answer: each has its own place to be answered in.
    fn of_ask(&self, member: Snowflake, server: Option<Snowflake>) -> Option<&Arc<Conversation>> {
        let fits = |c: &&Arc<Conversation>| {
            let Some(aside) = c.aside else { return false };
            let direct = !aside.private && matches!(c.place, Some(Place::Dm { .. }));
            let by_mention = c.place == Some(Place::Channel { channel: aside.key });
            let here = if server.is_some() { c.server == server && !direct } else { direct };
            here && !by_mention && c.ended_at.is_none() && c.pending_interaction.is_none() && !c.owes_an_answer()
        };
        let open = self.of_member.get(&member)?.iter().filter_map(|id| self.all.get(id)).filter(fits);
        open.max_by_key(|c| (c.member_spoke.map_or(c.began_at, |(_, at)| at), c.id))
    }

    /// A mention that answers a line of the member's own aside goes on with that; else with what they have asked in that channel.
    fn of_mention(&self, member: Snowflake, channel: Snowflake, reply_to: Option<Snowflake>) -> Option<&Arc<Conversation>> {
        let answered = reply_to.and_then(|id| self.all.get(self.by_message.get(&(Side::Discord, id.to_string()))?));
        let goes_on = |c: &&Arc<Conversation>| c.member == member && c.ended_at.is_none() && c.aside.is_some();
        let here = || {
            let open = self.of_member.get(&member)?.iter().filter_map(|id| self.all.get(id));
            open.filter(goes_on).find(|c| c.aside.is_some_and(|aside| aside.key == channel))
        };
        answered.filter(goes_on).or_else(here)
    }

    /// The open help conversation the member was last heard in, among those that fit.
    fn newest_open(&self, member: Snowflake, fits: impl Fn(&Conversation) -> bool) -> Option<&Arc<Conversation>> {
        let open = self.of_member.get(&member)?.iter().filter_map(|id| self.all.get(id));
        let open = open.filter(|c| c.ended_at.is_none() && c.aside.is_none() && fits(c));
        open.max_by_key(|c| (c.member_spoke.map_or(c.began_at, |(_, at)| at), c.id))
    }
}
