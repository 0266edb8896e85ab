//! Limits, moderation, threads, webhooks, and what is not there.

use super::*;

#[tokio::test]
async fn the_sixth_message_in_five_seconds_is_too_many() {
    let house = House::open_with(Settings::default()).await;
    let path = format!("/channels/{}/messages", house.channel("general"));
    for left in (0..5).rev() {
        let answer = house.answer(&house.bot(), "POST", &path, json!({ "content": "x" })).await;
        assert_eq!(answer.headers()["x-ratelimit-limit"], "5");
        assert_eq!(answer.headers()["x-ratelimit-remaining"], left.to_string());
        assert_eq!(answer.headers()["x-ratelimit-bucket"].len(), 32);
    }
    let answer = house.answer(&house.bot(), "POST", &path, json!({ "content": "x" })).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"5".parse().unwrap()));
    assert_eq!(answer.headers()["x-ratelimit-scope"], "user");
    let body: Value = answer.json().await.unwrap();
    assert_eq!((body["retry_after"].as_f64(), body["global"].as_bool()), (Some(5.0), Some(false)));
    house.clock.advance(5_000);
    house.good(&house.bot(), "POST", &path, json!({ "content": "x" })).await;
    assert_eq!(house.discord.invalid_requests(), 1);
}

#[tokio::test]
async fn a_route_that_is_not_there_is_recorded() {
    let house = House::open().await;
    let (status, _) = house.call(&house.bot(), "GET", "/stage-instances/1", Value::Null).await;
    let (method, _) = house.call(&house.bot(), "PUT", "/users/@me", json!({})).await;
    assert_eq!((status, method), (501, 501));
    assert_eq!(house.discord.unknown_routes(), ["GET /api/v10/stage-instances/1", "PUT /api/v10/users/@me"]);
}

#[tokio::test]
async fn strangers_and_bad_tokens_are_turned_away() {
    let house = House::open().await;
    house.refused("Bot nobody", "GET", "/users/@me", Value::Null, 401, 0).await;
    house.refused(&house.discord.bot_token(), "GET", "/users/@me", Value::Null, 401, 0).await;
    let staff = format!("/channels/{}", house.channel("staff"));
    house.refused(&house.person("ana").token, "GET", &staff, Value::Null, 403, 50001).await;
    house.good(&house.person("mira").token, "GET", &staff, Value::Null).await;
    house.refused(&house.bot(), "GET", "/channels/1", Value::Null, 404, 10003).await;
    house.refused(&house.bot(), "GET", "/channels/one", Value::Null, 400, 50035).await;
}

#[tokio::test]
async fn a_time_out_silences_and_ends() {
    let house = House::open().await;
    let ana = house.person("ana");
    let member = format!("/guilds/{}/members/{}", house.discord.guild_id(), ana.id);
    let path = format!("/channels/{}/messages", house.channel("general"));
    let until = super::super::ids::timestamp(house.clock.now() + 60_000);
    let changed = house.good(&house.bot(), "PATCH", &member, json!({ "communication_disabled_until": until })).await;
    assert_eq!(changed["communication_disabled_until"], until);
    house.refused(&ana.token, "POST", &path, json!({ "content": "x" }), 403, 50013).await;
    house.clock.advance(60_001);
    house.good(&ana.token, "POST", &path, json!({ "content": "x" })).await;
    let boss = format!("/guilds/{}/members/{}", house.discord.guild_id(), house.person("mira").id);
    house.refused(&house.bot(), "PATCH", &boss, json!({ "communication_disabled_until": until }), 403, 50013).await;
}

#[tokio::test]
async fn a_ban_takes_the_messages_along() {
    let house = House::open().await;
    let ana = house.person("ana");
    let general = house.channel("general");
    house.good(&ana.token, "POST", &format!("/channels/{general}/messages"), json!({ "content": "spam" })).await;
    let ban = format!("/guilds/{}/bans/{}", house.discord.guild_id(), ana.id);
    house.good(&house.bot(), "PUT", &format!("{ban}?delete_message_seconds=3600"), Value::Null).await;
    assert!(house.discord.messages(general.parse().unwrap())[0].deleted);
    assert_eq!(house.good(&house.bot(), "GET", &ban, Value::Null).await["user"]["username"], "ana");
    house.good(&house.bot(), "DELETE", &ban, Value::Null).await;
    house.refused(&house.bot(), "GET", &ban, Value::Null, 404, 10026).await;
}

