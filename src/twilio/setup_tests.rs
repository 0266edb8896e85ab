use super::*;
use crate::twilio::testing::{Answer, Asked, Stub, error, settings};
use serde_json::json;

const FLOW: &str = r#"{"states":[{"url":"FLEXCORD_PUBLIC_URL/chatbot-to-discord","workflow":"FLEXCORD_WORKFLOW_SID","channel":"FLEXCORD_TASK_CHANNEL_SID"}]}"#;
const PUBLISHED: &str = r#"{"states":[{"channel":"TC1","url":"https://bridge.example.com/chatbot-to-discord","workflow":"WW1"}]}"#;
const CALLBACK: &str = "https://bridge.example.com/flex-events";

fn page(key: &str, items: Value) -> Answer {
    Answer::Json(200, json!({"meta": {"key": key, "next_page_url": null}, key: items}))
}

/// An account with this flow and this event callback.
fn account(flow: Option<&'static str>, callback: &'static str) -> impl Fn(&Asked, usize) -> Answer + Send + Sync + 'static {
    move |asked, _| {
        let definition = || flow.map(|flow| serde_json::from_str::<Value>(flow).unwrap());
        match asked.call.as_str() {
            "GET /v1/Configuration" => Answer::Json(200, json!({"default_chat_service_sid": "IS1"})),
            "GET /v1/Workspaces" => {
                page("workspaces", json!([{"sid": "WS0", "friendly_name": "Old"}, {"sid": "WS1", "friendly_name": FLEX_WORKSPACE}]))
            }
            "GET /v1/Workspaces/WS1" => {
                Answer::Json(200, json!({"sid": "WS1", "friendly_name": "Flex", "event_callback_url": callback, "events_filter": EVENTS}))
            }
            "GET /v1/Workspaces/WS1/Workflows" => page("workflows", json!([{"sid": "WW1", "friendly_name": "Whatever"}])),
            "GET /v1/Workspaces/WS1/TaskChannels" => {
                page("channels", json!([{"sid": "TC0", "unique_name": "voice"}, {"sid": "TC1", "unique_name": "chat"}]))
            }
            "GET /v2/Flows" => {
                let ours = flow.map(|_| json!({"sid": "FW1", "friendly_name": FLOW_NAME}));
                page("flows", Value::Array(ours.into_iter().chain([json!({"sid": "FW0", "friendly_name": "Other"})]).collect()))
            }
            "GET /v2/Flows/FW1" => {
                Answer::Json(200, json!({"sid": "FW1", "friendly_name": FLOW_NAME, "status": "published", "definition": definition()}))
            }
            "POST /v2/Flows" | "POST /v2/Flows/FW1" => Answer::Json(201, json!({"sid": "FW1"})),
            call if call.starts_with("POST ") => Answer::Json(200, json!({"valid": true})),
            _ => error(404, 20404),
        }
    }
}

fn bare(stub: &Stub) -> Settings {
    Settings { flow_sid: None, workspace_sid: None, workflow_sid: None, ..stub.settings() }
}

fn changes(report: &Report) -> Vec<(&'static str, Change)> {
    report.steps.iter().map(|step| (step.what, step.change)).collect()
}

fn writes(stub: &Stub) -> Vec<String> {
    stub.calls().into_iter().filter(|call| call.starts_with("POST") && !call.ends_with("Validate")).collect()
}

