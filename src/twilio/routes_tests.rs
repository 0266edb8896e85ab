//! The routes with real signatures, up to the inlet.

use super::*;
use crate::domain::delivery::Verdict;
use crate::domain::event::{Body as Happened, Event};
use crate::relay::inlet::Incoming;
use crate::twilio::testing::{Still, at_the_inlet};
use axum::body::Body;
use serde_json::json;
use tokio::sync::mpsc::Receiver;
use tower::ServiceExt as _;

const URL: &str = "https://bridge.example.com";
const NOW: Millis = 1_700_000_000_000;
const LINE: &str =
    "EventType=onMessageAdded&ConversationSid=CH1&MessageSid=IM1&Index=0&Author=jane&Body=hi+there&Attributes=%7B%7D&RetryCount=0";
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

struct Desk {
    router: Router,
    events: Receiver<Incoming>,
}

impl Desk {
    fn new() -> Self {
        let (inlet, events) = Inlet::channel(8);
        let verifier = Verifier::new(&"12345".into(), Some(&"previous".into()), URL).unwrap();
        Self { router: routes(Arc::new(Webhooks { verifier, inlet, clock: Arc::new(Still(NOW)) })), events }
    }

    /// Posts and, if an event arrives, has the inlet answer it so.
    async fn post(&mut self, request: Request, reply: Result<Reply, InletError>) -> (StatusCode, HeaderMap, String, Option<Event>) {
        let posting = self.router.clone().oneshot(request);
        let answering = async {
            let incoming = self.events.try_recv().ok();
            incoming.map(|incoming| {
                let (event, answer) = at_the_inlet(incoming);
                answer.send(reply).unwrap();
                event
            })
        };
        // The route runs until it waits for the inlet; only then is the queue looked at.
        let (response, event) = tokio::join!(biased; posting, answering);
        let response = response.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), BODY_LIMIT).await.unwrap();
        (status, headers, String::from_utf8(body.to_vec()).unwrap(), event)
    }

    async fn status_of(&mut self, request: Request) -> (u16, String) {
        let (status, _, text, event) = self.post(request, Ok(Reply::Ok)).await;
        assert!(event.is_none() || status.is_success(), "a refused webhook brought an event in");
        (status.as_u16(), text)
    }
}

fn signature(token: &str, url: &str, path: &str, signed: Signed<'_>) -> String {
    Verifier::new(&token.into(), None, url).unwrap().sign(path, signed)
}

fn request(path: &str, kind: &str, signature: &str, body: impl Into<Body>) -> Request {
    Request::post(path).header("content-type", kind).header("x-twilio-signature", signature).body(body.into()).unwrap()
}

fn form_of(token: &str, url: &str, path: &str, body: &'static str) -> Request {
    let signature = signature(token, url, path, Signed::Form(&Form::decode(body.as_bytes()).unwrap()));
    request(path, FORM, &signature, body)
}

fn form(path: &str, body: &'static str) -> Request {
    form_of("12345", URL, path, body)
}

fn json_to_flow(body: &'static [u8]) -> Request {
    use sha2::Digest as _;
    let path = format!("/chatbot-to-discord?bodySHA256={}", hex::encode(sha2::Sha256::digest(body)));
    let signature = signature("12345", URL, &path, Signed::Raw(body));
    request(&path, "application/json;charset=utf-8", &signature, body)
}

#[tokio::test]
async fn a_signed_webhook_is_answered_204_after_the_commit() {
    let mut desk = Desk::new();
    let (status, _, text, event) = desk.post(form(FORWARD, LINE), Ok(Reply::Ok)).await;
    assert_eq!((status, text.as_str()), (StatusCode::NO_CONTENT, ""));
    let event = event.unwrap();
    assert_eq!((event.source.as_str(), event.at), ("desk:message:IM1", NOW));
    // The same again, as when Twilio repeats or somebody replays it.
    assert_eq!(desk.post(form(FORWARD, LINE), Ok(Reply::Ok)).await.3.unwrap().source, event.source);
}

#[tokio::test]
async fn what_could_not_be_stored_is_asked_for_again() {
    let mut desk = Desk::new();
    for error in [InletError::Stopping, InletError::Storage("disk full: /var/lib/secret".into())] {
        let (status, headers, text, _) = desk.post(form(FORWARD, LINE), Err(error)).await;
        assert_eq!((status, text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "not now, try again"));
        assert_eq!(headers["retry-after"], "1");
    }
}

#[tokio::test]
async fn the_previous_token_still_signs_and_the_standard_port_may_be_signed() {
    let mut desk = Desk::new();
    assert_eq!(desk.status_of(form_of("previous", URL, FORWARD, LINE)).await.0, 204);
    assert_eq!(desk.status_of(form_of("12345", "https://bridge.example.com:443", FORWARD, LINE)).await.0, 204);
    assert_eq!(desk.status_of(form(&format!("{FORWARD}?k=a%20b"), LINE)).await.0, 204);
}

