//! `POST /discord/interactions`: verify, parse, commit, answer — within Discord's three seconds.

use super::answer::{self, Rest};
use super::http::{Http, Method, Request};
use super::parse::interaction::{Asked, From, parse};
use super::phrases::{Phrase, Words};
use super::verify::PublicKey;
use crate::domain::clock::SharedClock;
use crate::domain::event::{Body, Event};
use crate::relay::inlet::{Inlet, InletError};
use crate::domain::delivery::Reply;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use serde_json::{Value, json};
use std::sync::Arc;

/// Interactions are a few kilobytes; this is far above any.
const BODY_LIMIT: usize = 1 << 20;
/// How long the commit may take before "thinking…" is answered: Discord waits 3 s, and the way there and back takes its share.
const PATIENCE_MS: i64 = 2_500;

/// What the handler works with.
#[derive(Clone)]
pub struct Interactions {
    pub key: PublicKey,
    pub inlet: Inlet,
    pub http: Arc<Http>,
    pub words: Words,
    pub clock: SharedClock,
}

/// The route, to be merged into the app's router.
pub fn router(state: Interactions) -> Router {
    Router::new().route("/discord/interactions", post(handle)).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(Arc::new(state))
}

async fn handle(State(state): State<Arc<Interactions>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).map(|v| v.as_bytes());
    let now = state.clock.now();
    if let Err(why) = state.key.verify(header("x-signature-ed25519"), header("x-signature-timestamp"), &body, now) {
        metrics::counter!("flexcord_discord_interactions_total", "result" => "forged").increment(1);
        tracing::debug!(%why, "interaction not believed");
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": why.to_string()}))).into_response();
    }
    Json(reply(&state, &body).await).into_response()
}

/// The answer to a verified body.
async fn reply(state: &Arc<Interactions>, body: &[u8]) -> Value {
    match parse(body, state.clock.now()) {
        Ok(Asked::Ping) => json!({"type": 1}),
        Ok(Asked::Suggest) => json!({"type": 8, "data": {"choices": []}}),
        Ok(Asked::Expired { locale, .. }) => answer::whisper(&(state.words.phrase)(Phrase::Expired, locale.as_deref())),
        Ok(Asked::Event { event, from }) => commit(state, *event, from).await,
        Err(why) => {
            metrics::counter!("flexcord_discord_interactions_total", "result" => "unreadable").increment(1);
            tracing::error!(%why, "an interaction with a good signature cannot be read");
            answer::whisper(&(state.words.phrase)(Phrase::Apology, None))
        }
    }
}

/// Commits the event and says what was decided. A commit that takes too long goes on behind a "thinking…": dropping it would lose
/// the press, waiting for it would show "the application did not respond".
async fn commit(state: &Arc<Interactions>, event: Event, from: From) -> Value {
    let about = About::of(&event, from);
    let inlet = state.inlet.clone();
    let mut commit = tokio::spawn(async move { inlet.submit(event).await });
    tokio::select! {
        done = &mut commit => about.answer(settled(done), &state.words),
        () = state.clock.until(state.clock.now() + PATIENCE_MS) => {
            metrics::counter!("flexcord_discord_interactions_total", "result" => "late").increment(1);
            tracing::warn!(limit_ms = PATIENCE_MS, "the commit of an interaction takes too long, deferred");
            let state = state.clone();
            tokio::spawn(async move { finish(&state, &about, settled(commit.await)).await });
            answer::wait()
        }
    }
}

/// What has to be remembered of an event once it is handed over.
struct About {
    from: From,
    token: String,
    locale: Option<String>,
}

impl About {
    fn of(event: &Event, from: From) -> Self {
        let (token, locale) = match &event.body {
            Body::Command { member, interaction, .. } | Body::Pressed { member, interaction, .. } => {
                (interaction.token.clone(), member.locale.clone())
            }
            _ => (String::new(), None),
        };
        Self { from, token, locale }
    }

    fn answer(&self, reply: Result<Reply, InletError>, words: &Words) -> Value {
        match reply {
            Ok(reply) => {
                metrics::counter!("flexcord_discord_interactions_total", "result" => "ok").increment(1);
                answer::committed(&reply, self.from, words, self.locale.as_deref())
            }
            Err(why) => {
                metrics::counter!("flexcord_discord_interactions_total", "result" => "failed").increment(1);
                tracing::error!(%why, "an interaction was not taken in");
                answer::whisper(&(words.phrase)(Phrase::Apology, self.locale.as_deref()))
            }
        }
    }
}

fn settled(done: Result<Result<Reply, InletError>, tokio::task::JoinError>) -> Result<Reply, InletError> {
    done.unwrap_or_else(|why| Err(InletError::Storage(why.to_string())))
}

/// Replaces the "thinking…" of a late commit by what was decided.
async fn finish(state: &Interactions, about: &About, reply: Result<Reply, InletError>) {
    let rest = match reply {
        Ok(reply) => answer::rest(&reply, about.from, &state.words, about.locale.as_deref()),
        Err(why) => {
            tracing::error!(%why, "an interaction was not taken in");
            Rest::Say((state.words.phrase)(Phrase::Apology, about.locale.as_deref()))
        }
    };
    let request = match rest {
        Rest::Nothing => return,
        Rest::Say(text) => Request::original(Method::PATCH, state.http.application(), &about.token)
            .json(json!({"content": text.chars().take(super::text::MESSAGE_LIMIT).collect::<String>(), "allowed_mentions": {"parse": []}})),
        Rest::Vanish => Request::original(Method::DELETE, state.http.application(), &about.token),
    };
    if let Err(why) = state.http.call(request).await {
        tracing::warn!(why = %why.why(), "a late interaction keeps its \"thinking…\"");
    }
}
