//! Users: the name and the presence behind an identity.

use super::super::call::Call;
use super::super::hooks::{Fields, put};
use super::super::page::{Paging, page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{sid, time};
use super::conversation::service_of;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

const ATTRIBUTES_LIMIT: usize = 4 * 1024;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub sid: String,
    pub service: String,
    pub identity: String,
    pub friendly_name: Option<String>,
    pub attributes: String,
    pub role: String,
    pub created: Millis,
    pub updated: Millis,
}

impl User {
    fn json(&self, account: &str, tree: &str) -> Value {
        let url = format!("{tree}/Users/{}", self.sid);
        json!({
            "sid": self.sid, "account_sid": account, "chat_service_sid": self.service, "role_sid": self.role, "identity": self.identity,
            "friendly_name": self.friendly_name, "attributes": self.attributes, "is_online": null, "is_notifiable": null,
            "date_created": time::rest(self.created), "date_updated": time::rest(self.updated),
            "links": { "user_conversations": format!("{url}/Conversations") }, "url": url,
        })
    }

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        put(&mut fields, "UserSid", &self.sid);
        put(&mut fields, "Identity", &self.identity);
        put(&mut fields, "FriendlyName", self.friendly_name.clone().unwrap_or_default());
        put(&mut fields, "RoleSid", &self.role);
        put(&mut fields, "Attributes", &self.attributes);
        put(&mut fields, "DateCreated", time::precise(self.created));
        fields
    }
}

/// The user of this identity, made if absent; a name that is given is set.
pub(crate) fn ensure(state: &mut State, service: &str, identity: &str, friendly_name: Option<&str>) -> String {
    let found = state.users.iter().find(|u| u.service == service && u.identity == identity).map(|u| u.sid.clone());
    let sid = found.unwrap_or_else(|| {
        let role = state.roles.iter().find(|r| r.kind == "service").map(|r| r.sid.clone()).unwrap_or_default();
        let (service, identity) = (service.to_owned(), identity.to_owned());
        let (sid, now) = (sid::new("US"), state.now);
        let user =
            User { sid: sid.clone(), service, identity, friendly_name: None, attributes: "{}".into(), role, created: now, updated: now };
        state.users.insert(&sid, user);
        sid
    });
    if let (Some(name), Some(user)) = (friendly_name, state.users.get_mut(&sid)) {
        user.friendly_name = Some(name.to_owned());
    }
    sid
}

fn find(state: &State, call: &Call) -> Result<String, Refusal> {
    let service = service_of(state, call)?;
    let key = call.param("sid");
    let user = state.users.iter().find(|u| u.service == service && (u.sid == key || u.identity == key));
    user.map(|u| u.sid.clone()).ok_or_else(|| Refusal::missing(&call.path))
}

fn get<'s>(state: &'s State, call: &Call, sid: &str) -> Result<&'s User, Refusal> {
    state.users.get(sid).ok_or_else(|| Refusal::missing(&call.path))
}

/// `POST /Users`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let service = service_of(state, &call)?;
        let identity = call.require("Identity")?;
        if state.users.iter().any(|u| u.service == service && u.identity == identity) {
            return Err(Refusal::new(409, 50201, "User already exists"));
        }
        let attributes = call.attributes(ATTRIBUTES_LIMIT)?;
        let sid = ensure(state, &service, identity, call.get("FriendlyName"));
        if let (Some(attributes), Some(user)) = (attributes, state.users.get_mut(&sid)) {
            user.attributes = attributes;
        }
        let user = get(state, &call, &sid)?.clone();
        state.fire_user(&service, &call.origin(), "onUserAdded", user.fields());
        created(user.json(&state.account.sid, &call.tree()))
    })
}

/// `GET /Users/{US or identity}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?;
        ok(get(state, &call, &sid)?.json(&state.account.sid, &call.tree()))
    })
}

/// `GET /Users`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let service = service_of(state, &call)?;
        Ok(state.users.iter().filter(|u| u.service == service).map(|u| u.json(&state.account.sid, &call.tree())).collect())
    })?;
    page(&call, &usual("users"), rows)
}

/// `POST /Users/{US or identity}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?;
        let attributes = call.attributes(ATTRIBUTES_LIMIT)?;
        let name = call.short("FriendlyName", 256)?;
        let now = state.now;
        if let Some(user) = state.users.get_mut(&sid) {
            user.friendly_name = name.or(user.friendly_name.take());
            user.attributes = attributes.unwrap_or_else(|| user.attributes.clone());
            user.role = call.text("RoleSid").unwrap_or_else(|| user.role.clone());
            user.updated = now;
        }
        let user = get(state, &call, &sid)?.clone();
        state.fire_user(&user.service, &call.origin(), "onUserUpdated", user.fields());
        ok(user.json(&state.account.sid, &call.tree()))
    })
}

/// `DELETE /Users/{US or identity}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?;
        state.users.remove(&sid);
        deleted()
    })
}

/// `GET /Users/{US or identity}/Conversations`
pub(crate) async fn conversations(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let sid = find(state, &call)?;
        let user = get(state, &call, &sid)?;
        let mut rows = Vec::new();
        for row in state.conversations.iter().filter(|c| c.service == user.service) {
            let Some(participant) = row.participant(&user.identity) else { continue };
            let last = row.messages.last().map(|m| m.index);
            let url = format!("{}/Users/{}/Conversations/{}", call.tree(), user.sid, row.sid);
            let conversation = format!("{}/Conversations/{}", call.tree(), row.sid);
            rows.push(json!({
                "account_sid": state.account.sid, "chat_service_sid": row.service, "conversation_sid": row.sid,
                "unread_messages_count": last.map(|l| l - participant.last_read_index.unwrap_or(-1)),
                "last_read_message_index": participant.last_read_index, "participant_sid": participant.sid, "user_sid": user.sid,
                "friendly_name": row.friendly_name, "conversation_state": row.state.name(), "timers": row.timers(),
                "attributes": row.attributes, "date_created": time::rest(row.created), "date_updated": time::rest(row.updated),
                "created_by": row.created_by, "notification_level": "default", "unique_name": row.unique_name, "url": url,
                "links": { "participant": format!("{conversation}/Participants/{}", participant.sid), "conversation": conversation },
            }));
        }
        Ok(rows)
    })?;
    page(&call, &Paging { id: "conversation_sid", ..usual("conversations") }, rows)
}
