//! What the tests of the adapter share: a clock moved by hand and a stub of Discord on a real socket.

use super::http::{Http, Settings};
use super::phrases::Words;
use super::suggest::Suggesting;
use crate::domain::clock::{Clock, Millis, Wait};
use crate::domain::ids::Snowflake;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A clock that stands still until it is moved.
pub struct HandClock {
    now: tokio::sync::watch::Sender<Millis>,
    rushing: AtomicBool,
}

impl HandClock {
    pub fn at(now: Millis) -> Arc<Self> {
        Arc::new(Self { now: tokio::sync::watch::Sender::new(now), rushing: AtomicBool::new(false) })
    }

    pub fn advance(&self, ms: Millis) {
        self.now.send_modify(|now| *now += ms);
    }

    /// From now on nobody waits: whoever asks for a later time finds it has come.
    pub fn rush(&self) {
        self.rushing.store(true, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Millis {
        *self.now.borrow()
    }

    fn until(&self, at: Millis) -> Wait {
        if self.rushing.load(Ordering::SeqCst) {
            return Box::pin(std::future::ready(()));
        }
        let mut now = self.now.subscribe();
        Box::pin(async move {
            // The clock may be dropped before its time comes: then it never does.
            if now.wait_for(|now| *now >= at).await.is_err() {
                std::future::pending().await
            }
        })
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
    count: Arc<tokio::sync::watch::Sender<usize>>,
    pub base: String,
}

impl Stub {
    /// Waits until so many requests have come.
    pub async fn reached(&self, requests: usize) {
        let mut count = self.count.subscribe();
        count.wait_for(|n| *n >= requests).await.unwrap();
    }

    pub async fn start(answers: impl IntoIterator<Item = Give>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api/v10", listener.local_addr().unwrap());
        let script = Arc::new(Mutex::new(Script { answers: answers.into_iter().collect(), seen: Vec::new() }));
        let count = Arc::new(tokio::sync::watch::Sender::new(0));
        let app = Router::new().fallback(answer).with_state((script.clone(), count.clone()));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { script, count, base }
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

type Shared = (Arc<Mutex<Script>>, Arc<tokio::sync::watch::Sender<usize>>);

async fn answer(State((script, count)): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.to_string().replacen("/api/v10", "", 1);
    let mut script = script.lock().unwrap();
    script.seen.push(Seen { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() });
    count.send_modify(|n| *n += 1);
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

pub fn nothing_to_suggest() -> Suggesting {
    Arc::new(|_| Box::pin(std::future::ready(Vec::new())))
}

pub fn words() -> Words {
    Words { phrase: Arc::new(|phrase, _| format!("{phrase:?}")), label: Arc::new(|button, _| format!("{button:?}")) }
}
