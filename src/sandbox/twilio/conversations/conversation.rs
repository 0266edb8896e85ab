//! The conversation: its life from `active` to `closed`, and its timers.

use super::super::call::Call;
use super::super::hooks::{Fields, Origin, conversation_fields, put};
use super::super::page::{page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::timers::Due;
use super::super::{flex, sid, time};
use super::message::Message;
use super::participant::Participant;
use super::webhook::Scoped;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

const ATTRIBUTES_LIMIT: usize = 16 * 1024;
const SHORTEST_INACTIVE: Millis = 60_000;
const SHORTEST_CLOSED: Millis = 600_000;

/// Where a conversation is in its life. `Closed` is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    Initializing,
    Active,
    Inactive,
    Closed,
}

impl Life {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Initializing => "initializing",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Closed => "closed",
        }
    }

    fn read(text: &str) -> Result<Self, Refusal> {
        [Self::Initializing, Self::Active, Self::Inactive, Self::Closed]
            .into_iter()
            .find(|life| life.name() == text)
            .ok_or_else(|| Refusal::invalid(format!("'{text}' is not a conversation state")))
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub sid: String,
    pub service: String,
    pub messaging_service: Option<String>,
    pub friendly_name: Option<String>,
    pub unique_name: Option<String>,
    pub attributes: String,
    pub state: Life,
    pub created: Millis,
    pub updated: Millis,
    pub created_by: String,
    /// The timers run from here.
    pub stirred: Millis,
    pub inactive_after: Option<Millis>,
    pub closed_after: Option<Millis>,
    pub participants: Vec<Participant>,
    pub messages: Vec<Message>,
    pub next_index: i64,
    pub webhooks: Vec<Scoped>,
}

impl Conversation {
    /// Refuses unless writing is allowed.
    pub(crate) fn writable(&self) -> Result<(), Refusal> {
        match self.state {
            Life::Closed => Err(Refusal::closed()),
            Life::Initializing => Err(Refusal::new(400, 50386, "Conversation is initializing and cannot be changed yet")),
            Life::Active | Life::Inactive => Ok(()),
        }
    }

    /// The participant with this SID or identity.
    pub(crate) fn participant(&self, key: &str) -> Option<&Participant> {
        self.participants.iter().find(|p| p.sid == key || p.identity.as_deref() == Some(key))
    }

    fn inactive_at(&self) -> Option<Millis> {
        self.inactive_after.filter(|_| self.state == Life::Active).map(|after| self.stirred + after)
    }

    fn closed_at(&self) -> Option<Millis> {
        self.closed_after.filter(|_| self.state != Life::Closed).map(|after| self.stirred + after)
    }

    pub(crate) fn timers(&self) -> Value {
        let mut timers = json!({});
        for (name, at) in [("date_inactive", self.inactive_at()), ("date_closed", self.closed_at())] {
            if let Some(at) = at {
                timers[name] = json!(time::rest(at));
            }
        }
        timers
    }

    fn json(&self, account: &str, tree: &str) -> Value {
        let url = format!("{tree}/Conversations/{}", self.sid);
        json!({
            "sid": self.sid, "account_sid": account, "chat_service_sid": self.service, "messaging_service_sid": self.messaging_service,
            "friendly_name": self.friendly_name, "unique_name": self.unique_name, "attributes": self.attributes,
            "state": self.state.name(), "date_created": time::rest(self.created), "date_updated": time::rest(self.updated),
            "timers": self.timers(), "bindings": {},
            "links": {
                "participants": format!("{url}/Participants"), "messages": format!("{url}/Messages"),
                "webhooks": format!("{url}/Webhooks"), "export": format!("{url}/Export"),
            },
            "url": url,
        })
    }
}

/// The service that a call works in: the one in its path or the default one.
pub(crate) fn service_of(state: &State, call: &Call) -> Result<String, Refusal> {
    let service = call.service().unwrap_or(&state.default_service);
    state.services.get(service).map(|s| s.sid.clone()).ok_or_else(|| Refusal::missing(&format!("/Services/{service}")))
}

/// Finds the conversation that the path names by SID or by unique name.
pub(crate) fn find(state: &State, call: &Call) -> Result<String, Refusal> {
    let service = service_of(state, call)?;
    let key = call.param("conversation");
    let by_sid = state.conversations.get(key).filter(|c| c.service == service);
    let found = by_sid.or_else(|| state.conversations.iter().find(|c| c.service == service && c.unique_name.as_deref() == Some(key)));
    found.map(|c| c.sid.clone()).ok_or_else(|| Refusal::missing(&call.path))
}

