//! A member of the community, acting through Discord's own routes with their own token.

use super::world::World;
use flexcord::sandbox::discord::{Id, Person, Shown};
use serde_json::{Value, json};

/// See the module.
pub struct Member<'w> {
    pub(super) world: &'w World,
    pub(super) person: Person,
    /// Where they talk with the bot.
    pub(super) place: Id,
}

/// A file to be sent along: its name, its kind, its bytes.
pub type Upload<'f> = (&'f str, &'f str, Vec<u8>);

impl<'w> Member<'w> {
    pub fn new(world: &'w World, name: &str) -> Self {
        let discord = world.play.sandbox.discord();
        let person = discord.member(name).unwrap_or_else(|| panic!("there is no member {name}"));
        let place = discord.dm_channel(person.id);
        Self { world, person, place }
    }

    /// The same person in the newest private thread they can see.
    pub async fn in_thread(&self) -> Self {
        self.world.until(&format!("{} has a thread", self.person.name), async || self.threads().last().is_some()).await;
        let place = *self.threads().last().unwrap();
        Self { world: self.world, person: self.person.clone(), place }
    }

    /// The same person in somebody else's thread.
    pub fn beside(&self, other: &Member<'_>) -> Self {
        Self { world: self.world, person: self.person.clone(), place: other.place }
    }

    /// The private threads they can see, oldest first.
    fn threads(&self) -> Vec<Id> {
        let view = self.world.play.sandbox.discord().view(Some(self.person.id));
        let private = view["channels"].as_array().unwrap().iter().filter(|c| c["type"] == 12);
        private.map(|c| c["id"].as_str().unwrap().parse().unwrap()).collect()
    }

    /// Who is in the place they talk in.
    pub async fn company(&self) -> Vec<String> {
        let discord = self.world.play.sandbox.discord();
        let url = format!("{}/channels/{}/thread-members", self.api(), self.place);
        let request = self.world.http.get(url).header("authorization", format!("Bot {}", discord.bot_token()));
        let list: Value = request.send().await.unwrap().json().await.unwrap();
        list.as_array().unwrap().iter().map(|m| m["user_id"].as_str().unwrap().to_owned()).collect()
    }

    /// Writes the bot. Returns the message's id.
    pub async fn says(&self, text: &str) -> String {
        self.writes(json!({ "content": text })).await
    }

    /// Writes the bot as their client would: `body` is Discord's own.
    pub async fn writes(&self, body: Value) -> String {
        let sent = self.call(reqwest::Method::POST, &format!("/channels/{}/messages", self.place), Some(body)).await;
        sent["id"].as_str().expect("a message has an id").to_owned()
    }

    /// Answers a message. Returns the new one's id.
    pub async fn replies(&self, to: &str, text: &str) -> String {
        let quietly = json!({ "replied_user": false });
        self.writes(json!({ "content": text, "message_reference": { "message_id": to }, "allowed_mentions": quietly })).await
    }

    /// Sends files with a text.
    pub async fn attaches(&self, files: Vec<Upload<'_>>, text: &str) -> String {
        let mut form = reqwest::multipart::Form::new().text("payload_json", json!({ "content": text }).to_string());
        for (number, (name, content_type, bytes)) in files.into_iter().enumerate() {
            let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(content_type).unwrap();
            form = form.part(format!("files[{number}]"), part);
        }
        let url = format!("{}/channels/{}/messages", self.api(), self.place);
        let answer = self.world.http.post(url).header("authorization", &self.person.token).multipart(form).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Changes a message of theirs.
    pub async fn edits(&self, message: &str, text: &str) {
        self.call(reqwest::Method::PATCH, &format!("/channels/{}/messages/{message}", self.place), Some(json!({ "content": text }))).await;
    }

    /// Takes a message back.
    pub async fn deletes(&self, message: &str) {
        self.call(reqwest::Method::DELETE, &format!("/channels/{}/messages/{message}", self.place), None).await;
    }

    /// Uses a slash command in a channel of the server.
    pub async fn types(&self, command: &str, options: Value) {
        let discord = self.world.play.sandbox.discord();
        self.types_in(discord.guild_id(), discord.channels()["general"], command, options).await;
    }

    /// Uses a slash command in a channel of any server.
    pub async fn types_in(&self, server: Id, channel: Id, command: &str, options: Value) {
        let application = self.world.play.sandbox.discord().application_id();
        let found = self.command(command).await;
        let body = json!({
            "type": 2, "application_id": application, "guild_id": server, "channel_id": channel,
            "session_id": "story", "data": { "id": found["id"], "name": command, "type": 1, "version": found["version"], "options": options },
        });
        self.call(reqwest::Method::POST, "/interactions", Some(body)).await;
    }

    pub(super) fn world(&self) -> &'w World {
        self.world
    }

