//! Users, members, applications.

use crate::sandbox::discord::ids::timestamp;
use crate::sandbox::discord::model::{Member, User};
use crate::sandbox::discord::state::World;
use serde_json::{Value, json};

/// A user as everybody sees them.
pub fn user(user: &User) -> Value {
    json!({
        "id": user.id, "username": user.name, "discriminator": if user.bot { "4242" } else { "0" }, "global_name": user.display,
        "avatar": null, "bot": user.bot, "system": false, "public_flags": 0, "flags": 0, "banner": null, "accent_color": null,
        "avatar_decoration_data": null, "collectibles": null, "primary_guild": null,
    })
}

/// A user as they see themselves.
pub fn own_user(me: &User) -> Value {
    let mut value = user(me);
    value["mfa_enabled"] = json!(true);
    value["verified"] = json!(true);
    value["email"] = Value::Null;
    value["locale"] = json!(me.locale);
    value["premium_type"] = json!(0);
    value
}

/// A member without the user, as it accompanies messages.
pub fn bare_member(member: &Member) -> Value {
    json!({
        "avatar": null, "banner": null, "nick": member.nick, "roles": member.roles, "joined_at": timestamp(member.joined),
        "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": member.timeout.map(timestamp), "avatar_decoration_data": null, "collectibles": null,
    })
}

impl World {
    /// A member with the user.
    pub fn member_json(&self, member: &Member) -> Value {
        let mut value = bare_member(member);
        value["user"] = self.users.get(&member.user).map_or(Value::Null, user);
        value
    }

    /// The application as its own bot sees it.
    pub fn application_json(&self) -> Value {
        let app = &self.app;
        json!({
            "id": app.id, "name": app.name, "icon": null, "description": app.description, "type": null, "summary": "",
            "verify_key": app.public_key, "flags": app.flags, "flags_new": app.flags.to_string(), "redirect_uris": [],
            "interactions_endpoint_url": app.endpoint, "role_connections_verification_url": null, "tags": app.tags,
            "owner": self.users.get(&app.owner).map(user), "bot": self.users.get(&self.bot).map(user), "team": null,
            "approximate_guild_count": self.guilds.len(), "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "bot_public": false, "bot_require_code_grant": false, "rpc_origins": [], "hook": true,
            "install_params": { "scopes": ["bot", "applications.commands"], "permissions": crate::sandbox::discord::permissions::BOT.to_string() },
            "integration_types_config": { "0": { "oauth2_install_params": { "scopes": ["applications.commands", "bot"], "permissions": "0" } } },
            "event_webhooks_url": null, "event_webhooks_status": 1, "event_webhooks_types": [],
        })
    }
}
