//! What happened to a case: who did what when, from which event. Written in the commit of that event and never changed.

use super::{CaseState, Priority};
use crate::domain::clock::Millis;
use crate::domain::ids::{CaseId, ConversationId, Snowflake};
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Actor {
    /// A member of the community.
    Member { id: Snowflake, name: String },
    /// An agent at the desk.
    Agent { identity: String, name: Option<String> },
    /// Somebody signed in at the console or the API.
    Staff { name: String },
    /// The assistant.
    Assistant,
    /// flexcord itself: a timer, a rule.
    System,
}

/// One line of a case's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub case: CaseId,
    /// The version of the case this made: its place in the history.
    pub version: u32,
    pub at: Millis,
    pub by: Actor,
    /// The source of the event it came from.
    pub source: String,
    pub what: Happened,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happened {
    Opened,
    /// It went from one state to another; `told` is what followers were told with it.
    Moved {
        from: CaseState,
        to: CaseState,
        told: Option<String>,
    },
    /// A line for colleagues.
    Noted {
        text: String,
    },
    Assigned {
        from: Option<String>,
        to: Option<String>,
    },
    Prioritised {
        from: Priority,
        to: Priority,
    },
    Tagged {
        from: Vec<String>,
        to: Vec<String>,
    },
    Renamed {
        from: String,
        to: String,
    },
    /// Another member said "it's this one".
    Voted {
        member: Snowflake,
    },
    Rated {
        stars: u8,
        line: Option<String>,
    },
    /// Another conversation about it began.
    Continued {
        conversation: ConversationId,
    },
    /// The member asked for a copy of the talk.
    Copied,
    /// A file that came with the form could not be copied, and why.
    FileFailed {
        name: String,
        why: String,
    },
    /// The card could not be put into the channel, and why.
    CardFailed {
        why: String,
    },
}

impl Happened {
    /// Short name for the database and for lists.
    pub fn name(&self) -> &'static str {
        match self {
            Happened::Opened => "opened",
            Happened::Moved { .. } => "moved",
            Happened::Noted { .. } => "noted",
            Happened::Assigned { .. } => "assigned",
            Happened::Prioritised { .. } => "prioritised",
            Happened::Tagged { .. } => "tagged",
            Happened::Renamed { .. } => "renamed",
            Happened::Voted { .. } => "voted",
            Happened::Rated { .. } => "rated",
            Happened::Continued { .. } => "continued",
            Happened::Copied => "copied",
            Happened::FileFailed { .. } => "file_failed",
            Happened::CardFailed { .. } => "card_failed",
        }
    }
}
