//! An operator's chatbot that answers what it is told, and believes nobody whose signature does not fit.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// What it and the program both know.
pub const SECRET: &str = "a secret of two programs";

/// See the module. Serves until the test ends.
#[derive(Clone)]
pub struct Chatbot {
    pub url: String,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    answers: VecDeque<(u16, String)>,
    asked: Vec<Value>,
    forged: usize,
}

impl Chatbot {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ask", listener.local_addr().unwrap());
        let inside = Arc::new(Mutex::new(Inside::default()));
        let routes = Router::new().route("/ask", post(ask)).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, inside }
    }

    /// The settings that make the program ask it.
    pub fn settings(&self) -> [(&str, &str); 3] {
        [("ASSISTANT__BRAIN", "chatbot"), ("CHATBOT__URL", &self.url), ("CHATBOT__SECRET", SECRET)]
    }

    /// The next answer.
    pub fn answers(&self, answer: Value) {
        self.gives(200, answer.to_string());
    }

    /// The next answer, whatever it is.
    pub fn gives(&self, status: u16, body: impl Into<String>) {
        self.inside.lock().unwrap().answers.push_back((status, body.into()));
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Value> {
        self.inside.lock().unwrap().asked.clone()
    }

    /// How many requests had a signature that does not fit.
    pub fn forged(&self) -> usize {
        self.inside.lock().unwrap().forged
    }
}

async fn ask(State(inside): State<Arc<Mutex<Inside>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut inside = inside.lock().unwrap();
    if !is_signed(&headers, &body) {
        inside.forged += 1;
        return StatusCode::UNAUTHORIZED.into_response();
    }
    inside.asked.push(serde_json::from_slice(&body).unwrap());
    let (status, body) = inside.answers.pop_front().unwrap_or_else(|| (200, json!({ "action": "dont_know" }).to_string()));
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

/// As the README tells operators to check it.
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let told = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(told("x-flexcord-timestamp").as_bytes());
    mac.update(b".");
    mac.update(body);
    let Some(Ok(signature)) = told("x-flexcord-signature").strip_prefix("v1=").map(hex::decode) else { return false };
    mac.verify_slice(&signature).is_ok()
}
