//! Commands, buttons and modals through a signed HTTP endpoint.

use super::*;

async fn with_command(house: &House, command: Value) {
    let app = house.discord.application_id();
    house.good(&house.bot(), "PUT", &format!("/applications/{app}/commands"), json!([command])).await;
}

#[tokio::test]
async fn an_endpoint_is_tried_before_it_is_accepted() {
    let house = House::open().await;
    let endpoint = Endpoint::start(&house).await;
    let kept = house.good(&house.bot(), "GET", "/applications/@me", Value::Null).await;
    assert_eq!(kept["interactions_endpoint_url"], endpoint.url);
    let careless = axum::Router::new().route("/", axum::routing::post(async || Json(json!({ "type": 1 }))));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, careless).await });
    house.refused(&house.bot(), "PATCH", "/applications/@me", json!({ "interactions_endpoint_url": url }), 400, 50035).await;
}

#[tokio::test]
async fn a_deferred_command_is_filled_in_by_the_first_follow_up() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let general = house.channel("general");
    let option =
        json!([{ "type": 3, "name": "about", "description": "x", "required": true }, { "type": 6, "name": "who", "description": "x" }]);
    with_command(&house, json!({ "name": "helpme", "description": "x", "options": option })).await;
    let mut feed = house.discord.subscribe();
    endpoint.answer(json!({ "type": 5, "data": { "flags": 64 } }));
    let ben = house.person("ben").id;
    let options = json!([{ "type": 3, "name": "about", "value": "login" }, { "type": 6, "name": "who", "value": ben }]);
    let (status, _) = house.interact("ana", &general, 2, json!({ "data": { "name": "helpme", "type": 1, "options": options } })).await;
    assert_eq!(status, 204);
    let came = endpoint.heard.recv().await.unwrap();
    assert_eq!(came["data"]["resolved"]["users"][ben.to_string()]["username"], "ben");
    assert_eq!((came["context"].as_u64(), came["guild_locale"].as_str()), (Some(0), Some("de")));
    House::until(&mut feed, "interaction_success").await;
    let hooks = format!("/webhooks/{}/{}", house.discord.application_id(), came["token"].as_str().unwrap());
    let original = house.good("", "GET", &format!("{hooks}/messages/@original"), Value::Null).await;
    assert_eq!(original["flags"], 64 | 128);
    let filled = house.good("", "POST", &hooks, json!({ "content": "here", "flags": 0 })).await;
    assert_eq!((&filled["id"], filled["flags"].as_u64()), (&original["id"], Some(64)), "it stays for one person only");
    let second = house.good("", "POST", &hooks, json!({ "content": "for all" })).await;
    let path = format!("/channels/{general}/messages");
    let ana_sees = house.good(&house.person("ana").token, "GET", &path, Value::Null).await;
    let ben_sees = house.good(&house.person("ben").token, "GET", &path, Value::Null).await;
    assert_eq!((ana_sees.as_array().unwrap().len(), ben_sees.as_array().unwrap().len()), (2, 1));
    house.good("", "DELETE", &format!("{hooks}/messages/{}", second["id"].as_str().unwrap()), Value::Null).await;
    house.clock.advance(15 * 60 * 1000);
    house.refused("", "POST", &hooks, json!({ "content": "late" }), 401, 50027).await;
}

#[tokio::test]
async fn a_button_updates_its_own_message() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let channel = house.dm("ana").await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "Solved", "custom_id": "case:1:solved" }] }]);
    let path = format!("/channels/{channel}/messages");
    let shown = house.good(&house.bot(), "POST", &path, json!({ "content": "Solved?", "components": row })).await;
    let mut feed = house.discord.subscribe();
    endpoint.answer(json!({ "type": 7, "data": { "content": "Thanks!", "components": [] } }));
    let click = json!({ "message_id": shown["id"], "data": { "component_type": 2, "custom_id": "case:1:solved" } });
    assert_eq!(house.interact("ana", &channel, 3, click.clone()).await.0, 204);
    let came = endpoint.heard.recv().await.unwrap();
    assert_eq!((came["message"]["id"].clone(), came.get("member"), came["context"].as_u64()), (shown["id"].clone(), None, Some(1)));
    House::until(&mut feed, "interaction_success").await;
    let messages = house.discord.messages(channel.parse().unwrap());
    assert_eq!(messages[0].content, "Thanks!");
    assert_eq!(house.interact("ana", &channel, 3, click).await.0, 400, "the button is gone");
}

