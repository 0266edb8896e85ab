//! Signs what goes to the interactions endpoint, and tries an address before it is accepted.

use crate::sandbox::discord::state::Hub;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

/// Largest reply that is read, in bytes.
const MAX_REPLY: usize = 1024 * 1024;

/// What the endpoint answered.
pub struct Reply {
    pub status: u16,
    pub json: bool,
    pub body: Vec<u8>,
}

/// The signature over a timestamp and a body, in hex.
pub fn sign(key: &SigningKey, stamp: &str, body: &[u8]) -> String {
    hex::encode(key.sign(&[stamp.as_bytes(), body].concat()).to_bytes())
}

/// Posts a body to the endpoint, signed; with `forged` the signature does not fit.
pub async fn send(hub: &Hub, url: &str, payload: &Value, forged: bool) -> Result<Reply, String> {
    let body = payload.to_string();
    let stamp = (hub.clock.now() / 1000).to_string();
    let signature = if forged { sign(&hub.key, &stamp, b"something else") } else { sign(&hub.key, &stamp, body.as_bytes()) };
    let request = hub
        .http
        .post(url)
        .header("content-type", "application/json")
        .header("user-agent", "Discord-Interactions/1.0 (+https://discord.com)")
        .header("x-signature-ed25519", signature)
        .header("x-signature-timestamp", stamp)
        .body(body);
    let mut response = request.send().await.map_err(|error| format!("no answer: {}", error.without_url()))?;
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let json = kind.starts_with("application/json");
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| format!("answer broke off: {}", error.without_url()))? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_REPLY {
            return Err("answer is too large".to_owned());
        }
    }
    Ok(Reply { status, json, body })
}

/// Sends a PING, and one with a wrong signature. `Err` says which of the two was answered wrongly.
pub async fn validate(hub: &Hub, url: &str) -> Result<(), String> {
    if !(url.starts_with("http://") || url.starts_with("https://")) {
        return Err("Not a well formed URL.".to_owned());
    }
    let ping = {
        let mut world = hub.world();
        let id = world.next_id();
        let user = world.users.get(&world.app.owner).map(crate::sandbox::discord::json::people::user);
        json!({
            "id": id, "application_id": world.app.id, "type": 1, "version": 1, "token": format!("ping-{id}"), "entitlements": [],
            "authorizing_integration_owners": {}, "user": user,
        })
    };
    let bad = timely(hub, url, &ping, true).await?;
    if bad.status != 401 {
        return Err(format!(
            "The specified interactions endpoint URL could not be verified: a wrong signature was answered {}.",
            bad.status
        ));
    }
    let good = timely(hub, url, &ping, false).await?;
    let pong = serde_json::from_slice::<Value>(&good.body).is_ok_and(|body| body["type"] == 1);
    if good.status == 200 && good.json && pong {
        Ok(())
    } else {
        Err(format!("The specified interactions endpoint URL could not be verified: a PING was answered {}.", good.status))
    }
}

async fn timely(hub: &Hub, url: &str, ping: &Value, forged: bool) -> Result<Reply, String> {
    let deadline = hub.clock.until(hub.clock.now() + super::FIRST_ANSWER);
    tokio::select! {
        biased;
        reply = send(hub, url, ping, forged) => reply,
        () = deadline => Err("The specified interactions endpoint URL could not be verified: no answer within 3 seconds.".to_owned()),
    }
}