    /// The token of their client.
    pub(super) fn token(&self) -> &str {
        &self.person.token
    }

    /// A registered command.
    pub async fn command(&self, name: &str) -> Value {
        let discord = self.world.play.sandbox.discord();
        let url = format!("{}/applications/{}/commands", self.api(), discord.application_id());
        let request = self.world.http.get(url).header("authorization", format!("Bot {}", discord.bot_token()));
        let list: Value = request.send().await.unwrap().json().await.unwrap();
        let found = list.as_array().unwrap().iter().find(|c| c["name"] == name);
        found.unwrap_or_else(|| panic!("no /{name}: {list}")).clone()
    }

    /// `/helpme`, with or without what is going on.
    pub async fn asks_for_help(&self, what: Option<&str>) {
        let options = what.map_or(json!([]), |what| json!([{ "name": "what", "type": 3, "value": what }]));
        self.types("helpme", options).await;
    }

    /// Presses the button with this label under the newest message that has it.
    pub async fn presses(&self, label: &str) {
        let pressed = self.shown().into_iter().rev().filter(|m| !m.deleted).find(|m| find(&m.json["components"], label).is_some());
        let pressed = pressed.unwrap_or_else(|| panic!("no button {label}: {:#?}", self.lines()));
        self.presses_under(&pressed, label).await;
    }

    /// Presses the button with this label under a message as it was.
    pub async fn presses_under(&self, message: &Shown, label: &str) {
        let button = find(&message.json["components"], label).unwrap_or_else(|| panic!("no button {label}: {message:#?}"));
        self.interacts(message, json!({ "component_type": 2, "custom_id": button["custom_id"] })).await;
    }

    /// Chooses from the menu under a message.
    pub async fn chooses(&self, message: &Shown, label: &str) {
        let option = find(&message.json["components"], label).unwrap_or_else(|| panic!("no choice {label}: {message:#?}"));
        let menu = &message.json["components"][0]["components"][0];
        self.interacts(message, json!({ "component_type": 3, "custom_id": menu["custom_id"], "values": [option["value"]] })).await;
    }

    async fn interacts(&self, message: &Shown, data: Value) {
        let body = json!({
            "type": 3, "application_id": self.world.play.sandbox.discord().application_id(), "channel_id": message.json["channel_id"],
            "message_id": message.json["id"], "session_id": "story", "data": data,
        });
        self.call(reqwest::Method::POST, "/interactions", Some(body)).await;
    }

    /// Reads the next line from the bot and returns it; fails when it does not hold `part`.
    pub async fn sees(&self, part: &str) -> Shown {
        self.world.until(&format!("{} sees \"{part}\"", self.person.name), async || self.lines().len() > self.read()).await;
        let line = self.lines()[self.read()].clone();
        assert!(line.content.contains(part), "{} expected \"{part}\" and saw: {}", self.person.name, line.content);
        *self.world.read.lock().unwrap().entry(self.key()).or_default() += 1;
        line
    }

    /// Waits until one of the lines read already has changed to hold `part`.
    pub async fn sees_changed(&self, part: &str) {
        let what = format!("{} sees a line change to \"{part}\"", self.person.name);
        self.world.until(&what, async || self.lines().iter().any(|l| l.content.contains(part) && !l.earlier.is_empty())).await;
    }

