//! Conversations, participants, messages, users, paging, errors.

use super::harness::Bench;
use crate::sandbox::twilio::Settings;
use reqwest::Method;
use serde_json::{Value, json};

fn code(answer: &(u16, Value)) -> (u16, i64) {
    (answer.0, answer.1["code"].as_i64().unwrap_or_default())
}

#[tokio::test]
async fn credentials_are_asked_for() {
    let bench = Bench::start().await;
    let answer = bench.plain(Method::GET, "/v1/Conversations").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], 20003);
    let (key, secret) = bench.twilio.api_key();
    assert_eq!(bench.plain(Method::GET, "/v1/Conversations").basic_auth(key, Some(secret)).send().await.unwrap().status(), 200);
    let old = bench.twilio.auth_token();
    bench.twilio.rotate_token();
    let with_old = bench.plain(Method::GET, "/v1/Conversations").basic_auth(bench.twilio.account_sid(), Some(&old));
    assert_eq!(with_old.send().await.unwrap().status(), 200);
    let path = format!("/2010-04-01/Accounts/{}.json", bench.twilio.account_sid());
    assert_eq!(bench.good("GET", &path, &[]).await["status"], "active");
}

#[tokio::test]
async fn a_conversation_is_found_by_its_unique_name_in_both_trees() {
    let bench = Bench::start().await;
    let made = bench.good("POST", "/v1/Conversations", &[("UniqueName", "discord-42-1")]).await;
    let explicit = format!("/v1/Services/{}/Conversations/discord-42-1", bench.twilio.service_sid());
    assert_eq!(bench.good("GET", &explicit, &[]).await["sid"], made["sid"]);
    assert_eq!(bench.good("GET", "/v1/Conversations/discord-42-1", &[]).await["sid"], made["sid"]);
    let again = bench.call("POST", "/v1/Conversations", &[("UniqueName", "discord-42-1")]).await;
    assert_eq!(code(&again), (409, 50353));
    let like_a_sid = format!("CH{}", "a".repeat(32));
    assert_eq!(code(&bench.call("POST", "/v1/Conversations", &[("UniqueName", &like_a_sid)]).await), (400, 50390));
    assert_eq!(code(&bench.call("GET", &format!("/v1/Conversations/{like_a_sid}"), &[]).await), (404, 20404));
    bench.finish();
}

#[tokio::test]
async fn a_closed_conversation_takes_no_write_but_can_be_read_and_deleted() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}");
    let message = bench.good("POST", &format!("{path}/Messages"), &[("Body", "hello")]).await;
    let hook = bench.good("GET", &format!("{path}/Webhooks"), &[]).await["webhooks"][0]["sid"].as_str().unwrap().to_owned();
    bench.good("POST", &path, &[("State", "closed")]).await;
    let writes = [
        ("POST", path.clone(), vec![("FriendlyName", "x")]),
        ("POST", path.clone(), vec![("State", "active")]),
        ("POST", format!("{path}/Messages"), vec![("Body", "x")]),
        ("POST", format!("{path}/Messages/{}", message["sid"].as_str().unwrap()), vec![("Body", "x")]),
        ("DELETE", format!("{path}/Messages/{}", message["sid"].as_str().unwrap()), vec![]),
        ("POST", format!("{path}/Participants"), vec![("Identity", "x")]),
        ("POST", format!("{path}/Participants/discord:42"), vec![("Attributes", "{}")]),
        ("DELETE", format!("{path}/Participants/discord:42"), vec![]),
        ("POST", format!("{path}/Webhooks"), vec![("Target", "webhook"), ("Configuration.Url", "http://x.test")]),
        ("DELETE", format!("{path}/Webhooks/{hook}"), vec![]),
    ];
    for (method, path, form) in writes {
        assert_eq!(code(&bench.call(method, &path, &form).await), (400, 50377), "{method} {path}");
    }
    assert_eq!(bench.good("GET", &format!("{path}/Messages"), &[]).await["messages"][0]["body"], "hello");
    assert_eq!(bench.call("DELETE", &path, &[]).await, (204, Value::Null));
    assert_eq!(code(&bench.call("GET", &path, &[]).await), (404, 20404));
}

