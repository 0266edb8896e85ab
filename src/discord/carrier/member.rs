//! What servers know about a member.

use super::DiscordCarrier;
use crate::discord::error::{Failure, Repeat};
use crate::discord::http::{Http, Method, Request};
use crate::discord::parse::wire::GuildMember;
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Fact, Missing, Outcome, Receipt};
use crate::domain::person::Membership;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long names of roles are believed, and for how many servers they are kept.
const ROLES_LIVE: Millis = 5 * 60_000;
const SERVERS: usize = 1_000;

#[derive(Debug, Deserialize)]
struct Role {
    id: Snowflake,
    #[serde(default)]
    name: String,
    #[serde(default)]
    position: i64,
}

/// The roles of a server, highest first, and when they were read.
type Roles = (Millis, Arc<Vec<Role>>);

/// The roles of servers asked for lately.
#[derive(Default)]
pub(super) struct RoleCache(Mutex<HashMap<Snowflake, Roles>>);

impl RoleCache {
    /// The roles of a server, highest first.
    async fn of(&self, http: &Http, server: Snowflake) -> Result<Arc<Vec<Role>>, Failure> {
        let now = http.clock().now();
        if let Some((at, roles)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&server)
            && now - at < ROLES_LIVE
        {
            return Ok(roles.clone());
        }
        let mut roles: Vec<Role> = http.get(Request::new(Method::GET, "/guilds/{}/roles", &[&server])).await?;
        roles.sort_by_key(|role| std::cmp::Reverse(role.position));
        let roles = Arc::new(roles);
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= SERVERS {
            cache.clear();
        }
        cache.insert(server, (now, roles.clone()));
        Ok(roles)
    }
}

impl DiscordCarrier {
    /// Asks every server; those the member (or the bot) is not in are left out.
    pub(super) async fn look_up_member(&self, member: Snowflake, servers: &[Snowflake]) -> Outcome {
        let mut of = Vec::new();
        for server in servers {
            match self.membership(member, *server).await {
                Ok(membership) => of.extend(membership),
                Err(failure) => return failure.outcome(Missing::Member, Repeat::Harmless),
            }
        }
        Outcome::Done(Receipt::fact(Fact::Memberships { of }))
    }

    async fn membership(&self, member: Snowflake, server: Snowflake) -> Result<Option<Membership>, Failure> {
        let found: Result<GuildMember, _> = self.http.get(Request::new(Method::GET, "/guilds/{}/members/{}", &[&server, &member])).await;
        let found = match found {
            Ok(found) => found,
            // Unknown member, user or server, or the bot is not in it.
            Err(failure) if matches!(failure.code(), 10007 | 10013 | 10004 | 50001) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let roles = self.roles.of(&self.http, server).await?;
        let names = roles.iter().filter(|role| found.roles.contains(&role.id)).map(|role| role.name.clone()).collect();
        Ok(Some(Membership { server, nick: found.nick, roles: names, joined_at: found.joined_at.map(|t| t.0) }))
    }
}
