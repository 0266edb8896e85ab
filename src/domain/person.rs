//! People: the member who asks and the agent who answers.

use super::clock::Millis;
use super::ids::Snowflake;
use serde::{Deserialize, Serialize};

/// A Discord user who asks for help, as far as every event tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: Snowflake,
    /// The name Discord shows (global name, else user name). Untrusted text.
    pub name: String,
    /// Discord locale such as `de` or `zh-TW`; only interactions carry it.
    pub locale: Option<String>,
}

/// What a server knows about a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub server: Snowflake,
    /// Name shown in that server, if it differs.
    pub nick: Option<String>,
    /// Names of the roles, highest first. Untrusted text.
    pub roles: Vec<String>,
    pub joined_at: Option<Millis>,
}

/// A Discord server (guild) that flexcord serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    pub id: Snowflake,
    pub name: String,
    /// Channel in which private threads are opened for members with closed DMs.
    pub help_channel: Option<Snowflake>,
}

/// A person at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The name the far side knows them by (a Flex identity). Often a mail address: never shown to members.
    pub identity: String,
    /// The name members may see.
    pub name: Option<String>,
}