    /// Waits until this line of the bot's holds `part`, however often it changes until then.
    pub async fn sees_changed_or_is(&self, line: &Shown, part: &str) {
        let what = format!("{} sees a line become \"{part}\"", self.person.name);
        self.world
            .until(&what, async || self.lines().iter().any(|l| l.id == line.id && l.content.contains(part) && !l.content.ends_with('…')))
            .await;
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

    /// Waits for a line that is for them alone, in a channel of the server.
    pub async fn sees_whisper(&self, channel: &str, part: &str) -> Shown {
        let channel = self.world.play.sandbox.discord().channels()[channel];
        let find =
            || self.world.play.sandbox.discord().messages(channel).into_iter().find(|m| self.is_whispered(m) && m.content.contains(part));
        self.world.until(&format!("{} is whispered \"{part}\"", self.person.name), async || find().is_some()).await;
        find().unwrap()
    }

    fn is_whispered(&self, message: &Shown) -> bool {
        message.ephemeral_for == Some(self.person.id) && !message.loading && !message.deleted
    }

    /// Waits until a file of this name stands in a line of the bot, and gives its bytes.
    pub async fn sees_file(&self, name: &str) -> Vec<u8> {
        let find = || {
            let lines = self.lines();
            let files = lines.iter().flat_map(|l| l.json["attachments"].as_array().cloned().unwrap_or_default());
            files.into_iter().find(|a| a["filename"] == name)
        };
        self.world.until(&format!("{} sees the file {name}", self.person.name), async || find().is_some()).await;
        let url = find().unwrap()["url"].as_str().unwrap().to_owned();
        self.world.http.get(url).send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// Waits until one of the bot's lines that they have read is gone.
    pub async fn sees_gone(&self, part: &str) {
        let what = format!("\"{part}\" is taken back");
        self.world.until(&what, async || self.shown().iter().any(|m| m.deleted && m.content.contains(part))).await;
    }

    /// Looks at the lines so far once more: they count as unread from this one on.
    pub fn reads_all(&self) {
        self.world.read.lock().unwrap().insert(self.key(), self.lines().len());
    }

    /// How many lines from the bot have not been read.
    pub fn unread_count(&self) -> usize {
        self.lines().len().saturating_sub(self.read())
    }

    /// Lines from the bot that have not been read.
    pub fn unread(&self) -> Vec<String> {
        self.lines().iter().skip(self.read()).map(|l| format!("{}: {}", self.person.name, l.content)).collect()
    }

    /// Opens or closes their DMs.
    pub fn opens_dms(&self, open: bool) {
        self.world.play.sandbox.discord().set_dms_open(self.person.id, open);
    }

    pub fn id(&self) -> Id {
        self.person.id
    }

    /// All messages of the place, of everybody.
    pub fn shown(&self) -> Vec<Shown> {
        self.world.play.sandbox.discord().messages(self.place)
    }

    /// Lines of the bot that still stand.
    pub fn lines(&self) -> Vec<Shown> {
        let bot = self.world.play.sandbox.discord().bot_id();
        self.shown().into_iter().filter(|m| m.author == bot && !m.deleted).collect()
    }

    fn read(&self) -> usize {
        self.world.read.lock().unwrap().get(&self.key()).copied().unwrap_or_default()
    }

    fn key(&self) -> String {
        format!("place:{}", self.place)
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

/// The button or choice with this label.
fn find<'c>(components: &'c Value, label: &str) -> Option<&'c Value> {
    if components["label"] == label {
        return Some(components);
    }
    let inside = |value: &'c Value| value.as_array().and_then(|all| all.iter().find_map(|c| find(c, label)));
    inside(components).or_else(|| inside(&components["components"])).or_else(|| inside(&components["options"]))
}

impl World {
    /// Lines for members that nobody has read, in DMs and in private threads.
    pub fn unread_by_members(&self) -> Vec<String> {
        let mut left = Vec::new();
        for person in self.play.sandbox.discord().members() {
            let member = self.member(&person.name);
            left.extend(member.unread());
            // Staff see the threads of others; each is looked at once, by the key of its place.
            let threads = member.threads().into_iter().map(|place| Member { world: self, person: person.clone(), place });
            left.extend(threads.flat_map(|thread| thread.unread()));
        }
        left.sort();
        left.dedup();
        left
    }
}
