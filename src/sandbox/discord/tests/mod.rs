//! Stories over real sockets. The clock is moved by hand; nothing waits for time to pass.

mod gateway;
mod interactions;
mod library;
mod rest;
mod spec;
mod stories;

use super::{LocalDiscord, Pace, Person, Settings, http_client};
use crate::domain::clock::{Clock, Millis, Wait};
use crate::sandbox::faults::{Faults, GatewayHarm, Kind, Rule, Service};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

/// A clock that stands still until it is moved.
struct HandClock(watch::Sender<Millis>);

impl HandClock {
    fn advance(&self, ms: Millis) {
        self.0.send_modify(|now| *now += ms);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Millis {
        *self.0.borrow()
    }

    fn until(&self, at: Millis) -> Wait {
        let mut watching = self.0.subscribe();
        Box::pin(async move {
            // An error means that the clock is gone, and nobody waits any more.
            let _ = watching.wait_for(|now| *now >= at).await;
        })
    }
}

struct House {
    discord: LocalDiscord,
    clock: Arc<HandClock>,
    faults: Faults,
    http: reqwest::Client,
}

impl House {
    async fn open() -> Self {
        Self::open_with(Settings { limits: Pace::Off, ..Settings::default() }).await
    }

    async fn open_with(settings: Settings) -> Self {
        let clock = Arc::new(HandClock(watch::channel(1_763_000_000_000).0));
        let faults = Faults::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let discord = LocalDiscord::start(listener, clock.clone(), faults.clone(), settings).await.unwrap();
        Self { discord, clock, faults, http: http_client().unwrap() }
    }

    fn bot(&self) -> String {
        format!("Bot {}", self.discord.bot_token())
    }

    fn person(&self, name: &str) -> Person {
        self.discord.member(name).unwrap()
    }

    fn channel(&self, name: &str) -> String {
        self.discord.channels()[name].to_string()
    }

    /// Calls the API; `token` is the whole Authorization header.
    async fn call(&self, token: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let response = self.answer(token, method, path, body).await;
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or(Value::Null))
    }

    async fn answer(&self, token: &str, method: &str, path: &str, body: Value) -> reqwest::Response {
        let url = format!("{}{path}", self.discord.api());
        let mut request = self.http.request(method.parse().unwrap(), url).header("authorization", token);
        if !body.is_null() {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    /// Like `call`, and the answer must be a success.
    async fn good(&self, token: &str, method: &str, path: &str, body: Value) -> Value {
        let (status, value) = self.call(token, method, path, body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {value}");
        value
    }

    /// Like `call`, and the answer must be this status and code.
    async fn refused(&self, token: &str, method: &str, path: &str, body: Value, status: u16, code: u64) -> Value {
        let (got, value) = self.call(token, method, path, body).await;
        assert_eq!((got, value["code"].as_u64()), (status, Some(code)), "{method} {path}: {value}");
        value
    }

    /// The DM channel of the bot and a member.
    async fn dm(&self, name: &str) -> String {
        let body = json!({ "recipient_id": self.person(name).id });
        self.good(&self.bot(), "POST", "/users/@me/channels", body).await["id"].as_str().unwrap().to_owned()
    }

    fn harm(&self, harm: GatewayHarm) {
        self.faults.add(Rule { service: Service::Discord, kind: Kind::Gateway(harm), times: 1, skip: 0, every: 1 });
    }

    /// Sends what a member's client sends.
    async fn interact(&self, name: &str, channel: &str, kind: u8, rest: Value) -> (u16, Value) {
        let mut body = json!({
            "type": kind, "application_id": self.discord.application_id(), "channel_id": channel, "session_id": "test", "nonce": "1",
        });
        body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        self.call(&self.person(name).token, "POST", "/interactions", body).await
    }

    /// Waits until something of this kind has happened.
    async fn until(feed: &mut tokio::sync::broadcast::Receiver<Value>, kind: &str) -> Value {
        loop {
            let told = feed.recv().await.unwrap();
            if told["kind"] == kind {
                return told;
            }
        }
    }
}

/// An interactions endpoint that checks signatures and answers as it is told.
struct Endpoint {
    url: String,
    heard: mpsc::UnboundedReceiver<Value>,
    answers: mpsc::UnboundedSender<Option<Value>>,
}

struct Inside {
    key: VerifyingKey,
    heard: mpsc::UnboundedSender<Value>,
    answers: tokio::sync::Mutex<mpsc::UnboundedReceiver<Option<Value>>>,
}

impl Endpoint {
    async fn start(house: &House) -> Self {
        let key = hex::decode(house.discord.public_key()).unwrap();
        let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
        let (heard_in, heard) = mpsc::unbounded_channel();
        let (answers, answers_in) = mpsc::unbounded_channel();
        let inside = Arc::new(Inside { key, heard: heard_in, answers: tokio::sync::Mutex::new(answers_in) });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/interactions", listener.local_addr().unwrap());
        let app = axum::Router::new().route("/interactions", axum::routing::post(hear)).with_state(inside);
        tokio::spawn(async move { axum::serve(listener, app).await });
        let body = json!({ "interactions_endpoint_url": url });
        house.good(&house.bot(), "PATCH", "/applications/@me", body).await;
        Self { url, heard, answers }
    }

    /// The next interaction that comes is answered so; `None` is 202 without a body.
    fn answer(&self, answer: impl Into<Option<Value>>) {
        self.answers.send(answer.into()).unwrap();
    }
}

async fn hear(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let signature = Signature::from_slice(&hex::decode(text("x-signature-ed25519")).unwrap()).unwrap();
    let signed = [text("x-signature-timestamp").as_bytes(), &body].concat();
    if inside.key.verify(&signed, &signature).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let payload: Value = serde_json::from_slice(&body).unwrap();
    if payload["type"] == 1 {
        return Json(json!({ "type": 1 })).into_response();
    }
    let _ = inside.heard.send(payload);
    let answer = inside.answers.lock().await.recv().await;
    match answer.flatten() {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::ACCEPTED.into_response(),
    }
}
