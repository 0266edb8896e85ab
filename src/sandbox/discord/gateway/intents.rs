//! Which events a session asked for.

// Intent bits by the names of the documentation.
pub const GUILDS: u64 = 1;
pub const GUILD_MEMBERS: u64 = 1 << 1;
pub const GUILD_MODERATION: u64 = 1 << 2;
pub const GUILD_WEBHOOKS: u64 = 1 << 5;
pub const GUILD_PRESENCES: u64 = 1 << 8;
pub const GUILD_MESSAGES: u64 = 1 << 9;
pub const GUILD_REACTIONS: u64 = 1 << 10;
pub const GUILD_TYPING: u64 = 1 << 11;
pub const DIRECT_MESSAGES: u64 = 1 << 12;
pub const DIRECT_REACTIONS: u64 = 1 << 13;
pub const DIRECT_TYPING: u64 = 1 << 14;
pub const MESSAGE_CONTENT: u64 = 1 << 15;

/// Every bit that means something.
pub const KNOWN: u64 = 0x1ffff | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25;

/// The application flags (limited form) that allow a privileged intent.
const PRIVILEGED: [(u64, u64); 3] =
    [(GUILD_PRESENCES, 1 << 12 | 1 << 13), (GUILD_MEMBERS, 1 << 14 | 1 << 15), (MESSAGE_CONTENT, 1 << 18 | 1 << 19)];

/// Whether an application with these flags may ask for these intents.
pub fn permitted(intents: u64, app_flags: u64) -> bool {
    PRIVILEGED.iter().all(|(intent, flags)| intents & intent == 0 || app_flags & flags != 0)
}

/// Whether the application may read message content over REST.
pub fn reads_content(app_flags: u64) -> bool {
    permitted(MESSAGE_CONTENT, app_flags)
}

/// The intent an event needs; 0 if it always comes. `direct` says that it has no guild.
pub fn needed(event: &str, direct: bool) -> u64 {
    let either = |guild, dm| if direct { dm } else { guild };
    match event {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" => either(GUILD_MESSAGES, DIRECT_MESSAGES),
        name if name.starts_with("MESSAGE_REACTION") => either(GUILD_REACTIONS, DIRECT_REACTIONS),
        "TYPING_START" => either(GUILD_TYPING, DIRECT_TYPING),
        name if name.starts_with("GUILD_MEMBER_") || name == "THREAD_MEMBERS_UPDATE" => GUILD_MEMBERS,
        "GUILD_BAN_ADD" | "GUILD_BAN_REMOVE" | "GUILD_AUDIT_LOG_ENTRY_CREATE" => GUILD_MODERATION,
        "WEBHOOKS_UPDATE" => GUILD_WEBHOOKS,
        name if ["GUILD_", "CHANNEL_", "THREAD_"].iter().any(|start| name.starts_with(start)) => GUILDS,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_needs_the_flag_of_the_application() {
        assert!(permitted(GUILDS | DIRECT_MESSAGES, 0));
        assert!(!permitted(MESSAGE_CONTENT, 0));
        assert!(permitted(MESSAGE_CONTENT, 1 << 19));
    }

    #[test]
    fn a_direct_message_needs_another_intent_than_one_in_a_guild() {
        assert_eq!(needed("MESSAGE_CREATE", true), DIRECT_MESSAGES);
        assert_eq!(needed("MESSAGE_CREATE", false), GUILD_MESSAGES);
        assert_eq!(needed("INTERACTION_CREATE", true), 0);
    }
}
