//! The carrier against a stand-in on a real socket.

use super::*;
use crate::domain::conversation::{Conversation, Desk, Handover};
use crate::domain::delivery::{DeskAuthor, Reply, Write};
use crate::domain::ids::{ConversationId, FileId, Key, Snowflake};
use crate::domain::outcome::{Made, VendorId};
use crate::relay::inlet::Inlet;
use crate::twilio::mark::Mark;
use crate::twilio::testing::{Answer, Asked, Shelf, Still, Stub, at_the_inlet, error, settings};
use serde_json::json;

const KEY: Key = Key { conversation: ConversationId(uuid::Uuid::from_u128(7)), seq: 12 };

fn carrier(stub: &Stub) -> (DeskCarrier, Arc<Shelf>) {
    let shelf = Arc::new(Shelf::default());
    (with_client(stub.client(), stub.settings(), shelf.clone(), Inlet::channel(1).0), shelf)
}

fn with_client(client: Arc<Client>, settings: Settings, shelf: Arc<Shelf>, inlet: Inlet) -> DeskCarrier {
    DeskCarrier::new(client.clone(), shelf, Arc::new(settings), CatchUp::new(client, inlet, Arc::new(Still(0))))
}

fn job(delivery: Delivery) -> Job {
    let mut conversation = Conversation::begin(KEY.conversation, Snowflake(42), "Ana".into(), 0);
    conversation.desk = Desk::Open { sid: "CH1".into() };
    Job {
        key: KEY,
        delivery,
        conversation: Arc::new(conversation),
        refers_to: vec![],
        doubtful: false,
        first_tried_at: Some(1_762_380_209_000),
    }
}

fn doubtful(job: Job) -> Job {
    Job { doubtful: true, ..job }
}

fn line(text: &str, files: Vec<FileRef>) -> Delivery {
    Delivery::Write(Write { message: 11, author: DeskAuthor::Member, text: text.into(), files, announce: true, only_while: None })
}

fn opening() -> Job {
    job(Delivery::OpenDesk {
        unique_name: "flexcord-7-0".into(),
        title: "Ana".into(),
        attributes: Map::from_iter([("case".into(), json!("#1"))]),
    })
}

fn picture(id: u128) -> FileRef {
    FileRef {
        id: FileId(uuid::Uuid::from_u128(id)),
        source: FileSource::Desk { media: "ME9".into() },
        name: "a picture.png".into(),
        content_type: "image/png".into(),
        size: 3,
    }
}

fn conversation(state: &str) -> Answer {
    Answer::Json(201, json!({"sid": "CH1", "state": state, "attributes": "{\"old\":1}", "unique_name": "flexcord-7-0"}))
}

fn page(key: &str, items: Value) -> Answer {
    Answer::Json(200, json!({"meta": {"key": key, "next_page_url": null}, key: items}))
}

/// Everything goes well.
fn kind(asked: &Asked) -> Answer {
    match asked.call.as_str() {
        "POST /Conversations" | "GET /Conversations/CH1" | "GET /Conversations/flexcord-7-0" => conversation("active"),
        "POST /Conversations/CH1/Messages" => {
            Answer::Json(201, json!({"sid": format!("IM-{}", asked.field("Attributes").unwrap_or_default()), "index": 3}))
        }
        "POST /Media" => Answer::Json(201, json!({"sid": "ME1"})),
        call if call.starts_with("GET /Conversations/CH1/Webhooks") => page("webhooks", json!([])),
        call if call.starts_with("GET /Conversations/CH1/Messages") => page("messages", json!([])),
        _ => Answer::Json(200, json!({"sid": "XX1"})),
    }
}

fn wrote(made: &[(&str, i64)]) -> Outcome {
    let ids = made.iter().map(|(id, position)| Made { id: (*id).to_owned(), position: Some(*position) }).collect();
    Outcome::Done(Receipt { ids, fact: None })
}

fn mark(part: usize) -> String {
    Mark { key: KEY, part }.attributes()
}

