//! Who takes part in a conversation, and in which conversations somebody takes part.

use super::super::call::Call;
use super::super::hooks::{Origin, participant_fields, put};
use super::super::page::{Paging, page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{sid, time};
use super::conversation::{Conversation, find, service_of};
use super::user;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

const ATTRIBUTES_LIMIT: usize = 4 * 1024;
const MOST_PARTICIPANTS: usize = 1000;
const MOST_CONVERSATIONS: usize = 1000;

/// See the module. A chat participant has an identity and no binding.
#[derive(Debug, Clone)]
pub(crate) struct Participant {
    pub sid: String,
    pub identity: Option<String>,
    pub binding: Option<Value>,
    pub attributes: String,
    pub role: String,
    pub created: Millis,
    pub updated: Millis,
    pub last_read_index: Option<i64>,
    pub last_read: Option<String>,
}

impl Participant {
    fn json(&self, account: &str, call: &Call, conversation: &str) -> Value {
        let mut body = json!({
            "sid": self.sid, "account_sid": account, "conversation_sid": conversation, "identity": self.identity,
            "attributes": self.attributes, "messaging_binding": self.binding, "role_sid": self.role,
            "date_created": time::rest(self.created), "date_updated": time::rest(self.updated),
            "last_read_message_index": self.last_read_index, "last_read_timestamp": self.last_read,
            "url": format!("{}/Conversations/{conversation}/Participants/{}", call.tree(), self.sid),
        });
        if let Some(service) = call.service() {
            body["chat_service_sid"] = json!(service);
        }
        body
    }
}

/// Adds a chat participant; the user is made if there is none.
pub(crate) fn add(state: &mut State, conversation: &str, identity: &str, attributes: &str, origin: &Origin) -> Result<String, Refusal> {
    let row = state.conversation(conversation)?;
    row.writable()?;
    if row.participant(identity).is_some() {
        return Err(Refusal::new(409, 50433, "Participant already exists"));
    }
    if row.participants.len() >= MOST_PARTICIPANTS {
        return Err(Refusal::new(400, 50417, "Conversation has too many participants"));
    }
    let service = row.service.clone();
    if state.conversations.iter().filter(|c| c.participant(identity).is_some()).count() >= MOST_CONVERSATIONS {
        return Err(Refusal::new(400, 50214, "Participant takes part in too many conversations"));
    }
    user::ensure(state, &service, identity, None);
    let role = state.roles.iter().find(|r| r.kind == "conversation").map(|r| r.sid.clone()).unwrap_or_default();
    put_in(state, conversation, Some(identity.to_owned()), None, attributes.to_owned(), role, origin)
}

fn put_in(
    state: &mut State,
    conversation: &str,
    identity: Option<String>,
    binding: Option<Value>,
    attributes: String,
    role: String,
    origin: &Origin,
) -> Result<String, Refusal> {
    let now = state.now;
    let (created, updated) = (now, now);
    let participant =
        Participant { sid: sid::new("MB"), identity, binding, attributes, role, created, updated, last_read_index: None, last_read: None };
    let (sid, fields) = (participant.sid.clone(), participant_fields(&participant));
    state.conversation_mut(conversation)?.participants.push(participant);
    state.tell("conversation", conversation, "participant added");
    state.fire(conversation, origin, "onParticipantAdded", fields);
    Ok(sid)
}

/// Takes a participant out; not being there is no error.
pub(crate) fn remove(state: &mut State, conversation: &str, key: &str, origin: &Origin) -> Result<(), Refusal> {
    let now = state.now;
    let row = state.conversation_mut(conversation)?;
    let Some(at) = row.participants.iter().position(|p| p.sid == key || p.identity.as_deref() == Some(key)) else { return Ok(()) };
    let mut fields = participant_fields(&row.participants.remove(at));
    put(&mut fields, "DateRemoved", time::precise(now));
    state.tell("conversation", conversation, "participant removed");
    state.fire(conversation, origin, "onParticipantRemoved", fields);
    Ok(())
}

/// `POST /Conversations/{CH}/Participants`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let attributes = call.attributes(ATTRIBUTES_LIMIT)?.unwrap_or_else(|| "{}".into());
        let sid = match (call.short("Identity", 256)?.filter(|i| !i.is_empty()), call.get("MessagingBinding.Address")) {
            (Some(identity), _) => add(state, &conversation, &identity, &attributes, &call.origin())?,
            (None, Some(address)) => {
                state.conversation(&conversation)?.writable()?;
                let binding = json!({ "type": "sms", "address": address, "proxy_address": call.get("MessagingBinding.ProxyAddress") });
                let role = call.text("RoleSid").unwrap_or_default();
                put_in(state, &conversation, None, Some(binding), attributes, role, &call.origin())?
            }
            (None, None) => return Err(Refusal::new(400, 50407, "Participant needs an identity or a messaging binding")),
        };
        let row = state.conversation(&conversation)?;
        let participant = row.participant(&sid).ok_or_else(|| Refusal::missing(&call.path))?;
        created(participant.json(&state.account.sid, &call, &conversation))
    })
}

