//! What the browser gets: the page on which one plays the member, the agent and the watcher at once.
//!
//! **What lives here.** The page's own files, embedded; [`view`], everything it shows in one answer; [`shortcuts`], its fault switches; and a few
//! routes for what the emulators' public APIs do not offer: opening and closing somebody's DMs, files at the desk.
//!
//! **How data passes through.** The page loads `/sandbox/view`, follows `/sandbox/feed`, and looks again when it hears of something. What the
//! member and the agent do goes straight to the emulators' own APIs, as from a real client.
//!
//! **What always holds.** Nothing is loaded from anywhere but this program and the two emulators; no script or style stands in the page.
//!
//! **One more file.** A line in [`file()`]; one more route: a line in [`router`].

mod shortcuts;
mod view;

use super::discord::{Id, LocalDiscord};
use super::faults::{self, Faults};
use super::feed::Live;
use super::model::LocalModel;
use super::twilio::LocalTwilio;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::KeepAlive;
use axum::response::{IntoResponse, Redirect, Response, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tower_http::set_header::SetResponseHeaderLayer;

/// The largest body the page sends to the program, in bytes.
const BODY: usize = 64 * 1024;

/// Everything that is on the page.
pub struct Stage {
    pub discord: LocalDiscord,
    pub twilio: LocalTwilio,
    /// Where the assistant answers with a model.
    pub model: Option<LocalModel>,
    pub faults: Faults,
    pub live: Arc<Live>,
    /// See [`super::launch::Sandbox::ready_line`].
    pub ready: Value,
}

type Shared = State<Arc<Stage>>;

/// The page, what it asks, and `/faults`.
pub fn router(stage: &Arc<Stage>) -> Router {
    let page = Router::new()
        .route("/", get(|| async { file("index.html") }))
        .route("/sandbox/{file}", get(|Path(name): Path<String>| async move { file(&name) }))
        .route("/sandbox/view", get(view::view))
        .route("/sandbox/feed", get(feed))
        .route("/sandbox/faults", post(shortcuts::switch))
        .route("/sandbox/members/{id}", post(change_member))
        .route("/sandbox/media/{sid}", get(media))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy(stage)))
        .layer(SetResponseHeaderLayer::overriding(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .with_state(Arc::clone(stage));
    let rules = get(faults::list).post(faults::add).delete(faults::clear);
    page.route("/faults", rules.with_state(stage.faults.clone())).layer(DefaultBodyLimit::max(BODY))
}

/// What the page may load: its own files, and the two emulators' answers and pictures.
fn policy(stage: &Stage) -> HeaderValue {
    let discord = stage.discord.api().trim_end_matches("/api/v10").to_owned();
    let twilio = stage.twilio.api();
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {discord} {twilio}; img-src 'self' blob: {discord} \
         {twilio}; media-src {discord}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&text).expect("addresses are ASCII")
}

/// One of the page's own files.
fn file(name: &str) -> Response {
    const HTML: &str = "text/html; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    const STYLE: &str = "text/css; charset=utf-8";
    let (kind, text) = match name {
        "index.html" => (HTML, include_str!("index.html")),
        "icon.svg" => ("image/svg+xml", include_str!("icon.svg")),
        "style.css" => (STYLE, include_str!("style.css")),
        "app.js" => (SCRIPT, include_str!("app.js")),
        "dom.js" => (SCRIPT, include_str!("dom.js")),
        "markdown.js" => (SCRIPT, include_str!("markdown.js")),
        "discord.js" => (SCRIPT, include_str!("discord.js")),
        "message.js" => (SCRIPT, include_str!("message.js")),
        "composer.js" => (SCRIPT, include_str!("composer.js")),
        "modal.js" => (SCRIPT, include_str!("modal.js")),
        "desk.js" => (SCRIPT, include_str!("desk.js")),
        "relay.js" => (SCRIPT, include_str!("relay.js")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

#[derive(Deserialize)]
struct After {
    after: Option<String>,
}

/// `GET /sandbox/feed`: what happens, as server-sent events, from `?after=` or the `Last-Event-ID` on.
async fn feed(State(stage): Shared, Query(given): Query<After>, headers: HeaderMap) -> Response {
    // A browser that reconnects repeats the first address, so what it saw last wins.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let follow = stage.live.follow(last.or(given.after).as_deref());
    Sse::new(follow).keep_alive(KeepAlive::default()).into_response()
}

#[derive(Deserialize)]
struct MemberChange {
    dms_open: bool,
}

/// `POST /sandbox/members/{id}`: opens or closes somebody's DMs, which no API of Discord's does.
async fn change_member(State(stage): Shared, Path(id): Path<Id>, Json(change): Json<MemberChange>) -> StatusCode {
    stage.discord.set_dms_open(id, change.dms_open);
    stage.live.tell("discord", json!({ "kind": "dms_changed", "user": id }));
    StatusCode::NO_CONTENT
}

/// `GET /sandbox/media/{ME}`: to a file at the desk, which needs Twilio's credentials.
async fn media(State(stage): Shared, Path(sid): Path<String>) -> Response {
    match stage.twilio.media(&sid) {
        Some(link) => Redirect::temporary(&link).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests;