#[tokio::test]
async fn a_private_thread_is_for_those_who_are_in_it() {
    let house = House::open().await;
    let path = format!("/channels/{}/threads", house.channel("help"));
    let thread = house.good(&house.bot(), "POST", &path, json!({ "name": "Case 12" })).await;
    assert_eq!(thread["type"], 12, "private, where no type is given");
    let messages = format!("/channels/{}/messages", thread["id"].as_str().unwrap());
    let ana = house.person("ana");
    house.refused(&ana.token, "POST", &messages, json!({ "content": "x" }), 403, 50001).await;
    house.good(&house.bot(), "PUT", &format!("/channels/{}/thread-members/{}", thread["id"].as_str().unwrap(), ana.id), Value::Null).await;
    house.good(&ana.token, "POST", &messages, json!({ "content": "x" })).await;
    let at = format!("/channels/{}", thread["id"].as_str().unwrap());
    house.good(&house.bot(), "PATCH", &at, json!({ "archived": true, "locked": true })).await;
    house.refused(&ana.token, "POST", &messages, json!({ "content": "x" }), 403, 160_005).await;
    house.good(&house.bot(), "POST", &messages, json!({ "content": "x" })).await;
    let open = house.good(&house.bot(), "GET", &at, Value::Null).await;
    assert_eq!(open["thread_metadata"]["archived"], false);
}

#[tokio::test]
async fn a_forum_takes_posts_and_no_messages() {
    let house = House::open().await;
    let forum = house.channel("feature-requests");
    house.refused(&house.bot(), "POST", &format!("/channels/{forum}/messages"), json!({ "content": "x" }), 400, 40058).await;
    let channel = house.good(&house.bot(), "GET", &format!("/channels/{forum}"), Value::Null).await;
    let tag = &channel["available_tags"][0]["id"];
    let body = json!({ "name": "Dark mode", "applied_tags": [tag], "message": { "content": "please" } });
    let post = house.good(&house.bot(), "POST", &format!("/channels/{forum}/threads"), body).await;
    assert_eq!((&post["message"]["id"], &post["applied_tags"][0]), (&post["id"], tag));
    let active = house.good(&house.bot(), "GET", &format!("/guilds/{}/threads/active", house.discord.guild_id()), Value::Null).await;
    assert_eq!(active["threads"][0]["name"], "Dark mode");
}

#[tokio::test]
async fn a_webhook_shows_the_agents_name() {
    let house = House::open().await;
    let channel = house.channel("help");
    let hook = house.good(&house.bot(), "POST", &format!("/channels/{channel}/webhooks"), json!({ "name": "Desk" })).await;
    let path = format!("/webhooks/{}/{}", hook["id"].as_str().unwrap(), hook["token"].as_str().unwrap());
    let said = house.good("", "POST", &format!("{path}?wait=true"), json!({ "content": "hello", "username": "Alice (agent)" })).await;
    assert_eq!((said["author"]["username"].as_str(), &said["webhook_id"]), (Some("Alice (agent)"), &hook["id"]));
    assert_eq!(house.call("", "POST", &path, json!({ "content": "quiet" })).await.0, 204);
    house.refused("", "POST", &format!("{}x", path), json!({ "content": "x" }), 401, 50027).await;
    house.refused(&house.bot(), "POST", &format!("/channels/{channel}/webhooks"), json!({ "name": "Clyde" }), 400, 50035).await;
}