#[tokio::test]
async fn timers_make_a_conversation_inactive_and_close_it() {
    let bench = Bench::start().await;
    assert_eq!(code(&bench.call("POST", "/v1/Conversations", &[("Timers.Inactive", "PT59S")]).await), (400, 50375));
    assert_eq!(code(&bench.call("POST", "/v1/Conversations", &[("Timers.Closed", "PT9M")]).await), (400, 50376));
    assert_eq!(code(&bench.call("POST", "/v1/Conversations", &[("State", "closed")]).await), (400, 50384));
    let form = [("Timers.Inactive", "PT1M"), ("Timers.Closed", "PT10M")];
    let made = bench.good("POST", "/v1/Conversations", &form).await;
    assert_eq!(made["timers"]["date_closed"], "2026-09-21T14:23:20Z");
    let path = format!("/v1/Conversations/{}", made["sid"].as_str().unwrap());
    bench.clock.forward(60_000);
    assert_eq!(bench.good("GET", &path, &[]).await["state"], "inactive");
    bench.good("POST", &format!("{path}/Messages"), &[("Body", "I am back")]).await;
    assert_eq!(bench.good("GET", &path, &[]).await["state"], "active");
    bench.clock.forward(599_000);
    assert_eq!(bench.good("GET", &path, &[]).await["state"], "inactive");
    bench.clock.forward(1_000);
    assert_eq!(bench.good("GET", &path, &[]).await["state"], "closed");
}

#[tokio::test]
async fn participants_are_unique_and_found_with_their_conversations() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}/Participants");
    assert_eq!(code(&bench.call("POST", &path, &[("Identity", "discord:42")]).await), (409, 50433));
    assert_eq!(bench.good("GET", &format!("{path}/discord:42"), &[]).await["identity"], "discord:42");
    let second = bench.conversation().await;
    bench.good("POST", &format!("/v1/Conversations/{sid}"), &[("State", "closed")]).await;
    let found = bench.good("GET", "/v1/ParticipantConversations?Identity=discord:42", &[]).await;
    let states: Vec<_> =
        found["conversations"].as_array().unwrap().iter().map(|c| (&c["conversation_sid"], &c["conversation_state"])).collect();
    assert_eq!(states, [(&json!(sid), &json!("closed")), (&json!(second), &json!("active"))]);
    assert_eq!(code(&bench.call("GET", "/v1/ParticipantConversations", &[]).await), (400, 50451));
    bench.good("POST", "/v1/Users/discord:42", &[("FriendlyName", "Ada")]).await;
    assert_eq!(bench.good("GET", "/v1/Users/discord:42", &[]).await["friendly_name"], "Ada");
    let own = bench.good("GET", "/v1/Users/discord:42/Conversations", &[]).await;
    assert_eq!(own["conversations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn messages_keep_their_index_and_answer_with_the_right_errors() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}/Messages");
    let first = bench.good("POST", &path, &[("Body", "one"), ("Author", "discord:42")]).await;
    assert_eq!((first["index"].as_i64(), first["participant_sid"].is_string()), (Some(0), true));
    let second = bench.good("POST", &path, &[("Body", "two")]).await;
    assert_eq!((second["author"].as_str(), second["participant_sid"].is_null()), (Some("system"), true));
    bench.good("DELETE", &format!("{path}/{}", second["sid"].as_str().unwrap()), &[]).await;
    assert_eq!(bench.good("POST", &path, &[("Body", "three")]).await["index"], 2);
    assert_eq!(code(&bench.call("POST", &path, &[("Author", "x")]).await), (400, 50503));
    assert_eq!(code(&bench.call("POST", &path, &[("Body", &"x".repeat(32_769))]).await), (400, 50504));
    assert_eq!(code(&bench.call("POST", &path, &[("Body", "x"), ("Attributes", "no json")]).await), (400, 20001));
    assert_eq!(code(&bench.call("GET", &format!("{path}/IM{}", "0".repeat(32)), &[]).await), (404, 20404));
    let newest = bench.good("GET", &format!("{path}?Order=desc&PageSize=1"), &[]).await;
    assert_eq!(newest["messages"][0]["body"], "three");
    assert_eq!(
        bench.good("GET", &format!("{path}/{}/Receipts", first["sid"].as_str().unwrap()), &[]).await["delivery_receipts"],
        json!([])
    );
}

