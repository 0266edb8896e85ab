//! A thin client of Discord's REST interface: one request, one answer or failure, never a wait.

use super::error::Failure;
use super::limits::{Headers, Limits, Route};
pub use super::request::{Method, Request, Upload};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::ids::Snowflake;
use crate::outgoing::{self, NoTls};
use crate::telemetry::metrics;
use bytes::{Bytes, BytesMut};
use reqwest::Response;
use reqwest::header::HeaderMap;
use reqwest::multipart::{Form, Part};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::num::NonZeroU32;
use std::time::Duration;

/// Discord's own address.
pub const DISCORD: &str = "https://discord.com/api/v10";
/// Hosts files are fetched from, besides the one of [`Settings::base`].
const CDN: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// Without this form Discord's edge may block us.
const USER_AGENT: &str = concat!("DiscordBot (https://github.com/flexcord/flexcord, ", env!("CARGO_PKG_VERSION"), ")");
/// Larger answers than this do not exist; a history page stays below 1 MiB.
const ANSWER_LIMIT: usize = 8 << 20;

/// How to reach Discord.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address with version and without a slash at the end; [`DISCORD`] but in the sandbox.
    pub base: String,
    /// The bot token, without `Bot `.
    pub token: SecretString,
    /// The application's id, which is the bot's user id as well.
    pub application: Snowflake,
    /// For one whole request.
    pub timeout: Duration,
    /// Requests a second in all; Discord allows 50.
    pub per_second: NonZeroU32,
}

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The address is no http(s) address.
    #[error("the address of Discord's API is not usable: {0}")]
    Address(String),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] NoTls),
    /// The HTTP library does not start.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// See the module.
pub struct Http {
    client: reqwest::Client,
    settings: Settings,
    authorization: String,
    limits: Limits,
    clock: SharedClock,
}

impl Http {
    /// A client with a pool of kept connections.
    ///
    /// # Errors
    /// When the address or the TLS library is not usable.
    pub fn new(settings: Settings, clock: SharedClock) -> Result<Self, Unusable> {
        let address = reqwest::Url::parse(&settings.base).map_err(|e| Unusable::Address(e.to_string()))?;
        if !matches!(address.scheme(), "http" | "https") || settings.base.ends_with('/') {
            return Err(Unusable::Address("it must begin with http and end without a slash".into()));
        }
        let client = outgoing::client()?
            .user_agent(USER_AGENT)
            .http1_only()
            .timeout(settings.timeout)
            .connect_timeout(Duration::from_secs(3).min(settings.timeout))
            .pool_max_idle_per_host(64)
            .pool_idle_timeout(Duration::from_secs(55))
            .build()
            .map_err(|e| Unusable::Client(e.to_string()))?;
        let authorization = format!("Bot {}", settings.token.expose_secret());
        let limits = Limits::new(settings.per_second, clock.clone());
        Ok(Self { client, settings, authorization, limits, clock })
    }

    /// The application's id.
    pub fn application(&self) -> Snowflake {
        self.settings.application
    }

    /// The settings, for the gateway.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Our clock.
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Sends one request and reads its JSON.
    ///
    /// # Errors
    /// How it failed; an answer that cannot be read counts as [`Failure::Lost`].
    pub async fn get<T: DeserializeOwned>(&self, request: Request) -> Result<T, Failure> {
        let body = self.call(request).await?;
        serde_json::from_slice(&body).map_err(|e| Failure::Lost { why: format!("unreadable answer: {e}") })
    }

    /// Sends one request and gives the body of a success.
    ///
    /// # Errors
    /// How it failed.
    pub async fn call(&self, request: Request) -> Result<Bytes, Failure> {
        let (template, by_interaction) = (request.route.template, request.by_interaction);
        self.limits.take(&request.route, !by_interaction, !by_interaction).inspect_err(|failure| count(template, failure))?;
        if !by_interaction {
            self.limits.pace().await;
        }
        let result = self.send(request).await;
        match &result {
            Ok(_) => metrics::discord_request(template.0, template.1, "ok"),
            Err(failure) => count(template, failure),
        }
        result
    }

    async fn send(&self, request: Request) -> Result<Bytes, Failure> {
        let Request { method, path, route, json, uploads, by_interaction } = request;
        let mut builder = self.client.request(method, format!("{}{path}", self.settings.base));
        if !by_interaction {
            builder = builder.header("authorization", &self.authorization);
        }
        builder = match (json, uploads.is_empty()) {
            (Some(json), true) => builder.json(&json),
            (None, true) => builder,
            (json, false) => builder.multipart(form(json.unwrap_or_default(), uploads)?),
        };
        let response = builder.send().await.map_err(|e| transport(&e))?;
        let status = response.status().as_u16();
        self.limits.learn(&route, &read_headers(response.headers()));
        if (200..300).contains(&status) {
            let body = bounded(response, ANSWER_LIMIT).await;
            if !by_interaction {
                self.limits.token_accepted();
            }
            return body;
        }
        let headers = response.headers().clone();
        // The status says enough, should the body not arrive.
        let body = bounded(response, ANSWER_LIMIT).await.unwrap_or_default();
        Err(self.refused(&route, status, &headers, &body, by_interaction))
    }