/// `GET /Conversations/{CH}/Participants/{MB or identity}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let row = state.conversation(&conversation)?.participant(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        ok(row.json(&state.account.sid, &call, &conversation))
    })
}

/// `GET /Conversations/{CH}/Participants`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let conversation = find(state, &call)?;
        let row = state.conversation(&conversation)?;
        Ok(row.participants.iter().map(|p| p.json(&state.account.sid, &call, &conversation)).collect())
    })?;
    page(&call, &usual("participants"), rows)
}

/// `POST /Conversations/{CH}/Participants/{MB or identity}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let attributes = call.attributes(ATTRIBUTES_LIMIT)?;
        let read = call.int("LastReadMessageIndex")?;
        let now = state.now;
        let row = state.conversation_mut(&conversation)?;
        row.writable()?;
        let key = call.param("sid");
        let participant = row
            .participants
            .iter_mut()
            .find(|p| p.sid == key || p.identity.as_deref() == Some(key))
            .ok_or_else(|| Refusal::missing(&call.path))?;
        if let Some(attributes) = attributes {
            participant.attributes = attributes;
        }
        if let Some(role) = call.text("RoleSid") {
            participant.role = role;
        }
        participant.last_read_index = read.or(participant.last_read_index);
        participant.last_read = call.text("LastReadTimestamp").or(participant.last_read.take());
        participant.updated = now;
        let participant = participant.clone();
        let mut fields = participant_fields(&participant);
        put(&mut fields, "DateUpdated", time::precise(now));
        if let Some(index) = participant.last_read_index {
            put(&mut fields, "LastReadMessageIndex", index.to_string());
        }
        state.fire(&conversation, &call.origin(), "onParticipantUpdated", fields);
        ok(participant.json(&state.account.sid, &call, &conversation))
    })
}

/// `DELETE /Conversations/{CH}/Participants/{MB or identity}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let row = state.conversation(&conversation)?;
        row.writable()?;
        let sid = row.participant(call.param("sid")).map(|p| p.sid.clone()).ok_or_else(|| Refusal::missing(&call.path))?;
        remove(state, &conversation, &sid, &call.origin())?;
        deleted()
    })
}

/// `GET /ParticipantConversations`, closed ones included.
pub(crate) async fn conversations(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let service = service_of(state, &call)?;
        let (identity, address) = (call.get("Identity"), call.get("Address"));
        if identity.is_some() == address.is_some() {
            return Err(Refusal::new(400, 50451, "Give either Identity or Address"));
        }
        let fits = |p: &&Participant| match identity {
            Some(identity) => p.identity.as_deref() == Some(identity),
            None => p.binding.as_ref().is_some_and(|b| b["address"].as_str() == address),
        };
        let mut rows = Vec::new();
        for conversation in state.conversations.iter().filter(|c| c.service == service) {
            if let Some(participant) = conversation.participants.iter().find(fits) {
                rows.push(membership(state, &call, conversation, participant));
            }
        }
        Ok(rows)
    })?;
    page(&call, &Paging { id: "conversation_sid", max: 50, ..usual("conversations") }, rows)
}

fn membership(state: &State, call: &Call, conversation: &Conversation, participant: &Participant) -> Value {
    let base = format!("{}/v1/Services/{}/Conversations/{}", call.core.base, conversation.service, conversation.sid);
    let user = state.users.iter().find(|u| u.service == conversation.service && Some(&u.identity) == participant.identity.as_ref());
    json!({
        "account_sid": state.account.sid, "chat_service_sid": conversation.service, "conversation_sid": conversation.sid,
        "conversation_unique_name": conversation.unique_name, "conversation_friendly_name": conversation.friendly_name,
        "conversation_state": conversation.state.name(), "conversation_attributes": conversation.attributes,
        "conversation_timers": conversation.timers(), "conversation_date_created": time::rest(conversation.created),
        "conversation_date_updated": time::rest(conversation.updated), "conversation_created_by": conversation.created_by,
        "participant_sid": participant.sid, "participant_user_sid": user.map(|u| &u.sid), "participant_identity": participant.identity,
        "participant_messaging_binding": participant.binding,
        "links": { "participant": format!("{base}/Participants/{}", participant.sid), "conversation": base },
    })
}
