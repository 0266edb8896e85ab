//! Files on their way from one side to the other.

use super::ids::{FileId, Snowflake};
use serde::{Deserialize, Serialize};

/// A file as one side announces it, before it is copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedFile {
    pub source: FileSource,
    /// Name given by its sender: untrusted, made safe before use.
    pub name: String,
    pub content_type: Option<String>,
    /// Bytes, as announced; the copy is bounded by what really arrives.
    pub size: u64,
}

/// Where a file can be fetched. Discord's addresses die after about a day and Twilio's after five minutes, so both are copied on arrival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum FileSource {
    /// A signed address at Discord's CDN, and where to ask for a fresh one.
    Discord { url: String, channel: Snowflake, message: Snowflake, attachment: Snowflake },
    /// A media resource of the desk.
    Desk { media: String },
}

/// A file we have taken on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    pub id: FileId,
    pub source: FileSource,
    /// Safe name.
    pub name: String,
    pub content_type: String,
    pub size: u64,
}