#[tokio::test]
async fn a_new_account_gets_flow_and_callback_and_a_second_run_changes_nothing() {
    let stub = Stub::start(account(None, "")).await;
    // Nothing is configured; the workspace has no callback when it comes from the list.
    let report = set_up(&stub.client(), &bare(&stub), FLOW, false).await.unwrap();
    let service = ("conversations service", Change::Unchanged);
    assert_eq!(changes(&report), [service, ("Studio flow", Change::Created), ("event callback", Change::Created)]);
    assert_eq!(
        (report.flow_sid.as_str(), &report.places),
        ("FW1", &Places { workspace: "WS1".into(), workflow: "WW1".into(), task_channel: "TC1".into() })
    );
    assert_eq!(writes(&stub), ["POST /v2/Flows", "POST /v1/Workspaces/WS1"]);
    let asked = stub.asked();
    let flow = asked.iter().find(|asked| asked.call == "POST /v2/Flows").unwrap();
    assert_eq!((flow.field("Status"), flow.field("FriendlyName")), (Some("published"), Some(FLOW_NAME)));
    assert_eq!(
        serde_json::from_str::<Value>(flow.field("Definition").unwrap()).unwrap(),
        serde_json::from_str::<Value>(PUBLISHED).unwrap()
    );
    let callback = asked.last().unwrap();
    assert_eq!((callback.field("EventCallbackUrl"), callback.field("EventsFilter")), (Some(CALLBACK), Some(EVENTS)));

    let stub = Stub::start(account(Some(PUBLISHED), CALLBACK)).await;
    let report = set_up(&stub.client(), &stub.settings(), FLOW, false).await.unwrap();
    assert!(report.steps.iter().all(|step| step.change == Change::Unchanged), "{report:?}");
    assert!(writes(&stub).is_empty());
}

#[tokio::test]
async fn a_flow_that_differs_is_published_anew() {
    let stub = Stub::start(account(Some(r#"{"states":[]}"#), CALLBACK)).await;
    let report = set_up(&stub.client(), &Settings { flow_sid: None, ..stub.settings() }, FLOW, false).await.unwrap();
    assert_eq!(changes(&report)[1], ("Studio flow", Change::Changed));
    assert_eq!(writes(&stub), ["POST /v2/Flows/FW1"]);
}

#[tokio::test]
async fn a_foreign_callback_is_only_replaced_when_forced() {
    let stub = Stub::start(account(Some(PUBLISHED), "https://else.example/events")).await;
    let report = set_up(&stub.client(), &stub.settings(), FLOW, false).await.unwrap();
    assert_eq!(report.steps[2].change, Change::Foreign);
    assert_eq!(report.steps[2].detail, "the workspace reports to https://else.example/events, which was left alone");
    assert!(writes(&stub).is_empty());
    let report = set_up(&stub.client(), &stub.settings(), FLOW, true).await.unwrap();
    assert_eq!(report.steps[2].change, Change::Changed);
    assert_eq!(writes(&stub), ["POST /v1/Workspaces/WS1"]);
}

#[tokio::test]
async fn what_twilio_would_not_publish_is_not_published() {
    let stub = Stub::start(
        |asked, before| {
            if asked.call == "POST /v2/Flows/Validate" { error(400, 20001) } else { account(None, "")(asked, before) }
        },
    )
    .await;
    let error = set_up(&stub.client(), &stub.settings(), FLOW, false).await.unwrap_err();
    assert_eq!(error.to_string(), "the flow: Twilio answered 400 (code 20001): refused");
    assert!(writes(&stub).is_empty());
}

#[test]
fn the_preferred_or_else_the_only_one_is_taken() {
    assert_eq!(only("it", vec![1, 2, 3], |n| *n == 2).unwrap(), 2);
    assert_eq!(only("it", vec![5], |n| *n == 2).unwrap(), 5);
    assert_eq!(only("it", vec![1, 3], |n| *n == 2).unwrap_err().to_string(), "it: 2 found, and the configuration does not say which");
    assert!(only("it", Vec::<i32>::new(), |_| true).is_err());
}

#[test]
fn tokens_in_the_flow_are_replaced() {
    let places = Places { workspace: "WS1".into(), workflow: "WW1".into(), task_channel: "TC1".into() };
    let made: Value = serde_json::from_str(&definition(FLOW, &settings("http://x"), &places)).unwrap();
    assert!(same_definition(&made, &serde_json::from_str(PUBLISHED).unwrap()));
    assert!(same_definition(&Value::String(PUBLISHED.into()), &made));
}

#[test]
fn a_filter_must_let_everything_through_that_is_wanted() {
    assert!(covers("") && covers(EVENTS) && covers(&format!("{EVENTS}, worker.created")));
    assert!(!covers("task.created"));
    assert!(!EVENTS.contains(' '));
}
