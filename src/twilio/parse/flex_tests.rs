use super::*;

const TASK: &[(&str, &str)] = &[
    ("AccountSid", "AC1"),
    ("WorkspaceSid", "WS1"),
    ("Sid", "EV1"),
    ("Timestamp", "1762380209"),
    ("TaskSid", "WT1"),
    ("TaskAttributes", r#"{"conversationSid":"CH1","flexInteractionSid":"KD1","from":"Ana"}"#),
];

fn read(kind: &str, over: &[(&str, &str)]) -> Result<Parsed, BadPayload> {
    let mut pairs = vec![("EventType", kind)];
    pairs.extend(TASK.iter().filter(|(name, _)| !over.iter().any(|(n, _)| n == name)));
    pairs.extend(over);
    let raw = serde_urlencoded::to_string(&pairs).unwrap();
    parse(&Form::decode(raw.as_bytes()).unwrap(), 5)
}

fn event(kind: &str, over: &[(&str, &str)]) -> Event {
    match read(kind, over).unwrap() {
        Parsed::Event(event) => *event,
        Parsed::Ignored(why) => panic!("{kind} ignored: {why:?}"),
    }
}

#[test]
fn a_new_task_belongs_to_its_conversation() {
    let created = event("task.created", &[]);
    assert_eq!((created.source.as_str(), created.at), ("desk:task:WT1:created", 1_762_380_209_000));
    assert_eq!((created.subject, created.body), (Subject::Desk { sid: "CH1".into() }, Body::TaskCreated { task: "WT1".into() }));
    assert_eq!(event("task.created", &[("TimestampMs", "1762380209597")]).at, 1_762_380_209_597);
}

fn accepted_by(name: &str, attributes: &str) -> Agent {
    let accepted = event("reservation.accepted", &[("ReservationSid", "WR1"), ("WorkerName", name), ("WorkerAttributes", attributes)]);
    assert_eq!(accepted.source, "desk:reservation:WR1:accepted");
    match accepted.body {
        Body::TaskAccepted { task, agent } if task == "WT1" => agent,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_agent_has_an_identity_for_us_and_a_name_for_members() {
    let maya = |name: Option<&str>| Agent { identity: "maya@corp.com".into(), name: name.map(str::to_owned) };
    assert_eq!(accepted_by("maya@corp.com", r#"{"full_name":"Maya B.","contact_uri":"client:maya_40corp_2Ecom"}"#), maya(Some("Maya B.")));
    assert_eq!(accepted_by("Maya", r#"{"contact_uri":"client:maya_40corp_2Ecom"}"#), maya(Some("Maya")));
    assert_eq!(accepted_by("maya@corp.com", r#"{"full_name":"maya@corp.com"}"#), maya(None), "a mail address is no name");
    assert_eq!(accepted_by("maya_40corp_2Ecom", "{}"), maya(None));
    assert_eq!(accepted_by("maya@corp.com", "not json"), maya(None));
}

#[test]
fn the_end_of_a_task_is_told_once_whatever_is_reported_first() {
    let ended = Body::TaskEnded { task: "WT1".into() };
    let lost = |why| Body::TaskLost { task: "WT1".into(), why };
    type Report = (&'static str, &'static [(&'static str, &'static str)], Body);
    let table: [Report; 8] = [
        ("task.wrapup", &[], ended.clone()),
        ("task.completed", &[], ended.clone()),
        ("task.deleted", &[("TaskAssignmentStatus", "completed")], ended),
        ("workflow.timeout", &[], lost(TaskLoss::TimedOut)),
        ("task.canceled", &[("TaskCanceledReason", "Task canceled on Workflow Timeout")], lost(TaskLoss::TimedOut)),
        ("task.canceled", &[("TaskCanceledReason", "the customer left")], lost(TaskLoss::Cancelled)),
        ("task.deleted", &[], lost(TaskLoss::Cancelled)),
        ("task.system-deleted", &[], lost(TaskLoss::Cancelled)),
    ];
    for (kind, over, body) in table {
        let event = event(kind, over);
        assert_eq!((event.source.as_str(), event.body), ("desk:task:WT1:over", body), "{kind}");
    }
}

#[test]
fn a_transfer_is_told_by_its_own_event() {
    let event = event("task.transfer-initiated", &[]);
    assert_eq!((event.source.as_str(), event.body), ("desk:task:EV1", Body::TaskTransferring { task: "WT1".into(), to: None }));
}

#[test]
fn tasks_without_a_conversation_and_other_kinds_are_passed_over() {
    for attributes in ["{}", "", "not json", r#"{"conversationSid":""}"#, "[]"] {
        assert_eq!(read("task.created", &[("TaskAttributes", attributes)]).unwrap(), Parsed::Ignored(Ignored::NotOurs), "{attributes}");
    }
    for kind in ["reservation.completed", "reservation.wrapup", "task-queue.entered", "worker.activity.update", "onChannelStatusUpdated"] {
        assert_eq!(read(kind, &[]).unwrap(), Parsed::Ignored(Ignored::NotOurs), "{kind}");
    }
    assert_eq!(read("moon.rises", &[]).unwrap(), Parsed::Ignored(Ignored::Unknown));
}

#[test]
fn a_channel_that_could_not_be_made_is_a_failed_hand_over() {
    let failed = event("onChannelCreateFailed", &[("InteractionSid", "KD1"), ("ChannelSid", "UO1"), ("MediaChannelSid", "CH1")]);
    assert_eq!((failed.source.as_str(), failed.body), ("desk:channel:UO1:failed", Body::FlowFailed));
    assert_eq!(failed.subject, Subject::Desk { sid: "CH1".into() });
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(read("task.created", &[("TaskSid", "")]), Err(BadPayload::Missing("TaskSid")));
    assert_eq!(read("reservation.accepted", &[("WorkerName", "x")]), Err(BadPayload::Missing("ReservationSid")));
}
