//! Names of things: Discord's snowflakes and our own ids.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A Discord id (user, server, channel, message, …). Kept as a number; JSON and people see the decimal string, as with Discord.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snowflake(pub u64);

/// The text was no Discord id: 1 to 20 decimal digits, below 2^63.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a Discord id (a decimal number below 2^63)")]
pub struct NotASnowflake;

/// Milliseconds between the Unix epoch and Discord's (2015-01-01).
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

impl Snowflake {
    /// When the thing was made, Unix milliseconds.
    pub fn made_at(self) -> i64 {
        i64::try_from(self.0 >> 22).unwrap_or(0) + DISCORD_EPOCH_MS
    }

    /// The smallest id a thing made at this time can have: for paging history by time.
    pub fn at(unix_ms: i64) -> Self {
        Self(u64::try_from(unix_ms - DISCORD_EPOCH_MS).unwrap_or(0) << 22)
    }

    /// As the databases store it.
    pub fn to_i64(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// From the databases; negative values, which we never write, become 0.
    pub fn from_i64(value: i64) -> Self {
        Self(u64::try_from(value).unwrap_or(0))
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Snowflake {
    type Err = NotASnowflake;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotASnowflake);
        }
        text.parse::<i64>().map(|n| Self(n.unsigned_abs())).map_err(|_| NotASnowflake)
    }
}

impl Serialize for Snowflake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Snowflake {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! own_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

own_id!(
    /// One conversation. UUIDv7, so that rows lie in the order of their beginning.
    ConversationId
);
own_id!(
    /// One case. UUIDv7.
    CaseId
);
own_id!(
    /// A question the articles had no good answer to. UUIDv7.
    GapId
);
own_id!(
    /// One account of the console. UUIDv7.
    AccountId
);
own_id!(
    /// One filled form whose sender is being asked whether an open case is the same. UUIDv7.
    DraftId
);
own_id!(
    /// One file that crosses from one side to the other. UUIDv7.
    FileId
);

/// Position of a message or a delivery in its conversation: one counter per conversation serves both, so it is also the order
/// in which things were decided.
pub type Seq = i64;

/// The key of a message or delivery across all conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    pub conversation: ConversationId,
    pub seq: Seq,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.conversation, self.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snowflake_is_a_string_in_json_and_knows_its_time() {
        let id: Snowflake = "175928847299117063".parse().unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"175928847299117063\"");
        assert_eq!(serde_json::from_str::<Snowflake>("\"175928847299117063\"").unwrap(), id);
        assert_eq!(id.made_at(), 1_462_015_105_796);
        assert!(Snowflake::at(id.made_at()) <= id);
    }

    #[test]
    fn what_is_no_snowflake_is_refused() {
        for text in ["", "-1", "+1", "1 ", "1x", "99999999999999999999", "９"] {
            assert_eq!(text.parse::<Snowflake>(), Err(NotASnowflake), "{text}");
        }
    }
}
