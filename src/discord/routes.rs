//! `POST /discord/interactions`: verify the raw bytes, then see `interactions.rs`.

use super::interactions::Interactions;
use super::verify::PublicKey;
use crate::telemetry::metrics;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use serde_json::json;
use std::sync::Arc;

/// Interactions are a few kilobytes; this is far above any.
const BODY_LIMIT: usize = 1 << 20;

#[derive(Clone)]
struct Door {
    key: Arc<PublicKey>,
    interactions: Arc<Interactions>,
}

/// The route, to be merged into the app's router.
pub fn router(key: PublicKey, interactions: Arc<Interactions>) -> Router {
    let door = Door { key: Arc::new(key), interactions };
    Router::new().route("/discord/interactions", post(handle)).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(door)
}

async fn handle(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).map(|v| v.as_bytes());
    let now = door.interactions.now();
    if let Err(why) = door.key.verify(header("x-signature-ed25519"), header("x-signature-timestamp"), &body, now) {
        metrics::discord_interaction("forged");
        tracing::debug!(%why, "interaction not believed");
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": why.to_string()}))).into_response();
    }
    Json(door.interactions.reply(&body).await).into_response()
}

#[cfg(test)]
mod tests;