#[tokio::test]
async fn replacing_commands_keeps_the_ids_of_those_that_stay() {
    let house = House::open().await;
    let path = format!("/applications/{}/commands", house.discord.application_id());
    let command = |name: &str| json!({ "name": name, "description": "x" });
    let first = house.good(&house.bot(), "PUT", &path, json!([command("a"), command("b")])).await;
    let second = house.good(&house.bot(), "PUT", &path, json!([command("b"), command("c")])).await;
    assert_eq!(first[1]["id"], second[0]["id"]);
    let (status, _) = house.call(&house.bot(), "POST", &path, command("d")).await;
    assert_eq!(status, 201);
    let list = house.good(&house.bot(), "GET", &path, Value::Null).await;
    assert_eq!(list.as_array().unwrap().len(), 3);
    house.refused(&house.bot(), "PUT", &path, json!([command("A b")]), 400, 50035).await;
}

#[tokio::test]
async fn reactions_are_counted_and_taken_back() {
    let house = House::open().await;
    let general = house.channel("general");
    let made = house.good(&house.bot(), "POST", &format!("/channels/{general}/messages"), json!({ "content": "vote" })).await;
    let at = format!("/channels/{general}/messages/{}", made["id"].as_str().unwrap());
    let thumb = format!("{at}/reactions/%F0%9F%91%8D");
    for token in [house.bot(), house.person("ana").token] {
        house.good(&token, "PUT", &format!("{thumb}/@me"), Value::Null).await;
    }
    let seen = house.good(&house.bot(), "GET", &at, Value::Null).await;
    assert_eq!((seen["reactions"][0]["count"].as_u64(), seen["reactions"][0]["me"].as_bool()), (Some(2), Some(true)));
    house.good(&house.bot(), "DELETE", &format!("{thumb}/@me"), Value::Null).await;
    assert_eq!(house.good(&house.bot(), "GET", &thumb, Value::Null).await.as_array().unwrap().len(), 1);
    house.refused(&house.bot(), "PUT", &format!("{at}/reactions/thumb/@me"), Value::Null, 400, 10014).await;
}

#[tokio::test]
async fn bulk_deletion_has_its_bounds() {
    let house = House::open().await;
    let general = house.channel("general");
    let path = format!("/channels/{general}/messages");
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(house.good(&house.bot(), "POST", &path, json!({ "content": "x" })).await["id"].clone());
    }
    let bulk = format!("{path}/bulk-delete");
    house.refused(&house.bot(), "POST", &bulk, json!({ "messages": [ids[0]] }), 400, 50016).await;
    house.refused(&house.person("ana").token, "POST", &bulk, json!({ "messages": ids }), 403, 50013).await;
    house.good(&house.bot(), "POST", &bulk, json!({ "messages": ids })).await;
    assert!(house.discord.messages(general.parse().unwrap()).iter().all(|message| message.deleted));
}

#[tokio::test]
async fn the_page_sees_what_its_member_sees() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    house.good(&house.bot(), "POST", &format!("/channels/{channel}/messages"), json!({ "content": "psst" })).await;
    let of = |name: &str| house.discord.view(Some(house.person(name).id))["channels"].to_string();
    assert!(of("ana").contains("psst"));
    assert!(!of("ben").contains("psst"));
    let preflight = house.http.request(reqwest::Method::OPTIONS, format!("{}/users/@me", house.discord.api())).send().await.unwrap();
    assert_eq!((preflight.status().as_u16(), &preflight.headers()["access-control-allow-origin"]), (204, &"*".parse().unwrap()));
}

#[tokio::test]
async fn a_fault_after_acting_leaves_the_message_there() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let fault = json!({ "service": "discord", "kind": "http", "method": "POST", "path": "/messages", "status": 500, "after_acting": true });
    house.faults.add(serde_json::from_value(fault).unwrap());
    let path = format!("/channels/{channel}/messages");
    let body = json!({ "content": "x", "nonce": "a", "enforce_nonce": true });
    assert_eq!(house.call(&house.bot(), "POST", &path, body.clone()).await.0, 500);
    house.good(&house.bot(), "POST", &path, body).await;
    assert_eq!(house.discord.messages(channel.parse().unwrap()).len(), 1);
}
