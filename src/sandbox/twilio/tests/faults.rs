//! Misbehaviour of the REST API, from which the desk is exempt.

use super::harness::Bench;
use crate::sandbox::faults::{Http, Kind, Rule, Service, WebhookHarm};
use crate::sandbox::twilio::sign::sign;
use reqwest::Method;
use serde_json::json;

fn strike(bench: &Bench, kind: Kind) {
    bench.faults.add(Rule { service: Service::Twilio, kind, times: 1, skip: 0, every: 1 });
}

#[tokio::test]
async fn a_429_comes_with_its_header_and_the_desk_goes_on() {
    let bench = Bench::start().await;
    let headers = [("retry-after".to_owned(), "3".to_owned())].into();
    let body = Some(json!({ "code": 20429, "status": 429 }));
    strike(&bench, Kind::Http(Http { status: Some(429), body, headers, ..Http::default() }));
    assert_eq!(bench.desk("GET", "/tasks", json!({})).await.0, 200);
    let refused = bench.own(Method::GET, "/v1/Conversations").send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "3"));
    assert_eq!(bench.call("GET", "/v1/Conversations", &[]).await.0, 200);
}

#[tokio::test]
async fn a_connection_dropped_after_acting_has_acted() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}/Messages");
    strike(&bench, Kind::Http(Http { path: Some("/Messages".into()), drop: true, after_acting: true, ..Http::default() }));
    let broken = bench.own(Method::POST, &path).form(&[("Body", "did it arrive?")]).send().await;
    assert!(match broken {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(_) => true,
    });
    assert_eq!(bench.good("GET", &path, &[]).await["messages"][0]["body"], "did it arrive?");
}

#[tokio::test]
async fn after_a_rotation_webhooks_are_signed_with_the_new_token() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let old = bench.twilio.auth_token();
    let new = bench.twilio.rotate_token();
    bench.loud("POST", &format!("/v1/Conversations/{sid}/Messages"), &[("Body", "x")]).await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken().remove(0);
    let pairs: Vec<(String, String)> = got.form().into_iter().collect();
    assert_ne!(old, new);
    assert_eq!(got.headers["x-twilio-signature"], sign(&new, &got.url, &pairs));
}

#[tokio::test]
async fn event_callbacks_can_be_doubled_with_the_same_sid() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    strike(&bench, Kind::Webhook { event: Some("task.created".into()), harm: WebhookHarm::Duplicate { copies: 1 } });
    let sid = bench.conversation().await;
    bench.task(&sid).await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken();
    assert_eq!((got[0].event(), &got[0].form()["Sid"]), ("task.created".into(), &got[1].form()["Sid"]));
}
