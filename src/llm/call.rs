//! One HTTP request to an endpoint: the key, the bounds, and the pauses it asks for.

use super::Settings;
use super::error::Failure;
use crate::domain::clock::{Millis, SharedClock};
use crate::outgoing::{self, NoTls};
use bytes::{Bytes, BytesMut};
use reqwest::Response;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Largest answer that is read, in bytes.
pub const ANSWER_LIMIT: usize = 1 << 20;
/// Largest refusal that is read for its code.
const REFUSAL_LIMIT: usize = 64 << 10;
/// A pause an endpoint asks for is kept within these bounds; one that says nothing gets the first.
const PAUSE_MS: (Millis, Millis) = (1_000, 10 * 60_000);

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] NoTls),
    /// The HTTP library does not start.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// See the module.
pub struct Call {
    client: reqwest::Client,
    base: String,
    key: Option<SecretString>,
    clock: SharedClock,
    /// The endpoint wants to be left alone until then.
    rest_until: AtomicI64,
}

impl Call {
    /// A client with a pool of kept connections.
    ///
    /// # Errors
    /// When the HTTP or TLS library does not start.
    pub fn new(settings: &Settings, clock: SharedClock) -> Result<Self, Unusable> {
        let client = outgoing::client()?
            .timeout(settings.timeout)
            .connect_timeout(Duration::from_secs(5).min(settings.timeout))
            .build()
            .map_err(|error| Unusable::Client(error.to_string()))?;
        Ok(Self { client, base: settings.base.clone(), key: settings.key.clone(), clock, rest_until: AtomicI64::new(0) })
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Posts JSON to a path below the endpoint and gives the answer once it has begun well.
    ///
    /// # Errors
    /// How it failed. While the endpoint rests, nothing is sent.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Result<Response, Failure> {
        self.send(self.client.post(format!("{}{path}", self.base)).json(body)).await
    }

    /// Gets the JSON at a path below the endpoint.
    ///
    /// # Errors
    /// How it failed.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        let response = self.send(self.client.get(format!("{}{path}", self.base))).await?;
        serde_json::from_slice(&bounded(response, ANSWER_LIMIT).await?).map_err(|_| Failure::Lost("the answer is no JSON"))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response, Failure> {
        let rest = self.rest_until.load(Ordering::Relaxed) - self.clock.now();
        if rest > 0 {
            return Err(Failure::Limited { after_ms: rest });
        }
        let request = match &self.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        };
        let response = request.send().await.map_err(|error| transport(&error))?;
        let status = response.status().as_u16();
        if response.status().is_success() {
            return Ok(response);
        }
        let after_ms = pause(response.headers());
        let asks_for_a_pause = response.headers().contains_key("retry-after");
        // The status says enough, should the body not arrive.
        let code = bounded(response, REFUSAL_LIMIT).await.map(|body| plain_code(&body)).unwrap_or_default();
        let failure = Failure::of_status(status, code, after_ms);
        if matches!(failure, Failure::Limited { .. }) || asks_for_a_pause && matches!(failure, Failure::Unavailable { .. }) {
            self.rest_until.store(self.clock.now() + after_ms, Ordering::Relaxed);
        }
        Err(failure)
    }
}

/// The whole body, if it is no longer than `max`.
///
/// # Errors
/// When it is, or breaks off.
pub async fn bounded(mut response: Response, max: usize) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
        if body.len() + chunk.len() > max {
            return Err(Failure::Lost("the answer is too large"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Whether anything may have reached the endpoint. The error's own words hold the address: they are not kept.
pub fn transport(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        Failure::NotSent
    } else if error.is_timeout() {
        Failure::Lost("no answer in time")
    } else {
        Failure::Lost("the connection broke")
    }
}

/// How long the endpoint wants to be left alone, within reason.
fn pause(headers: &HeaderMap) -> Millis {
    let secs: Option<f64> = headers.get("retry-after").and_then(|value| value.to_str().ok()).and_then(|value| value.trim().parse().ok());
    let (least, most) = PAUSE_MS;
    let ms = Duration::from_secs_f64(secs.unwrap_or(0.0).clamp(0.0, 86_400.0)).as_millis();
    Millis::try_from(ms).unwrap_or(most).clamp(least, most)
}

/// The endpoint's code for a refusal, if it is a plain word: anything longer may quote what it was sent.
fn plain_code(body: &[u8]) -> String {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = &told["error"];
    let word = error["code"].as_str().or_else(|| error["type"].as_str()).unwrap_or_default();
    let is_plain = word.len() <= 60 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_plain { word.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Millis {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", value.parse().unwrap());
        pause(&headers)
    }

    #[test]
    fn a_pause_is_kept_within_reason() {
        assert_eq!(asked("7"), 7_000);
        assert_eq!(asked("0.2"), 1_000);
        assert_eq!(asked("-5"), 1_000);
        assert_eq!(asked("999999"), 600_000);
        assert_eq!(asked("Fri, 20 Nov 2026 17:00:00 GMT"), 1_000);
        assert_eq!(pause(&HeaderMap::new()), 1_000);
    }

    #[test]
    fn of_a_refusal_only_a_plain_code_is_kept() {
        assert_eq!(plain_code(br#"{"error":{"code":"model_not_found","message":"my password is x"}}"#), "model_not_found");
        assert_eq!(plain_code(br#"{"error":{"type":"invalid_request_error"}}"#), "invalid_request_error");
        assert_eq!(plain_code(br#"{"error":{"code":"my password is hunter2"}}"#), "");
        assert_eq!(plain_code(b"<html>"), "");
    }
}