#[tokio::test]
async fn a_desk_conversation_is_set_up_with_both_webhooks_before_anything_is_said() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    let outcome = carrier(&stub).0.carry(&opening()).await;
    assert_eq!(outcome, Outcome::Done(Receipt::fact(Fact::Desk { sid: "CH1".into() })));
    let asked = stub.asked();
    let calls: Vec<&str> = asked.iter().map(|asked| asked.call.as_str()).collect();
    let (participants, webhooks) = ("POST /Conversations/CH1/Participants", "POST /Conversations/CH1/Webhooks");
    assert_eq!(calls, ["POST /Conversations", participants, webhooks, webhooks]);
    assert_eq!(asked[0].field("UniqueName"), Some("flexcord-7-0"));
    assert_eq!(asked[0].field("Attributes"), Some(r##"{"case":"#1"}"##));
    assert_eq!(asked[1].field("Identity"), Some("discord:42"));
    assert_eq!((asked[2].field("Target"), asked[2].field("Configuration.FlowSid")), (Some("studio"), Some("FW1")));
    assert_eq!(asked[2].fields_named("Configuration.Filters"), ["onMessageAdded"]);
    assert_eq!(asked[3].field("Configuration.Url"), Some("https://bridge.example.com/forward-to-discord"));
    assert_eq!(asked[3].fields_named("Configuration.Filters"), super::open::FILTERS);
    assert!(asked.iter().all(|asked| asked.header("x-twilio-webhook-enabled").is_none()));
    assert!(asked.iter().all(|asked| asked.header("x-original-host") == Some("conversations.twilio.com")));
    assert!(asked.iter().all(|asked| asked.header("authorization") == Some("Basic QUMxOjEyMzQ1")));
}

#[tokio::test]
async fn the_member_is_named_at_the_desk_by_their_identity() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    assert_eq!(carrier(&stub).0.carry(&job(Delivery::NameMember)).await.name(), "done");
    let asked = stub.asked();
    assert_eq!((asked.len(), asked[0].call.as_str()), (1, "POST /Users/discord:42"));
    assert_eq!(asked[0].field("FriendlyName"), Some("Ana"));
    let stub = Stub::start(|_, _| error(500, 20500)).await;
    assert_eq!(carrier(&stub).0.carry(&job(Delivery::NameMember)).await.name(), "later", "the same name may be given twice");
}

#[tokio::test]
async fn a_second_try_finds_the_first_ones_conversation_and_adds_only_what_is_missing() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "POST /Conversations" => error(409, 50353),
        "POST /Conversations/CH1/Participants" => error(409, 50433),
        "GET /Conversations/CH1/Webhooks" => page(
            "webhooks",
            json!([{"sid": "WH1", "target": "studio", "configuration": {"flow_sid": "FW1", "filters": ["onMessageAdded"]}}]),
        ),
        _ => kind(asked),
    })
    .await;
    assert_eq!(carrier(&stub).0.carry(&opening()).await.name(), "done");
    let added: Vec<_> = stub.asked().into_iter().filter(|asked| asked.call == "POST /Conversations/CH1/Webhooks").collect();
    assert_eq!(added.len(), 1);
    assert_eq!(added[0].field("Target"), Some("webhook"));
}

#[tokio::test]
async fn a_conversation_that_is_not_found_by_name_is_found_through_its_member() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "POST /Conversations" => error(409, 50353),
        "GET /Conversations/flexcord-7-0" => error(404, 20404),
        "GET /ParticipantConversations" => page(
            "conversations",
            json!([{"conversation_sid": "CH0", "conversation_unique_name": "other"}, {"conversation_sid": "CH1", "conversation_unique_name": "flexcord-7-0"}]),
        ),
        _ => kind(asked),
    })
    .await;
    assert_eq!(carrier(&stub).0.carry(&opening()).await.name(), "done");
}

#[tokio::test]
async fn a_conversation_that_was_closed_meanwhile_is_gone() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "POST /Conversations" => error(409, 50353),
        "GET /Conversations/flexcord-7-0" => conversation("closed"),
        _ => kind(asked),
    })
    .await;
    assert!(matches!(carrier(&stub).0.carry(&opening()).await, Outcome::Gone { what: Missing::DeskClosed, .. }));
}

#[tokio::test]
async fn setting_up_that_breaks_off_is_doubtful() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "POST /Conversations/CH1/Webhooks" => error(500, 20500),
        _ => kind(asked),
    })
    .await;
    assert_eq!(carrier(&stub).0.carry(&opening()).await.name(), "unknown");
}

