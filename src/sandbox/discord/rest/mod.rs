//! The REST routes, one file per topic, as the facts and the vendor's OpenAPI description have them.
//!
//! A request passes `front` (who calls, rate limit), then its route: read the body, take the lock, check access, change the world, answer.
//! What no route takes is answered 501 and recorded, so that a test fails on it. 401, 403 and 429 are counted as Discord counts them.
//! To add a route: a handler in the file of its topic and a line in `routes`.

mod applications;
mod callbacks;
mod channels;
mod commands;
mod gateway;
mod guilds;
mod members;
mod messages;
mod moderation;
mod reactions;
mod threads;
mod users;
mod webhooks;

use super::auth::{self, Caller};
use super::body::MAX_REQUEST;
use super::errors::{Answer, Refusal, UNAUTHORIZED};
use super::limits;
use super::state::Hub;
use crate::sandbox::faults::{Service, intercept};
use axum::extract::{DefaultBodyLimit, FromRequestParts, MatchedPath, Path, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// The query of a request as it comes; booleans and numbers are read where they are needed.
type Query = axum::extract::Query<HashMap<String, String>>;
type Shared = State<Arc<Hub>>;

/// Path parameters; one that is no snowflake is refused in Discord's manner.
struct P<T>(T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for P<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(found)| Self(found)).map_err(|_| Refusal::field("", "NUMBER_TYPE_COERCE", "Value is not snowflake."))
    }
}

/// 200 with this body.
fn ok(value: impl serde::Serialize) -> Answer {
    Ok(Json(value).into_response())
}

/// 204.
fn done() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Whether a query says yes, in any of the spellings Discord takes.
fn yes(query: &HashMap<String, String>, key: &str) -> bool {
    query.get(key).is_some_and(|value| matches!(value.as_str(), "true" | "True" | "1"))
}

fn routes() -> Router<Arc<Hub>> {
    let message = "/channels/{channel}/messages/{message}";
    let reaction = "/channels/{channel}/messages/{message}/reactions/{emoji}";
    Router::new()
        .route("/gateway", get(gateway::plain))
        .route("/gateway/bot", get(gateway::bot))
        .route("/users/@me", get(users::me))
        .route("/users/@me/guilds", get(users::guilds))
        .route("/users/@me/channels", get(users::dms).post(users::open_dm))
        .route("/users/{user}", get(users::one))
        .route("/oauth2/applications/@me", get(applications::get))
        .route("/applications/@me", get(applications::get).patch(applications::patch))
        .route("/applications/{app}/commands", get(commands::list).post(commands::create).put(commands::replace))
        .route("/applications/{app}/commands/{command}", get(commands::get).patch(commands::patch).delete(commands::delete))
        .route(
            "/applications/{app}/guilds/{guild}/commands",
            get(commands::guild_list).post(commands::guild_create).put(commands::guild_replace),
        )
        .route(
            "/applications/{app}/guilds/{guild}/commands/{command}",
            get(commands::guild_get).patch(commands::guild_patch).delete(commands::guild_delete),
        )
        .route("/interactions", post(members::interact))
        .route("/interactions/{id}/{token}/callback", post(callbacks::callback))
        .route("/webhooks/{webhook}", get(webhooks::get).patch(webhooks::patch).delete(webhooks::delete))
        .route("/webhooks/{webhook}/{token}", get(webhooks::get_by_token).post(webhooks::execute).delete(webhooks::delete_by_token))
        .route(
            "/webhooks/{webhook}/{token}/messages/{message}",
            get(webhooks::message).patch(webhooks::edit_message).delete(webhooks::delete_message),
        )
        .route("/channels/{channel}", get(channels::get).patch(channels::patch).delete(channels::delete))
        .route("/channels/{channel}/typing", post(channels::typing))
        .route("/channels/{channel}/webhooks", get(webhooks::of_channel).post(webhooks::create))
        .route("/channels/{channel}/messages", get(messages::list).post(messages::create))
        .route("/channels/{channel}/messages/bulk-delete", post(messages::bulk_delete))
        .route(message, get(messages::get).patch(messages::edit).delete(messages::delete))
        .route("/channels/{channel}/messages/{message}/reactions", axum::routing::delete(reactions::clear))
        .route(reaction, get(reactions::list).delete(reactions::clear_emoji))
        .route("/channels/{channel}/messages/{message}/reactions/{emoji}/@me", put(reactions::add).delete(reactions::remove_own))
        .route("/channels/{channel}/messages/{message}/reactions/{emoji}/{user}", axum::routing::delete(reactions::remove))
        .route("/channels/{channel}/messages/{message}/threads", post(threads::from_message))
        .route("/channels/{channel}/threads", post(threads::create))
        .route("/channels/{channel}/threads/archived/public", get(threads::archived_public))
        .route("/channels/{channel}/threads/archived/private", get(threads::archived_private))
        .route("/channels/{channel}/thread-members", get(threads::members))
        .route("/channels/{channel}/thread-members/@me", put(threads::join).delete(threads::leave))
        .route("/channels/{channel}/thread-members/{user}", get(threads::member).put(threads::add).delete(threads::remove))
        .route("/guilds/{guild}", get(guilds::get))
        .route("/guilds/{guild}/channels", get(guilds::channels))
        .route("/guilds/{guild}/roles", get(guilds::roles))
        .route("/guilds/{guild}/threads/active", get(threads::active))
        .route("/guilds/{guild}/webhooks", get(webhooks::of_guild))
        .route("/guilds/{guild}/members", get(guilds::members))
        .route("/guilds/{guild}/members/search", get(guilds::search))
        .route("/guilds/{guild}/members/{user}", get(guilds::member).patch(moderation::change).delete(moderation::kick))
        .route("/guilds/{guild}/bans", get(moderation::bans))
        .route("/guilds/{guild}/bans/{user}", get(moderation::get_ban).put(moderation::ban).delete(moderation::unban))
        .route("/guilds/{guild}/bulk-ban", post(moderation::bulk_ban))
}

