//! The parts of Discord's objects that we read. Everything optional is optional here too, and unknown fields are skipped.

use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// An ISO 8601 time, kept as Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(pub Millis);

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse::<jiff::Timestamp>().map(|t| Self(t.as_millisecond())).map_err(serde::de::Error::custom)
    }
}

/// A list that may also be `null` or absent.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Clone, Debug, Deserialize)]
pub struct User {
    pub id: Snowflake,
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub global_name: Option<String>,
    #[serde(default)]
    pub bot: bool,
    #[serde(default)]
    pub system: bool,
}

impl User {
    /// The name Discord shows.
    pub fn shown_name(&self) -> &str {
        self.global_name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&self.username)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Attachment {
    pub id: Snowflake,
    #[serde(default)]
    pub filename: String,
    #[serde(default)]
    pub size: u64,
    pub url: String,
    #[serde(default)]
    pub content_type: Option<String>,
    #[serde(default)]
    pub duration_secs: Option<f64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Embed {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Sticker {
    #[serde(default)]
    pub name: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct PollText {
    #[serde(default)]
    pub text: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PollAnswer {
    #[serde(default)]
    pub poll_media: PollText,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Poll {
    #[serde(default)]
    pub question: PollText,
    #[serde(default, deserialize_with = "list")]
    pub answers: Vec<PollAnswer>,
}

/// What can be said in a message, also in a forwarded one.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Content {
    #[serde(default)]
    pub content: String,
    #[serde(default, deserialize_with = "list")]
    pub attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "list")]
    pub embeds: Vec<Embed>,
    #[serde(default, deserialize_with = "list")]
    pub sticker_items: Vec<Sticker>,
    #[serde(default)]
    pub flags: Option<u64>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Snapshot {
    #[serde(default)]
    pub message: Content,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Reference {
    /// 0 a reply, 1 a forward.
    #[serde(default, rename = "type")]
    pub kind: Option<u64>,
    #[serde(default)]
    pub message_id: Option<Snowflake>,
}

/// The message another one answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Answered {
    #[serde(default)]
    pub author: Option<User>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    pub id: Snowflake,
    pub channel_id: Snowflake,
    #[serde(default)]
    pub channel_type: Option<u64>,
    #[serde(default)]
    pub guild_id: Option<Snowflake>,
    /// Absent only in updates of older gateways; without it the message is not taken for a person's.
    #[serde(default)]
    pub author: Option<User>,
    #[serde(default)]
    pub webhook_id: Option<Snowflake>,
    #[serde(default, rename = "type")]
    pub kind: u64,
    #[serde(flatten)]
    pub said: Content,
    #[serde(default)]
    pub edited_timestamp: Option<Stamp>,
    #[serde(default, deserialize_with = "list")]
    pub message_snapshots: Vec<Snapshot>,
    #[serde(default)]
    pub message_reference: Option<Reference>,
    #[serde(default)]
    pub referenced_message: Option<Answered>,
    #[serde(default)]
    pub poll: Option<Poll>,
    #[serde(default, deserialize_with = "list")]
    pub mentions: Vec<User>,
    /// Menus under our own messages, to find the label of what was chosen.
    #[serde(default, deserialize_with = "list")]
    pub components: Vec<Component>,
    /// Our mark, where Discord shows it.
    #[serde(default)]
    pub nonce: Option<serde_json::Value>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Component {
    #[serde(default, deserialize_with = "list")]
    pub components: Vec<Component>,
    #[serde(default, deserialize_with = "list")]
    pub options: Vec<MenuOption>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MenuOption {
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub value: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Deleted {
    pub id: Snowflake,
    pub channel_id: Snowflake,
    #[serde(default)]
    pub guild_id: Option<Snowflake>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct DeletedMany {
    pub ids: Vec<Snowflake>,
    pub channel_id: Snowflake,
    #[serde(default)]
    pub guild_id: Option<Snowflake>,
}

/// Somebody has put a reaction under a message.
#[derive(Clone, Debug, Deserialize)]
pub struct Reaction {
    pub user_id: Snowflake,
    pub channel_id: Snowflake,
    pub message_id: Snowflake,
    #[serde(default)]
    pub guild_id: Option<Snowflake>,
    /// Who wrote the message.
    #[serde(default)]
    pub message_author_id: Option<Snowflake>,
    pub emoji: Emoji,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Emoji {
    /// The sign itself; a name where the emoji is a server's own, which then has an id.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub id: Option<Snowflake>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Guild {
    pub id: Snowflake,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub joined_at: Option<Stamp>,
    #[serde(default)]
    pub unavailable: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct GuildMember {
    #[serde(default)]
    pub user: Option<User>,
    #[serde(default)]
    pub nick: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub roles: Vec<Snowflake>,
    #[serde(default)]
    pub joined_at: Option<Stamp>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct CommandOption {
    pub name: String,
    #[serde(default)]
    pub value: Option<serde_json::Value>,
}

/// What a form or a command refers to, by id. Maps of other things are skipped.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Resolved {
    #[serde(default)]
    pub attachments: Option<BTreeMap<String, Attachment>>,
    #[serde(default)]
    pub messages: Option<BTreeMap<String, Message>>,
}

/// A question of a form with what was filled in: a label around a box, or (as older forms have it) a row with boxes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Answer {
    #[serde(default, rename = "type")]
    pub kind: u64,
    #[serde(default)]
    pub custom_id: Option<String>,
    #[serde(default)]
    pub value: Option<String>,
    #[serde(default)]
    pub values: Option<Vec<String>>,
    #[serde(default)]
    pub component: Option<Box<Answer>>,
    #[serde(default, deserialize_with = "list")]
    pub components: Vec<Answer>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Data {
    #[serde(default)]
    pub name: Option<String>,
    /// Of a command: typed with a slash, or chosen from a menu.
    #[serde(default, rename = "type")]
    pub kind: Option<u64>,
    /// The message a menu was opened on.
    #[serde(default)]
    pub target_id: Option<Snowflake>,
    #[serde(default)]
    pub resolved: Option<Resolved>,
    /// What was filled into a form.
    #[serde(default, deserialize_with = "list")]
    pub components: Vec<Answer>,
    #[serde(default, deserialize_with = "list")]
    pub options: Vec<CommandOption>,
    #[serde(default)]
    pub custom_id: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Interaction {
    #[serde(default)]
    pub id: Option<Snowflake>,
    #[serde(rename = "type")]
    pub kind: u64,
    #[serde(default)]
    pub application_id: Option<Snowflake>,
    #[serde(default)]
    pub token: Option<String>,
    #[serde(default)]
    pub guild_id: Option<Snowflake>,
    #[serde(default)]
    pub channel_id: Option<Snowflake>,
    #[serde(default)]
    pub member: Option<GuildMember>,
    #[serde(default)]
    pub user: Option<User>,
    #[serde(default)]
    pub message: Option<Message>,
    #[serde(default)]
    pub locale: Option<String>,
    #[serde(default)]
    pub data: Option<Data>,
}

impl DeletedMany {
    /// One deletion for each message.
    pub fn each(&self) -> impl Iterator<Item = Deleted> + '_ {
        self.ids.iter().map(|id| Deleted { id: *id, channel_id: self.channel_id, guild_id: self.guild_id })
    }
}
