//! Where the gateway is.

use super::{Shared, ok};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::errors::Answer;
use crate::sandbox::discord::gateway;
use axum::extract::State;
use serde_json::json;

/// `GET /gateway`: the address, without a query.
pub async fn plain(State(hub): Shared) -> Answer {
    ok(json!({ "url": hub.base.replacen("http", "ws", 1) }))
}

/// `GET /gateway/bot`: with shards and the identifies that are left.
pub async fn bot(State(hub): Shared, caller: Caller) -> Answer {
    caller.bot_only()?;
    let (remaining, reset_after) = gateway::identifies_left(&hub.world());
    ok(json!({
        "url": hub.base.replacen("http", "ws", 1), "shards": 1,
        "session_start_limit": { "total": gateway::IDENTIFIES_PER_DAY, "remaining": remaining, "reset_after": reset_after, "max_concurrency": 1 },
    }))
}
