use super::*;
use crate::domain::delivery::Reply;
use crate::domain::event::Body;
use crate::twilio::testing::{Answer, Asked, Still, Stub, at_the_inlet, error};
use serde_json::{Value, json};

fn page(key: &str, items: Value) -> Answer {
    Answer::Json(200, json!({"meta": {"key": key, "next_page_url": null}, key: items}))
}

fn messages() -> Value {
    json!([
        {"sid": "IM6", "index": 6, "author": "jane_40corp_2Ecom", "body": "six", "attributes": "{}", "date_created": "2025-11-05T22:03:29Z"},
        {"sid": "IM5", "index": 5, "author": "discord:1", "body": "five", "attributes": "{}"},
        {"sid": "IM4", "index": 4, "author": "jane_40corp_2Ecom", "body": null, "attributes": "{}",
         "media": [{"sid": "ME1", "filename": "a.pdf", "content_type": "application/pdf", "size": 7}]},
        {"sid": "IM3", "index": 3, "author": "jane_40corp_2Ecom", "body": "three", "attributes": "{}"},
    ])
}

fn desk(state: &'static str, identity: &'static str) -> impl Fn(&Asked, usize) -> Answer + Send + Sync + 'static {
    move |asked, _| match asked.call.as_str() {
        "GET /Conversations/CH1" => Answer::Json(200, json!({"sid": "CH1", "state": state, "date_updated": "2025-11-05T22:05:00Z"})),
        "GET /Conversations/CH1/Messages" => page("messages", messages()),
        "GET /Conversations/CH1/Participants" => {
            page("participants", json!([{"sid": "MB1", "identity": "discord:1"}, {"sid": "MB2", "identity": identity}]))
        }
        _ => error(404, 20404),
    }
}

fn behind(sid: &str, last_index: Option<i64>, agent: Option<&str>) -> Behind {
    Behind { sid: sid.into(), last_index, agent: agent.map(str::to_owned), task: None }
}

async fn sources(stub: &Stub, behind: Behind) -> Vec<String> {
    let events = missed(&stub.client(), &behind, 5).await.unwrap().events;
    events.into_iter().map(|event| event.source).collect()
}

#[tokio::test]
async fn what_was_missed_is_told_in_order_under_the_sources_of_the_webhooks() {
    let stub = Stub::start(desk("active", "jane_40corp_2Ecom")).await;
    let jane = Some("jane@corp.com");
    assert_eq!(sources(&stub, behind("CH1", Some(3), jane)).await, ["desk:participant:MB2:added", "desk:message:IM4", "desk:message:IM6"]);
    assert_eq!(sources(&stub, behind("CH1", Some(6), jane)).await, ["desk:participant:MB2:added"]);
    assert_eq!(sources(&stub, behind("CH1", None, None)).await.len(), 4);
    let events = missed(&stub.client(), &behind("CH1", Some(4), None), 5).await.unwrap().events;
    let last = events.last().unwrap();
    assert_eq!(last.at, 1_762_380_209_000);
    assert!(matches!(&last.body, Body::DeskWrote { author, text, .. } if author.identity == "jane@corp.com" && text == "six"));
}

#[tokio::test]
async fn an_agent_who_left_unheard_and_a_close_are_noticed() {
    let stub = Stub::start(desk("active", "discord:2")).await;
    let found = sources(&stub, behind("CH1", Some(6), Some("jane@corp.com"))).await;
    assert_eq!(found, ["desk:participant:CH1:jane@corp.com:missing:6"]);
    let stub = Stub::start(desk("active", "tom")).await;
    let found = sources(&stub, behind("CH1", Some(6), Some("jane@corp.com"))).await;
    assert_eq!(found, ["desk:participant:MB2:added"], "somebody is there; who knows under how many names");
    let stub = Stub::start(desk("closed", "tom")).await;
    let found = sources(&stub, behind("CH1", Some(5), Some("jane@corp.com"))).await;
    assert_eq!(found, ["desk:participant:MB2:added", "desk:message:IM6", "desk:state:CH1:closed"]);
    assert_eq!(sources(&stub, behind("CH2", None, None)).await, ["desk:state:CH2:closed"], "one that is gone is closed");
}

#[tokio::test]
async fn a_round_brings_all_in_and_counts_what_failed() {
    let stub =
        Stub::start(|asked, before| if asked.call.contains("CH9") { error(503, 20503) } else { desk("active", "tom")(asked, before) })
            .await;
    let (inlet, mut queue) = Inlet::channel(1);
    let relay = tokio::spawn(async move {
        let mut sources = Vec::new();
        while let Some(incoming) = queue.recv().await {
            let (event, answer) = at_the_inlet(incoming);
            sources.push(event.source);
            answer.send(Ok(Reply::Ok)).unwrap();
        }
        sources
    });
    let catch_up = CatchUp::new(stub.client(), inlet, Arc::new(Still(5)));
    let tally = catch_up.run(vec![behind("CH1", Some(5), None), behind("CH9", None, None)]).await;
    assert_eq!(tally, Tally { asked: 2, events: 2, failed: 1 });
    drop(catch_up);
    assert_eq!(relay.await.unwrap(), ["desk:participant:MB2:added", "desk:message:IM6"]);
}

#[tokio::test]
async fn what_became_of_the_task_is_found_out_under_the_source_of_its_reports() {
    type Task = fn() -> Answer;
    let table: [(Task, Option<&str>, Option<&str>); 7] = [
        (|| Answer::Json(200, json!({"sid": "WT1", "assignment_status": "pending"})), None, None),
        (|| Answer::Json(200, json!({"sid": "WT1", "assignment_status": "assigned"})), Some("tom"), None),
        (|| Answer::Json(200, json!({"sid": "WT1", "assignment_status": "wrapping"})), Some("tom"), Some("task_ended")),
        (|| Answer::Json(200, json!({"sid": "WT1", "assignment_status": "completed"})), Some("tom"), Some("task_ended")),
        (|| Answer::Json(200, json!({"sid": "WT1", "assignment_status": "canceled", "reason": "timeout"})), None, Some("task_lost")),
        (|| error(404, 20404), None, Some("task_lost")),
        (|| error(404, 20404), Some("tom"), Some("task_ended")),
    ];
    for (task, agent, kind) in table {
        let stub =
            Stub::start(
                move |asked, before| {
                    if asked.call == "GET /v1/Workspaces/WS1/Tasks/WT1" { task() } else { desk("active", "tom")(asked, before) }
                },
            )
            .await;
        let work = Some(Work { workspace: "WS1".into(), task: "WT1".into() });
        let behind = Behind { task: work, ..behind("CH1", Some(6), agent) };
        let found = missed(&stub.client(), &behind, 5).await.unwrap().events;
        let over = found.iter().find(|event| event.source == "desk:task:WT1:over");
        assert_eq!(over.map(|event| event.body.kind()), kind, "{found:?}");
    }
}
