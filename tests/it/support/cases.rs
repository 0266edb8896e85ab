//! What members do with forms, cards and menus, and what the staff does by the API.

use super::member::{Member, Upload};
use super::world::World;
use flexcord::sandbox::discord::Shown;
use reqwest::Method;
use serde_json::{Value, json};

impl World {
    /// The messages of a channel of the first server that stand there, the bot's only.
    pub fn posted_in(&self, channel: &str) -> Vec<Shown> {
        let discord = self.play.sandbox.discord();
        let (id, bot) = (discord.channels()[channel], discord.bot_id());
        discord
            .messages(id)
            .into_iter()
            .filter(|m| m.author == bot && !m.deleted && m.ephemeral_for.is_none() && !m.json["embeds"][0].is_null())
            .collect()
    }

    /// Waits until the only card of a channel says this somewhere, and gives it.
    pub async fn card(&self, channel: &str, part: &str) -> Shown {
        let fits = || self.posted_in(channel).iter().any(|m| m.json["embeds"].to_string().contains(part));
        self.until(&format!("a card in {channel} says \"{part}\": {:?}", self.posted_in(channel)), async || fits()).await;
        let mut cards = self.posted_in(channel);
        assert_eq!(cards.len(), 1, "one card: {cards:#?}");
        cards.remove(0)
    }

    /// Asks the API as its admin.
    pub async fn api(&self, method: Method, path: &str, body: Option<Value>, key: Option<&str>) -> (u16, Value) {
        let variables = self.play.variables();
        let url = format!("{}/api/v1{path}", variables["FLEXCORD_PUBLIC_URL"]);
        let mut request =
            self.http.request(method, url).basic_auth(&variables["FLEXCORD_ADMIN__USER"], variables.get("FLEXCORD_ADMIN__PASSWORD"));
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// The staff takes a case to another state and says so.
    pub async fn moves(&self, number: &str, state: &str, told: Option<&str>) {
        let body = json!({ "state": state, "told": told });
        let (status, answer) = self.api(Method::POST, &format!("/cases/{number}/state"), Some(body), None).await;
        assert_eq!((status, answer["state"].as_str()), (200, Some(state)), "{answer}");
    }
}

impl Member<'_> {
    /// Chooses an entry from the menu of a message in a channel of the server.
    pub async fn uses_menu(&self, entry: &str, channel: &str, message: &str) {
        let discord = self.world().play.sandbox.discord();
        let command = self.command(entry).await;
        let body = json!({
            "type": 2, "application_id": discord.application_id(), "guild_id": discord.guild_id(), "channel_id": discord.channels()[channel],
            "session_id": "story", "data": { "id": command["id"], "name": entry, "type": 3, "version": command["version"], "target_id": message },
        });
        self.call(Method::POST, "/interactions", Some(body)).await;
    }

    /// The form on their screen.
    pub async fn form(&self) -> Value {
        let discord = self.world().play.sandbox.discord();
        let mine = || discord.modal(self.id());
        self.world().until("a form is shown", async || mine().is_some()).await;
        mine().unwrap()
    }

    /// Fills in the form on their screen and sends it. Returns what was sent, to be sent again.
    pub async fn fills_in(&self, answers: &[(&str, Value)], files: Vec<Upload<'_>>) -> Value {
        let form = self.form().await;
        let discord = self.world().play.sandbox.discord();
        let components: Vec<Value> = form["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|label| {
                let field = &label["component"];
                let given = answers.iter().find(|(key, _)| field["custom_id"] == *key).map(|(_, given)| given.clone());
                let given = given.or_else(|| field.get("value").cloned()).unwrap_or(Value::Null);
                let mut component = json!({ "type": field["type"], "custom_id": field["custom_id"] });
                match (field["type"].as_u64(), given) {
                    (Some(4), given) => component["value"] = json!(given.as_str().unwrap_or_default()),
                    (Some(19), _) => component["values"] = (0..files.len()).map(|n| json!(n.to_string())).collect(),
                    (_, Value::Null) => component["values"] = json!([]),
                    (_, given) => component["values"] = json!([given]),
                }
                json!({ "type": 18, "component": component })
            })
            .collect();
        let body = json!({
            "type": 5, "application_id": discord.application_id(), "channel_id": form["channel_id"], "session_id": "story",
            "data": { "id": form["id"], "custom_id": form["custom_id"], "components": components },
        });
        self.sends_form(&body, files).await;
        body
    }

    async fn sends_form(&self, body: &Value, files: Vec<Upload<'_>>) {
        let url = format!("{}/interactions", self.world().play.sandbox.discord().api());
        let mut form = reqwest::multipart::Form::new().text("payload_json", body.to_string());
        for (number, (name, content_type, bytes)) in files.into_iter().enumerate() {
            let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(content_type).unwrap();
            form = form.part(format!("files[{number}]"), part);
        }
        let answer = self.world().http.post(url).header("authorization", self.token()).multipart(form).send().await.unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{status}: {}", answer.text().await.unwrap());
    }

    /// `/bug`, filled in with a title and what happened.
    pub async fn reports(&self, title: &str, happened: &str) {
        self.types("bug", json!([])).await;
        self.fills_in(&[("title", json!(title)), ("happened", json!(happened))], vec![]).await;
    }

    /// Presses a button under the newest message of a channel that has it and that they can see.
    pub async fn presses_in(&self, channel: &str, label: &str) {
        let id = self.world().play.sandbox.discord().channels()[channel];
        let visible = |m: &Shown| m.ephemeral_for.is_none_or(|only| only == self.id()) && !m.deleted;
        let find = || {
            let all = self.world().play.sandbox.discord().messages(id);
            all.into_iter()
                .rev()
                .filter(visible)
                .find(|m| m.json["components"].to_string().contains(&format!("\"label\":{}", json!(label))))
        };
        self.world().until(&format!("there is \"{label}\" in {channel}"), async || find().is_some()).await;
        self.presses_under(&find().unwrap(), label).await;
    }
}
