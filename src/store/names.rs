//! The short texts by which enums are kept in columns. Names in use are never changed.

use super::errors::{Result, StoreError};
use crate::domain::case::{CaseKind, CaseState, Priority};
use crate::domain::conversation::Owner;
use crate::domain::message::Side;

/// An enum with one name per value.
pub(super) trait Named: Sized {
    /// The text in the column.
    fn name(self) -> &'static str;
    /// The value of that name.
    fn named(name: &str) -> Result<Self>;
}

macro_rules! named {
    ($type:ident in $table:literal: $($value:ident = $name:literal),+) => {
        impl Named for $type {
            fn name(self) -> &'static str {
                match self { $($type::$value => $name),+ }
            }
            fn named(name: &str) -> Result<Self> {
                match name {
                    $($name => Ok($type::$value),)+
                    _ => Err(StoreError::inconsistent($table, "a word this program does not know")),
                }
            }
        }
    };
}
pub(super) use named;

named!(Owner in "conversations": Assistant = "assistant", Queue = "queue", Agent = "agent");
named!(Side in "vendor_ids": Discord = "discord", Desk = "desk");
named!(CaseKind in "cases": Help = "help", Bug = "bug", Feature = "feature");
named!(CaseState in "cases":
    New = "new", WithAssistant = "with_assistant", WaitingForUs = "waiting_for_us", WaitingForMember = "waiting_for_member",
    Solved = "solved", Closed = "closed");
named!(Priority in "cases": Low = "low", Normal = "normal", High = "high", Urgent = "urgent");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_others_are_refused() {
        for owner in [Owner::Assistant, Owner::Queue, Owner::Agent] {
            assert_eq!(Owner::named(owner.name()).unwrap(), owner);
        }
        assert!(Owner::named("ghost").is_err());
    }
}
