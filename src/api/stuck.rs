//! Events that could not be decided: seen, and taken in again once the cause is mended.

use super::Api;
use super::error::ApiError;
use crate::store::stuck;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

/// More than anybody reads at once.
const PAGE: u32 = 500;

/// `GET /stuck-events`, `POST /stuck-events/retry`
pub fn routes() -> Router<Api> {
    Router::new().route("/stuck-events", get(list)).route("/stuck-events/retry", post(retry))
}

async fn list(State(api): State<Api>) -> Result<Json<Value>, ApiError> {
    let events: Vec<Value> = stuck::list(&api.store, PAGE)
        .await?
        .into_iter()
        .map(|s| json!({ "source": s.event.source, "kind": s.event.body.kind(), "why": s.why, "at": s.at }))
        .collect();
    Ok(Json(json!({ "stuck_events": events })))
}

/// Takes all of them in again, oldest first. Each goes in under a name of its own and leaves the list only once it is decided, so
/// that none is lost on the way; one that is stuck again is kept again.
async fn retry(State(api): State<Api>) -> Result<Json<Value>, ApiError> {
    let mut taken = 0;
    let at = api.clock.now();
    for kept in stuck::list(&api.store, PAGE).await? {
        let old = kept.event.source.clone();
        let mut event = kept.event;
        event.source = format!("again:{at}:{old}");
        api.inlet.submit(event).await?;
        let mut tx = api.store.begin().await?;
        stuck::take(&mut tx, &old).await?;
        tx.commit().await?;
        taken += 1;
    }
    Ok(Json(json!({ "taken_in": taken })))
}
