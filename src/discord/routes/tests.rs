use super::*;
use crate::discord::testing::{HandClock, Stub, give, nothing_to_suggest, words};
use crate::domain::delivery::{InteractionReply, Reply};
use crate::relay::inlet::{Incoming, Inlet, InletError};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::Value;
use tokio::sync::mpsc;
use tower::ServiceExt;

const NOW: i64 = 1_700_000_000_000;
const PRESS: &str = r#"{"type":3,"id":"2","token":"tok","channel_id":"5","user":{"id":"42","username":"ana"},
    "message":{"id":"6","channel_id":"5"},"data":{"custom_id":"fx1:person","component_type":2}}"#;
const COMMAND: &str = r#"{"type":2,"id":"2","token":"tok","channel_id":"5","user":{"id":"42","username":"ana"},"data":{"name":"helpme"}}"#;

struct World {
    router: Router,
    events: mpsc::Receiver<Incoming>,
    stub: Stub,
    clock: Arc<HandClock>,
}

async fn world() -> World {
    let stub = Stub::start([give(200, r#"{"id":"1"}"#)]).await;
    let clock = HandClock::at(NOW);
    let (inlet, events) = Inlet::channel(8);
    let http = stub.http(clock.clone());
    let interactions = Arc::new(Interactions { inlet, http, words: words(), suggest: nothing_to_suggest(), clock: clock.clone() });
    let key = PublicKey::parse(&hex::encode(key().verifying_key().as_bytes())).unwrap();
    World { router: router(key, interactions), events, stub, clock }
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn request(body: &str, signed: &str) -> Request<Body> {
    let stamp = (NOW / 1000).to_string();
    let signature = key().sign(format!("{stamp}{signed}").as_bytes());
    Request::post("/discord/interactions")
        .header("X-Signature-Ed25519", hex::encode(signature.to_bytes()))
        .header("X-Signature-Timestamp", stamp)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

async fn post(router: &Router, body: &str) -> (StatusCode, Value) {
    let response = router.clone().oneshot(request(body, body)).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let status = response.status();
    (status, serde_json::from_slice(&to_bytes(response.into_body(), 1 << 20).await.unwrap()).unwrap())
}

/// Answers the next event with `reply`.
async fn commit(events: &mut mpsc::Receiver<Incoming>, reply: Result<Reply, InletError>) {
    match events.recv().await {
        Some(Incoming::Event { answer, .. }) => answer.send(reply).unwrap(),
        other => panic!("{other:?}"),
    }
}

async fn answered(body: &str, reply: Result<Reply, InletError>) -> Value {
    let mut w = world().await;
    let (answer, ()) = tokio::join!(post(&w.router, body), commit(&mut w.events, reply));
    assert_eq!(answer.0, StatusCode::OK);
    answer.1
}

#[tokio::test]
async fn a_ping_is_answered_and_a_forged_one_is_not() {
    let w = world().await;
    assert_eq!(post(&w.router, r#"{"type":1}"#).await, (StatusCode::OK, json!({"type": 1})));
    let forged = w.router.clone().oneshot(request(r#"{"type":1}"#, r#"{"type":2}"#)).await.unwrap();
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_huge_body_is_refused_before_anything_else() {
    let w = world().await;
    let huge = " ".repeat(BODY_LIMIT + 1);
    let response = w.router.clone().oneshot(request(&huge, &huge)).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_was_decided_is_answered_after_the_commit() {
    let whisper = Reply::Interaction(InteractionReply::Whisper { text: "On it".into(), buttons: vec![] });
    let told = answered(COMMAND, Ok(whisper)).await;
    assert_eq!(
        (told["type"].as_u64(), told["data"]["content"].as_str(), told["data"]["flags"].as_u64()),
        (Some(4), Some("On it"), Some(64))
    );
    assert_eq!(answered(COMMAND, Ok(Reply::Interaction(InteractionReply::Wait))).await, json!({"type": 5, "data": {"flags": 64}}));
    assert_eq!(answered(PRESS, Ok(Reply::Interaction(InteractionReply::Silent))).await, json!({"type": 6}));
    assert_eq!(answered(PRESS, Ok(Reply::Interaction(InteractionReply::Settle))).await, json!({"type": 7, "data": {"components": []}}));
}

#[tokio::test]
async fn a_repeat_changes_nothing_and_is_still_answered() {
    assert_eq!(answered(PRESS, Ok(Reply::Ok)).await, json!({"type": 6}));
    assert_eq!(answered(COMMAND, Ok(Reply::Ok)).await["data"]["content"], "Received");
}

#[tokio::test]
async fn what_is_not_stored_or_not_readable_gets_an_apology() {
    assert_eq!(answered(PRESS, Err(InletError::Storage("disk full".into()))).await["data"]["content"], "Apology");
    let w = world().await;
    assert_eq!(post(&w.router, "not json").await.1["data"]["content"], "Apology");
    let old = r#"{"type":3,"id":"2","token":"t","data":{"custom_id":"fx0:x"}}"#;
    assert_eq!(post(&w.router, old).await.1["data"]["content"], "Expired");
}

#[tokio::test]
async fn a_slow_commit_is_deferred_and_its_outcome_follows_by_the_token() {
    let mut w = world().await;
    w.clock.rush();
    let (status, answer) = post(&w.router, PRESS).await;
    assert_eq!((status, answer), (StatusCode::OK, json!({"type": 5, "data": {"flags": 64}})));
    commit(&mut w.events, Ok(Reply::Interaction(InteractionReply::Silent))).await;
    w.stub.reached(1).await;
    assert_eq!(w.stub.lines(), ["DELETE /webhooks/1/tok/messages/@original"]);
}
