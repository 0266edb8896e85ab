use super::*;
use crate::twilio::parse::flex::EVENTS;
use crate::twilio::testing::{Answer, Asked, Still, Stub, error};
use serde_json::{Value, json};

const FLOW: &str = r#"{"url":"FLEXCORD_PUBLIC_URL"}"#;

fn page(key: &str, items: Value) -> Answer {
    Answer::Json(200, json!({"meta": {"key": key, "next_page_url": null}, key: items}))
}

/// A sound account; its own address is the public one too, and takes what is signed at all but not what is plainly forged.
fn sound(asked: &Asked) -> Answer {
    match asked.call.as_str() {
        "GET /2010-04-01/Accounts/AC1.json" => {
            let body = json!({"sid": "AC1", "status": "active"}).to_string().into_bytes();
            Answer::With(200, "date", "Tue, 14 Nov 2023 22:13:20 GMT".into(), body)
        }
        // The service's own path is cut off by the stand-in.
        "GET " => Answer::Json(200, json!({"sid": "IS1", "friendly_name": "Flex Chat Service"})),
        "GET /v1/Configuration" => Answer::Json(200, json!({"default_chat_service_sid": "IS1"})),
        "GET /v1/Workspaces/WS1" => Answer::Json(
            200,
            json!({"sid": "WS1", "friendly_name": "Flex", "event_callback_url": callback(asked), "events_filter": EVENTS}),
        ),
        "GET /v1/Workspaces/WS1/Workflows" => page("workflows", json!([{"sid": "WW1", "friendly_name": "Anyone"}])),
        "GET /v1/Workspaces/WS1/TaskChannels" => page("channels", json!([{"sid": "TC1", "unique_name": "chat"}])),
        "GET /v2/Flows/FW1" => Answer::Json(200, json!({"sid": "FW1", "status": "published", "definition": {"url": public(asked)}})),
        "POST /forward-to-discord" => {
            let forged = asked.header("x-twilio-signature").is_none_or(|signature| signature.starts_with("AAAA"));
            if forged { error(403, 0) } else { Answer::With(204, "x-ok", "1".into(), vec![]) }
        }
        _ => error(404, 20404),
    }
}

fn public(asked: &Asked) -> String {
    format!("http://{}", asked.header("host").unwrap())
}

fn callback(asked: &Asked) -> String {
    format!("{}/flex-events", public(asked))
}

async fn examined(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static, now: Millis) -> Vec<Finding> {
    let stub = Stub::start(move |asked, _| answer(asked)).await;
    let settings = Settings { public_url: stub.url.clone(), ..stub.settings() };
    let verifier = Verifier::new(&settings.auth_token, None, &settings.public_url).unwrap();
    examine(&stub.client(), &settings, &verifier, FLOW, &Still(now)).await
}

const NOW: Millis = 1_700_000_000_000;

fn faults(findings: &[Finding]) -> Vec<(&'static str, bool)> {
    findings.iter().filter(|finding| !finding.ok).map(|finding| (finding.what, !finding.remedy.is_empty())).collect()
}

#[tokio::test]
async fn a_sound_account_has_nothing_to_mend() {
    let findings = examined(sound, NOW).await;
    assert_eq!(faults(&findings), [], "{findings:#?}");
    let what: Vec<&str> = findings.iter().map(|finding| finding.what).collect();
    assert_eq!(
        what,
        [
            "Twilio account",
            "clock",
            "conversations service",
            "workspace",
            "workflow and task channel",
            "Studio flow",
            "event callback",
            "public URL",
            "signature check"
        ]
    );
}

#[tokio::test]
async fn every_fault_is_found_and_has_a_remedy() {
    type Broken = fn(&Asked) -> Option<Answer>;
    let table: [(Broken, &str); 9] = [
        (|asked| asked.call.contains("Accounts").then(|| error(401, 20003)), "Twilio account"),
        (|asked| (asked.call == "GET ").then(|| error(404, 20404)), "conversations service"),
        (
            |asked| asked.call.ends_with("/Configuration").then(|| Answer::Json(200, json!({"default_chat_service_sid": "IS0"}))),
            "conversations service",
        ),
        (|asked| (asked.call == "GET /v1/Workspaces/WS1").then(|| error(404, 20404)), "workspace"),
        (|asked| asked.call.ends_with("/Workflows").then(|| page("workflows", json!([]))), "workflow and task channel"),
        (|asked| asked.call.contains("/Flows/").then(|| error(404, 20404)), "Studio flow"),
        (|asked| asked.call.contains("/Flows/").then(|| Answer::Json(200, json!({"sid": "FW1", "status": "draft"}))), "Studio flow"),
        (
            |asked| {
                asked.call.contains("/Flows/").then(|| Answer::Json(200, json!({"sid": "FW1", "status": "published", "definition": {}})))
            },
            "Studio flow",
        ),
        (|asked| (asked.call == "POST /forward-to-discord").then(|| error(403, 0)), "public URL"),
    ];
    for (broken, what) in table {
        let findings = examined(move |asked| broken(asked).unwrap_or_else(|| sound(asked)), NOW).await;
        assert_eq!(faults(&findings), [(what, true)], "{findings:#?}");
    }
}

#[tokio::test]
async fn a_proxy_that_lets_everything_through_and_a_wrong_clock_are_noticed() {
    let open =
        |asked: &Asked| if asked.call.starts_with("POST /forward") { Answer::With(204, "x", "1".into(), vec![]) } else { sound(asked) };
    assert_eq!(faults(&examined(open, NOW).await), [("signature check", true)]);
    let findings = examined(sound, NOW - 3_600_000).await;
    assert_eq!(faults(&findings), [("clock", true)]);
    assert_eq!(findings[1].detail, "3600 s behind Twilio's");
}