    fn refused(&self, route: &Route, status: u16, headers: &HeaderMap, body: &[u8], by_interaction: bool) -> Failure {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let code = answer["code"].as_i64().unwrap_or(0);
        let message: String = answer["message"].as_str().unwrap_or("no explanation").chars().take(160).collect();
        let shared = headers.get("x-ratelimit-scope").is_some_and(|scope| scope == "shared");
        if matches!(status, 401 | 403 | 429) && !shared {
            self.limits.count_invalid();
        }
        match status {
            429 => {
                let after_ms = retry_after(&answer, headers);
                let global = answer["global"].as_bool().unwrap_or(false) || headers.contains_key("x-ratelimit-global");
                // A page instead of JSON comes from the edge in front of Discord: the whole address is limited.
                let edge = answer.is_null();
                self.limits.refused(route, global || edge, after_ms);
                Failure::Limited { why: format!("429 code {code}: {message}"), after_ms }
            }
            401 if !by_interaction && code != 50027 => {
                self.limits.token_refused();
                Failure::Credentials { why: format!("401: {message}") }
            }
            _ => Failure::Api { status, code, message },
        }
    }

    /// Fetches a file from Discord's CDN (or from the host of [`Settings::base`]), at most `max` bytes.
    ///
    /// # Errors
    /// How it failed; a file above the bound is refused as too large (413), an address elsewhere as invalid (400).
    pub async fn download(&self, url: &str, max: u64) -> Result<Bytes, Failure> {
        let refused = |status, message: &str| Failure::Api { status, code: 0, message: message.to_owned() };
        if !self.may_fetch(url) {
            return Err(refused(400, "not an address of Discord's files"));
        }
        let response = self.client.get(url).send().await.map_err(|e| transport(&e))?;
        let status = response.status().as_u16();
        if !(200..300).contains(&status) {
            return Err(refused(status, "the file was not given"));
        }
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        if response.content_length().is_some_and(|n| usize::try_from(n).unwrap_or(usize::MAX) > max) {
            return Err(refused(413, "the file is too large"));
        }
        match bounded(response, max).await {
            Err(Failure::Api { .. }) => Err(refused(413, "the file is too large")),
            other => other,
        }
    }

    fn may_fetch(&self, url: &str) -> bool {
        let (Ok(url), Ok(base)) = (reqwest::Url::parse(url), reqwest::Url::parse(&self.settings.base)) else { return false };
        let cdn = url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|host| CDN.contains(&host));
        cdn || url.origin() == base.origin()
    }
}

fn count(template: (&'static str, &'static str), failure: &Failure) {
    let result = match failure {
        Failure::NotSent { .. } => "not_sent",
        Failure::Limited { .. } => "limited",
        Failure::Credentials { .. } => "credentials",
        Failure::Lost { .. } => "lost",
        Failure::Api { .. } => "refused",
    };
    metrics::discord_request(template.0, template.1, result);
}

/// Whether anything may have reached Discord.
fn transport(error: &reqwest::Error) -> Failure {
    // The address may hold an interaction's token: only the kind of error is kept.
    let why = if error.is_timeout() { "timeout" } else { "connection lost" };
    if error.is_connect() || error.is_builder() {
        Failure::NotSent { why: "no connection to Discord".into() }
    } else {
        Failure::Lost { why: why.into() }
    }
}

