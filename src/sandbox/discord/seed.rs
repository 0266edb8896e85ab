//! What a fresh local Discord contains: the application with its bot, the community "Pokéfans" and its people.

use super::ids::Id;
use super::model::{Application, Channel, Guild, Member, Overwrite, Role, Tag, User, kind};
use super::permissions;
use super::state::World;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::collections::BTreeMap;

/// The people: name, display name, language, role, and for how many days they have been there.
const PEOPLE: [(&str, &str, &str, &str, i64); 6] = [
    ("ana", "Ana", "de", "Trainer", 1130),
    ("ben", "Ben", "en-US", "Trainer", 163),
    ("chika", "チカ", "ja", "Member", 41),
    ("dmitri", "Дмитрий", "ru", "Member", 705),
    ("esra", "Esra", "tr", "Member", 12),
    ("mira", "Mira", "en-GB", "Moderator", 1870),
];

/// A token as Discord makes them: the user's id, a stamp, a secret.
pub fn token(id: Id) -> String {
    let mut secret = [0_u8; 20];
    // The id alone keeps tokens apart where there is no randomness.
    let _ = getrandom::fill(&mut secret);
    let stamp = u32::try_from(id.made_at() / 1000).unwrap_or_default().to_be_bytes();
    let part = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    format!("{}.{}.{}", STANDARD_NO_PAD.encode(id.to_string()), part(&stamp), part(&secret))
}

fn add_user(world: &mut World, name: &str, display: &str, locale: &str, bot: bool) -> Id {
    let id = world.next_id();
    let user = User {
        id,
        name: name.to_owned(),
        display: (!bot).then(|| display.to_owned()),
        bot,
        locale: locale.to_owned(),
        token: token(id),
        dms_open: true,
        blocks_bot: false,
    };
    world.tokens.insert(user.token.clone(), id);
    world.users.insert(id, user);
    id
}

/// What stands in for the application until it is planted.
pub fn no_application() -> Application {
    Application {
        id: Id(0),
        name: String::new(),
        description: String::new(),
        owner: Id(0),
        flags: 0,
        endpoint: None,
        public_key: String::new(),
        tags: Vec::new(),
    }
}

/// Fills an empty world.
pub fn plant(world: &mut World, public_key: String, flags: u64) {
    let owner = add_user(world, "prof_linde", "Prof. Linde", "de", false);
    let bot = add_user(world, "Flexcord", "Flexcord", "en-US", true);
    world.bot = bot;
    // Like most applications of today: the application and its bot share one id.
    world.app = Application {
        id: bot,
        name: "Flexcord".to_owned(),
        description: String::new(),
        owner,
        flags,
        endpoint: None,
        public_key,
        tags: Vec::new(),
    };
    let guild = add_guild(world, "Pokéfans", owner, "de");
    let now = world.now();
    for (name, display, locale, role, days) in PEOPLE {
        let id = add_person(world, guild, name, display, locale, Some(role));
        if let Some(member) = world.guilds.get_mut(&guild).and_then(|guild| guild.members.get_mut(&id)) {
            member.joined = now - days * 86_400_000;
        }
    }
}

fn role(id: Id, name: &str, permissions: u64, position: i32) -> Role {
    Role { id, name: name.to_owned(), permissions, position, color: 0, hoist: false, mentionable: false, bot: None }
}

/// A guild with its roles and channels, its owner and the bot.
pub fn add_guild(world: &mut World, name: &str, owner: Id, locale: &str) -> Id {
    let id = world.next_id();
    let ids: Vec<Id> = (0..4).map(|_| world.next_id()).collect();
    let mut roles = BTreeMap::from([(id, role(id, "@everyone", permissions::ORDINARY, 0))]);
    roles.insert(ids[0], role(ids[0], "Member", 0, 1));
    roles.insert(ids[1], Role { color: 0x2e_cc71, mentionable: true, ..role(ids[1], "Trainer", 0, 2) });
    roles.insert(ids[2], Role { color: 0xe7_4c3c, hoist: true, ..role(ids[2], "Moderator", permissions::MODERATOR, 4) });
    let bot = world.bot;
    roles.insert(ids[3], Role { bot: Some(bot), ..role(ids[3], "Flexcord", permissions::BOT, 3) });
    let now = world.now();
    let member = |user, roles| Member { user, roles, joined: now, nick: None, timeout: None };
    let members = BTreeMap::from([(owner, member(owner, vec![ids[2]])), (bot, member(bot, vec![ids[3]]))]);
    let guild = Guild { id, name: name.to_owned(), owner, locale: locale.to_owned(), roles, members, bans: BTreeMap::new() };
    world.guilds.insert(id, guild);
    for (position, name) in ["general", "help", "bug-report", "feature-requests", "staff"].into_iter().enumerate() {
        let channel = add_channel(world, id, name, i32::try_from(position).unwrap_or_default());
        match name {
            "feature-requests" => make_forum(world, channel),
            "staff" => close(world, channel, id, &[ids[2], ids[3]]),
            _ => {}
        }
    }
    id
}

fn add_channel(world: &mut World, guild: Id, name: &str, position: i32) -> Id {
    let id = world.next_id();
    let channel = Channel {
        id,
        kind: kind::TEXT,
        guild: Some(guild),
        name: name.to_owned(),
        topic: None,
        parent: None,
        position,
        overwrites: Vec::new(),
        recipients: Vec::new(),
        slow: 0,
        tags: Vec::new(),
        needs_tag: false,
        thread: None,
        last_message: None,
    };
    world.channels.insert(id, channel);
    id
}

fn make_forum(world: &mut World, channel: Id) {
    let names = [("Idea", "💡"), ("Planned", "📌"), ("Shipped", "🚀"), ("Declined", "🚫")];
    let tags: Vec<Tag> = names
        .into_iter()
        .map(|(name, emoji)| Tag { id: world.next_id(), name: name.to_owned(), moderated: name != "Idea", emoji: Some(emoji.to_owned()) })
        .collect();
    if let Some(channel) = world.channels.get_mut(&channel) {
        channel.kind = kind::FORUM;
        channel.tags = tags;
    }
}

fn close(world: &mut World, channel: Id, everyone: Id, insiders: &[Id]) {
    if let Some(channel) = world.channels.get_mut(&channel) {
        channel.overwrites = vec![Overwrite { id: everyone, member: false, allow: 0, deny: permissions::VIEW }];
        let insider = |id: &Id| Overwrite { id: *id, member: false, allow: permissions::VIEW, deny: 0 };
        channel.overwrites.extend(insiders.iter().map(insider));
    }
}

/// A person with a token, in a guild.
pub fn add_person(world: &mut World, guild: Id, name: &str, display: &str, locale: &str, role: Option<&str>) -> Id {
    let id = add_user(world, name, display, locale, false);
    let now = world.now();
    if let Some(guild) = world.guilds.get_mut(&guild) {
        let roles = guild.roles.values().filter(|known| Some(known.name.as_str()) == role).map(|role| role.id).collect();
        guild.members.insert(id, Member { user: id, roles, joined: now, nick: None, timeout: None });
    }
    id
}
