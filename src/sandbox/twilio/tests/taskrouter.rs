//! Offers, refusals, time-outs, counts, and the event callback.

use super::harness::{Bench, Got};
use crate::sandbox::twilio::sign::sign;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn everybody_refuses_and_the_task_waits_until_the_workflow_gives_up() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    bench.events().await;
    assert_eq!(bench.desk("POST", &format!("/tasks/{task}/reject"), json!({ "worker": "maya" })).await.1["status"], "reserved");
    assert_eq!(bench.desk("POST", &format!("/tasks/{task}/reject"), json!({ "worker": "maya" })).await.0, 400);
    assert_eq!(bench.events().await, ["reservation.rejected"]);
    bench.clock.forward(120_000);
    let path = format!("/v1/Workspaces/{}/Tasks/{task}", bench.twilio.workspace_sid());
    assert_eq!(bench.good("GET", &path, &[]).await["assignment_status"], "pending");
    assert_eq!(bench.events().await, ["reservation.timeout"]);
    bench.clock.forward(3_480_000);
    let row = bench.good("GET", &path, &[]).await;
    assert_eq!((&row["assignment_status"], &row["reason"]), (&json!("canceled"), &json!("Task canceled on Workflow timeout")));
    assert_eq!(bench.events().await, ["workflow.timeout", "task.canceled"]);
    assert_eq!(bench.good("GET", &format!("/v1/Conversations/{sid}"), &[]).await["state"], "active");
}

#[tokio::test]
async fn time_passes_without_anybody_asking() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    bench.task(&sid).await;
    bench.events().await;
    bench.clock.forward(3_600_000);
    bench.receiver.wait(4).await;
    let events: Vec<String> = bench.receiver.taken().iter().map(Got::event).collect();
    assert_eq!(events, ["reservation.timeout", "reservation.timeout", "workflow.timeout", "task.canceled"]);
}

#[tokio::test]
async fn an_event_callback_is_a_signed_form_with_its_own_sid() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    bench.desk("POST", &format!("/tasks/{task}/accept"), json!({ "worker": "maya" })).await;
    bench.twilio.quiet().await;
    let got: Vec<Got> = bench.receiver.taken().into_iter().filter(|g| g.path == "/flex-events").collect();
    let sids: BTreeSet<String> = got.iter().map(|g| g.form()["Sid"].clone()).collect();
    assert_eq!(sids.len(), got.len());
    let accepted = got.iter().find(|g| g.event() == "reservation.accepted").unwrap();
    let form = accepted.form();
    let wanted = "AccountSid EventDescription EventType ReservationSid ResourceSid ResourceType Sid TaskAge TaskAssignmentStatus \
                  TaskAttributes TaskChannelSid TaskChannelUniqueName TaskPriority TaskQueueName TaskQueueSid TaskSid Timestamp TimestampMs \
                  WorkerActivityName WorkerActivitySid WorkerAttributes WorkerName WorkerSid WorkerVersion WorkflowName WorkflowSid \
                  WorkspaceName WorkspaceSid";
    let names: BTreeSet<&str> = form.keys().map(String::as_str).collect();
    assert_eq!(names, wanted.split_whitespace().collect());
    assert!(form["WorkerAttributes"].contains("\"full_name\":\"Maya Lindqvist\""));
    let pairs: Vec<(String, String)> = form.into_iter().collect();
    assert_eq!(accepted.headers["x-twilio-signature"], sign(&bench.twilio.auth_token(), &accepted.url, &pairs));
}

#[tokio::test]
async fn the_filter_holds_back_other_events() {
    let bench = Bench::start().await;
    bench.listen_to_tasks().await;
    let workspace = format!("/v1/Workspaces/{}", bench.twilio.workspace_sid());
    bench.good("POST", &workspace, &[("EventsFilter", "task.canceled, reservation.accepted")]).await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    bench.desk("POST", &format!("/tasks/{task}/cancel"), json!({ "worker": "maya" })).await;
    assert_eq!(bench.events().await, ["task.canceled"]);
}

#[tokio::test]
async fn statistics_count_what_waits() {
    let bench = Bench::start().await;
    for _ in 0..3 {
        let sid = bench.conversation().await;
        bench.task(&sid).await;
    }
    let first = bench.twilio.tasks()[0]["sid"].as_str().unwrap().to_owned();
    bench.desk("POST", &format!("/tasks/{first}/accept"), json!({ "worker": "tom" })).await;
    bench.clock.forward(5_000);
    let workspace = format!("/v1/Workspaces/{}", bench.twilio.workspace_sid());
    let path = format!("{workspace}/Workflows/{}/RealTimeStatistics", bench.twilio.workflow_sid());
    let now = bench.good("GET", &path, &[]).await;
    assert_eq!(now["tasks_by_status"], json!({ "pending": 0, "reserved": 2, "assigned": 1, "wrapping": 0 }));
    assert_eq!((&now["total_tasks"], &now["longest_task_waiting_age"]), (&json!(3), &json!(5)));
    let waiting = bench.good("GET", &format!("{workspace}/Tasks?AssignmentStatus=pending,reserved"), &[]).await;
    assert_eq!(waiting["tasks"].as_array().unwrap().len(), 2);
    assert_eq!(bench.call("GET", "/v1/Workspaces/WS0/Tasks", &[]).await.0, 404);
    bench.finish();
}

#[tokio::test]
async fn tasks_and_reservations_can_be_moved_by_the_api() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let task = bench.task(&sid).await;
    let path = format!("/v1/Workspaces/{}/Tasks/{task}", bench.twilio.workspace_sid());
    assert_eq!(bench.call("POST", &path, &[("AssignmentStatus", "completed")]).await.0, 400);
    let reservations = bench.good("GET", &format!("{path}/Reservations"), &[]).await;
    let first = reservations["reservations"][0]["sid"].as_str().unwrap();
    let accepted = bench.good("POST", &format!("{path}/Reservations/{first}"), &[("ReservationStatus", "accepted")]).await;
    assert_eq!((&accepted["reservation_status"], &accepted["worker_name"]), (&json!("accepted"), &json!("maya")));
    bench.good("POST", &path, &[("Attributes", "{\"note\":1}")]).await;
    assert_eq!(bench.good("POST", &path, &[("AssignmentStatus", "completed"), ("Reason", "done")]).await["reason"], "done");
}
