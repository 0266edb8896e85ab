//! The case: a numbered record that somebody must see through.

use super::clock::Millis;
use super::ids::{CaseId, Snowflake};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a case is about; it decides the look of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    Help,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    Open,
    Solved,
}

/// Short number people quote, counted per server and kind: `#1042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaseNumber {
    pub kind: CaseKind,
    pub number: i64,
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            CaseKind::Help => write!(f, "#{}", self.number),
        }
    }
}

/// A case as the relay needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    pub number: CaseNumber,
    pub server: Snowflake,
    pub member: Snowflake,
    pub state: CaseState,
    /// One line for lists.
    pub title: String,
    pub opened_at: Millis,
    pub solved_at: Option<Millis>,
}

impl Case {
    /// May the member open it again at `now`? For so many days after it was solved; later a new one is the honest thing.
    pub fn may_reopen(&self, now: Millis, days: u32) -> bool {
        match (self.state, self.solved_at) {
            (CaseState::Solved, Some(at)) => now - at <= i64::from(days) * 86_400_000,
            (CaseState::Solved, None) | (CaseState::Open, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(at: Millis) -> Case {
        Case {
            id: CaseId(uuid::Uuid::nil()),
            number: CaseNumber { kind: CaseKind::Help, number: 1042 },
            server: Snowflake(1),
            member: Snowflake(2),
            state: CaseState::Solved,
            title: String::new(),
            opened_at: 0,
            solved_at: Some(at),
        }
    }

    #[test]
    fn a_solved_case_reopens_for_fourteen_days_and_an_open_one_never() {
        let day = 86_400_000;
        assert!(solved(0).may_reopen(14 * day, 14));
        assert!(!solved(0).may_reopen(14 * day + 1, 14));
        assert!(!Case { state: CaseState::Open, ..solved(0) }.may_reopen(1, 14));
    }

    #[test]
    fn a_help_case_is_quoted_with_a_hash() {
        assert_eq!(solved(0).number.to_string(), "#1042");
    }
}
