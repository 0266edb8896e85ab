//! A member who asks in passing: in channels of the server, with `/ask` and by mentions.

use super::member::Member;
use flexcord::sandbox::discord::Shown;
use reqwest::Method;
use serde_json::{Value, json};

impl<'w> Member<'w> {
    /// The same person in a channel of the server, where the bot's lines are for everybody.
    pub fn in_channel(&self, name: &str) -> Self {
        let place = self.world.play.sandbox.discord().channels()[name];
        Self { world: self.world, person: self.person.clone(), place }
    }

    /// `/ask`, typed in #general.
    pub async fn asks(&self, question: &str) {
        self.types("ask", json!([{ "name": "question", "type": 3, "value": question }])).await;
    }

    /// `/ask`, typed in the DM with the bot.
    pub async fn asks_directly(&self, question: &str) {
        let command = self.command("ask").await;
        let options = json!([{ "name": "question", "type": 3, "value": question }]);
        self.interacts_with(2, json!({ "channel_id": self.place }), &command, options).await;
    }

    /// What is offered while they type a question in #general.
    pub async fn types_ahead(&self, so_far: &str) -> Vec<String> {
        let discord = self.world.play.sandbox.discord();
        let before = discord.choices(self.person.id);
        let command = self.command("ask").await;
        let options = json!([{ "name": "question", "type": 3, "value": so_far, "focused": true }]);
        let place = json!({ "guild_id": discord.guild_id(), "channel_id": discord.channels()["general"] });
        self.interacts_with(4, place, &command, options).await;
        self.world.until("something is offered", async || discord.choices(self.person.id) != before).await;
        let choices = discord.choices(self.person.id).unwrap();
        choices["choices"].as_array().unwrap().iter().map(|choice| choice["name"].as_str().unwrap().to_owned()).collect()
    }

    async fn interacts_with(&self, kind: u8, place: Value, command: &Value, options: Value) {
        let application = self.world.play.sandbox.discord().application_id();
        let data = json!({ "id": command["id"], "name": command["name"], "type": 1, "version": command["version"], "options": options });
        let mut body = json!({ "type": kind, "application_id": application, "session_id": "story", "data": data });
        body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        self.call(Method::POST, "/interactions", Some(body)).await;
    }

    /// Calls the bot in the channel they are in. Returns the message's id.
    pub async fn mentions(&self, text: &str) -> String {
        let bot = self.world.play.sandbox.discord().bot_id();
        self.says(&format!("<@{bot}> {text}")).await
    }

    /// Answers a message as people do, calling its author.
    pub async fn answers(&self, to: &Shown, text: &str) -> String {
        self.writes(json!({ "content": text, "message_reference": { "message_id": to.id } })).await
    }

    /// Puts a reaction under a message.
    pub async fn reacts(&self, to: &Shown, emoji: &str) {
        let emoji: String = emoji.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.call(Method::PUT, &format!("/channels/{}/messages/{}/reactions/{emoji}/@me", self.place, to.id), None).await;
    }

    /// Waits until a line of the bot that is for them alone holds this; the newest one.
    pub async fn is_told(&self, part: &str) -> Shown {
        let mine = |line: &Shown| line.ephemeral_for == Some(self.person.id) && !line.loading && line.content.contains(part);
        let find = || self.in_channel("general").shown().into_iter().rev().find(mine);
        self.world.until(&format!("{} is told \"{part}\"", self.person.name), async || find().is_some()).await;
        find().unwrap()
    }

    /// Waits until a line of the bot in this place that everybody can read holds this; the newest one.
    pub async fn reads(&self, part: &str) -> Shown {
        let fits = |line: &Shown| line.ephemeral_for.is_none() && !line.loading && line.content.contains(part);
        let find = || self.lines().into_iter().rev().find(fits);
        self.world.until(&format!("{} reads \"{part}\"", self.person.name), async || find().is_some()).await;
        find().unwrap()
    }

    /// Waits until a line is gone.
    pub async fn sees_vanish(&self, line: &Shown) {
        let gone = || self.shown().iter().any(|m| m.id == line.id && m.deleted);
        self.world.until(&format!("\"{}\" vanishes", line.content), async || gone()).await;
    }
}
