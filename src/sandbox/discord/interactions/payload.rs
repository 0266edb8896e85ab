//! The interaction object as the application gets it.

use super::Interaction;
use crate::sandbox::discord::body::MAX_FILE;
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::json::{people, places};
use crate::sandbox::discord::state::World;
use serde_json::{Map, Value, json};

/// The objects that ids in `data` stand for.
#[derive(Debug, Default)]
pub struct Resolved(Map<String, Value>);

impl Resolved {
    fn put(&mut self, map: &str, id: Id, value: Value) {
        self.0.entry(map).or_insert_with(|| json!({}))[id.to_string()] = value;
    }

    /// A user and, in a guild, the member without `user`, `deaf`, `mute`. `false` if there is no such user.
    pub fn user(&mut self, world: &World, guild: Option<Id>, id: Id) -> bool {
        let Some(user) = world.users.get(&id) else { return false };
        self.put("users", id, people::user(user));
        let guild = guild.and_then(|guild| world.guilds.get(&guild));
        if let Some((guild, member)) = guild.and_then(|guild| Some((guild, guild.members.get(&id)?))) {
            let mut value = people::bare_member(member);
            if let Some(map) = value.as_object_mut() {
                map.remove("deaf");
                map.remove("mute");
            }
            value["permissions"] = json!(crate::sandbox::discord::permissions::in_guild(guild, id).to_string());
            self.put("members", id, value);
        }
        true
    }

    /// A role of the guild. `false` if there is none such.
    pub fn role(&mut self, world: &World, guild: Option<Id>, id: Id) -> bool {
        let role = guild.and_then(|guild| world.guilds.get(&guild)).and_then(|guild| guild.roles.get(&id));
        role.inspect(|role| self.put("roles", id, places::role(role))).is_some()
    }

    /// A channel, with what the user and the application may do there.
    pub fn channel(&mut self, world: &World, user: Id, id: Id) -> bool {
        let Some(channel) = world.channels.get(&id) else { return false };
        let mut value = world.channel_json(channel, user);
        value["permissions"] = json!(world.permissions(user, channel).to_string());
        value["app_permissions"] = json!(world.permissions(world.bot, channel).to_string());
        self.put("channels", id, value);
        true
    }

    /// A message of the channel. `false` if it is gone.
    pub fn message(&mut self, world: &World, channel: Id, id: Id) -> bool {
        let Ok(message) = world.message(channel, id) else { return false };
        self.put("messages", id, world.message_json(message, world.bot));
        true
    }

    /// An uploaded file.
    pub fn attachment(&mut self, world: &World, id: Id) -> bool {
        let Some(file) = world.files.get(&id) else { return false };
        self.put("attachments", id, world.attachment_json(file));
        true
    }

    /// Puts it into `data`, if there is anything in it.
    pub fn into_data(self, data: &mut Value) {
        if !self.0.is_empty() {
            data["resolved"] = Value::Object(self.0);
        }
    }
}

/// The whole object for the application.
pub fn build(world: &World, interaction: &Interaction, data: Value) -> Value {
    let user = world.users.get(&interaction.user);
    let channel = world.channels.get(&interaction.channel);
    let bot_may = channel.map_or(0, |channel| world.permissions(world.bot, channel));
    let mut payload = json!({
        "id": interaction.id, "application_id": world.app.id, "type": interaction.kind, "token": interaction.token, "version": 1,
        "data": data, "channel_id": interaction.channel, "channel": channel.map(|channel| world.channel_json(channel, world.bot)),
        "locale": user.map(|user| user.locale.as_str()), "entitlements": [], "entitlement_sku_ids": [], "app_permissions": bot_may.to_string(),
        "attachment_size_limit": MAX_FILE, "context": 1, "authorizing_integration_owners": { "0": "0" },
    });
    let guild = interaction.guild.and_then(|id| world.guilds.get(&id));
    match guild.and_then(|guild| Some((guild, guild.members.get(&interaction.user)?))) {
        Some((guild, member)) => {
            let mut value = world.member_json(member);
            value["permissions"] = json!(channel.map_or(0, |channel| world.permissions(interaction.user, channel)).to_string());
            payload["member"] = value;
            payload["guild_id"] = json!(guild.id);
            payload["guild"] = json!({ "id": guild.id, "locale": guild.locale, "features": ["COMMUNITY"] });
            payload["guild_locale"] = json!(guild.locale);
            payload["context"] = json!(0);
            payload["authorizing_integration_owners"] = json!({ "0": guild.id });
        }
        None => payload["user"] = user.map_or(Value::Null, people::user),
    }
    if let Some(message) = interaction.source.and_then(|id| world.message(interaction.channel, id).ok()) {
        payload["message"] = world.message_json(message, world.bot);
    }
    payload
}
