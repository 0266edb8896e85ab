//! How one try of a delivery ended.

use super::case::CardPlace;
use super::clock::Millis;
use super::ids::{FileId, Snowflake};
use super::message::Place;
use super::person::Membership;
use serde::{Deserialize, Serialize};

/// The four ways a vendor's answer can fail, and success. Every adapter maps its vendor's codes to this in its own `error.rs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is done.
    Done(Receipt),
    /// Not now: try again, after this many milliseconds if the vendor said how long.
    Later { why: String, after_ms: Option<Millis> },
    /// No, and asking again will not help.
    Refused { why: String, refusal: Refusal },
    /// What it was about is not there any more.
    Gone { why: String, what: Missing },
    /// It may or may not have happened: look at the other side's history before trying again.
    Unknown { why: String },
}

impl Outcome {
    /// Short name for logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Done(_) => "done",
            Outcome::Later { .. } => "later",
            Outcome::Refused { .. } => "refused",
            Outcome::Gone { .. } => "gone",
            Outcome::Unknown { .. } => "unknown",
        }
    }

    /// The reason, for the log and for whoever looks at the dead letter; never holds message text or secrets.
    pub fn why(&self) -> &str {
        match self {
            Outcome::Done(_) => "",
            Outcome::Later { why, .. } | Outcome::Refused { why, .. } | Outcome::Gone { why, .. } | Outcome::Unknown { why } => why,
        }
    }
}

/// What a success leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// What was made over there, in order of the parts.
    pub ids: Vec<Made>,
    pub fact: Option<Fact>,
}

impl Receipt {
    /// A success that made one thing.
    pub fn id(id: impl Into<String>) -> Self {
        Self { ids: vec![Made { id: id.into(), position: None }], fact: None }
    }

    /// A success that taught us something.
    pub fn fact(fact: Fact) -> Self {
        Self { ids: Vec::new(), fact: Some(fact) }
    }
}

/// One message as the vendor knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
    /// Its message index, where the vendor counts (the desk): how gaps in what reaches us are noticed.
    pub position: Option<i64>,
}

/// What a helper found out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// The place to talk in.
    Place(Place),
    /// The desk conversation.
    Desk { sid: String },
    /// The servers, of those asked, that the member is in.
    Memberships { of: Vec<Membership> },
    /// Whether somebody may take away lines of others there.
    Staff { yes: bool },
    /// The name members may see.
    AgentName { name: String },
    /// How far the desk's history reaches: the index of its newest line.
    Looked { last: Option<i64> },
    /// The file is in our store.
    Stored { file: FileId, size: u64 },
    /// The assistant's answer.
    Answer(Answer),
    /// What a model makes of the talk, for the agent.
    Summary { text: String },
    /// The card of a case is there.
    Card(CardPlace),
}

/// See [`Fact::Answer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// An answer with where it is from.
    Known { text: String, sources: Vec<Source> },
    /// Not sure: these articles may help, each with its telling passage.
    Likely { suggestions: Vec<(Source, String)> },
    /// An answer with where it is from, by a brain that thinks a person should see to it: one is offered, never called.
    Referred { text: String, sources: Vec<Source> },
    /// Nothing in the articles.
    Unknown,
    /// The operator's own chatbot hands over to a person, with its last words if it has any.
    HandOver { text: Option<String> },
}

/// An article an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub article: String,
    pub title: String,
    pub url: Option<String>,
}

/// Why a vendor refuses for good, as far as it changes what we do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The member takes no DMs from the bot.
    DmsClosed,
    /// The bot may not do this there.
    Forbidden,
    /// The credentials are wrong: nothing will work until somebody mends them.
    Credentials,
    /// The request itself is faulty, or too large.
    Invalid,
    /// The owner changed before it could be sent.
    Overtaken,
    /// Tried too often.
    GaveUp,
}

/// What is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The desk conversation is closed: open the next one.
    DeskClosed,
    /// The channel or thread.
    Place,
    /// The message.
    Message,
    /// The member (left, or deleted their account).
    Member,
    /// The interaction's token has run out.
    Interaction,
    /// The file.
    File,
}

/// A try as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: Millis,
    pub outcome: Outcome,
}

/// The message on a vendor's side that belongs to one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorId {
    pub part: i32,
    pub id: String,
    /// See [`Made::position`].
    pub position: Option<i64>,
}

impl VendorId {
    /// As a Discord id, if it is one.
    pub fn snowflake(&self) -> Option<Snowflake> {
        self.id.parse().ok()
    }
}
