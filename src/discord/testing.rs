//! What the tests of the adapter share: a clock moved by hand and a stub of Discord on a real socket.

use super::http::{Http, Settings};
use super::phrases::Words;
use crate::domain::clock::{Clock, Millis, Wait};
use crate::domain::ids::Snowflake;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A clock that stands still until it is moved.
pub struct HandClock {
    now: AtomicI64,
    moved: tokio::sync::Notify,
}

impl HandClock {
    pub fn at(now: Millis) -> Arc<Self> {
        Arc::new(Self { now: AtomicI64::new(now), moved: tokio::sync::Notify::new() })
    }

    pub fn advance(&self, ms: Millis) {
        self.now.fetch_add(ms, Ordering::SeqCst);
        self.moved.notify_waiters();
    }
}

/// The clock is handed around as an `Arc`, and a wait has to outlive the borrow: so the wait holds an `Arc` too.
impl Clock for HandClock {
    fn now(&self) -> Millis {
        self.now.load(Ordering::SeqCst)
    }

    fn until(&self, at: Millis) -> Wait {
        if self.now() >= at { Box::pin(std::future::ready(())) } else { Box::pin(std::future::pending()) }
    }
}

/// A request as the stub saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// `METHOD path`
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// An answer the stub gives.
#[derive(Clone, Debug)]
pub struct Give {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

pub fn give(status: u16, body: impl Into<String>) -> Give {
    Give { status, headers: Vec::new(), body: body.into() }
}

impl Give {
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

#[derive(Default)]
struct Script {
    answers: VecDeque<Give>,
    seen: Vec<Seen>,
}

/// A Discord that answers what it was told, in that order.
#[derive(Clone)]
pub struct Stub {
    script: Arc<Mutex<Script>>,
    pub base: String,
}

impl Stub {
    pub async fn start(answers: impl IntoIterator<Item = Give>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api/v10", listener.local_addr().unwrap());
        let script = Arc::new(Mutex::new(Script { answers: answers.into_iter().collect(), seen: Vec::new() }));
        let app = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { script, base }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.script.lock().unwrap().seen.clone()
    }

    /// Adds answers.
    pub fn tell(&self, answers: impl IntoIterator<Item = Give>) {
        self.script.lock().unwrap().answers.extend(answers);
    }

    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }

    pub fn http(&self, clock: Arc<HandClock>) -> Arc<Http> {
        Arc::new(Http::new(settings(&self.base), clock).unwrap())
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.to_string().replacen("/api/v10", "", 1);
    let mut script = script.lock().unwrap();
    script.seen.push(Seen { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() });
    let give = script.answers.pop_front().unwrap_or_else(|| give(501, "{\"message\":\"the stub was not told\",\"code\":0}"));
    let mut response = (StatusCode::from_u16(give.status).unwrap(), give.body).into_response();
    for (name, value) in give.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

pub const BOT: Snowflake = Snowflake(1);

pub fn settings(base: &str) -> Settings {
    Settings {
        base: base.to_owned(),
        token: "MQ.x.y".to_owned().into(),
        application: BOT,
        timeout: Duration::from_secs(5),
        per_second: NonZeroU32::new(1000).unwrap(),
    }
}

pub fn words() -> Words {
    Words { phrase: Arc::new(|phrase, _| format!("{phrase:?}")), label: Arc::new(|button, _| format!("{button:?}")) }
}