#[tokio::test]
async fn forged_requests_are_refused() {
    let mut desk = Desk::new();
    let refused = (403, "the signature does not fit; check the auth token and the public URL".to_owned());
    assert_eq!(desk.status_of(form_of("wrong", URL, FORWARD, LINE)).await, refused);
    for url in ["http://bridge.example.com", "https://bridge.example.com:8443", "https://other.example.com"] {
        assert_eq!(desk.status_of(form_of("12345", url, FORWARD, LINE)).await, refused, "{url}");
    }
    let for_another_path = signature("12345", URL, CHATBOT, Signed::Form(&Form::decode(LINE.as_bytes()).unwrap()));
    assert_eq!(desk.status_of(request(FORWARD, FORM, &for_another_path, LINE)).await, refused);
    let good = signature("12345", URL, FORWARD, Signed::Form(&Form::decode(LINE.as_bytes()).unwrap()));
    assert_eq!(desk.status_of(request(FORWARD, FORM, &good, LINE.replace("hi", "ho"))).await, refused);
    assert_eq!(desk.status_of(request(FORWARD, FORM, "", LINE)).await, refused);
    let unsigned = Request::post(FORWARD).header("content-type", FORM).body(LINE.into()).unwrap();
    assert_eq!(desk.status_of(unsigned).await, (400, "the X-Twilio-Signature header is missing".to_owned()));
}

#[tokio::test]
async fn bad_input_is_refused_with_a_clear_word() {
    let mut desk = Desk::new();
    let table: [(Request, u16, &str); 8] = [
        (request(FORWARD, FORM, "x", "a".repeat(BODY_LIMIT + 1)), 413, "the body is larger than 1 MiB"),
        (request(FORWARD, FORM, "x", "&a=b".repeat(501)), 400, "the form has more than 500 fields"),
        (
            form(FORWARD, "EventType=onMessageAdded&ConversationSid=CH1&MessageSid=IM1&Index=0&Author=jane&Body=%ff%fe"),
            400,
            "the field Body is not valid UTF-8",
        ),
        (form(FORWARD, "EventType=onMessageAdded&ConversationSid=CH1"), 400, "the field Index is missing"),
        (form(FORWARD, ""), 400, "the field EventType is missing"),
        (json_to_flow(b"{\"conversation_sid\":\"CH"), 400, "the body is not the expected JSON (line 1, column 23)"),
        (json_to_flow(b"{\"conversation_sid\":\"\xff\"}"), 400, "the body is not the expected JSON (line 1, column 22)"),
        (request(CHATBOT, "application/json", "x", "{}"), 403, "a body that is no form needs bodySHA256 in the query"),
    ];
    for (request, status, text) in table {
        assert_eq!(desk.status_of(request).await, (status, text.to_owned()));
    }
}

#[tokio::test]
async fn unknown_kinds_and_our_own_doing_are_accepted_and_bring_nothing() {
    let mut desk = Desk::new();
    for body in [
        "EventType=onSomethingNew",
        "EventType=onDeliveryUpdated",
        "EventType=onMessageAdded&ConversationSid=CH1&MessageSid=IM1&Index=0&Author=discord%3A1&Body=x",
    ] {
        let (status, _, _, event) = desk.post(form(FORWARD, body), Ok(Reply::Ok)).await;
        assert_eq!((status, event), (StatusCode::NO_CONTENT, None), "{body}");
    }
}

#[tokio::test]
async fn the_flow_hears_the_verdict_as_exactly_json() {
    let mut desk = Desk::new();
    const ASKED: &[u8] =
        br#"{"conversation_sid":"CH1","message_sid":"IM1","index":0,"body":"a \"b\"\n","author":"discord:1","execution_sid":"FN1"}"#;
    let task = json!({"from": "Ana"}).as_object().unwrap().clone();
    let verdicts = [
        (Reply::Flow(Verdict::Pending), r#"{"action":"pending"}"#),
        (Reply::Flow(Verdict::Handoff { task }), r#"{"action":"handoff","task":{"from":"Ana"}}"#),
        (Reply::Flow(Verdict::None), r#"{"action":"none"}"#),
        (Reply::Ok, r#"{"action":"none"}"#),
    ];
    for (reply, text) in verdicts {
        let (status, headers, body, event) = desk.post(json_to_flow(ASKED), Ok(reply)).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, text));
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(event.unwrap().body, Happened::FlowAsked { message: "IM1".into() });
    }
    let asked = desk.post(form(CHATBOT, "conversation_sid=CH1&message_sid=IM1"), Ok(Reply::Flow(Verdict::Pending))).await;
    assert_eq!((asked.0, asked.2.as_str()), (StatusCode::OK, r#"{"action":"pending"}"#));
    let failed = desk.post(form(CHATBOT, "event=handoff_failed&conversation_sid=CH1&execution_sid=FN1"), Ok(Reply::Ok)).await;
    assert_eq!((failed.0, failed.3.unwrap().body), (StatusCode::OK, Happened::FlowFailed));
}

#[tokio::test]
async fn flex_events_are_taken() {
    let mut desk = Desk::new();
    let body = "EventType=task.created&TaskSid=WT1&TaskAttributes=%7B%22conversationSid%22%3A%22CH1%22%7D&Timestamp=1762380209";
    let (status, _, _, event) = desk.post(form(FLEX_EVENTS, body), Ok(Reply::Ok)).await;
    assert_eq!((status, event.unwrap().source.as_str()), (StatusCode::NO_CONTENT, "desk:task:WT1:created"));
}