/// The whole API under its three prefixes.
pub fn router(hub: &Arc<Hub>) -> Router {
    let versions = Router::new().nest("/api/v10", routes()).nest("/api/v9", routes()).nest("/api", routes());
    versions
        .method_not_allowed_fallback(unknown)
        .route_layer(from_fn_with_state(Arc::clone(hub), front))
        .route_layer(from_fn_with_state((hub.faults.clone(), Service::Discord), intercept))
        .route_layer(from_fn_with_state(Arc::clone(hub), count_invalid))
        .route_layer(DefaultBodyLimit::max(MAX_REQUEST))
        .with_state(Arc::clone(hub))
}

/// What no route takes.
pub async fn unknown(State(hub): Shared, request: Request) -> Response {
    let line = format!("{} {}", request.method(), request.uri().path());
    tracing::warn!(route = %line, "the local Discord has no such route");
    hub.world().record.unknown_routes.push(line.clone());
    let body = json!({ "message": format!("501: the local Discord has no route {line}"), "code": 0 });
    (StatusCode::NOT_IMPLEMENTED, Json(body)).into_response()
}

/// Finds out who calls and counts the request against its bucket.
async fn front(State(hub): Shared, matched: MatchedPath, mut request: Request, next: Next) -> Response {
    let prefix = ["/api/v10", "/api/v9", "/api"];
    let route = prefix.iter().find_map(|prefix| matched.as_str().strip_prefix(prefix)).unwrap_or(matched.as_str()).to_owned();
    let path = prefix.iter().find_map(|prefix| request.uri().path().strip_prefix(prefix)).unwrap_or_default();
    // The major parameter: the channel or guild, or webhook and token.
    let parts = if route.starts_with("/webhooks/{webhook}/{token}") { 4 } else { 3 };
    let major: Vec<&str> = path.split('/').take(parts).collect();
    let major = if route.contains('{') { major.join("/") } else { String::new() };
    let anonymous = route == "/gateway" || route.starts_with("/interactions/{id}") || route.starts_with("/webhooks/{webhook}/{token}");
    let (caller, verdict) = {
        let mut world = hub.world();
        let caller = auth::identify(&world, request.headers());
        if caller.is_none() && (!anonymous || (route == "/gateway" && request.headers().contains_key(AUTHORIZATION))) {
            return Refusal::from(UNAUTHORIZED).into_response();
        }
        let bucket = limits::bucket(request.method().as_str(), &route, &major, caller.map(|caller| caller.id));
        let now = world.now();
        (caller, world.limits.take(hub.settings.limits, &bucket, caller.map(|caller| caller.id), now))
    };
    let headers = match verdict {
        Ok(headers) => headers,
        Err(refused) => return *refused,
    };
    if let Some(caller) = caller {
        request.extensions_mut().insert::<Caller>(caller);
    }
    let mut response = next.run(request).await;
    response.headers_mut().extend(headers);
    response
}

/// Counts what Discord holds against the caller's address.
async fn count_invalid(State(hub): Shared, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let shared = response.headers().get("x-ratelimit-scope").is_some_and(|scope| scope == "shared");
    if matches!(response.status().as_u16(), 401 | 403 | 429) && !shared {
        let mut world = hub.world();
        let now = world.now();
        world.record.invalid(now);
    }
    response
}

/// Lets a page from another port play a member.
pub fn open_to_pages(router: Router) -> Router {
    router.layer(from_fn(async |request: Request, next: Next| {
        let preflight = request.method() == Method::OPTIONS;
        let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
        let headers = response.headers_mut();
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-headers", "authorization, content-type, x-audit-log-reason"),
            ("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE"),
            ("access-control-expose-headers", "*"),
            ("access-control-max-age", "600"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }))
}
