//! Deliveries that were given up: seen, and tried again.

use super::Api;
use super::error::ApiError;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{ConversationId, Key, Seq};
use crate::store::{attempts, deliveries};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use uuid::Uuid;

/// More than anybody reads at once.
const PAGE: u32 = 500;

/// `GET /dead-letters`, `POST /dead-letters/{conversation}/{seq}/retry`
pub fn routes() -> Router<Api> {
    Router::new().route("/dead-letters", get(list)).route("/dead-letters/{conversation}/{seq}/retry", post(retry))
}

/// What was to be done, why it was given up, and each try. Texts are left out: they are in the conversation.
async fn list(State(api): State<Api>) -> Result<Json<Value>, ApiError> {
    let mut letters = Vec::new();
    for dead in deliveries::dead(&api.store, PAGE).await? {
        let tries: Vec<Value> = attempts::list(&api.store, dead.key)
            .await?
            .into_iter()
            .map(|a| json!({ "n": a.n, "at": a.at, "outcome": a.outcome, "why": a.why }))
            .collect();
        letters.push(json!({
            "conversation": dead.key.conversation,
            "seq": dead.key.seq,
            "lane": dead.lane,
            "kind": dead.delivery.kind(),
            "why": dead.why,
            "written_at": dead.created_at,
            "attempts": tries,
        }));
    }
    Ok(Json(json!({ "dead_letters": letters })))
}

/// What the address of a dead letter is made of.
type Address = Result<Path<(Uuid, Seq)>, PathRejection>;

async fn retry(State(api): State<Api>, address: Address) -> Result<StatusCode, ApiError> {
    // The rejection would quote what was sent.
    let Path((conversation, seq)) = address.map_err(|_| ApiError::BadAddress("/dead-letters/<conversation>/<seq>/retry"))?;
    let key = Key { conversation: ConversationId(conversation), seq };
    if !deliveries::dead(&api.store, PAGE).await?.iter().any(|dead| dead.key == key) {
        return Err(ApiError::NotFound("dead letter"));
    }
    let at = api.clock.now();
    let subject = Subject::Conversation { id: key.conversation };
    api.inlet.submit(Event { source: format!("retry:{key}:{at}"), at, subject, body: Body::Retry { seq } }).await?;
    Ok(StatusCode::ACCEPTED)
}
