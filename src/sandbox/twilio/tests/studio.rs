//! The shipped flow against a stub of the product, and the interpreter's own rules.

use super::harness::Bench;
use crate::sandbox::twilio::Settings;
use crate::sandbox::twilio::sign::{sign, with_body_hash};
use crate::sandbox::twilio::studio::definition;
use serde_json::{Value, json};

const NASTY: &str = "She said \"hi\"\n{{account.token}} {% if x %} \\ 🌍 \u{202e} </script> {\"a\":1}";

fn shipped(bench: &Bench) -> String {
    include_str!("../../../../flows/discord-support.json")
        .replace("FLEXCORD_PUBLIC_URL", &bench.receiver.url)
        .replace("FLEXCORD_WORKFLOW_SID", &bench.twilio.workflow_sid())
        .replace("FLEXCORD_TASK_CHANNEL_SID", &bench.twilio.task_channel_sid())
}

async fn publish(bench: &Bench, definition: &str) {
    let form = [("Status", "published"), ("Definition", definition), ("CommitMessage", "test")];
    bench.good("POST", &format!("/v2/Flows/{}", bench.twilio.flow_sid()), &form).await;
}

/// A conversation with only a studio webhook.
async fn conversation(bench: &Bench) -> String {
    let form = [("Attributes", "{\"case\":7,\"customerName\":\"Ada \\\"Countess\\\" L\",\"server\":\"Engines\"}")];
    let sid = bench.good("POST", "/v1/Conversations", &form).await["sid"].as_str().unwrap().to_owned();
    bench.good("POST", &format!("/v1/Conversations/{sid}/Participants"), &[("Identity", "discord:42")]).await;
    let hook = [("Target", "studio"), ("Configuration.FlowSid", &bench.twilio.flow_sid()), ("Configuration.Filters", "onMessageAdded")];
    bench.good("POST", &format!("/v1/Conversations/{sid}/Webhooks"), &hook.map(|(n, v)| (n, v as &str))).await;
    sid
}

async fn say(bench: &Bench, sid: &str, body: &str) {
    bench.loud("POST", &format!("/v1/Conversations/{sid}/Messages"), &[("Body", body), ("Author", "discord:42")]).await;
}