#[tokio::test]
async fn a_modal_with_labels_brings_its_values() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let general = house.channel("general");
    with_command(&house, json!({ "name": "bug", "description": "x" })).await;
    let mut feed = house.discord.subscribe();
    let fields = json!([
        { "type": 18, "label": "What?", "component": { "type": 4, "custom_id": "what", "style": 2, "min_length": 3 } },
        { "type": 18, "label": "Where?", "component": { "type": 3, "custom_id": "where", "options": [{ "label": "App", "value": "app" }] } },
        { "type": 18, "label": "Picture", "component": { "type": 19, "custom_id": "picture", "required": false } },
        { "type": 18, "label": "Often?", "component": { "type": 21, "custom_id": "often", "options": [{ "label": "Yes", "value": "y" }, { "label": "No", "value": "n" }] } },
        { "type": 18, "label": "Sure?", "component": { "type": 23, "custom_id": "sure" } },
    ]);
    endpoint.answer(json!({ "type": 9, "data": { "custom_id": "bug:1", "title": "Bug", "components": fields } }));
    house.interact("ana", &general, 2, json!({ "data": { "name": "bug", "type": 1 } })).await;
    endpoint.heard.recv().await.unwrap();
    House::until(&mut feed, "interaction_success").await;
    let modal = house.discord.modal(house.person("ana").id).unwrap();
    assert_eq!(modal["components"].as_array().unwrap().len(), 5);
    let submit = |what: &str| {
        json!({ "data": { "id": modal["id"], "custom_id": "bug:1", "components": [
            { "type": 18, "component": { "type": 4, "custom_id": "what", "value": what } },
            { "type": 18, "component": { "type": 3, "custom_id": "where", "values": ["app"] } },
            { "type": 18, "component": { "type": 21, "custom_id": "often", "value": "y" } },
            { "type": 18, "component": { "type": 23, "custom_id": "sure", "value": true } },
        ] } })
    };
    assert_eq!(house.interact("ana", &general, 5, submit("x")).await.0, 400, "too short");
    endpoint.answer(json!({ "type": 4, "data": { "content": "Noted.", "flags": 64 } }));
    assert_eq!(house.interact("ana", &general, 5, submit("it crashes")).await.0, 204);
    let came = endpoint.heard.recv().await.unwrap();
    let data = &came["data"];
    assert_eq!(data["components"][0]["component"]["value"], "it crashes");
    assert_eq!(data["components"][1]["component"]["values"], json!(["app"]));
    assert_eq!(data["components"][4]["component"]["value"], true);
    House::until(&mut feed, "interaction_success").await;
    assert!(house.discord.modal(house.person("ana").id).is_none());
}

#[tokio::test]
async fn no_answer_within_three_seconds_is_a_failure() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let general = house.channel("general");
    with_command(&house, json!({ "name": "slow", "description": "x" })).await;
    let mut feed = house.discord.subscribe();
    house.interact("ana", &general, 2, json!({ "data": { "name": "slow", "type": 1 } })).await;
    let came = endpoint.heard.recv().await.unwrap();
    house.clock.advance(3_000);
    House::until(&mut feed, "interaction_failure").await;
    assert_eq!(house.discord.failed_interactions().len(), 1);
    let path = format!("/interactions/{}/{}/callback", came["id"].as_str().unwrap(), came["token"].as_str().unwrap());
    house.refused("", "POST", &path, json!({ "type": 5 }), 404, 10062).await;
}

