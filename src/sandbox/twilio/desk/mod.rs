//! The agents' desk: what a person does in Flex, as a small JSON API without credentials, for tests and for the sandbox page.
//!
//! Every writing body names the `worker` by name, identity, full name or SID. What is written here counts as `Source=SDK` with the
//! worker's `ClientIdentity`, so all webhooks go out. Errors are JSON with a message. No fault ever strikes here.

mod messages;
mod tasks;

pub(crate) use messages::conversation_json;
pub(crate) use tasks::task_json;

use super::core::Core;
use super::refusal::Refusal;
use super::state::State;
use super::taskrouter::model::Worker;
use super::taskrouter::workers;
use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use serde_json::{Value, json};
use std::sync::Arc;

/// The routes below `/desk`.
pub(crate) fn routes() -> Router<Arc<Core>> {
    Router::new()
        .route("/workers", get(list_workers))
        .route("/tasks", get(tasks::list))
        .route("/tasks/{task}/{action}", post(tasks::act))
        .route("/conversations", get(messages::conversations))
        .route("/conversations/{conversation}", get(messages::conversation))
        .route("/conversations/{conversation}/messages", get(messages::list).post(messages::say))
        .route("/conversations/{conversation}/messages/{message}", patch(messages::edit).delete(messages::delete))
        .route("/conversations/{conversation}/media", post(messages::attach))
        .layer(from_fn(open_to_all))
}

/// Lets a page from anywhere use the desk.
async fn open_to_all(request: Request, next: Next) -> Response {
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
    headers.insert("access-control-allow-methods", HeaderValue::from_static("GET, POST, PATCH, DELETE, OPTIONS"));
    headers.insert("access-control-allow-headers", HeaderValue::from_static("content-type"));
    response
}

/// The worker that a body names.
fn worker<'s>(state: &'s State, key: Option<&str>) -> Result<&'s Worker, Refusal> {
    let key = key.ok_or_else(|| Refusal::invalid("Say which worker acts: {\"worker\": \"maya\"}"))?;
    workers::find(state, key).ok_or_else(|| Refusal::new(404, 20404, format!("There is no worker '{key}'")))
}

/// The form of a worker on the page.
pub(crate) fn worker_json(state: &State, worker: &Worker) -> Value {
    let activity = state.desk.activities.get(&worker.activity);
    json!({
        "sid": worker.sid, "name": worker.name, "identity": worker.identity, "chat_identity": worker.chat_identity(),
        "full_name": worker.full_name(), "activity": activity.map(|a| &a.name), "available": activity.is_some_and(|a| a.available),
    })
}

async fn list_workers(Extract(core): Extract<Arc<Core>>) -> axum::Json<Value> {
    core.with(|state| axum::Json(state.desk.workers.iter().map(|w| worker_json(state, w)).collect()))
}
