//! The agents' desk.

use super::harness::Bench;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

async fn joined(bench: &Bench) -> (String, String) {
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    bench.desk("POST", &format!("/tasks/{task}/accept"), json!({ "worker": "maya" })).await;
    bench.events().await;
    (sid, task)
}

#[tokio::test]
async fn an_agent_writes_corrects_attaches_and_takes_back() {
    let bench = Bench::start().await;
    let (sid, _) = joined(&bench).await;
    let messages = format!("/conversations/{sid}/messages");
    let message = bench.desk("POST", &messages, json!({ "worker": "maya", "body": "Helo" })).await.1;
    let path = format!("{messages}/{}", message["sid"].as_str().unwrap());
    assert_eq!(bench.desk("PATCH", &path, json!({ "worker": "maya", "body": "Hello" })).await.1["body"], "Hello");
    assert_eq!(bench.desk("DELETE", &path, json!({ "worker": "maya" })).await.0, 204);
    let attach = format!("/desk/conversations/{sid}/media?worker=maya&filename=plan.txt");
    let sent = bench.plain(Method::POST, &attach).header("content-type", "text/plain").body("plan").send().await.unwrap();
    assert_eq!(sent.json::<Value>().await.unwrap()["media"][0]["Filename"], "plan.txt");
    assert_eq!(bench.events().await, ["onMessageAdded", "onMessageUpdated", "onMessageRemoved", "onMessageAdded"]);
    assert_eq!(bench.desk("GET", &messages, json!({})).await.1.as_array().unwrap().len(), 1);
    let form = Form::new().text("worker", "maya").part("file", Part::bytes(b"x".to_vec()).file_name("x.bin"));
    let attach = format!("/desk/conversations/{sid}/media");
    assert_eq!(bench.plain(Method::POST, &attach).multipart(form).send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn mistakes_are_explained() {
    let bench = Bench::start().await;
    let (sid, task) = joined(&bench).await;
    let messages = format!("/conversations/{sid}/messages");
    let outside = bench.desk("POST", &messages, json!({ "worker": "tom", "body": "x" })).await;
    assert_eq!(outside.0, 403);
    assert!(outside.1["message"].as_str().unwrap().contains("accept its task first"));
    assert_eq!(bench.desk("POST", &messages, json!({ "worker": "nobody", "body": "x" })).await.0, 404);
    assert_eq!(bench.desk("POST", &messages, json!({ "body": "x" })).await.0, 400);
    assert_eq!(bench.desk("POST", &format!("/tasks/{task}/complete"), json!({ "worker": "tom" })).await.0, 403);
    assert_eq!(bench.desk("POST", &format!("/tasks/{task}/accept"), json!({ "worker": "tom" })).await.0, 400);
    assert_eq!(bench.desk("POST", &format!("/tasks/{task}/juggle"), json!({ "worker": "maya" })).await.0, 404);
}

#[tokio::test]
async fn the_page_may_call_from_anywhere_and_hears_the_news() {
    let bench = Bench::start().await;
    let mut news = bench.twilio.subscribe();
    let preflight = bench.plain(Method::OPTIONS, "/desk/tasks").send().await.unwrap();
    assert_eq!((preflight.status().as_u16(), preflight.headers()["access-control-allow-origin"].to_str().unwrap()), (204, "*"));
    assert_eq!(bench.desk("GET", "/workers", json!({})).await.1[0]["full_name"], "Maya Lindqvist");
    let sid = bench.conversation().await;
    let first = news.recv().await.unwrap();
    assert_eq!((&first["type"], &first["sid"], &first["what"]), (&json!("conversation"), &json!(sid), &json!("created")));
    let view = bench.twilio.view();
    assert_eq!(view["conversations"][0]["sid"], sid);
    assert_eq!(bench.twilio.workers()[0].identity, "maya.lindqvist@example.com");
}
