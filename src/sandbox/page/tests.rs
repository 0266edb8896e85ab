use super::super::launch::{Options, Program, Sandbox};
use crate::domain::clock::{Clock, Millis, Wait};
use crate::relay::feed::Happening;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> Millis {
        1_763_000_000_000
    }

    fn until(&self, _: Millis) -> Wait {
        Box::pin(std::future::pending())
    }
}

async fn start() -> (Sandbox, Program) {
    Sandbox::start(Options::default(), Arc::new(StillClock)).await.unwrap()
}

async fn ask(program: &Program, method: &str, path: &str, body: Option<Value>) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let response = program.routes.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, 10_000_000).await.unwrap().to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

async fn view(program: &Program, query: &str) -> Value {
    serde_json::from_str(&ask(program, "GET", &format!("/sandbox/view{query}"), None).await.2).unwrap()
}

#[tokio::test]
async fn the_pages_files_have_their_types_and_a_strict_policy() {
    let (sandbox, program) = start().await;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/sandbox/app.js", "text/javascript; charset=utf-8"),
        ("/sandbox/style.css", "text/css; charset=utf-8"),
        ("/sandbox/view", "application/json"),
    ] {
        let (status, headers, _) = ask(&program, "GET", path, None).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, kind), "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains(sandbox.twilio().api()));
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(ask(&program, "GET", "/sandbox/secrets.js", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_module_that_a_module_names_is_served_and_nothing_comes_from_elsewhere() {
    let (_sandbox, program) = start().await;
    let mut waiting = vec!["/sandbox/app.js".to_owned()];
    let mut seen = Vec::new();
    while let Some(path) = waiting.pop() {
        let (status, _, text) = ask(&program, "GET", &path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let names = text.lines().filter_map(|line| line.split_once("from \"./")?.1.strip_suffix("\";"));
        waiting.extend(names.map(|name| format!("/sandbox/{name}")).filter(|path| !seen.contains(path)));
        assert!(!text.contains("innerHTML") && !text.contains("eval("), "{path}");
        seen.push(path);
    }
    let (_, _, html) = ask(&program, "GET", "/", None).await;
    assert!(!html.contains("http") && !html.contains("style=") && !html.contains("<script>"));
}

#[tokio::test]
async fn the_view_shows_both_sides_and_what_the_relay_did() {
    let (sandbox, program) = start().await;
    let ana = sandbox.discord().member("ana").unwrap();
    sandbox.discord().dm_channel(ana.id);
    program.feed.tell(Happening { at: 7, conversation: None, what: "event", kind: "member_wrote", outcome: "taken", why: String::new() });
    let request = Request::get("/sandbox/feed?after=1763000000000-0").body(Body::empty()).unwrap();
    let mut news = program.routes.clone().oneshot(request).await.unwrap().into_body().into_data_stream();
    // The view knows what the feed has told.
    while !String::from_utf8_lossy(&news.next().await.unwrap().unwrap()).contains("member_wrote") {}
    let all = view(&program, &format!("?member={}", ana.id)).await;
    assert_eq!(all["ready"], sandbox.ready_line());
    assert!(all["discord"]["channels"].as_array().unwrap().iter().any(|channel| channel["type"] == 1));
    assert_eq!(all["twilio"]["workers"][0]["name"], "maya");
    assert_eq!(all["twilio"]["webhooks"], json!({ "sent": 0, "lost": 0, "failed": 0 }));
    assert!(all["happenings"].as_array().unwrap().iter().any(|happening| happening["told"]["kind"] == "member_wrote"));
    assert!(view(&program, "").await["discord"]["channels"].as_array().unwrap().iter().all(|channel| channel["type"] != 1));
}

#[tokio::test]
async fn the_feed_sends_what_happens_and_reloads_after_a_gap() {
    let (sandbox, program) = start().await;
    let seq = view(&program, "").await["seq"].as_str().unwrap().to_owned();
    sandbox.discord().add_member("gary", "en-US");
    for (after, begins) in [(seq.as_str(), "event: news\n"), ("1-1", "event: reload\n")] {
        let request = Request::get(format!("/sandbox/feed?after={after}")).body(Body::empty()).unwrap();
        let response = program.routes.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let first = response.into_body().into_data_stream().next().await.unwrap().unwrap();
        let first = String::from_utf8(first.to_vec()).unwrap();
        assert!(first.starts_with(begins), "{first}");
        assert_eq!(first.contains("guild_member_add"), after == seq, "{first}");
    }
    let request = Request::get(format!("/sandbox/feed?after={seq}")).header("last-event-id", "1-1").body(Body::empty()).unwrap();
    let response = program.routes.clone().oneshot(request).await.unwrap();
    sandbox.stop().await;
    let rest: Vec<_> = response.into_body().into_data_stream().collect().await;
    assert!(rest.len() <= 1, "a page is let go at the end");
}

#[tokio::test]
async fn faults_are_armed_by_switch_or_by_rule_and_cleared() {
    let (_sandbox, program) = start().await;
    let armed = async || serde_json::from_str::<Value>(&ask(&program, "GET", "/faults", None).await.2).unwrap().as_array().unwrap().len();
    let switch = async |name: &str| ask(&program, "POST", "/sandbox/faults", Some(json!({ "fault": name }))).await.0;
    assert_eq!(switch("twilio_500").await, StatusCode::NO_CONTENT);
    assert_eq!(switch("earthquake").await, StatusCode::NOT_FOUND);
    let rule = json!({ "service": "discord", "kind": "http", "status": 500 });
    assert_eq!(ask(&program, "POST", "/faults", Some(rule)).await.0, StatusCode::NO_CONTENT);
    assert_eq!(armed().await, 2);
    assert_eq!(switch("clear").await, StatusCode::NO_CONTENT);
    assert_eq!(armed().await, 0);
    assert_eq!(ask(&program, "POST", "/faults", Some(json!({ "x": "y".repeat(70_000) }))).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn somebodys_dms_can_be_closed() {
    let (sandbox, program) = start().await;
    let ana = sandbox.discord().member("ana").unwrap().id;
    let path = format!("/sandbox/members/{ana}");
    assert_eq!(ask(&program, "POST", &path, Some(json!({ "dms_open": false }))).await.0, StatusCode::NO_CONTENT);
    let members = view(&program, "").await["discord"]["members"].clone();
    let member = members.as_array().unwrap().iter().find(|member| member["username"] == "ana").unwrap();
    assert_eq!(member["dms_open"], false);
}

#[tokio::test]
async fn a_file_at_the_desk_is_found_through_a_passing_link() {
    let (sandbox, program) = start().await;
    let (twilio, http) = (sandbox.twilio(), crate::outgoing::client().unwrap().build().unwrap());
    let url = format!("{}/v1/Services/{}/Media", twilio.api(), twilio.service_sid());
    let upload = http.post(url).basic_auth(twilio.account_sid(), Some(twilio.auth_token()));
    let made: Value = upload.header("content-type", "image/png").body("png").send().await.unwrap().json().await.unwrap();
    let (status, headers, _) = ask(&program, "GET", &format!("/sandbox/media/{}", made["sid"].as_str().unwrap()), None).await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    let file = http.get(headers["location"].to_str().unwrap()).send().await.unwrap();
    assert_eq!(file.text().await.unwrap(), "png");
    assert_eq!(ask(&program, "GET", "/sandbox/media/ME00", None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ask(&program, "GET", "/sandbox/media/..%2F..", None).await.0, StatusCode::NOT_FOUND);
}
