//! `[ask]`

use super::reader::Reader;

/// Questions in passing: `/ask`, and mentions in channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Who sees the answers to `/ask` in servers.
    pub visibility: Visibility,
    /// Servers, by their ids, in which it is the other way round.
    pub otherwise_in: Vec<u64>,
    /// Whether mentions in channels are answered.
    pub mentions: bool,
    /// Questions of one member that are answered within a minute.
    pub per_minute: u32,
    /// Questions of one member that are answered within a day.
    pub per_day: u32,
    /// Roles, by name or id, whose holders may take answers away, besides those who may manage messages.
    pub staff_roles: Vec<String>,
}

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Whoever asked.
    Private,
    /// Everybody in the channel.
    Public,
}

impl Ask {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            visibility: reader.choice("ask.visibility", &[("private", Visibility::Private), ("public", Visibility::Public)]),
            otherwise_in: reader.ids("ask.otherwise_in"),
            mentions: reader.flag("ask.mentions", true),
            per_minute: reader.number("ask.per_minute", 6, 1..=1_000),
            per_day: reader.number("ask.per_day", 100, 1..=100_000),
            staff_roles: reader.list("ask.staff_roles", &[]),
        }
    }
}
