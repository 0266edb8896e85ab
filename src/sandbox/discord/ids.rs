//! Snowflakes: Discord's ids, which carry the time of creation.

use crate::domain::clock::Millis;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The first millisecond of 2015, from which snowflakes count.
const EPOCH: Millis = 1_420_070_400_000;

/// A snowflake. On the wire it is a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// When the thing with this id was made.
    pub fn made_at(self) -> Millis {
        Millis::try_from(self.0 >> 22).unwrap_or_default() + EPOCH
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;
        impl Visitor<'_> for Digits {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a snowflake")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Id, E> {
                Ok(Id(number))
            }
        }
        deserializer.deserialize_str(Digits)
    }
}

/// Hands out ids that only ever grow, whatever the clock does.
#[derive(Debug, Default)]
pub struct Ids {
    last: u64,
}

impl Ids {
    /// A fresh id for something made `now`.
    pub fn next(&mut self, now: Millis) -> Id {
        let by_clock = u64::try_from(now - EPOCH).unwrap_or_default() << 22;
        self.last = by_clock.max(self.last + 1);
        Id(self.last)
    }
}

/// Reads an id out of a JSON string or number.
pub fn id_in(value: &serde_json::Value) -> Option<Id> {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64().map(Id))
}

/// Unix milliseconds the way Discord writes times: microseconds and a numeric offset.
pub fn timestamp(at: Millis) -> String {
    let at = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_goes_back() {
        let mut ids = Ids::default();
        let first = ids.next(EPOCH + 5_000);
        assert_eq!(first.made_at(), EPOCH + 5_000);
        assert!(ids.next(EPOCH + 4_000) > first);
    }

    #[test]
    fn times_carry_microseconds_and_an_offset() {
        assert_eq!(timestamp(1_700_000_000_123), "2023-11-14T22:13:20.123000+00:00");
    }
}
