//! Backups: one file for everything, the same for both databases.
//!
//! **What lives here.** `write` and `read` (rows to lines and back), `thread` (lines to a file and back: compression, checksum),
//! `sealed` (encryption).
//!
//! **How data passes through.** A snapshot of the database → JSON lines → gzip → (with a key) sealed → file; restoring goes the
//! other way into an empty database, of either kind. Lines: a header, per table a line with its columns and one per row, per file
//! a line with its id and lines of base64, and a trailer with all counts and a checksum.
//!
//! **What always holds.** The file appears under its name when it is whole and on disk. A file that is cut off, altered or sealed
//! with another key restores nothing: everything is one transaction. Secrets stay sealed in it with the key of the program.
//!
//! **One more table.** Nothing to do here: see `tables.rs`. An old backup is restored into the schema it was made from, then migrated.

mod read;
mod sealed;
mod thread;
mod write;

pub use read::restore;
pub use write::backup;

use super::tables::Kind;
use crate::domain::clock::Millis;
use crate::domain::ids::FileId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the format itself.
const FORMAT: u32 = 1;

/// What is in a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows per table.
    pub rows: BTreeMap<String, u64>,
    pub files: u64,
}

/// A line that is no row and no piece of a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Header { format: u32, schema: i64, made_at: Millis },
    Table { name: String, columns: Vec<(String, Kind)> },
    File { id: FileId },
    End { summary: Summary, sha256: String },
}
