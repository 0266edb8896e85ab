//! Who may call the API, and the account itself.

use super::call::{Call, FullPath};
use super::core::Core;
use super::refusal::{Answer, Refusal, ok};
use super::time;
use axum::extract::{Request, State as Extract};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::sync::Arc;

/// Basic credentials: the account with its token (or the one before a rotation), or the API key with its secret.
pub(crate) async fn authenticate(Extract(core): Extract<Arc<Core>>, mut request: Request, next: Next) -> Response {
    let path = FullPath(request.uri().path().to_owned());
    request.extensions_mut().insert(path);
    let header = request.headers().get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let decoded = header.strip_prefix("Basic ").and_then(|b| STANDARD.decode(b.trim()).ok()).and_then(|b| String::from_utf8(b).ok());
    let good = core.with(|state| {
        let account = &state.account;
        match decoded.as_deref().and_then(|pair| pair.split_once(':')) {
            Some((user, password)) if user == account.sid => {
                password == account.token || account.previous_token.as_deref() == Some(password)
            }
            Some((user, password)) => user == account.key && password == account.key_secret,
            None => false,
        }
    });
    if good { next.run(request).await } else { Refusal::new(401, 20003, "Authenticate").into_response() }
}

/// `GET /2010-04-01/Accounts/{AC}.json`, with which one can see whether credentials are right.
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let account = &state.account;
        if call.param("file").trim_end_matches(".json") != account.sid {
            return Err(Refusal::missing(&call.path));
        }
        ok(json!({
            "sid": account.sid, "friendly_name": "flexcord sandbox", "status": "active", "type": "Full", "owner_account_sid": account.sid,
            "date_created": time::rfc2822(account.created), "date_updated": time::rfc2822(account.created),
            "uri": format!("/2010-04-01/Accounts/{}.json", account.sid), "subresource_uris": {},
        }))
    })
}
