//! Messages between people and the bot.

use super::*;

#[tokio::test]
async fn a_direct_message_goes_there_and_back() {
    let house = House::open().await;
    let ana = house.person("ana");
    let body = json!({ "recipient_id": house.discord.bot_id() });
    let channel = house.good(&ana.token, "POST", "/users/@me/channels", body).await;
    assert_eq!((channel["type"].as_u64(), channel["recipients"][0]["bot"].as_bool()), (Some(1), Some(true)));
    assert!(channel.get("guild_id").is_none());
    let path = format!("/channels/{}/messages", channel["id"].as_str().unwrap());
    let asked = house.good(&ana.token, "POST", &path, json!({ "content": " Hallo? " })).await;
    assert_eq!(asked["content"], "Hallo?");
    assert_eq!(house.dm("ana").await, channel["id"].as_str().unwrap());
    let reply =
        json!({ "content": "Hier!", "message_reference": { "message_id": asked["id"], "guild_id": null, "fail_if_not_exists": null } });
    let answered = house.good(&house.bot(), "POST", &path, reply).await;
    assert_eq!((answered["type"].as_u64(), &answered["referenced_message"]["id"]), (Some(19), &asked["id"]));
    let seen = house.good(&ana.token, "GET", &format!("{path}?&after={}", asked["id"].as_str().unwrap()), Value::Null).await;
    assert_eq!(seen.as_array().unwrap().len(), 1);
    assert_eq!(seen[0]["content"], "Hier!");
}

#[tokio::test]
async fn the_same_nonce_gives_the_earlier_message() {
    let house = House::open().await;
    let path = format!("/channels/{}/messages", house.dm("ana").await);
    let body = json!({ "content": "once", "nonce": "n1", "enforce_nonce": true });
    let first = house.good(&house.bot(), "POST", &path, body.clone()).await;
    let second = house.good(&house.bot(), "POST", &path, body.clone()).await;
    assert_eq!(first["id"], second["id"]);
    house.clock.advance(6 * 60 * 1000);
    let third = house.good(&house.bot(), "POST", &path, body).await;
    assert_ne!(first["id"], third["id"]);
}

#[tokio::test]
async fn bots_write_two_thousand_characters_and_people_four() {
    let house = House::open().await;
    let path = format!("/channels/{}/messages", house.dm("ana").await);
    let long = |count| json!({ "content": "ü".repeat(count) });
    house.good(&house.bot(), "POST", &path, long(2000)).await;
    let wrong = house.refused(&house.bot(), "POST", &path, long(2001), 400, 50035).await;
    assert_eq!(wrong["errors"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    house.good(&house.person("ana").token, "POST", &path, long(4000)).await;
    house.refused(&house.bot(), "POST", &path, json!({ "content": "" }), 400, 50006).await;
}

#[tokio::test]
async fn closed_doors_refuse_the_message_and_not_the_channel() {
    let house = House::open().await;
    let path = format!("/channels/{}/messages", house.dm("ana").await);
    house.discord.set_dms_open(house.person("ana").id, false);
    house.dm("ana").await;
    house.refused(&house.bot(), "POST", &path, json!({ "content": "x" }), 403, 50007).await;
    house.discord.remove_member(house.person("ana").id);
    house.refused(&house.bot(), "POST", &path, json!({ "content": "x" }), 403, 50278).await;
    assert_eq!(house.discord.invalid_requests(), 2);
    house.clock.advance(10 * 60 * 1000);
    assert_eq!(house.discord.invalid_requests(), 0);
}

#[tokio::test]
async fn nobody_is_pinged_when_mentions_are_switched_off() {
    let house = House::open().await;
    let ana = house.person("ana").id;
    let path = format!("/channels/{}/messages", house.channel("general"));
    let text = format!("<@{ana}> @everyone");
    let quiet = house.good(&house.bot(), "POST", &path, json!({ "content": text, "allowed_mentions": { "parse": [] } })).await;
    assert_eq!(quiet["mentions"], json!([]));
    assert!(house.discord.pings().is_empty());
    let loud = house.good(&house.bot(), "POST", &path, json!({ "content": text })).await;
    assert_eq!(loud["mentions"][0]["id"], ana.to_string());
    assert_eq!(loud["mention_everyone"], false, "the bot may not call everyone");
    let by_mod = house.good(&house.person("mira").token, "POST", &path, json!({ "content": text })).await;
    assert_eq!(by_mod["mention_everyone"], true);
    assert_eq!(house.discord.pings().len(), 2);
    let both = json!({ "content": text, "allowed_mentions": { "parse": ["users"], "users": [ana] } });
    house.refused(&house.bot(), "POST", &path, both, 400, 50035).await;
}

#[tokio::test]
async fn edits_and_deletions_leave_a_history() {
    let house = House::open().await;
    let channel = house.dm("ben").await;
    let path = format!("/channels/{channel}/messages");
    let made = house.good(&house.bot(), "POST", &path, json!({ "content": "one" })).await;
    let at = format!("{path}/{}", made["id"].as_str().unwrap());
    house.refused(&house.person("ben").token, "PATCH", &at, json!({ "content": "mine" }), 403, 50005).await;
    let edited = house.good(&house.bot(), "PATCH", &at, json!({ "content": "two" })).await;
    assert!(edited["edited_timestamp"].is_string());
    house.good(&house.bot(), "DELETE", &at, Value::Null).await;
    house.refused(&house.bot(), "GET", &at, Value::Null, 404, 10008).await;
    let history = house.discord.messages(channel.parse().unwrap());
    assert_eq!((history[0].earlier.as_slice(), history[0].deleted), (["one".to_owned()].as_slice(), true));
}

#[tokio::test]
async fn a_file_is_served_until_its_address_runs_out() {
    let house = House::open().await;
    let channel = house.dm("ana").await;
    let part = |bytes: Vec<u8>| {
        let file = reqwest::multipart::Part::bytes(bytes).file_name("log ü.txt");
        let payload = json!({ "content": "see", "attachments": [{ "id": 0, "description": "a log" }] }).to_string();
        reqwest::multipart::Form::new().text("payload_json", payload).part("files[0]", file)
    };
    let post = |form| {
        let url = format!("{}/channels/{channel}/messages", house.discord.api());
        house.http.post(url).header("authorization", house.bot()).multipart(form).send()
    };
    let made: Value = post(part(b"hello".to_vec())).await.unwrap().json().await.unwrap();
    let file = &made["attachments"][0];
    assert_eq!((file["size"].as_u64(), file["description"].as_str()), (Some(5), Some("a log")));
    let url = file["url"].as_str().unwrap();
    assert_eq!(house.http.get(url).send().await.unwrap().text().await.unwrap(), "hello");
    assert_eq!(house.http.get(url.replace("hm=", "hm=0")).send().await.unwrap().status(), 404);
    house.clock.advance(25 * 3600 * 1000);
    assert_eq!(house.http.get(url).send().await.unwrap().status(), 404);
    let large = post(part(vec![0; 10 * 1024 * 1024 + 1])).await.unwrap();
    assert_eq!(large.status(), 413);
    assert_eq!(large.json::<Value>().await.unwrap()["code"], 40005);
}
