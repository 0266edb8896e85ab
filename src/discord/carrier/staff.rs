//! Who keeps order in a channel.

use super::DiscordCarrier;
use crate::discord::error::{Failure, Repeat};
use crate::discord::http::{Method, Request};
use crate::discord::parse::wire::GuildMember;
use crate::discord::permissions::{self, MANAGE_MESSAGES, Overwrite};
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Fact, Missing, Outcome, Receipt};
use serde::Deserialize;

/// Discord's kinds of threads, whose rights are those of the channel they hang under.
const THREADS: std::ops::RangeInclusive<u8> = 10..=12;

#[derive(Deserialize)]
struct Guild {
    owner_id: Snowflake,
    roles: Vec<Role>,
}

#[derive(Deserialize)]
struct Role {
    #[serde(default)]
    name: String,
    #[serde(flatten)]
    rights: permissions::Role,
}

#[derive(Deserialize)]
struct Channel {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(default)]
    parent_id: Option<Snowflake>,
    #[serde(default)]
    permission_overwrites: Vec<Overwrite>,
}

impl DiscordCarrier {
    /// Those who may manage messages there, and those with a role the operator has named.
    pub(super) async fn look_up_staff(&self, member: Snowflake, server: Snowflake, channel: Snowflake) -> Outcome {
        match self.keeps_order(member, server, channel).await {
            Ok(yes) => Outcome::Done(Receipt::fact(Fact::Staff { yes })),
            Err(failure) => failure.outcome(Missing::Member, Repeat::Harmless),
        }
    }

    async fn keeps_order(&self, member: Snowflake, server: Snowflake, channel: Snowflake) -> Result<bool, Failure> {
        let found: Result<GuildMember, _> = self.http.get(Request::new(Method::GET, "/guilds/{}/members/{}", &[&server, &member])).await;
        let found = match found {
            Ok(found) => found,
            // Unknown member or user.
            Err(failure) if matches!(failure.code(), 10007 | 10013) => return Ok(false),
            Err(failure) => return Err(failure),
        };
        let guild: Guild = self.http.get(Request::new(Method::GET, "/guilds/{}", &[&server])).await?;
        let named = |role: &Role| self.staff_roles.iter().any(|staff| *staff == role.name || *staff == role.rights.id.to_string());
        if guild.roles.iter().any(|role| found.roles.contains(&role.rights.id) && named(role)) {
            return Ok(true);
        }
        let mut there = self.channel_of(channel).await?;
        if let (true, Some(parent)) = (THREADS.contains(&there.kind), there.parent_id) {
            there = self.channel_of(parent).await?;
        }
        let roles: Vec<permissions::Role> = guild.roles.into_iter().map(|role| role.rights).collect();
        let rights = permissions::in_channel(server, member, guild.owner_id, &found.roles, &roles, &there.permission_overwrites);
        Ok(rights & MANAGE_MESSAGES != 0)
    }

    async fn channel_of(&self, channel: Snowflake) -> Result<Channel, Failure> {
        self.http.get(Request::new(Method::GET, "/channels/{}", &[&channel])).await
    }
}
