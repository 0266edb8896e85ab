//! From the interaction to the closed conversation, and what agents do in between.

use super::harness::Bench;
use serde_json::{Value, json};

async fn accept(bench: &Bench, task: &str, worker: &str) {
    let (status, body) = bench.desk("POST", &format!("/tasks/{task}/accept"), json!({ "worker": worker })).await;
    assert_eq!(status, 200, "{body}");
}

fn people(bench: &Bench) -> Vec<String> {
    let conversation = bench.twilio.conversations().remove(0);
    let identities = conversation["participants"].as_array().unwrap().iter().map(|p| p["identity"].as_str().unwrap().to_owned());
    identities.collect()
}

/// Those of the events that come from TaskRouter, and those that come from the conversation: each in order.
async fn told(bench: &Bench) -> (Vec<String>, Vec<String>) {
    bench.events().await.into_iter().partition(|event| event.contains('.'))
}

#[tokio::test]
async fn an_agent_accepts_writes_and_completes() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    let (tasks, _) = told(&bench).await;
    assert_eq!(tasks, ["task.created", "task-queue.entered", "reservation.created", "reservation.created"]);

    accept(&bench, &task, "maya").await;
    let (tasks, talk) = told(&bench).await;
    assert_eq!(tasks, ["reservation.accepted", "reservation.rescinded"]);
    assert_eq!(talk, ["onParticipantAdded"]);
    assert_eq!(people(&bench), ["discord:42", "maya_2Elindqvist_40example_2Ecom"]);
    let user = bench.good("GET", "/v1/Users/maya_2Elindqvist_40example_2Ecom", &[]).await;
    assert_eq!(user["friendly_name"], "Maya Lindqvist");

    let line = json!({ "worker": "Maya Lindqvist", "body": "Hello, I am Maya" });
    assert_eq!(bench.desk("POST", &format!("/conversations/{sid}/messages"), line).await.0, 201);
    bench.twilio.quiet().await;
    let form = bench.receiver.taken().remove(0).form();
    assert_eq!((form["Source"].as_str(), form["Body"].as_str()), ("SDK", "Hello, I am Maya"));
    assert_eq!(form["ClientIdentity"], form["Author"]);

    assert_eq!(bench.desk("POST", &format!("/tasks/{task}/wrapup"), json!({ "worker": "maya" })).await.1["status"], "wrapping");
    assert_eq!(told(&bench).await.0, ["reservation.wrapup", "task.wrapup"]);
    bench.desk("POST", &format!("/tasks/{task}/complete"), json!({ "worker": "maya" })).await;
    let (tasks, talk) = told(&bench).await;
    assert_eq!(tasks, ["reservation.completed", "task.completed"]);
    assert_eq!(talk, ["onParticipantRemoved", "onConversationStateUpdated"]);
    assert_eq!(bench.good("GET", &format!("/v1/Conversations/{sid}"), &[]).await["state"], "closed");
    bench.clock.forward(600_000);
    let path = format!("/v1/Workspaces/{}/Tasks/{task}", bench.twilio.workspace_sid());
    assert_eq!(bench.call("GET", &path, &[]).await.0, 404);
    bench.finish();
}

#[tokio::test]
async fn a_task_knows_its_conversation_and_its_interaction() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    let path = format!("/v1/Workspaces/{}/Tasks/{task}", bench.twilio.workspace_sid());
    let row = bench.good("GET", &path, &[]).await;
    let attributes: Value = serde_json::from_str(row["attributes"].as_str().unwrap()).unwrap();
    assert_eq!(attributes["conversationSid"], sid);
    assert_eq!((&attributes["customerName"], &attributes["from"]), (&json!("Ada"), &json!("discord:42")));
    assert_eq!(attributes["conversations"]["media"][0]["sid"], sid);
    let interaction = attributes["flexInteractionSid"].as_str().unwrap();
    assert_eq!(bench.good("GET", &format!("/v1/Interactions/{interaction}"), &[]).await["channel"]["type"], "web");
    let channel = json!({ "type": "web", "initiated_by": "customer", "properties": { "media_channel_sid": sid } }).to_string();
    let second = bench.call("POST", "/v1/Interactions", &[("Channel", &channel), ("Routing", "{}")]).await;
    assert_eq!((second.0, &second.1["code"]), (400, &json!(45353)));
}

#[tokio::test]
async fn a_transfer_keeps_the_first_agent_until_the_second_has_accepted() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    accept(&bench, &task, "maya").await;
    told(&bench).await;
    let (status, _) = bench.desk("POST", &format!("/tasks/{task}/transfer"), json!({ "worker": "maya", "to": "tom" })).await;
    assert_eq!(status, 200);
    assert_eq!(told(&bench).await.0, ["task.transfer-initiated", "task.created", "task-queue.entered", "reservation.created"]);
    assert_eq!(people(&bench).len(), 2);

    let second = bench.twilio.tasks().iter().find(|t| t["transfer_of"] == json!(task)).unwrap()["sid"].as_str().unwrap().to_owned();
    assert_eq!(bench.desk("POST", &format!("/tasks/{second}/accept"), json!({ "worker": "maya" })).await.0, 400);
    accept(&bench, &second, "tom").await;
    let (tasks, talk) = told(&bench).await;
    assert_eq!(tasks, ["reservation.accepted", "reservation.completed", "task.completed", "task.transfer-completed"]);
    assert_eq!(talk, ["onParticipantAdded", "onParticipantRemoved"]);
    assert_eq!(people(&bench), ["discord:42", "tom_2Eokafor_40example_2Ecom"]);
    assert_eq!(bench.good("GET", &format!("/v1/Conversations/{sid}"), &[]).await["state"], "active");
}

