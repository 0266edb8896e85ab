//! Who may do what where: roles, channel overwrites, time-outs, hierarchy.

use super::errors::{Answer, MISSING_ACCESS, MISSING_PERMISSIONS, Refusal, UNKNOWN_CHANNEL, UNKNOWN_GUILD};
use super::ids::Id;
use super::model::{Channel, Guild, kind};
use super::state::World;

// Permission bits by the names of the documentation, shortened.
pub const KICK: u64 = 1 << 1;
pub const BAN: u64 = 1 << 2;
pub const ADMIN: u64 = 1 << 3;
pub const MANAGE_CHANNELS: u64 = 1 << 4;
pub const MANAGE_GUILD: u64 = 1 << 5;
pub const REACT: u64 = 1 << 6;
pub const AUDIT_LOG: u64 = 1 << 7;
pub const VIEW: u64 = 1 << 10;
pub const SEND: u64 = 1 << 11;
pub const MANAGE_MESSAGES: u64 = 1 << 13;
pub const EMBED: u64 = 1 << 14;
pub const ATTACH: u64 = 1 << 15;
pub const HISTORY: u64 = 1 << 16;
pub const MENTION_EVERYONE: u64 = 1 << 17;
pub const MANAGE_WEBHOOKS: u64 = 1 << 29;
pub const USE_COMMANDS: u64 = 1 << 31;
pub const MANAGE_THREADS: u64 = 1 << 34;
pub const PUBLIC_THREADS: u64 = 1 << 35;
pub const PRIVATE_THREADS: u64 = 1 << 36;
pub const SEND_IN_THREADS: u64 = 1 << 38;
pub const MODERATE: u64 = 1 << 40;

/// What an ordinary member may do.
pub const ORDINARY: u64 =
    REACT | VIEW | SEND | EMBED | ATTACH | HISTORY | USE_COMMANDS | PUBLIC_THREADS | PRIVATE_THREADS | SEND_IN_THREADS;
/// What the seeded bot role may do: everything the product asks for, and not administrator.
pub const BOT: u64 = ORDINARY | KICK | BAN | AUDIT_LOG | MANAGE_GUILD | MANAGE_MESSAGES | MANAGE_WEBHOOKS | MANAGE_THREADS | MODERATE;
/// What the seeded moderators may do.
pub const MODERATOR: u64 = BOT | MENTION_EVERYONE | MANAGE_CHANNELS;
/// Both sides of a DM.
pub const DM: u64 = REACT | VIEW | SEND | EMBED | ATTACH | HISTORY | USE_COMMANDS;
/// What is left during a time-out.
const TIMED_OUT: u64 = VIEW | HISTORY;

/// What `user` may do in the guild as a whole; nothing if they are not in it.
pub fn in_guild(guild: &Guild, user: Id) -> u64 {
    let Some(member) = guild.members.get(&user) else { return 0 };
    if guild.owner == user {
        return u64::MAX;
    }
    let everyone = guild.roles.get(&guild.id).map_or(0, |role| role.permissions);
    let sum = member.roles.iter().filter_map(|id| guild.roles.get(id)).fold(everyone, |sum, role| sum | role.permissions);
    if sum & ADMIN == 0 { sum } else { u64::MAX }
}

/// The height of the highest role of `user`; the owner stands above all.
pub fn rank(guild: &Guild, user: Id) -> i32 {
    if guild.owner == user {
        return i32::MAX;
    }
    let roles = guild.members.get(&user).map(|member| member.roles.as_slice()).unwrap_or_default();
    roles.iter().filter_map(|id| guild.roles.get(id)).map(|role| role.position).max().unwrap_or(0)
}

impl World {
    /// What `user` may do in `channel`.
    pub fn permissions(&self, user: Id, channel: &Channel) -> u64 {
        let Some(guild) = channel.guild.and_then(|id| self.guilds.get(&id)) else {
            return if channel.recipients.contains(&user) { DM } else { 0 };
        };
        let base = in_guild(guild, user);
        if base == 0 || base == u64::MAX {
            return base;
        }
        let holder = match channel.thread {
            Some(_) => channel.parent.and_then(|id| self.channels.get(&id)).unwrap_or(channel),
            None => channel,
        };
        let mut sum = overwritten(guild, user, holder, base);
        if let Some(thread) = &channel.thread {
            let outside = channel.kind == kind::PRIVATE_THREAD && !thread.members.contains_key(&user) && sum & MANAGE_THREADS == 0;
            if outside || sum & VIEW == 0 {
                return 0;
            }
            sum = if sum & SEND_IN_THREADS == 0 { sum & !SEND } else { sum | SEND };
        }
        let timed_out = guild.members.get(&user).and_then(|member| member.timeout).is_some_and(|until| until > self.now());
        if timed_out { sum & TIMED_OUT } else { sum }
    }

    /// The channel, if `user` can see it and may do all of `needed` there.
    pub fn enter(&self, user: Id, channel: Id, needed: u64) -> Answer<&Channel> {
        let channel = self.channels.get(&channel).ok_or(UNKNOWN_CHANNEL)?;
        let held = self.permissions(user, channel);
        if held & VIEW == 0 {
            return Err(MISSING_ACCESS.into());
        }
        if held & needed != needed {
            return Err(MISSING_PERMISSIONS.into());
        }
        Ok(channel)
    }

    /// The guild, if `user` is in it and may do all of `needed`.
    pub fn enter_guild(&self, user: Id, guild: Id, needed: u64) -> Answer<&Guild> {
        let guild = self.guilds.get(&guild).ok_or(UNKNOWN_GUILD)?;
        let held = in_guild(guild, user);
        if held == 0 {
            return Err(Refusal::from(MISSING_ACCESS));
        }
        if held & needed != needed {
            return Err(MISSING_PERMISSIONS.into());
        }
        Ok(guild)
    }
}

/// Applies the overwrites in Discord's order: everyone, then all roles together, then the member.
fn overwritten(guild: &Guild, user: Id, channel: &Channel, base: u64) -> u64 {
    let roles = guild.members.get(&user).map(|member| member.roles.as_slice()).unwrap_or_default();
    let apply = |sum: u64, fits: &dyn Fn(Id, bool) -> bool| {
        let chosen = || channel.overwrites.iter().filter(|o| fits(o.id, o.member));
        let denied = chosen().fold(0, |all, o| all | o.deny);
        let allowed = chosen().fold(0, |all, o| all | o.allow);
        sum & !denied | allowed
    };
    let sum = apply(base, &|id, member| !member && id == guild.id);
    let sum = apply(sum, &|id, member| !member && id != guild.id && roles.contains(&id));
    apply(sum, &|id, member| member && id == user)
}