#[tokio::test]
async fn a_members_line_bears_their_identity_our_mark_and_tells_the_flow() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    let outcome = carrier(&stub).0.carry(&job(line("hello & <good> day 👋", vec![]))).await;
    assert_eq!(outcome, wrote(&[(&format!("IM-{}", mark(0)), 3)]));
    let asked = &stub.asked()[0];
    assert_eq!((asked.field("Author"), asked.field("Body")), (Some("discord:42"), Some("hello & <good> day 👋")));
    assert_eq!(asked.field("Attributes"), Some(mark(0).as_str()));
    assert_eq!(asked.header("x-twilio-webhook-enabled"), Some("true"));
}

#[tokio::test]
async fn the_assistants_line_is_plain_and_tells_nobody() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    for (author, name) in [(DeskAuthor::Assistant, "Assistant"), (DeskAuthor::System, "flexcord")] {
        let write = Write { message: 11, author, text: "case **#1**".into(), files: vec![], announce: false, only_while: None };
        assert_eq!(carrier(&stub).0.carry(&job(Delivery::Write(write))).await.name(), "done");
        let asked = stub.asked().pop().unwrap();
        assert_eq!((asked.field("Author"), asked.header("x-twilio-webhook-enabled")), (Some(name), None));
        assert_eq!(asked.field("Body"), Some("case #1"), "Flex shows plain text");
    }
}

#[tokio::test]
async fn files_follow_the_text_each_in_a_line_of_its_own_and_the_flow_hears_once() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    let (carrier, shelf) = carrier(&stub);
    shelf.files.lock().unwrap().insert(picture(1).id, "abc".into());
    let outcome = carrier.carry(&job(line("look", vec![picture(1)]))).await;
    assert_eq!(outcome, wrote(&[(&format!("IM-{}", mark(0)), 3), (&format!("IM-{}", mark(1)), 3)]));
    let asked = stub.asked();
    assert_eq!(stub.calls(), ["POST /Conversations/CH1/Messages", "POST /Media", "POST /Conversations/CH1/Messages"]);
    assert_eq!((asked[1].query.as_str(), asked[1].header("content-type")), ("Filename=a+picture.png", Some("image/png")));
    assert_eq!((&asked[1].body[..], asked[1].header("x-original-host")), (&b"abc"[..], Some("mcs.us1.twilio.com")));
    assert_eq!((asked[2].field("MediaSid"), asked[2].field("Body")), (Some("ME1"), None));
    assert_eq!(asked[2].header("x-twilio-webhook-enabled"), None);
}

#[tokio::test]
async fn in_doubt_only_the_parts_that_are_not_there_are_written() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "GET /Conversations/CH1/Messages" => page(
            "messages",
            json!([
                {"sid": "IM9", "index": 9, "author": "jane", "body": "hm", "attributes": "{}"},
                {"sid": "IM8", "index": 8, "author": "discord:42", "body": "look", "attributes": mark(0)},
            ]),
        ),
        _ => kind(asked),
    })
    .await;
    let (carrier, shelf) = carrier(&stub);
    shelf.files.lock().unwrap().insert(picture(1).id, "abc".into());
    let outcome = carrier.carry(&doubtful(job(line("look", vec![picture(1)])))).await;
    assert_eq!(outcome, wrote(&[("IM8", 8), (&format!("IM-{}", mark(1)), 3)]));
    let first = &stub.asked()[0];
    assert_eq!((first.call.as_str(), first.query.as_str()), ("GET /Conversations/CH1/Messages", "Order=desc&PageSize=50"));
    assert_eq!(stub.calls().iter().filter(|call| *call == "POST /Conversations/CH1/Messages").count(), 1);
}

#[tokio::test]
async fn the_search_goes_on_over_pages_until_before_the_first_try() {
    let stub = Stub::start(move |asked, _| match (asked.call.as_str(), asked.query.as_str()) {
        ("GET /Conversations/CH1/Messages", "Order=desc&PageSize=50") => Answer::Json(
            200,
            json!({"meta": {"next_page_url": "https://conversations.twilio.com/v1/Services/IS1/Conversations/CH1/Messages?Page=1&PageToken=x"},
                   "messages": [{"sid": "IM9", "index": 9, "attributes": "{}", "date_created": "2025-11-05T22:02:00Z"}]}),
        ),
        ("GET /Conversations/CH1/Messages", "Page=1&PageToken=x") => Answer::Json(
            200,
            json!({"meta": {"next_page_url": "https://evil.example/never"},
                   "messages": [{"sid": "IM8", "index": 8, "attributes": mark(0)}, {"sid": "IM7", "index": 7, "attributes": "{}", "date_created": "2025-11-05T22:01:00Z"}]}),
        ),
        _ => kind(asked),
    })
    .await;
    assert_eq!(carrier(&stub).0.carry(&doubtful(job(line("look", vec![])))).await, wrote(&[("IM8", 8)]));
    assert_eq!(stub.calls().len(), 2);
}

