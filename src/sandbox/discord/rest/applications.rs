//! The application itself.

use super::{Shared, ok};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{Answer, Refusal};
use crate::sandbox::discord::interactions::endpoint;
use axum::extract::State;
use serde_json::Value;

/// The flags an application may set itself: the limited forms of the privileged intents.
const OWN_FLAGS: u64 = 1 << 13 | 1 << 15 | 1 << 19;

/// `GET /applications/@me`, and the older address below `oauth2`.
pub async fn get(State(hub): Shared, caller: Caller) -> Answer {
    caller.bot_only()?;
    ok(hub.world().application_json())
}

/// Changes the application. A new interactions endpoint is tried first, with a PING and with a wrong signature.
pub async fn patch(State(hub): Shared, caller: Caller, form: Form) -> Answer {
    caller.bot_only()?;
    let endpoint = form.value.get("interactions_endpoint_url").map(|url| url.as_str().filter(|url| !url.is_empty()).map(str::to_owned));
    if let Some(Some(url)) = &endpoint {
        let refused = |reason: String| Refusal::field("interactions_endpoint_url", "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID", reason);
        endpoint::validate(&hub, url).await.map_err(refused)?;
    }
    let mut world = hub.world();
    if let Some(endpoint) = endpoint {
        world.app.endpoint = endpoint;
    }
    if let Some(text) = form.text("description") {
        world.app.description = text.to_owned();
    }
    if let Some(flags) = form.get("flags").and_then(Value::as_u64) {
        world.app.flags = flags & OWN_FLAGS;
    }
    if let Some(tags) = form.get("tags").and_then(Value::as_array) {
        world.app.tags = tags.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    ok(world.application_json())
}
