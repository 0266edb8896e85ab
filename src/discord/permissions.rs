//! What the bot may do in a channel, computed as Discord does it: everyone's role, then all roles, then the channel's overwrites.

use crate::domain::ids::Snowflake;
use serde::{Deserialize, Deserializer};

const ADMINISTRATOR: u64 = 1 << 3;
/// May take away messages of others.
pub const MANAGE_MESSAGES: u64 = 1 << 13;

/// What helping in private threads takes.
const NEEDED: [(u64, &str); 9] = [
    (1 << 6, "ADD_REACTIONS"),
    (1 << 10, "VIEW_CHANNEL"),
    (1 << 11, "SEND_MESSAGES"),
    (1 << 14, "EMBED_LINKS"),
    (1 << 15, "ATTACH_FILES"),
    (1 << 16, "READ_MESSAGE_HISTORY"),
    (1 << 34, "MANAGE_THREADS"),
    (1 << 36, "CREATE_PRIVATE_THREADS"),
    (1 << 38, "SEND_MESSAGES_IN_THREADS"),
];

/// What putting up the cards of cases takes, in their channel.
const FOR_CARDS: [(u64, &str); 7] = [
    (1 << 10, "VIEW_CHANNEL"),
    (1 << 11, "SEND_MESSAGES"),
    (1 << 14, "EMBED_LINKS"),
    (1 << 15, "ATTACH_FILES"),
    (1 << 16, "READ_MESSAGE_HISTORY"),
    (1 << 35, "CREATE_PUBLIC_THREADS"),
    (1 << 38, "SEND_MESSAGES_IN_THREADS"),
];

/// A role's rights.
#[derive(Debug, Deserialize)]
pub struct Role {
    pub id: Snowflake,
    #[serde(deserialize_with = "bits")]
    pub permissions: u64,
}

/// What a channel changes for a role or member.
#[derive(Debug, Deserialize)]
pub struct Overwrite {
    pub id: Snowflake,
    /// 0 a role, 1 a member.
    #[serde(rename = "type")]
    pub kind: u8,
    #[serde(deserialize_with = "bits")]
    pub allow: u64,
    #[serde(deserialize_with = "bits")]
    pub deny: u64,
}

/// Discord writes bit sets as decimal text.
fn bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

/// The rights of `member`, who has these roles, in a channel with these overwrites.
pub fn in_channel(
    server: Snowflake,
    member: Snowflake,
    owner: Snowflake,
    roles: &[Snowflake],
    all: &[Role],
    overwrites: &[Overwrite],
) -> u64 {
    // The role of everyone has the server's id.
    let has = |id: Snowflake| id == server || roles.contains(&id);
    let base = all.iter().filter(|role| has(role.id)).fold(0, |sum, role| sum | role.permissions);
    if member == owner || base & ADMINISTRATOR != 0 {
        return u64::MAX;
    }
    let apply = |rights: u64, which: &dyn Fn(&Overwrite) -> bool| {
        let (allow, deny) = overwrites.iter().filter(|o| which(o)).fold((0, 0), |(a, d), o| (a | o.allow, d | o.deny));
        rights & !deny | allow
    };
    let rights = apply(base, &|o| o.kind == 0 && o.id == server);
    let rights = apply(rights, &|o| o.kind == 0 && o.id != server && roles.contains(&o.id));
    apply(rights, &|o| o.kind == 1 && o.id == member)
}

/// The needed rights that are not there.
pub fn missing(rights: u64) -> Vec<&'static str> {
    absent(&NEEDED, rights)
}

/// The rights that are not there, of those that cards need.
pub fn missing_for_cards(rights: u64) -> Vec<&'static str> {
    absent(&FOR_CARDS, rights)
}

fn absent(of: &[(u64, &'static str)], rights: u64) -> Vec<&'static str> {
    of.iter().filter(|(bit, _)| rights & bit == 0).map(|(_, name)| *name).collect()
}

/// Where somebody who manages a server adds the bot to it, with the needed rights and no other.
pub fn invitation(application: Snowflake) -> String {
    let rights = NEEDED.iter().chain(&FOR_CARDS).fold(0, |sum, (bit, _)| sum | bit);
    format!("https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={rights}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invitation_asks_for_what_is_needed() {
        let link = "https://discord.com/oauth2/authorize?client_id=1&scope=bot+applications.commands&permissions=395137109056";
        assert_eq!(invitation(BOT), link);
        assert!(missing(395_137_109_056).is_empty() && missing_for_cards(395_137_109_056).is_empty());
        assert!(include_str!("../../README.md").contains("permissions=395137109056"), "the README says it too");
    }

    const SERVER: Snowflake = Snowflake(9);
    const BOT: Snowflake = Snowflake(1);

    fn rights(overwrites: &[Overwrite]) -> u64 {
        let all = [
            Role { id: SERVER, permissions: 0b0001 },
            Role { id: Snowflake(20), permissions: 0b0010 },
            Role { id: Snowflake(21), permissions: 0b0100 },
        ];
        in_channel(SERVER, BOT, Snowflake(3), &[Snowflake(20)], &all, overwrites)
    }

    fn overwrite(id: Snowflake, kind: u8, allow: u64, deny: u64) -> Overwrite {
        Overwrite { id, kind, allow, deny }
    }

    #[test]
    fn rights_are_those_of_everyone_and_of_the_own_roles() {
        assert_eq!(rights(&[]), 0b0011);
    }

    #[test]
    fn overwrites_apply_from_everyone_over_roles_to_the_member() {
        let everyone = || overwrite(SERVER, 0, 0, 0b0011);
        assert_eq!(rights(&[everyone()]), 0);
        assert_eq!(rights(&[overwrite(Snowflake(20), 0, 0b0010, 0), everyone()]), 0b0010);
        assert_eq!(rights(&[overwrite(Snowflake(21), 0, 0b1000, 0)]), 0b0011, "somebody else's role");
        assert_eq!(rights(&[overwrite(BOT, 1, 0, 0b0010), overwrite(Snowflake(20), 0, 0b0010, 0)]), 0b0001);
    }

    #[test]
    fn administrators_and_the_owner_may_everything() {
        let admin = [Role { id: SERVER, permissions: ADMINISTRATOR }];
        assert!(missing(in_channel(SERVER, BOT, Snowflake(3), &[], &admin, &[overwrite(SERVER, 0, 0, u64::MAX)])).is_empty());
        assert!(missing(in_channel(SERVER, BOT, BOT, &[], &[], &[])).is_empty());
        assert_eq!(missing(0).len(), NEEDED.len());
    }
}