#[tokio::test]
async fn how_writing_ends_when_twilio_says_no() {
    type Says = fn() -> Answer;
    let table: [(Says, &str); 8] = [
        (|| error(400, 50377), "gone"),
        (|| error(404, 20404), "gone"),
        (|| error(429, 50063), "later"),
        (|| Answer::With(429, "retry-after", "7".into(), b"<html>".to_vec()), "later"),
        (|| error(500, 20500), "unknown"),
        (|| Answer::With(502, "content-type", "text/html".into(), b"<html>bad gateway".to_vec()), "unknown"),
        (|| error(401, 20003), "refused"),
        (|| Answer::With(201, "content-type", "application/json".into(), b"{\"si".to_vec()), "unknown"),
    ];
    for (answer, name) in table {
        let stub = Stub::start(move |_, _| answer()).await;
        let outcome = carrier(&stub).0.carry(&job(line("x", vec![]))).await;
        assert_eq!(outcome.name(), name, "{outcome:?}");
        if let Outcome::Later { after_ms: Some(after), .. } = outcome {
            assert_eq!(after, 7_000);
        }
    }
}

#[tokio::test]
async fn a_dropped_connection_is_doubtful_and_a_refused_one_is_not() {
    let stub = Stub::start(|_, _| Answer::Hang).await;
    assert_eq!(carrier(&stub).0.carry(&job(line("x", vec![]))).await.name(), "unknown");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let settings = settings(&address);
    let carrier = with_client(Arc::new(Client::new(&settings).unwrap()), settings, Arc::default(), Inlet::channel(1).0);
    assert_eq!(carrier.carry(&job(line("x", vec![]))).await.name(), "later");
}

#[tokio::test]
async fn no_answer_in_time_is_doubtful() {
    // Accepts connections and never answers.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&format!("http://{}", listener.local_addr().unwrap()));
    settings.request_timeout = std::time::Duration::from_millis(50);
    let carrier = with_client(Arc::new(Client::new(&settings).unwrap()), settings, Arc::default(), Inlet::channel(1).0);
    assert_eq!(carrier.carry(&job(line("x", vec![]))).await.name(), "unknown");
    drop(listener);
}

#[tokio::test]
async fn a_failure_after_the_first_part_is_doubtful_because_a_part_is_there() {
    let stub = Stub::start(|asked, _| if asked.call == "POST /Media" { error(429, 20429) } else { kind(asked) }).await;
    let (carrier, shelf) = carrier(&stub);
    shelf.files.lock().unwrap().insert(picture(1).id, "abc".into());
    assert_eq!(carrier.carry(&job(line("look", vec![picture(1)]))).await.name(), "unknown");
    assert_eq!(carrier.carry(&job(line("", vec![picture(1)]))).await.name(), "later");
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_or_gone() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    let (carrier, _) = carrier(&stub);
    assert!(matches!(carrier.carry(&job(line("", vec![]))).await, Outcome::Refused { refusal: Refusal::Invalid, .. }));
    assert!(matches!(carrier.carry(&job(line("", vec![picture(1)]))).await, Outcome::Gone { what: Missing::File, .. }));
    let mut nowhere = job(line("x", vec![]));
    nowhere.conversation = Arc::new(Conversation { desk: Desk::None, ..Conversation::clone(&nowhere.conversation) });
    assert!(matches!(carrier.carry(&nowhere).await, Outcome::Gone { what: Missing::DeskClosed, .. }));
    assert!(stub.calls().is_empty());
}

