//! The client against a stub that answers what it is told.

use super::Settings;
use super::chat::{Chat, Wanted};
use super::doctor;
use super::error::Failure;
use crate::assistant::prompt::{ANSWER_SCHEMA, PromptMessage};
use crate::domain::clock::{Clock, Millis, Wait};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }

    fn until(&self, _at: Millis) -> Wait {
        Box::pin(std::future::pending())
    }
}

type Give = (u16, Vec<(&'static str, &'static str)>, String);

#[derive(Clone, Default)]
struct Stub {
    gives: Arc<Mutex<VecDeque<Give>>>,
    seen: Arc<Mutex<Vec<(String, HeaderMap, Value)>>>,
}

async fn answer(State(stub): State<Stub>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    stub.seen.lock().unwrap().push((uri.path().to_owned(), headers, serde_json::from_slice(&body).unwrap_or_default()));
    let (status, headers, body) = stub.gives.lock().unwrap().pop_front().expect("a request too many");
    let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

struct World {
    stub: Stub,
    chat: Chat,
    clock: Arc<HandClock>,
}

async fn world(gives: impl IntoIterator<Item = Give>) -> World {
    let stub = Stub::default();
    stub.gives.lock().unwrap().extend(gives);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    let routes = Router::new().fallback(answer).with_state(stub.clone());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let settings = Settings {
        base,
        model: "any".into(),
        key: Some(SecretString::from("sk-secret")),
        timeout: Duration::from_secs(10),
        max_tokens: 600,
        token_bound: "max_completion_tokens",
        temperature: Some(0.2),
        stream: true,
    };
    let clock = Arc::new(HandClock::default());
    World { stub, chat: Chat::new(settings, clock.clone()).unwrap(), clock }
}

fn json(body: &str) -> Give {
    (200, vec![("content-type", "application/json")], body.to_owned())
}

fn stream(events: &[&str]) -> Give {
    let body = events.iter().map(|event| format!("data: {event}\r\n\r\n")).collect();
    (200, vec![("content-type", "text/event-stream")], body)
}

fn refused(status: u16) -> Give {
    (status, vec![], r#"{"error":{"code":"unsupported_value","message":"secret words"}}"#.to_owned())
}

const YES: &str = r#"{"choices":[{"message":{"role":"assistant","content":"{\"ok\":true}"},"finish_reason":"stop"}]}"#;

impl World {
    async fn ask(&self) -> Result<String, Failure> {
        let messages = [PromptMessage { role: "user", content: "Hi".into() }];
        self.chat.whole(Wanted { name: "answer", schema: ANSWER_SCHEMA, messages: &messages, stream: true }).await
    }

    fn forms(&self) -> Vec<String> {
        let seen = self.stub.seen.lock().unwrap();
        seen.iter().map(|(_, _, body)| body["response_format"]["type"].as_str().unwrap_or("none").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_request_says_what_is_wanted_and_who_asks() {
    let w = world([json(YES)]).await;
    assert_eq!(w.ask().await.unwrap(), r#"{"ok":true}"#);
    let seen = w.stub.seen.lock().unwrap();
    let (path, headers, body) = &seen[0];
    assert_eq!((path.as_str(), &headers["authorization"]), ("/v1/chat/completions", &"Bearer sk-secret".parse().unwrap()));
    assert_eq!((&body["model"], &body["stream"], &body["max_completion_tokens"]), (&"any".into(), &true.into(), &600.into()));
    assert_eq!((&body["response_format"]["json_schema"]["strict"], &body["temperature"]), (&true.into(), &0.2.into()));
    assert!(body.get("tools").is_none());
}

#[tokio::test]
async fn the_schema_keeps_the_order_in_which_it_is_written() {
    let at = |key: &str| ANSWER_SCHEMA.rfind(&format!("\"{key}\":{{")).unwrap();
    assert!(at("article_ids") < at("answerable") && at("answerable") < at("answer"));
    serde_json::from_str::<Value>(ANSWER_SCHEMA).unwrap();
}

#[tokio::test]
async fn what_an_endpoint_refuses_is_not_asked_of_it_again() {
    let w = world([refused(400), refused(422), json(YES), json(YES)]).await;
    w.ask().await.unwrap();
    w.ask().await.unwrap();
    assert_eq!(w.forms(), ["json_schema", "json_object", "none", "none"]);
}

#[tokio::test]
async fn an_endpoint_that_refuses_everything_is_asked_for_the_best_next_time() {
    let w = world([refused(400), refused(400), refused(400), json(YES)]).await;
    assert_eq!(w.ask().await, Err(Failure::Refused { status: 400, code: "unsupported_value".into() }));
    w.ask().await.unwrap();
    assert_eq!(w.forms().last().unwrap(), "json_schema");
}

#[tokio::test]
async fn a_stream_is_put_together_whatever_is_in_it() {
    let w = world([stream(&[
        r#"{"choices":[{"delta":{"role":"assistant"},"finish_reason":null}],"obfuscation":"xx"}"#,
        r#"{"choices":[{"delta":{"content":"{\"a\":"}}]}"#,
        r#"{"choices":[{"delta":{"content":"1}"},"finish_reason":"stop"}]}"#,
        r#"{"choices":[],"usage":{"total_tokens":3}}"#,
        "[DONE]",
    ])])
    .await;
    assert_eq!(w.ask().await.unwrap(), "{\"a\":1}");
}

#[tokio::test]
async fn a_stream_that_says_it_is_finished_needs_no_done() {
    let w = world([stream(&[r#"{"choices":[{"delta":{"content":"{}"},"finish_reason":"stop"}]}"#])]).await;
    assert_eq!(w.ask().await.unwrap(), "{}");
}

#[tokio::test]
async fn whatever_goes_wrong_in_an_answer_is_a_failure() {
    let piece = r#"{"choices":[{"delta":{"content":"{"}}]}"#;
    let broken = [
        stream(&[piece]),
        stream(&[piece, r#"{"error":{"message":"secret words"}}"#]),
        stream(&[piece, "{\"choices\":"]),
        stream(&[piece, r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#]),
        stream(&[piece, r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#]),
        stream(&[r#"{"choices":[{"delta":{"refusal":"I will not."}}]}"#]),
        json("<html>secret words</html>"),
        json(r#"{"choices":[]}"#),
        json(r#"{"error":{"message":"secret words"}}"#),
        (200, vec![("content-type", "text/html")], "<html>secret words</html>".into()),
        (200, vec![("content-type", "text/event-stream")], "x".repeat(super::call::ANSWER_LIMIT + 1)),
    ];
    let count = broken.len();
    let w = world(broken).await;
    for n in 0..count {
        let failure = w.ask().await.unwrap_err();
        assert!(matches!(failure, Failure::Lost(_)), "{n}: {failure:?}");
        assert!(!failure.to_string().contains("secret"), "{failure}");
    }
}

#[tokio::test]
async fn an_endpoint_that_wants_a_pause_gets_it() {
    let limited = (429, vec![("retry-after", "7")], "<html>".to_owned());
    let w = world([limited, json(YES)]).await;
    assert_eq!(w.ask().await, Err(Failure::Limited { after_ms: 7_000 }));
    w.clock.0.store(6_999, Ordering::SeqCst);
    assert_eq!(w.ask().await, Err(Failure::Limited { after_ms: 1 }));
    assert_eq!(w.stub.seen.lock().unwrap().len(), 1);
    w.clock.0.store(7_000, Ordering::SeqCst);
    assert!(w.ask().await.is_ok());
}

#[tokio::test]
async fn the_doctor_says_how_to_mend_it() {
    let models = json(r#"{"data":[{"id":"llama3.1"},{"id":"qwen3"}]}"#);
    let w = world([json(YES), refused(401), refused(404), models, refused(503), json(&YES.replace("{\\\"ok\\\":true}", "Yes."))]).await;
    assert!(doctor::examine(&w.chat).await.ok);
    for remedy in ["model.api_key", "llama3.1, qwen3", "log of the endpoint", "follow a format"] {
        let finding = doctor::examine(&w.chat).await;
        assert!(!finding.ok && finding.remedy.contains(remedy), "{finding:?}");
        assert!(!finding.detail.contains("secret"), "{finding:?}");
    }
    let gone = Settings { base: "http://127.0.0.1:1/v1".into(), ..w.chat.settings().clone() };
    let finding = doctor::examine(&Chat::new(gone, w.clock.clone()).unwrap()).await;
    assert!(finding.remedy.contains("start what serves"), "{finding:?}");
}
