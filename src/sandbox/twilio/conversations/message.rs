//! Messages: their growing index, their media, their edits.

use super::super::call::Call;
use super::super::hooks::{Origin, message_fields, put};
use super::super::page::{page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{flex, sid, time};
use super::conversation::{find, stir};
use crate::domain::clock::Millis;
use serde_json::{Value, json};

const ATTRIBUTES_LIMIT: usize = 4 * 1024;
const BODY_LIMIT: usize = 32 * 1024;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub sid: String,
    pub index: i64,
    pub author: String,
    pub body: Option<String>,
    pub media: Option<String>,
    pub attributes: String,
    pub participant: Option<String>,
    pub content: Option<String>,
    pub created: Millis,
    pub updated: Millis,
}

/// What somebody wants to say.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub author: Option<String>,
    pub body: Option<String>,
    pub media: Option<String>,
    pub attributes: Option<String>,
    pub content: Option<String>,
    pub created: Option<Millis>,
}

fn json(state: &State, message: &Message, call: &Call, conversation: &str) -> Value {
    let url = format!("{}/Conversations/{conversation}/Messages/{}", call.tree(), message.sid);
    let media = message.media.as_deref().and_then(|sid| state.media.get(sid));
    let mut body = json!({
        "sid": message.sid, "account_sid": state.account.sid, "conversation_sid": conversation, "index": message.index,
        "author": message.author, "body": message.body, "attributes": message.attributes, "participant_sid": message.participant,
        "media": media.map(|m| json!([{ "sid": m.sid, "size": m.content.len(), "content_type": m.content_type, "filename": m.filename }])),
        "delivery": null, "content_sid": message.content,
        "date_created": time::rest(message.created), "date_updated": time::rest(message.updated),
        "links": { "delivery_receipts": format!("{url}/Receipts"), "channel_metadata": format!("{url}/ChannelMetadata") },
        "url": url,
    });
    if let Some(service) = call.service() {
        body["chat_service_sid"] = json!(service);
    }
    body
}

/// Refuses a body that is too long; the limit of chat conversations counts bytes.
pub(crate) fn check_body(body: Option<&str>) -> Result<(), Refusal> {
    match body {
        Some(body) if body.len() > BODY_LIMIT => Err(Refusal::new(400, 50504, "Message body is too long")),
        _ => Ok(()),
    }
}

/// Adds a message, attaches its media and tells who wants to know.
pub(crate) fn add(state: &mut State, conversation: &str, draft: Draft, origin: &Origin) -> Result<Message, Refusal> {
    let now = state.now;
    state.conversation(conversation)?.writable()?;
    check_body(draft.body.as_deref())?;
    if draft.body.as_deref().is_none_or(str::is_empty) && draft.media.is_none() && draft.content.is_none() {
        return Err(Refusal::new(400, 50503, "Message needs a body or media"));
    }
    let sid = sid::new("IM");
    if let Some(media) = &draft.media {
        let service = state.conversation(conversation)?.service.clone();
        let row = state.media.get_mut(media).filter(|m| m.service == service);
        let row = row.ok_or_else(|| Refusal::new(400, 50507, "Media does not exist"))?;
        if row.message.is_some() {
            return Err(Refusal::new(400, 50508, "Media is already used by another message"));
        }
        row.message = Some(sid.clone());
        row.channel = Some(conversation.to_owned());
        row.updated = now;
    }
    stir(state, conversation, origin)?;
    let gap = state.settings.index_gap_every;
    let row = state.conversation_mut(conversation)?;
    let index = row.next_index;
    row.next_index += if gap > 0 && (index + 1) % gap == 0 { 2 } else { 1 };
    let author = draft.author.unwrap_or_else(|| "system".into());
    let message = Message {
        sid,
        index,
        participant: row.participant(&author).map(|p| p.sid.clone()),
        author,
        body: draft.body.filter(|b| !b.is_empty()),
        media: draft.media,
        attributes: draft.attributes.unwrap_or_else(|| "{}".into()),
        content: draft.content,
        created: draft.created.unwrap_or(now),
        updated: now,
    };
    row.messages.push(message.clone());
    state.tell("message", &message.sid, conversation);
    flex::interaction::customer_wrote(state, conversation, &message);
    let media = state.media_field(&message);
    state.fire(conversation, origin, "onMessageAdded", message_fields(&message, media.as_ref()));
    Ok(message)
}

