//! Guilds, roles, channels, threads.

use super::people::user;
use crate::sandbox::discord::ids::{Id, timestamp};
use crate::sandbox::discord::model::{Channel, Guild, Role, Thread, kind};
use crate::sandbox::discord::permissions;
use crate::sandbox::discord::state::World;
use serde_json::{Value, json};

/// A role of a guild.
pub fn role(role: &Role) -> Value {
    let mut value = json!({
        "id": role.id, "name": role.name, "permissions": role.permissions.to_string(), "position": role.position, "color": role.color,
        "colors": { "primary_color": role.color, "secondary_color": null, "tertiary_color": null }, "hoist": role.hoist,
        "managed": role.bot.is_some(), "mentionable": role.mentionable, "icon": null, "unicode_emoji": null, "flags": 0,
    });
    if let Some(bot) = role.bot {
        value["tags"] = json!({ "bot_id": bot });
    }
    value
}

/// A guild without its members and channels.
pub fn guild(guild: &Guild) -> Value {
    json!({
        "id": guild.id, "name": guild.name, "icon": null, "description": null, "home_header": null, "splash": null,
        "discovery_splash": null, "features": ["COMMUNITY"], "banner": null, "owner_id": guild.owner, "application_id": null,
        "region": "rotterdam", "afk_channel_id": null, "afk_timeout": 300, "system_channel_id": null, "system_channel_flags": 0,
        "widget_enabled": false, "widget_channel_id": null, "verification_level": 1, "roles": guild.roles.values().map(role).collect::<Vec<_>>(),
        "default_message_notifications": 1, "mfa_level": 0, "explicit_content_filter": 2, "max_presences": null, "max_members": 500_000,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null, "premium_tier": 0,
        "premium_subscription_count": 0, "preferred_locale": guild.locale, "rules_channel_id": null, "safety_alerts_channel_id": null,
        "public_updates_channel_id": null, "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [],
        "stickers": [], "incidents_data": null,
    })
}

fn thread_metadata(channel: &Channel, thread: &Thread) -> Value {
    let mut value = json!({
        "archived": thread.archived, "archive_timestamp": timestamp(thread.archive_changed), "locked": thread.locked,
        "auto_archive_duration": thread.archive_minutes, "create_timestamp": timestamp(channel.id.made_at()),
    });
    if channel.kind == kind::PRIVATE_THREAD {
        value["invitable"] = json!(thread.invitable);
    }
    value
}

/// Somebody's place in a thread.
pub fn thread_member(thread: Id, user: Id, joined: i64) -> Value {
    json!({ "id": thread, "user_id": user, "join_timestamp": timestamp(joined), "flags": 0 })
}

impl World {
    /// A channel as `viewer` sees it (a DM shows the other side).
    pub fn channel_json(&self, channel: &Channel, viewer: Id) -> Value {
        let mut value = json!({ "id": channel.id, "type": channel.kind, "flags": 0, "last_message_id": channel.last_message });
        let Some(guild) = channel.guild else {
            let others = channel.recipients.iter().filter(|id| **id != viewer).filter_map(|id| self.users.get(id)).map(user);
            value["recipients"] = others.collect();
            return value;
        };
        value["guild_id"] = json!(guild);
        value["name"] = json!(channel.name);
        value["parent_id"] = json!(channel.parent);
        value["rate_limit_per_user"] = json!(channel.slow);
        value["last_pin_timestamp"] = Value::Null;
        match &channel.thread {
            Some(thread) => self.add_thread(&mut value, channel, thread, viewer),
            None => add_channel(&mut value, channel),
        }
        value
    }

    fn add_thread(&self, value: &mut Value, channel: &Channel, thread: &Thread, viewer: Id) {
        let there = self.messages.get(&channel.id).into_iter().flat_map(|list| list.values());
        value["owner_id"] = json!(thread.owner);
        value["thread_metadata"] = thread_metadata(channel, thread);
        value["message_count"] = json!(there.filter(|message| message.deleted.is_none() && message.kind != 21).count());
        value["total_message_sent"] = json!(thread.sent);
        value["member_count"] = json!(thread.members.len().min(50));
        if !thread.tags.is_empty() {
            value["applied_tags"] = json!(thread.tags);
        }
        if let Some(joined) = thread.members.get(&viewer) {
            value["member"] = thread_member(channel.id, viewer, *joined);
        }
    }

    /// A guild as the gateway introduces it to `viewer`.
    pub fn guild_create(&self, place: &Guild, viewer: Id, all_members: bool, large_from: usize) -> Value {
        let mut value = guild(place);
        let large = place.members.len() > large_from;
        let shown = place.members.values().filter(|member| member.user == viewer || (all_members && !large));
        let seen = |channel: &&Channel| self.permissions(viewer, channel) & permissions::VIEW != 0;
        let plain = self.channels.values().filter(|channel| channel.guild == Some(place.id) && channel.thread.is_none());
        let threads = self.threads_of(place.id).filter(|channel| channel.thread.as_ref().is_some_and(|thread| !thread.archived));
        let rest = json!({
            "joined_at": place.members.get(&viewer).map(|member| timestamp(member.joined)), "large": large, "unavailable": false,
            "member_count": place.members.len(), "members": shown.map(|member| self.member_json(member)).collect::<Vec<_>>(),
            "channels": plain.filter(|channel| viewer == self.bot || seen(channel)).map(|channel| self.channel_json(channel, viewer)).collect::<Vec<_>>(),
            "threads": threads.filter(seen).map(|channel| self.channel_json(channel, viewer)).collect::<Vec<_>>(),
            "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        if let (Value::Object(whole), Value::Object(rest)) = (&mut value, rest) {
            whole.extend(rest);
        }
        value
    }
}

fn add_channel(value: &mut Value, channel: &Channel) {
    let overwrite = |o: &crate::sandbox::discord::model::Overwrite| json!({ "id": o.id, "type": u8::from(o.member), "allow": o.allow.to_string(), "deny": o.deny.to_string() });
    value["position"] = json!(channel.position);
    value["topic"] = json!(channel.topic);
    value["nsfw"] = json!(false);
    value["permission_overwrites"] = channel.overwrites.iter().map(overwrite).collect();
    if channel.kind == kind::FORUM {
        let tag = |tag: &crate::sandbox::discord::model::Tag| json!({ "id": tag.id, "name": tag.name, "moderated": tag.moderated, "emoji_id": null, "emoji_name": tag.emoji });
        value["available_tags"] = channel.tags.iter().map(tag).collect();
        value["flags"] = json!(if channel.needs_tag { 1 << 4 } else { 0 });
        value["default_reaction_emoji"] = Value::Null;
        value["default_sort_order"] = Value::Null;
        value["default_forum_layout"] = json!(0);
    }
}
