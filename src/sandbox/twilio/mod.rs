//! The local Twilio: Conversations, media, Studio, Flex, TaskRouter and the agents' desk on one port.
//!
//! A request goes through `account` (credentials) and the faults to a handler; the handler takes a `Call` apart, changes the
//! `State` inside `Core::with`, and answers. What a change sets off (webhooks, executions, news for the page) is collected while
//! the lock is held and goes out afterwards through `dispatch` and `studio`. Agents act through `desk`.
//!
//! What always holds: state changes only inside `Core::with`; times come from the clock; the emulator shares no parser and no
//! type with the product, so that a mistake cannot cancel itself out; nothing is kept on disk.
//!
//! To add a resource: a file in the folder of its API, its table in `State`, its routes in that folder's `routes`. A path that
//! nobody serves is answered with 501 and remembered for the test's end.

mod account;
mod call;
mod conversations;
mod core;
mod desk;
mod dispatch;
mod flex;
mod hooks;
mod media;
mod page;
mod refusal;
mod seed;
mod sid;
mod sign;
mod state;
mod studio;
mod taskrouter;
#[cfg(test)]
mod tests;
mod time;
mod timers;
mod view;

use self::core::Core;
use crate::domain::clock::{Millis, SharedClock};
use crate::outgoing;
use crate::sandbox::faults::{Faults, Service, intercept};
use axum::extract::{DefaultBodyLimit, Request, State as Extract};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

/// How the local Twilio behaves where the real one is not certain, or can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How often a failed Conversations webhook is repeated (0 to 3).
    pub webhook_retries: u32,
    /// How long before a repetition, in milliseconds.
    pub webhook_retry_delay_ms: Millis,
    /// Whether a successful Send to Flex takes the studio webhook off the conversation.
    pub handoff_removes_studio: bool,
    /// Leave out one message index after every so many; 0 for none.
    pub index_gap_every: i64,
    /// The messaging service that conversations belong to, if any.
    pub messaging_service_sid: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            webhook_retries: 1,
            webhook_retry_delay_ms: 200,
            handoff_removes_studio: true,
            index_gap_every: 0,
            messaging_service_sid: None,
        }
    }
}

/// A worker as the sandbox tells tests and the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskWorker {
    pub name: String,
    /// The login, not escaped.
    pub identity: String,
    pub sid: String,
}

/// News for the sandbox page, as small JSON values.
pub type News = broadcast::Receiver<Value>;

/// A running local Twilio. It stops when this is dropped.
pub struct LocalTwilio {
    core: Arc<Core>,
}

impl Drop for LocalTwilio {
    fn drop(&mut self) {
        self.core.stop.cancel();
    }
}

impl LocalTwilio {
    /// Starts to serve on `listener`. Errors if the listener has no address or the HTTP client cannot be built.
    pub async fn start(listener: TcpListener, clock: SharedClock, faults: Faults, settings: Settings) -> io::Result<Self> {
        let mut address = listener.local_addr()?;
        if address.ip().is_unspecified() {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        let base = format!("http://{address}");
        let http = outgoing::client().map_err(io::Error::other)?.user_agent("TwilioProxy/1.1").no_proxy();
        // Studio follows redirects; webhooks are asked to have none.
        let http = http.redirect(reqwest::redirect::Policy::limited(5)).build().map_err(io::Error::other)?;
        let state = seed::state(settings.clone(), &base, clock.now());
        let core = Core::new(state, clock, faults, settings, http, base);
        let app = app(&core);
        core.spawn(timers::run(Arc::clone(&core)));
        core.spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(%error, "the local Twilio has stopped");
            }
        });
        Ok(Self { core })
    }
}

/// All routes. Faults strike only at the REST API.
fn app(core: &Arc<Core>) -> Router {
    let rest = Router::new()
        .nest("/v1", conversations::routes())
        .nest("/v1/Services/{service}", conversations::routes())
        .route("/v1/Services", get(conversations::service::list).post(conversations::service::create))
        .route("/v1/Services/{service}", get(conversations::service::fetch).delete(conversations::service::delete))
        .route("/v1/Services/{service}/Media", post(media::upload).layer(DefaultBodyLimit::max(media::SIZE_LIMIT)))
        .route("/v1/Services/{service}/Media/{sid}", get(media::describe).delete(media::delete))
        .route("/v1/Services/{service}/Media/{sid}/Content", get(media::content))
        .nest("/v1", flex::routes())
        .nest("/v1", taskrouter::routes(core))
        .nest("/v2", studio::routes())
        .route("/2010-04-01/Accounts/{file}", get(account::fetch))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(core), account::authenticate))
        .layer(from_fn_with_state((core.faults.clone(), Service::Twilio), intercept))
        .with_state(Arc::clone(core));
    let open = Router::new()
        .nest("/desk", desk::routes().fallback(unknown).layer(DefaultBodyLimit::max(media::SIZE_LIMIT)))
        .route("/temporary/{sid}/{seal}", get(media::temporary))
        .with_state(Arc::clone(core));
    Router::new().merge(open).fallback_service(rest).layer(from_fn(view::stamp_request))
}

/// What nobody serves: 501, and remembered, for a test must not pass over it.
async fn unknown(Extract(core): Extract<Arc<Core>>, request: Request) -> Response {
    let route = format!("{} {}", request.method(), request.uri().path());
    let message = format!("The local Twilio does not serve {route}");
    core.with(|state| state.unknown.push(route));
    let body: Value = json!({ "code": 20501, "message": message, "status": 501 });
    (axum::http::StatusCode::NOT_IMPLEMENTED, Json(body)).into_response()
}