#[tokio::test]
async fn a_changed_message_is_changed_in_its_text_line_and_its_files_stay() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "GET /Conversations/CH1/Messages/IM1" => {
            Answer::Json(200, json!({"sid": "IM1", "index": 1, "author": "discord:42", "body": "old"}))
        }
        "GET /Conversations/CH1/Messages/IM2" => {
            Answer::Json(200, json!({"sid": "IM2", "index": 2, "author": "discord:42", "media": [{"sid": "ME1"}]}))
        }
        _ => kind(asked),
    })
    .await;
    let ids = |ids: &[&str]| vec![(5, ids.iter().zip(0..).map(|(id, part)| VendorId { part, id: (*id).into(), position: None }).collect())];
    let rewrite = |text: &str, to: &[&str]| Job { refers_to: ids(to), ..job(Delivery::Rewrite { of: 5, text: text.into() }) };
    let (carrier, _) = carrier(&stub);
    assert_eq!(carrier.carry(&rewrite("new", &["IM1", "IM2"])).await.name(), "done");
    let changed = stub.asked().pop().unwrap();
    assert_eq!((changed.call.as_str(), changed.field("Body")), ("POST /Conversations/CH1/Messages/IM1", Some("new")));

    assert_eq!(carrier.carry(&rewrite("", &["IM1"])).await.name(), "done");
    assert_eq!(stub.calls().pop().unwrap(), "DELETE /Conversations/CH1/Messages/IM1");

    assert_eq!(carrier.carry(&rewrite("now with words", &["IM2"])).await.name(), "done");
    let added = stub.asked().pop().unwrap();
    assert_eq!((added.call.as_str(), added.field("Author")), ("POST /Conversations/CH1/Messages", Some("discord:42")));

    assert!(matches!(carrier.carry(&rewrite("x", &[])).await, Outcome::Gone { what: Missing::Message, .. }));
}

#[tokio::test]
async fn marks_are_merged_into_what_is_there() {
    let stub = Stub::start(|asked, _| kind(asked)).await;
    let (carrier, _) = carrier(&stub);
    let marking = |attributes: Value| job(Delivery::Mark { attributes: attributes.as_object().unwrap().clone() });
    assert_eq!(carrier.carry(&marking(json!({"handoff": "agent"}))).await.name(), "done");
    let written: Value = serde_json::from_str(stub.asked().pop().unwrap().field("Attributes").unwrap()).unwrap();
    assert_eq!(written, json!({"old": 1, "handoff": "agent"}));
    assert_eq!(carrier.carry(&marking(json!({"old": 1}))).await.name(), "done");
    assert_eq!(stub.calls().pop().unwrap(), "GET /Conversations/CH1", "nothing new is not written");
    let long = marking(json!({"x": "y".repeat(17_000)}));
    assert!(matches!(carrier.carry(&long).await, Outcome::Refused { refusal: Refusal::Invalid, .. }));
}

#[tokio::test]
async fn closing_goes_through_the_interaction_where_the_task_tells_it() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "GET /v1/Workspaces/WS1/Tasks/WT1" => {
            Answer::Json(200, json!({"sid": "WT1", "attributes": r#"{"conversationSid":"CH1","flexInteractionSid":"KD1","flexInteractionChannelSid":"UO1"}"#}))
        }
        "POST /Conversations/CH1" => error(400, 50377),
        _ => kind(asked),
    })
    .await;
    let mut closing = job(Delivery::CloseDesk { sid: "CH1".into() });
    let handover = Handover { task: Some("WT1".into()), ..Handover::asked(0) };
    closing.conversation = Arc::new(Conversation { handover: Some(handover), ..Conversation::clone(&closing.conversation) });
    assert_eq!(carrier(&stub).0.carry(&closing).await, Outcome::Done(Receipt::default()));
    assert_eq!(stub.calls(), ["GET /v1/Workspaces/WS1/Tasks/WT1", "POST /v1/Interactions/KD1/Channels/UO1", "POST /Conversations/CH1"]);
    assert_eq!(stub.asked()[1].field("Routing"), Some(r#"{"status":"closed"}"#));
    assert_eq!(stub.asked()[2].field("State"), Some("closed"));

    // The task belongs to the conversation that came after the one to be closed.
    closing.delivery = Delivery::CloseDesk { sid: "CH0".into() };
    assert_eq!(carrier(&stub).0.carry(&closing).await.name(), "done");
    assert_eq!(stub.calls()[3..], ["GET /v1/Workspaces/WS1/Tasks/WT1", "POST /Conversations/CH0"]);
}

#[tokio::test]
async fn closing_works_without_a_task_and_when_it_is_deleted() {
    let stub = Stub::start(|asked, _| if asked.call.contains("/Tasks/") { error(404, 20404) } else { kind(asked) }).await;
    assert_eq!(carrier(&stub).0.carry(&job(Delivery::CloseDesk { sid: "CH1".into() })).await.name(), "done");
    assert_eq!(stub.calls(), ["POST /Conversations/CH1"]);
}

#[tokio::test]
async fn an_agents_name_is_looked_up_under_the_escaped_identity_and_never_shows_it() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "GET /Users/maya_40corp_2Ecom" => Answer::Json(200, json!({"sid": "US1", "friendly_name": "Maya"})),
        "GET /Users/tom_40corp_2Ecom" => Answer::Json(200, json!({"sid": "US2", "friendly_name": "tom@corp.com"})),
        _ => error(404, 20404),
    })
    .await;
    let (carrier, _) = carrier(&stub);
    let look_up = |identity: &str| job(Delivery::LookUpAgent { identity: identity.into() });
    assert_eq!(carrier.carry(&look_up("maya@corp.com")).await, Outcome::Done(Receipt::fact(Fact::AgentName { name: "Maya".into() })));
    assert_eq!(carrier.carry(&look_up("tom@corp.com")).await, Outcome::Done(Receipt::default()));
    assert_eq!(carrier.carry(&look_up("no_body")).await, Outcome::Done(Receipt::default()));
    assert_eq!(stub.calls()[2..], ["GET /Users/no_5Fbody", "GET /Users/no_body"]);
}