#[tokio::test]
async fn a_transfer_that_is_declined_leaves_everything_as_it_was() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    accept(&bench, &task, "maya").await;
    bench.desk("POST", &format!("/tasks/{task}/transfer"), json!({ "worker": "maya", "to": "tom" })).await;
    let second = bench.twilio.tasks().remove(1)["sid"].as_str().unwrap().to_owned();
    told(&bench).await;
    assert_eq!(bench.desk("POST", &format!("/tasks/{second}/reject"), json!({ "worker": "tom" })).await.1["status"], "canceled");
    assert_eq!(told(&bench).await.0, ["reservation.rejected", "task.canceled", "task.transfer-failed"]);
    assert_eq!(bench.twilio.tasks()[0]["worker"], "maya");
    assert_eq!(people(&bench).len(), 2);
}

#[tokio::test]
async fn a_transfer_to_the_queue_goes_to_somebody_else() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    accept(&bench, &task, "maya").await;
    bench.desk("POST", &format!("/tasks/{task}/transfer"), json!({ "worker": "maya", "to": "queue" })).await;
    let second = bench.twilio.tasks().remove(1);
    let offered: Vec<_> = second["reservations"].as_array().unwrap().iter().map(|r| r["worker"].as_str().unwrap()).collect();
    assert_eq!(offered, ["tom"]);
}

#[tokio::test]
async fn an_agent_may_leave_and_another_may_be_invited() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    accept(&bench, &task, "maya").await;
    let row = bench.desk("POST", &format!("/tasks/{task}/leave"), json!({ "worker": "maya" })).await.1;
    assert_eq!(row["status"], "completed");
    assert_eq!(people(&bench), ["discord:42"]);
    let interaction = row["interaction_sid"].as_str().unwrap();
    let channels = format!("/v1/Interactions/{interaction}/Channels");
    let channel = bench.good("GET", &channels, &[]).await["channels"][0].clone();
    assert_eq!(channel["status"], "inactive");
    let channel = format!("{channels}/{}", channel["sid"].as_str().unwrap());
    bench.good("POST", &format!("/v1/Conversations/{sid}/Messages"), &[("Body", "still there?"), ("Author", "discord:42")]).await;
    assert_eq!(bench.good("GET", &channel, &[]).await["status"], "active");
    let routing = json!({ "properties": { "workflow_sid": bench.twilio.workflow_sid() } }).to_string();
    let invite = bench.good("POST", &format!("{channel}/Invites"), &[("Routing", &routing)]).await;
    accept(&bench, invite["routing"]["properties"]["sid"].as_str().unwrap(), "tom").await;
    let people = bench.good("GET", &format!("{channel}/Participants"), &[]).await;
    assert_eq!(people["participants"][1]["type"], "agent");
}

#[tokio::test]
async fn closing_the_channel_completes_the_task_and_closes_the_conversation() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    accept(&bench, &task, "maya").await;
    told(&bench).await;
    let interaction = bench.twilio.tasks()[0]["interaction_sid"].as_str().unwrap().to_owned();
    let channels = format!("/v1/Interactions/{interaction}/Channels");
    let channel = bench.good("GET", &channels, &[]).await["channels"][0]["sid"].as_str().unwrap().to_owned();
    let path = format!("{channels}/{channel}");
    assert_eq!(bench.call("POST", &path, &[("Status", "inactive")]).await.0, 400);
    let closed = bench.good("POST", &path, &[("Status", "closed"), ("Routing", "{\"status\":\"closed\"}")]).await;
    assert_eq!(closed["status"], "closed");
    let (tasks, talk) = told(&bench).await;
    assert_eq!(tasks, ["reservation.completed", "task.completed"]);
    assert_eq!(talk, ["onParticipantRemoved", "onConversationStateUpdated"]);
}

#[tokio::test]
async fn closing_the_conversation_ends_what_waits_for_an_agent() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    bench.task(&sid).await;
    told(&bench).await;
    bench.good("POST", &format!("/v1/Conversations/{sid}"), &[("State", "closed")]).await;
    assert_eq!(told(&bench).await.0, ["reservation.canceled", "reservation.canceled", "task.canceled"]);
    let channel = json!({ "type": "web", "initiated_by": "customer", "properties": { "media_channel_sid": sid } }).to_string();
    let again = bench.call("POST", "/v1/Interactions", &[("Channel", &channel), ("Routing", "{}")]).await;
    assert_eq!(again.1["code"], 45354);
}