#[tokio::test]
async fn an_index_may_be_left_out() {
    let bench = Bench::with(Settings { index_gap_every: 2, ..Settings::default() }).await;
    let path = format!("/v1/Conversations/{}/Messages", bench.conversation().await);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(bench.good("POST", &path, &[("Body", "x")]).await["index"].as_i64().unwrap());
    }
    assert_eq!(seen, [0, 1, 3, 5]);
}

#[tokio::test]
async fn an_initializing_conversation_waits_until_it_is_made_active() {
    let bench = Bench::start().await;
    let made = bench.good("POST", "/v1/Conversations", &[("State", "initializing")]).await;
    let path = format!("/v1/Conversations/{}", made["sid"].as_str().unwrap());
    assert_eq!(code(&bench.call("POST", &format!("{path}/Messages"), &[("Body", "x")]).await), (400, 50386));
    assert_eq!(bench.good("POST", &path, &[("State", "active")]).await["state"], "active");
    bench.good("POST", &format!("{path}/Messages"), &[("Body", "x")]).await;
}

#[tokio::test]
async fn pages_are_followed_to_the_end_even_while_the_list_grows() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}/Messages");
    for n in 0..5 {
        bench.good("POST", &path, &[("Body", &n.to_string())]).await;
    }
    let mut seen = Vec::new();
    let mut next = Some(format!("{path}?Order=desc&PageSize=2"));
    while let Some(url) = next {
        let page = bench.good("GET", &url, &[]).await;
        assert_eq!(page["meta"]["key"], "messages");
        seen.extend(page["messages"].as_array().unwrap().iter().map(|m| m["index"].as_i64().unwrap()));
        next = page["meta"]["next_page_url"].as_str().map(str::to_owned);
        if seen.len() == 2 {
            bench.good("POST", &path, &[("Body", "meanwhile")]).await;
        }
    }
    assert_eq!(seen, [4, 3, 2, 1, 0]);
    let tasks = format!("/v1/Workspaces/{}/Tasks?Page=1", bench.twilio.workspace_sid());
    assert_eq!(code(&bench.call("GET", &tasks, &[]).await), (400, 40153));
}

#[tokio::test]
async fn at_most_five_webhooks_and_no_long_url() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let path = format!("/v1/Conversations/{sid}/Webhooks");
    let long = format!("http://x.test/{}", "x".repeat(500));
    assert_eq!(code(&bench.call("POST", &path, &[("Target", "webhook"), ("Configuration.Url", &long)]).await), (400, 50372));
    for _ in 0..4 {
        bench.good("POST", &path, &[("Target", "studio"), ("Configuration.FlowSid", &bench.twilio.flow_sid())]).await;
    }
    let sixth = bench.call("POST", &path, &[("Target", "webhook"), ("Configuration.Url", "http://x.test")]).await;
    assert_eq!(code(&sixth), (400, 50361));
    assert_eq!(bench.good("GET", &path, &[]).await["webhooks"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn hosts_decide_where_paths_collide_and_unknown_routes_are_remembered() {
    let bench = Bench::start().await;
    let conversations = bench.good("GET", "/v1/Configuration", &[]).await;
    assert_eq!(conversations["default_chat_service_sid"], bench.twilio.service_sid());
    let flex = bench.own(Method::GET, "/v1/Configuration").header("X-Original-Host", "flex-api.twilio.com").send().await.unwrap();
    let flex: Value = flex.json().await.unwrap();
    assert_eq!(flex["taskrouter_workspace_sid"], bench.twilio.workspace_sid());
    assert_eq!(bench.call("GET", "/v1/Nonsense", &[]).await.0, 501);
    assert_eq!(bench.call("PUT", "/v1/Conversations", &[]).await.0, 501);
    assert_eq!(bench.twilio.unknown_routes(), ["GET /v1/Nonsense", "PUT /v1/Conversations"]);
}
