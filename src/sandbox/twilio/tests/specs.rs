//! The keys of our answers against the examples in the vendor's own OpenAPI files.

use super::harness::Bench;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The example of this operation, if the files are here.
fn example(file: &str, path: &str, method: &str, name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(format!("/work/shared/specs/twilio_{file}.json")).ok()?;
    let spec: Value = serde_json::from_str(&text).unwrap();
    let responses = spec["paths"][path][method]["responses"].as_object().unwrap_or_else(|| panic!("{method} {path}"));
    let found = responses.values().find_map(|r| r["content"]["application/json"]["examples"][name].get("value").cloned());
    Some(found.unwrap_or_else(|| panic!("{method} {path} has no example {name}")))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().into_iter().flatten().map(|(k, _)| k.as_str()).collect()
}

/// Every key of the example is in our answer, and no key of ours is unknown to it, down to `links` and `meta`.
fn agree(what: &str, ours: &Value, example: &Value) {
    assert_eq!(keys(ours), keys(example), "{what}");
    for inner in ["links", "meta", "channel", "routing", "tasks_by_status"] {
        if example[inner].is_object() {
            assert_eq!(keys(&ours[inner]), keys(&example[inner]), "{what}.{inner}");
        }
    }
}

#[tokio::test]
async fn answers_have_the_keys_of_the_published_examples() {
    if !std::path::Path::new("/work/shared/specs/twilio_conversations_v1.json").exists() {
        println!("skipped: the OpenAPI files are not here");
        return;
    }
    let bench = Bench::start().await;
    let (is, fw, ws) = (bench.twilio.service_sid(), bench.twilio.flow_sid(), bench.twilio.workspace_sid());
    let ch = bench.conversation().await;
    let message = bench.good("POST", &format!("/v1/Conversations/{ch}/Messages"), &[("Body", "hi"), ("Author", "discord:42")]).await;
    let im = message["sid"].as_str().unwrap();
    let wt = bench.task(&ch).await;
    bench.desk("POST", &format!("/tasks/{wt}/accept"), json!({ "worker": "maya" })).await;
    let kd = bench.twilio.tasks()[0]["interaction_sid"].as_str().unwrap().to_owned();
    let channels = bench.good("GET", &format!("/v1/Interactions/{kd}/Channels"), &[]).await;
    let uo = channels["channels"][0]["sid"].as_str().unwrap().to_owned();
    let workspace = format!("/v1/Workspaces/{ws}");
    let first = |list: &Value, key: &str| list[key][0]["sid"].as_str().unwrap().to_owned();
    let wr = first(&bench.good("GET", &format!("{workspace}/Tasks/{wt}/Reservations"), &[]).await, "reservations");
    let wq = first(&bench.good("GET", &format!("{workspace}/TaskQueues"), &[]).await, "task_queues");
    let wa = first(&bench.good("GET", &format!("{workspace}/Activities"), &[]).await, "activities");
    let wk = bench.twilio.workers()[0].sid.clone();
    let ww = bench.twilio.workflow_sid();
    let tc = bench.twilio.task_channel_sid();
    let user = "maya_2Elindqvist_40example_2Ecom";

    let c = "conversations_v1";
    let t = "taskrouter_v1";
    let w = "/v1/Workspaces/{WorkspaceSid}";
    let s = "/v1/Services/{ChatServiceSid}";
    let conv = "/v1/Conversations/{ConversationSid}";
    let checks: Vec<(String, &str, String, &str)> = vec![
        (format!("/v1/Conversations/{ch}"), c, "/v1/Conversations/{Sid}".into(), "fetch"),
        (format!("/v1/Services/{is}/Conversations/{ch}"), c, format!("{s}/Conversations/{{Sid}}"), "fetch"),
        (format!("/v1/Conversations/{ch}/Messages/{im}"), c, format!("{conv}/Messages/{{Sid}}"), "fetch"),
        (
            format!("/v1/Services/{is}/Conversations/{ch}/Messages/{im}"),
            c,
            format!("{s}/Conversations/{{ConversationSid}}/Messages/{{Sid}}"),
            "fetch",
        ),
        (format!("/v1/Conversations/{ch}/Participants/discord:42"), c, format!("{conv}/Participants/{{Sid}}"), "fetchByIdentity"),
        (format!("/v1/Conversations/{ch}/Webhooks"), c, format!("{conv}/Webhooks"), "readFull"),
        (format!("/v1/Users/{user}"), c, "/v1/Users/{Sid}".into(), "fetch"),
        (format!("/v1/Services/{is}"), c, "/v1/Services/{Sid}".into(), "fetch"),
        ("/v1/Configuration".into(), c, "/v1/Configuration".into(), "fetch"),
        ("/v1/Configuration/Webhooks".into(), c, "/v1/Configuration/Webhooks".into(), "fetch"),
        (format!("/v1/Services/{is}/Configuration"), c, format!("{s}/Configuration"), "fetch"),
        (format!("/v1/Services/{is}/Configuration/Webhooks"), c, format!("{s}/Configuration/Webhooks"), "fetchEmpty"),
        (format!("/v1/Interactions/{kd}"), "flex_v1", "/v1/Interactions/{Sid}".into(), "fetch"),
        (format!("/v1/Interactions/{kd}/Channels/{uo}"), "flex_v1", "/v1/Interactions/{InteractionSid}/Channels/{Sid}".into(), "fetch"),
        (workspace.clone(), t, "/v1/Workspaces/{Sid}".into(), "fetch"),
        (format!("{workspace}/Tasks/{wt}"), t, format!("{w}/Tasks/{{Sid}}"), "fetch"),
        (format!("{workspace}/Tasks/{wt}/Reservations/{wr}"), t, format!("{w}/Tasks/{{TaskSid}}/Reservations/{{Sid}}"), "fetch"),
        (format!("{workspace}/Workers/{wk}"), t, format!("{w}/Workers/{{Sid}}"), "fetch"),
        (format!("{workspace}/Workflows/{ww}"), t, format!("{w}/Workflows/{{Sid}}"), "fetch"),
        (format!("{workspace}/TaskQueues/{wq}"), t, format!("{w}/TaskQueues/{{Sid}}"), "fetch"),
        (format!("{workspace}/TaskChannels/{tc}"), t, format!("{w}/TaskChannels/{{Sid}}"), "fetchSid"),
        (format!("{workspace}/Activities/{wa}"), t, format!("{w}/Activities/{{Sid}}"), "fetch"),
        (
            format!("{workspace}/TaskQueues/{wq}/RealTimeStatistics"),
            t,
            format!("{w}/TaskQueues/{{TaskQueueSid}}/RealTimeStatistics"),
            "fetch",
        ),
        (format!("{workspace}/Workflows/{ww}/RealTimeStatistics"), t, format!("{w}/Workflows/{{WorkflowSid}}/RealTimeStatistics"), "fetch"),
        (
            format!("{workspace}/Workflows/{ww}/CumulativeStatistics"),
            t,
            format!("{w}/Workflows/{{WorkflowSid}}/CumulativeStatistics"),
            "fetch",
        ),
        (format!("/v2/Flows/{fw}"), "studio_v2", "/v2/Flows/{Sid}".into(), "fetch"),
        (format!("/v2/Flows/{fw}/Revisions/1"), "studio_v2", "/v2/Flows/{Sid}/Revisions/{Revision}".into(), "fetch"),
        (format!("/v2/Flows/{fw}/Executions"), "studio_v2", "/v2/Flows/{FlowSid}/Executions".into(), "readEmpty"),
    ];
    for (path, file, spec, name) in checks {
        let ours = bench.good("GET", &path, &[]).await;
        let Some(example) = example(file, &spec, "get", name) else { continue };
        agree(&path, &ours, &example);
    }
    let found = bench.good("GET", &format!("/v1/Services/{is}/ParticipantConversations?Identity=discord:42"), &[]).await;
    if let Some(example) = example(c, &format!("{s}/ParticipantConversations"), "get", "readFullByIdentity") {
        agree("ParticipantConversations", &found["conversations"][0], &example["conversations"][0]);
    }
    if let Some(example) = example("flex_v1", "/v1/Interactions", "post", "create") {
        let ours = bench.good("GET", &format!("/v1/Interactions/{kd}"), &[]).await;
        assert_eq!(keys(&ours["routing"]["properties"]), keys(&example["routing"]["properties"]));
    }
    bench.finish();
}
