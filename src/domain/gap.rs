//! Gaps: questions the articles had no good answer to. They are what an operator learns most from.

use super::ids::{GapId, Snowflake};
use serde::{Deserialize, Serialize};

/// What showed that an answer is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nothing was found.
    Nothing,
    /// The member said that the answer did not help.
    Down,
    /// The answer was taken away.
    Hushed,
}

/// A question to be kept. It says nothing of who asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGap {
    /// Its id, if nobody has asked it before.
    pub id: GapId,
    /// Where it was asked; none in a DM that belongs to no server.
    pub server: Option<Snowflake>,
    /// What equal questions have in common.
    pub same: String,
    /// Language tag such as `ko`, where it can be told.
    pub language: Option<String>,
    /// The words of whoever asked. Untrusted text.
    pub text: String,
    pub why: Why,
}
