//! Samples answers against the vendor's own OpenAPI description, where it lies beside the repository.

use super::*;
use std::path::Path;

/// Checks a value against a schema: types, required members, references, alternatives.
fn fits(spec: &Value, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.rsplit('/').next().unwrap_or_default();
        return fits(spec, &spec["components"]["schemas"][target], value, path);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(options) = schema[key].as_array() {
            let constants = options.iter().all(|option| option.get("const").is_some());
            let failures: Vec<String> = options.iter().filter_map(|option| fits(spec, option, value, path).err()).collect();
            return if constants || failures.len() < options.len() { Ok(()) } else { Err(failures.join(" | ")) };
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        fits(spec, part, value, path)?;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let right = kinds.iter().any(|kind| match *kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object(),
    });
    if !right {
        return Err(format!("{path}: {value} is not {kinds:?}"));
    }
    if let Some(map) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            map.get(name).ok_or_else(|| format!("{path}: {name} is missing"))?;
        }
        for (name, inner) in map {
            if let Some(schema) = schema["properties"].get(name) {
                fits(spec, schema, inner, &format!("{path}.{name}"))?;
            }
        }
    }
    for (at, inner) in value.as_array().into_iter().flatten().enumerate() {
        fits(spec, &schema["items"], inner, &format!("{path}.{at}"))?;
    }
    Ok(())
}

/// The schema of the answer of an operation, by its path in the description.
fn answer_schema<'a>(spec: &'a Value, path: &str, method: &str) -> &'a Value {
    let responses = &spec["paths"][path][method]["responses"];
    let response = responses.get("200").or_else(|| responses.get("201")).unwrap_or_else(|| panic!("{method} {path} has no answer"));
    &response["content"]["application/json"]["schema"]
}

#[tokio::test]
async fn answers_agree_with_the_vendors_description() {
    let places = ["../shared/specs/discord-openapi.json", "../../shared/specs/discord-openapi.json"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(text) = places.iter().find_map(|place| std::fs::read_to_string(root.join(place)).ok()) else {
        println!("skipped: no discord-openapi.json beside the repository");
        return;
    };
    let spec: Value = serde_json::from_str(&text).unwrap();
    let house = House::open().await;
    let (bot, guild, app) = (house.bot(), house.discord.guild_id(), house.discord.application_id());
    let ana = house.person("ana").id;
    let (general, forum) = (house.channel("general"), house.channel("feature-requests"));
    let dm = house.dm("ana").await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 2, "label": "x", "custom_id": "x" }] }]);
    let embed = json!([{ "title": "t", "fields": [{ "name": "n", "value": "v" }] }]);
    let rich = json!({ "content": format!("<@{ana}>"), "components": row, "embeds": embed, "nonce": "n" });
    let made = house.good(&bot, "POST", &format!("/channels/{general}/messages"), rich.clone()).await;
    let message = format!("/channels/{general}/messages/{}", made["id"].as_str().unwrap());
    house.good(&bot, "PUT", &format!("{message}/reactions/%F0%9F%91%8D/@me"), Value::Null).await;
    let none = Value::Null;
    let command = json!({ "name": "a", "description": "x", "options": [{ "type": 3, "name": "b", "description": "x" }] });
    let samples = [
        ("get", "/gateway", "/gateway".to_owned(), none.clone()),
        ("get", "/gateway/bot", "/gateway/bot".to_owned(), none.clone()),
        ("get", "/users/@me", "/users/@me".to_owned(), none.clone()),
        ("get", "/users/@me/guilds", "/users/@me/guilds".to_owned(), none.clone()),
        ("get", "/users/{user_id}", format!("/users/{ana}"), none.clone()),
        ("post", "/users/@me/channels", "/users/@me/channels".to_owned(), json!({ "recipient_id": ana })),
        ("get", "/applications/@me", "/applications/@me".to_owned(), none.clone()),
        ("put", "/applications/{application_id}/commands", format!("/applications/{app}/commands"), json!([command])),
        ("get", "/applications/{application_id}/commands", format!("/applications/{app}/commands"), none.clone()),
        ("get", "/guilds/{guild_id}", format!("/guilds/{guild}"), none.clone()),
        ("get", "/guilds/{guild_id}/channels", format!("/guilds/{guild}/channels"), none.clone()),
        ("get", "/guilds/{guild_id}/roles", format!("/guilds/{guild}/roles"), none.clone()),
        ("get", "/guilds/{guild_id}/members", format!("/guilds/{guild}/members?limit=10"), none.clone()),
        ("get", "/guilds/{guild_id}/members/{user_id}", format!("/guilds/{guild}/members/{ana}"), none.clone()),
        ("get", "/channels/{channel_id}", format!("/channels/{general}"), none.clone()),
        ("get", "/channels/{channel_id}", format!("/channels/{dm}"), none.clone()),
        ("get", "/channels/{channel_id}", format!("/channels/{forum}"), none.clone()),
        ("post", "/channels/{channel_id}/messages", format!("/channels/{dm}/messages"), rich),
        ("get", "/channels/{channel_id}/messages", format!("/channels/{general}/messages"), none.clone()),
        ("get", "/channels/{channel_id}/messages/{message_id}", message.clone(), none.clone()),
        ("post", "/channels/{channel_id}/messages/{message_id}/threads", format!("{message}/threads"), json!({ "name": "t" })),
        (
            "post",
            "/channels/{channel_id}/threads",
            format!("/channels/{forum}/threads"),
            json!({ "name": "p", "message": { "content": "x" } }),
        ),
        ("get", "/guilds/{guild_id}/threads/active", format!("/guilds/{guild}/threads/active"), none.clone()),
        ("post", "/channels/{channel_id}/webhooks", format!("/channels/{general}/webhooks"), json!({ "name": "w" })),
        ("post", "/guilds/{guild_id}/bulk-ban", format!("/guilds/{guild}/bulk-ban"), json!({ "user_ids": [ana] })),
        ("get", "/guilds/{guild_id}/bans", format!("/guilds/{guild}/bans"), none),
    ];
    let mut wrong = Vec::new();
    for (method, path, real, body) in samples {
        let value = house.good(&bot, &method.to_uppercase(), &real, body).await;
        if let Err(reason) = fits(&spec, answer_schema(&spec, path, method), &value, "") {
            wrong.push(format!("{method} {path}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