#[tokio::test]
async fn a_file_is_copied_within_the_limit_and_a_signed_address_gets_no_credentials() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "GET /Media/ME9/Content" => Answer::With(302, "location", "/signed?x=1".into(), vec![]),
        "GET /signed" if asked.header("authorization").is_none() => Answer::With(200, "content-type", "image/png".into(), b"abc".to_vec()),
        "GET /Media/ME8/Content" => Answer::With(200, "content-type", "image/png".into(), vec![0; 1_001]),
        _ => error(404, 20404),
    })
    .await;
    let (carrier, shelf) = carrier(&stub);
    let fetch = |media: &str| job(Delivery::Fetch { file: FileRef { source: FileSource::Desk { media: media.into() }, ..picture(1) } });
    assert_eq!(carrier.carry(&fetch("ME9")).await, Outcome::Done(Receipt::fact(Fact::Stored { file: picture(1).id, size: 3 })));
    assert_eq!(&shelf.files.lock().unwrap()[&picture(1).id][..], b"abc");
    assert!(matches!(carrier.carry(&fetch("ME8")).await, Outcome::Refused { refusal: Refusal::Invalid, .. }));
    assert!(matches!(carrier.carry(&fetch("ME7")).await, Outcome::Gone { what: Missing::File, .. }));
}

#[tokio::test]
async fn what_was_missed_comes_in_by_the_same_door() {
    let stub = Stub::start(|asked, _| match asked.call.as_str() {
        "GET /Conversations/CH1/Messages" => page("messages", json!([{"sid": "IM9", "index": 9, "author": "jane", "body": "hm"}])),
        "GET /Conversations/CH1/Participants" => page("participants", json!([])),
        _ => kind(asked),
    })
    .await;
    let (inlet, mut queue) = Inlet::channel(1);
    let carrier = with_client(stub.client(), stub.settings(), Arc::default(), inlet);
    let catching_up = job(Delivery::CatchUp { after: Some(7), lines_only: false });
    let (outcome, source) = tokio::join!(carrier.carry(&catching_up), async {
        let (event, answer) = at_the_inlet(queue.recv().await.unwrap());
        answer.send(Ok(Reply::Ok)).unwrap();
        event.source
    });
    assert_eq!((outcome, source.as_str()), (Outcome::Done(Receipt::fact(Fact::Looked { last: Some(9) })), "desk:message:IM9"));
    let asked = stub.asked().len();
    let lines = job(Delivery::CatchUp { after: Some(9), lines_only: true });
    assert_eq!(carrier.carry(&lines).await, Outcome::Done(Receipt::fact(Fact::Looked { last: Some(9) })));
    assert_eq!(stub.asked().len(), asked + 1, "lines alone take one request");
    drop(queue);
    assert_eq!(carrier.carry(&catching_up).await.name(), "later", "nothing is taken in any more");
}