fn way(execution: &Value) -> Vec<String> {
    execution["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| format!("{}:{}", s["widget"].as_str().unwrap(), s["event"].as_str().unwrap()))
        .collect()
}

#[test]
fn the_shipped_flow_is_valid_as_it_is() {
    let flow: Value = serde_json::from_str(include_str!("../../../../flows/discord-support.json")).unwrap();
    assert_eq!(definition::errors(&flow), Vec::<Value>::new());
    let to_flex = flow["states"].as_array().unwrap().iter().filter(|s| s["type"] == "send-to-flex").count();
    assert_eq!(to_flex, 1);
    let attributes = flow["states"][5]["properties"]["attributes"].as_str().unwrap();
    assert!(attributes.len() <= 1024, "the template itself keeps to the limit, should it count before rendering");
}

#[tokio::test]
async fn an_answered_message_ends_quietly_and_nasty_text_arrives_whole() {
    let bench = Bench::start().await;
    publish(&bench, &shipped(&bench)).await;
    let sid = conversation(&bench).await;
    bench.receiver.answer(200, &json!({ "action": "answered" }));
    say(&bench, &sid, NASTY).await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken().remove(0);
    let body: Value = serde_json::from_str(&got.body).unwrap();
    let execution = bench.twilio.executions().remove(0);
    let message = bench.twilio.conversations().remove(0)["messages"][0]["sid"].clone();
    let expected = json!({
        "conversation_sid": sid, "message_sid": message, "index": "0", "body": NASTY, "author": "discord:42",
        "execution_sid": execution["sid"],
    });
    assert_eq!(body, expected);
    assert_eq!(got.path, "/chatbot-to-discord");
    assert_eq!(got.url, with_body_hash(&format!("{}/chatbot-to-discord", bench.receiver.url), got.body.as_bytes()));
    assert_eq!(got.headers["x-twilio-signature"], sign(&bench.twilio.auth_token(), &got.url, &[]));
    let steps = [
        "Trigger:incomingConversationMessage",
        "skip_own_lines:noMatch",
        "handoff_state:noMatch",
        "ask_flexcord:success",
        "verdict:noMatch",
    ];
    assert_eq!(way(&execution), steps);
    assert!(bench.twilio.tasks().is_empty());
    bench.finish();
}

#[tokio::test]
async fn a_handoff_makes_a_task_with_what_is_known_and_takes_studio_off() {
    let bench = Bench::start().await;
    publish(&bench, &shipped(&bench)).await;
    let sid = conversation(&bench).await;
    let summary = format!("{NASTY} {}", "x".repeat(2000));
    bench.receiver.answer(200, &json!({ "action": "handoff", "task": { "summary": summary, "roles": "Member" } }));
    say(&bench, &sid, "agent").await;
    bench.twilio.quiet().await;
    let execution = bench.twilio.executions().remove(0);
    assert_eq!(way(&execution)[5], "send_to_flex:callComplete");
    let task = bench.twilio.tasks().remove(0);
    let attributes = &task["attributes"];
    assert_eq!((&attributes["case"], &attributes["roles"]), (&json!(7), &json!("Member")));
    assert_eq!((&attributes["customerName"], &attributes["channelType"]), (&json!("Ada \"Countess\" L"), &json!("discord")));
    assert!(attributes["summary"].as_str().unwrap().starts_with(NASTY));
    assert_eq!(attributes["conversationSid"], sid);
    assert!(bench.twilio.conversations().remove(0)["webhooks"].as_array().unwrap().is_empty());
    say(&bench, &sid, "anybody?").await;
    bench.twilio.quiet().await;
    assert_eq!(bench.twilio.executions().len(), 1);
}

#[tokio::test]
async fn a_failing_product_leads_to_a_person() {
    let bench = Bench::start().await;
    publish(&bench, &shipped(&bench)).await;
    let sid = conversation(&bench).await;
    bench.receiver.answer(500, &json!({}));
    say(&bench, &sid, "help").await;
    bench.twilio.quiet().await;
    assert_eq!(bench.twilio.tasks().len(), 1);
}

#[tokio::test]
async fn a_handoff_that_fails_is_told_with_a_signed_form() {
    let bench = Bench::start().await;
    let broken = shipped(&bench).replace(&bench.twilio.workflow_sid(), "WW00000000000000000000000000000000");
    publish(&bench, &broken).await;
    let sid = conversation(&bench).await;
    bench.receiver.answer(200, &json!({ "action": "handoff" }));
    say(&bench, &sid, "agent").await;
    bench.twilio.quiet().await;
    let got = bench.receiver.taken().remove(1);
    let form = got.form();
    assert_eq!((form["event"].as_str(), form["conversation_sid"].as_str()), ("handoff_failed", sid.as_str()));
    let pairs: Vec<(String, String)> = form.into_iter().collect();
    assert_eq!(got.headers["x-twilio-signature"], sign(&bench.twilio.auth_token(), &got.url, &pairs));
}

#[tokio::test]
async fn agents_lines_and_conversations_in_hand_do_not_reach_the_product() {
    let bench = Bench::with(Settings { handoff_removes_studio: false, ..Settings::default() }).await;
    publish(&bench, &shipped(&bench)).await;
    let sid = conversation(&bench).await;
    let task = bench.task(&sid).await;
    bench.desk("POST", &format!("/tasks/{task}/accept"), json!({ "worker": "tom" })).await;
    bench.desk("POST", &format!("/conversations/{sid}/messages"), json!({ "worker": "tom", "body": "hi" })).await;
    bench.good("POST", &format!("/v1/Conversations/{sid}"), &[("Attributes", "{\"handoff\":\"agent\"}")]).await;
    say(&bench, &sid, "hello Tom").await;
    bench.twilio.quiet().await;
    assert!(bench.receiver.taken().is_empty());
    let ways: Vec<String> = bench.twilio.executions().iter().map(|e| way(e).pop().unwrap()).collect();
    assert_eq!(ways, ["skip_own_lines:match", "handoff_state:match"]);
}

fn flow(states: &Value) -> String {
    json!({ "initial_state": "Trigger", "states": states, "flags": { "allow_concurrent_calls": true } }).to_string()
}

fn trigger(next: &str) -> Value {
    json!({ "name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{ "event": "incomingConversationMessage", "next": next }] })
}

#[tokio::test]
async fn a_waiting_run_takes_the_next_message() {
    let bench = Bench::start().await;
    let states = json!([
        trigger("ask"),
        { "name": "ask", "type": "send-and-wait-for-reply", "properties": { "body": "Your name?", "timeout": "60" },
          "transitions": [{ "event": "incomingMessage", "next": "keep" }, { "event": "timeout" }] },
        { "name": "keep", "type": "set-variables", "transitions": [{ "event": "next", "next": "thank" }],
          "properties": { "variables": [{ "key": "who", "value": "{{widgets.ask.inbound.Body | strip | upcase}}" }] } },
        { "name": "thank", "type": "send-message", "transitions": [{ "event": "sent" }],
          "properties": { "body": "Thanks {{flow.variables.who}}{% if trigger.conversation.Author == 'discord:42' %}!{% endif %}" } },
    ]);
    publish(&bench, &flow(&states)).await;
    let sid = conversation(&bench).await;
    say(&bench, &sid, "hello").await;
    bench.twilio.quiet().await;
    assert_eq!(bench.twilio.executions()[0]["waiting"], true);
    say(&bench, &sid, " Ada ").await;
    bench.twilio.quiet().await;
    let lines: Vec<String> =
        bench.twilio.conversations()[0]["messages"].as_array().unwrap().iter().map(|m| m["body"].as_str().unwrap().to_owned()).collect();
    assert_eq!(lines, ["hello", "Your name?", " Ada ", "Thanks ADA!"]);
    assert_eq!(bench.twilio.executions().len(), 1);
}

#[tokio::test]
async fn a_loop_ends_after_ten_visits_and_a_subflow_and_a_function_end_as_they_should() {
    let bench = Bench::start().await;
    let child = flow(
        &json!([{ "name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{ "event": "incomingParent", "next": "set" }] },
        { "name": "set", "type": "set-variables", "transitions": [], "properties": { "variables": [{ "key": "a", "value": "{{trigger.parent.parameters.p}}" }] } }]),
    );
    let made = bench.good("POST", "/v2/Flows", &[("FriendlyName", "child"), ("Status", "published"), ("Definition", &child)]).await;
    let states = json!([
        trigger("sub"),
        { "name": "sub", "type": "run-subflow", "transitions": [{ "event": "completed", "next": "fn" }],
          "properties": { "flow_sid": made["sid"], "parameters": [{ "key": "p", "value": "{{trigger.conversation.Body}}" }] } },
        { "name": "fn", "type": "run-function", "transitions": [{ "event": "fail", "next": "round" }], "properties": { "url": "https://x.test" } },
        { "name": "round", "type": "set-variables", "transitions": [{ "event": "next", "next": "round" }],
          "properties": { "variables": [{ "key": "seen", "value": "{{widgets.sub.a}}" }] } },
    ]);
    publish(&bench, &flow(&states)).await;
    let sid = conversation(&bench).await;
    say(&bench, &sid, "passed on").await;
    bench.twilio.quiet().await;
    let execution = bench.twilio.executions().remove(0);
    assert_eq!(execution["error"]["code"], 81001);
    assert_eq!(way(&execution).iter().filter(|w| *w == "round:next").count(), 10);
    let path = format!("/v2/Flows/{}/Executions/{}/Context", bench.twilio.flow_sid(), execution["sid"].as_str().unwrap());
    assert_eq!(bench.good("GET", &path, &[]).await["context"]["flow"]["variables"]["seen"], "passed on");
}

#[tokio::test]
async fn only_objects_under_exactly_application_json_are_parsed() {
    let bench = Bench::start().await;
    publish(&bench, &shipped(&bench)).await;
    let sid = conversation(&bench).await;
    bench.receiver.answer(200, &json!([{ "action": "handoff" }]));
    say(&bench, &sid, "one").await;
    bench.twilio.quiet().await;
    assert!(bench.twilio.tasks().is_empty());
    assert!(bench.twilio.executions()[0]["steps"][3]["output"]["parsed"].is_null());
}

#[tokio::test]
async fn a_broken_definition_is_refused_with_its_errors() {
    let bench = Bench::start().await;
    let bad = flow(&json!([trigger("nowhere")]));
    let path = format!("/v2/Flows/{}", bench.twilio.flow_sid());
    let (status, body) = bench.call("POST", &path, &[("Status", "published"), ("Definition", &bad)]).await;
    assert_eq!((status, &body["details"]["errors"][0]["property_path"]), (400, &json!("#/states/0/transitions/0/next")));
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", bad.as_str())];
    assert_eq!(bench.call("POST", "/v2/Flows/Validate", &form).await.0, 400);
    let good = shipped(&bench);
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", good.as_str())];
    assert_eq!(bench.good("POST", "/v2/Flows/Validate", &form).await, json!({ "valid": true }));
    publish(&bench, &good).await;
    assert_eq!(bench.good("GET", &format!("{path}/Revisions/LatestPublished"), &[]).await["revision"], 2);
    assert_eq!(bench.good("GET", &format!("{path}/Revisions"), &[]).await["revisions"].as_array().unwrap().len(), 2);
}