#[tokio::test]
async fn a_202_is_answered_by_the_callback_route() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let general = house.channel("general");
    with_command(&house, json!({ "name": "later", "description": "x" })).await;
    endpoint.answer(None);
    house.interact("ana", &general, 2, json!({ "data": { "name": "later", "type": 1 } })).await;
    let came = endpoint.heard.recv().await.unwrap();
    let path = format!("/interactions/{}/{}/callback", came["id"].as_str().unwrap(), came["token"].as_str().unwrap());
    assert_eq!(house.call("", "POST", &path, json!({ "type": 4, "data": { "content": "done" } })).await.0, 204);
    house.clock.advance(3_000);
    assert!(house.discord.failed_interactions().is_empty());
}

#[tokio::test]
async fn choices_are_offered_while_typing() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let general = house.channel("general");
    let option = json!([{ "type": 3, "name": "article", "description": "x", "autocomplete": true, "required": true }]);
    with_command(&house, json!({ "name": "faq", "description": "x", "options": option })).await;
    let mut feed = house.discord.subscribe();
    endpoint.answer(json!({ "type": 8, "data": { "choices": [{ "name": "Login", "value": "login" }] } }));
    let options = json!([{ "type": 3, "name": "article", "value": "lo", "focused": true }]);
    house.interact("ben", &general, 4, json!({ "data": { "name": "faq", "type": 1, "options": options } })).await;
    let came = endpoint.heard.recv().await.unwrap();
    assert_eq!(came["data"]["options"][0]["focused"], true);
    House::until(&mut feed, "interaction_success").await;
    assert_eq!(house.discord.choices(house.person("ben").id).unwrap()["choices"][0]["value"], "login");
}

#[tokio::test]
async fn forged_and_lost_interactions_fail_and_doubled_ones_are_answered_once() {
    let house = House::open().await;
    let mut endpoint = Endpoint::start(&house).await;
    let general = house.channel("general");
    with_command(&house, json!({ "name": "ping", "description": "x" })).await;
    let mut feed = house.discord.subscribe();
    let fault = |harm: Value| {
        let mut rule = json!({ "service": "discord", "kind": "webhook", "event": "interaction" });
        rule.as_object_mut().unwrap().extend(harm.as_object().unwrap().clone());
        house.faults.add(serde_json::from_value(rule).unwrap());
    };
    let ping = json!({ "data": { "name": "ping", "type": 1 } });
    fault(json!({ "harm": "forge" }));
    house.interact("ana", &general, 2, ping.clone()).await;
    House::until(&mut feed, "interaction_failure").await;
    assert_eq!(house.discord.failed_interactions()[0].reason, "answered with status 401");
    fault(json!({ "harm": "duplicate", "copies": 1 }));
    for _ in 0..2 {
        endpoint.answer(json!({ "type": 4, "data": { "content": "pong" } }));
    }
    house.interact("ana", &general, 2, ping).await;
    let (first, second) = (endpoint.heard.recv().await.unwrap(), endpoint.heard.recv().await.unwrap());
    assert_eq!(first["id"], second["id"]);
    assert_eq!(house.discord.messages(general.parse().unwrap()).len(), 1);
}

#[tokio::test]
async fn a_message_of_the_newer_layout_stays_one_when_changed() {
    let house = House::open().await;
    let path = format!("/channels/{}/messages", house.channel("general"));
    let text = |content: &str| json!([{ "type": 17, "components": [{ "type": 10, "content": content }] }]);
    let made = house.good(&house.bot(), "POST", &path, json!({ "flags": 32768, "components": text("one") })).await;
    let at = format!("{path}/{}", made["id"].as_str().unwrap());
    let changed = house.good(&house.bot(), "PATCH", &at, json!({ "components": text("two") })).await;
    assert_eq!((changed["flags"].as_u64(), changed["components"][0]["components"][0]["content"].as_str()), (Some(32768), Some("two")));
    house.refused(&house.bot(), "PATCH", &at, json!({ "content": "x" }), 400, 50035).await;
}
