//! A member of the community, acting through Discord's own routes with their own token.

use super::world::World;
use flexcord::sandbox::discord::{Person, Shown};
use serde_json::{Value, json};

/// See the module.
pub struct Member<'w> {
    world: &'w World,
    person: Person,
}

impl<'w> Member<'w> {
    pub fn new(world: &'w World, name: &str) -> Self {
        let person = world.play.sandbox.discord().member(name).unwrap_or_else(|| panic!("there is no member {name}"));
        Self { world, person }
    }

    /// Writes the bot a DM. Returns the message's id.
    pub async fn says(&self, text: &str) -> String {
        self.writes(json!({ "content": text })).await
    }

    /// Writes the bot a DM as their client would: `body` is Discord's own.
    pub async fn writes(&self, body: Value) -> String {
        let channel = self.dm();
        let sent = self.call(reqwest::Method::POST, &format!("/channels/{channel}/messages"), Some(body)).await;
        sent["id"].as_str().expect("a message has an id").to_owned()
    }

    /// Sends a file with a text.
    pub async fn attaches(&self, name: &str, content_type: &str, bytes: Vec<u8>, text: &str) -> String {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(content_type).unwrap();
        let form = reqwest::multipart::Form::new().text("payload_json", json!({ "content": text }).to_string()).part("files[0]", part);
        let url = format!("{}/channels/{}/messages", self.api(), self.dm());
        let answer = self.world.http.post(url).header("authorization", &self.person.token).multipart(form).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Changes a message of theirs.
    pub async fn edits(&self, message: &str, text: &str) {
        self.call(reqwest::Method::PATCH, &format!("/channels/{}/messages/{message}", self.dm()), Some(json!({ "content": text }))).await;
    }

    /// Takes a message back.
    pub async fn deletes(&self, message: &str) {
        self.call(reqwest::Method::DELETE, &format!("/channels/{}/messages/{message}", self.dm()), None).await;
    }

    /// Uses a slash command in a channel of the server.
    pub async fn types(&self, command: &str, options: Value) {
        let discord = self.world.play.sandbox.discord();
        let application = discord.application_id();
        let list: Value = self
            .world
            .http
            .get(format!("{}/applications/{application}/commands", self.api()))
            .header("authorization", format!("Bot {}", discord.bot_token()))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let found = list.as_array().unwrap().iter().find(|c| c["name"] == command).unwrap_or_else(|| panic!("no /{command}: {list}"));
        let body = json!({
            "type": 2, "application_id": application, "guild_id": discord.guild_id(), "channel_id": discord.channels()["general"],
            "session_id": "story", "data": { "id": found["id"], "name": command, "type": 1, "version": found["version"], "options": options },
        });
        self.call(reqwest::Method::POST, "/interactions", Some(body)).await;
    }

    /// Presses the button with this label under the newest message that has it.
    pub async fn presses(&self, label: &str) {
        let (message, custom_id) = self
            .shown()
            .iter()
            .rev()
            .filter(|m| !m.deleted)
            .find_map(|m| Some((m.json.clone(), find(&m.json["components"], label)?)))
            .unwrap_or_else(|| panic!("no button {label}: {:#?}", self.shown()));
        let body = json!({
            "type": 3, "application_id": self.world.play.sandbox.discord().application_id(), "channel_id": message["channel_id"],
            "message_id": message["id"], "session_id": "story", "data": { "component_type": 2, "custom_id": custom_id },
        });
        self.call(reqwest::Method::POST, "/interactions", Some(body)).await;
    }

    /// Reads the next line from the bot and returns it; fails when it does not hold `part`.
    pub async fn sees(&self, part: &str) -> Shown {
        let key = self.key();
        self.world.until(&format!("{} sees \"{part}\"", self.person.name), async || self.lines().len() > self.read()).await;
        let line = self.lines()[self.read()].clone();
        assert!(line.content.contains(part), "{} expected \"{part}\" and saw: {}", self.person.name, line.content);
        *self.world.read.lock().unwrap().entry(key).or_default() += 1;
        line
    }

    /// Waits until one of the lines read already has changed to hold `part`.
    pub async fn sees_changed(&self, part: &str) {
        let what = format!("{} sees a line change to \"{part}\"", self.person.name);
        self.world.until(&what, async || self.lines().iter().any(|l| l.content.contains(part) && !l.earlier.is_empty())).await;
    }

    /// Waits until this message of theirs has a reaction.
    pub async fn sees_reaction(&self, message: &str, emoji: &str) {
        self.world
            .until(&format!("{emoji} under {message}"), async || {
                self.shown().iter().any(|m| {
                    m.id.to_string() == message
                        && m.json["reactions"].as_array().is_some_and(|all| all.iter().any(|r| r["emoji"]["name"] == emoji))
                })
            })
            .await;
    }

    /// Reads the next line that is for them alone, in a channel of the server.
    pub async fn sees_whisper(&self, channel: &str, part: &str) {
        let discord = self.world.play.sandbox.discord();
        let channel = discord.channels()[channel];
        self.world
            .until(&format!("{} is whispered \"{part}\"", self.person.name), async || {
                discord.messages(channel).iter().any(|m| m.ephemeral_for == Some(self.person.id) && !m.loading && m.content.contains(part))
            })
            .await;
    }

    /// Lines from the bot that have not been read.
    pub fn unread(&self) -> Vec<String> {
        self.lines().iter().skip(self.read()).map(|l| format!("{}: {}", self.person.name, l.content)).collect()
    }

    /// Opens or closes their DMs.
    pub fn opens_dms(&self, open: bool) {
        self.world.play.sandbox.discord().set_dms_open(self.person.id, open);
    }

    pub fn id(&self) -> String {
        self.person.id.to_string()
    }

    /// All messages of the DM, of both.
    pub fn shown(&self) -> Vec<Shown> {
        self.world.play.sandbox.discord().messages(self.world.play.sandbox.discord().dm_channel(self.person.id))
    }

    /// Lines of the bot in the DM that still stand.
    pub fn lines(&self) -> Vec<Shown> {
        let bot = self.world.play.sandbox.discord().bot_id();
        self.shown().into_iter().filter(|m| m.author == bot && !m.deleted).collect()
    }

    fn read(&self) -> usize {
        self.world.read.lock().unwrap().get(&self.key()).copied().unwrap_or_default()
    }

    fn key(&self) -> String {
        format!("member:{}", self.person.name)
    }

    fn dm(&self) -> String {
        self.world.play.sandbox.discord().dm_channel(self.person.id).to_string()
    }

    fn api(&self) -> String {
        self.world.play.sandbox.discord().api()
    }

    pub async fn call(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self.world.http.request(method, format!("{}{path}", self.api())).header("authorization", &self.person.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}

fn find(components: &Value, label: &str) -> Option<String> {
    let own = (components["label"] == label).then(|| components["custom_id"].as_str().map(str::to_owned)).flatten();
    let inside = |value: &Value| value.as_array().and_then(|all| all.iter().find_map(|c| find(c, label)));
    own.or_else(|| inside(components)).or_else(|| inside(&components["components"]))
}

impl World {
    /// Lines for members that nobody has read.
    pub fn unread_by_members(&self) -> Vec<String> {
        self.play.sandbox.discord().members().iter().flat_map(|person| self.member(&person.name).unread()).collect()
    }
}