/// Changes author, body or attributes.
pub(crate) fn change(state: &mut State, conversation: &str, sid: &str, draft: Draft, origin: &Origin) -> Result<Message, Refusal> {
    let now = state.now;
    check_body(draft.body.as_deref())?;
    let row = state.conversation_mut(conversation)?;
    row.writable()?;
    let message = row.messages.iter_mut().find(|m| m.sid == sid).ok_or_else(|| not_found(sid))?;
    if draft.body.is_some() && message.media.is_some() {
        return Err(Refusal::new(400, 50509, "The body of a media message cannot be changed"));
    }
    message.body = draft.body.or(message.body.take());
    if let Some(author) = draft.author {
        message.author = author;
    }
    if let Some(attributes) = draft.attributes {
        message.attributes = attributes;
    }
    message.updated = now;
    let message = message.clone();
    let media = state.media_field(&message);
    let mut fields = message_fields(&message, media.as_ref());
    put(&mut fields, "DateUpdated", time::precise(now));
    state.tell("message", sid, conversation);
    state.fire(conversation, origin, "onMessageUpdated", fields);
    Ok(message)
}

/// Takes a message away, its media with it.
pub(crate) fn remove(state: &mut State, conversation: &str, sid: &str, origin: &Origin) -> Result<(), Refusal> {
    let row = state.conversation_mut(conversation)?;
    row.writable()?;
    let at = row.messages.iter().position(|m| m.sid == sid).ok_or_else(|| not_found(sid))?;
    let message = row.messages.remove(at);
    let media = state.media_field(&message);
    let mut fields = message_fields(&message, media.as_ref());
    put(&mut fields, "DateUpdated", time::precise(message.updated));
    put(&mut fields, "DateRemoved", time::precise(state.now));
    if let Some(media) = &message.media {
        state.media.remove(media);
    }
    state.tell("message", sid, conversation);
    state.fire(conversation, origin, "onMessageRemoved", fields);
    Ok(())
}

fn not_found(sid: &str) -> Refusal {
    Refusal::missing(&format!("/Messages/{sid}"))
}

fn draft(call: &Call) -> Result<Draft, Refusal> {
    Ok(Draft {
        author: call.short("Author", 256)?,
        body: call.text("Body"),
        media: call.text("MediaSid").filter(|m| !m.is_empty()),
        attributes: call.attributes(ATTRIBUTES_LIMIT)?,
        content: call.text("ContentSid").filter(|c| !c.is_empty()),
        created: call.get("DateCreated").and_then(time::parse),
    })
}

/// `POST /Conversations/{CH}/Messages`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let message = add(state, &conversation, draft(&call)?, &call.origin())?;
        created(json(state, &message, &call, &conversation))
    })
}

/// `GET /Conversations/{CH}/Messages`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let conversation = find(state, &call)?;
        let messages = state.conversation(&conversation)?.messages.iter();
        let rows = messages.map(|m| json(state, m, &call, &conversation));
        Ok(if call.get("Order") == Some("desc") { rows.rev().collect() } else { rows.collect() })
    })?;
    page(&call, &usual("messages"), rows)
}

/// `GET /Conversations/{CH}/Messages/{IM}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let row = state.conversation(&conversation)?;
        let message = row.messages.iter().find(|m| m.sid == call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        ok(json(state, message, &call, &conversation))
    })
}

/// `POST /Conversations/{CH}/Messages/{IM}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let message = change(state, &conversation, call.param("sid"), draft(&call)?, &call.origin())?;
        ok(json(state, &message, &call, &conversation))
    })
}

/// `DELETE /Conversations/{CH}/Messages/{IM}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        remove(state, &conversation, call.param("sid"), &call.origin())?;
        deleted()
    })
}

/// `GET …/Receipts`: always empty, for chat participants get none.
pub(crate) async fn receipts(call: Call) -> Answer {
    call.core.with(|state| find(state, &call).map(|_| ()))?;
    page(&call, &usual("delivery_receipts"), Vec::new())
}
