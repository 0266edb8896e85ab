//! Conversations at the desk: read along, write, attach, correct, take back.

use super::super::conversations::conversation::Conversation;
use super::super::conversations::message::{self, Draft, Message};
use super::super::core::Core;
use super::super::hooks::Origin;
use super::super::media::{self, Upload};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::worker;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State as Extract};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// A JSON body; an empty one is an empty object.
pub(crate) fn read(body: &Bytes) -> Result<Value, Refusal> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body).map_err(|e| Refusal::invalid(format!("The body is not JSON: {e}")))
}

fn message_json(state: &State, message: &Message) -> Value {
    json!({
        "sid": message.sid, "index": message.index, "author": message.author, "body": message.body,
        "attributes": serde_json::from_str::<Value>(&message.attributes).unwrap_or_default(), "media": state.media_field(message),
        "participant_sid": message.participant, "created": message.created, "updated": message.updated,
    })
}

/// The form of a conversation on the page.
pub(crate) fn conversation_json(state: &State, row: &Conversation) -> Value {
    let person = |identity: &str| state.users.iter().find(|u| u.identity == identity).and_then(|u| u.friendly_name.clone());
    let participants: Vec<Value> = row
        .participants
        .iter()
        .map(|p| json!({ "sid": p.sid, "identity": p.identity, "friendly_name": p.identity.as_deref().and_then(person) }))
        .collect();
    let webhooks: Vec<Value> = row
        .webhooks
        .iter()
        .map(|h| json!({ "sid": h.sid, "target": h.target.name(), "url": h.url, "flow_sid": h.flow, "filters": h.filters }))
        .collect();
    json!({
        "sid": row.sid, "service_sid": row.service, "friendly_name": row.friendly_name, "unique_name": row.unique_name,
        "attributes": serde_json::from_str::<Value>(&row.attributes).unwrap_or_default(), "state": row.state.name(),
        "participants": participants, "webhooks": webhooks,
        "messages": row.messages.iter().map(|m| message_json(state, m)).collect::<Vec<_>>(),
        "created": row.created, "updated": row.updated,
    })
}

/// `GET /desk/conversations`
pub(crate) async fn conversations(Extract(core): Extract<Arc<Core>>) -> Answer {
    core.with(|state| ok(state.conversations.iter().map(|c| conversation_json(state, c)).collect()))
}

/// `GET /desk/conversations/{CH}`
pub(crate) async fn conversation(Extract(core): Extract<Arc<Core>>, Path(sid): Path<String>) -> Answer {
    core.with(|state| ok(conversation_json(state, state.conversation(&sid)?)))
}

/// `GET /desk/conversations/{CH}/messages`
pub(crate) async fn list(Extract(core): Extract<Arc<Core>>, Path(sid): Path<String>) -> Answer {
    core.with(|state| ok(state.conversation(&sid)?.messages.iter().map(|m| message_json(state, m)).collect()))
}

/// The worker's identity, if the worker takes part.
fn speaker(state: &State, conversation: &str, key: Option<&str>) -> Result<String, Refusal> {
    let worker = worker(state, key)?;
    let identity = worker.chat_identity();
    match state.conversation(conversation)?.participant(&identity) {
        Some(_) => Ok(identity),
        None => Err(Refusal::new(403, 50430, format!("{} does not take part in this conversation; accept its task first", worker.name))),
    }
}

/// `POST /desk/conversations/{CH}/messages` with `body`, and `attributes` if wanted.
pub(crate) async fn say(Extract(core): Extract<Arc<Core>>, Path(sid): Path<String>, body: Bytes) -> Answer {
    let body = read(&body)?;
    core.with(|state| {
        let identity = speaker(state, &sid, body["worker"].as_str())?;
        let text = body["body"].as_str().map(str::to_owned);
        let attributes = body.get("attributes").map(Value::to_string);
        let draft = Draft { author: Some(identity.clone()), body: text, attributes, ..Draft::default() };
        let message = message::add(state, &sid, draft, &Origin::Desk { identity })?;
        created(message_json(state, &message))
    })
}

/// `PATCH /desk/conversations/{CH}/messages/{IM}` with the new `body`.
pub(crate) async fn edit(Extract(core): Extract<Arc<Core>>, Path((sid, message)): Path<(String, String)>, body: Bytes) -> Answer {
    let body = read(&body)?;
    core.with(|state| {
        let identity = speaker(state, &sid, body["worker"].as_str())?;
        let draft = Draft { body: body["body"].as_str().map(str::to_owned), ..Draft::default() };
        let message = message::change(state, &sid, &message, draft, &Origin::Desk { identity })?;
        ok(message_json(state, &message))
    })
}

/// `DELETE /desk/conversations/{CH}/messages/{IM}`, with the worker in the body or as `?worker=`.
pub(crate) async fn delete(
    Extract(core): Extract<Arc<Core>>,
    Path((sid, message)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    body: Bytes,
) -> Answer {
    let body = read(&body)?;
    core.with(|state| {
        let key = body["worker"].as_str().or(query.get("worker").map(String::as_str));
        let identity = speaker(state, &sid, key)?;
        message::remove(state, &sid, &message, &Origin::Desk { identity })?;
        deleted()
    })
}

/// `POST /desk/conversations/{CH}/media?worker=…&filename=…`: a file, raw or multipart, as a message without text.
/// A multipart body may name the worker in a field of its own.
pub(crate) async fn attach(
    Extract(core): Extract<Arc<Core>>,
    Path(sid): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Answer {
    let upload = Upload::read(request).await?;
    core.with(|state| {
        let key = upload.texts.get("worker").or(query.get("worker"));
        let identity = speaker(state, &sid, key.map(String::as_str))?;
        let service = state.conversation(&sid)?.service.clone();
        let media = media::store(state, &service, upload, Some(identity.clone()));
        let draft = Draft { author: Some(identity.clone()), media: Some(media), ..Draft::default() };
        let message = message::add(state, &sid, draft, &Origin::Desk { identity })?;
        created(message_json(state, &message))
    })
}