/// The body, if it is no longer than `max`.
async fn bounded(mut response: Response, max: usize) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| transport(&e))? {
        if body.len() + chunk.len() > max {
            return Err(Failure::Api { status: 413, code: 0, message: "the answer is too large".into() });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn form(payload: Value, uploads: Vec<Upload>) -> Result<Form, Failure> {
    let invalid = |_| Failure::Api { status: 400, code: 0, message: "a part has an impossible content type".into() };
    let mut form = Form::new().part("payload_json", Part::text(payload.to_string()).mime_str("application/json").map_err(invalid)?);
    for (n, file) in uploads.into_iter().enumerate() {
        let length = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        let part = Part::stream_with_length(file.bytes, length).file_name(file.name);
        form = form.part(format!("files[{n}]"), part.mime_str(&file.content_type).map_err(invalid)?);
    }
    Ok(form)
}

fn read_headers(headers: &HeaderMap) -> Headers {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    Headers {
        bucket: text("x-ratelimit-bucket").map(str::to_owned),
        limit: text("x-ratelimit-limit").and_then(|v| v.parse().ok()),
        remaining: text("x-ratelimit-remaining").and_then(|v| v.parse().ok()),
        reset_after_ms: text("x-ratelimit-reset-after").and_then(|v| v.parse().ok()).map(millis),
    }
}

/// From the body, else from the header, else a second: an edge in front of Discord may give neither.
fn retry_after(answer: &Value, headers: &HeaderMap) -> Millis {
    let header = headers.get("retry-after").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    millis(answer["retry_after"].as_f64().or(header).unwrap_or(1.0))
}

/// Seconds to milliseconds, rounded up; a day at most.
fn millis(seconds: f64) -> Millis {
    Millis::try_from(Duration::from_secs_f64(seconds.clamp(0.0, 86_400.0)).as_micros().div_ceil(1000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{HandClock, Stub, give};
    use super::*;

    const NOW: Millis = 1_700_000_000_000;

    fn message() -> Request {
        Request::new(Method::POST, "/channels/{}/messages", &[&5u64]).json(serde_json::json!({"content": "x"}))
    }

    #[tokio::test]
    async fn every_request_says_who_we_are() {
        let stub = Stub::start([give(200, "{}"), give(200, "{}")]).await;
        let http = stub.http(HandClock::at(NOW));
        http.call(message()).await.unwrap();
        http.call(Request::original(Method::PATCH, Snowflake(1), "tok").json(serde_json::json!({}))).await.unwrap();
        let seen = stub.seen();
        assert_eq!(seen[0].headers["authorization"], "Bot MQ.x.y");
        assert!(seen[0].headers["user-agent"].to_str().unwrap().starts_with("DiscordBot (https://github.com/flexcord/flexcord, "));
        assert!(seen[1].headers.get("authorization").is_none());
    }

    #[tokio::test]
    async fn a_429_is_told_and_the_next_request_is_held_back() {
        let limited = give(429, r#"{"message":"slow","retry_after":0.5,"global":false}"#);
        let stub = Stub::start([limited, give(200, "{}")]).await;
        let clock = HandClock::at(NOW);
        let http = stub.http(clock.clone());
        assert!(matches!(http.call(message()).await, Err(Failure::Limited { after_ms: 500, .. })));
        assert!(matches!(http.call(message()).await, Err(Failure::Limited { after_ms: 500, .. })));
        assert_eq!(stub.seen().len(), 1);
        clock.advance(500);
        assert!(http.call(message()).await.is_ok());
    }

    #[tokio::test]
    async fn a_429_page_without_json_stops_everything() {
        let stub = Stub::start([give(429, "<html>").header("retry-after", "7")]).await;
        let http = stub.http(HandClock::at(NOW));
        assert!(matches!(http.call(message()).await, Err(Failure::Limited { after_ms: 7000, .. })));
        let other = Request::new(Method::GET, "/users/@me", &[]);
        assert!(matches!(http.call(other).await, Err(Failure::Limited { .. })));
    }

    #[tokio::test]
    async fn a_bucket_known_to_be_empty_is_not_asked() {
        let told = give(200, "{}")
            .header("x-ratelimit-bucket", "b")
            .header("x-ratelimit-limit", "5")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset-after", "1.25");
        let stub = Stub::start([told]).await;
        let http = stub.http(HandClock::at(NOW));
        http.call(message()).await.unwrap();
        assert!(matches!(http.call(message()).await, Err(Failure::Limited { after_ms: 1250, .. })));
        assert_eq!(stub.seen().len(), 1);
    }

    #[tokio::test]
    async fn a_refused_token_is_not_tried_again_but_a_dead_interaction_says_nothing_of_it() {
        let stub = Stub::start([
            give(401, r#"{"message":"Invalid Webhook Token","code":50027}"#),
            give(401, r#"{"message":"401: Unauthorized","code":0}"#),
        ])
        .await;
        let http = stub.http(HandClock::at(NOW));
        let dead = http.call(Request::original(Method::PATCH, Snowflake(1), "tok")).await;
        assert!(matches!(dead, Err(Failure::Api { code: 50027, .. })));
        for _ in 0..2 {
            assert!(matches!(http.call(message()).await, Err(Failure::Credentials { .. })));
        }
        assert_eq!(stub.seen().len(), 2);
    }

    #[tokio::test]
    async fn nobody_there_means_not_sent() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api/v10", listener.local_addr().unwrap());
        drop(listener);
        let http = Http::new(super::super::testing::settings(&base), HandClock::at(NOW)).unwrap();
        assert!(matches!(http.call(message()).await, Err(Failure::NotSent { .. })));
    }

    #[tokio::test]
    async fn files_come_from_discord_only_and_are_bounded() {
        let stub = Stub::start([give(200, "12345"), give(200, "123456")]).await;
        let http = stub.http(HandClock::at(NOW));
        for url in [
            "http://169.254.169.254/latest",
            "https://cdn.discordapp.com.evil.example/x",
            "file:///etc/passwd",
            "https://cdn.discordapp.com:8443/x",
        ] {
            assert!(matches!(http.download(url, 5).await, Err(Failure::Api { status: 400, .. })), "{url}");
        }
        let url = format!("{}/file", stub.base);
        assert_eq!(http.download(&url, 5).await.unwrap(), "12345");
        assert!(matches!(http.download(&url, 5).await, Err(Failure::Api { status: 413, .. })));
    }
}
