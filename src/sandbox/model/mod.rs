//! The local model: an endpoint that speaks OpenAI's chat completions, on a port of its own.
//!
//! It understands nothing. [`answer`] makes up what a well-behaved model might say from the articles in the prompt, [`chat`] sends it,
//! piece by piece where that is asked for, with the misbehaviour that was ordered of [`Faults`]. Tests can dictate what it says
//! ([`LocalModel::says_next`]), hold an answer half-way ([`ModelHarm::Hold`](super::faults::ModelHarm), [`LocalModel::goes_on`]) and look at what it
//! was asked ([`LocalModel::asked`]).
//!
//! What always holds: a request without the key is refused; a path that nobody serves is answered with 501 and remembered; the
//! emulator shares no parser and no type with the program's own client.
//!
//! To add a misbehaviour: a variant in `ModelHarm`, and its place in [`chat`].

mod answer;
mod chat;
#[cfg(test)]
mod tests;

use crate::domain::clock::SharedClock;
use crate::sandbox::faults::{Faults, Service, intercept};
use axum::extract::{DefaultBodyLimit, Request, State as Extract};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The name it goes by.
pub const NAME: &str = "local-model";
/// The key it takes.
pub const KEY: &str = "sk-local-model";

/// How it behaves when nothing goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The pause between two pieces of an answer, in milliseconds.
    pub pace_ms: u64,
}

#[derive(Default)]
struct State {
    asked: Vec<Value>,
    dictated: VecDeque<String>,
    unknown: Vec<String>,
}

struct Core {
    settings: Settings,
    clock: SharedClock,
    faults: Faults,
    state: Mutex<State>,
    /// Counts how often held answers were let go.
    going_on: watch::Sender<u64>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Core {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running local model. It stops when this is dropped.
pub struct LocalModel {
    core: Arc<Core>,
    base: String,
}

impl Drop for LocalModel {
    fn drop(&mut self) {
        self.core.stop.cancel();
    }
}

impl LocalModel {
    /// Starts to serve on `listener`.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn start(listener: TcpListener, clock: SharedClock, faults: Faults, settings: Settings) -> io::Result<Self> {
        let base = format!("http://{}/v1", listener.local_addr()?);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let core = Arc::new(Core { settings, clock, faults, state: Mutex::default(), going_on: watch::Sender::new(0), stop, tasks });
        let routes = routes(&core);
        let stopped = core.stop.clone();
        core.tasks.spawn(async move {
            let served = axum::serve(listener, routes).with_graceful_shutdown(stopped.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the local model stopped serving");
            }
        });
        Ok(Self { core, base })
    }

    /// Its address, with the version.
    pub fn api(&self) -> &str {
        &self.base
    }

    /// The next answer has this content, whatever it is asked. Told twice, the answer after that has the other.
    pub fn says_next(&self, content: impl Into<String>) {
        self.core.state().dictated.push_back(content.into());
    }

    /// Answers that are held half-way go on.
    pub fn goes_on(&self) {
        self.core.going_on.send_modify(|count| *count += 1);
    }

    /// The requests for an answer so far, oldest first, refused ones too.
    pub fn asked(&self) -> Vec<Value> {
        self.core.state().asked.clone()
    }

    /// Requests to paths that nobody serves.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.core.state().unknown.clone()
    }

    /// Stops serving; answers under way break off.
    pub async fn stop(&self) {
        self.core.stop.cancel();
        self.core.tasks.close();
        self.core.tasks.wait().await;
    }
}

fn routes(core: &Arc<Core>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat::complete))
        .route("/v1/models", get(models))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(from_fn_with_state((core.faults.clone(), Service::Model), intercept))
        .layer(axum::middleware::from_fn(authenticate))
        .layer(DefaultBodyLimit::max(1 << 20))
        .with_state(Arc::clone(core))
}

/// An error as such endpoints tell it.
fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "error": { "message": message, "type": "invalid_request_error", "param": null, "code": code } });
    (status, Json(body)).into_response()
}

async fn authenticate(request: Request, next: Next) -> Response {
    let key = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if key == Some(&format!("Bearer {KEY}")) {
        next.run(request).await
    } else {
        refusal(StatusCode::UNAUTHORIZED, "invalid_api_key", "Incorrect API key provided")
    }
}

async fn models() -> Json<Value> {
    Json(json!({ "object": "list", "data": [{ "id": NAME, "object": "model", "created": 1, "owned_by": "sandbox" }] }))
}

async fn unknown(Extract(core): Extract<Arc<Core>>, request: Request) -> Response {
    let route = format!("{} {}", request.method(), request.uri().path());
    let message = format!("The local model does not serve {route}");
    core.state().unknown.push(route);
    refusal(StatusCode::NOT_IMPLEMENTED, "not_implemented", &message)
}