fn unique_name(state: &State, call: &Call, service: &str, own: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(name) = call.short("UniqueName", 256)?.filter(|n| !n.is_empty()) else { return Ok(None) };
    if sid::looks_like(&name, "CH") {
        return Err(Refusal::new(400, 50390, "Conversation unique name must not look like a conversation SID"));
    }
    let taken = |c: &&Conversation| c.service == service && c.unique_name.as_deref() == Some(&name) && Some(c.sid.as_str()) != own;
    if state.conversations.iter().any(|c| taken(&c)) {
        return Err(Refusal::new(409, 50353, "Conversation with provided unique name already exists"));
    }
    Ok(Some(name))
}

/// A timer field; `Some(None)` switches it off.
fn timer(given: Option<&str>, shortest: Millis, code: u32) -> Result<Option<Option<Millis>>, Refusal> {
    match given {
        None => Ok(None),
        Some("" | "PT0S") => Ok(Some(None)),
        Some(text) => match time::duration(text) {
            Some(length) if length >= shortest => Ok(Some(Some(length))),
            _ => Err(Refusal::new(400, code, format!("Timer must be an ISO-8601 duration of at least {} minutes", shortest / 60_000))),
        },
    }
}

/// `POST /Conversations`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let service = service_of(state, &call)?;
        let unique_name = unique_name(state, &call, &service, None)?;
        let life = Life::read(call.get("State").unwrap_or("active"))?;
        if life == Life::Closed {
            return Err(Refusal::new(400, 50384, "A conversation cannot be created as closed"));
        }
        let inactive = call.text("Timers.Inactive").or_else(|| state.default_inactive.clone());
        let closed = call.text("Timers.Closed").or_else(|| state.default_closed.clone());
        let now = state.now;
        let conversation = Conversation {
            sid: sid::new("CH"),
            service,
            messaging_service: call.text("MessagingServiceSid").or_else(|| state.settings.messaging_service_sid.clone()),
            friendly_name: call.short("FriendlyName", 256)?,
            unique_name,
            attributes: call.attributes(ATTRIBUTES_LIMIT)?.unwrap_or_else(|| "{}".into()),
            state: life,
            created: call.get("DateCreated").and_then(time::parse).unwrap_or(now),
            updated: call.get("DateUpdated").and_then(time::parse).unwrap_or(now),
            created_by: "system".into(),
            stirred: now,
            inactive_after: timer(inactive.as_deref(), SHORTEST_INACTIVE, 50375)?.flatten(),
            closed_after: timer(closed.as_deref(), SHORTEST_CLOSED, 50376)?.flatten(),
            participants: Vec::new(),
            messages: Vec::new(),
            next_index: 0,
            webhooks: Vec::new(),
        };
        let (sid, body) = (conversation.sid.clone(), conversation.json(&state.account.sid, &call.tree()));
        let fields = conversation_fields(&conversation);
        state.conversations.insert(&sid, conversation);
        plan(state, &sid);
        state.tell("conversation", &sid, "created");
        state.fire(&sid, &call.origin(), "onConversationAdded", fields);
        created(body)
    })
}

/// `GET /Conversations/{CH}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?;
        ok(state.conversation(&sid)?.json(&state.account.sid, &call.tree()))
    })
}

/// `GET /Conversations`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let service = service_of(state, &call)?;
        let wanted = call.get("State").map(Life::read).transpose()?;
        let from = call.get("StartDate").unwrap_or_default();
        let to = call.get("EndDate").unwrap_or("9999");
        let fits = |c: &&Conversation| {
            let day = time::rest(c.created);
            c.service == service && wanted.is_none_or(|w| w == c.state) && *day >= *from && day[..day.len().min(to.len())] <= *to
        };
        Ok(state.conversations.iter().filter(fits).map(|c| c.json(&state.account.sid, &call.tree())).collect())
    })?;
    page(&call, &usual("conversations"), rows)
}

/// `POST /Conversations/{CH}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?;
        let row = state.conversation(&sid)?;
        let wanted = call.get("State").map(Life::read).transpose()?;
        if !(row.state == Life::Initializing && wanted.is_some()) {
            row.writable()?;
        }
        if wanted == Some(Life::Initializing) && row.state != Life::Initializing {
            return Err(Refusal::new(400, 50386, "A conversation cannot go back to initializing"));
        }
        let unique_name = unique_name(state, &call, &row.service, Some(&sid))?;
        let attributes = call.attributes(ATTRIBUTES_LIMIT)?;
        let friendly_name = call.short("FriendlyName", 256)?;
        let inactive = timer(call.get("Timers.Inactive"), SHORTEST_INACTIVE, 50375)?;
        let closed = timer(call.get("Timers.Closed"), SHORTEST_CLOSED, 50376)?;
        let now = state.now;
        let row = state.conversation_mut(&sid)?;
        row.unique_name = unique_name.or(row.unique_name.take());
        row.friendly_name = friendly_name.or(row.friendly_name.take());
        row.messaging_service = call.text("MessagingServiceSid").or(row.messaging_service.take());
        if let Some(attributes) = attributes {
            row.attributes = attributes;
        }
        if inactive.is_some() || closed.is_some() {
            row.stirred = now;
        }
        row.inactive_after = inactive.unwrap_or(row.inactive_after);
        row.closed_after = closed.unwrap_or(row.closed_after);
        row.updated = call.get("DateUpdated").and_then(time::parse).unwrap_or(now);
        let fields = conversation_fields(row);
        plan(state, &sid);
        state.tell("conversation", &sid, "updated");
        state.fire(&sid, &call.origin(), "onConversationUpdated", fields);
        if let Some(life) = wanted {
            change_life(state, &sid, life, &call.origin(), "API")?;
        }
        ok(state.conversation(&sid)?.json(&state.account.sid, &call.tree()))
    })
}

/// `DELETE /Conversations/{CH}`; a closed one may be deleted too.
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?;
        let mut fields = conversation_fields(state.conversation(&sid)?);
        put(&mut fields, "DateRemoved", time::precise(state.now));
        state.fire(&sid, &call.origin(), "onConversationRemoved", fields);
        flex::interaction::conversation_closed(state, &sid);
        if let Some(gone) = state.conversations.remove(&sid) {
            gone.messages.iter().filter_map(|m| m.media.as_deref()).for_each(|media| drop(state.media.remove(media)));
        }
        state.tell("conversation", &sid, "deleted");
        deleted()
    })
}

/// Moves a conversation to another state and tells who wants to know. `reason` is API, TIMER or EVENT.
pub(crate) fn change_life(state: &mut State, sid: &str, to: Life, origin: &Origin, reason: &str) -> Result<(), Refusal> {
    let now = state.now;
    let row = state.conversation_mut(sid)?;
    let from = row.state;
    if from == to {
        return Ok(());
    }
    if from == Life::Closed {
        return Err(Refusal::closed());
    }
    row.state = to;
    row.updated = now;
    row.stirred = now;
    let mut fields = Fields::new();
    put(&mut fields, "StateFrom", from.name());
    put(&mut fields, "StateTo", to.name());
    put(&mut fields, "StateUpdated", time::precise(now));
    put(&mut fields, "Reason", reason);
    plan(state, sid);
    state.tell("conversation", sid, to.name());
    state.fire(sid, origin, "onConversationStateUpdated", fields);
    if to == Life::Closed {
        flex::interaction::conversation_closed(state, sid);
    }
    Ok(())
}

/// Something was said: the timers start again, and an inactive conversation becomes active.
pub(crate) fn stir(state: &mut State, sid: &str, origin: &Origin) -> Result<(), Refusal> {
    let now = state.now;
    let row = state.conversation_mut(sid)?;
    row.stirred = now;
    row.updated = now;
    if row.state == Life::Inactive {
        change_life(state, sid, Life::Active, origin, "EVENT")?;
    }
    plan(state, sid);
    Ok(())
}

fn plan(state: &mut State, sid: &str) {
    let Some(row) = state.conversations.get(sid) else { return };
    let times = [row.inactive_at(), row.closed_at()];
    for at in times.into_iter().flatten() {
        state.plan(at, Due::Conversation(sid.to_owned()));
    }
}

/// A timer of this conversation may have run out.
pub(crate) fn time_passed(state: &mut State, sid: &str) {
    let Some(row) = state.conversations.get(sid) else { return };
    let (stirred, now) = (row.stirred, state.now);
    let to = if row.closed_at().is_some_and(|at| at <= now) {
        Life::Closed
    } else if row.inactive_at().is_some_and(|at| at <= now) {
        Life::Inactive
    } else {
        return;
    };
    // The conversation exists and is open, so this cannot be refused.
    let _ = change_life(state, sid, to, &Origin::System, "TIMER");
    if let Some(row) = state.conversations.get_mut(sid) {
        row.stirred = stirred;
    }
    plan(state, sid);
}
